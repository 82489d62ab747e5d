#include "stats/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "kernels/elementary.h"
#include "stats/accumulate.h"
#include "stats/matrix.h"

namespace detente::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Deviations of the ranks from their mean.
std::vector<double> centred_ranks(std::span<const double> values) {
  std::vector<double> ranks = mid_ranks(values);
  const double mean = (static_cast<double>(values.size()) + 1) / 2;
  for (double& rank : ranks) rank -= mean;
  return ranks;
}

double inner_product(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> products(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) products[i] = a[i] * b[i];
  return pairwise_sum(products);
}

Interval fisher_interval(double r, double degrees, double alpha) {
  if (degrees <= 0) return {-1, 1};
  if (std::fabs(r) >= 1) return {r, r};
  const double z = 0.5 * (kernels::log1p(r) - kernels::log1p(-r));
  const double half = -kernels::normal_quantile(alpha / 2) * std::sqrt((1 + r * r / 2) / degrees);
  return {kernels::tanh(z - half), kernels::tanh(z + half)};
}

double pairs(std::int64_t n) { return static_cast<double>(n) * static_cast<double>(n - 1) / 2; }

}  // namespace

std::vector<double> mid_ranks(std::span<const double> values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t start = 0; start < order.size();) {
    std::size_t end = start + 1;
    while (end < order.size() && values[order[end]] == values[order[start]]) ++end;
    for (std::size_t i = start; i < end; ++i) ranks[order[i]] = static_cast<double>(start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

Correlation rank_correlation(std::span<const double> x, std::span<const double> y, double alpha) {
  return partial_rank_correlation(x, y, {}, alpha);
}

Correlation partial_rank_correlation(std::span<const double> x, std::span<const double> y,
                                     std::span<const std::span<const double>> given, double alpha) {
  std::vector<std::span<const double>> columns = {x, y};
  columns.insert(columns.end(), given.begin(), given.end());
  for (const auto column : columns) DETENTE_CHECK(column.size() == x.size());

  std::vector<std::vector<double>> kept(columns.size());
  for (std::size_t run = 0; run < x.size(); ++run) {
    const bool complete = std::ranges::none_of(columns, [&](auto column) { return std::isnan(column[run]); });
    for (std::size_t c = 0; complete && c < columns.size(); ++c) kept[c].push_back(columns[c][run]);
  }
  Correlation result;
  result.count = static_cast<std::int64_t>(kept[0].size());
  result.excluded = static_cast<std::int64_t>(x.size()) - result.count;
  result.estimate = kNaN;
  result.interval = {-1, 1};

  const auto n = static_cast<std::uint32_t>(columns.size());
  std::vector<std::vector<double>> ranks;
  for (const auto& column : kept) ranks.push_back(centred_ranks(column));
  Matrix correlation(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j <= i; ++j) correlation(i, j) = inner_product(ranks[i], ranks[j]);
  }
  for (std::uint32_t i = 0; i < n; ++i) {
    if (!(correlation(i, i) > 0)) return result;  // a column without variation
  }
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j < i; ++j) {
      correlation(i, j) /= std::sqrt(correlation(i, i)) * std::sqrt(correlation(j, j));
      correlation(j, i) = correlation(i, j);
    }
  }
  for (std::uint32_t i = 0; i < n; ++i) correlation(i, i) = 1;

  double r = correlation(0, 1);
  if (!given.empty()) {
    const auto precision = inverse(correlation);
    if (!precision) return result;  // one column is a function of the others
    r = -(*precision)(0, 1) / std::sqrt((*precision)(0, 0) * (*precision)(1, 1));
  }
  result.estimate = std::clamp(r, -1.0, 1.0);
  const double degrees = static_cast<double>(result.count) - 3 - static_cast<double>(given.size());
  result.interval = fisher_interval(result.estimate, degrees, alpha);
  return result;
}

double adjusted_rand_index(std::span<const std::int32_t> first, std::span<const std::int32_t> second) {
  DETENTE_CHECK(first.size() == second.size());
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> cells;
  std::map<std::int32_t, std::int64_t> rows, columns;
  for (std::size_t i = 0; i < first.size(); ++i) {
    ++cells[{first[i], second[i]}];
    ++rows[first[i]];
    ++columns[second[i]];
  }
  double together = 0, in_rows = 0, in_columns = 0;
  for (const auto& [key, count] : cells) together += pairs(count);
  for (const auto& [key, count] : rows) in_rows += pairs(count);
  for (const auto& [key, count] : columns) in_columns += pairs(count);
  const double all = pairs(static_cast<std::int64_t>(first.size()));
  if (all == 0) return 1;
  const double expected = in_rows * in_columns / all;
  const double largest = (in_rows + in_columns) / 2;
  return largest == expected ? 1 : (together - expected) / (largest - expected);
}

}  // namespace detente::stats
