#include "analysis/games/coalition.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/games/stability.h"

namespace detente::analysis::games {
namespace {

constexpr std::uint64_t kMostRuns = 1u << 14;  // of one look at all coalitions
constexpr std::uint32_t kMostJoiners = 12;
constexpr std::uint32_t kWalkRounds = 40;
constexpr double kSame = 1e-9;  // relative

// Every coalition of those who may join, by the bits of its number.
class Coalitions {
 public:
  static std::optional<Coalitions> run(DealRuns& runs, const std::vector<double>& terms) {
    Coalitions all(runs);
    std::vector<Candidate> candidates;
    for (std::uint32_t mask = 0; mask < all.count(); ++mask) {
      candidates.push_back(runs.deal().signed_deal(terms, all.members(mask)));
    }
    auto columns = runs.payoffs(runs.searched(), std::move(candidates));
    if (!columns) return std::nullopt;
    all.columns_ = std::move(*columns);
    for (const Columns& of : all.columns_) {
      std::vector<double>& means = all.means_.emplace_back();
      for (const auto& column : of) {
        means.push_back(column.empty() ? std::numeric_limits<double>::quiet_NaN() : mean_of(column));
      }
    }
    return all;
  }

  std::uint32_t count() const { return 1u << runs_->joiners().size(); }
  std::vector<bool> members(std::uint32_t mask) const {
    std::vector<bool> result = runs_->deal().everybody();
    for (std::size_t k = 0; k < runs_->joiners().size(); ++k) result[runs_->joiners()[k]] = (mask >> k & 1) != 0;
    return result;
  }
  const std::vector<double>& means(std::uint32_t mask) const { return means_[mask]; }

  bool is_stable(std::uint32_t mask) const {
    for (std::size_t k = 0; k < runs_->joiners().size(); ++k) {
      const std::uint32_t p = runs_->joiners()[k];
      if (!(means_[mask ^ (1u << k)][p] <= means_[mask][p])) return false;
    }
    return true;
  }
  std::vector<std::uint32_t> stable() const {
    std::vector<std::uint32_t> result;
    for (std::uint32_t mask = 0; mask < count(); ++mask) {
      if (is_stable(mask)) result.push_back(mask);
    }
    return result;
  }
  double sum(std::uint32_t mask) const {
    double total = 0;
    for (const double mean : means_[mask]) total += std::isnan(mean) ? 0 : mean;
    return total;
  }
  Standing standing(std::uint32_t mask, const Columns& without) const {
    std::vector<const Columns*> moved;
    for (std::size_t k = 0; k < runs_->joiners().size(); ++k) moved.push_back(&columns_[mask ^ (1u << k)]);
    return standing_of(*runs_, members(mask), columns_[mask], moved, without);
  }

 private:
  explicit Coalitions(const DealRuns& runs) : runs_(&runs) {}

