// The part of a model that payoffs depend on gives the bits of the whole one, and leaves out the rest.
#include <bit>
#include <cmath>

#include "exec/engine.h"
#include "support.h"

namespace detente {
namespace {

using testing_support::Study;

// Payoffs wait for a delayed stock, a Poisson event and a player's view; nobody's payoff needs `gone` or `tail`.
const std::string kModel = R"(model part
time 2020 to 2030 year step 1/4 using heun
parameter hurt: fraction ~ uniform(0.1, 0.3)
parameter rough: 1/year^(1/2) = 0.05 in [0, 1]
noise shock
stock gone: fraction = 1
    change -0.2 / year
aux doomed: fraction = ln(gone)
stock level: fraction = 1
    change effort * 0.1 / year
    diffusion rough * shock
stock tail: fraction = 0
    inflow delay_fixed(doomed, 1 year) / year
aux late: fraction = delay_fixed(level, 1 year)
event crisis at rate 0.3 / year
    level := level * (1 - hurt)
lever effort: fraction in [0, 1] = 0.4
player a
    controls effort every 1 year
    observes level with error 10 % delay 0.5 year
    subject to late >= 0.5
    discounts 3 %/year
    maximises late - effort ^ 2
metric last: fraction = final(tail)
claim grows "it grows"
    expect probability >= 50 %: last > 0
)";

// Payoff and constraint columns of each player, every bit of them, over futures of default inputs and noise.
std::vector<std::uint64_t> bits(const plan::Plan& plan, std::uint32_t runs) {
  auto engine = exec::Engine::load(plan);
  EXPECT_TRUE(engine.ok());
  const auto chunk = engine->run({.seed = 7, .runs = runs, .record = exec::Record::Nothing});
  EXPECT_TRUE(chunk.ok());
  std::vector<std::uint64_t> result;
  for (const plan::Player& player : plan.interface.players) {
    std::vector<std::uint32_t> metrics = player.constraints;
    if (player.payoff != plan::kNone) metrics.push_back(player.payoff);
    for (const std::uint32_t metric : metrics) {
      for (std::uint32_t run = 0; run < runs; ++run) {
        result.push_back(std::bit_cast<std::uint64_t>(chunk->metrics[std::size_t{metric} * chunk->runs + run]));
      }
    }
  }
  return result;
}

TEST(PayoffPlan, HasTheBitsOfTheWholeAndNoFaultsOfTheRest) {
  const Study study(kModel);
  plan::Plan whole = *study.compiled.plan;
  const plan::Plan part = driver::payoff_plan(study.compiled);
  EXPECT_EQ(part.stocks.size() + 2, whole.stocks.size());  // without `gone` and `tail`
  EXPECT_EQ(part.rings.size() + 1, whole.rings.size());
  EXPECT_EQ(part.interface.inputs.size(), whole.interface.inputs.size());
  EXPECT_EQ(part.streams.size(), whole.streams.size());
  EXPECT_EQ(part.interface.metrics.size(), 2u);  // payoff and constraint
  EXPECT_TRUE(part.atoms.empty() && part.monitors.empty() && part.interface.claims.empty());

  const auto of_part = bits(part, 100);
  // `gone` falls below 0 in 2025: every run of the whole faults, and with the payoff nothing is wrong.
  for (const std::uint64_t word : bits(whole, 100)) EXPECT_TRUE(std::isnan(std::bit_cast<double>(word)));
  for (const std::uint64_t word : of_part) EXPECT_FALSE(std::isnan(std::bit_cast<double>(word)));

  std::string sound = kModel;
  sound.replace(sound.find("-0.2 / year"), 11, "-0.02 / year");
  EXPECT_EQ(of_part, bits(*Study(sound).compiled.plan, 100));
}

TEST(PayoffPlan, OfTheFlagship) {
  const auto compiled = driver::compile("models/us_china_ai", {.preset = "core"});
  ASSERT_TRUE(compiled.ok());
  const plan::Plan part = driver::payoff_plan(compiled);
  EXPECT_LT(part.record.programs.front().code.size(), compiled.plan->record.programs.front().code.size());
  EXPECT_EQ(bits(part, 64), bits(*compiled.plan, 64));
}

}  // namespace
}  // namespace detente
