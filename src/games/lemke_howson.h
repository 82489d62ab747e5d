// One equilibrium of a game of two along a path of complementary pivots. Labels: strategies of player 1, then of player
// 2. Ties are broken lexicographically, so every path ends at an equilibrium; which ones paths reach depends on the
// game, and some are out of their reach. Method: Lemke and Howson (1964). Paths are followed in floating point; the end
// is computed anew, and certified, in exact arithmetic. Where rounding led astray the path is followed in whole numbers
// (Bareiss 1968) from the start.
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
// The same in whole numbers all the way: slow, and what the other is tested against.
std::optional<LemkeHowsonPath> lemke_howson_in_whole_numbers(const Game& game, std::uint32_t label,
                                                             std::uint32_t most_pivots = 1'000'000);

// From no play at all along a short path, whatever its label: lengths differ by orders of magnitude.
std::optional<LemkeHowsonPath> shortest_lemke_howson(const Game& game, std::uint32_t most_pivots = 1'000'000);

// Every equilibrium that paths reach from no play and from one another, in the order found.
std::vector<MixedProfile> reachable_by_lemke_howson(const Game& game, std::uint32_t most_pivots = 1'000'000);

}  // namespace detente::games
