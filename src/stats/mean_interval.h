// Intervals for the mean of a per-run number: a payoff, or the paired difference of two arms in the
// same futures (common random numbers), which is a column like any other.
// Fixed and Sequence have the meaning of interval.h.
#pragma once

#include <span>

#include "stats/accumulate.h"
#include "stats/interval.h"

namespace detente::stats {

// Student's t: Fixed; exact for normal values, about right for many others. [-inf, inf] below two values.
Interval mean_interval(const Moments& moments, double alpha = 0.05);

// The interval for a mean that stays valid while one looks (asymptotically: Waudby-Smith et al. 2024,
// for values with a finite variance, after the first few dozen). `tightest_at` is the number of values
// at which it is shortest.
Interval mean_sequence(const Moments& moments, double alpha = 0.05, double tightest_at = 1000);

// Half the width of the empirical Bernstein interval (Maurer and Pontil 2009) around the mean of
// `count` values of sample variance `variance` that lie in a known range of length `length`. Fixed,
// without assumptions on their distribution. One-sided at error delta, two-sided at 2 delta.
double bernstein_half_width(std::int64_t count, double variance, double length, double delta);

// Two-sided; values lie in [low, high]. The Sequence spends alpha over all sample sizes as
// alpha / 11 / count^1.1 (the schedule of Mnih, Szepesvari and Audibert 2008 with exponent 1.1).
Interval bernstein_interval(const Moments& moments, double low, double high, double alpha = 0.05);
Interval bernstein_sequence(const Moments& moments, double low, double high, double alpha = 0.05);

// For randomised quasi-random designs: one estimate per independent scramble (16 or more), Student's t
// over them. Fixed.
Interval replicate_interval(std::span<const double> estimates, double alpha = 0.05);

}  // namespace detente::stats
