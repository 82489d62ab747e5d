// The runs that one agreement is judged by: what its parties get under candidate arms, in the futures that it is
// judged in and in others for searching. Parties are numbered as in the agreement.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/games/overlap.h"

namespace detente::analysis::games {

using Columns = std::vector<std::vector<double>>;  // [party][future]; empty for a party without a payoff

// What all agreements of one study share.
struct SharedFutures {
  SharedFutures(const Oracle& oracle, const OverlapOptions& options);
  Sample judged, searched;
  // Payoffs as the model stands; the arm without a deal, unless the scenario signs it. Made when first needed.
  std::optional<Payoffs> standing_judged, standing_searched;
};

// What one choice of terms gives, future by future; NaN, or 0 of shares, in futures that it is not judged in.
struct Outcome {
  std::vector<double> terms;           // plan units
  std::vector<std::uint32_t> futures;  // judged in, ascending
  std::vector<bool> members;
  Columns kept;                                       // payoffs while everybody keeps the deal
  Columns gain;                                       // by the deal, of founding parties
  Columns temptation;                                 // gain of the best breach, of founding parties; NaN: no run
  std::vector<double> passes[3];                      // 1 or 0: filters 1, 1 + 2, 1 + 2 + 3
  std::vector<double> internal, external, potential;  // 1 or 0, where others may join; else empty
};

class DealRuns {
 public:
  // All outlive it.
  DealRuns(Oracle& oracle, std::uint32_t agreement, const OverlapOptions& options, SharedFutures& futures);

  Oracle& oracle() const { return oracle_; }
  const OverlapOptions& options() const { return options_; }
  const Deal& deal() const { return deal_; }
  const Sample& judged() const { return futures_.judged; }
  const Sample& searched() const { return futures_.searched; }
  const std::vector<double>& breach_dates() const { return breach_dates_; }  // [year]

  std::uint32_t party_count() const { return static_cast<std::uint32_t>(players_.size()); }
  std::uint32_t player(std::uint32_t party) const { return players_[party]; }
  bool has_payoff(std::uint32_t party) const { return position_[party] != plan::kNone; }
  const std::vector<std::uint32_t>& founders() const { return founders_; }
  const std::vector<std::uint32_t>& joiners() const { return joiners_; }  // may stay out, and have a payoff

  // [candidate]; `only` as in Oracle::evaluate. Nothing once stopped or after an error: see diagnostics.
  std::optional<std::vector<Columns>> payoffs(const Sample& sample, std::vector<Candidate> candidates,
                                              std::span<const std::vector<std::uint32_t>> only = {});
  // The arm without the deal, in the judged or the searched futures.
  std::optional<Columns> without(const Sample& sample);

  base::Diagnostics diagnostics;

 private:
  Columns columns_of(const Payoffs& payoffs, std::uint32_t candidate) const;

  Oracle& oracle_;
  const OverlapOptions& options_;
  SharedFutures& futures_;
  Deal deal_;
  std::vector<std::uint32_t> players_;   // of each party, in the interface
  std::vector<std::uint32_t> position_;  // of each party among the oracle's players
  std::vector<std::uint32_t> founders_, joiners_;
  std::vector<double> breach_dates_;
};

}  // namespace detente::analysis::games
