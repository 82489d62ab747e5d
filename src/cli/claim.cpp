// `detente claim`: the scoreboard alone, and a gate for scripts.
#include <algorithm>
#include <memory>

#include "analysis/claims/judge.h"
#include "base/cat.h"
#include "cli/flags.h"
#include "cli/players.h"
#include "cli/present.h"

namespace detente::cli {
namespace {

constexpr const char* kExamples = R"(  detente claim models/us_china_ai -n 20000
  detente claim race.detente --only spiral,settles
  detente claim race.detente --gate && echo "every claim is supported"
)";

struct Flags {
  ModelFlags model;
  EnsembleFlags ensemble;
  std::string scenario;
  std::vector<std::string> only;
  PlayersBudget players;
  bool gate = false;
};

void keep_only(const Program& program, plan::Interface& interface, const std::vector<std::string>& names) {
  std::vector<std::string_view> known;
  for (const plan::Claim& claim : interface.claims) known.push_back(claim.name);
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      program.fail(ExitCode::Usage, unknown_name("claim", name, known));
    }
  }
  std::erase_if(interface.claims, [&](const plan::Claim& claim) {
    return std::find(names.begin(), names.end(), claim.name) == names.end();
  });
}

ExitCode gate(const Program& program, const plan::Interface& interface,
              const std::vector<analysis::claims::Finding>& findings) {
  for (const auto& finding : findings) {
    if (finding.verdict == analysis::claims::Verdict::NotSolved) {
      program.say(base::cat("gate: `", interface.claims[finding.claim].name, "` is not solved, and not looked at\n"));
    }
  }
  const analysis::claims::Gate result = analysis::claims::gate(interface, findings);
  for (const std::uint32_t claim : result.failing) {
    const auto verdict =
        std::find_if(findings.begin(), findings.end(), [&](const auto& f) { return f.claim == claim; });
    program.say(base::cat("gate: `", interface.claims[claim].name, "` is ",
                          analysis::claims::verdict_name(verdict->verdict), "\n"));
  }
  return result.passes ? ExitCode::Ok : ExitCode::Refused;
}

ExitCode claim(const Program& program, const Flags& flags) {
  driver::Compiled compiled = compile(program, flags.model);
  plan::Interface& interface = compiled.plan->interface;
  if (!flags.only.empty()) keep_only(program, interface, flags.only);
  auto needs = analysis::claims::needs(interface, find_scenario(program, interface, flags.scenario));
  const driver::EnsembleOptions options = ensemble_options(program, flags.ensemble, compiled, needs);
  driver::Ensemble ensemble = make_ensemble(program, compiled, std::move(needs), options);
  Wanted wanted{.compiled = &compiled, .judge = !flags.ensemble.central || is_certain(ensemble)};
  if (wanted.judge && flags.players.futures > 0) {
    const auto elsewhere = std::count_if(
        interface.claims.begin(), interface.claims.end(),
        [](const plan::Claim& claim) { return !claim.by_construction && !analysis::claims::is_about_players(claim); });
    wanted.solved = judge_players(program, compiled, ensemble.needs().arms[0].scenario, options, flags.players,
                                  static_cast<std::uint32_t>(elsewhere));
  }
  const Presented presented = run_and_print(program, wanted, ensemble, {Part::Claims, {}, flags.ensemble.fault_limit});
  if (presented.code != ExitCode::Ok || !flags.gate) return presented.code;
  return gate(program, interface, presented.answer.findings);
}

}  // namespace

void add_claim(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "claim", "judge the claims; print the scoreboard alone", kExamples,
                            [&program, flags] { return claim(program, *flags); });
  add_model_flags(*verb, flags->model);
  add_names(*verb, "--only", flags->only, "judge only these claims");
  verb->add_option("--scenario", flags->scenario, "where claims stand that name no scenario");
  verb->add_option("--players-futures", flags->players.futures,
                   "futures that claims about players are judged in, at most; 0: leave them unsolved")
      ->check(CLI::Range(0u, 4096u))
      ->capture_default_str();
  verb->add_option("--players-chance", flags->players.chance, "runs that the chance of such a future is averaged over")
      ->check(CLI::Range(1u, 1u << 16))
      ->capture_default_str();
  verb->add_option("--players-terms", flags->players.terms,
                   "choices of an agreement's terms that each future meets, of up to 64")
      ->check(CLI::Range(1u, 1u << 16))
      ->capture_default_str();
  verb->add_flag("--gate", flags->gate, "exit with 1 unless every claim that can be judged is supported");
  add_ensemble_flags(*verb, flags->ensemble);
}

}  // namespace detente::cli