  const DealRuns* runs_;
  std::vector<Columns> columns_;
  std::vector<std::vector<double>> means_;
};

std::optional<std::vector<bool>> walk(DealRuns& runs, const std::vector<double>& terms) {
  std::vector<bool> members = runs.deal().everybody();
  for (std::uint32_t round = 0; round < kWalkRounds; ++round) {
    std::vector<Candidate> candidates = {runs.deal().signed_deal(terms, members)};
    for (const std::uint32_t p : runs.joiners()) {
      std::vector<bool> other = members;
      other[p] = !other[p];
      candidates.push_back(runs.deal().signed_deal(terms, other));
    }
    const auto columns = runs.payoffs(runs.searched(), std::move(candidates));
    if (!columns) return std::nullopt;
    double most = 0;
    std::optional<std::uint32_t> mover;
    for (std::size_t k = 0; k < runs.joiners().size(); ++k) {
      const std::uint32_t p = runs.joiners()[k];
      const double gain = mean_of((*columns)[k + 1][p]) - mean_of((*columns)[0][p]);
      if (!(gain > most)) continue;
      most = gain;
      mover = p;
    }
    if (!mover) return members;
    members[*mover] = !members[*mover];
  }
  return members;
}

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::fabs(a - b) <= kSame * std::max(std::fabs(a), std::fabs(b));
}

// Members' payoffs, then outsiders', each ascending: what does not change when like players change places.
std::vector<double> signature(const CoalitionView& coalition) {
  std::vector<double> inside, outside;
  for (std::uint32_t p = 0; p < coalition.payoffs.size(); ++p) {
    const bool is_member = std::find(coalition.members.begin(), coalition.members.end(), p) != coalition.members.end();
    if (!std::isnan(coalition.payoffs[p])) (is_member ? inside : outside).push_back(coalition.payoffs[p]);
  }
  std::sort(inside.begin(), inside.end());    // total order: numbers
  std::sort(outside.begin(), outside.end());  // total order: numbers
  inside.insert(inside.end(), outside.begin(), outside.end());
  inside.push_back(coalition.stable);
  return inside;
}

bool alike(const CoalitionView& a, const CoalitionView& b) {
  if (a.members.size() != b.members.size()) return false;
  const std::vector<double> left = signature(a), right = signature(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

double share(const std::vector<double>& holds) {
  return std::accumulate(holds.begin(), holds.end(), 0.0) / static_cast<double>(holds.size());
}

}  // namespace

bool looks_at_all_coalitions(const DealRuns& runs) {
  const std::size_t joiners = runs.joiners().size();
  const std::uint64_t each = std::uint64_t{runs.searched().futures} * runs.searched().chance;
  return joiners > 0 && joiners <= kMostJoiners && (each << joiners) <= kMostRuns;
}

std::optional<std::vector<bool>> who_joins(DealRuns& runs, const std::vector<double>& terms) {
  if (runs.joiners().empty()) return runs.deal().everybody();
  if (looks_at_all_coalitions(runs)) {
    const auto all = Coalitions::run(runs, terms);
    if (!all) return std::nullopt;
    const std::vector<std::uint32_t> stable = all->stable();
    if (!stable.empty()) {
      const auto size = [&](std::uint32_t mask) { return std::popcount(mask); };
      return all->members(*std::max_element(stable.begin(), stable.end(), [&](std::uint32_t a, std::uint32_t b) {
        return size(a) != size(b) ? size(a) < size(b) : all->sum(a) < all->sum(b);
      }));
    }
  }
  return walk(runs, terms);
}

std::optional<std::vector<CoalitionView>> stable_coalitions(DealRuns& runs, const std::vector<double>& terms) {
  std::vector<CoalitionView> views;
  if (!looks_at_all_coalitions(runs)) return views;
  const auto all = Coalitions::run(runs, terms);
  const auto without = runs.without(runs.searched());
  if (!all || !without) return std::nullopt;
  for (const std::uint32_t mask : all->stable()) {
    CoalitionView view{.payoffs = all->means(mask)};
    const std::vector<bool> members = all->members(mask);
    for (std::uint32_t p = 0; p < members.size(); ++p) {
      if (members[p]) view.members.push_back(p);
    }
    const Standing standing = all->standing(mask, *without);
    std::vector<double> both;
    for (std::size_t f = 0; f < standing.internal.size(); ++f) {
      both.push_back(standing.internal[f] * standing.external[f]);
    }
    view.stable = share(both);
    view.potential = share(standing.potential);
    const auto known = std::find_if(views.begin(), views.end(), [&](const auto& other) { return alike(other, view); });
    if (known == views.end()) {
      views.push_back(std::move(view));
    } else {
      ++known->alike;
    }
  }
  std::stable_sort(views.begin(), views.end(),
                   [](const CoalitionView& a, const CoalitionView& b) { return a.members.size() > b.members.size(); });
  return views;
}

}  // namespace detente::analysis::games
