// How distributions are written: the names of the families, the parameters each takes and in which
// combinations, and the construction from two quantiles.
// A Quantity is in the unit of the declaration it stands in, a Pure number has no unit. Quantiles are
// named p and at least two digits: p05, p50, p975. Arguments without a name fill the family's own
// parameters in order.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sampling/distribution.h"

namespace detente::sampling {

enum class ParameterKind : std::uint8_t { Quantity, Pure };

struct Parameter {
  std::string_view name;
  ParameterKind kind;
  std::optional<double> preset = std::nullopt;  // its value when it is left out
};

std::optional<Family> family_named(std::string_view name);  // "normal"; `dirichlet` is not one of them
std::string_view family_name(Family family);
std::span<const std::string_view> family_names();

// The parameters of Distribution::make, in its order. Empty for Discrete.
std::span<const Parameter> canonical_parameters(Family family);

// The kind of an argument, by its name or else by its position; nothing if the family has no such one.
std::optional<ParameterKind> argument_kind(Family family, std::string_view name, std::uint32_t position);

// "beta(alpha, beta), beta(mean, sd) or beta with two quantiles such as p05, p95"
std::string usage(Family family);

// The probability that a quantile's name stands for: "p05" -> 0.05.
std::optional<double> quantile_named(std::string_view name);

struct Argument {
  std::string_view name;  // empty: by position
  double value;
};

// Every family but Discrete, whose pairs go to Distribution::make.
std::expected<Distribution, DistributionError> make_distribution(Family family, std::span<const Argument> arguments,
                                                                 Range truncated = {});

}  // namespace detente::sampling
