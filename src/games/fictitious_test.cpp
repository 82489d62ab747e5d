#include "games/fictitious.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace detente::games {
namespace {

TEST(FictitiousPlay, SettlesWhereTwoWantTheOpposite) {  // the first plays 2 : 1, the value is 1 / 3
  const auto seen = fictitious_play(Game::bimatrix({{1, 0}, {-1, 1}}, {{-1, 0}, {1, -1}}), {0, 0}, 1 << 18);
  EXPECT_EQ(seen.size(), 19u);
  EXPECT_EQ(seen.back().rounds, 1u << 18);
  EXPECT_LT(seen.back().regret_share, 0.005);
  EXPECT_GT(seen[3].regret_share, seen.back().regret_share);
  EXPECT_NEAR(seen.back().frequencies[0][0], 2.0 / 3, 0.01);
  EXPECT_NEAR(seen.back().frequencies[1][0], 1.0 / 3, 0.01);
}

TEST(FictitiousPlay, GoesRoundForEverInShapleysGame) {
  // Shapley (1964): each move is answered by the next one. The equilibrium is (1/3, 1/3, 1/3); it is never neared.
  const Game game = Game::bimatrix({{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}, {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
  double nearest = 1, furthest = 0;
  for (const PlayedSoFar& so_far : fictitious_play(game, {0, 1}, 1 << 20)) {
    if (so_far.rounds < 1024) continue;
    nearest = std::min(nearest, so_far.regret_share);
    furthest = std::max(furthest, so_far.regret_share);
    for (const auto& frequencies : so_far.frequencies) {
      const auto [least, most] = std::minmax_element(frequencies.begin(), frequencies.end());
      EXPECT_GT(*most - *least, 0.2) << so_far.rounds;
    }
  }
  EXPECT_GT(nearest, 0.1);
  EXPECT_LT(furthest, 0.5);
  // From where both start alike they stay alike, and near the equilibrium.
  EXPECT_LT(fictitious_play(game, {0, 0}, 1 << 20).back().regret_share, 1e-5);
}

TEST(FictitiousPlay, StopsAtOnceWhereEverythingElseIsDominated) {
  const auto seen = fictitious_play(Game::bimatrix({{3, 0}, {5, 1}}, {{3, 5}, {0, 1}}), {0, 0}, 1000);
  EXPECT_NEAR(seen.back().frequencies[0][1], 0.999, 1e-12);  // the first move was the other one
  EXPECT_LT(seen.back().regret_share, 1e-3);
}

TEST(FictitiousPlay, OfThreePlayers) {  // whoever does as the two others wins: all stay at the first
  Game game("", {{"a", {"x", "y"}}, {"b", {"x", "y"}}, {"c", {"x", "y"}}});
  for (const std::uint32_t profile : {0u, 7u}) {
    for (std::uint32_t i = 0; i < 3; ++i) game.payoff(profile, i) = Rational(1);
  }
  const auto seen = fictitious_play(game, {0, 0, 0}, 5);
  EXPECT_EQ(seen.back().rounds, 5u);  // after 1, 2, 4 and 5
  EXPECT_EQ(seen.size(), 4u);
  EXPECT_EQ(seen.back().frequencies, (Profile<double>{{1, 0}, {1, 0}, {1, 0}}));
  EXPECT_EQ(seen.back().regret_share, 0);
}

}  // namespace
}  // namespace detente::games
