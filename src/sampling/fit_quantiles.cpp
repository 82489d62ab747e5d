#include "sampling/fit_quantiles.h"

#include <cmath>

#include "base/cat.h"
#include "base/check.h"
#include "base/number_text.h"
#include "kernels/elementary.h"
#include "sampling/signature.h"
#include "stats/special.h"

namespace detente::sampling {
namespace {

using kernels::exp;
using kernels::ln;

// Shapes are searched for in this range.
constexpr double kSmallest = 1e-3;
constexpr double kLargest = 1e6;
constexpr double kTolerance = 1e-9;

// The point in [kSmallest, kLargest] where `is_too_small` turns false, by bisection of the logarithm.
template <class F>
double bisect_shape(F is_too_small) {
  double low = ln(kSmallest), high = ln(kLargest);
  for (int i = 0; i < 100; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (is_too_small(exp(middle)) ? low : high) = middle;
  }
  return exp(high);
}

// Location and scale from two quantiles of the family's standard member.
std::vector<double> location_scale(double standard_low, double low, double standard_high, double high) {
  const double scale = (high - low) / (standard_high - standard_low);
  return {low - scale * standard_low, scale};
}

std::vector<double> fit_gamma(const NamedQuantile& low, const NamedQuantile& high) {
  // The ratio of the quantiles falls as the shape grows.
  const double ratio = high.value / low.value;
  const double shape = bisect_shape([&](double s) {
    const double below = stats::gamma_quantile(low.probability, s);
    return below == 0 || stats::gamma_quantile(high.probability, s) / below > ratio;
  });
  return {shape, high.value / stats::gamma_quantile(high.probability, shape)};
}

std::vector<double> fit_beta(const NamedQuantile& low, const NamedQuantile& high) {
  // For each alpha one beta meets the lower quantile; as both grow, the probability below the upper one grows.
  const auto mass = [](double x, double a, double b) { return stats::beta_tails(x, a, b).lower; };
  const auto matching_beta = [&](double a) {
    return bisect_shape([&](double b) { return mass(low.value, a, b) < low.probability; });
  };
  const double alpha = bisect_shape([&](double a) {
    if (mass(low.value, a, kSmallest) > low.probability) return true;
    if (mass(low.value, a, kLargest) < low.probability) return false;
    return mass(high.value, a, matching_beta(a)) < high.probability;
  });
  return {alpha, matching_beta(alpha)};
}

}  // namespace

bool fits_quantiles(Family family) {
  switch (family) {
    case Family::Uniform:
    case Family::LogUniform:
    case Family::Normal:
    case Family::LogNormal:
    case Family::Beta:
    case Family::Gamma:
    case Family::Weibull:
    case Family::Cauchy:
    case Family::LogitNormal: return true;
    default: return false;
  }
}

std::expected<std::vector<double>, DistributionError> fit_quantiles(Family family, const NamedQuantile& low,
                                                                    const NamedQuantile& high) {
  DETENTE_CHECK(fits_quantiles(family) && low.probability < high.probability);
  const auto refuse = [](DistributionFault fault, std::string message) {
    return std::unexpected(DistributionError{fault, std::move(message)});
  };
  if (!(low.value < high.value)) {
    return refuse(DistributionFault::NotAscending,
                  base::cat('`', low.name, "` (", base::number_text(low.value), ") must be below `", high.name, "` (",
                            base::number_text(high.value), ")"));
  }
  const bool is_fraction = family == Family::Beta || family == Family::LogitNormal;
  const bool is_real = family == Family::Uniform || family == Family::Normal || family == Family::Cauchy;
  if (!is_real && !(low.value > 0)) {
    return refuse(DistributionFault::OutsideSupport,
                  base::cat('`', low.name, "` must be above 0, is ", base::number_text(low.value)));
  }
  if (is_fraction && !(high.value < 1)) {
    return refuse(DistributionFault::OutsideSupport,
                  base::cat('`', high.name, "` must be below 1, is ", base::number_text(high.value)));
  }

  const auto logit = [](double x) { return ln(x) - kernels::log1p(-x); };
  const double low_score = kernels::normal_quantile(low.probability);
  const double high_score = kernels::normal_quantile(high.probability);
  std::vector<double> fit;
  switch (family) {
    case Family::Uniform:
      fit = location_scale(low.probability, low.value, high.probability, high.value);
      fit[1] += fit[0];
      break;
    case Family::LogUniform:
      fit = location_scale(low.probability, ln(low.value), high.probability, ln(high.value));
      fit = {exp(fit[0]), exp(fit[0] + fit[1])};
      break;
    case Family::Normal: fit = location_scale(low_score, low.value, high_score, high.value); break;
    case Family::LogNormal:
      fit = location_scale(low_score, ln(low.value), high_score, ln(high.value));
      fit[0] = exp(fit[0]);
      break;
    case Family::LogitNormal:
      fit = location_scale(low_score, logit(low.value), high_score, logit(high.value));
      fit[0] = kernels::logistic(fit[0]);
      break;
    case Family::Cauchy: {
      const auto standard = *Distribution::make(Family::Cauchy, {0, 1});
      fit = location_scale(standard.quantile(low.probability), low.value, standard.quantile(high.probability),
                           high.value);
      break;
    }
    case Family::Weibull: {
      // ln x = ln scale + ln(-ln(1 - p)) / shape.
      const auto score = [](double p) { return ln(-kernels::log1p(-p)); };
      fit = location_scale(score(low.probability), ln(low.value), score(high.probability), ln(high.value));
      fit = {1 / fit[1], exp(fit[0])};
      break;
    }
    case Family::Gamma: fit = fit_gamma(low, high); break;
    case Family::Beta: fit = fit_beta(low, high); break;
    default: DETENTE_CHECK(false);
  }

  const auto fitted = Distribution::make(family, fit);
  const bool fits = fitted && std::fabs(fitted->cdf(low.value) - low.probability) < kTolerance &&
                    std::fabs(fitted->cdf(high.value) - high.probability) < kTolerance;
  if (fits) return fit;
  return refuse(DistributionFault::NoSolution,
                base::cat("no ", family_name(family), " distribution has these quantiles (or only an extreme one)"));
}

}  // namespace detente::sampling
