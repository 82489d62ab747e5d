// A finite game whose payoffs are estimates: means over runs, each with a standard error.
// The exact solvers solve the game of means. What that says about the true game is bounded here: with the stated
// confidence no listed deviation gains more than its bound, all deviations of all players together (Bonferroni).
#pragma once

#include <vector>

#include "games/game.h"

namespace detente::games {

// How the estimates of different cells hang together.
enum class CellErrors : unsigned char {
  Independent,  // each cell has seeds of its own
  Any,          // common random numbers, or not known: the bound adds the errors up
};

struct SimulatedGame {
  Game means;
  std::vector<double> standard_errors;  // [profile * players + player], not negative
  CellErrors errors = CellErrors::Any;
};

struct DeviationBound {
  std::uint32_t player = 0;
  std::uint32_t strategy = 0;
  double gain = 0;            // expected gain by the means; negative for a loss
  double standard_error = 0;  // of the gain
  double at_most = 0;         // with the stated confidence, all bounds together
};

struct SimulatedCertificate {
  double confidence = 0;
  std::vector<DeviationBound> deviations;  // every strategy of every player
  std::vector<double> regret;              // per player, largest upper bound, at least 0
  std::vector<double> share;               // of the range of the means
};

// `profile` is one of the game's; 0 < confidence < 1. Normal approximation: cells are means of many runs.
SimulatedCertificate certify_simulated(const SimulatedGame& game, const MixedProfile& profile, double confidence);

}  // namespace detente::games
