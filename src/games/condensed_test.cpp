#include "games/condensed.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "games/certificate.h"
#include "games/pure.h"
#include "games/two_player.h"
#include "kernels/philox.h"

namespace detente::games {
namespace {

using R = Rational;

Game random_game(const std::vector<std::uint32_t>& counts, std::uint64_t values, std::uint64_t seed) {
  std::vector<Player> players;
  for (const std::uint32_t count : counts) players.push_back({"p", std::vector<std::string>(count, "s")});
  Game game("", players);
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      game.payoff(p, i) = static_cast<std::int64_t>(kernels::random_bits(seed, {p, i, 0}) % values);
    }
  }
  return game;
}

TEST(Condensed, KeepsThePureEquilibriaAndTheirAlikes) {
  std::uint32_t dropped = 0, merged = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Game game = random_game(
        seed % 2 == 0 ? std::vector<std::uint32_t>{2, 3, 2} : std::vector<std::uint32_t>{2, 4}, 2 + seed % 3, seed);
    for (const AlikeOnes alike : {AlikeOnes::Kept, AlikeOnes::Merged}) {
      const Condensed left = condensed(game, alike);
      // Every pure equilibrium of the smaller game, with every choice among alike strategies.
      std::vector<std::uint32_t> found;
      for (const std::uint32_t each : pure_equilibria(left.game)) {
        const MixedProfile profile = left.expanded(pure_profile(left.game, each));
        EXPECT_TRUE(certify(game, profile).exact()) << seed;
        std::vector<std::uint32_t> at = {0};
        for (std::uint32_t i = 0; i < game.player_count(); ++i) {
          const auto s =
              static_cast<std::uint32_t>(std::find(profile[i].begin(), profile[i].end(), R(1)) - profile[i].begin());
          std::vector<std::uint32_t> same = {s};
          for (const Alike& set : left.alike) {
            if (set.player == i && set.strategies[0] == s) same = set.strategies;
          }
          std::vector<std::uint32_t> longer;
          for (const std::uint32_t before : at) {
            for (const std::uint32_t t : same) longer.push_back(game.with(before, i, t));
          }
          at = std::move(longer);
        }
        found.insert(found.end(), at.begin(), at.end());
      }
      std::sort(found.begin(), found.end());
      EXPECT_EQ(found, pure_equilibria(game)) << seed;
      dropped += left.game.profile_count() < game.profile_count() ? 1 : 0;
      merged += left.alike.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(dropped, 100u);
  EXPECT_GT(merged, 20u);
}

TEST(Condensed, AGameNobodyCaresForIsOneProfile) {
  const Game game("", std::vector<Player>(3, {"p", {"a", "b", "c", "d"}}));
  const Condensed left = condensed(game, AlikeOnes::Merged);
  EXPECT_EQ(left.game.profile_count(), 1u);
  ASSERT_EQ(left.alike.size(), 3u);
  EXPECT_EQ(left.alike[1].player, 1u);
  EXPECT_EQ(left.alike[1].strategies, (std::vector<std::uint32_t>{0, 1, 2, 3}));
  EXPECT_EQ(left.expanded({{R(1)}}), (MixedProfile(3, {R(1), R(0), R(0), R(0)})));
  const TwoPlayerSolution solution = solve_two_player(game);
  EXPECT_TRUE(solution.complete);
  EXPECT_EQ(solution.extreme.size(), 1u);
  EXPECT_EQ(solution.alike.size(), 3u);
}

// A game of two in which a third, who has no choice, or only bad ones, looks on.
TEST(Condensed, WhoHasNoChoiceChangesNothing) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Game two = random_game({3, 3}, 100, seed);
    Game three("", {{"a", {"1", "2", "3"}}, {"onlooker", {"bad", "good"}}, {"b", {"1", "2", "3"}}});
    for (std::uint32_t p = 0; p < three.profile_count(); ++p) {
      const std::uint32_t at = two.profile({three.strategy(p, 0), three.strategy(p, 2)});
      three.payoff(p, 0) = two.payoff(at, 0) + R(three.strategy(p, 1));
      three.payoff(p, 1) = three.strategy(p, 1);
      three.payoff(p, 2) = two.payoff(at, 1);
    }
    const TwoPlayerSolution expected = solve_two_player(two), found = solve_two_player(three);
    EXPECT_TRUE(found.complete);
    ASSERT_EQ(found.extreme.size(), expected.extreme.size()) << seed;
    EXPECT_EQ(found.index, expected.index);
    for (std::size_t e = 0; e < found.extreme.size(); ++e) {
      const MixedProfile& with_three = found.extreme[e].strategies;
      EXPECT_EQ(with_three[1], (std::vector<R>{R(0), R(1)}));
      EXPECT_EQ((MixedProfile{with_three[0], with_three[2]}), expected.extreme[e].strategies);
      if (expected.degenerate) continue;
      ASSERT_EQ(found.components[e].subsets.size(), 1u);
      const NashSubset& point = found.components[e].subsets[0];
      EXPECT_EQ(point.second.empty() ? with_three[2] : point.second[0], with_three[2]);
    }
  }
}

}  // namespace
}  // namespace detente::games
