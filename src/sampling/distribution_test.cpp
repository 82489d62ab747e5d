#include "sampling/distribution.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sampling/signature.h"

namespace detente::sampling {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Distribution made(Family family, std::vector<double> parameters, Range truncated = {}) {
  auto result = Distribution::make(family, std::move(parameters), truncated);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return result.value_or(Distribution());
}

// Quantiles at 1, 30, 50, 90 and 99.9 %, by SciPy 1.17.1.
constexpr double kProbabilities[] = {0.01, 0.3, 0.5, 0.9, 0.999};
struct Row {
  Distribution distribution;
  double quantiles[5];
  double mean;
};

std::vector<Row> rows() {
  return {
      {made(Family::Point, {4}), {4, 4, 4, 4, 4}, 4},
      {made(Family::Uniform, {-1, 2}), {-0.97, -0.1, 0.5, 1.7, 1.997}, 0.5},
      {made(Family::LogUniform, {0.1, 100}),
       {0.10715193052376068, 0.7943282347242816, 3.1622776601683795, 50.11872336272724, 99.31160484209339},
       99.9 / 6.907755278982137},
      {made(Family::Normal, {3, 2}),
       {-1.6526957480816815, 1.9511989745839182, 3, 5.563103131089201, 9.180464612335626},
       3},
      {made(Family::LogNormal, {10, 0.5}),
       {3.1249277282896637, 7.693569396642589, 10, 18.979527073347104, 46.885161810089585},
       11.331484530668263},
      {made(Family::Beta, {2, 5}),
       {0.026763191142755053, 0.18180347131894917, 0.26444998329566005, 0.5103163065514917, 0.818613866919134},
       2.0 / 7},
      {made(Family::Gamma, {2.5, 3}),
       {0.8314471150924159, 4.49986219913986, 6.52719028664329, 13.854535349671686, 30.772508478649307},
       7.5},
      {made(Family::Exponential, {0.3}),
       {0.0030151007560504325, 0.10700248318161973, 0.2079441541679836, 0.6907755278982137, 2.0723265836946405},
       0.3},
      {made(Family::Triangular, {1, 3, 6}),
       {1.316227766016838, 2.732050807568877, 3.26138721247417, 4.7752551286084115, 5.87752551286084},
       10.0 / 3},
      {made(Family::Pert, {1, 3, 6, 4}),
       {1.357264264768024, 2.595273367308905, 3.1273540100114987, 4.4494476957606715, 5.63831118545181},
       19.0 / 6},
      {made(Family::Weibull, {1.5, 2}),
       {0.09314303369403937, 1.005877429831437, 1.5664395375493025, 3.4874430271928234, 7.2541738246789516},
       1.805490585901867},
      {made(Family::StudentT, {4, 1, 2}),
       {-6.493894775958394, -0.1372981260994106, 1, 4.0664125481178885, 15.346364439564613},
       1},
      {made(Family::LogitNormal, {0.2, 1.1}),
       {0.0189786972373435, 0.12312817704891038, 0.2, 0.5058528229006996, 0.8821512158720254},
       0.245057480010433},
      {made(Family::Bernoulli, {0.3}), {0, 0, 0, 1, 1}, 0.3},
      {made(Family::Poisson, {7.3}), {2, 6, 7, 11, 17}, 7.3},
      {made(Family::Poisson, {0.05}), {0, 0, 0, 0, 2}, 0.05},
      {made(Family::Poisson, {250000}), {248838, 249738, 250000, 250641, 251547}, 250000},
      {made(Family::Discrete, {-1, 2, 0, 3, 5, 5}), {-1, 0, 0, 5, 5}, 2.3},
      {made(Family::Normal, {3, 2}, {1, 4}),
       {1.043564551181397, 2.056190653544135, 2.6220635355884494, 3.707205751430814, 3.996974391471167},
       2.586737563876934},
  };
}

TEST(Distribution, QuantilesAndMeansAgreeWithSciPy) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(family_name(row.distribution.family()));
    for (int i = 0; i < 5; ++i) {
      const double expected = row.quantiles[i];
      EXPECT_NEAR(row.distribution.quantile(kProbabilities[i]), expected, 1e-12 * std::max(1.0, std::fabs(expected)));
    }
    EXPECT_NEAR(row.distribution.mean(), row.mean, 1e-11 * std::fabs(row.mean));
  }
  const Distribution cauchy = made(Family::Cauchy, {1, 2});
  const double expected[] = {-62.64103190754791, -0.453085056010722, 1, 7.155367074350509, 637.6176779711003};
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(cauchy.quantile(kProbabilities[i]), expected[i], 1e-10);
  EXPECT_TRUE(std::isnan(cauchy.mean()));
  EXPECT_TRUE(std::isnan(made(Family::StudentT, {1, 0, 1}).mean()));
}

