// Exact linear programming and what rests on it: zero-sum games, correlated equilibria, dominance.
#include <rapidcheck.h>

#include "games/certificate.h"
#include "games/correlated.h"
#include "games/dominance.h"
#include "games/lp.h"
#include "games/pure.h"
#include "games/reference_test.h"
#include "games/two_player.h"
#include "games/zero_sum.h"

namespace detente::games {
namespace {

using R = Rational;
using Row = std::vector<Rational>;
using Objective = CorrelatedObjective;

TEST(LinearProgram, SolvesProvesAndRefuses) {
  // max 3x + 2y, x + y <= 4, x + 3y <= 6, x <= 3: (3, 1) with value 11.
  LinearProgram program{{3, 2}, {{{1, 1}, 4}, {{1, 3}, 6}, {{1, 0}, 3}}};
  Optimum optimum = maximise(program);
  EXPECT_EQ(optimum.value, R(11));
  EXPECT_EQ(optimum.point, (Row{3, 1}));
  EXPECT_TRUE(proves(program, optimum));
  optimum.point = {2, 2};  // feasible for two rows only
  EXPECT_FALSE(proves(program, optimum));
  EXPECT_EQ(maximise({{1}, {{{1}, -1}}}).status, Optimum::Status::Infeasible);
  EXPECT_EQ(maximise({{1, 0}, {{{0, 1}, 1}}}).status, Optimum::Status::Unbounded);
}

// Beale's example cycles under the largest-coefficient rule alone.
TEST(LinearProgram, EndsWhereTheSimplexMethodCycles) {
  const LinearProgram program{{R(3, 4), -20, R(1, 2), -6},
                              {{{R(1, 4), -8, -1, 9}, 0}, {{R(1, 2), -12, R(-1, 2), 3}, 0}, {{0, 0, 1, 0}, 1}}};
  const Optimum optimum = maximise(program);
  EXPECT_EQ(optimum.value, R(5, 4));
  EXPECT_TRUE(proves(program, optimum));
}

TEST(LinearProgram, ProvesEveryRandomOptimum) {
  rc::check([] {
    const auto n = *rc::gen::inRange(1, 5), m = *rc::gen::inRange(1, 6);
    const auto numbers = [](int count) {
      return *rc::gen::container<std::vector<int>>(count, rc::gen::inRange(-4, 5));
    };
    const auto row_of = [](const std::vector<int>& from) { return Row(from.begin(), from.end()); };
    LinearProgram program{row_of(numbers(n)), {}};
    for (int r = 0; r < m; ++r) {
      program.rows.push_back({row_of(numbers(n)), *rc::gen::inRange(-4, 9), *rc::gen::inRange(0, 4) == 0});
    }
    program.rows.push_back({Row(n, R(1)), 10});
    const Optimum optimum = maximise(program);
    RC_ASSERT(optimum.status != Optimum::Status::Unbounded);
    if (optimum.status == Optimum::Status::Optimal) RC_ASSERT(proves(program, optimum));
  });
}

TEST(ZeroSum, ValuesAreThePublishedOnes) {
  const Game oneill = reference_game("oneill");
  EXPECT_EQ(constant_sum(oneill), R(0));
  const ZeroSumSolution solution = solve_zero_sum(oneill);
  EXPECT_EQ(solution.value, R(-1, 5));
  EXPECT_EQ(solution.strategies[0], (Row{R(2, 5), R(1, 5), R(1, 5), R(1, 5)}));
  EXPECT_EQ(solution.strategies[1], (Row{R(2, 5), R(1, 5), R(1, 5), R(1, 5)}));
  EXPECT_EQ(constant_sum(reference_game("constant_sum_4")), R(4));
  EXPECT_EQ(constant_sum(reference_game("nau_sec3")), std::nullopt);
  for (const char* name : {"constant_sum_1", "constant_sum_2", "constant_sum_3", "constant_sum_4", "mixed_dominance",
                           "mixed_dominance_2"}) {
    const Game game = reference_game(name);
    EXPECT_TRUE(certify(game, solve_zero_sum(game).strategies).exact()) << name;
  }
}

R welfare(const Game& game, CorrelatedKind kind, bool maximise) {
  const CorrelatedSolution solution =
      solve_correlated(game, kind, {.of = Objective::Of::Welfare, .maximise = maximise});
  for (const R& regret : solution.regret) EXPECT_TRUE(regret.is_zero());
  return solution.value;
}

TEST(Correlated, WelfareIsThePublishedOne) {
  const auto range = [](const Game& game, CorrelatedKind kind, const R& low, const R& high) {
    EXPECT_EQ(welfare(game, kind, false), low);
    EXPECT_EQ(welfare(game, kind, true), high);
  };
  const Game chicken = Game::bimatrix({{6, 2}, {7, 0}}, {{6, 7}, {2, 0}});
  range(chicken, CorrelatedKind::Correlated, R(36, 5), R(21, 2));
  const CorrelatedSolution best = solve_correlated(chicken, CorrelatedKind::Correlated, {});
  EXPECT_EQ(best.distribution, (Row{R(1, 2), R(1, 4), R(1, 4), 0}));
  range(reference_game("nau_sec3"), CorrelatedKind::Correlated, R(12, 5), 5);
  range(reference_game("mckelvey_mclennan"), CorrelatedKind::Correlated, R(32, 5), 29);
  range(reference_game("nau_sec5"), CorrelatedKind::Correlated, R(3, 4), 3);
  range(reference_game("nau_sec6"), CorrelatedKind::Correlated, R(5, 2), R(5, 2));
  range(reference_game("nau_sec6"), CorrelatedKind::Coarse, 2, 3);
  EXPECT_NEAR(welfare(reference_game("nau_sec4"), CorrelatedKind::Correlated, false).number(), 2.256410, 1e-6);
  EXPECT_NEAR(welfare(reference_game("nau_sec4"), CorrelatedKind::Correlated, true).number(), 3.866667, 1e-6);
  // Shapley (1964): a cycle of best replies.
  range(Game::bimatrix({{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}, {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}),
        CorrelatedKind::Correlated, R(2, 3), 1);
  // After Moulin and Vial (1978): no correlated equilibrium betters (T, L), but coarse ones do.
  const Game moulin_vial = Game::bimatrix({{3, 1, 4}, {1, 5, 0}, {1, 0, 2}}, {{3, 1, 1}, {4, 2, 0}, {1, 0, 5}});
  range(moulin_vial, CorrelatedKind::Correlated, 6, 6);
  range(moulin_vial, CorrelatedKind::Coarse, R(19, 4), 7);
}

TEST(Correlated, OtherObjectives) {
  const Game sexes = reference_game("nau_sec3");
  const auto value = [&](Objective objective) {
    return solve_correlated(sexes, CorrelatedKind::Correlated, objective).value;
  };
  EXPECT_EQ(value({.of = Objective::Of::Player, .player = 0}), R(3));
  EXPECT_EQ(value({.of = Objective::Of::Player, .player = 1, .maximise = false}), R(6, 5));
  EXPECT_EQ(value({.of = Objective::Of::Worst}), R(5, 2));
}

TEST(Correlated, EveryEquilibriumIsOne) {
  for (const char* name : {"von_stengel_2007", "winkels", "coordination_3"}) {
    const Game game = reference_game(name);
    const R low = welfare(game, CorrelatedKind::Correlated, false),
            high = welfare(game, CorrelatedKind::Correlated, true);
    for (const Equilibrium& each : solve_two_player(game).extreme) {
      const R sum = each.certificate.payoff[0] + each.certificate.payoff[1];
      EXPECT_TRUE(low <= sum && sum <= high) << name;
    }
  }
  // A distribution that is none has regret.
  EXPECT_EQ(correlated_regret(reference_game("nau_sec3"), CorrelatedKind::Correlated, {0, 1, 0, 0}), (Row{3, 3}));
}

TEST(Dominance, MixturesEliminateWhatPureStrategiesDoNot) {
  for (const char* name : {"mixed_dominance", "mixed_dominance_2"}) {
    const Game game = reference_game(name);
    const DominanceSolution pure = eliminate_dominated(game, Dominators::Pure);
    const DominanceSolution mixed = eliminate_dominated(game, Dominators::Mixed);
    EXPECT_GT(mixed.eliminated.size(), pure.eliminated.size()) << name;
    for (const Elimination& each : mixed.eliminated) EXPECT_TRUE(each.dominator[each.strategy].is_zero()) << name;
  }
  const DominanceSolution none = eliminate_dominated(reference_game("dominated_equilibria_1"), Dominators::Mixed);
  EXPECT_TRUE(none.eliminated.empty());
}

TEST(Dominance, SolvesThePrisonersDilemmaAndCournot) {
  const Game dilemma = Game::bimatrix({{3, 0}, {5, 1}}, {{3, 5}, {0, 1}});
  const DominanceSolution solution = eliminate_dominated(dilemma, Dominators::Pure);
  EXPECT_EQ(solution.keep, (std::vector<std::vector<std::uint32_t>>{{1}, {1}}));
  // Cournot, price 10 - Q, cost 1, quantities 0..9: elimination closes in on 3.
  std::vector<Row> profit(10, Row(10)), mirrored(10, Row(10));
  for (int a = 0; a < 10; ++a) {
    for (int b = 0; b < 10; ++b) {
      profit[a][b] = std::max(10 - a - b, 0) * a - a;
      mirrored[b][a] = profit[a][b];
    }
  }
  const DominanceSolution cournot = eliminate_dominated(Game::bimatrix(profit, mirrored), Dominators::Mixed);
  for (const auto& keep : cournot.keep) {
    EXPECT_TRUE(std::find(keep.begin(), keep.end(), 3u) != keep.end());
    EXPECT_LT(keep.size(), 10u);
  }
}

TEST(Dominance, NeverEliminatesAnEquilibrium) {
  rc::check([] {
    const auto matrix = rc::gen::container<std::vector<std::vector<int>>>(
        4, rc::gen::container<std::vector<int>>(4, rc::gen::inRange(0, 10)));
    const auto a = *matrix, b = *matrix;
    std::vector<Row> exact_a, exact_b;
    for (int i = 0; i < 4; ++i) {
      exact_a.emplace_back(a[i].begin(), a[i].end());
      exact_b.emplace_back(b[i].begin(), b[i].end());
    }
    const Game game = Game::bimatrix(exact_a, exact_b);
    const DominanceSolution solution = eliminate_dominated(game, Dominators::Mixed);
    const TwoPlayerSolution all = solve_two_player(game);
    for (const Equilibrium& each : all.extreme) {
      for (const Elimination& out : solution.eliminated) RC_ASSERT(each.strategies[out.player][out.strategy].is_zero());
    }
    RC_ASSERT(solve_two_player(game.restricted(solution.keep)).extreme.size() == all.extreme.size());
  });
}

TEST(Pure, FindsThemForAnyNumberOfPlayers) {
  const Game game = reference_game("mckelvey_mclennan");
  EXPECT_EQ(pure_equilibria(game), (std::vector<std::uint32_t>{0, 3, 5, 6}));
  EXPECT_TRUE(pure_equilibria(reference_game("van_der_laan_3")).empty());
  EXPECT_EQ(pure_equilibria(reference_game("nau_sec5")).size(), 3u);
}

}  // namespace
}  // namespace detente::games
