#include "games/correlated.h"

#include <algorithm>

#include "base/check.h"
#include "games/lp.h"

namespace detente::games {
namespace {

// Profiles, and behind them the least payoff as the difference of two variables when the objective is that.
LinearProgram program_of(const Game& game, CorrelatedKind kind, const CorrelatedObjective& objective) {
  const bool worst = objective.of == CorrelatedObjective::Of::Worst;
  const std::size_t profiles = game.profile_count(), variables = profiles + (worst ? 2 : 0);
  LinearProgram program;
  program.objective.resize(variables);
  for (std::uint32_t p = 0; p < profiles && !worst; ++p) {
    Rational& target = program.objective[p];
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      if (objective.of == CorrelatedObjective::Of::Welfare || objective.player == i) target += game.payoff(p, i);
    }
    if (!objective.maximise) target = -target;
  }
  const auto add_row = [&]() -> LinearProgram::Row& {
    LinearProgram::Row& row = program.rows.emplace_back();
    row.coefficients.resize(variables);
    return row;
  };
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    for (std::uint32_t to = 0; to < game.strategy_count(i); ++to) {
      if (kind == CorrelatedKind::Coarse) {
        LinearProgram::Row& row = add_row();
        for (std::uint32_t p = 0; p < profiles; ++p) {
          row.coefficients[p] = game.payoff(game.with(p, i, to), i) - game.payoff(p, i);
        }
        continue;
      }
      for (std::uint32_t from = 0; from < game.strategy_count(i); ++from) {
        if (from == to) continue;
        LinearProgram::Row& row = add_row();
        for (std::uint32_t p = 0; p < profiles; ++p) {
          if (game.strategy(p, i) == from) {
            row.coefficients[p] = game.payoff(game.with(p, i, to), i) - game.payoff(p, i);
          }
        }
      }
    }
  }
  if (worst) {
    program.objective[profiles] = 1;
    program.objective[profiles + 1] = -1;
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      LinearProgram::Row& row = add_row();
      for (std::uint32_t p = 0; p < profiles; ++p) row.coefficients[p] = -game.payoff(p, i);
      row.coefficients[profiles] = 1;
      row.coefficients[profiles + 1] = -1;
    }
  }
  LinearProgram::Row& sum = add_row();
  std::fill_n(sum.coefficients.begin(), profiles, Rational(1));
  sum.bound = 1;
  sum.equal = true;
  return program;
}

}  // namespace

CorrelatedSolution solve_correlated(const Game& game, CorrelatedKind kind, const CorrelatedObjective& objective) {
  const LinearProgram program = program_of(game, kind, objective);
  const Optimum optimum = maximise(program);
  DETENTE_CHECK(proves(program, optimum));  // there is always one: every Nash equilibrium is correlated
  CorrelatedSolution solution;
  solution.distribution.assign(optimum.point.begin(), optimum.point.begin() + game.profile_count());
  const bool negated = objective.of != CorrelatedObjective::Of::Worst && !objective.maximise;
  solution.value = negated ? -optimum.value : optimum.value;
  solution.payoff.resize(game.player_count());
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    if (solution.distribution[p].is_zero()) continue;
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      solution.payoff[i] += solution.distribution[p] * game.payoff(p, i);
    }
  }
  solution.regret = correlated_regret(game, kind, solution.distribution);
  return solution;
}

std::vector<Rational> correlated_regret(const Game& game, CorrelatedKind kind,
                                        const std::vector<Rational>& distribution) {
  DETENTE_CHECK(distribution.size() == game.profile_count());
  std::vector<Rational> regret;
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    const std::uint32_t n = game.strategy_count(i);
    // gain[told][played]; one who refuses is told nothing: all in row 0.
    std::vector<std::vector<Rational>> gain(n, std::vector<Rational>(n));
    for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
      if (distribution[p].is_zero()) continue;
      const std::uint32_t told = kind == CorrelatedKind::Coarse ? 0 : game.strategy(p, i);
      for (std::uint32_t s = 0; s < n; ++s) {
        gain[told][s] += distribution[p] * (game.payoff(game.with(p, i, s), i) - game.payoff(p, i));
      }
    }
    Rational sum;
    for (const std::vector<Rational>& row : gain) {
      const Rational best = *std::max_element(row.begin(), row.end());
      if (best.sign() > 0) sum += best;
    }
    regret.push_back(std::move(sum));
  }
  return regret;
}

}  // namespace detente::games
