#include "sampling/signature.h"

#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "base/cat.h"
#include "base/check.h"
#include "base/number_text.h"
#include "kernels/elementary.h"
#include "sampling/fit_quantiles.h"

namespace detente::sampling {
namespace {

using enum ParameterKind;

constexpr std::array<std::string_view, 17> kNames = {
    "point", "uniform", "loguniform", "normal", "lognormal",   "beta",      "gamma",   "exponential", "triangular",
    "pert",  "weibull", "student_t",  "cauchy", "logitnormal", "bernoulli", "poisson", "discrete"};

constexpr Parameter kPoint[] = {{"value", Quantity}};
constexpr Parameter kLowHigh[] = {{"low", Quantity}, {"high", Quantity}};
constexpr Parameter kNormal[] = {{"mean", Quantity, 0.0}, {"sd", Quantity}};
constexpr Parameter kMedianSigma[] = {{"median", Quantity}, {"sigma", Pure}};
constexpr Parameter kBeta[] = {{"alpha", Pure}, {"beta", Pure}};
constexpr Parameter kShapeScale[] = {{"shape", Pure}, {"scale", Quantity}};
constexpr Parameter kMean[] = {{"mean", Quantity}};
constexpr Parameter kTriangular[] = {{"low", Quantity}, {"mode", Quantity}, {"high", Quantity}};
constexpr Parameter kPert[] = {{"low", Quantity}, {"mode", Quantity}, {"high", Quantity}, {"weight", Pure, 4.0}};
constexpr Parameter kStudentT[] = {{"degrees", Pure}, {"location", Quantity, 0.0}, {"scale", Quantity, 1.0}};
constexpr Parameter kCauchy[] = {{"location", Quantity}, {"scale", Quantity}};
constexpr Parameter kProbability[] = {{"probability", Pure}};

// Instead of a family's own parameters, where that is possible.
constexpr Parameter kMoments[] = {{"mean", Quantity}, {"sd", Quantity}};

bool takes_moments(Family family) {
  return family == Family::Beta || family == Family::Gamma || family == Family::LogNormal;
}

std::unexpected<DistributionError> refuse(DistributionFault fault, std::string message) {
  return std::unexpected(DistributionError{fault, std::move(message)});
}

const Parameter* find(std::span<const Parameter> parameters, std::string_view name) {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

// The values of `parameters` in their order if the arguments name all of them (but those with a preset) and no other.
std::optional<std::vector<double>> match(std::span<const Parameter> parameters, std::span<const Argument> arguments) {
  for (const Argument& argument : arguments) {
    if (!find(parameters, argument.name)) return std::nullopt;
  }
  std::vector<double> values;
  for (const Parameter& parameter : parameters) {
    std::optional<double> value = parameter.preset;
    for (const Argument& argument : arguments) {
      if (argument.name == parameter.name) value = argument.value;
    }
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

std::expected<Distribution, DistributionError> from_moments(Family family, double mean, double sd, Range truncated) {
  if (!(sd > 0)) {
    return refuse(DistributionFault::NotPositive, base::cat("`sd` must be above 0, is ", base::number_text(sd)));
  }
  if (!(mean > 0)) {
    return refuse(DistributionFault::OutsideSupport, base::cat("`mean` must be above 0, is ", base::number_text(mean)));
  }
  const double spread = sd / mean;
  switch (family) {
    case Family::Beta: {
      if (!(mean < 1)) {
        return refuse(DistributionFault::OutsideSupport,
                      base::cat("`mean` must be below 1, is ", base::number_text(mean)));
      }
      const double total = mean * (1 - mean) / (sd * sd) - 1;
      if (!(total > 0)) {
        return refuse(DistributionFault::NoSolution,
                      base::cat("with a mean of ", base::number_text(mean), ", `sd` must be below ",
                                base::number_text(std::sqrt(mean * (1 - mean)), 4)));
      }
      return Distribution::make(family, {mean * total, (1 - mean) * total}, truncated);
    }
    case Family::Gamma: return Distribution::make(family, {1 / (spread * spread), sd * spread}, truncated);
    case Family::LogNormal: {
      const double variance = kernels::log1p(spread * spread);
      return Distribution::make(family, {mean / kernels::exp(variance / 2), std::sqrt(variance)}, truncated);
    }
    default: DETENTE_CHECK(false);
  }
}

std::expected<Distribution, DistributionError> from_quantiles(Family family, std::span<const Argument> arguments,
                                                              Range truncated) {
  NamedQuantile low{arguments[0].name, *quantile_named(arguments[0].name), arguments[0].value};
  NamedQuantile high{arguments[1].name, *quantile_named(arguments[1].name), arguments[1].value};
  if (high.probability < low.probability) std::swap(low, high);
  auto parameters = fit_quantiles(family, low, high);
  if (!parameters) return std::unexpected(std::move(parameters.error()));
  return Distribution::make(family, std::move(*parameters), truncated);
}

std::string listed(std::span<const Parameter> parameters) {
  std::string result;
  for (const Parameter& parameter : parameters) {
    if (!result.empty()) result += ", ";
    result += parameter.name;
    if (parameter.preset) result += base::cat(" = ", base::number_text(*parameter.preset));
  }
  return base::cat('(', result, ')');
}

}  // namespace

std::optional<Family> family_named(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Family>(i);
  }
  return std::nullopt;
}

std::string_view family_name(Family family) { return kNames[static_cast<std::size_t>(family)]; }

std::span<const std::string_view> family_names() { return kNames; }

std::span<const Parameter> canonical_parameters(Family family) {
  switch (family) {
    case Family::Point: return kPoint;
    case Family::Uniform:
    case Family::LogUniform: return kLowHigh;
    case Family::Normal: return kNormal;
    case Family::LogNormal:
    case Family::LogitNormal: return kMedianSigma;
    case Family::Beta: return kBeta;
    case Family::Gamma:
    case Family::Weibull: return kShapeScale;
    case Family::Exponential:
    case Family::Poisson: return kMean;
    case Family::Triangular: return kTriangular;
    case Family::Pert: return kPert;
    case Family::StudentT: return kStudentT;
    case Family::Cauchy: return kCauchy;
    case Family::Bernoulli: return kProbability;
    case Family::Discrete: return {};
  }
  DETENTE_CHECK(false);
}

std::optional<ParameterKind> argument_kind(Family family, std::string_view name, std::uint32_t position) {
  const auto parameters = canonical_parameters(family);
  if (name.empty()) return position < parameters.size() ? std::optional(parameters[position].kind) : std::nullopt;
  if (const Parameter* parameter = find(parameters, name)) return parameter->kind;
  if (takes_moments(family)) {
    if (const Parameter* parameter = find(kMoments, name)) return parameter->kind;
  }
  if (fits_quantiles(family) && quantile_named(name)) return Quantity;
  return std::nullopt;
}

std::string usage(Family family) {
  const std::string_view name = family_name(family);
  if (family == Family::Discrete) return "discrete(value: weight, ..)";
  std::string result = base::cat(name, listed(canonical_parameters(family)));
  if (takes_moments(family)) result += base::cat(fits_quantiles(family) ? ", " : " or ", name, listed(kMoments));
  if (fits_quantiles(family)) result += " or two quantiles such as (p05, p95)";
  return result;
}

std::optional<double> quantile_named(std::string_view name) {
  // "p5" could mean 5 % or 50 %, "p100" 100 % or 10 %; neither is a name.
  if (name.size() < 3 || name.size() > 12 || name[0] != 'p') return std::nullopt;
  if (name.size() > 3 && name.back() == '0') return std::nullopt;
  const auto probability = base::parse_number(base::cat("0.", name.substr(1)));
  for (const char c : name.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  return probability && *probability > 0 ? probability : std::nullopt;
}

std::expected<Distribution, DistributionError> make_distribution(Family family, std::span<const Argument> arguments,
                                                                 Range truncated) {
  DETENTE_CHECK(family != Family::Discrete);
  const auto parameters = canonical_parameters(family);
  std::vector<Argument> named(arguments.begin(), arguments.end());
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (named[i].name.empty() && i < parameters.size()) named[i].name = parameters[i].name;
    for (std::size_t j = 0; j < i; ++j) {
      if (named[j].name == named[i].name && !named[i].name.empty()) {
        return refuse(DistributionFault::Arguments, base::cat('`', named[i].name, "` is given twice"));
      }
    }
    if (!std::isfinite(named[i].value)) {
      return refuse(DistributionFault::NotANumber, base::cat('`', named[i].name, "` is not a finite number"));
    }
  }
  if (auto values = match(parameters, named)) return Distribution::make(family, std::move(*values), truncated);
  if (takes_moments(family)) {
    if (const auto values = match(kMoments, named)) {
      return from_moments(family, (*values)[0], (*values)[1], truncated);
    }
  }
  if (fits_quantiles(family) && named.size() == 2 && quantile_named(named[0].name) && quantile_named(named[1].name)) {
    return from_quantiles(family, named, truncated);
  }
  return refuse(DistributionFault::Arguments, base::cat("the arguments do not fit: ", usage(family)));
}

}  // namespace detente::sampling
