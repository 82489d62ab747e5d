#include "sampling/distribution.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/cat.h"
#include "base/check.h"
#include "kernels/elementary.h"
#include "sampling/parameter_fault.h"
#include "sampling/signature.h"
#include "stats/special.h"

namespace detente::sampling {
namespace {

using kernels::exp;
using kernels::ln;
using kernels::log1p;
using kernels::normal_cdf;
using kernels::normal_quantile;
using kernels::pow;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;

// A truncation that keeps less than this loses the digits of what it keeps.
constexpr double kLeastInside = 1e-6;

double triangular_quantile(double u, double low, double mode, double high) {
  const double rise = (mode - low) / (high - low);
  if (u < rise) return low + std::sqrt(u * (high - low) * (mode - low));
  return high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

double triangular_cdf(double x, double low, double mode, double high) {
  if (x < mode) return x <= low ? 0 : (x - low) / (high - low) * ((x - low) / (mode - low));
  return x >= high ? 1 : 1 - (high - x) / (high - low) * ((high - x) / (high - mode));
}

double cauchy_quantile(double u) {
  if (u < 0.25) return -1 / kernels::tan(kPi * u);
  if (u > 0.75) return 1 / kernels::tan(kPi * (1 - u));
  return kernels::tan(kPi * (u - 0.5));
}

// The least count whose cumulative probability reaches u.
double poisson_quantile(double u, double mean) {
  const auto reaches = [&](double count) { return stats::poisson_tails(count, mean).lower >= u; };
  double count = std::max(0.0, std::floor(mean + normal_quantile(u) * std::sqrt(mean)));
  double step = 1;
  if (reaches(count)) {
    // Invariant: `count` reaches u. Gallop down, then close in.
    double below = count - step;
    while (below >= 0 && reaches(below)) {
      count = below;
      step *= 2;
      below = count - step;
    }
    below = std::max(below, -1.0);
    while (count - below > 1) {
      const double middle = std::floor((count + below) / 2);
      (reaches(middle) ? count : below) = middle;
    }
    return count;
  }
  double below = count;
  count += step;
  while (!reaches(count)) {
    below = count;
    step *= 2;
    count += step;
  }
  while (count - below > 1) {
    const double middle = std::floor((count + below) / 2);
    (reaches(middle) ? count : below) = middle;
  }
  return count;
}

double logit(double p) { return ln(p) - log1p(-p); }

// The integral of f over (0, 1) by the tanh-sinh rule, which forgives infinite ends.
template <class F>
double integrate_unit(F f) {
  constexpr double kStep = 1.0 / 32;
  double sum = 0;
  for (int i = -112; i <= 112; ++i) {
    const double t = i * kStep;
    const double grown = exp(t), shrunk = 1 / grown;
    const double s = kPi / 2 * (grown - shrunk);  // pi sinh t
    const double u = kernels::logistic(s), rest = kernels::logistic(-s);
    if (u <= 0 || u >= 1) continue;
    sum += f(u) * (kPi / 2 * (grown + shrunk)) * u * rest;
  }
  return sum * kStep;
}

}  // namespace

std::expected<Distribution, DistributionError> Distribution::make(Family family, std::vector<double> parameters,
                                                                  Range truncated) {
  if (family != Family::Discrete && parameters.size() != canonical_parameters(family).size()) {
    return std::unexpected(
        DistributionError{DistributionFault::Arguments,
                          base::cat(family_name(family), " has ", canonical_parameters(family).size(), " parameters")});
  }
  for (const double value : parameters) {
    if (!std::isfinite(value)) {
      return std::unexpected(DistributionError{DistributionFault::NotANumber, "an argument is not a finite number"});
    }
  }
  if (auto fault = parameter_fault(family, parameters)) return std::unexpected(std::move(*fault));

  Distribution result(family, std::move(parameters));
  if (truncated == Range{}) return result;
  if (!(truncated.low < truncated.high)) {
    return std::unexpected(DistributionError{DistributionFault::NotAscending, "the range is empty"});
  }
  const double below = result.mass_below(truncated.low);
  const double inside = result.mass_up_to(truncated.high) - below;
  if (!(inside >= kLeastInside)) {
    return std::unexpected(DistributionError{
        DistributionFault::EmptyRange, base::cat("the range keeps less than one millionth of the probability of the ",
                                                 family_name(family), " distribution")});
  }
  result.truncated_ = truncated;
  result.below_ = below;
  result.inside_ = inside;
  return result;
}

bool Distribution::is_discrete() const {
  return family_ == Family::Point || family_ == Family::Bernoulli || family_ == Family::Poisson ||
         family_ == Family::Discrete;
}

Range Distribution::support() const {
  const Range whole = whole_support();
  return {std::max(whole.low, truncated_.low), std::min(whole.high, truncated_.high)};
}

double Distribution::quantile(double u) const {
  if (inside_ == 1 && below_ == 0) return whole_quantile(u);
  return std::clamp(whole_quantile(untruncated(u)), truncated_.low, truncated_.high);
}

double Distribution::cdf(double x) const {
  if (x < truncated_.low) return 0;
  if (x >= truncated_.high) return 1;
  return std::clamp((mass_up_to(x) - below_) / inside_, 0.0, 1.0);
}

double Distribution::mean() const {
  if (truncated_ == Range{}) return whole_mean();
  if (family_ == Family::Poisson) {
    const double first = std::max(0.0, std::ceil(truncated_.low)), last = std::floor(truncated_.high);
    const double mass =
        stats::poisson_tails(last - 1, parameters_[0]).lower - stats::poisson_tails(first - 2, parameters_[0]).lower;
    return parameters_[0] * mass / inside_;
  }
  if (is_discrete()) {
    // Each value weighs what is left of it inside the range.
    std::vector<double> values = {0, 1};
    if (family_ == Family::Point) values = parameters_;
    if (family_ == Family::Discrete) {
      values.clear();
      for (std::size_t i = 0; i < parameters_.size(); i += 2) values.push_back(parameters_[i]);
    }
    double sum = 0;
    for (const double x : values) {
      if (x >= truncated_.low && x <= truncated_.high) sum += x * (mass_up_to(x) - mass_below(x));
    }
    return sum / inside_;
  }
  const Range range = support();
  const bool is_bounded = range.low > -kInfinity && range.high < kInfinity;
  if (!is_bounded && std::isnan(whole_mean())) return kNaN;
  return std::clamp(integrate_unit([this](double u) { return quantile(u); }), range.low, range.high);
}

std::pair<double, double> Distribution::beta_shapes() const {
  const auto& p = parameters_;
  if (family_ == Family::Beta) return {p[0], p[1]};
  DETENTE_CHECK(family_ == Family::Pert);
  return {1 + p[3] * (p[1] - p[0]) / (p[2] - p[0]), 1 + p[3] * (p[2] - p[1]) / (p[2] - p[0])};
}

double Distribution::mass_below(double x) const {
  switch (family_) {
    case Family::Point: return x > parameters_[0] ? 1 : 0;
    case Family::Bernoulli:
    case Family::Poisson: return mass_up_to(std::ceil(x) - 1);
    case Family::Discrete: {
      double below = 0, total = 0;
      for (std::size_t i = 0; i < parameters_.size(); i += 2) {
        if (parameters_[i] < x) below += parameters_[i + 1];
        total += parameters_[i + 1];
      }
      return below / total;
    }
    default: return mass_up_to(x);
  }
}

double Distribution::mass_up_to(double x) const {
  const auto& p = parameters_;
  if (x == kInfinity) return 1;
  if (x == -kInfinity) return 0;
  switch (family_) {
    case Family::Point: return x >= p[0] ? 1 : 0;
    case Family::Uniform: return std::clamp((x - p[0]) / (p[1] - p[0]), 0.0, 1.0);
    case Family::LogUniform: return x <= p[0] ? 0 : std::min(1.0, ln(x / p[0]) / ln(p[1] / p[0]));
    case Family::Normal: return normal_cdf((x - p[0]) / p[1]);
    case Family::LogNormal: return x <= 0 ? 0 : normal_cdf(ln(x / p[0]) / p[1]);
    case Family::Beta: return stats::beta_tails(x, p[0], p[1]).lower;
    case Family::Gamma: return stats::gamma_tails(x / p[1], p[0]).lower;
    case Family::Exponential: return x <= 0 ? 0 : -kernels::expm1(-x / p[0]);
    case Family::Triangular: return triangular_cdf(x, p[0], p[1], p[2]);
    case Family::Pert: {
      const auto [a, b] = beta_shapes();
      return stats::beta_tails((x - p[0]) / (p[2] - p[0]), a, b).lower;
    }
    case Family::Weibull: return x <= 0 ? 0 : -kernels::expm1(-pow(x / p[1], p[0]));
    case Family::StudentT: return stats::student_t_tails((x - p[1]) / p[2], p[0]).lower;
    case Family::Cauchy: {
      const double z = (x - p[0]) / p[1];
      return z < -1 ? kernels::atan(-1 / z) / kPi : 0.5 + kernels::atan(z) / kPi;
    }
    case Family::LogitNormal:
      if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
      return normal_cdf((logit(x) - logit(p[0])) / p[1]);
    case Family::Bernoulli: return x < 0 ? 0 : x < 1 ? 1 - p[0] : 1;
    case Family::Poisson: return stats::poisson_tails(x, p[0]).lower;
    case Family::Discrete: {
      double up_to = 0, total = 0;
      for (std::size_t i = 0; i < p.size(); i += 2) {
        if (p[i] <= x) up_to += p[i + 1];
        total += p[i + 1];
      }
      return up_to / total;
    }
  }
  DETENTE_CHECK(false);
}

double Distribution::whole_quantile(double u) const {
  const auto& p = parameters_;
  switch (family_) {
    case Family::Point: return p[0];
    case Family::Uniform: return std::min(p[1], p[0] + u * (p[1] - p[0]));
    case Family::LogUniform: return std::clamp(p[0] * exp(u * ln(p[1] / p[0])), p[0], p[1]);
    case Family::Normal: return p[0] + p[1] * normal_quantile(u);
    case Family::LogNormal: return p[0] * exp(p[1] * normal_quantile(u));
    case Family::Beta: return stats::beta_quantile(u, p[0], p[1]);
    case Family::Gamma: return p[1] * stats::gamma_quantile(u, p[0]);
    case Family::Exponential: return -p[0] * log1p(-u);
    case Family::Triangular: return triangular_quantile(u, p[0], p[1], p[2]);
    case Family::Pert: {
      const auto [a, b] = beta_shapes();
      return std::min(p[2], p[0] + (p[2] - p[0]) * stats::beta_quantile(u, a, b));
    }
    case Family::Weibull: return p[1] * pow(-log1p(-u), 1 / p[0]);
    case Family::StudentT: return p[1] + p[2] * stats::student_t_quantile(u, p[0]);
    case Family::Cauchy: return p[0] + p[1] * cauchy_quantile(u);
    case Family::LogitNormal: return kernels::logistic(logit(p[0]) + p[1] * normal_quantile(u));
    case Family::Bernoulli: return u <= 1 - p[0] ? 0 : 1;
    case Family::Poisson: return poisson_quantile(u, p[0]);
    case Family::Discrete: {
      double total = 0;
      for (std::size_t i = 1; i < p.size(); i += 2) total += p[i];
      double up_to = 0;
      std::size_t last = 0;  // the last value with a weight, in case rounding leaves the sum short
      for (std::size_t i = 0; i < p.size(); i += 2) {
        if (p[i + 1] == 0) continue;
        up_to += p[i + 1];
        last = i;
        if (up_to >= u * total) break;
      }
      return p[last];
    }
  }
  DETENTE_CHECK(false);
}

double Distribution::whole_mean() const {
  const auto& p = parameters_;
  switch (family_) {
    case Family::Point: return p[0];
    case Family::Uniform: return p[0] + (p[1] - p[0]) / 2;
    case Family::LogUniform: return (p[1] - p[0]) / ln(p[1] / p[0]);
    case Family::Normal: return p[0];
    case Family::LogNormal: return p[0] * exp(p[1] * p[1] / 2);
    case Family::Beta: return p[0] / (p[0] + p[1]);
    case Family::Gamma: return p[0] * p[1];
    case Family::Exponential: return p[0];
    case Family::Triangular: return (p[0] + p[1] + p[2]) / 3;
    case Family::Pert: return (p[0] + p[3] * p[1] + p[2]) / (p[3] + 2);
    case Family::Weibull: return p[1] * exp(stats::log_gamma(1 + 1 / p[0]));
    case Family::StudentT: return p[0] > 1 ? p[1] : kNaN;
    case Family::Cauchy: return kNaN;
    case Family::LogitNormal: return integrate_unit([this](double u) { return whole_quantile(u); });
    case Family::Bernoulli: return p[0];
    case Family::Poisson: return p[0];
    case Family::Discrete: {
      double sum = 0, total = 0;
      for (std::size_t i = 0; i < p.size(); i += 2) {
        sum += p[i] * p[i + 1];
        total += p[i + 1];
      }
      return sum / total;
    }
  }
  DETENTE_CHECK(false);
}

Range Distribution::whole_support() const {
  const auto& p = parameters_;
  switch (family_) {
    case Family::Point: return {p[0], p[0]};
    case Family::Uniform:
    case Family::LogUniform: return {p[0], p[1]};
    case Family::Normal:
    case Family::StudentT:
    case Family::Cauchy: return {};
    case Family::LogNormal:
    case Family::Gamma:
    case Family::Exponential:
    case Family::Weibull:
    case Family::Poisson: return {0, kInfinity};
    case Family::Beta:
    case Family::LogitNormal:
    case Family::Bernoulli: return {0, 1};
    case Family::Triangular:
    case Family::Pert: return {p[0], p[2]};
    case Family::Discrete: return {p[0], p[p.size() - 2]};
  }
  DETENTE_CHECK(false);
}

}  // namespace detente::sampling
