// Who joins an agreement that is open to others, on means over the searched futures.
//
// Where there are few enough, all 2^k coalitions of the k parties that may join are looked at: six of them at the usual
// 256 runs a coalition, more where futures are fewer. A coalition is stable if nobody in it would rather be out and
// nobody outside would rather be in, everybody else staying where it is. The largest stable one counts; of equally
// large ones that with the largest sum of payoffs, then the first in the order of parties. Otherwise, and where no
// coalition is stable, players join and leave one at a time, whoever gains most first, starting from everybody, until
// nobody wants to. Where the walk is cut off its last coalition counts: filter 3 then finds out that it does not stand.
#pragma once

#include "analysis/games/deal_runs.h"

namespace detente::analysis::games {

bool looks_at_all_coalitions(const DealRuns& runs);

std::optional<std::vector<bool>> who_joins(DealRuns& runs, const std::vector<double>& terms);

// Largest first; coalitions of as many members whose members and outsiders get the same (to nine digits, in any order)
// are listed once. Empty unless all are looked at.
std::optional<std::vector<CoalitionView>> stable_coalitions(DealRuns& runs, const std::vector<double>& terms);

}  // namespace detente::analysis::games
