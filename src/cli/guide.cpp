// `detente guide`: a model's documentation, made from the model itself.
#include "guide/guide.h"

#include <cstdio>
#include <memory>

#include "base/cat.h"
#include "cli/flags.h"
#include "driver/paths.h"

namespace detente::cli {
namespace {

using base::cat;

constexpr const char* kExamples = R"(  detente guide models/us_china_ai -o guide.html
  detente guide models/us_china_ai --preset core -o core.html --json
)";

struct Flags {
  ModelFlags model;
  std::string output;
};

// The folder of a model may do without one.
std::string bibliography_of(const std::string& model_path) {
  const auto file = driver::find_model(model_path);
  if (!file) return {};
  return driver::read_file(driver::join(file->folder, "references.bib")).value_or("");
}

// Writes beside the file and renames, so that a failed guide leaves what was there.
bool write_file(const std::string& path, const std::string& text) {
  const std::string beside = path + ".partial";
  std::FILE* file = std::fopen(beside.c_str(), "wb");
  if (!file) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  if (written && closed && std::rename(beside.c_str(), path.c_str()) == 0) return true;
  std::remove(beside.c_str());
  return false;
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
  if (!write_file(flags.output, guide::write(subject))) {
    program.fail(ExitCode::Io, base::Diagnostic{"E1304",
                                                {},
                                                cat("`", flags.output, "` cannot be written"),
                                                {},
                                                "check the folder, the space and the permissions"});
  }
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
}

}  // namespace detente::cli
