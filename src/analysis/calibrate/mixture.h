// What an ensemble forecasts for one measurement: a mixture of normal distributions, one around each future's value,
// all as wide as the noise of the measurement. Values and spread share one unit.
// Nothing is sampled: each number is the mixture's own, to about 1e-10.
#pragma once

#include <span>
#include <vector>

namespace detente::analysis::calibrate {

class Mixture {
 public:
  // Finite means, as many weights (not negative, not all 0; their sum need not be 1), spread > 0.
  Mixture(std::span<const double> means, std::span<const double> weights, double spread);

  double cdf(double x) const;
  double log_density(double x) const;
  double quantile(double p) const;  // p in (0, 1)

  // Continuous ranked probability score of this forecast when `x` comes true (Gneiting and Raftery 2007): the smaller
  // the better, 0 at best, in the unit of x.
  double crps(double x) const;

 private:
  double half_mean_distance() const;  // E|X - X'| / 2 of two independent draws

  std::vector<double> means_;    // ascending
  std::vector<double> weights_;  // beside means_; they sum to 1
  std::vector<double> below_;    // below_[i]: sum of the weights before i; one more than means
  double spread_;
};

}  // namespace detente::analysis::calibrate
