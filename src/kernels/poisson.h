// The Poisson quantile over vectors (include after vector.h is configured).
#pragma once

#include "kernels/exponential.h"
#include "kernels/normal.h"
#include "kernels/vector.h"

namespace detente::kernels {
namespace {

// From here on P(0) comes near the end of the range of doubles and sums from 0 become long.
constexpr double kLargeMean = 500;
constexpr double kLargestMean = 1e5;

// One lane with a large mean: a start from the normal approximation, the distribution function there by summing
// downwards (all terms positive, so its relative error stays small), then single steps.
DETENTE_COLD double poisson_quantile_large(double p, double mean) {
  const double z = normal_quantile(splat(p))[0];
  const double guess = mean + sqrt(splat(mean))[0] * z + (z * z - 1.0) * (1.0 / 6.0);
  double k = nearest(splat(guess))[0];

  // P(k) = exp(-k (d - ln(1 + d)) - s) / sqrt(2 pi k) with d = (mean - k) / k and the Stirling series s.
  const double d = (mean - k) / k;
  const double inverse = 1.0 / k;
  const double series = inverse * (1.0 / 12 - inverse * inverse * (1.0 / 360 - inverse * inverse * (1.0 / 1260)));
  const double exponent = -(k * (d - log1p(splat(d))[0])) - series;
  double term = exp(splat(exponent))[0] / sqrt(splat(0x1.921fb54442d18p+2 * k))[0];

  double sum = 0;
  double below = term;
  for (double j = k; below > sum * 0x1p-60; j -= 1.0) {
    sum += below;
    below *= j / mean;
  }
  while (k > 0.0 && sum - term >= p) {
    sum -= term;
    term *= k / mean;
    k -= 1.0;
  }
  while (sum < p && term > 0x1p-60) {
    k += 1.0;
    term *= mean / k;
    sum += term;
  }
  return k;
}

// Smallest k with P(Poisson(mean) <= k) >= p, for 0 < p < 1; NaN when the mean is not in [0, 1e5].
DETENTE_COLD V poisson_quantile(V p, V mean) {
  const Mask known = (Mask)(mean >= 0.0) & (Mask)(mean <= kLargestMean) & (Mask)(p > 0.0) & (Mask)(p < 1.0);
  const Mask small = known & (Mask)(mean <= kLargeMean);
  const V rate = select(small, mean, V{});
  V term = exp(-rate);
  V sum = term;
  V result = V{};
  Mask open = small & (Mask)(sum < p);
  for (double k = 1.0; any(open); k += 1.0) {
    term = term * (rate / k);
    sum = sum + term;
    result = select(open, k, result);
    // Rounding may keep the sum below p for ever; past the mean, terms this small are the end of the distribution.
    open = open & (Mask)(sum < p) & ~((Mask)(rate < k) & (Mask)(term < 0x1p-60));
  }
  if (unlikely(known & ~small)) {
    for (int lane = 0; lane < kWide; ++lane) {
      if (known[lane] && !small[lane]) result[lane] = poisson_quantile_large(p[lane], mean[lane]);
    }
  }
  return select(known, result, kNan);
}

}  // namespace
}  // namespace detente::kernels
