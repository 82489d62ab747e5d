// A smaller game with the same equilibria: without strategies that another one strictly dominates, and without players
// who have no choice then. If asked, only one is kept of each set of strategies that are alike: nobody's payoff tells
// one from the other. The equilibria of the whole game are those of the smaller one, with alike strategies mixed in any
// shares; without merging they are the same exactly.
// The search for dominated strategies ends at a counted limit; what it has not found is kept, which is as true.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "games/game.h"

namespace detente::games {

// Strategies of one player that nobody can tell apart; the first stands for all. At least two.
struct Alike {
  std::uint32_t player = 0;
  std::vector<std::uint32_t> strategies;  // ascending
};
std::string text_of(const Game& game, const Alike& alike);

struct Condensed {
  Game game;                                     // at least one player
  std::vector<std::uint32_t> players;            // of `game`, as numbers in the whole one
  std::vector<std::vector<std::uint32_t>> keep;  // of each player of the whole game, ascending
  std::vector<std::uint32_t> counts;             // strategies of each player of the whole game
  std::vector<Alike> alike;

  // A strategy of the smaller game's player in the whole game.
  std::vector<Rational> expanded(std::uint32_t player, const std::vector<Rational>& strategy) const;
  MixedProfile expanded(const MixedProfile& profile) const;
};

enum class AlikeOnes : unsigned char { Kept, Merged };
Condensed condensed(const Game& game, AlikeOnes alike);

}  // namespace detente::games
