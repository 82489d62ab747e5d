// `detente overlap`: which agreements would be signed, kept, and stand; for which terms, in which futures.
#include <algorithm>
#include <cmath>
#include <memory>

#include "analysis/games/hands.h"
#include "base/cat.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/overlap_answer.h"
#include "cli/strategy.h"
#include "report/words.h"

namespace detente::cli {
namespace {

using base::cat;
using report::Json;
using report::value_text;
namespace games = analysis::games;

constexpr const char* kExamples =
    R"(  detente overlap models/us_china_ai --preset core --limits compute_cap,moratorium --futures 1000
  detente overlap race.detente --agreement freeze --terms 16 --by hazard_weight
  detente overlap race.detente --scenario thaw --against freeze
  detente overlap race.detente --disagreement equilibrium --players us,cn --levers posture
)";

// What "narrow" means: some agreement passes all filters in half of the futures, and none that limits capability
// passes them in this share.
constexpr double kHalf = 0.5, kSeldom = 0.15;
constexpr std::uint32_t kChanceRuns = 8;  // of each draw, when nobody says

struct Flags {
  StrategyFlags strategy;
  std::vector<std::string> agreements = {"all"};
  std::vector<std::string> by, limits;
  std::optional<std::uint32_t> terms;
  std::uint32_t terms_per_future = 8, dates = 2, curve = 5;
  double until = 0.5;
  std::optional<double> sign_at;
  std::string detection, lag, disagreement = "standing", against;
};

std::vector<std::uint32_t> find_agreements(const Program& program, const plan::Interface& interface,
                                           const std::vector<std::string>& names) {
  std::vector<std::string_view> known;
  for (const plan::Agreement& agreement : interface.agreements) known.push_back(agreement.name);
  if (known.empty()) {
    program.fail(
        ExitCode::Usage,
        base::Diagnostic{
            "E1805", {}, "the model has no agreements", {}, "declare one: `agreement freeze`, with `between a, b`"});
  }
  std::vector<std::uint32_t> found;
  for (const std::string& name : names) {
    if (name == "all") {
      for (std::uint32_t a = 0; a < known.size(); ++a) {
        if (std::find(found.begin(), found.end(), a) == found.end()) found.push_back(a);
      }
      continue;
    }
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end()) program.fail(ExitCode::Usage, unknown_name("agreement", name, known));
    const auto agreement = static_cast<std::uint32_t>(at - known.begin());
    if (std::find(found.begin(), found.end(), agreement) == found.end()) found.push_back(agreement);
  }
  return found;
}

std::uint32_t player_named(const plan::Interface& interface, const std::string& name) {
  std::uint32_t player = 0;
  while (interface.players[player].name != name) ++player;
  return player;
}

// Parties whose payoff is needed, and those that think at the disagreement point.
std::vector<std::uint32_t> parties_of(const Program& program, const plan::Interface& interface,
                                      const std::vector<std::uint32_t>& agreements) {
  std::vector<std::uint32_t> players;
  for (const std::uint32_t a : agreements) {
    const plan::Agreement& agreement = interface.agreements[a];
    bool founded = false;
    for (const plan::Party& party : agreement.parties) {
      const std::uint32_t player = player_named(interface, party.player);
      const bool founding = party.member_input == plan::kNone;
      founded = founded || founding;
      if (interface.players[player].payoff == plan::kNone) {
        if (!founding) continue;
        program.fail(ExitCode::Usage,
                     base::Diagnostic{"E1801",
                                      {},
                                      cat("`", party.player, "`, party to `", agreement.name, "`, wants nothing"),
                                      {},
                                      "nobody can say whether it gains: give it `maximises ..`"});
      }
      if (std::find(players.begin(), players.end(), player) == players.end()) players.push_back(player);
    }
    if (!founded) {
      program.fail(ExitCode::Usage,
                   base::Diagnostic{"E1805",
                                    {},
                                    cat("agreement `", agreement.name, "` has nobody who could sign it"),
                                    {},
                                    "name founding parties: `between a, b`"});
    }
  }
  return players;
}

// The policies that hold without a deal: as the model stands, or at an equilibrium of the players.
struct Disagreement {
  games::Candidate settings;
  std::string words = "every player as the model stands";
  std::uint64_t runs = 0;
};

