#include "stats/mean_interval.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "kernels/elementary.h"
#include "stats/special.h"

namespace detente::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Share of alpha that bernstein_sequence spends on a sample size: (p - 1) / p / n^p sums to at most 1.
constexpr double kScheduleExponent = 1.1;

Interval around(double mean, double half, IntervalKind kind) { return {mean - half, mean + half, kind}; }

Interval bernstein_within(const Moments& moments, double low, double high, double alpha, IntervalKind kind) {
  DETENTE_CHECK(low < high);
  if (moments.count < 2) return {low, high, kind};
  // Each of the two sides gets half of alpha.
  const double half = bernstein_half_width(moments.count, moments.variance(), high - low, alpha / 2);
  return {std::max(low, moments.mean - half), std::min(high, moments.mean + half), kind};
}

}  // namespace

Interval mean_interval(const Moments& moments, double alpha) {
  if (moments.count < 2) return {-kInfinity, kInfinity};
  const double t = -student_t_quantile(alpha / 2, static_cast<double>(moments.count - 1));
  return around(moments.mean, t * moments.standard_error(), IntervalKind::Fixed);
}

Interval mean_sequence(const Moments& moments, double alpha, double tightest_at) {
  if (moments.count < 2) return {-kInfinity, kInfinity, IntervalKind::Sequence};
  const double n = static_cast<double>(moments.count);
  const double evidence = -2 * kernels::ln(alpha);
  const double mixing = (evidence + kernels::ln(evidence) + 1) / tightest_at;  // variance of the normal mixture
  const double weight = n * mixing + 1;
  const double half = moments.sd() * std::sqrt(2 * weight / (n * n * mixing) * kernels::ln(std::sqrt(weight) / alpha));
  return around(moments.mean, half, IntervalKind::Sequence);
}

double bernstein_half_width(std::int64_t count, double variance, double length, double delta) {
  DETENTE_CHECK(count >= 2 && delta > 0);
  const double n = static_cast<double>(count);
  const double evidence = kernels::ln(2 / delta);
  return std::sqrt(2 * variance * evidence / n) + 7 * length * evidence / (3 * (n - 1));
}

Interval bernstein_interval(const Moments& moments, double low, double high, double alpha) {
  return bernstein_within(moments, low, high, alpha, IntervalKind::Fixed);
}

Interval bernstein_sequence(const Moments& moments, double low, double high, double alpha) {
  const double share = (kScheduleExponent - 1) / kScheduleExponent *
                       kernels::pow(std::max(1.0, static_cast<double>(moments.count)), -kScheduleExponent);
  return bernstein_within(moments, low, high, alpha * share, IntervalKind::Sequence);
}

Interval replicate_interval(std::span<const double> estimates, double alpha) {
  return mean_interval(column_moments(estimates), alpha);
}

}  // namespace detente::stats
