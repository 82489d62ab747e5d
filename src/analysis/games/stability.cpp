#include "analysis/games/stability.h"

#include <utility>

namespace detente::analysis::games {

Standing standing_of(const DealRuns& runs, const std::vector<bool>& members, const Columns& kept,
                     std::span<const Columns* const> moved, const Columns& without) {
  const std::size_t futures = kept[runs.founders()[0]].size();
  Standing result;
  result.internal.assign(futures, 1.0);
  result.external.assign(futures, 1.0);
  std::vector<double> together(futures, 0.0), apart(futures, 0.0);
  const auto add = [&](std::uint32_t party, const Columns& left) {
    for (std::size_t f = 0; f < futures; ++f) {
      together[f] += kept[party][f];
      apart[f] += left[party][f];
    }
  };
  for (const std::uint32_t p : runs.founders()) add(p, without);
  for (std::size_t k = 0; k < runs.joiners().size(); ++k) {
    const std::uint32_t p = runs.joiners()[k];
    std::vector<double>& holds = members[p] ? result.internal : result.external;
    for (std::size_t f = 0; f < futures; ++f) {
      if (!((*moved[k])[p][f] <= kept[p][f])) holds[f] = 0;
    }
    if (members[p]) add(p, *moved[k]);
  }
  for (std::size_t f = 0; f < futures; ++f) result.potential.push_back(together[f] >= apart[f] ? 1 : 0);
  return result;
}

bool stand(DealRuns& runs, const Columns& without, std::span<Outcome> outcomes) {
  for (Outcome& outcome : outcomes) outcome.passes[2] = outcome.passes[1];
  const std::size_t joiners = runs.joiners().size();
  if (joiners == 0) return true;
  std::vector<Candidate> candidates;
  std::vector<std::vector<std::uint32_t>> only;
  for (const Outcome& outcome : outcomes) {
    only.resize(only.size() + joiners, outcome.futures);
    for (const std::uint32_t p : runs.joiners()) {
      std::vector<bool> other = outcome.members;
      other[p] = !other[p];
      candidates.push_back(runs.deal().signed_deal(outcome.terms, other));
    }
  }
  const auto columns = runs.payoffs(runs.judged(), std::move(candidates), only);
  if (!columns) return false;
  for (std::size_t k = 0; k < outcomes.size(); ++k) {
    Outcome& outcome = outcomes[k];
    std::vector<const Columns*> moved;
    for (std::size_t j = 0; j < joiners; ++j) moved.push_back(&(*columns)[k * joiners + j]);
    Standing standing = standing_of(runs, outcome.members, outcome.kept, moved, without);
    for (std::size_t f = 0; f < outcome.passes[2].size(); ++f) {
      outcome.passes[2][f] *= standing.internal[f] * standing.external[f];
    }
    outcome.internal = std::move(standing.internal);
    outcome.external = std::move(standing.external);
    outcome.potential = std::move(standing.potential);
  }
  return true;
}

}  // namespace detente::analysis::games
