// One agreement as inputs of the plan: signed with terms, broken from a date, joined by others; and what it binds.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/games/oracle.h"
#include "search/searcher.h"

namespace detente::analysis::games {

class Deal {
 public:
  // `sign_at` [year]. Nothing else that the scenario signs is touched.
  Deal(const Oracle& oracle, std::uint32_t agreement, double sign_at);

  const plan::Agreement& agreement() const { return *agreement_; }
  std::uint32_t number() const { return number_; }
  double sign_at() const { return sign_at_; }
  std::uint32_t term_count() const { return static_cast<std::uint32_t>(agreement_->terms.size()); }
  // Terms by coordinates in the unit cube, as values of the plan; a term without bounds keeps its value.
  std::vector<double> terms(const search::Point& point) const;
  search::Point standing_terms() const;  // the coordinates of the terms as the model stands

  Candidate unsigned_deal() const;  // the arm without it
  // Parties that may stay out join where `members` says so (beside agreement().parties; founding ones always do).
  Candidate signed_deal(const std::vector<double>& terms, const std::vector<bool>& members) const;
  Candidate breach(std::uint32_t party, double from) const;  // beside signed_deal

  bool is_open(std::uint32_t party) const { return agreement_->parties[party].member_input != plan::kNone; }
  std::vector<bool> everybody() const { return std::vector<bool>(agreement_->parties.size(), true); }
  std::vector<bool> founders() const;

 private:
  const plan::Interface* interface_;
  const plan::Agreement* agreement_;
  std::uint32_t number_;
  double sign_at_;
  std::vector<double> standing_;  // terms
};

// Levers of a party's player that the agreement moves while it is in force: found by running with each lever at either
// end, in one future. Positions in interface().levers.
base::Result<std::vector<std::uint32_t>> bound_levers(Oracle& oracle, const Deal& deal, std::uint32_t party,
                                                      const std::vector<double>& terms, const Sample& sample);

}  // namespace detente::analysis::games
