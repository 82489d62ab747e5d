// `detente solve`: what players choose who think back, with certificates.
#include <algorithm>
#include <cmath>
#include <memory>

#include "analysis/games/response.h"
#include "base/cat.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/strategy.h"
#include "cli/write_file.h"
#include "games/nfg.h"
#include "report/words.h"

namespace detente::cli {
namespace {

using base::cat;
using report::Json;
using report::value_text;
namespace games = analysis::games;

constexpr const char* kExamples =
    R"(  detente solve models/us_china_ai --players us,cn --levers posture,sharing
  detente solve race.detente --policy feedback --futures 2000
  detente solve duopoly.detente --leader first               (commitment instead of simultaneous choice)
  detente solve race.detente --grid 5 --game race.nfg        (a finite game, for other tools too)
  detente solve race.detente --grid 3 --reading known        (players know the future they are in)
  detente solve race.detente --level-k 3                     (players who think only three steps)
  detente solve race.detente --grid 5 --logit 10             (players whose replies are noisy)
)";

struct Flags {
  StrategyFlags strategy;
  std::string leader, game, reading = "average";
  bool replies = false;
  std::optional<std::uint32_t> level_k;
  std::optional<double> logit;
};

// Everything that is printed, in both forms.
struct Shown {
  const Program& program;
  const games::Arena& arena;
  const games::SolveOptions& options;

  std::string mixture(std::uint32_t player, const games::Mixture& mixture) const {
    const games::PolicyClass& policies = arena.policies(player);
    if (mixture.is_pure()) return policy_text(policies, mixture.policies[0]);
    std::string text;
    for (std::size_t k = 0; k < mixture.policies.size(); ++k) {
      text += cat(k == 0 ? "" : "; ", report::percent_text(mixture.weights[k]), " ",
                  policy_text(policies, mixture.policies[k]));
    }
    return text;
  }

  Json mixture_json(std::uint32_t player, const games::Mixture& mixture) const {
    Json list = Json::array();
    for (std::size_t k = 0; k < mixture.policies.size(); ++k) {
      list.push_back(
          {{"weight", mixture.weights[k]}, {"policy", policy_json(arena.policies(player), mixture.policies[k])}});
    }
    return list;
  }

  static std::string interval(const stats::Interval& of) {
    return of.low == of.high ? value_text(of.high) : cat("[", value_text(of.low), ", ", value_text(of.high), "]");
  }

  std::string gain(std::uint32_t player, const games::PlayerCertificate& of) const {
    const std::string share = cat(value_text(100 * of.share), " % of its payoff range");
    const std::string where = of.futures > 1 ? cat(", on ", report::count_of(of.futures, "future", "futures")) : "";
    switch (of.grade) {
      case games::Grade::Exact: return cat("no policy of its class gains more than ", value_text(of.gain), ", exactly");
      case games::Grade::Sampled:
        return cat("none of ", of.tried, " policies gains more than ", value_text(of.interval.high),
                   " (95 %, all at once", where, "; ", share, ")");
      case games::Grade::Bounded:
        return cat("no policy gains more than ", value_text(of.bound),
                   " on these futures, if the payoff changes by at most ", value_text(of.slope),
                   " over a lever's range; best of ", of.tried, " tried: ", interval(of.interval), where);
      case games::Grade::Searched:
        return cat("searched ", of.tried, " policies, best gain ", interval(of.interval), where, " (", share, ")",
                   of.share > options.certify.tolerance && !of.deviation.empty()
                       ? cat(", by ", policy_text(arena.policies(player), of.deviation))
                       : std::string());
      case games::Grade::Local:
        return cat("small steps of one lever gain at most ", interval(of.interval), where, " (", share, ")");
    }
    return "";
  }

