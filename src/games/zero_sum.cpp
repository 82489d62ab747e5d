#include "games/zero_sum.h"

#include "base/check.h"
#include "games/lp.h"

namespace detente::games {

std::optional<Rational> constant_sum(const Game& game) {
  std::optional<Rational> constant;
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    Rational sum;
    for (std::uint32_t i = 0; i < game.player_count(); ++i) sum += game.payoff(p, i);
    if (constant && *constant != sum) return std::nullopt;
    constant = sum;
  }
  return constant;
}

ZeroSumSolution solve_zero_sum(const Game& game) {
  DETENTE_CHECK(game.player_count() == 2);
  const std::uint32_t m = game.strategy_count(0), n = game.strategy_count(1);
  Rational low = game.payoff(0, 0);
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    if (game.payoff(p, 0) < low) low = game.payoff(p, 0);
  }
  // Maximise the v that x guarantees against every strategy; payoffs above `low`, so that v is not negative.
  LinearProgram program;
  program.objective.assign(m + 1, Rational());
  program.objective[m] = 1;
  for (std::uint32_t j = 0; j < n; ++j) {
    LinearProgram::Row& row = program.rows.emplace_back();
    for (std::uint32_t i = 0; i < m; ++i) row.coefficients.push_back(low - game.payoff(game.profile({i, j}), 0));
    row.coefficients.push_back(1);
  }
  program.require_distribution(m);
  Optimum optimum = maximise(program);
  DETENTE_CHECK(proves(program, optimum));
  ZeroSumSolution solution{optimum.value + low, {optimum.point, optimum.dual}};
  solution.strategies[0].pop_back();
  solution.strategies[1].pop_back();
  return solution;
}

}  // namespace detente::games
