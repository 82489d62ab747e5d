#include "cli/strategy.h"

#include <algorithm>
#include <cmath>

#include "base/cat.h"
#include "report/words.h"

namespace detente::cli {

using base::cat;
namespace games = analysis::games;

namespace {

constexpr std::uint64_t kUsualSeed = 0x7573'7561;  // of the futures that tell what players usually see

base::Diagnostic usage_error(std::string message, std::string help) {
  return base::Diagnostic{"E1601", {}, std::move(message), {}, std::move(help)};
}

std::vector<std::string_view> names_of(const std::vector<plan::Player>& players) {
  std::vector<std::string_view> names;
  for (const plan::Player& player : players) names.push_back(player.name);
  return names;
}

}  // namespace

void add_strategy_flags(CLI::App& verb, StrategyFlags& flags) {
  add_model_flags(verb, flags.model);
  add_names(verb, "--players", flags.players, "who thinks; the others stay as the model has them (default: all)");
  add_names(verb, "--levers", flags.levers, "let players choose only these levers");
  verb.add_option("--policy", flags.policy,
                  "what they choose from: constant, schedule, feedback, or a policy of the model by name")
      ->capture_default_str();
  verb.add_option("--grid", flags.grid, "give every coordinate only this many values: a finite game")
      ->check(CLI::Range(2u, 4096u));
  verb.add_option("--scenario", flags.scenario, "where it happens");
  verb.add_option("-n,--futures,--runs", flags.futures, "futures that results stand on")
      ->check(CLI::Range(1u, 1u << 24))
      ->capture_default_str();
  verb.add_option("--search-futures", flags.search_futures,
                  "futures that policies are searched on, others than those (default: as many, at most 128)")
      ->check(CLI::Range(1u, 1u << 20));
  verb.add_option("--chance", flags.chance, "runs that a future's chance is averaged over")
      ->check(CLI::Range(1u, 1u << 16));
  verb.add_option("--evaluations", flags.evaluations, "policies tried by one search of several levers")
      ->check(CLI::Range(8u, 1u << 24))
      ->capture_default_str();
  verb.add_option("--seed", flags.engine.seed, "of everything drawn")->capture_default_str();
  verb.add_option("--set", flags.engine.settings, "in every run; beats the scenario; may be repeated")
      ->expected(1)
      ->take_all()
      ->type_name("NAME=VALUE");
  add_engine_flags(verb, flags.engine);
}

std::vector<std::uint32_t> find_players(const Program& program, const plan::Interface& interface,
                                        const std::vector<std::string>& names) {
  std::vector<std::uint32_t> found;
  if (interface.players.empty()) {
    program.fail(ExitCode::Usage,
                 usage_error("the model has no players", "declare some: `player us`, with `controls` and `maximises`"));
  }
  for (std::uint32_t p = 0; p < interface.players.size() && names.empty(); ++p) {
    if (interface.players[p].payoff != plan::kNone && !interface.players[p].levers.empty()) found.push_back(p);
  }
  for (const std::string& name : names) {
    const auto known = names_of(interface.players);
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end()) program.fail(ExitCode::Usage, unknown_name("player", name, known));
    const auto player = static_cast<std::uint32_t>(at - known.begin());
    if (std::find(found.begin(), found.end(), player) == found.end()) found.push_back(player);
  }
  for (const std::uint32_t player : found) {
    if (interface.players[player].payoff != plan::kNone) continue;
    program.fail(ExitCode::Usage, base::Diagnostic{"E1801",
                                                   {},
                                                   cat("`", interface.players[player].name, "` wants nothing"),
                                                   {},
                                                   "give it `maximises ..`, or leave it out of --players"});
  }
  if (found.empty()) {
    program.fail(
        ExitCode::Usage,
        base::Diagnostic{
            "E1801", {}, "no player has both a payoff and a lever", {}, "players need `controls` and `maximises`"});
  }
  return found;
}

