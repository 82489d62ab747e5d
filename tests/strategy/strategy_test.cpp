// Levers, players, policies, agreements and scenarios, through the whole compiler and engine.
#include <cmath>

#include "support.h"

namespace detente {
namespace {

using testing_support::Study;

const std::string kRace = R"(model race
time 2026 to 2036 year step 1/4 using euler
set power = { a, b }
unit effort
parameter growth: 1/year = 0.2 in [0, 1]
parameter weight[power]: fraction = { a: 1, b: 2 } in [0, 5]
alternative form = { linear, square }
stock arms[p in power]: effort = 1
    change growth * (1 - restraint[p]) * 1 effort
aux felt: fraction = match form { linear: arms[a] / (1 effort), square: (arms[a] / (1 effort))^2 }
lever restraint[p in power]: fraction in [0, 1] = 0
lever mode: fraction in {0, 1, 3} = 1
player p in power
    controls restraint[p] every 1 year
    observes arms[p] with delay 1 year
    observes felt
    maximises 1 - restraint[p]
    at end arms[p] / (1 effort)
    discounts 5 %/year
policy ease(slope in [0, 2] = 0.5) for p in power
    restraint[p] = slope * (seen(arms[p]) / (1 effort) - 1)
agreement freeze(depth in [0, 1] = 0.3)
    between a, b
    requires restraint[a] >= freeze.depth and restraint[b] >= freeze.depth
metric last[p in power]: effort = final(arms[p])
metric restraint_at_2031[p in power]: fraction = restraint[p] at 2031
metric felt_last: fraction = final(felt)
metric weighed: fraction = sum(p in power: weight[p])
metric moded: fraction = final(mode)
metric in_force: year = integral(signed(freeze))
metric broken: year = integral(breaching(freeze, a))
metric payoff_of_a: year = payoff(a)
)";

TEST(Scenarios, SetParametersLeversStocksAndAlternatives) {
  Study study(kRace + R"(
scenario s
    growth = 0.5/year
    restraint[a] = 0.5
    arms[b] = 3
    form = square
)");
  EXPECT_NEAR(study.value("last[a]"), 3, 1e-12);
  EXPECT_NEAR(study.value("last[a]", "s"), 1 + 0.5 * 0.5 * 10, 1e-12);
  EXPECT_NEAR(study.value("last[b]", "s"), 3 + 0.5 * 10, 1e-12);
  EXPECT_NEAR(study.value("felt_last", "s"), 3.5 * 3.5, 1e-12);
}

TEST(Scenarios, ChildBeatsParentAndOneElementBeatsAll) {
  Study study(kRace + R"(
scenario parent
    weight[a] = 3
    weight = 4
    mode = 0
scenario child extends parent
    mode = 3
scenario grandchild extends child
    weight = 1
scenario later
    mode = 3
    mode = 0
)");
  EXPECT_EQ(study.value("weighed", "parent"), 7);  // 3 + 4: weight[a] counts although it stands first
  EXPECT_EQ(study.value("moded", "child"), 3);
  EXPECT_EQ(study.value("weighed", "child"), 7);
  EXPECT_EQ(study.value("weighed", "grandchild"), 2);  // the child's whole array beats the parent's element
  EXPECT_EQ(study.value("moded", "later"), 0);
}

TEST(Scenarios, LeversByExpressionAreFollowedAtEveryStep) {
  Study study(kRace + R"(
scenario s
    restraint = if time < 2031 year then 0 else 1
)");
  // Five years of growth from steps at 2026 .. 2030.75.
  EXPECT_NEAR(study.value("last[a]", "s"), 1 + 0.2 * 5, 1e-12);
}

TEST(Scenarios, TimedChangesHappenInTheirScenarioOnly) {
  Study study(kRace + R"(
scenario s
    at 2030: arms[b] += 2 effort
scenario t extends s
    at 2031: arms[b] += 1 effort
)");
  EXPECT_NEAR(study.value("last[b]"), 3, 1e-12);
  EXPECT_NEAR(study.value("last[b]", "s"), 5, 1e-12);
  EXPECT_NEAR(study.value("last[b]", "t"), 6, 1e-12);
}

TEST(Scenarios, MoveTheTimeRange) {
  Study study(kRace + R"(
scenario s
    time 2026 to 2046
)");
  EXPECT_NEAR(study.value("last[a]", "s"), 1 + 0.2 * 20, 1e-12);
}

TEST(Policies, SeeWithADelayAndDecideOncePerPeriod) {
  Study study(kRace + R"(
scenario s
    a follows ease
scenario steep
    a follows ease(slope: 1)
scenario set_apart extends s
    restraint[a] = 0.25
)");
  // Arms as the rule sees them are a year old; a decision holds for four steps.
  const auto path = [](double slope) {
    double arms = 1, restraint = 0, history[41];
    for (int k = 0; k < 40; ++k) {
      if (k % 4 == 0) restraint = std::min(1.0, std::max(0.0, slope * ((k >= 4 ? history[k - 4] : 1) - 1)));
      history[k] = arms;
      arms += 0.2 * (1 - restraint) * 0.25;
    }
    return arms;
  };
  EXPECT_NEAR(study.value("last[a]", "s"), path(0.5), 1e-12);
  EXPECT_NEAR(study.value("last[a]", "steep"), path(1), 1e-12);
  EXPECT_NEAR(study.value("last[b]", "s"), 3, 1e-12);
  EXPECT_DOUBLE_EQ(study.value("restraint_at_2031[a]", "set_apart"), 0.25);
}

TEST(Policies, TheAffineRuleIsSetByInputsAlone) {
  Study study(kRace);
  const auto input = [&](plan::InputKind kind, std::string_view name) {
    for (std::uint32_t i = 0; i < study.interface().inputs.size(); ++i) {
      if (study.interface().inputs[i].kind == kind && study.interface().inputs[i].quantity.name.full == name) return i;
    }
    ADD_FAILURE() << name;
    return 0u;
  };
  const plan::Lever& lever = study.interface().levers[0];
  ASSERT_EQ(lever.quantity.name.full, "restraint[a]");
  std::uint32_t affine = 0;
  while (affine < lever.rules.size() && !lever.rules[affine].affine) ++affine;
  ASSERT_LT(affine, lever.rules.size());
  ASSERT_EQ(lever.rules[affine].coefficients.size(), 4u);  // constant, two observations, time
  const auto set = [&](std::uint32_t to, double value) {
    plan::Override change;
    change.input = to;
    change.value = value;
    study.settings.push_back(change);
  };
  set(input(plan::InputKind::LeverRule, "restraint[a]"), affine + 1.0);
  set(lever.rules[affine].coefficients[0], 0.1);
  set(lever.rules[affine].coefficients[3], 0.05);
  EXPECT_DOUBLE_EQ(study.value("restraint_at_2031[a]"), 0.1 + 0.05 * 5);
}

TEST(Levers, KeepToListedChoices) {
  Study study(kRace + R"(
scenario s
    mode = 0.5 * (time - 2026 year) / (1 year)
)");
  EXPECT_EQ(study.value("moded"), 1);
  EXPECT_EQ(study.value("moded", "s"), 3);  // 5, moved to the nearest choice
}

TEST(Agreements, MoveLeversIntoTheirBoundsWhileInForce) {
  Study study(kRace + R"(
scenario deal
    sign freeze(depth: 0.5) at 2028
scenario defector extends deal
    a breaches freeze from 2030
)");
  EXPECT_NEAR(study.value("in_force"), 0, 1e-12);
  EXPECT_NEAR(study.value("in_force", "deal"), 8, 1e-12);
  EXPECT_DOUBLE_EQ(study.value("restraint_at_2031[a]", "deal"), 0.5);
  EXPECT_NEAR(study.value("last[a]", "deal"), 1 + 0.2 * 2 + 0.1 * 8, 1e-12);
  EXPECT_NEAR(study.value("last[a]", "defector"), 1 + 0.2 * 2 + 0.1 * 2 + 0.2 * 6, 1e-12);
  EXPECT_NEAR(study.value("last[b]", "defector"), 1 + 0.2 * 2 + 0.1 * 8, 1e-12);
  EXPECT_NEAR(study.value("broken", "defector"), 6, 1e-12);
}

const std::string kWatched = R"(model watched
time 0 to 10 year step 1/8 using euler
set power = { a, b }
lever restraint[p in power]: fraction in [0, 1] = 0
player p in power
    controls restraint[p] every 1 year
agreement ban(detection: 1/year in [0, 9] = 2)
    between a, b
    requires all(p in power: restraint[p] >= 1)
    monitors breach at rate ban.detection, false alarms at rate 0.1/year
    punishes by PUNISHMENT
scenario honest
    sign ban
scenario cheat extends honest
    a breaches ban from 5
metric held: year = integral(signed(ban))
metric heard: fraction = final(alarms(ban))
metric kept: year = integral(restraint[b])
metric heard_by_5: fraction = alarms(ban) at 5
metric heard_by_6: fraction = alarms(ban) at 6
)";

