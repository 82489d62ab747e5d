#include "games/dominance.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/check.h"
#include "games/lp.h"

namespace detente::games {
namespace {

// A mixture over the strategies of `game` that is always better than `strategy`.
std::optional<std::vector<Rational>> dominator_of(const Game& game, std::uint32_t player, std::uint32_t strategy,
                                                  Dominators dominators) {
  const std::uint32_t n = game.strategy_count(player);
  for (std::uint32_t s = 0; s < n; ++s) {
    if (s == strategy || !dominates(game, player, s, strategy)) continue;
    std::vector<Rational> pure(n);
    pure[s] = 1;
    return pure;
  }
  if (dominators == Dominators::Pure || n < 3) return std::nullopt;
  // The largest margin by which a mixture is better against everything; `strategy` itself gives 0.
  LinearProgram program;
  program.objective.resize(n + 1);
  program.objective[n] = 1;
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    if (game.strategy(p, player) != strategy) continue;
    LinearProgram::Row& row = program.rows.emplace_back();
    for (std::uint32_t s = 0; s < n; ++s) {
      row.coefficients.push_back(game.payoff(p, player) - game.payoff(game.with(p, player, s), player));
    }
    row.coefficients.push_back(1);
  }
  program.require_distribution(n);
  Optimum optimum = maximise(program);
  DETENTE_CHECK(proves(program, optimum));
  if (optimum.value.is_zero()) return std::nullopt;
  optimum.point.pop_back();
  return optimum.point;
}

}  // namespace

bool dominates(const Game& game, std::uint32_t player, std::uint32_t better, std::uint32_t worse) {
  return every_profile_of_others(game, player, [&](std::uint32_t profile, std::uint32_t step) {
    return game.payoff(profile + better * step, player) > game.payoff(profile + worse * step, player);
  });
}

DominanceSolution eliminate_dominated(const Game& game, Dominators dominators) {
  DominanceSolution solution;
  solution.keep.resize(game.player_count());
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    solution.keep[i].resize(game.strategy_count(i));
    std::iota(solution.keep[i].begin(), solution.keep[i].end(), 0u);
  }
  for (std::uint32_t round = 1;; ++round) {
    const Game left = game.restricted(solution.keep);
    const std::size_t before = solution.eliminated.size();
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      for (std::uint32_t s = 0; s < left.strategy_count(i); ++s) {
        const auto mixture = dominator_of(left, i, s, dominators);
        if (!mixture) continue;
        Elimination& out = solution.eliminated.emplace_back(Elimination{round, i, solution.keep[i][s], {}});
        out.dominator.resize(game.strategy_count(i));
        for (std::size_t k = 0; k < mixture->size(); ++k) out.dominator[solution.keep[i][k]] = (*mixture)[k];
      }
    }
    if (solution.eliminated.size() == before) return solution;
    for (std::size_t k = before; k < solution.eliminated.size(); ++k) {
      std::erase(solution.keep[solution.eliminated[k].player], solution.eliminated[k].strategy);
    }
  }
}

}  // namespace detente::games
