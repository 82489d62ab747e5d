#include <gtest/gtest.h>

#include <cmath>

#include "exec/engine.h"
#include "plan/builder.h"
#include "plan/examples.h"

namespace detente::exec {
namespace {

using kernels::Op;
using plan::Builder;
using plan::Method;
using plan::Plan;
using plan::Slot;

std::vector<double> metrics(const Plan& plan, const RunRequest& request) {
  auto engine = Engine::load(plan);
  EXPECT_TRUE(engine.ok());
  auto chunk = engine->run(request);
  EXPECT_TRUE(chunk.ok());
  return std::move(chunk->metrics);
}

// x' = -x + cos t + step at t = 1 of height `jump`, x(0) = 1, to t = 3.
Plan forced(Method method, double step, double jump) {
  Builder b({.start = 0, .end = 3, .step = step, .method = method});
  const Slot x = b.stock("x", b.constant(1)), zero = b.constant(0);
  b.in(&Plan::setup);
  const Slot first = b(Op::Round, b(Op::Div, b.constant(1), b.clock().dt));
  b.in(&Plan::step);
  // Jumps compare the integer step, so they stay fixed through the stages.
  const Slot height = b(Op::Select, b(Op::Le, first, b.clock().step), b.constant(jump), zero);
  b.in(&Plan::rates);
  b.rate(x, b(Op::Add, b(Op::Sub, b(Op::Cos, b.clock().time), x), height));
  b.metric("x", x);
  return b.take();
}

double exact(double t, double jump) {
  const double smooth = 0.5 * (std::cos(t) + std::sin(t)) + 0.5 * std::exp(-t);
  return smooth + jump * (1 - std::exp(-(t - 1)));
}

double error(Method method, double step, double jump) {
  return std::fabs(metrics(forced(method, step, jump), {.runs = 1})[0] - exact(3, jump));
}

TEST(Integrate, ConvergesAsItsMethodPromises) {
  struct Case {
    Method method;
    double order;
    double step;  // small enough for the leading term of the error, large enough to be far from rounding
  };
  const Case cases[] = {{Method::Euler, 1, 1.0 / 512},
                        {Method::EulerMaruyama, 1, 1.0 / 512},
                        {Method::Rk2, 2, 1.0 / 128},
                        {Method::Heun, 2, 1.0 / 128},
                        {Method::Rk4, 4, 1.0 / 32}};
  for (const auto& [method, order, step] : cases) {
    for (const double jump : {0.0, 2.0}) {
      const double coarse = error(method, step, jump), fine = error(method, step / 2, jump);
      EXPECT_NEAR(std::log2(coarse / fine), order, 0.05) << static_cast<int>(method) << " jump " << jump;
    }
  }
}

struct Moments {
  double mean, sd;
};

Moments moments(const double* values, uint32_t count) {
  double sum = 0, squares = 0;
  for (uint32_t i = 0; i < count; ++i) sum += values[i];
  const double mean = sum / count;
  for (uint32_t i = 0; i < count; ++i) squares += (values[i] - mean) * (values[i] - mean);
  return {mean, std::sqrt(squares / (count - 1))};
}

TEST(Integrate, HasTheMomentsOfOrnsteinAndUhlenbeck) {
  // From 0 with speed 1, level 1 and sigma 0.5: after t = 4 the law is normal with the moments below.
  const uint32_t runs = 40000;
  const double mean = 1 - std::exp(-4.0), sd = 0.5 * std::sqrt((1 - std::exp(-8.0)) / 2);
  for (const Method method : {Method::EulerMaruyama, Method::Heun}) {
    const std::vector<double> all = metrics(plan::ornstein_uhlenbeck(method), {.seed = 4, .runs = runs});
    const Moments found = moments(all.data(), runs);
    EXPECT_NEAR(found.mean, mean, 4 * sd / std::sqrt(runs) + 1e-3);
    EXPECT_NEAR(found.sd, sd, 0.01 * sd + 4 * sd / std::sqrt(2 * runs));
  }
}

TEST(Integrate, HasTheMomentsOfGeometricBrownianMotion) {
  const uint32_t runs = 40000;
  const std::vector<double> all = metrics(plan::geometric_brownian(), {.seed = 5, .runs = runs});
  const double mean = std::exp(0.05 * 5), sd = mean * std::sqrt(std::exp(0.04 * 5) - 1);
  const Moments found = moments(all.data(), runs);
  EXPECT_NEAR(found.mean, mean, 4 * sd / std::sqrt(runs));
  EXPECT_NEAR(found.sd, sd, 0.03 * sd);
}

TEST(Integrate, ShocksArriveAtTheirRate) {
  // Arrivals over 10 years at 1 a year are Poisson; the stock forgets at 0.5 a year what lifts it by 0.3 on average.
  const uint32_t runs = 40000;
  const std::vector<double> all = metrics(plan::shocks(), {.seed = 6, .runs = runs});
  const Moments shocks = moments(all.data() + runs, runs);
  // 41 grid times from 0 to 10, each with a quarter of a year's arrivals.
  EXPECT_NEAR(shocks.mean, 10.25, 4 * std::sqrt(10.25 / runs));
  EXPECT_NEAR(shocks.sd, std::sqrt(10.25), 0.02 * std::sqrt(10.25));
  const double kept = 1 - 0.5 * 0.25;  // of a step
  const double mean = 0.25 * 0.3 * (1 - std::pow(kept, 41)) / (1 - kept);
  EXPECT_NEAR(moments(all.data(), runs).mean, mean, 0.01);
}

TEST(Integrate, DelaysByTheStepsAsked) {
  // With no noise the player sees x exactly `delay` ago; before the start it sees x itself.
  const Plan plan = plan::steering();
  auto engine = Engine::load(plan);
  for (const double delay : {0.125, 0.5, 2.0}) {
    const std::vector<InputColumn> columns = {{{}, 0.2}, {{}, delay}, {{}, 0}};
    const auto chunk = engine->run({.runs = 1, .inputs = columns, .record = Record::EveryStep});
    const auto steps = static_cast<uint32_t>(delay / 0.125);
    const double* x = chunk->traces.data();
    const double* seen = chunk->traces.data() + 2 * chunk->points;
    for (uint32_t point = 0; point < chunk->points; ++point) {
      EXPECT_EQ(seen[point], point >= steps ? x[point - steps] : x[point]) << delay << " " << point;
    }
  }
}

TEST(Integrate, HoldsALeverBetweenDecisions) {
  const Plan plan = plan::steering();
  auto engine = Engine::load(plan);
  const auto chunk = engine->run({.seed = 2, .runs = 1, .record = Record::EveryStep});
  const double* lever = chunk->traces.data() + chunk->points;
  uint32_t changes = 0;
  for (uint32_t point = 1; point < chunk->points; ++point) {
    if (lever[point] == lever[point - 1]) continue;
    ++changes;
    EXPECT_EQ(point % 4, 0u);
  }
  EXPECT_EQ(changes, 20u);
}

}  // namespace
}  // namespace detente::exec