TEST(Distribution, QuantileInvertsCdfAndNeverDecreases) {
  for (const Row& row : rows()) {
    const Distribution& d = row.distribution;
    SCOPED_TRACE(family_name(d.family()));
    double last = -kInfinity;
    for (double u = 0.0005; u < 1; u += 0.001) {
      const double x = d.quantile(u);
      EXPECT_GE(x, last);
      EXPECT_GE(x, d.support().low);
      EXPECT_LE(x, d.support().high);
      last = x;
      if (d.is_discrete()) {
        // The least value whose cumulative probability reaches u.
        EXPECT_GE(d.cdf(x), u - 1e-12);
        EXPECT_LE(d.cdf(x - 1e-6), u + 1e-12);
      } else {
        EXPECT_NEAR(d.cdf(x), u, 1e-12);
      }
    }
    EXPECT_EQ(d.cdf(-kInfinity), 0);
    EXPECT_EQ(d.cdf(kInfinity), 1);
  }
}

TEST(Distribution, TruncationRescales) {
  const Distribution lognormal = made(Family::LogNormal, {10, 0.5}, {8, 20});
  EXPECT_NEAR(lognormal.mean(), 12.307874579470623, 1e-10);
  EXPECT_EQ(lognormal.cdf(8), 0);
  EXPECT_EQ(lognormal.cdf(20), 1);
  EXPECT_EQ(lognormal.support(), (Range{8, 20}));
  EXPECT_NEAR(made(Family::Gamma, {2.5, 3}, {5, kInfinity}).mean(), 9.856191240211526, 1e-9);

  const Distribution poisson = made(Family::Poisson, {7.3}, {2.5, 9});
  EXPECT_NEAR(poisson.mean(), 6.437463702266931, 1e-12);
  EXPECT_EQ(poisson.quantile(1e-9), 3);
  EXPECT_EQ(poisson.quantile(1 - 1e-9), 9);

  const Distribution discrete = made(Family::Discrete, {-1, 2, 0, 3, 5, 5}, {-0.5, 5});
  EXPECT_EQ(discrete.quantile(0.374), 0);
  EXPECT_EQ(discrete.quantile(0.376), 5);
  EXPECT_EQ(discrete.mean(), 25.0 / 8);
  // A bounded part of a Cauchy distribution has a mean, a half-line has none.
  EXPECT_NEAR(made(Family::Cauchy, {0, 1}, {-3, 3}).mean(), 0, 1e-12);
  EXPECT_TRUE(std::isnan(made(Family::Cauchy, {0, 1}, {0, kInfinity}).mean()));
}

TEST(Distribution, RefusesImpossibleParameters) {
  const auto fault = [](Family family, std::vector<double> parameters, Range truncated = {}) {
    const auto result = Distribution::make(family, std::move(parameters), truncated);
    EXPECT_FALSE(result.has_value());
    return result ? DistributionFault::Arguments : result.error().fault;
  };
  EXPECT_EQ(fault(Family::Triangular, {1, 5, 3}), DistributionFault::ModeOutside);
  EXPECT_EQ(fault(Family::Pert, {1, 0, 3, 4}), DistributionFault::ModeOutside);
  EXPECT_EQ(fault(Family::Normal, {0, -1}), DistributionFault::NotPositive);
  EXPECT_EQ(fault(Family::Normal, {0, kInfinity}), DistributionFault::NotANumber);
  EXPECT_EQ(fault(Family::Normal, {0}), DistributionFault::Arguments);
  EXPECT_EQ(fault(Family::Uniform, {2, 2}), DistributionFault::NotAscending);
  EXPECT_EQ(fault(Family::LogUniform, {0, 2}), DistributionFault::NotPositive);
  EXPECT_EQ(fault(Family::Bernoulli, {1.2}), DistributionFault::OutsideSupport);
  EXPECT_EQ(fault(Family::LogitNormal, {1, 1}), DistributionFault::OutsideSupport);
  EXPECT_EQ(fault(Family::Gamma, {1e9, 1}), DistributionFault::OutsideSupport);
  EXPECT_EQ(fault(Family::Discrete, {2, 1, 1, 1}), DistributionFault::NotAscending);
  EXPECT_EQ(fault(Family::Discrete, {1, 0, 2, 0}), DistributionFault::NotPositive);
  EXPECT_EQ(fault(Family::Discrete, {1}), DistributionFault::Arguments);
  EXPECT_EQ(fault(Family::Normal, {0, 1}, {6, 9}), DistributionFault::EmptyRange);
  EXPECT_EQ(fault(Family::Normal, {0, 1}, {2, 1}), DistributionFault::NotAscending);
  EXPECT_EQ(Distribution::make(Family::Normal, {0, -1}).error().message, "`sd` must be above 0, is -1");
}

}  // namespace
}  // namespace detente::sampling
