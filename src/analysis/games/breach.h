// Filter 2: does breaking the deal pay a founding party? A party in breach is released from what the agreement
// requires; what it then does best with the levers that the agreement binds is searched in futures that are not judged,
// at the standing terms and the first breach date, and held for as long as it is in breach. What it could gain by the
// same conduct as far as the agreement allows it is no gain of breaking it.
#pragma once

#include <span>

#include "analysis/games/deal_runs.h"

namespace detente::analysis::games {

struct Conduct {  // of one party in breach
  Candidate settings;
  std::vector<std::uint32_t> bound;  // levers that the agreement moves; positions in the interface
  std::string text;
};

// One per party; empty for parties that may stay out.
std::optional<std::vector<Conduct>> conducts_in_breach(DealRuns& runs);

struct BreachCase {
  Candidate signed_deal;
  const Columns* kept = nullptr;       // in the same sample
  std::vector<std::uint32_t> futures;  // in which breach is tried
};

// What the best breach adds to keeping the deal, of founding parties: the largest over dates, less the better of
// conduct as it stands and the same conduct within the agreement. NaN in other futures.
std::optional<std::vector<Columns>> temptations(DealRuns& runs, std::span<const Conduct> conducts, const Sample& sample,
                                                std::span<const BreachCase> cases);

// Fills in `temptation` and filters 1 + 2 of all outcomes, in one batch.
bool enforce(DealRuns& runs, std::span<const Conduct> conducts, std::span<Outcome> outcomes);

}  // namespace detente::analysis::games
