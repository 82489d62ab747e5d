// Intervals for a probability from counted runs, and what kind of promise each one makes.
// An interval at error `alpha` covers the truth with probability at least (or, where the method says
// so, about) 1 - alpha: a Fixed one if it is computed once at a sample size chosen beforehand, a
// Sequence one at all sample sizes at once, however often one looks and whenever one stops.
// All of them need independent runs; for quasi-random designs use replicate_interval in mean_interval.h.
#pragma once

#include <cstdint>

namespace detente::stats {

enum class IntervalKind : std::uint8_t { Fixed, Sequence };

struct Interval {
  double low = 0;
  double high = 0;
  IntervalKind kind = IntervalKind::Fixed;

  double width() const { return high - low; }
  bool contains(double x) const { return low <= x && x <= high; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

enum class ProportionMethod : std::uint8_t {
  Wilson,          // Fixed; about 1 - alpha, for display; too short near 0 and 1
  ClopperPearson,  // Fixed; at least 1 - alpha
  Hoeffding,       // Fixed; at least 1 - alpha, wide, needs only that outcomes lie in [0, 1]
  BetaBinomial,    // Sequence; Robbins (1970) with a uniform mixture, for live ensembles
};

// 0 <= successes <= trials. With no trials the interval is [0, 1].
Interval proportion_interval(ProportionMethod method, std::int64_t successes, std::int64_t trials, double alpha = 0.05);

// Runs by outcome. Open runs (undecided or faulted) count as failures at an interval's lower end and as
// successes at its upper end.
struct Tally {
  std::int64_t successes = 0;
  std::int64_t failures = 0;
  std::int64_t open = 0;

  std::int64_t trials() const { return successes + failures + open; }
  friend bool operator==(const Tally&, const Tally&) = default;
};

Interval tally_interval(ProportionMethod method, const Tally& tally, double alpha = 0.05);

// Upper bound at one-sided error alpha after `trials` runs without one success: 1 - alpha^(1/trials),
// about 3/trials at 5 %.
double bound_after_no_success(std::int64_t trials, double alpha = 0.05);

// Runs after which Hoeffding's interval is at most 2 * half_width wide.
std::int64_t hoeffding_trials(double half_width, double alpha = 0.05);

}  // namespace detente::stats
