#include "analysis/games/deal_runs.h"

#include <algorithm>
#include <utility>

#include "analysis/games/solve.h"

namespace detente::analysis::games {

SharedFutures::SharedFutures(const Oracle& oracle, const OverlapOptions& options)
    : judged(options.judged ? *options.judged
                            : oracle.draw(sample_seed(options.seed, SampleUse::Judge), options.draws, options.chance)),
      searched(oracle.draw(sample_seed(options.seed, SampleUse::Search),
                           oracle.draws_inputs() ? options.search_draws : 1, options.chance)) {}

DealRuns::DealRuns(Oracle& oracle, std::uint32_t agreement, const OverlapOptions& options, SharedFutures& futures)
    : oracle_(oracle),
      options_(options),
      futures_(futures),
      deal_(oracle, agreement, options.sign_at.value_or(oracle.grid().start)) {
  const plan::Interface& interface = oracle.interface();
  const auto players = oracle.players();
  for (std::uint32_t p = 0; p < deal_.agreement().parties.size(); ++p) {
    std::uint32_t player = 0;
    while (interface.players[player].name != deal_.agreement().parties[p].player) ++player;
    players_.push_back(player);
    const auto at = std::find(players.begin(), players.end(), player);
    position_.push_back(at == players.end() ? plan::kNone : static_cast<std::uint32_t>(at - players.begin()));
    if (!deal_.is_open(p)) {
      founders_.push_back(p);
    } else if (has_payoff(p)) {
      joiners_.push_back(p);
    }
  }
  const double after = oracle.grid().end - deal_.sign_at();
  for (std::uint32_t k = 0; k < options.breach_dates; ++k) {
    breach_dates_.push_back(deal_.sign_at() + after * options.breach_until * k / options.breach_dates);
  }
}

Columns DealRuns::columns_of(const Payoffs& payoffs, std::uint32_t candidate) const {
  Columns columns(party_count());
  for (std::uint32_t p = 0; p < party_count(); ++p) {
    if (!has_payoff(p)) continue;
    const auto column = payoffs.of(candidate, position_[p]);
    columns[p].assign(column.begin(), column.end());
  }
  return columns;
}

std::optional<std::vector<Columns>> DealRuns::payoffs(const Sample& sample, std::vector<Candidate> candidates,
                                                      std::span<const std::vector<std::uint32_t>> only) {
  for (Candidate& candidate : candidates) candidate = options_.standing + candidate;
  auto found = oracle_.evaluate(sample, candidates, only);
  diagnostics.append(found.diagnostics);
  if (!found.value) return std::nullopt;
  std::vector<Columns> all;
  for (std::uint32_t c = 0; c < candidates.size(); ++c) all.push_back(columns_of(*found, c));
  return all;
}

std::optional<Columns> DealRuns::without(const Sample& sample) {
  if (oracle_.standing(deal_.agreement().sign_input) != plan::kNever) {
    auto found = payoffs(sample, {deal_.unsigned_deal()});
    if (!found) return std::nullopt;
    return std::move(found->front());
  }
  auto& standing = &sample == &futures_.judged ? futures_.standing_judged : futures_.standing_searched;
  if (!standing) {
    auto found = oracle_.evaluate(sample, std::span(&options_.standing, 1));
    diagnostics.append(found.diagnostics);
    if (!found.value) return std::nullopt;
    standing = std::move(*found.value);
  }
  return columns_of(*standing, 0);
}

}  // namespace detente::analysis::games