  Json gain_json(std::uint32_t player, const games::PlayerCertificate& of) const {
    Json json = {{"grade", games::grade_name(of.grade)},
                 {"gain", of.gain},
                 {"interval", {of.interval.low, of.interval.high}},
                 {"bound", std::isnan(of.bound) ? Json() : Json(of.bound)},
                 {"slope", of.grade == games::Grade::Bounded ? Json(of.slope) : Json()},
                 {"share_of_range", of.share},
                 {"futures", of.futures},
                 {"policies_tried", of.tried}};
    json["deviation"] = of.deviation.empty() ? Json() : policy_json(arena.policies(player), of.deviation);
    return json;
  }

  std::string payoff(const games::Payoff& of) const {
    return of.standard_error > 0 ? cat(value_text(of.mean), " +- ", value_text(of.standard_error))
                                 : value_text(of.mean);
  }

  std::string profile(const games::Profile& profile, const std::vector<games::Payoff>& payoffs,
                      const games::Certificate& certificate) const {
    std::string text;
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      text +=
          cat("  ", program.out_style().paint(arena.player_name(p), report::Colour::Bold), "  ", mixture(p, profile[p]),
              "\n      payoff ", payoff(payoffs[p]), "; ", gain(p, certificate.players[p]), "\n");
    }
    return text;
  }

  Json profile_json(const games::Profile& profile, const std::vector<games::Payoff>& payoffs,
                    const games::Certificate& certificate) const {
    Json players = Json::object();
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      players[arena.player_name(p)] = {{"strategy", mixture_json(p, profile[p])},
                                       {"payoff", payoffs[p].mean},
                                       {"standard_error", payoffs[p].standard_error},
                                       {"certificate", gain_json(p, certificate.players[p])}};
    }
    return players;
  }

  // "raises posture[us] by 20 points, from 0 % to 20 %"
  std::string move(const char* verb, std::uint32_t player, std::uint32_t axis, double from, double to) const {
    const games::PolicyClass& policies = arena.policies(player);
    const games::Axis& of = policies.axes()[axis];
    const bool share = of.unit == "fraction" && of.scale == 1;
    const auto shown = [&](double coordinate) {
      const double value = policies.value(axis, coordinate) / of.scale * (share ? 100 : 1);
      return std::floor(value * 1000 + 0.5) / 1000;
    };
    const std::string unit = share                                                        ? " %"
                             : of.unit.empty() || of.unit == "1" || of.unit == "fraction" ? ""
                                                                                          : " " + of.unit;
    const std::string by = value_text(std::floor(std::fabs(shown(to) - shown(from)) * 1000 + 0.5) / 1000);
    return cat(verb, to > from ? "raises " : "lowers ", of.name, " by ", by,
               share ? by == "1" ? " point" : " points" : unit, ", from ", value_text(shown(from)), unit, " to ",
               value_text(shown(to)), unit);
  }

  // One sentence.
  std::string answer(const games::Answer& of) const {
    std::vector<std::string> moves;
    for (std::uint32_t a = 0; a < arena.policies(of.responder).dimension(); ++a) {
      if (std::fabs(of.after[a] - of.before[a]) < 0.01) continue;
      moves.push_back(move("", of.responder, a, of.before[a], of.after[a]));
    }
    std::string reply = moves.empty() ? "stays as it is (within a hundredth of each lever's range)" : "";
    for (std::size_t m = 0; m < moves.size(); ++m) {
      reply += cat(m == 0 ? "" : m + 1 == moves.size() ? "; and " : "; ", moves[m]);
    }
    return cat("  if ", move(cat(arena.player_name(of.mover), " ").c_str(), of.mover, of.axis, of.from, of.to), ", ",
               arena.player_name(of.responder), "'s best reply ", reply, "\n");
  }
};

std::string head(const Program& program, const games::Arena& arena, const plan::Interface& interface,
                 const games::Sample& sample, const std::string& reading) {
  std::string players;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) players += cat(p == 0 ? "" : ", ", arena.player_name(p));
  const std::string title = interface.title.empty() ? "" : cat("  ", base::escape_for_display(interface.title));
  return cat(program.out_style().paint(interface.model, report::Colour::Bold), title, "\nplayers ", players,
             ", choosing ", arena.policies(0).name(), "; ", reading, "; ",
             arena.oracle().certain() ? std::string("nothing is drawn, so one future says it all")
                                      : cat("judged on ", report::count_of(sample.futures, "future", "futures"),
                                            " that nobody optimised on"),
             "\n\n");
}

