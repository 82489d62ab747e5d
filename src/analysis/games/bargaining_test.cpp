#include "analysis/games/bargaining.h"

#include <gtest/gtest.h>

#include <cmath>

namespace detente::analysis::games {
namespace {

TEST(Bargaining, OnACurvedFrontier) {
  // u2 = 1 - u1^2, disagreement (0, 0): Nash (1/sqrt 3, 2/3), Kalai-Smorodinsky and equal gains 0.618034 each.
  std::vector<std::vector<double>> gains;
  for (int i = 0; i <= 10000; ++i) gains.push_back({i / 1e4, 1 - i / 1e4 * i / 1e4});
  const Bargaining found = bargain(gains);
  EXPECT_NEAR(gains[*found.nash][0], 1 / std::sqrt(3.0), 1e-4);
  EXPECT_NEAR(gains[*found.nash][1], 2.0 / 3, 2e-4);
  EXPECT_NEAR(gains[*found.kalai_smorodinsky][0], 0.618034, 1e-4);
  EXPECT_NEAR(gains[*found.egalitarian][1], 0.618034, 2e-4);
  EXPECT_NEAR(gains[*found.utilitarian][0], 0.5, 1e-4);
  EXPECT_EQ(found.frontier.size(), gains.size());
}

TEST(Bargaining, OnALineBetweenUnequalParties) {
  // 2 u1 + u2 = 2, disagreement (0, 0): Nash and Kalai-Smorodinsky (0.5, 1), equal gains (2/3, 2/3), sum at (0, 2).
  std::vector<std::vector<double>> gains;
  for (int i = 0; i <= 6000; ++i) gains.push_back({i / 6e3, 2 - 2 * i / 6e3});
  gains.push_back({0.4, 0.4});  // beaten by others
  gains.push_back({-0.1, 3});   // refused by the first
  const Bargaining found = bargain(gains);
  EXPECT_NEAR(gains[*found.nash][0], 0.5, 1e-3);
  EXPECT_NEAR(gains[*found.kalai_smorodinsky][0], 0.5, 1e-3);
  EXPECT_NEAR(gains[*found.egalitarian][0], 2.0 / 3, 1e-3);
  EXPECT_NEAR(gains[*found.utilitarian][1], 2, 1e-3);
  EXPECT_EQ(found.frontier.size(), gains.size() - 1);
}

TEST(Bargaining, NobodyWouldSign) {
  const Bargaining found = bargain({{1, -1}, {-1, 1}, {0, 5}});
  EXPECT_FALSE(found.nash || found.kalai_smorodinsky || found.egalitarian || found.utilitarian);
  EXPECT_FALSE(bargain({}).nash);
}

}  // namespace
}  // namespace detente::analysis::games