games::Oracle make_oracle(const Program& program, const StrategyFlags& flags, const driver::Compiled& compiled,
                          std::vector<std::uint32_t> players, const std::atomic<bool>* stop, RunCount* count) {
  const plan::Interface& interface = compiled.plan->interface;
  analysis::claims::Needs needs;
  needs.arms.push_back({find_scenario(program, interface, flags.scenario)});
  const driver::EnsembleOptions ensemble = ensemble_options(program, flags.engine, compiled, needs);
  games::OracleOptions options;
  options.scenario = needs.arms[0].scenario;
  options.settings = ensemble.settings;
  options.players = std::move(players);
  options.engine = ensemble.engine;
  options.stop = stop;
  if (count != nullptr) options.tell = [count](std::uint64_t runs) { count->add(runs); };
  return take(program, compiled, games::Oracle::make(driver::payoff_plan(compiled), std::move(options)));
}

games::Arena make_arena(const Program& program, const StrategyFlags& flags, const driver::Compiled& compiled,
                        games::Oracle& oracle) {
  games::PolicyOptions options;
  options.levers = flags.levers;
  options.steps = flags.grid;
  options.kind = flags.policy == "constant"   ? games::PolicyKind::Constant
                 : flags.policy == "schedule" ? games::PolicyKind::Schedule
                 : flags.policy == "feedback" ? games::PolicyKind::Feedback
                                              : games::PolicyKind::Rule;
  options.rule = flags.policy;
  for (const std::string& name : flags.levers) {
    std::vector<std::string_view> known;
    bool is_known = false;
    for (const plan::Lever& lever : oracle.interface().levers) {
      const plan::QuantityName& own = lever.quantity.name;
      is_known = is_known || own.full == name || own.base == name;
      if (known.empty() || known.back() != own.base) known.push_back(own.base);
    }
    if (!is_known) program.fail(ExitCode::Usage, unknown_name("lever", name, known));
  }
  std::vector<games::PolicyClass> classes;
  for (const std::uint32_t player : oracle.players()) {
    std::vector<games::Usual> usual;
    if (options.kind == games::PolicyKind::Feedback) {
      usual = take(program, compiled, games::usually_seen(oracle, player, kUsualSeed));
    }
    auto made = games::PolicyClass::make(oracle, player, options, std::move(usual));
    if (!made) {
      program.fail(ExitCode::Usage, usage_error(made.error(), "--levers and --policy say what players choose from"));
    }
    classes.push_back(std::move(*made));
  }
  return games::Arena(oracle, std::move(classes));
}

games::SolveOptions solve_options(const StrategyFlags& flags) {
  games::SolveOptions options;
  options.seed = flags.engine.seed;
  options.futures = flags.futures;
  options.search_futures = flags.search_futures;
  options.chance = flags.chance.value_or(1);
  options.evaluations = flags.evaluations;
  options.certify.budget = flags.budget;
  options.certify.tolerance = flags.tolerance;
  return options;
}

std::string policy_text(const games::PolicyClass& policies, const search::Point& point) {
  std::string text;
  for (std::uint32_t a = 0; a < policies.dimension(); ++a) {
    const games::Axis& axis = policies.axes()[a];
    const bool pure = axis.unit.empty() || axis.unit == "fraction" || axis.unit == "1";
    // Nobody searched to more than a millionth of a range.
    const double at = std::floor(point[a] * 1e6 + 0.5) / 1e6;
    text += cat(a == 0 ? "" : ", ", axis.name, " = ", report::value_text(policies.value(a, at) / axis.scale),
                pure ? "" : " ", pure ? "" : axis.unit);
  }
  return text;
}

report::Json policy_json(const games::PolicyClass& policies, const search::Point& point) {
  report::Json json = report::Json::object();
  for (std::uint32_t a = 0; a < policies.dimension(); ++a) {
    json[policies.axes()[a].name] = policies.value(a, point[a]) / policies.axes()[a].scale;
  }
  return json;
}

}  // namespace detente::cli
