// `detente show STEP MODEL`: what each step of the way from text to findings gives.
#include "syntax/show.h"

#include <cmath>
#include <memory>

#include "analysis/claims/needs.h"
#include "base/cat.h"
#include "base/number_text.h"
#include "cli/answer.h"
#include "cli/flags.h"
#include "model/show.h"
#include "plan/print.h"
#include "report/run_text.h"
#include "report/scoreboard.h"
#include "report/words.h"
#include "text/tokenize.h"

namespace detente::cli {
namespace {

using base::cat;

constexpr const char* kExamples = R"(  detente show ast race.detente
  detente show inputs models/us_china_ai --json
  detente show results race.detente -n 5
)";

// Runs shown by `show results`, when nobody says.
constexpr std::uint64_t kRunsShown = 10;

struct Flags {
  std::string step, scenario;
  ModelFlags model;
  EnsembleFlags ensemble;
};

std::string tokens(const driver::Compiled& compiled) {
  base::Diagnostics already_reported;
  const base::SourceId root(0);
  return syntax::show_tokens(text::tokenize(compiled.sources, root, {}, already_reported), compiled.sources);
}

std::string law_text(const plan::Input& input) {
  if (input.spec.is_fixed()) return "";
  return input.spec.is_deep() ? "deep" : "drawn";
}

std::string bounds_text(const plan::Input& input) {
  if (!input.choices.empty()) {
    std::string list;
    for (const std::string& choice : input.choices) list += cat(list.empty() ? "" : ", ", choice);
    return cat("{", list, "}");
  }
  if (!input.has_bounds) return "";
  const auto shown = [&](double value) { return base::number_text(value / input.quantity.scale, 6); };
  return cat("[", shown(input.low), ", ", shown(input.high), "]");
}

// What --set can name.
std::string inputs_text(const plan::Interface& interface, const report::Style& style) {
  report::Table table(
      {{"input"}, {"value", report::Align::Right}, {"unit"}, {"may be"}, {"law"}, {"source"}, {"grade"}});
  for (const plan::Input& input : interface.inputs) {
    if (input.kind == plan::InputKind::LeverRule) continue;
    table.add({input.quantity.name.full, report::input_text(input, input.value), input.quantity.unit,
               bounds_text(input), law_text(input), input.source, input.grade});
  }
  return table.empty() ? "no inputs\n" : table.text(style);
}

driver::Ensemble ensemble_for(const Program& program, const Flags& flags, const driver::Compiled& compiled,
                              bool all_arms) {
  const std::uint32_t scenario = find_scenario(program, compiled.plan->interface, flags.scenario);
  auto needs = analysis::claims::needs(compiled.plan->interface, scenario);
  if (!all_arms) needs = {.arms = {needs.arms[0]}};
  const driver::EnsembleOptions options = ensemble_options(program, flags.ensemble, compiled, needs);
  return make_ensemble(program, compiled, std::move(needs), options);
}

// The columns as they are: one row a run.
ExitCode show_results(const Program& program, Flags flags, const driver::Compiled& compiled) {
  if (!flags.ensemble.runs) flags.ensemble.runs = kRunsShown;
  driver::Ensemble ensemble = ensemble_for(program, flags, compiled, false);
  const plan::Plan& plan = *compiled.plan;
  std::vector<report::Table::Column> columns = {{"run", report::Align::Right}};
  for (const plan::Metric& metric : plan.interface.metrics) {
    const std::string& unit = metric.quantity.unit;
    columns.push_back({cat(metric.quantity.name.full, unit.empty() ? "" : cat(" [", unit, "]")), report::Align::Right});
  }
  columns.push_back({"fault"});
  report::Table table(std::move(columns));
  report::Json rows = report::Json::array();
  for (std::uint64_t number = 0; number < ensemble.chunk_count(); ++number) {
    const auto chunks = ensemble.compute(number);
    if (!chunks.ok()) program.fail(code_for(chunks.diagnostics), chunks.diagnostics, compiled.sources);
    const results::Chunk& chunk = (*chunks)[0];
    for (std::uint32_t run = 0; run < chunk.runs; ++run) {
      std::vector<report::Cell> cells = {std::to_string(chunk.first_run + run)};
      report::Json row = {{"run", chunk.first_run + run}, {"metrics", report::Json::object()}};
      for (std::uint32_t m = 0; m < plan.interface.metrics.size(); ++m) {
        const plan::Quantity& quantity = plan.interface.metrics[m].quantity;
        const double value = chunk.metrics[std::size_t{m} * chunk.runs + run] / quantity.scale;
        cells.push_back(std::isnan(value) ? report::value_text(value) : base::number_text(value));
        row["metrics"][quantity.name.full] = value;
      }
      const std::uint32_t site = chunk.faults[run].site;
      const std::string fault =
          site < plan.sites.size() ? cat(plan.sites[site].variable, ": ", plan::name(plan.sites[site].kind)) : "";
      cells.push_back(fault);
      row["fault"] = fault.empty() ? report::Json() : report::Json(fault);
      table.add(std::move(cells));
      rows.push_back(std::move(row));
    }
  }
  if (program.json) {
    program.print_json(report::Json{{"model", plan.interface.model}, {"results", std::move(rows)}});
  } else {
    program.print(table.text(program.out_style()));
  }
  return ExitCode::Ok;
}

ExitCode show_findings(const Program& program, const Flags& flags, const driver::Compiled& compiled) {
  driver::Ensemble ensemble = ensemble_for(program, flags, compiled, true);
  const Answer found = answer(program, {.compiled = &compiled}, ensemble);
  const plan::Interface& interface = compiled.plan->interface;
  if (program.json) {
    program.print_json(
        report::Json{{"model", interface.model}, {"findings", report::json_of(interface, found.findings)}});
  } else {
    program.print(report::scoreboard_text(interface, found.findings, program.out_style()));
  }
  return ExitCode::Ok;
}

ExitCode show(const Program& program, const Flags& flags) {
  driver::Compiled compiled = driver::compile(flags.model.path, {.preset = flags.model.preset});
  // The first steps can be shown of a text that later steps refuse.
  const bool text_only = flags.step == "tokens" || flags.step == "ast";
  if (text_only && compiled.sources.size() > 0) {
    program.warn(compiled.diagnostics, compiled.sources);
  } else if (!compiled.ok()) {
    program.fail(code_for(compiled.diagnostics), compiled.diagnostics, compiled.sources);
  }
  if (flags.step == "results") return show_results(program, flags, compiled);
  if (flags.step == "findings") return show_findings(program, flags, compiled);
  if (flags.step == "inputs" && program.json) {
    report::Json list = report::Json::array();
    for (const plan::Input& input : compiled.plan->interface.inputs) list.push_back(report::json_of(input));
    program.print_json(report::Json{{"model", compiled.plan->interface.model}, {"inputs", std::move(list)}});
    return ExitCode::Ok;
  }
  std::string text;
  if (flags.step == "tokens") text = tokens(compiled);
  if (flags.step == "ast") {
    for (const syntax::Ast& file : compiled.files) text += syntax::show_ast(file, compiled.sources);
  }
  if (flags.step == "model") text = model::show(*compiled.model);
  if (flags.step == "plan") text = plan::print(*compiled.plan);
  if (flags.step == "inputs") text = inputs_text(compiled.plan->interface, program.out_style());
  if (program.json) {
    program.print_json(report::Json{{"step", flags.step}, {"text", text}});
  } else {
    program.print(text);
  }
  return ExitCode::Ok;
}

}  // namespace

void add_show(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "show", "print what a step of the way from text to findings gives", kExamples,
                            [&program, flags] { return show(program, *flags); });
  verb->add_option("STEP", flags->step, "what to print")
      ->required()
      ->check(CLI::IsMember({"tokens", "ast", "model", "plan", "inputs", "results", "findings"}));
  add_model_flags(*verb, flags->model);
  verb->add_option("--scenario", flags->scenario, "of results and findings");
  add_ensemble_flags(*verb, flags->ensemble);
}

}  // namespace detente::cli
