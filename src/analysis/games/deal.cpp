#include "analysis/games/deal.h"

#include <algorithm>
#include <cmath>

namespace detente::analysis::games {

using search::Point;

Deal::Deal(const Oracle& oracle, std::uint32_t agreement, double sign_at)
    : interface_(&oracle.interface()),
      agreement_(&oracle.interface().agreements[agreement]),
      number_(agreement),
      sign_at_(sign_at) {
  for (const std::uint32_t term : agreement_->terms) standing_.push_back(oracle.standing(term));
}

std::vector<double> Deal::terms(const Point& point) const {
  std::vector<double> values = standing_;
  for (std::uint32_t t = 0; t < term_count(); ++t) {
    const plan::Input& term = interface_->inputs[agreement_->terms[t]];
    if (term.has_bounds) values[t] = term.low + point[t] * (term.high - term.low);
  }
  return values;
}

Point Deal::standing_terms() const {
  Point point;
  for (std::uint32_t t = 0; t < term_count(); ++t) {
    const plan::Input& term = interface_->inputs[agreement_->terms[t]];
    const bool range = term.has_bounds && term.high > term.low;
    point.push_back(range ? std::clamp((standing_[t] - term.low) / (term.high - term.low), 0.0, 1.0) : 0.5);
  }
  return point;
}

Candidate Deal::unsigned_deal() const { return {{agreement_->sign_input, plan::kNever}}; }

Candidate Deal::signed_deal(const std::vector<double>& terms, const std::vector<bool>& members) const {
  Candidate candidate = {{agreement_->sign_input, sign_at_}};
  for (std::uint32_t t = 0; t < term_count(); ++t) candidate.push_back({agreement_->terms[t], terms[t]});
  for (std::uint32_t p = 0; p < agreement_->parties.size(); ++p) {
    if (is_open(p)) candidate.push_back({agreement_->parties[p].member_input, members[p] ? 1.0 : 0.0});
  }
  return candidate;
}

Candidate Deal::breach(std::uint32_t party, double from) const {
  return {{agreement_->parties[party].breach_input, from}};
}

std::vector<bool> Deal::founders() const {
  std::vector<bool> members;
  for (std::uint32_t p = 0; p < agreement_->parties.size(); ++p) members.push_back(!is_open(p));
  return members;
}

base::Result<std::vector<std::uint32_t>> bound_levers(Oracle& oracle, const Deal& deal, std::uint32_t party,
                                                      const std::vector<double>& terms, const Sample& sample) {
  base::Result<std::vector<std::uint32_t>> result;
  const plan::Interface& interface = oracle.interface();
  std::uint32_t player = 0;
  while (interface.players[player].name != deal.agreement().parties[party].player) ++player;
  std::vector<std::uint32_t> levers;
  std::vector<double> held_at;
  std::vector<Candidate> candidates;
  for (const std::uint32_t lever : interface.players[player].levers) {
    const plan::Lever& of = interface.levers[lever];
    for (const double end : {of.low, of.high}) {
      Candidate candidate = deal.signed_deal(terms, deal.everybody());
      candidate.push_back({of.default_input, end});
      if (of.rule_input != plan::kNone) candidate.push_back({of.rule_input, 0});
      levers.push_back(lever);
      held_at.push_back(end);
      candidates.push_back(std::move(candidate));
    }
  }
  result.value.emplace();
  if (levers.empty()) return result;
  auto moved = oracle.moves(levers, held_at, candidates, sample);
  result.diagnostics = std::move(moved.diagnostics);
  if (!moved.value) {
    result.value.reset();
    return result;
  }
  for (std::size_t k = 0; k < levers.size(); k += 2) {
    if ((*moved)[k] || (*moved)[k + 1]) result.value->push_back(levers[k]);
  }
  return result;
}

}  // namespace detente::analysis::games