std::string watched(std::string_view punishment) {
  std::string text = kWatched;
  text.replace(text.find("PUNISHMENT"), 10, punishment);
  return text;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

TEST(Agreements, EndAtTheFirstAlarm) {
  Study study(watched("ending"));
  // First alarm at rate 0.1: P(within 10 years) = 1 - exp(-1), mean time in force 10 (1 - exp(-1)).
  const std::vector<double> heard = study.values("heard", "honest", 20000);
  EXPECT_NEAR(mean(heard), 1 - std::exp(-1), 0.015);
  const std::vector<double> held = study.values("held", "honest", 20000), kept = study.values("kept", "honest", 20000);
  EXPECT_NEAR(mean(held), 10 * (1 - std::exp(-1)), 0.15);
  EXPECT_EQ(held, kept);  // the bounds hold exactly while it is in force
}

TEST(Agreements, SuspensionReleasesAndResumes) {
  Study study(watched("suspending for 1 year"));
  // Alarms renew: after one a year passes, then the next comes at rate 0.1. Mean share of time in force tends to 10/11.
  const std::vector<double> held = study.values("held", "honest", 4000);
  const std::vector<double> heard = study.values("heard", "honest", 4000);
  for (std::size_t run = 0; run < held.size(); ++run) {
    EXPECT_GE(held[run], 10 - heard[run] - 1e-9);
    EXPECT_LE(held[run], 10 - std::max(0.0, heard[run] - 1) + 1e-9);
  }
  EXPECT_GT(mean(heard), 0.8);
}

TEST(Agreements, BreachIsDetectedAtItsRate) {
  Study study(watched("ending"));
  // Given no false alarm until 5, the breach is heard within a year with probability 1 - exp(-2.1).
  const std::vector<double> before = study.values("heard_by_5", "cheat", 20000);
  const std::vector<double> after = study.values("heard_by_6", "cheat", 20000);
  double open = 0, caught = 0;
  for (std::size_t run = 0; run < before.size(); ++run) {
    open += before[run] == 0;
    caught += before[run] == 0 && after[run] == 1;
  }
  EXPECT_NEAR(caught / open, 1 - std::exp(-2.1), 0.015);
}

TEST(Payoffs, AreIntegratedDiscountedAndEndWithAValue) {
  Study study(kRace);
  double expected = 0;
  for (int k = 0; k < 40; ++k) expected += std::exp(-0.05 * k * 0.25) * 0.25;  // Euler, restraint 0
  expected += std::exp(-0.5) * 3;
  EXPECT_NEAR(study.value("payoff(a)"), expected, 1e-12);
  EXPECT_NEAR(study.value("payoff_of_a"), expected, 1e-12);
  EXPECT_DOUBLE_EQ(study.interface().players[0].discount, 0.05);
}

TEST(Observation, ErrorsAreFreshAndUnbiased) {
  Study study(R"(model noisy
time 0 to 1 year step 1 using euler
set power = { a, b }
stock level: fraction = 2
    change 0/year
lever said[p in power]: fraction in [-9, 9] = 0
player p in power
    controls said[p] every 1 year
    observes level with error 10 %
policy tell for p in power
    said[p] = seen(level)
scenario s
    a follows tell
    b follows tell
metric one: fraction = said[a] at 0
metric two: fraction = said[a] at 1
metric other: fraction = said[b] at 0
)");
  const std::vector<double> one = study.values("one", "s", 20000), two = study.values("two", "s", 20000);
  const std::vector<double> other = study.values("other", "s", 20000);
  EXPECT_NEAR(mean(one), 2, 0.01);
  double variance = 0, over_time = 0, between = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    variance += (one[i] - 2) * (one[i] - 2);
    over_time += (one[i] - 2) * (two[i] - 2);
    between += (one[i] - 2) * (other[i] - 2);
  }
  const double n = static_cast<double>(one.size());
  EXPECT_NEAR(std::sqrt(variance / n), 0.2, 0.005);
  EXPECT_NEAR(over_time / n / 0.04, 0, 0.03);
  EXPECT_NEAR(between / n / 0.04, 0, 0.03);
}

TEST(Players, DecideAfterEvents) {
  Study study(R"(model alarm
time 0 to 10 year step 1/4 using euler
stock level: fraction = 0
    change 1/year
lever answer: fraction in [0, 20] = 0
event bell at 3, 7
player us
    controls answer after bell
    observes level
policy copy for us
    answer = seen(level)
scenario s
    us follows copy
metric early: fraction = answer at 2
metric middle: fraction = answer at 5
metric late: fraction = final(answer)
)");
  EXPECT_DOUBLE_EQ(study.value("early", "s"), 0);
  EXPECT_DOUBLE_EQ(study.value("middle", "s"), 3);
  EXPECT_DOUBLE_EQ(study.value("late", "s"), 7);
}

}  // namespace
}  // namespace detente
