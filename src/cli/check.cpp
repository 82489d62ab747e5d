// `detente check`: every diagnostic of a model, and one line on what it holds.
#include <memory>

#include "base/cat.h"
#include "base/render.h"
#include "cli/flags.h"
#include "report/words.h"

namespace detente::cli {
namespace {

constexpr const char* kExamples = R"(  detente check models/us_china_ai
  detente check race.detente --json
)";

struct Counts {
  std::uint64_t sets = 0, stocks = 0, parameters = 0, sourced = 0, assumed = 0, unsourced = 0, deep = 0;
};

Counts count(const model::Model& model) {
  Counts counts;
  for (const model::Symbol& symbol : model.symbols) {
    counts.sets += symbol.kind == model::SymbolKind::Set ? 1 : 0;
    counts.stocks += symbol.kind == model::SymbolKind::Stock ? 1 : 0;
    if (symbol.kind != model::SymbolKind::Parameter) continue;
    ++counts.parameters;
    ++(symbol.source.empty() ? counts.unsourced : symbol.source == "assumed" ? counts.assumed : counts.sourced);
    for (const plan::Input& input : model.interface.inputs) {
      if (input.kind != plan::InputKind::Parameter || input.quantity.name.base != symbol.name) continue;
      if (!input.spec.is_deep()) continue;
      ++counts.deep;
      break;
    }
  }
  return counts;
}

std::string summary(const driver::Compiled& compiled) {
  const plan::Interface& interface = compiled.plan->interface;
  const Counts counts = count(*compiled.model);
  using report::count_of;
  std::string text = base::cat(
      interface.model, ": ", count_of(counts.sets, "set", "sets"), ", ", count_of(counts.stocks, "stock", "stocks"),
      ", ", count_of(counts.parameters, "parameter", "parameters"), " (", report::count_text(counts.sourced),
      " sourced, ", report::count_text(counts.assumed), " assumed, ", report::count_text(counts.unsourced),
      " without a source; ", report::count_text(counts.deep), " deep), ",
      count_of(interface.scenarios.size(), "scenario", "scenarios"), ", ",
      count_of(interface.claims.size(), "claim", "claims"), "; ");
  const std::uint64_t warnings = compiled.diagnostics.warning_count();
  return base::cat(text, warnings == 0 ? "no warnings" : count_of(warnings, "warning", "warnings"), "\n");
}

report::Json json_of(const driver::Compiled& compiled) {
  const plan::Interface& interface = compiled.plan->interface;
  const Counts counts = count(*compiled.model);
  return {{"model", interface.model},
          {"title", interface.title},
          {"hash", interface.hash},
          {"sets", counts.sets},
          {"stocks", counts.stocks},
          {"parameters",
           {{"count", counts.parameters},
            {"sourced", counts.sourced},
            {"assumed", counts.assumed},
            {"unsourced", counts.unsourced},
            {"deep", counts.deep}}},
          {"players", interface.players.size()},
          {"scenarios", interface.scenarios.size()},
          {"metrics", interface.metrics.size()},
          {"claims", interface.claims.size()},
          {"dropped", compiled.model->dropped},
          {"diagnostics", report::json_of(compiled.diagnostics, compiled.sources)}};
}

ExitCode check(const Program& program, const ModelFlags& flags) {
  const driver::Compiled compiled = compile(program, flags);
  if (program.json) {
    program.print_json(json_of(compiled));
    return ExitCode::Ok;
  }
  std::string dropped;
  for (const std::string& name : compiled.model->dropped) dropped += base::cat("  ", name, "\n");
  if (!dropped.empty()) dropped = base::cat("left out by preset `", flags.preset, "`:\n", dropped);
  program.print(base::cat(dropped, summary(compiled)));
  return ExitCode::Ok;
}

}  // namespace

void add_check(CLI::App& app, Program& program) {
  auto flags = std::make_shared<ModelFlags>();
  CLI::App* verb = add_verb(app, program, "check", "compile a model and say everything that is wrong with it",
                            kExamples, [&program, flags] { return check(program, *flags); });
  add_model_flags(*verb, *flags);
}

}  // namespace detente::cli
