// A probability distribution of one number, as a plain value: a family, its parameters in canonical
// order and an optional range that truncates it.
// Numbers are in whatever unit the caller uses throughout. quantile() never decreases in u, beyond
// rounding in the families that invert an integral (beta, gamma, Poisson, Student's t).
//
//   family       parameters               family       parameters
//   Point        value                    Triangular   low, mode, high
//   Uniform      low, high                Pert         low, mode, high, weight of the mode (usually 4)
//   LogUniform   low, high                Weibull      shape, scale
//   Normal       mean, sd                 StudentT     degrees of freedom, location, scale
//   LogNormal    median, sigma of ln      Cauchy       location, scale
//   Beta         alpha, beta              LogitNormal  median, sigma of the logit
//   Gamma        shape, scale             Bernoulli    probability of 1
//   Exponential  mean                     Poisson      mean
//                                         Discrete     value, weight, value, weight, .. by ascending value
#pragma once

#include <cstdint>
#include <expected>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace detente::sampling {

enum class Family : std::uint8_t {
  Point,
  Uniform,
  LogUniform,
  Normal,
  LogNormal,
  Beta,
  Gamma,
  Exponential,
  Triangular,
  Pert,
  Weibull,
  StudentT,
  Cauchy,
  LogitNormal,
  Bernoulli,
  Poisson,
  Discrete,
};

struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  friend bool operator==(const Range&, const Range&) = default;
};

enum class DistributionFault : std::uint8_t {
  Arguments,       // names or number of arguments that fit no signature
  NotANumber,      // an argument is infinite or NaN
  NotPositive,     // a spread, shape or weight that must be above 0
  NotAscending,    // low >= high, or quantiles in the wrong order
  ModeOutside,     // the mode is not between low and high
  OutsideSupport,  // a mean, median or quantile the family cannot have
  NoSolution,      // no member of the family has these two quantiles
  EmptyRange,      // truncation leaves (almost) no probability
};

struct DistributionError {
  DistributionFault fault;
  std::string message;  // "`sd` must be above 0, is -1"
};

class Distribution {
 public:
  Distribution() : Distribution(Family::Point, {0.0}) {}

  // `truncated` keeps the part of the distribution in a closed range, scaled up to probability 1.
  static std::expected<Distribution, DistributionError> make(Family family, std::vector<double> parameters,
                                                             Range truncated = {});

  Family family() const { return family_; }
  const std::vector<double>& parameters() const { return parameters_; }
  Range truncated() const { return truncated_; }
  bool is_discrete() const;
  Range support() const;

  double quantile(double u) const;  // u in (0, 1)
  double cdf(double x) const;       // probability of at most x
  double mean() const;              // NaN where it does not exist (Cauchy, Student's t with df <= 1)
  // Where u lies in the distribution before truncation: quantile(u) is its quantile there.
  double untruncated(double u) const { return below_ + u * inside_; }
  // The beta distribution behind a Beta or Pert, as (alpha, beta).
  std::pair<double, double> beta_shapes() const;
  double median() const { return quantile(0.5); }

  friend bool operator==(const Distribution&, const Distribution&) = default;

 private:
  Distribution(Family family, std::vector<double> parameters) : family_(family), parameters_(std::move(parameters)) {}
  double mass_below(double x) const;  // probability of less than x, before truncation
  double mass_up_to(double x) const;  // probability of at most x, before truncation
  double whole_quantile(double u) const;
  double whole_mean() const;
  Range whole_support() const;

  Family family_;
  std::vector<double> parameters_;
  Range truncated_;
  double below_ = 0;   // probability under truncated_.low
  double inside_ = 1;  // probability in truncated_
};

}  // namespace detente::sampling
