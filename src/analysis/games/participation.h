// Filter 1: does every founding party gain by the deal, in each future? And where one does not: what payments among the
// founding parties would win it. Payments are one unit of payoff for one unit of payoff: that assumes that payoffs can
// be paid and compared.
#pragma once

#include <span>

#include "analysis/games/deal_runs.h"

namespace detente::analysis::games {

// Fills in `gain` and filter 1 from `kept`.
void participate(const DealRuns& runs, const Columns& without, Outcome& outcome);

// The futures in which all founding parties accept, ascending.
std::vector<std::uint32_t> accepted_in(const Outcome& outcome);

Transfers transfers_of(const DealRuns& runs, std::span<const Outcome> outcomes);

// What a founding party thinks of the deal: fills in shares, means and its own side payment. The share of all pairs in
// which it stands in the way of filters 1 and 2.
double look_at(const DealRuns& runs, std::span<const Outcome> outcomes, std::uint32_t party, PartyView& view);

}  // namespace detente::analysis::games
