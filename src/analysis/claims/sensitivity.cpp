#include "analysis/claims/sensitivity.h"

#include <cmath>
#include <limits>
#include <vector>

#include "stats/accumulate.h"
#include "stats/mean_interval.h"

namespace detente::analysis::claims {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Ratio {
  double value = kNaN;
  std::vector<double> effect;    // per future: what the group moves
  std::vector<double> variance;  // per future: what varies at all
  double mean_variance = 0;
  int64_t count = 0;
  int64_t excluded = 0;
};

Ratio ratio(Order order, std::span<const double> a, std::span<const double> b, std::span<const double> mixed,
            uint64_t first, uint64_t stride) {
  std::vector<double> x, y, z;
  Ratio result;
  for (auto f = static_cast<std::size_t>(first); f < a.size(); f += static_cast<std::size_t>(stride)) {
    if (std::isnan(a[f]) || std::isnan(b[f]) || std::isnan(mixed[f])) {
      ++result.excluded;
      continue;
    }
    x.push_back(a[f]);
    y.push_back(b[f]);
    z.push_back(mixed[f]);
  }
  result.count = static_cast<int64_t>(x.size());
  if (x.size() < 2) return result;
  const double mean = (stats::pairwise_sum(x) + stats::pairwise_sum(y)) / (2 * static_cast<double>(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double moved = z[i] - x[i], p = x[i] - mean, q = y[i] - mean;
    result.effect.push_back(order == Order::First ? q * moved : 0.5 * moved * moved);
    result.variance.push_back(0.5 * (p * p + q * q));
  }
  const double n = static_cast<double>(x.size());
  result.mean_variance = stats::pairwise_sum(result.variance) / n;
  if (result.mean_variance > 0) result.value = stats::pairwise_sum(result.effect) / n / result.mean_variance;
  return result;
}

}  // namespace

Sensitivity sensitivity(Order order, std::span<const double> a, std::span<const double> b,
                        std::span<const double> mixed, const sampling::Design& design, double alpha) {
  const Ratio whole = ratio(order, a, b, mixed, 0, 1);
  Sensitivity result{whole.value, {-kInfinity, kInfinity}, whole.count, whole.excluded};
  if (std::isnan(whole.value)) return result;
  if (design.kind == sampling::DesignKind::MonteCarlo) {
    // Delta method: the ratio's error is the mean of effect - value * variance over the mean variance.
    std::vector<double> deviations;
    for (std::size_t i = 0; i < whole.effect.size(); ++i) {
      deviations.push_back((whole.effect[i] - whole.value * whole.variance[i]) / whole.mean_variance);
    }
    const stats::Interval around = stats::mean_interval(stats::column_moments(deviations), alpha);
    result.interval = {whole.value + around.low, whole.value + around.high, stats::IntervalKind::Fixed};
    return result;
  }
  std::vector<double> estimates;
  for (uint32_t replicate = 0; replicate < design.replicates; ++replicate) {
    const Ratio part = ratio(order, a, b, mixed, replicate, design.replicates);
    if (!std::isnan(part.value)) estimates.push_back(part.value);
  }
  if (estimates.size() >= 2) result.interval = stats::replicate_interval(estimates, alpha);
  return result;
}

}  // namespace detente::analysis::claims