constexpr const char* kAverage = "they do not know the future they are in and weigh all alike";
constexpr const char* kKnown = "they know the future they are in";

ExitCode simultaneous(const Program& program, const Flags& flags, const driver::Compiled& compiled,
                      games::Arena& arena) {
  games::SolveOptions options = solve_options(flags.strategy);
  options.game = !flags.game.empty();
  const Shown shown{program, arena, options};
  const games::Solution solution = take(program, compiled, games::solve(arena, options));
  if (!flags.game.empty()) write_file(program, flags.game, detente::games::write_nfg(*solution.game));

  std::vector<std::vector<games::Answer>> replies;
  for (const games::Equilibrium& equilibrium : solution.equilibria) {
    replies.emplace_back();
    if (!flags.replies || !equilibrium.is_pure() || arena.player_count() < 2) continue;
    std::vector<search::Point> at;
    for (const games::Mixture& mixture : equilibrium.profile) at.push_back(mixture.policies[0]);
    games::ReplyOptions reply{.evaluations = options.evaluations, .wide = false, .key = options.seed};
    replies.back() =
        take(program, compiled, games::answers(arena, games::search_sample(arena, options), at, 0.2, reply));
  }

  if (program.json) {
    Json json = {{"model", compiled.plan->interface.model},
                 {"hash", compiled.plan->interface.hash},
                 {"seed", options.seed},
                 {"futures", solution.judged.futures},
                 {"runs", arena.oracle().runs()},
                 {"policies", arena.policies(0).name()},
                 {"reading", "average"}};
    json["equilibria"] = Json::array();
    json["rejected"] = Json::array();
    for (const bool holds : {true, false}) {
      const auto& list = holds ? solution.equilibria : solution.rejected;
      for (std::size_t e = 0; e < list.size(); ++e) {
        Json entry = {{"kind", list[e].is_pure() ? "pure" : "mixed"}, {"found_by", list[e].found}};
        entry["players"] = shown.profile_json(list[e].profile, list[e].payoffs, list[e].certificate);
        entry["certificate"] = {{"grade", games::grade_name(list[e].certificate.grade)},
                                {"holds", list[e].certificate.holds},
                                {"undecided", list[e].certificate.undecided},
                                {"tolerance", options.certify.tolerance}};
        if (holds) {
          entry["replies"] = Json::array();
          for (const games::Answer& answer : replies[e]) {
            const auto& mover = arena.policies(answer.mover);
            const auto& axis = mover.axes()[answer.axis];
            entry["replies"].push_back({{"mover", arena.player_name(answer.mover)},
                                        {"moves", axis.name},
                                        {"from", mover.value(answer.axis, answer.from) / axis.scale},
                                        {"to", mover.value(answer.axis, answer.to) / axis.scale},
                                        {"responder", arena.player_name(answer.responder)},
                                        {"before", policy_json(arena.policies(answer.responder), answer.before)},
                                        {"after", policy_json(arena.policies(answer.responder), answer.after)}});
          }
        }
        json[holds ? "equilibria" : "rejected"].push_back(std::move(entry));
      }
    }
    json["complete"] = solution.complete;
    json["proof"] = solution.proof;
    json["remarks"] = solution.remarks;
    json["exploitability"] = solution.exploitability;
    json["standing"] = Json::object();
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      json["standing"][arena.player_name(p)] = {{"payoff", solution.standing[p].mean},
                                                {"standard_error", solution.standing[p].standard_error},
                                                {"range_seen", solution.ranges[p]}};
    }
    json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
    program.print_json(json);
    return ExitCode::Ok;
  }

  std::string text = head(program, arena, compiled.plan->interface, solution.judged, kAverage);
  text += "as the model stands:";
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    text += cat("  ", arena.player_name(p), " ", shown.payoff(solution.standing[p]));
  }
  text += "\n";
  for (std::size_t e = 0; e < solution.equilibria.size(); ++e) {
    const games::Equilibrium& of = solution.equilibria[e];
    text += cat("\nequilibrium ", e + 1, " of ", solution.equilibria.size(), ", ", of.is_pure() ? "pure" : "mixed",
                ", grade ", games::grade_name(of.certificate.grade), ", by ", of.found, "\n",
                shown.profile(of.profile, of.payoffs, of.certificate));
    for (const games::Answer& answer : replies[e]) text += shown.answer(answer);
  }
  if (solution.equilibria.empty()) text += "\nnothing found that a certificate holds\n";
  for (const games::Equilibrium& of : solution.rejected) {
    text +=
        cat(of.certificate.undecided ? "\nnot decided, the gain may be above the tolerance or below (more --futures or "
                                       "a larger --budget would tell), by "
                                     : "\nrejected, by ",
            of.found, ":\n", shown.profile(of.profile, of.payoffs, of.certificate));
  }
  text += cat("\nother equilibria: ", solution.complete ? "none (" : "not excluded (", solution.proof, ")\n");
  for (const std::string& remark : solution.remarks) text += cat("note: ", remark, "\n");
  text += cat(report::count_of(arena.oracle().runs(), "run", "runs"), "\n");
  program.print(text);
  return ExitCode::Ok;
}

