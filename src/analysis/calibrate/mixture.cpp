#include "analysis/calibrate/mixture.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "kernels/elementary.h"

namespace detente::analysis::calibrate {
namespace {

constexpr double kReach = 8.5;  // in spreads: beyond it a normal distribution function is 0 or 1 to 1e-17
constexpr double kLnRootTwoPi = 0.91893853320467274178;
constexpr double kRootTwoPi = 2.5066282746310005024;

double normal_density(double z) { return kernels::exp(-0.5 * z * z) / kRootTwoPi; }

// E|Z + shift| of a standard normal Z.
double mean_distance(double shift) { return shift * (2 * kernels::normal_cdf(shift) - 1) + 2 * normal_density(shift); }

}  // namespace

Mixture::Mixture(std::span<const double> means, std::span<const double> weights, double spread) : spread_(spread) {
  DETENTE_CHECK(means.size() == weights.size() && spread > 0);
  std::vector<std::uint32_t> order;
  double total = 0;
  for (std::uint32_t i = 0; i < means.size(); ++i) {
    if (weights[i] <= 0) continue;
    order.push_back(i);
    total += weights[i];
  }
  DETENTE_CHECK(total > 0);
  // total order: by value, then by position
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return means[a] != means[b] ? means[a] < means[b] : a < b; });
  below_.push_back(0);
  for (const std::uint32_t i : order) {
    means_.push_back(means[i]);
    weights_.push_back(weights[i] / total);
    below_.push_back(below_.back() + weights_.back());
  }
}

double Mixture::cdf(double x) const {
  const double reach = kReach * spread_;
  const auto first = std::lower_bound(means_.begin(), means_.end(), x - reach) - means_.begin();
  const auto last = std::upper_bound(means_.begin(), means_.end(), x + reach) - means_.begin();
  double sum = below_[static_cast<std::size_t>(first)];
  for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
    sum += weights_[i] * kernels::normal_cdf((x - means_[i]) / spread_);
  }
  return std::min(sum, 1.0);
}

double Mixture::log_density(double x) const {
  // Relative to the nearest mean, so that a value far from all of them has a logarithm, not -infinity.
  const auto above = std::lower_bound(means_.begin(), means_.end(), x);
  double nearest = std::numeric_limits<double>::infinity();
  if (above != means_.end()) nearest = *above - x;
  if (above != means_.begin()) nearest = std::min(nearest, x - *(above - 1));
  const double top = -0.5 * (nearest / spread_) * (nearest / spread_);
  double sum = 0;
  for (std::size_t i = 0; i < means_.size(); ++i) {
    const double z = (x - means_[i]) / spread_;
    sum += weights_[i] * kernels::exp(-0.5 * z * z - top);
  }
  return top + kernels::ln(sum) - kLnRootTwoPi - kernels::ln(spread_);
}

double Mixture::quantile(double p) const {
  double low = means_.front() - kReach * spread_, high = means_.back() + kReach * spread_;
  const auto guess = std::upper_bound(below_.begin() + 1, below_.end(), p) - below_.begin() - 1;
  double x = means_[std::min(static_cast<std::size_t>(guess), means_.size() - 1)];
  // Newton's method, by halves where it would leave the bracket.
  for (int round = 0; round < 200 && high - low > 1e-10 * spread_; ++round) {
    const double excess = cdf(x) - p;
    (excess < 0 ? low : high) = x;
    const double step = excess / kernels::exp(log_density(x));
    const double next = x - step;
    if (std::fabs(step) < 1e-11 * spread_) break;
    x = next > low && next < high ? next : low + 0.5 * (high - low);
  }
  return x;
}

// The integral of F (1 - F). F is as smooth as a normal distribution function of this spread, so the trapezoidal rule
// at steps of 0.6 spreads is exact to about 1e-12; where no mean is near, F is constant.
double Mixture::half_mean_distance() const {
  const double reach = kReach * spread_;
  double sum = 0;
  for (std::size_t first = 0, last = 0; first < means_.size(); first = last) {
    last = first + 1;
    while (last < means_.size() && means_[last] - means_[last - 1] <= 2 * reach) ++last;
    const double start = means_[first] - reach, length = means_[last - 1] + reach - start;
    const auto steps = static_cast<std::size_t>(std::ceil(length / (0.6 * spread_)));
    const double step = length / static_cast<double>(steps);
    std::vector<double> partial(steps + 2, 0), risen(steps + 2, 0);  // at grid points: what rises there, what has risen
    for (std::size_t i = first; i < last; ++i) {
      const double offset = means_[i] - start;
      const auto from = static_cast<std::size_t>(std::max(0.0, std::ceil((offset - reach) / step)));
      const auto to = std::min(steps, static_cast<std::size_t>((offset + reach) / step));
      for (std::size_t k = from; k <= to; ++k) {
        partial[k] += weights_[i] * kernels::normal_cdf((static_cast<double>(k) * step - offset) / spread_);
      }
      risen[to + 1] += weights_[i];
    }
    double whole = below_[first], inside = 0;
    for (std::size_t k = 0; k <= steps; ++k) {
      whole += risen[k];
      const double f = std::min(1.0, whole + partial[k]);
      inside += (k == 0 || k == steps ? 0.5 : 1.0) * f * (1 - f);
    }
    sum += inside * step;
    if (last < means_.size()) {
      const double f = below_[last];
      sum += f * (1 - f) * (means_[last] - means_[last - 1] - 2 * reach);
    }
  }
  return sum;
}

double Mixture::crps(double x) const {
  double distance = 0;
  for (std::size_t i = 0; i < means_.size(); ++i) {
    distance += weights_[i] * mean_distance((x - means_[i]) / spread_);
  }
  return distance * spread_ - half_mean_distance();
}

}  // namespace detente::analysis::calibrate
