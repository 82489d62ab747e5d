// `detente solve`: what players choose who think back, with certificates.
#include <algorithm>
#include <memory>

#include "analysis/games/response.h"
#include "base/cat.h"
#include "cli/interrupt.h"
#include "cli/solve_answer.h"
#include "cli/strategy.h"
#include "cli/write_file.h"
#include "games/nfg.h"

namespace detente::cli {
namespace {

using base::cat;
using report::Json;
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

constexpr double kMove = 0.2;  // of a coordinate's range, to which others answer

struct Flags {
  StrategyFlags strategy;
  std::string leader, game, reading = "average";
  bool replies = false;
  std::optional<std::uint32_t> level_k;
  std::optional<double> logit;
};

// Prints an answer of any kind; `with` is what its text and JSON take besides.
template <class Answer, class... With>
ExitCode print(const Program& program, const driver::Compiled& compiled, const SolveAnswer& shown, const Answer& answer,
               const With&... with) {
  if (program.json) {
    Json json = shown.json(answer, with...);
    json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
    program.print_json(json);
  } else {
    program.print(shown.text(answer, with...));
  }
  return ExitCode::Ok;
}

SolveAnswer::Replies replies_of(const Program& program, const driver::Compiled& compiled, games::Arena& arena,
                                const games::Solution& solution, const games::SolveOptions& options) {
  SolveAnswer::Replies replies;
  for (const games::Equilibrium& equilibrium : solution.equilibria) {
    replies.emplace_back();
    if (!equilibrium.is_pure() || arena.player_count() < 2) continue;
    std::vector<search::Point> at;
    for (const games::Mixture& mixture : equilibrium.profile) at.push_back(mixture.policies[0]);
    const games::ReplyOptions reply{.evaluations = options.evaluations, .wide = false, .key = options.seed};
    replies.back() =
        take(program, compiled, games::answers(arena, games::search_sample(arena, options), at, kMove, reply));
  }
  return replies;
}

std::uint32_t find_leader(const Program& program, const games::Arena& arena, const std::string& name) {
  std::vector<std::string_view> known;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) known.push_back(arena.player_name(p));
  const auto at = std::find(known.begin(), known.end(), name);
  if (at == known.end()) program.fail(ExitCode::Usage, unknown_name("player", name, known));
  return static_cast<std::uint32_t>(at - known.begin());
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
  RunCount count(program);
  games::Oracle oracle = make_oracle(program, flags.strategy, compiled, std::move(players), interrupt.finish(), &count);
  games::Arena arena = make_arena(program, flags.strategy, compiled, oracle);
  games::SolveOptions options = solve_options(flags.strategy);
  options.game = !flags.game.empty();
  const SolveAnswer shown(arena, options, program.out_style());
  const auto found = [&](auto result) {
    count.wipe();
    return take(program, compiled, std::move(result));
  };
  if (!flags.leader.empty()) {
    const std::uint32_t leader = find_leader(program, arena, flags.leader);
    return print(program, compiled, shown, found(games::commit(arena, leader, options)));
  }
  if (flags.level_k) {
    return print(program, compiled, shown, found(games::think_in_steps(arena, *flags.level_k, options)));
  }
  if (flags.logit) {
    const auto noisy = found(games::reply_noisily(arena, *flags.logit, options));
    return print(program, compiled, shown, noisy, *flags.logit);
  }
  if (flags.reading == "known") {
    return print(program, compiled, shown, found(games::known_futures(arena, options)));
  }
  games::Solution solution = found(games::solve(arena, options));
  if (!flags.game.empty()) write_file(program, flags.game, detente::games::write_nfg(*solution.game));
  SolveAnswer::Replies replies(solution.equilibria.size());
  if (flags.replies) {
    replies = replies_of(program, compiled, arena, solution, options);
    count.wipe();
    if (std::none_of(replies.begin(), replies.end(), [](const auto& list) { return !list.empty(); })) {
      solution.remarks.push_back("replies are found around pure equilibria of several players, and there is none here");
    }
  }
  return print(program, compiled, shown, solution, replies);
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
  CLI::Option* replies =
      verb->add_flag("--replies", flags->replies, "say how each player answers when another moves a lever by a fifth");
  CLI::Option* game = verb->add_option("--game", flags->game, "write the game of the policies compared, as .nfg");
  for (CLI::Option* of_equilibria : {replies, game}) {
    of_equilibria->excludes(leader)->excludes(reading)->excludes(level_k)->excludes(logit);
  }
  verb->add_option("--budget", flags->strategy.budget, "policies that a certificate tries; 0: small steps only")
      ->capture_default_str();
  verb->add_option("--tolerance", flags->strategy.tolerance,
                   "largest gain, by payoff range, of what is called an equilibrium")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
}

}  // namespace detente::cli
