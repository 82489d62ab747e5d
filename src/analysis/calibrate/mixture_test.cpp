#include "analysis/calibrate/mixture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace detente::analysis::calibrate {
namespace {

double phi(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }
double cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

TEST(Mixture, OneComponentIsTheNormalDistribution) {
  const std::vector<double> mean = {3}, weight = {7};
  const Mixture mixture(mean, weight, 2);
  for (const double x : {-4.0, 1.0, 3.0, 8.5}) {
    const double z = (x - 3) / 2;
    EXPECT_NEAR(mixture.cdf(x), cdf(z), 1e-14);
    EXPECT_NEAR(mixture.log_density(x), std::log(phi(z) / 2), 1e-12);
    // Gneiting and Raftery (2007), equation 21 turned round: smaller is better.
    EXPECT_NEAR(mixture.crps(x), 2 * (z * (2 * cdf(z) - 1) + 2 * phi(z) - 1 / std::sqrt(std::numbers::pi)), 1e-10);
  }
  EXPECT_NEAR(mixture.quantile(0.9), 3 + 2 * 1.2815515655446004, 1e-9);
}

// E|X - x| - E|X - X'| / 2 with the closed form of E|N(m, v)|, pair by pair.
TEST(Mixture, CrpsIsThatOfAllPairs) {
  const std::vector<double> means = {0, 0.4, 0.5, 9, 30, 31};
  const std::vector<double> weights = {1, 2, 0.5, 3, 0.25, 0};
  const double spread = 0.7;
  const auto distance = [](double shift, double sd) {
    return shift * (2 * cdf(shift / sd) - 1) + 2 * sd * phi(shift / sd);
  };
  const Mixture mixture(means, weights, spread);
  double total = 0;
  for (const double w : weights) total += w;
  for (const double x : {-3.0, 0.45, 20.0}) {
    double expected = 0;
    for (std::size_t i = 0; i < means.size(); ++i) {
      expected += weights[i] / total * distance(x - means[i], spread);
      for (std::size_t j = 0; j < means.size(); ++j) {
        expected -= 0.5 * weights[i] * weights[j] / (total * total) *
                    distance(means[i] - means[j], spread * std::numbers::sqrt2);
      }
    }
    EXPECT_NEAR(mixture.crps(x), expected, 1e-9) << x;
  }
}

TEST(Mixture, QuantilesUndoTheDistribution) {
  const std::vector<double> means = {-50, -1, 0, 2, 1000}, weights = {1, 1, 1, 1, 1};
  const Mixture mixture(means, weights, 0.5);
  for (const double p : {0.01, 0.1, 0.35, 0.5, 0.7, 0.9, 0.999}) {
    EXPECT_NEAR(mixture.cdf(mixture.quantile(p)), p, 1e-8) << p;
  }
}

TEST(Mixture, FarValuesHaveALogScore) {
  const std::vector<double> means = {0, 1}, weights = {1, 1};
  EXPECT_NEAR(Mixture(means, weights, 1).log_density(1e4), -0.5 * 9999.0 * 9999 + std::log(0.5 * phi(0)), 1e-3);
}

}  // namespace
}  // namespace detente::analysis::calibrate
