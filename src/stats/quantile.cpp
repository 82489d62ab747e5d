#include "stats/quantile.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <limits>

#include "base/check.h"

namespace detente::stats {

SortedColumn::SortedColumn(std::span<const double> values) {
  values_.reserve(values.size());
  for (const double x : values) {
    // Adding zero turns -0 into 0, so that equal values have equal bits.
    if (!std::isnan(x)) values_.push_back(x + 0.0);
  }
  excluded_ = static_cast<std::int64_t>(values.size() - values_.size());
  // total order: without NaN and -0, values that compare equal have the same bits.
  std::sort(values_.begin(), values_.end());
}

double SortedColumn::quantile(double p) const {
  DETENTE_CHECK(p >= 0 && p <= 1);
  if (values_.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double position = p * static_cast<double>(values_.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double part = position - static_cast<double>(below);
  if (part == 0 || values_[below] == values_[below + 1]) return values_[below];
  const double low = values_[below], high = values_[below + 1];
  if (std::isinf(low) || std::isinf(high)) return part < 0.5 ? low : high;
  return low * (1 - part) + high * part;
}

double SortedColumn::share_at_most(double x) const {
  if (values_.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto end = std::upper_bound(values_.begin(), values_.end(), x);
  return static_cast<double>(end - values_.begin()) / static_cast<double>(values_.size());
}

}  // namespace detente::stats
