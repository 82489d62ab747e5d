#include "stats/interval.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "kernels/elementary.h"
#include "stats/special.h"

namespace detente::stats {
namespace {

Interval wilson(double k, double n, double alpha) {
  const double z = -kernels::normal_quantile(alpha / 2);
  const double share = k / n;
  const double shrink = 1 + z * z / n;
  const double centre = (share + z * z / (2 * n)) / shrink;
  const double half = z / shrink * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return {k == 0 ? 0 : std::max(0.0, centre - half), k == n ? 1 : std::min(1.0, centre + half)};
}

Interval clopper_pearson(double k, double n, double alpha) {
  return {k == 0 ? 0 : beta_quantile(alpha / 2, k, n - k + 1), k == n ? 1 : 1 - beta_quantile(alpha / 2, n - k, k + 1)};
}

Interval hoeffding(double k, double n, double alpha) {
  const double half = std::sqrt(kernels::ln(2 / alpha) / (2 * n));
  return {std::max(0.0, k / n - half), std::min(1.0, k / n + half)};
}

// The set of p whose probability of the counts exceeds alpha / (n + 1): the uniform mixture of all
// binomials gives the counts 1 / (n + 1), and the likelihood ratio is a martingale under the truth.
Interval beta_binomial(double k, double n, double alpha) {
  const double threshold = kernels::ln(alpha) - kernels::ln(n + 1);
  const auto boundary = [&](double outside, double inside) {
    while (true) {
      const double middle = outside + (inside - outside) / 2;
      if (middle == outside || middle == inside) return outside;
      (log_binomial_mass(k, n, middle) > threshold ? inside : outside) = middle;
    }
  };
  const double share = k / n;
  return {k == 0 ? 0 : boundary(0, share), k == n ? 1 : boundary(1, share), IntervalKind::Sequence};
}

}  // namespace

Interval proportion_interval(ProportionMethod method, std::int64_t successes, std::int64_t trials, double alpha) {
  DETENTE_CHECK(successes >= 0 && successes <= trials);
  DETENTE_CHECK(alpha > 0 && alpha < 1);
  const auto k = static_cast<double>(successes), n = static_cast<double>(trials);
  if (trials == 0) {
    return {0, 1, method == ProportionMethod::BetaBinomial ? IntervalKind::Sequence : IntervalKind::Fixed};
  }
  switch (method) {
    case ProportionMethod::Wilson: return wilson(k, n, alpha);
    case ProportionMethod::ClopperPearson: return clopper_pearson(k, n, alpha);
    case ProportionMethod::Hoeffding: return hoeffding(k, n, alpha);
    case ProportionMethod::BetaBinomial: return beta_binomial(k, n, alpha);
  }
  DETENTE_CHECK(false);
}

Interval tally_interval(ProportionMethod method, const Tally& tally, double alpha) {
  const Interval pessimistic = proportion_interval(method, tally.successes, tally.trials(), alpha);
  if (tally.open == 0) return pessimistic;
  const Interval optimistic = proportion_interval(method, tally.successes + tally.open, tally.trials(), alpha);
  return {pessimistic.low, optimistic.high, pessimistic.kind};
}

double bound_after_no_success(std::int64_t trials, double alpha) {
  DETENTE_CHECK(trials > 0 && alpha > 0 && alpha < 1);
  return -kernels::expm1(kernels::ln(alpha) / static_cast<double>(trials));
}

std::int64_t hoeffding_trials(double half_width, double alpha) {
  DETENTE_CHECK(half_width > 0 && alpha > 0 && alpha < 1);
  const double trials = kernels::ln(2 / alpha) / (2 * half_width * half_width);
  DETENTE_CHECK(trials < 9e15);
  return static_cast<std::int64_t>(std::ceil(trials));
}

}  // namespace detente::stats
