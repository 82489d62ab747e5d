// Filter 3: does a coalition stand? No member gains by leaving (internal), no outsider by joining (external), everybody
// else staying where it is. A coalition that does not stand may still be held by transfers (potential): its members get
// at least as much together as the sum of what each would get by leaving alone. A founding party's leaving is the end
// of the deal; parties without a payoff do not count.
#pragma once

#include <span>

#include "analysis/games/deal_runs.h"

namespace detente::analysis::games {

struct Standing {  // by future: 1 or 0
  std::vector<double> internal, external, potential;
};

// `moved`, beside runs.joiners(): payoffs when that party alone changes sides. All columns are of the same futures.
Standing standing_of(const DealRuns& runs, const std::vector<bool>& members, const Columns& kept,
                     std::span<const Columns* const> moved, const Columns& without);

// Fills in the shares of stability and filters 1 + 2 + 3 of all outcomes, in one batch.
bool stand(DealRuns& runs, const Columns& without, std::span<Outcome> outcomes);

}  // namespace detente::analysis::games
