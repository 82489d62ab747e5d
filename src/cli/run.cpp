// `detente run`: an ensemble, its metrics, its faults and what became of the claims.
#include <memory>

#include "analysis/claims/needs.h"
#include "base/cat.h"
#include "cli/flags.h"
#include "cli/present.h"

namespace detente::cli {
namespace {

constexpr const char* kExamples = R"(  detente run models/canon/bass.detente
  detente run models/us_china_ai -n 10000 -j 8 --scenario treaty
  detente run race.detente --set "reaction[x]=0.9/year" --set threat_form=linear
  detente run race.detente --trace arms --json > race.json
  detente run race.detente -n 1000000 -o race.sqlite     (Ctrl-C, then: detente resume race.sqlite)
)";

struct Flags {
  ModelFlags model;
  EnsembleFlags ensemble;
  std::string scenario, output;
  std::vector<std::string> metrics;
};

// What was typed, as far as it decides what the study is; kept in the study for people.
std::string command_text(const Flags& flags) {
  std::string text = base::cat("detente run ", quoted(flags.model.path));
  if (!flags.scenario.empty()) text += base::cat(" --scenario ", quoted(flags.scenario));
  for (const std::string& setting : flags.ensemble.settings) text += base::cat(" --set ", quoted(setting));
  return text;
}

ExitCode run(const Program& program, const Flags& flags) {
  const driver::Compiled compiled = compile(program, flags.model);
  const plan::Interface& interface = compiled.plan->interface;
  const Presentation presentation{Part::Everything, find_metrics(program, interface, flags.metrics),
                                  flags.ensemble.fault_limit};
  auto needs = analysis::claims::needs(interface, find_scenario(program, interface, flags.scenario));
  if (flags.ensemble.central) needs = {.arms = {needs.arms[0]}};
  driver::EnsembleOptions options = ensemble_options(program, flags.ensemble, compiled, needs);
  if (!flags.model.traces.empty()) options.record = exec::Record::Saved;
  driver::Ensemble ensemble = make_ensemble(program, compiled, std::move(needs), options);
  const Wanted wanted{.compiled = &compiled,
                      .output = flags.output,
                      .command = command_text(flags),
                      .keep = {0},
                      .judge = !flags.ensemble.central};
  return run_and_print(program, wanted, ensemble, presentation).code;
}

}  // namespace

void add_run(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "run", "run an ensemble; print metrics, faults and the claims' scoreboard",
                            kExamples, [&program, flags] { return run(program, *flags); });
  add_model_flags(*verb, flags->model);
  verb->add_option("--scenario", flags->scenario, "the arm asked for (default: the model as written)");
  add_names(*verb, "--metric", flags->metrics, "show only these metrics");
  add_names(*verb, "--trace", flags->model.traces, "also show these quantities over time");
  verb->add_option("-o,--output", flags->output,
                   "study file (SQLite) to keep everything in; an existing one is gone on with");
  add_ensemble_flags(*verb, flags->ensemble);
}

}  // namespace detente::cli
