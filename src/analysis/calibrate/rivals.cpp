#include "analysis/calibrate/rivals.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "kernels/elementary.h"
#include "stats/special.h"

namespace detente::analysis::calibrate {
namespace {

constexpr double kFewestDegrees = 2;

std::optional<StudentForecast> persistence(std::span<const double> times, std::span<const double> values, double at,
                                           double noise) {
  const auto degrees = static_cast<double>(times.size()) - 1;
  if (degrees < kFewestDegrees) return std::nullopt;
  double squares = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const double step = values[i] - values[i - 1];
    squares += step * step / (times[i] - times[i - 1]);
  }
  const double variance = squares / degrees * (at - times.back());
  return StudentForecast{values.back(), std::max(noise, std::sqrt(variance)), degrees};
}

std::optional<StudentForecast> trend(std::span<const double> times, std::span<const double> values, double at,
                                     double noise) {
  const auto count = static_cast<double>(times.size());
  if (count - 2 < kFewestDegrees) return std::nullopt;
  double mean_time = 0, mean_value = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    mean_time += times[i] / count;
    mean_value += values[i] / count;
  }
  double time_squares = 0, products = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    time_squares += (times[i] - mean_time) * (times[i] - mean_time);
    products += (times[i] - mean_time) * (values[i] - mean_value);
  }
  const double slope = products / time_squares;
  double squares = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double residual = values[i] - mean_value - slope * (times[i] - mean_time);
    squares += residual * residual;
  }
  const double ahead = at - mean_time;
  const double variance = squares / (count - 2) * (1 + 1 / count + ahead * ahead / time_squares);
  return StudentForecast{mean_value + slope * ahead, std::max(noise, std::sqrt(variance)), count - 2};
}

// Of Student's t with location 0 and scale 1.
double standard_log_density(double z, double degrees) {
  return -stats::log_beta(0.5, 0.5 * degrees) - 0.5 * kernels::ln(degrees) -
         0.5 * (degrees + 1) * kernels::log1p(z * z / degrees);
}

}  // namespace

const char* rival_name(Rival rival) { return rival == Rival::Persistence ? "persistence" : "trend"; }

Rival rival_named(std::string_view name) { return name == "trend" ? Rival::Trend : Rival::Persistence; }

std::optional<StudentForecast> forecast(Rival rival, std::span<const double> times, std::span<const double> values,
                                        double at, double noise) {
  DETENTE_CHECK(times.size() == values.size() && (times.empty() || at > times.back()));
  return rival == Rival::Persistence ? persistence(times, values, at, noise) : trend(times, values, at, noise);
}

double StudentForecast::cdf(double x) const { return stats::student_t_tails((x - location) / scale, degrees).lower; }

double StudentForecast::log_density(double x) const {
  return standard_log_density((x - location) / scale, degrees) - kernels::ln(scale);
}

double StudentForecast::crps(double x) const {
  const double z = (x - location) / scale;
  const stats::Tails tails = stats::student_t_tails(z, degrees);
  const double density = kernels::exp(standard_log_density(z, degrees));
  const double constant = 2 * std::sqrt(degrees) / (degrees - 1) *
                          kernels::exp(stats::log_beta(0.5, degrees - 0.5) - 2 * stats::log_beta(0.5, 0.5 * degrees));
  return scale * (z * (tails.lower - tails.upper) + 2 * density * (degrees + z * z) / (degrees - 1) - constant);
}

}  // namespace detente::analysis::calibrate
