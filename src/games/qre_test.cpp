#include "games/qre.h"

#include <gtest/gtest.h>

#include "games/reference_test.h"

namespace detente::games {
namespace {

Game asymmetric_pennies() { return Game::bimatrix({{9, 0}, {0, 1}}, {{0, 1}, {1, 0}}); }

TEST(Qre, AgreesWithPublishedPoints) {
  const Game constant = Game::bimatrix({{1, 1}, {0, 1}}, {{1, 1}, {2, 1}});
  const QreBranch first = follow_qre(constant, {.stops = {1, 2, 3}});
  ASSERT_EQ(first.stops.size(), 3u);
  const double rows[] = {0.643, 0.7727, 0.8595}, columns[] = {0.5883, 0.6117, 0.6038};
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_DOUBLE_EQ(first.stops[k].lambda, static_cast<double>(k + 1));
    EXPECT_NEAR(first.stops[k].strategies[0][0], rows[k], 6e-4);
    EXPECT_NEAR(first.stops[k].strategies[1][0], columns[k], 6e-4);
  }
  const QreBranch second = follow_qre(asymmetric_pennies(), {.stops = {0.5, 1, 2, 5}});
  ASSERT_EQ(second.stops.size(), 4u);
  const double p[] = {0.830671, 0.893576, 0.860754, 0.701984}, q[] = {0.418077, 0.312780, 0.191078, 0.117135};
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(second.stops[k].strategies[0][0], p[k], 1e-6);
    EXPECT_NEAR(second.stops[k].strategies[1][0], q[k], 1e-6);
  }
}

TEST(Qre, EndsAtAnEquilibrium) {
  for (const char* name : {"nau_sec3", "shapley_fig3", "coordination_3", "random_8x8", "todd_2", "von_stengel_75",
                           "mckelvey_mclennan", "nau_sec4", "van_der_laan_3", "van_der_laan_4", "random_3x3x3",
                           "random_2x2x2x2", "random_2x2x2x2x2", "loopback", "zero_2x2", "oneill"}) {
    const Game game = reference_game(name);
    const QreBranch branch = follow_qre(game);
    EXPECT_TRUE(branch.converged) << name << " " << branch.end.worst_share << " after " << branch.steps;
    // The exact regret agrees with what the branch says of itself.
    const Certificate certificate = certify(game, exact_profile(branch.end.strategies));
    EXPECT_LE(certificate.worst_share(), 1.001e-6) << name;
  }
}

TEST(Qre, PassesWhereLambdaTurnsBack) {
  const QreBranch branch = follow_qre(reference_game("loopback"));
  EXPECT_TRUE(branch.turned);
  EXPECT_TRUE(branch.converged);
}

// Where the branch of a symmetric game crosses branches of asymmetric points, it goes straight on. The least asymmetry
// turns the crossing into a bend, and the branch ends at an equilibrium of index +1, as it must.
TEST(Qre, CrossesStraightAndBendsWithoutSymmetry) {
  Game game = reference_game("shapley_fig3");
  const QreBranch straight = follow_qre(game);
  EXPECT_GE(straight.crossings, 1u);
  EXPECT_NEAR(straight.end.strategies[0][0], 1.0 / 3, 1e-4);
  EXPECT_NEAR(straight.end.strategies[1][1], 2.0 / 3, 1e-4);
  game.payoff(0, 0) = Rational(1, 100);
  const QreBranch bent = follow_qre(game);
  EXPECT_EQ(bent.crossings, 0u);
  EXPECT_TRUE(bent.converged);
  EXPECT_NEAR(bent.end.strategies[0][2], 1, 1e-4);
  EXPECT_NEAR(bent.end.strategies[1][2], 1, 1e-4);
}

TEST(Qre, ScalesWithThePayoffs) {
  Game game = asymmetric_pennies();
  const QreBranch small = follow_qre(game, {.stops = {0.5}});
  for (std::uint32_t p = 0; p < 4; ++p) {
    for (std::uint32_t i = 0; i < 2; ++i) game.payoff(p, i) *= Rational(1000);
  }
  const QreBranch large = follow_qre(game, {.stops = {0.0005}});
  EXPECT_NEAR(large.stops.at(0).strategies[0][0], small.stops.at(0).strategies[0][0], 1e-9);
}

TEST(Qre, SaysWhenItDoesNotConverge) {
  const QreBranch branch = follow_qre(asymmetric_pennies(), {.lambda = 2});
  EXPECT_FALSE(branch.converged);
  EXPECT_GT(branch.end.worst_share, 1e-6);
}

}  // namespace
}  // namespace detente::games
