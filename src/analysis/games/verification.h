// How much verification a deal needs that keeps itself: its detection term moved over its range, the others standing,
// for a few values of a second term such as a lag; and what would deter whoever breaks it (Deterrence). In the first
// few judged futures in which all founding parties accept the deal at its standing terms.
#pragma once

#include <span>

#include "analysis/games/breach.h"

namespace detente::analysis::games {

struct Verified {
  Verification verification;
  std::vector<std::optional<Deterrence>> deterrence;  // per party
};

// `members` as they are under the standing terms.
std::optional<Verified> verify(DealRuns& runs, std::span<const Conduct> conducts, const Columns& without,
                               const std::vector<bool>& members);

// The q of Deterrence for one future; 0 where there is nothing to gain, 1 where there is nothing to lose.
double deterring_chance(double gain, double loss);

}  // namespace detente::analysis::games