ExitCode commitment(const Program& program, const Flags& flags, const driver::Compiled& compiled, games::Arena& arena) {
  std::vector<std::string_view> known;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) known.push_back(arena.player_name(p));
  const auto at = std::find(known.begin(), known.end(), flags.leader);
  if (at == known.end()) program.fail(ExitCode::Usage, unknown_name("player", flags.leader, known));
  const auto leader = static_cast<std::uint32_t>(at - known.begin());
  const games::SolveOptions options = solve_options(flags.strategy);
  const Shown shown{program, arena, options};
  const games::Commitment found = take(program, compiled, games::commit(arena, leader, options));
  bool replies_hold = true;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    replies_hold = replies_hold && (p == leader || found.followers.players[p].share <= options.certify.tolerance);
  }
  if (program.json) {
    Json json = {{"model", compiled.plan->interface.model},
                 {"hash", compiled.plan->interface.hash},
                 {"seed", options.seed},
                 {"futures", options.futures},
                 {"runs", arena.oracle().runs()},
                 {"policies", arena.policies(0).name()}};
    json["commitment"] = {{"leader", flags.leader},
                          {"players", shown.profile_json(found.profile, found.payoffs, found.followers)},
                          {"replies_hold", replies_hold}};
    json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
    program.print_json(json);
    return ExitCode::Ok;
  }
  const games::Sample judged = arena.oracle().draw(1, options.futures);
  std::string text = head(program, arena, compiled.plan->interface, judged, kAverage);
  text += cat("commitment of ", flags.leader, ": it chooses first and keeps its word, the others reply best\n",
              shown.profile(found.profile, found.payoffs, found.followers), "what ", flags.leader,
              " could gain is what breaking its word would bring\n");
  if (!replies_hold) text += "note: a follower's reply did not stand the check; more --evaluations may help\n";
  program.print(text);
  return ExitCode::Ok;
}

