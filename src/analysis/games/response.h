// How players choose who do not think all the way back. Neither is an equilibrium, and neither carries a grade.
//
//   thinking in steps (level-k; Stahl and Wilson 1994, Nagel 1995): at level 0 everybody does as the model has it, at
//     level k everybody plays the best reply to the others at level k - 1
//   noisy replies (logit; McKelvey and Palfrey 1995): a policy is chosen with probability proportional to
//     exp(precision * payoff / payoff range) while the others choose likewise; finite classes only
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/games/solve.h"

namespace detente::analysis::games {

// Payoffs are of futures that no reply was searched on, everybody at the same level.
struct Level {
  Profile profile;
  std::vector<Payoff> payoffs;
};

// Levels 0 to `levels`.
base::Result<std::vector<Level>> think_in_steps(Arena& arena, std::uint32_t levels, const SolveOptions& options);

struct NoisyReplies {
  Profile profile;
  std::vector<double> payoffs;  // expected, on the judging futures
  std::vector<double> regrets;  // what the best policy would gain, by payoff range of the table
  Sample judged;
};

// On the branch that begins with choice at random (precision 0). E1804 if the game is not finite and small, E1807 if
// the branch is lost before this precision.
base::Result<NoisyReplies> reply_noisily(Arena& arena, double precision, const SolveOptions& options);

}  // namespace detente::analysis::games