Disagreement disagreement(const Program& program, const Flags& flags, const StrategyFlags& strategy,
                          const driver::Compiled& compiled, const std::atomic<bool>* stop, RunCount& count) {
  if (flags.disagreement == "standing") return {};
  games::Oracle oracle = make_oracle(program, strategy, compiled,
                                     find_players(program, compiled.plan->interface, strategy.players), stop, &count);
  games::Arena arena = make_arena(program, strategy, compiled, oracle);
  const games::Solution solution = take(program, compiled, games::solve(arena, solve_options(strategy)));
  for (const games::Equilibrium& equilibrium : solution.equilibria) {
    if (!equilibrium.is_pure()) continue;
    std::string words = cat("an equilibrium without a deal (grade ", games::grade_name(equilibrium.certificate.grade),
                            ", ", solution.equilibria.size(), " found):");
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      words += cat(p == 0 ? " " : "; ", arena.player_name(p), " ",
                   policy_text(arena.policies(p), equilibrium.profile[p].policies[0]));
    }
    return {arena.all(equilibrium.profile).front().settings, std::move(words), oracle.runs()};
  }
  program.fail(ExitCode::Usage,
               base::Diagnostic{"E1806",
                                {},
                                "no pure equilibrium was found to disagree at",
                                {},
                                "`detente solve` says more; --disagreement standing takes the model as it stands"});
}

void check_inputs(const Program& program, const plan::Interface& interface, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::vector<std::string_view> known;
    bool is_known = false;
    for (const plan::Input& input : interface.inputs) {
      if (input.spec.is_fixed()) continue;
      is_known = is_known || input.quantity.name.full == name || input.quantity.name.base == name;
      if (known.empty() || known.back() != input.quantity.name.base) known.push_back(input.quantity.name.base);
    }
    if (!is_known) program.fail(ExitCode::Usage, unknown_name("uncertain input", name, known));
  }
}

// A term that was asked for by name; some agreement has it.
void check_term(const Program& program, const plan::Interface& interface, const std::vector<std::uint32_t>& agreements,
                const std::string& name) {
  std::vector<std::string> terms;
  for (const std::uint32_t a : agreements) {
    for (const std::uint32_t term : interface.agreements[a].terms) {
      const std::string& full = interface.inputs[term].quantity.name.full;
      std::string known = full.substr(interface.agreements[a].name.size() + 1);
      if (known == name) return;
      if (std::find(terms.begin(), terms.end(), known) == terms.end()) terms.push_back(std::move(known));
    }
  }
  if (name.empty()) return;
  const std::vector<std::string_view> known(terms.begin(), terms.end());
  program.fail(ExitCode::Usage, unknown_name("term", name, known));
}

// Those that limit capability; each of them is looked at.
std::vector<std::uint32_t> find_limits(const Program& program, const plan::Interface& interface,
                                       const std::vector<std::string>& names,
                                       const std::vector<std::uint32_t>& agreements) {
  if (names.empty()) return {};
  std::vector<std::uint32_t> limits = find_agreements(program, interface, names);
  for (const std::uint32_t limit : limits) {
    if (std::find(agreements.begin(), agreements.end(), limit) != agreements.end()) continue;
    program.fail(ExitCode::Usage,
                 base::Diagnostic{"E1601",
                                  {},
                                  cat("--limits names `", interface.agreements[limit].name, "`, --agreement does not"),
                                  {},
                                  "whether the zone is narrow needs the shares of all of them"});
  }
  return limits;
}

// One scenario: its oracle, and what was found there.
struct Arm {
  std::string scenario;
  games::Oracle oracle;
  Disagreement disagreement;
  std::vector<games::AgreementView> views;

  std::uint64_t runs() const { return oracle.runs() + disagreement.runs; }
};

Arm make_arm(const Program& program, const Flags& flags, const driver::Compiled& compiled, const std::string& scenario,
             const std::vector<std::uint32_t>& players, const std::atomic<bool>* stop, RunCount& count) {
  StrategyFlags strategy = flags.strategy;
  strategy.scenario = scenario;
  Arm arm{scenario, make_oracle(program, strategy, compiled, players, stop, &count), {}, {}};
  const plan::TimeGrid& grid = arm.oracle.grid();
  if (flags.sign_at && !(*flags.sign_at >= grid.start && *flags.sign_at < grid.end)) {
    program.fail(ExitCode::Usage,
                 base::Diagnostic{"E1601",
                                  {},
                                  cat("--sign-at ", value_text(*flags.sign_at), " lies outside the run"),
                                  {},
                                  cat("it goes from ", value_text(grid.start), " to ", value_text(grid.end))});
  }
  arm.disagreement = disagreement(program, flags, strategy, compiled, stop, count);
  return arm;
}

