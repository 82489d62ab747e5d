// Rank correlation with intervals, and agreement of two groupings.
// Ties share the mean of their ranks. A pair (or tuple) with a NaN in it is left out and counted.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stats/interval.h"

namespace detente::stats {

// Ranks from 1; equal values share the mean of their ranks. No NaN.
std::vector<double> mid_ranks(std::span<const double> values);

struct Correlation {
  double estimate = 0;  // NaN where a column does not vary or too few runs are left
  Interval interval;    // Fixed; by Fisher's transform with the variance of Bonett and Wright (2000)
  std::int64_t count = 0;
  std::int64_t excluded = 0;
};

// Spearman's: the correlation of the ranks. Columns of equal length.
Correlation rank_correlation(std::span<const double> x, std::span<const double> y, double alpha = 0.05);

// The same after taking out of both ranks what is linear in the ranks of `given`.
Correlation partial_rank_correlation(std::span<const double> x, std::span<const double> y,
                                     std::span<const std::span<const double>> given, double alpha = 0.05);

// Hubert and Arabie (1985): 1 for equal groupings of the same items, 0 on average for unrelated ones.
// Labels are any integers; the spans have equal length. 1 if both groupings are trivial in the same way.
double adjusted_rand_index(std::span<const std::int32_t> first, std::span<const std::int32_t> second);

}  // namespace detente::stats
