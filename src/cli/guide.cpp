// `detente guide`: a model's documentation, made from the model itself.
#include "guide/guide.h"

#include <memory>

#include "base/cat.h"
#include "cli/flags.h"
#include "cli/write_file.h"
#include "driver/calibrate.h"
#include "driver/paths.h"
#include "guide/html.h"
#include "report/calibration.h"

namespace detente::cli {
namespace {

using base::cat;

constexpr const char* kExamples = R"(  detente guide models/us_china_ai -o guide.html
  detente guide models/us_china_ai --preset core -o core.html --json
  detente guide models/us_china_ai --past models/us_china_ai/history.detente -n 2000 -o guide.html
)";

struct Flags {
  ModelFlags model;
  std::string past, output;
  EnsembleFlags ensemble;
};

// The folder of a model may do without one.
std::string bibliography_of(const std::string& model_path) {
  const auto file = driver::find_model(model_path);
  if (!file) return {};
  return driver::read_file(driver::join(file->folder, "references.bib")).value_or("");
}

std::string paragraphs(const std::string& lines) {
  std::string html;
  for (std::size_t from = 0, to; (to = lines.find('\n', from)) != std::string::npos; from = to + 1) {
    if (to > from) html += guide::element("p", guide::escape(lines.substr(from, to - from)));
  }
  return html;
}

std::string html_of(const report::Table& table, const std::string& caption) {
  std::vector<guide::HtmlTable::Column> columns;
  for (const auto& column : table.columns()) columns.push_back({column.head, column.align == report::Align::Right});
  guide::HtmlTable html(guide::escape(caption), std::move(columns));
  for (const auto& row : table.rows()) {
    std::vector<std::string> cells;
    for (const report::Cell& cell : row.cells) cells.push_back(guide::escape(cell.text));
    html.add(std::move(cells));
  }
  return html.html();
}

// How the model of `--past` fares beside what was measured: every calibration that it declares, failures included.
guide::Section past(const Program& program, const Flags& flags) {
  const driver::Compiled compiled = compile(program, {.path = flags.past, .preset = {}, .traces = {}});
  const plan::Interface& interface = compiled.plan->interface;
  guide::Section section{"past", "Beside the past",
                         guide::element("p", cat("What <code>detente calibrate ", guide::escape(flags.past),
                                                 "</code> says; model hash ", guide::escape(interface.hash), "."))};
  for (std::uint32_t c = 0; c < interface.calibrations.size(); ++c) {
    analysis::claims::Needs needs = {.arms = {{interface.calibrations[c].scenario}}};
    driver::EnsembleOptions options = ensemble_options(program, flags.ensemble, compiled, needs);
    options.record = exec::Record::EveryStep;
    driver::Ensemble ensemble = make_ensemble(program, compiled, std::move(needs), options);
    const auto found = driver::calibrate(ensemble, c);
    if (!found.value) program.fail(code_for(found.diagnostics), found.diagnostics, compiled.sources);
    section.html += guide::element("h3", guide::escape(interface.calibrations[c].name));
    for (const report::Passage& passage : report::calibration_passages(*compiled.plan, *found, {}, {})) {
      section.html += paragraphs(passage.before);
      if (passage.table) section.html += html_of(*passage.table, passage.title);
      section.html += paragraphs(passage.after);
    }
  }
  if (interface.calibrations.empty()) {
    program.fail(ExitCode::Usage, base::Diagnostic{"E1601",
                                                   {},
                                                   cat("`", flags.past, "` declares no calibration"),
                                                   {},
                                                   "declare one with `calibrate NAME under SCENARIO`"});
  }
  return section;
}

report::Json json_of(const driver::Compiled& compiled, const Flags& flags, const guide::Counts& counts) {
  const plan::Interface& interface = compiled.plan->interface;
  return {{"model", interface.model},
          {"title", interface.title},
          {"hash", interface.hash},
          {"preset", flags.model.preset},
          {"output", flags.output},
          {"submodels", counts.submodels},
          {"sets", counts.sets},
          {"stocks", counts.stocks},
          {"stock_elements", counts.stock_elements},
          {"equations", counts.equations},
          {"numbers",
           {{"sourced", counts.numbers.sourced},
            {"assumed", counts.numbers.assumed},
            {"unsourced", counts.numbers.unsourced},
            {"deep", counts.numbers.deep},
            {"probabilistic", counts.numbers.probabilistic},
            {"fixed", counts.numbers.fixed}}},
          {"diagnostics", report::json_of(compiled.diagnostics, compiled.sources)}};
}

ExitCode run_guide(const Program& program, const Flags& flags) {
  const driver::Compiled compiled = compile(program, flags.model);
  const guide::Subject subject{compiled.sources, compiled.files, *compiled.model, flags.model.preset,
                               bibliography_of(flags.model.path)};
  guide::GuideParts parts;
  if (!flags.past.empty()) parts.sections.push_back(past(program, flags));
  write_file(program, flags.output, guide::write(subject, parts));
  if (program.json) program.print_json(json_of(compiled, flags, guide::count(subject)));
  return ExitCode::Ok;
}

}  // namespace

void add_guide(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "guide", "write the model's documentation as one HTML page", kExamples,
                            [&program, flags] { return run_guide(program, *flags); });
  add_model_flags(*verb, flags->model);
  verb->add_option("-o,--output", flags->output, "an .html file; what stands there is replaced")->required();
  verb->add_option("--past", flags->past,
                   "also show how this model's calibrations fare: the same model's history, often");
  add_ensemble_flags(*verb, flags->ensemble);
}

}  // namespace detente::cli
