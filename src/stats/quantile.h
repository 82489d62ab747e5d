// Exact quantiles of a stored column.
// Type 7 of Hyndman and Fan (1996), the default of R and NumPy: quantile p lies at position p (n - 1)
// of the n ordered values, with linear interpolation between neighbours.
// NaN marks a run without a value; it is left out and counted. Infinities are ordinary largest values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace detente::stats {

class SortedColumn {
 public:
  explicit SortedColumn(std::span<const double> values);

  const std::vector<double>& values() const { return values_; }  // ascending, without NaN
  std::int64_t count() const { return static_cast<std::int64_t>(values_.size()); }
  std::int64_t excluded() const { return excluded_; }

  double quantile(double p) const;  // p in [0, 1]; NaN if there is no value
  double median() const { return quantile(0.5); }
  double share_at_most(double x) const;  // empirical distribution function

 private:
  std::vector<double> values_;
  std::int64_t excluded_ = 0;
};

}  // namespace detente::stats
