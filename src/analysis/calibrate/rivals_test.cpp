#include "analysis/calibrate/rivals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace detente::analysis::calibrate {
namespace {

// The integral of (F - step)^2 that the score is defined by.
double crps_by_quadrature(const StudentForecast& forecast, double x) {
  double sum = 0;
  const double h = 1e-2 * forecast.scale, width = 400 * forecast.scale;
  for (double t = h / 2; t < width; t += h) {
    const double above = 1 - forecast.cdf(x + t), below = forecast.cdf(x - t);
    sum += (above * above + below * below) * h;
  }
  return sum;
}

TEST(Rivals, ClosedFormOfTheScore) {
  for (const double degrees : {3.0, 8.0}) {
    const StudentForecast forecast{1, 0.5, degrees};
    for (const double x : {1.0, 2.5}) {
      EXPECT_NEAR(forecast.crps(x), crps_by_quadrature(forecast, x), 2e-5) << degrees << " " << x;
    }
  }
}

TEST(Rivals, PersistenceIsARandomWalk) {
  const std::vector<double> times = {2010, 2011, 2013}, values = {1, 2, 4};
  const auto made = forecast(Rival::Persistence, times, values, 2017, 0.1);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->location, 4);
  EXPECT_EQ(made->degrees, 2);
  EXPECT_NEAR(made->scale, std::sqrt((1.0 + 4.0 / 2) / 2 * 4), 1e-12);
}

// Worked by hand: the line through (0, 0), (1, 2), (2, 3), (3, 5) is 0.1 + 1.6 t, squares 0.2.
TEST(Rivals, TrendIsLeastSquares) {
  const std::vector<double> times = {0, 1, 2, 3}, values = {0, 2, 3, 5};
  const auto made = forecast(Rival::Trend, times, values, 5, 0.01);
  ASSERT_TRUE(made);
  EXPECT_NEAR(made->location, 8.1, 1e-12);
  EXPECT_EQ(made->degrees, 2);
  EXPECT_NEAR(made->scale, std::sqrt(0.1 * (1 + 0.25 + 3.5 * 3.5 / 5)), 1e-12);
}

TEST(Rivals, KnowNothingFromTooShortAPast) {
  const std::vector<double> times = {2010, 2011, 2012}, values = {1, 2, 4};
  EXPECT_FALSE(forecast(Rival::Persistence, std::span(times).first(2), std::span(values).first(2), 2013, 0.1));
  EXPECT_FALSE(forecast(Rival::Trend, times, values, 2013, 0.1));
}

TEST(Rivals, AreNotSurerThanTheMeasurement) {
  const std::vector<double> times = {0, 1, 2, 3}, values = {1, 2, 3, 4};
  EXPECT_EQ(forecast(Rival::Trend, times, values, 4, 0.3)->scale, 0.3);
}

}  // namespace
}  // namespace detente::analysis::calibrate
