#include "analysis/calibrate/narrowing.h"

#include <algorithm>
#include <cmath>

#include "kernels/elementary.h"
#include "stats/quantile.h"

namespace detente::analysis::calibrate {
namespace {

Narrowing::Quantiles quantiles(const stats::SortedColumn& column) {
  return {column.quantile(0.05), column.quantile(0.5), column.quantile(0.95)};
}

// Middle rank of x among all values: ties count half.
double rank(const stats::SortedColumn& all, double x) {
  const auto& values = all.values();
  const auto [low, high] = std::equal_range(values.begin(), values.end(), x);
  return 0.5 * static_cast<double>((low - values.begin()) + (high - values.begin())) / static_cast<double>(all.count());
}

std::vector<double> shares(const stats::SortedColumn& column, std::uint32_t choices) {
  std::vector<double> result(choices, 0);
  for (const double value : column.values()) {
    if (value >= 0 && value < choices) result[static_cast<std::size_t>(value)] += 1;
  }
  for (double& share : result) share /= static_cast<double>(column.count());
  return result;
}

}  // namespace

Narrowing narrow(std::span<const double> values, const std::vector<bool>& kept, std::uint32_t inputs,
                 std::uint32_t choices) {
  std::vector<double> chosen;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (kept[i]) chosen.push_back(values[i]);
  }
  const stats::SortedColumn all(values), some(chosen);
  Narrowing result;
  result.drawn = quantiles(all);
  result.kept = quantiles(some);
  result.drawn_shares = shares(all, choices);
  result.kept_shares = shares(some, choices);
  for (const double x : all.values()) {
    result.moved = std::max(result.moved, std::fabs(some.share_at_most(x) - all.share_at_most(x)));
  }
  result.width = (rank(all, result.kept.p95) - rank(all, result.kept.p05)) /
                 (rank(all, result.drawn.p95) - rank(all, result.drawn.p05));
  result.median_rank = rank(all, result.kept.p50);
  // The bound of Dvoretzky, Kiefer and Wolfowitz with Massart's constant (1990), for a part drawn from a finite whole,
  // and shared among all inputs.
  const double part = static_cast<double>(some.count()), whole = static_cast<double>(all.count());
  result.chance = std::sqrt(0.5 * kernels::ln(2 * inputs / 0.05) * (1 - part / whole) / part);
  return result;
}

}  // namespace detente::analysis::calibrate
