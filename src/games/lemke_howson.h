// Equilibria of two players by complementary pivoting in exact arithmetic.
// A path drops one of the m + n labels (strategies of player 1, then of player 2) and ends at an equilibrium; ties are
// broken lexicographically, so degenerate games do not cycle. Starting again from what was found, with every label,
// gives all that such paths reach; some equilibria lie out of their reach. Method: Lemke and Howson (1964),
// whole-number pivoting after Bareiss (1968).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "games/game.h"

namespace detente::games {

struct LemkeHowsonPath {
  MixedProfile strategies;
  std::uint32_t pivots = 0;
};

// From no play at all, dropping `label` first. Nothing when the path is longer than `most_pivots`.
std::optional<LemkeHowsonPath> lemke_howson(const Game& game, std::uint32_t label,
                                            std::uint32_t most_pivots = 1'000'000);

// Every equilibrium that paths reach from no play and from one another, in the order found.
std::vector<MixedProfile> reachable_by_lemke_howson(const Game& game, std::uint32_t most_pivots = 1'000'000);

}  // namespace detente::games
