// Naive forecasts that a model has to beat, made of a series' own past alone, as predictive distributions, so that
// their scores can be set beside a model's: Student's t, whose degrees of freedom say how short the past was.
//
//   persistence  stays where it was last; steps are independent with variance per year estimated from the past
//                steps (a random walk without drift, the usual prior 1/variance): degrees = number of steps
//   trend        the straight line of least squares, with the variance of a new value: degrees = points - 2
//
// Both need at least two degrees of freedom. On a log scale they are given logarithms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace detente::analysis::calibrate {

enum class Rival : std::uint8_t { Persistence, Trend };
const char* rival_name(Rival rival);  // "persistence"
Rival rival_named(std::string_view name);

struct StudentForecast {
  double location = 0;
  double scale = 1;
  double degrees = 2;

  double cdf(double x) const;
  double log_density(double x) const;
  double crps(double x) const;  // in closed form (Jordan, Krueger and Lerch 2019); degrees > 1
};

// Of the value at time `at`, from values at ascending times before it. The scale is not below `noise`: no forecast of
// a measurement is surer than the measurement.
std::optional<StudentForecast> forecast(Rival rival, std::span<const double> times, std::span<const double> values,
                                        double at, double noise);

}  // namespace detente::analysis::calibrate
