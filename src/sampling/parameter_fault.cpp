#include "sampling/parameter_fault.h"

#include <initializer_list>
#include <limits>
#include <string_view>

#include "base/cat.h"
#include "base/check.h"
#include "base/number_text.h"

namespace detente::sampling {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Larger shapes would make the incomplete integrals slow; such distributions are normal for every purpose.
constexpr double kLargestShape = 1e7;

using Check = std::optional<DistributionError>;

std::string quoted(std::string_view name) { return base::cat('`', name, '`'); }

Check must_ascend(std::string_view low_name, double low, std::string_view high_name, double high) {
  if (low < high) return std::nullopt;
  return DistributionError{DistributionFault::NotAscending,
                           base::cat(quoted(low_name), " (", base::number_text(low), ") must be below ",
                                     quoted(high_name), " (", base::number_text(high), ")")};
}

Check must_be_positive(std::string_view name, double value) {
  if (value > 0) return std::nullopt;
  return DistributionError{DistributionFault::NotPositive,
                           base::cat(quoted(name), " must be above 0, is ", base::number_text(value))};
}

Check must_be_shape(std::string_view name, double value) {
  if (const Check fault = must_be_positive(name, value)) return fault;
  if (value <= kLargestShape) return std::nullopt;
  return DistributionError{DistributionFault::OutsideSupport,
                           base::cat(quoted(name), " must be at most ", base::number_text(kLargestShape), ", is ",
                                     base::number_text(value))};
}

Check mode_must_be_inside(double low, double mode, double high) {
  if (low <= mode && mode <= high) return std::nullopt;
  return DistributionError{DistributionFault::ModeOutside,
                           base::cat("`mode` (", base::number_text(mode), ") lies outside ", base::number_text(low),
                                     " to ", base::number_text(high))};
}

Check first_of(std::initializer_list<Check> checks) {
  for (const Check& check : checks) {
    if (check) return check;
  }
  return std::nullopt;
}

Check check_discrete(const std::vector<double>& pairs) {
  if (pairs.empty() || pairs.size() % 2 != 0) {
    return DistributionError{DistributionFault::Arguments, "discrete takes values, each with a weight"};
  }
  double total = 0;
  for (std::size_t i = 0; i < pairs.size(); i += 2) {
    if (i > 0 && !(pairs[i - 2] < pairs[i])) {
      return DistributionError{DistributionFault::NotAscending, "the values must ascend, each given once"};
    }
    if (pairs[i + 1] < 0) {
      return DistributionError{DistributionFault::NotPositive, "a weight must not be below 0"};
    }
    total += pairs[i + 1];
  }
  if (total > 0 && total < kInfinity) return std::nullopt;
  return DistributionError{DistributionFault::NotPositive, "the weights must have a positive finite sum"};
}

}  // namespace

std::optional<DistributionError> parameter_fault(Family family, const std::vector<double>& p) {
  switch (family) {
    case Family::Point: return std::nullopt;
    case Family::Uniform: return must_ascend("low", p[0], "high", p[1]);
    case Family::LogUniform: return first_of({must_be_positive("low", p[0]), must_ascend("low", p[0], "high", p[1])});
    case Family::Normal: return must_be_positive("sd", p[1]);
    case Family::LogNormal: return first_of({must_be_positive("median", p[0]), must_be_positive("sigma", p[1])});
    case Family::Beta: return first_of({must_be_shape("alpha", p[0]), must_be_shape("beta", p[1])});
    case Family::Gamma: return first_of({must_be_shape("shape", p[0]), must_be_positive("scale", p[1])});
    case Family::Exponential: return must_be_positive("mean", p[0]);
    case Family::Triangular:
      return first_of({must_ascend("low", p[0], "high", p[2]), mode_must_be_inside(p[0], p[1], p[2])});
    case Family::Pert:
      return first_of({must_ascend("low", p[0], "high", p[2]), mode_must_be_inside(p[0], p[1], p[2]),
                       must_be_shape("weight", p[3])});
    case Family::Weibull: return first_of({must_be_shape("shape", p[0]), must_be_positive("scale", p[1])});
    case Family::StudentT: return first_of({must_be_shape("degrees", p[0]), must_be_positive("scale", p[2])});
    case Family::Cauchy: return must_be_positive("scale", p[1]);
    case Family::LogitNormal:
      if (!(p[0] > 0 && p[0] < 1)) {
        return DistributionError{DistributionFault::OutsideSupport,
                                 base::cat("`median` must lie between 0 and 1, is ", base::number_text(p[0]))};
      }
      return must_be_positive("sigma", p[1]);
    case Family::Bernoulli:
      if (p[0] >= 0 && p[0] <= 1) return std::nullopt;
      return DistributionError{DistributionFault::OutsideSupport,
                               base::cat("`probability` must lie from 0 to 1, is ", base::number_text(p[0]))};
    case Family::Poisson: return must_be_shape("mean", p[0]);
    case Family::Discrete: return check_discrete(p);
  }
  DETENTE_CHECK(false);
}

}  // namespace detente::sampling
