#include "games/evolution.h"

#include <gtest/gtest.h>

#include <cmath>

#include "games/reference_test.h"
#include "games/simulated.h"

namespace detente::games {
namespace {

TEST(Evolution, MoranFixationIsThePublishedOne) {
  EXPECT_NEAR(moran_fixation(2, 10), 0.5004887586, 1e-10);
  EXPECT_NEAR(moran_fixation(1.1, 100), 0.0909156883, 1e-10);
  EXPECT_EQ(moran_fixation(1, 50), 1.0 / 50);
  // The general formula with a payoff that does not depend on the other.
  const PayoffMatrix constant = {{std::log(2.0), std::log(2.0)}, {0, 0}};
  EXPECT_NEAR(fixation(constant, 0, 1, {.size = 10, .intensity = 1}), 0.5004887586, 1e-10);
}

TEST(Evolution, FermiFixationIsThePublishedOne) {
  const PayoffMatrix dilemma = {{3, 0}, {5, 1}};
  EXPECT_NEAR(fixation(dilemma, 1, 0, {.size = 20, .intensity = 0.1}), 0.1811392429, 1e-10);
  EXPECT_NEAR(fixation(dilemma, 0, 1, {.size = 20, .intensity = 0.1}), 0.0073836348, 1e-10);
  EXPECT_NEAR(fixation(dilemma, 0, 1, {.size = 20, .intensity = 0}), 1.0 / 20, 1e-15);
  const double hopeless = fixation(dilemma, 0, 1, {.size = 1000, .intensity = 1e6});
  EXPECT_TRUE(hopeless >= 0 && hopeless < 1e-300);
}

// Safe, unsafe and conditionally safe developers in a race (Han, Pereira, Santos and Lenaerts 2020), average payoffs
// per round; b = 4, c = 1, B = 10^4, s = 1.5.
PayoffMatrix race(double rounds, double found_out, double setback) {
  const double b = 4, c = 1, prize = 1e4, s = 1.5, p = 1 - setback;
  const double p11 = -c + b / 2, p12 = -c + b / (s + 1), p21 = (1 - found_out) * s * b / (s + 1) + found_out * b,
               p22 = (1 - found_out * found_out) * b / 2, both = prize / (2 * rounds) + p11;
  return {{both, p12, both},
          {p * (s * prize / rounds + p21), p * (s * prize / (2 * rounds) + p22),
           p * (s * prize / rounds + s / rounds * (p21 + (rounds / s - 1) * p22))},
          {both, s / rounds * (p12 + (rounds / s - 1) * p22), both}};
}

TEST(Evolution, RaceForSupremacy) {
  const PayoffMatrix early = race(100, 0.5, 0.6);
  const double expected[3][3] = {{51, 0.6, 51}, {61.28, 30.6, 60.6102}, {51, 1.4865, 51}};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) EXPECT_NEAR(early[i][j], expected[i][j], 1e-4);
  }
  const std::vector<double> late = rare_mutation_shares(race(1e6, 0.5, 0.5), {.size = 100, .intensity = 0.1});
  EXPECT_NEAR(late[0], 0.1277, 2e-3);
  EXPECT_NEAR(late[1], 0.1043, 2e-3);
  EXPECT_NEAR(late[2], 0.7680, 2e-3);
}

TEST(Evolution, ReplicatorKeepsWhatItMust) {
  const PayoffMatrix scissors = {{0, -1, 1}, {1, 0, -1}, {-1, 1, 0}};
  const auto path = replicate(scissors, {0.5, 0.3, 0.2}, 20, 2000);
  for (const std::vector<double>& x : path) EXPECT_NEAR(x[0] * x[1] * x[2], 0.03, 1e-9);
  const auto hawks = replicate({{-1, 2}, {0, 1}}, {0.9, 0.1}, 100, 2000);
  EXPECT_NEAR(hawks.back()[0], 0.5, 1e-6);
  EXPECT_EQ(replicate({{-1, 2}, {0, 1}}, {1, 0}, 100, 10).back()[1], 0);
}

TEST(Evolution, OnlySymmetricGamesHaveAMatrix) {
  EXPECT_EQ(symmetric_payoffs(reference_game("shapley_fig3")).size(), 3u);
  EXPECT_TRUE(symmetric_payoffs(reference_game("nau_sec3")).empty());
  EXPECT_TRUE(symmetric_payoffs(reference_game("mckelvey_mclennan")).empty());
}

TEST(Simulated, BoundsEveryDeviation) {
  const Game dilemma = Game::bimatrix({{3, 0}, {5, 1}}, {{3, 5}, {0, 1}});
  const SimulatedGame noisy{dilemma, std::vector<double>(8, 0.1), CellErrors::Independent};
  const MixedProfile defect = {{0, 1}, {0, 1}};
  const SimulatedCertificate certificate = certify_simulated(noisy, defect, 0.95);
  ASSERT_EQ(certificate.deviations.size(), 4u);
  EXPECT_EQ(certificate.deviations[0].gain, -1);
  EXPECT_NEAR(certificate.deviations[0].standard_error, 0.1 * std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(certificate.deviations[0].at_most, -1 + 2.241403 * 0.1 * std::sqrt(2.0), 1e-6);  // z of 1 - 0.05 / 4
  EXPECT_EQ(certificate.regret[0], 0);
  const SimulatedGame unknown{dilemma, std::vector<double>(8, 0.5), CellErrors::Any};
  const SimulatedCertificate wide = certify_simulated(unknown, defect, 0.95);
  EXPECT_NEAR(wide.deviations[0].standard_error, 1, 1e-12);
  EXPECT_NEAR(wide.regret[1], -1 + 2.241403, 1e-6);
  EXPECT_NEAR(wide.share[1], (-1 + 2.241403) / 5, 1e-6);
  // Cooperation is no equilibrium however small the errors.
  EXPECT_NEAR(certify_simulated(noisy, {{1, 0}, {1, 0}}, 0.5).deviations[1].gain, 2, 1e-12);
}

}  // namespace
}  // namespace detente::games
