// A normal form as tidy CSV: one row per profile, a column of strategy names for each player, then the payoffs as exact
// fractions; for a simulated game a standard error beside each mean.
#pragma once

#include <string>

#include "games/game.h"
#include "games/simulated.h"

namespace detente::games {

std::string write_csv(const Game& game);
std::string write_csv(const SimulatedGame& game);

}  // namespace detente::games
