// Games of two players whose payoffs always add up to the same: the value, and one optimal strategy for each.
// Method: linear programming in exact arithmetic, both strategies from one programme and its dual.
#pragma once

#include <optional>

#include "games/game.h"

namespace detente::games {

// The sum of the payoffs, if it is the same in every profile.
std::optional<Rational> constant_sum(const Game& game);

struct ZeroSumSolution {
  Rational value;  // to player 1
  MixedProfile strategies;
};

// `game` has two players and a constant sum.
ZeroSumSolution solve_zero_sum(const Game& game);

}  // namespace detente::games