ExitCode known(const Program& program, const Flags& flags, const driver::Compiled& compiled, games::Arena& arena) {
  const games::SolveOptions options = solve_options(flags.strategy);
  const games::KnownFutures found = take(program, compiled, games::known_futures(arena, options));
  const std::uint32_t futures = found.counts[0] + found.counts[1] + found.counts[2];
  if (program.json) {
    Json json = {{"model", compiled.plan->interface.model},
                 {"hash", compiled.plan->interface.hash},
                 {"seed", options.seed},
                 {"futures", futures},
                 {"policies", arena.policies(0).name()},
                 {"reading", "known"},
                 {"futures_without", found.counts[0]},
                 {"futures_with_one", found.counts[1]},
                 {"futures_with_several", found.counts[2]}};
    json["played"] = Json::object();
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      Json& list = json["played"][arena.player_name(p)] = Json::array();
      for (std::size_t s = 0; s < found.policies[p].size(); ++s) {
        list.push_back(
            {{"policy", policy_json(arena.policies(p), found.policies[p][s])}, {"share", found.played[p][s]}});
      }
    }
    json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
    program.print_json(json);
    return ExitCode::Ok;
  }
  const games::Sample judged = arena.oracle().draw(1, options.futures);
  std::string text = head(program, arena, compiled.plan->interface, judged, kKnown);
  text +=
      cat("equilibria in pure policies, every deviation of the finite game computed in each future (grade E0 there)\n",
          "  exactly one in ", report::percent_text(1.0 * found.counts[1] / futures), " of futures, several in ",
          report::percent_text(1.0 * found.counts[2] / futures), ", none in ",
          report::percent_text(1.0 * found.counts[0] / futures), "\n");
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    text += cat("\n  ", arena.player_name(p), "  plays, in some equilibrium of\n");
    for (std::size_t s = 0; s < found.policies[p].size(); ++s) {
      if (found.played[p][s] == 0) continue;
      text += cat("    ", report::percent_text(found.played[p][s]), " of futures  ",
                  policy_text(arena.policies(p), found.policies[p][s]), "\n");
    }
  }
  program.print(text);
  return ExitCode::Ok;
}

ExitCode in_steps(const Program& program, const Flags& flags, const driver::Compiled& compiled, games::Arena& arena) {
  const games::SolveOptions options = solve_options(flags.strategy);
  const Shown shown{program, arena, options};
  const std::vector<games::Level> levels =
      take(program, compiled, games::think_in_steps(arena, *flags.level_k, options));
  const plan::Interface& interface = compiled.plan->interface;
  if (program.json) {
    Json json = {{"model", interface.model},   {"hash", interface.hash},        {"seed", options.seed},
                 {"futures", options.futures}, {"runs", arena.oracle().runs()}, {"policies", arena.policies(0).name()}};
    json["levels"] = Json::array();
    for (std::size_t k = 0; k < levels.size(); ++k) {
      Json players = Json::object();
      for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
        players[arena.player_name(p)] = {{"policy", policy_json(arena.policies(p), levels[k].profile[p].policies[0])},
                                         {"payoff", levels[k].payoffs[p].mean},
                                         {"standard_error", levels[k].payoffs[p].standard_error}};
      }
      json["levels"].push_back({{"level", k}, {"players", std::move(players)}});
    }
    json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
    program.print_json(json);
    return ExitCode::Ok;
  }
  const games::Sample judged = arena.oracle().draw(1, options.futures);
  std::string text = head(program, arena, interface, judged, kAverage);
  text += "thinking in steps: at each level everybody replies best to the others at the level below\n";
  for (std::size_t k = 0; k < levels.size(); ++k) {
    text += cat("\nlevel ", k, k == 0 ? ", as the model stands" : "", "\n");
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      text += cat("  ", arena.player_name(p), "  ", policy_text(arena.policies(p), levels[k].profile[p].policies[0]),
                  "  payoff ", shown.payoff(levels[k].payoffs[p]), "\n");
    }
  }
  text += cat("\npayoffs are those of everybody at one level; these are replies, not certified for anything\n",
              report::count_of(arena.oracle().runs(), "run", "runs"), "\n");
  program.print(text);
  return ExitCode::Ok;
}

