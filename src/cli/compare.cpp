// `detente compare`: scenarios on the same futures, each set against the first.
#include <algorithm>
#include <memory>

#include "base/cat.h"
#include "base/utf8.h"
#include "cli/answer.h"
#include "cli/flags.h"
#include "cli/present.h"
#include "report/comparison.h"
#include "study/describe.h"

namespace detente::cli {
namespace {

constexpr const char* kExamples =
    R"(  detente compare models/canon/richardson.detente runaway        (against the model as written)
  detente compare race.detente calm shock deal -n 10000            (shock and deal against calm)
  detente compare race.detente baseline deal --metric peak --json
)";

struct Flags {
  ModelFlags model;
  EnsembleFlags ensemble;
  std::vector<std::string> arms, metrics;
};

analysis::claims::Needs arms_of(const Program& program, const plan::Interface& interface, const Flags& flags) {
  std::vector<std::string> names = flags.arms;
  if (names.size() == 1) names.insert(names.begin(), std::string(kBaselineName));
  analysis::claims::Needs needs;
  for (const std::string& name : names) {
    const analysis::claims::Arm arm{find_scenario(program, interface, name)};
    if (std::find(needs.arms.begin(), needs.arms.end(), arm) != needs.arms.end()) {
      base::Diagnostic twice{"E1601", {}, base::cat("`", name, "` is named twice")};
      program.fail(ExitCode::Usage, twice.with_help("an arm differs from itself in nothing"));
    }
    needs.arms.push_back(arm);
  }
  return needs;
}

ExitCode compare(const Program& program, const Flags& flags) {
  const driver::Compiled compiled = compile(program, flags.model);
  const plan::Plan& plan = *compiled.plan;
  std::vector<std::uint32_t> chosen = find_metrics(program, plan.interface, flags.metrics);
  for (std::uint32_t m = 0; m < plan.interface.metrics.size() && flags.metrics.empty(); ++m) {
    if (plan.interface.metrics[m].warning.empty()) chosen.push_back(m);
  }
  auto needs = arms_of(program, plan.interface, flags);
  const driver::EnsembleOptions options = ensemble_options(program, flags.ensemble, compiled, needs);
  Wanted wanted{.compiled = &compiled, .judge = false};
  std::vector<std::string> names;
  for (std::uint32_t arm = 0; arm < needs.arms.size(); ++arm) {
    wanted.keep.push_back(arm);
    names.push_back(scenario_name(plan.interface, needs.arms[arm].scenario));
  }
  driver::Ensemble ensemble = make_ensemble(program, compiled, std::move(needs), options);
  const Answer found = answer(program, wanted, ensemble);
  if (found.runs == 0) {
    program.say("interrupted before the first chunk was finished\n");
    return ExitCode::Interrupted;
  }
  ExitCode code = judge_faults(program, ensemble, found, flags.ensemble.fault_limit);
  if (found.interrupted) code = ExitCode::Interrupted;

  const sampling::Design& design = ensemble.design();
  std::vector<std::vector<report::Difference>> differences;
  for (std::size_t arm = 1; arm < names.size(); ++arm) {
    auto& row = differences.emplace_back();
    for (const std::uint32_t m : chosen) {
      row.push_back(report::difference(found.columns[0].values(m), found.columns[arm].values(m),
                                       plan.interface.metrics[m].quantity, design,
                                       ensemble.crossed() * design.draws_per_world));
    }
  }
  if (!program.json) {
    const std::string title = base::escape_for_display(plan.interface.title);
    program.print(base::cat(program.out_style().paint(plan.interface.model, report::Colour::Bold),
                            title.empty() ? "" : "  ", title, "\n", headline(ensemble, found.runs), "\n\n",
                            report::comparison_text(plan, names, chosen, differences, program.out_style()), "\ndigest ",
                            found.digest, "\n"));
    return code;
  }
  report::Json json = {{"model", plan.interface.model},
                       {"title", plan.interface.title},
                       {"hash", plan.interface.hash},
                       {"digest", found.digest},
                       {"seed", design.seed},
                       {"design", study::describe(ensemble).design},
                       {"runs", found.runs},
                       {"interrupted", found.interrupted},
                       {"base", names[0]}};
  json["arms"] = report::Json::array();
  for (std::size_t arm = 0; arm < names.size(); ++arm) {
    json["arms"].push_back({{"name", names[arm]}, {"faults", found.faults[arm].runs}});
  }
  json["differences"] = report::Json::object();
  for (std::size_t arm = 1; arm < names.size(); ++arm) {
    report::Json& metrics = json["differences"][names[arm]] = report::Json::object();
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      const plan::Quantity& quantity = plan.interface.metrics[chosen[row]].quantity;
      metrics[quantity.name.full] = report::json_of(differences[arm - 1][row], quantity);
    }
  }
  json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
  program.print_json(json);
  return code;
}

}  // namespace

void add_compare(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "compare", "set scenarios against each other, future by future", kExamples,
                            [&program, flags] { return compare(program, *flags); });
  add_model_flags(*verb, flags->model);
  verb->add_option("SCENARIO", flags->arms, "the first is what the others are set against; `baseline` is no scenario")
      ->required();
  add_names(*verb, "--metric", flags->metrics, "compare only these metrics");
  add_ensemble_flags(*verb, flags->ensemble);
}

}  // namespace detente::cli
