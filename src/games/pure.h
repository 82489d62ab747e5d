// Equilibria in pure strategies, for any number of players, by looking at every profile. Complete by construction.
#pragma once

#include <cstdint>
#include <vector>

#include "games/game.h"

namespace detente::games {

// The profiles, ascending, in which no player gains by another strategy.
std::vector<std::uint32_t> pure_equilibria(const Game& game);

}  // namespace detente::games