games::OverlapOptions options_of(const Flags& flags, const std::vector<Arm>& arms) {
  games::OverlapOptions options;
  const bool chance = arms[0].oracle.has_chance();
  const bool drawn = std::any_of(arms.begin(), arms.end(), [](const Arm& arm) { return arm.oracle.draws_inputs(); });
  options.seed = flags.strategy.engine.seed;
  options.chance = chance ? std::min(flags.strategy.chance.value_or(kChanceRuns), flags.strategy.futures) : 1;
  if (chance && !drawn) options.chance = flags.strategy.futures;
  options.draws = drawn ? std::max(1u, flags.strategy.futures / options.chance) : 1;
  options.term_points = flags.terms.value_or(games::usual_terms(options.draws, flags.terms_per_future));
  options.terms_per_future = games::hand_size(options.term_points, options.draws, flags.terms_per_future);
  options.breach_dates = flags.dates;
  options.breach_until = flags.until;
  options.sign_at = flags.sign_at;
  options.curve_points = flags.curve;
  if (!flags.detection.empty()) options.detection = flags.detection;
  if (!flags.lag.empty()) options.lag = flags.lag;
  options.by = flags.by;
  if (flags.strategy.search_futures > 0) options.search_draws = flags.strategy.search_futures;
  options.evaluations = std::min<std::uint64_t>(options.evaluations, flags.strategy.evaluations);
  return options;
}

struct Narrow {
  bool some_pass = false, none_limits = false;
  bool is() const { return some_pass && none_limits; }
};

Narrow narrow(const std::vector<games::AgreementView>& views, const std::vector<std::uint32_t>& limits) {
  const auto is_limit = [&](const games::AgreementView& view) {
    return std::find(limits.begin(), limits.end(), view.agreement) != limits.end();
  };
  return {std::any_of(views.begin(), views.end(), [](const auto& view) { return view.pass123 >= kHalf; }),
          std::none_of(views.begin(), views.end(),
                       [&](const auto& view) { return is_limit(view) && view.pass123 >= kSeldom; })};
}

void print_json(const Program& program, const driver::Compiled& compiled, const games::OverlapOptions& options,
                const std::vector<Arm>& arms, const std::vector<std::uint32_t>& limits) {
  const plan::Interface& interface = compiled.plan->interface;
  const std::vector<games::AgreementView>& views = arms[0].views;
  std::uint64_t runs = 0;
  for (const Arm& arm : arms) runs += arm.runs();
  Json json = {{"model", interface.model},
               {"hash", interface.hash},
               {"seed", options.seed},
               {"futures", options.draws * options.chance},
               {"draws", options.draws},
               {"chance", options.chance},
               {"runs", runs},
               {"disagreement", arms[0].disagreement.words},
               {"narrow", limits.empty() ? Json() : Json(narrow(views, limits).is())}};
  const OverlapAnswer answer(interface, {});
  json["agreements"] = Json::array();
  for (const games::AgreementView& view : views) json["agreements"].push_back(answer.json(view));
  json["against"] = Json();
  if (arms.size() > 1) {
    json["against"] = {
        {"scenario", arms[1].scenario}, {"disagreement", arms[1].disagreement.words}, {"agreements", Json::array()}};
    for (std::size_t k = 0; k < views.size(); ++k) {
      json["against"]["agreements"].push_back(answer.shift_json(views[k], arms[1].views[k]));
    }
  }
  json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
  program.print_json(json);
}

void print_text(const Program& program, const plan::Interface& interface, const games::OverlapOptions& options,
                const std::vector<Arm>& arms, const std::vector<std::uint32_t>& limits) {
  const OverlapAnswer answer(interface, program.out_style());
  const std::vector<games::AgreementView>& views = arms[0].views;
  const std::string title = interface.title.empty() ? "" : cat("  ", base::escape_for_display(interface.title));
  std::string text = cat(
      program.out_style().paint(interface.model, report::Colour::Bold), title, "\n",
      report::count_of(options.draws * options.chance, "future", "futures"), ": ",
      report::count_of(options.draws, "draw", "draws"), " of all inputs, ",
      report::count_of(options.chance, "run", "runs"), " of chance each; ",
      report::count_of(options.term_points, "choice", "choices"), " of terms per agreement",
      options.terms_per_future < options.term_points ? cat(", ", options.terms_per_future, " of them in each future")
                                                     : std::string(),
      "\nparties know the draw, not its chance; no deal: ", arms[0].disagreement.words, "\n\n", answer.table(views));
  if (!limits.empty()) {
    const Narrow zone = narrow(views, limits);
    text += cat("the zone is ", zone.is() ? "narrow" : "not narrow", ": ",
                zone.some_pass ? "some agreement passes" : "no agreement passes", " in half of the futures, and ",
                zone.none_limits ? "none" : "one", " of those that limit capability passes in 15 %\n");
  }
  if (arms.size() > 1) {
    text += cat("\nunder ", arms[1].scenario, ", in the same futures; no deal: ", arms[1].disagreement.words, "\n",
                answer.shifts(views, arms[1].views));
  }
  for (const games::AgreementView& view : views) text += answer.details(view);
  text += cat("\nbreach from ");
  for (std::size_t k = 0; k < views[0].breach_dates.size(); ++k) {
    text += cat(k == 0 ? "" : ", ", value_text(std::floor(views[0].breach_dates[k] * 100) / 100));
  }
  std::uint64_t runs = 0;
  for (const Arm& arm : arms) runs += arm.runs();
  text += cat("; later breaches profit from the end of the run and are left out\n",
              report::count_of(runs, "run", "runs"), "\n");
  program.print(text);
}

