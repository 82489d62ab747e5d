#include "games/symmetry.h"

#include <gtest/gtest.h>

namespace detente::games {
namespace {

using Groups = std::vector<std::vector<std::uint32_t>>;

TEST(Symmetry, OfTwoPlayersIsATransposedMatrix) {
  EXPECT_EQ(interchangeable(Game::bimatrix({{6, 2}, {7, 0}}, {{6, 7}, {2, 0}})), (Groups{{0, 1}}));  // chicken
  EXPECT_TRUE(interchangeable(Game::bimatrix({{3, 0}, {0, 2}}, {{2, 0}, {0, 3}})).empty());  // battle of the sexes
  EXPECT_TRUE(interchangeable(Game::bimatrix({{1, 2}}, {{1, 2}})).empty());
}

// One shares a prize with whoever does as it does; the third player's payoff asks only what the others do.
TEST(Symmetry, GroupsPlayersWhoSwapWithEachOther) {
  Game game("", {{"a", {"0", "1"}}, {"b", {"0", "1"}}, {"c", {"0", "1"}}});
  for (std::uint32_t profile = 0; profile < game.profile_count(); ++profile) {
    const bool same = game.strategy(profile, 0) == game.strategy(profile, 1);
    game.payoff(profile, 0) = same ? 2 : 5;
    game.payoff(profile, 1) = same ? 2 : 5;
    game.payoff(profile, 2) = same ? 1 : 0;
  }
  EXPECT_EQ(interchangeable(game), (Groups{{0, 1}}));
  for (std::uint32_t profile = 0; profile < game.profile_count(); ++profile) {  // everybody: how many chose 1
    std::uint32_t ones = 0;
    for (std::uint32_t player = 0; player < 3; ++player) ones += game.strategy(profile, player);
    for (std::uint32_t player = 0; player < 3; ++player) {
      game.payoff(profile, player) = static_cast<std::int64_t>(ones) - 2 * game.strategy(profile, player);
    }
  }
  EXPECT_EQ(interchangeable(game), (Groups{{0, 1, 2}}));
  EXPECT_EQ(symmetry_text(game, {0, 1, 2}).substr(0, 31), "a, b and c are interchangeable:");
}

}  // namespace
}  // namespace detente::games
