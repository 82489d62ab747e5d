#include "sampling/signature.h"

#include <gtest/gtest.h>

#include <cmath>

namespace detente::sampling {
namespace {

Distribution from(std::string_view family, std::vector<Argument> arguments) {
  const auto result = make_distribution(*family_named(family), arguments);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return result.value_or(Distribution());
}

DistributionError refusal(std::string_view family, std::vector<Argument> arguments) {
  const auto result = make_distribution(*family_named(family), arguments);
  EXPECT_FALSE(result.has_value());
  return result ? DistributionError{} : result.error();
}

TEST(Signature, FillsParametersByPositionAndName) {
  EXPECT_EQ(from("uniform", {{"", 0.1}, {"", 0.6}}), *Distribution::make(Family::Uniform, {0.1, 0.6}));
  EXPECT_EQ(from("normal", {{"sd", 2}, {"mean", 1}}), *Distribution::make(Family::Normal, {1, 2}));
  EXPECT_EQ(from("normal", {{"sd", 2}}), *Distribution::make(Family::Normal, {0, 2}));
  EXPECT_EQ(from("pert", {{"", 1}, {"", 2}, {"", 4}}), *Distribution::make(Family::Pert, {1, 2, 4, 4}));
  EXPECT_EQ(from("student_t", {{"", 3}}), *Distribution::make(Family::StudentT, {3, 0, 1}));
}

TEST(Signature, BuildsFromMeanAndSd) {
  const Distribution beta = from("beta", {{"mean", 0.2}, {"sd", 0.1}});
  EXPECT_NEAR(beta.parameters()[0], 3, 1e-14);
  EXPECT_NEAR(beta.parameters()[1], 12, 1e-14);
  const Distribution gamma = from("gamma", {{"mean", 6}, {"sd", 3}});
  EXPECT_NEAR(gamma.parameters()[0], 4, 1e-14);
  EXPECT_NEAR(gamma.parameters()[1], 1.5, 1e-14);
  EXPECT_NEAR(from("lognormal", {{"mean", 6}, {"sd", 3}}).mean(), 6, 1e-13);
  EXPECT_EQ(refusal("beta", {{"mean", 0.5}, {"sd", 0.5}}).fault, DistributionFault::NoSolution);
}

TEST(Signature, BuildsFromTwoQuantiles) {
  const Distribution lognormal = from("lognormal", {{"p05", 12.5}, {"p95", 18}});
  EXPECT_NEAR(lognormal.parameters()[0], 15, 1e-13);
  EXPECT_NEAR(lognormal.parameters()[1], 0.11084363605767433, 1e-15);
  // SciPy 1.17.1, fsolve on the distribution functions.
  const Distribution beta = from("beta", {{"p95", 0.6}, {"p05", 0.1}});
  EXPECT_NEAR(beta.parameters()[0], 2.73221622, 5e-9);
  EXPECT_NEAR(beta.parameters()[1], 5.67052475, 5e-9);
  const Distribution gamma = from("gamma", {{"p05", 2}, {"p95", 9}});
  EXPECT_NEAR(gamma.parameters()[0], 5.19754372, 5e-9);
  EXPECT_NEAR(gamma.parameters()[1], 0.95491875, 5e-9);
  for (const char* name :
       {"uniform", "loguniform", "normal", "lognormal", "beta", "gamma", "weibull", "cauchy", "logitnormal"}) {
    SCOPED_TRACE(name);
    const Distribution d = from(name, {{"p10", 0.2}, {"p75", 0.45}});
    EXPECT_NEAR(d.quantile(0.1), 0.2, 1e-9);
    EXPECT_NEAR(d.quantile(0.75), 0.45, 1e-9);
  }
}

TEST(Signature, RefusesQuantilesThatFitNothing) {
  EXPECT_EQ(refusal("normal", {{"p05", 3}, {"p95", 2}}).message, "`p05` (3) must be below `p95` (2)");
  EXPECT_EQ(refusal("lognormal", {{"p05", -3}, {"p95", 2}}).fault, DistributionFault::OutsideSupport);
  EXPECT_EQ(refusal("beta", {{"p05", 0.3}, {"p95", 1.2}}).fault, DistributionFault::OutsideSupport);
  EXPECT_EQ(refusal("beta", {{"p05", 0.3}, {"p95", 0.30001}}).fault, DistributionFault::NoSolution);
  EXPECT_EQ(refusal("gamma", {{"p05", 1e-300}, {"p95", 1e300}}).fault, DistributionFault::NoSolution);
}

TEST(Signature, ExplainsUnfittingArguments) {
  EXPECT_EQ(refusal("beta", {{"", 1}}).message,
            "the arguments do not fit: beta(alpha, beta), beta(mean, sd) or two quantiles such as (p05, p95)");
  EXPECT_EQ(refusal("triangular", {{"", 1}, {"top", 1}}).message,
            "the arguments do not fit: triangular(low, mode, high)");
  EXPECT_EQ(refusal("normal", {{"", 1}, {"mean", 1}}).message, "`mean` is given twice");
  EXPECT_EQ(refusal("normal", {{"", 1}, {"", 1}, {"", 1}}).fault, DistributionFault::Arguments);
  EXPECT_EQ(refusal("normal", {{"mean", NAN}, {"sd", 1}}).fault, DistributionFault::NotANumber);
}

TEST(Signature, KnowsWhichArgumentsCarryAUnit) {
  EXPECT_EQ(argument_kind(Family::LogNormal, "p05", 0), ParameterKind::Quantity);
  EXPECT_EQ(argument_kind(Family::LogNormal, "sigma", 1), ParameterKind::Pure);
  EXPECT_EQ(argument_kind(Family::Gamma, "", 0), ParameterKind::Pure);
  EXPECT_EQ(argument_kind(Family::Gamma, "", 1), ParameterKind::Quantity);
  EXPECT_EQ(argument_kind(Family::Gamma, "", 2), std::nullopt);
  EXPECT_EQ(argument_kind(Family::Gamma, "median", 0), std::nullopt);
  EXPECT_EQ(argument_kind(Family::Triangular, "p05", 0), std::nullopt);
}

TEST(Signature, NamesQuantiles) {
  EXPECT_EQ(quantile_named("p05"), 0.05);
  EXPECT_EQ(quantile_named("p50"), 0.5);
  EXPECT_EQ(quantile_named("p975"), 0.975);
  for (const char* name : {"p5", "p", "p100", "p00", "q05", "p5%", "p-1", "p1e"}) {
    EXPECT_EQ(quantile_named(name), std::nullopt) << name;
  }
  for (const auto name : family_names()) EXPECT_EQ(family_name(*family_named(name)), name);
}

}  // namespace
}  // namespace detente::sampling
