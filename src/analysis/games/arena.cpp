#include "analysis/games/arena.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace detente::analysis::games {

using search::Point;

double mean_of(std::span<const double> column) {
  const stats::Moments moments = stats::column_moments(column);
  return moments.excluded > 0 ? std::numeric_limits<double>::quiet_NaN() : moments.mean;
}

Payoff payoff_of(std::span<const double> column) {
  const stats::Moments moments = stats::column_moments(column);
  return {mean_of(column), moments.count > 1 ? moments.standard_error() : 0};
}

Arena::Arena(Oracle& oracle, std::vector<PolicyClass> classes)
    : oracle_(&oracle), classes_(std::move(classes)), ranges_(classes_.size(), 0.0) {
  DETENTE_CHECK(classes_.size() == oracle.players().size());
}

const std::string& Arena::player_name(std::uint32_t player) const {
  return oracle_->interface().players[classes_[player].player()].name;
}

bool Arena::finite() const {
  return std::all_of(classes_.begin(), classes_.end(), [](const PolicyClass& c) { return c.finite(); });
}

double Arena::profiles() const {
  double count = 1;
  for (const PolicyClass& policies : classes_) count *= policies.count();
  return count;
}

Profile Arena::pure(const std::vector<Point>& policies) const {
  Profile profile;
  for (const Point& policy : policies) profile.push_back(Mixture::pure(policy));
  return profile;
}

Profile Arena::standing() const {
  Profile profile;
  for (const PolicyClass& policies : classes_) profile.push_back(Mixture::pure(policies.rounded(policies.standing())));
  return profile;
}

std::vector<Weighted> Arena::others(const Profile& profile, std::uint32_t player) const {
  std::vector<Weighted> result = {{}};
  for (std::uint32_t p = 0; p < player_count(); ++p) {
    if (p == player) continue;
    std::vector<Weighted> longer;
    for (const Weighted& part : result) {
      for (std::size_t k = 0; k < profile[p].policies.size(); ++k) {
        if (profile[p].weights[k] == 0) continue;
        longer.push_back(
            {part.weight * profile[p].weights[k], part.settings + classes_[p].settings(profile[p].policies[k])});
      }
    }
    result = std::move(longer);
  }
  return result;
}

std::vector<Weighted> Arena::all(const Profile& profile) const { return others(profile, player_count()); }

base::Result<std::vector<std::vector<double>>> Arena::columns(const Sample& sample, const Profile& profile) const {
  const std::vector<Weighted> parts = all(profile);
  std::vector<Candidate> candidates;
  for (const Weighted& part : parts) candidates.push_back(part.settings);
  auto payoffs = oracle_->evaluate(sample, candidates);
  base::Result<std::vector<std::vector<double>>> result;
  result.diagnostics = std::move(payoffs.diagnostics);
  if (!payoffs.value) return result;
  result.value.emplace(player_count(), std::vector<double>(sample.futures, 0.0));
  for (std::uint32_t c = 0; c < parts.size(); ++c) {
    for (std::uint32_t p = 0; p < player_count(); ++p) {
      const auto values = payoffs->of(c, p);
      const double weight = payoffs->keeps(c, p) ? parts[c].weight : std::numeric_limits<double>::quiet_NaN();
      for (std::uint32_t f = 0; f < sample.futures; ++f) (*result.value)[p][f] += weight * values[f];
    }
  }
  return result;
}

base::Result<std::vector<std::vector<double>>> Arena::deviations(const Sample& sample, const Profile& profile,
                                                                 std::uint32_t player,
                                                                 std::span<const Point> policies) const {
  const std::vector<Weighted> parts = others(profile, player);
  std::vector<Candidate> candidates;
  for (const Point& policy : policies) {
    const Candidate own = classes_[player].settings(policy);
    for (const Weighted& part : parts) candidates.push_back(part.settings + own);
  }
  auto payoffs = oracle_->evaluate(sample, candidates);
  base::Result<std::vector<std::vector<double>>> result;
  result.diagnostics = std::move(payoffs.diagnostics);
  if (!payoffs.value) return result;
  result.value.emplace(policies.size(), std::vector<double>(sample.futures, 0.0));
  for (std::size_t k = 0; k < policies.size(); ++k) {
    std::vector<double>& column = (*result.value)[k];
    for (std::size_t c = 0; c < parts.size(); ++c) {
      const auto number = static_cast<std::uint32_t>(k * parts.size() + c);
      const auto values = payoffs->of(number, player);
      const double weight = payoffs->keeps(number, player) ? parts[c].weight : std::numeric_limits<double>::quiet_NaN();
      for (std::uint32_t f = 0; f < sample.futures; ++f) column[f] += weight * values[f];
    }
  }
  return result;
}

void Arena::measure(std::uint32_t player, std::vector<double> means) {
  std::erase_if(means, [](double mean) { return std::isnan(mean); });
  if (means.empty()) return;
  std::sort(means.begin(), means.end());  // total order: numbers without NaN
  const double whole = means.back() - means.front();
  const double upper = 2 * (means.back() - means[(means.size() - 1) / 2]);
  ranges_[player] = std::max(ranges_[player], upper > 0 ? std::min(whole, upper) : whole);
}

}  // namespace detente::analysis::games