ExitCode with_noise(const Program& program, const Flags& flags, const driver::Compiled& compiled, games::Arena& arena) {
  const games::SolveOptions options = solve_options(flags.strategy);
  const Shown shown{program, arena, options};
  const games::NoisyReplies noisy = take(program, compiled, games::reply_noisily(arena, *flags.logit, options));
  const plan::Interface& interface = compiled.plan->interface;
  if (program.json) {
    Json json = {{"model", interface.model},      {"hash", interface.hash},
                 {"seed", options.seed},          {"futures", noisy.judged.futures},
                 {"runs", arena.oracle().runs()}, {"policies", arena.policies(0).name()},
                 {"precision", *flags.logit}};
    json["players"] = Json::object();
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      json["players"][arena.player_name(p)] = {{"strategy", shown.mixture_json(p, noisy.profile[p])},
                                               {"payoff", noisy.payoffs[p]},
                                               {"regret_share", noisy.regrets[p]}};
    }
    json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
    program.print_json(json);
    return ExitCode::Ok;
  }
  std::string text = head(program, arena, interface, noisy.judged, kAverage);
  text += cat("noisy replies: a policy is chosen in proportion to exp(", value_text(*flags.logit),
              " * payoff / payoff range), given that the others choose likewise\n");
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    text += cat("\n  ", arena.player_name(p), "  payoff ", value_text(noisy.payoffs[p]),
                "; its best policy would gain ", value_text(100 * noisy.regrets[p]), " % of its payoff range\n");
    for (std::size_t k = 0; k < noisy.profile[p].policies.size(); ++k) {
      text += cat("    ", report::percent_text(noisy.profile[p].weights[k]), "  ",
                  policy_text(arena.policies(p), noisy.profile[p].policies[k]), "\n");
    }
  }
  text += cat("\n", report::count_of(arena.oracle().runs(), "run", "runs"), "\n");
  program.print(text);
  return ExitCode::Ok;
}

ExitCode solve(const Program& program, const Flags& flags) {
  // One road to finite games in files, so that their solver has one place.
  for (const std::string_view ending : {".nfg", ".efg"}) {
    if (!flags.strategy.model.path.ends_with(ending)) continue;
    program.fail(ExitCode::Usage,
                 base::Diagnostic{"E1601",
                                  {},
                                  cat("`", flags.strategy.model.path, "` is a finite game, not a model"),
                                  {},
                                  cat("`detente game solve ", quoted(flags.strategy.model.path), "` solves it")});
  }
  const driver::Compiled compiled = compile(program, flags.strategy.model);
  auto players = find_players(program, compiled.plan->interface, flags.strategy.players);
  const Interrupt interrupt;
  games::Oracle oracle = make_oracle(program, flags.strategy, compiled, std::move(players), interrupt.finish());
  games::Arena arena = make_arena(program, flags.strategy, compiled, oracle);
  if (!flags.leader.empty()) return commitment(program, flags, compiled, arena);
  if (flags.level_k) return in_steps(program, flags, compiled, arena);
  if (flags.logit) return with_noise(program, flags, compiled, arena);
  if (flags.reading == "known") return known(program, flags, compiled, arena);
  return simultaneous(program, flags, compiled, arena);
}

}  // namespace

void add_solve(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "solve", "find what players choose who think back, with certificates",
                            kExamples, [&program, flags] { return solve(program, *flags); });
  add_strategy_flags(*verb, flags->strategy);
  // How players think: all the way back unless one of these says otherwise.
  CLI::Option* leader = verb->add_option("--leader", flags->leader, "this player commits first, the others reply");
  CLI::Option* reading =
      verb->add_option("--reading", flags->reading, "average: one choice for all futures; known: one for each future")
          ->check(CLI::IsMember({"average", "known"}))
          ->capture_default_str();
  CLI::Option* level_k =
      verb->add_option("--level-k", flags->level_k, "think so many steps only, from what the model has")
          ->check(CLI::Range(1u, 100u));
  CLI::Option* logit =
      verb->add_option("--logit", flags->logit, "reply with noise, at this precision by payoff range (finite games)")
          ->check(CLI::Range(0.0, 1e6));
  leader->excludes(reading)->excludes(level_k)->excludes(logit);
  reading->excludes(level_k)->excludes(logit);
  level_k->excludes(logit);
  verb->add_flag("--replies", flags->replies, "say how each player answers when another moves a lever by a fifth");
  verb->add_option("--game", flags->game, "write the game of the policies compared, as .nfg");
  verb->add_option("--budget", flags->strategy.budget, "policies that a certificate tries; 0: small steps only")
      ->capture_default_str();
  verb->add_option("--tolerance", flags->strategy.tolerance,
                   "largest gain, by payoff range, of what is called an equilibrium")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
}

}  // namespace detente::cli