ExitCode overlap(const Program& program, const Flags& flags) {
  const driver::Compiled compiled = compile(program, flags.strategy.model);
  const plan::Interface& interface = compiled.plan->interface;
  const auto agreements = find_agreements(program, interface, flags.agreements);
  const auto players = parties_of(program, interface, agreements);
  const auto limits = find_limits(program, interface, flags.limits, agreements);
  check_inputs(program, interface, flags.by);
  check_term(program, interface, agreements, flags.detection);
  check_term(program, interface, agreements, flags.lag);
  if (!flags.strategy.players.empty()) find_players(program, interface, flags.strategy.players);
  const Interrupt interrupt;
  RunCount count(program);
  std::vector<Arm> arms;
  arms.push_back(make_arm(program, flags, compiled, flags.strategy.scenario, players, interrupt.finish(), count));
  if (!flags.against.empty()) {
    arms.push_back(make_arm(program, flags, compiled, flags.against, players, interrupt.finish(), count));
  }
  games::OverlapOptions options = options_of(flags, arms);
  options.begin = [&](std::uint32_t agreement) { count.look_at(interface.agreements[agreement].name); };
  for (Arm& arm : arms) {
    options.standing = arm.disagreement.settings;
    options.judged =
        arm.oracle.draw(games::sample_seed(options.seed, games::SampleUse::Judge), options.draws, options.chance);
    options.judged->futures = options.draws;  // also where a scenario leaves nothing to draw: futures are paired
    arm.views = take(program, compiled, games::overlap(arm.oracle, agreements, options));
  }
  count.wipe();
  if (program.json) {
    print_json(program, compiled, options, arms, limits);
  } else {
    print_text(program, interface, options, arms, limits);
  }
  return ExitCode::Ok;
}

}  // namespace

void add_overlap(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "overlap", "find the agreements that would be signed, kept and stable",
                            kExamples, [&program, flags] { return overlap(program, *flags); });
  add_strategy_flags(*verb, flags->strategy);
  verb->add_option_function<std::vector<std::string>>(
          "--agreement", [flags](const std::vector<std::string>& names) { flags->agreements = names; },
          "one, several, or all")
      ->delimiter(',')
      ->take_all()
      ->type_name("NAME,...");
  verb->add_option("--terms", flags->terms,
                   "choices of terms tried per agreement (default: as many as meet eight draws each, at most 64)")
      ->check(CLI::Range(1u, 1u << 16));
  verb->add_option("--terms-per-future", flags->terms_per_future,
                   "how many of them each future is judged at, dealt out evenly")
      ->check(CLI::Range(1u, 1u << 16))
      ->capture_default_str();
  verb->add_option("--breach-dates", flags->dates, "dates from which breach is tried")
      ->check(CLI::Range(1u, 64u))
      ->capture_default_str();
  verb->add_option("--breach-until", flags->until, "they lie in this share of the time after signing")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  verb->add_option("--sign-at", flags->sign_at, "year of signing (default: the start)");
  verb->add_option("--detection", flags->detection,
                   "the term that says how breach is detected (default: the one called detection)");
  verb->add_option(
      "--lag", flags->lag,
      "a second term that the needed detection depends on, such as a penalty (default: the one called lag)");
  verb->add_option("--curve", flags->curve, "points of the curve over detection; 0: no look at verification")
      ->check(CLI::Range(0u, 257u))
      ->capture_default_str();
  add_names(*verb, "--by", flags->by, "show shares by the value of these inputs, besides those that matter most");
  add_names(*verb, "--limits", flags->limits, "agreements that limit capability: decides whether the zone is narrow");
  verb->add_option("--against", flags->against, "a second scenario in the same futures: what it changes");
  verb->add_option("--disagreement", flags->disagreement, "what holds without a deal: standing or equilibrium")
      ->check(CLI::IsMember({"standing", "equilibrium"}))
      ->capture_default_str();
}

}  // namespace detente::cli
