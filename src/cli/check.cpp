// detente check: compiles a model and says what is wrong with it, or how large it is.
#include <nlohmann/json.hpp>

#include "base/cat.h"
#include "cli/command.h"

namespace detente::cli {

namespace {

void check(const ModelOptions& options) {
  const driver::Compiled compiled = driver::compile(options.path, {.preset = options.preset, .save = options.trace});
  print_diagnostics(compiled.diagnostics, compiled.sources, options.json);
  if (!compiled.ok()) throw Exit{kModelError};
  if (options.json) return;
  const plan::Plan& plan = *compiled.plan;
  const plan::Interface& shown = plan.interface;
  print(base::cat(shown.model, ": ", shown.inputs.size(), " inputs, ", plan.stocks.size(), " stocks, ",
                  shown.players.size(), " players, ", shown.scenarios.size(), " scenarios, ", shown.metrics.size(),
                  " metrics, ", shown.claims.size(), " claims; no errors\n"));
}

}  // namespace

void add_check(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("check", "Check a model: names, units, equations, claims");
  const auto options = std::make_shared<ModelOptions>();
  add_model_options(*verb, *options);
  verb->footer("Example:\n  detente check models/canon/richardson.detente");
  verb->callback([options] { check(*options); });
}

}  // namespace detente::cli
