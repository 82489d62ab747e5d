// Claims from text to verdict, on models whose answers are known in closed form.
#include <cmath>

#include "support.h"

namespace detente {
namespace {

using analysis::claims::Finding;
using analysis::claims::Verdict;
using plan::Expectation;
using testing_support::Study;

Finding only(Study& study, std::uint64_t futures = 1) {
  std::vector<Finding> findings = study.judge(futures);
  EXPECT_FALSE(findings.empty());
  return findings.empty() ? Finding() : findings[0];
}

TEST(TrajectoryClaims, ConvergenceOfAShrinkingGap) {
  Study study(R"(model gap
time 2025 to 2040 year step 1/8 using rk4
stock gap: fraction = 8
    change -0.3/year * gap
claim soon
    gap and 0 converge to within 1 by 2035
claim too_soon
    gap and 0 converge to within 1 by 2031
)");
  const std::vector<Finding> findings = study.judge(1);
  EXPECT_EQ(findings[0].verdict, Verdict::Supported);
  EXPECT_TRUE(findings[0].exact);
  EXPECT_EQ(findings[1].verdict, Verdict::Refuted);
}

TEST(TrajectoryClaims, OvertakingExponentials) {
  Study study(R"(model chase
time 0 to 30 year step 1/8 using rk4
stock first: fraction = 100
    change 0.04/year * first
stock second: fraction = 60
    change 0.07/year * second
claim late
    second overtakes first by 18
claim early
    second overtakes first by 17
)");
  const std::vector<Finding> findings = study.judge(1);
  EXPECT_EQ(findings[0].verdict, Verdict::Supported);
  EXPECT_EQ(findings[1].verdict, Verdict::Refuted);
}

// x' = a + x - x^3 from -1: the fold is at a = 2 / (3 sqrt 3) = 0.38490.
TEST(TrajectoryClaims, TippingOverAFold) {
  Study study(R"(model fold
time 0 to 40 year step 1/64 using rk4
parameter a: fraction = 0.38 in [0, 1]
stock x: fraction = -1
    change (a + x - x^3) / (1 year)
metric crossed: year = time when (x > 0)
metric resting: fraction = final(x)
scenario above
    a = 0.40
scenario well_above
    a = 0.45
claim below_the_fold
    x tips over 0 by 40
claim above_the_fold
    under above
    x tips over 0 by 18
claim not_so_early
    under above
    x tips over 0 by 17
)");
  if (!study.compiled.ok()) return;
  EXPECT_NEAR(study.value("resting"), -0.62975, 0.03);
  EXPECT_NEAR(study.value("crossed", "above"), 17.3062, 1.0 / 64);
  EXPECT_NEAR(study.value("crossed", "well_above"), 7.2486, 1.0 / 64);
}

TEST(TrajectoryClaims, GrowthGapWithNormalUncertainty) {
  Study study(R"(model overtaken
time 0 to 20 year step 1/4 using rk4
parameter gap: 1/year = 0.03 ~ normal(mean: 0.03, sd: 0.01)
stock lead: fraction = 0.5108256237659907
    change -gap
metric at_15: fraction = lead at 15
claim in_20
    by 20: lead <= 0
    expect probability >= 0.6
claim in_15
    expect probability >= 0.5: at_15 <= 0
)");
  const std::vector<Finding> findings = study.judge(20000);
  EXPECT_NEAR(findings[0].estimate, 0.6721551, 0.012);
  EXPECT_TRUE(findings[0].interval.contains(0.6721551));
  EXPECT_EQ(findings[0].verdict, Verdict::Supported);
  EXPECT_NEAR(findings[1].estimate, 0.3425535, 0.012);
  EXPECT_EQ(findings[1].verdict, Verdict::Refuted);
  EXPECT_EQ(findings[0].interval.kind, stats::IntervalKind::Sequence);
}

// A maximum seen on a grid is biased low: 0.2748 at 1/40 where the path itself gives 0.3173.
TEST(TrajectoryClaims, BrownianMaximumOnAGrid) {
  Study study(R"(model walk
time 0 to 1 year step 1/40 using euler_maruyama
noise w
constant sigma: 1/year^(1/2) = 1
stock x: fraction = 0
    diffusion sigma * w
claim high
    eventually: x > 1
    expect probability >= 0.2
)");
  EXPECT_NEAR(only(study, 20000).estimate, 0.2748, 0.012);
}

TEST(TrajectoryClaims, CrisesAtARate) {
  Study study(R"(model crises
time 0 to 10 year step 1/12 using euler
stock crises: fraction = 0
event crisis at rate 0.05/year
    crises += 1
claim some
    by 10: crises >= 1
    expect probability >= 0.3
claim after_one "What follows the first crisis is judged only where there is one"
    after crises >= 1: eventually [+0, +2 year]: crises >= 2
    expect probability <= 0.5
claim never_so_many
    after crises >= 50: always: crises >= 50
    expect probability >= 0.5
)");
  const std::vector<Finding> findings = study.judge(20000);
  EXPECT_NEAR(findings[0].estimate, 0.3934693, 0.012);
  EXPECT_TRUE(findings[1].conditional);
  EXPECT_NEAR(findings[1].condition, 0.3934693, 0.012);
  EXPECT_EQ(findings[2].verdict, Verdict::NoEvidence);
}

TEST(TrajectoryClaims, WindowsThatLeaveTheRunAreUndecided) {
  Study study(R"(model short
time 0 to 10 year step 1 using euler
stock x: fraction = 1
    change 0.1/year
claim beyond
    always: (eventually within 3 year: x > 1.5)
claim inside
    always [0, 5]: (eventually within 3 year: x > 1)
claim untrue
    (x rises on [0, 10]) and not (x falls on [0, 10])
)");
  const std::vector<Finding> findings = study.judge(1);
  EXPECT_EQ(findings[0].undecided, 0);  // false already: at 0 nothing within three years passes 1.5
  EXPECT_EQ(findings[0].verdict, Verdict::Refuted);
  EXPECT_EQ(findings[1].verdict, Verdict::Supported);
  EXPECT_EQ(findings[2].verdict, Verdict::Supported);
}

TEST(EnsembleClaims, ArmsAreComparedInTheSameFuture) {
  Study study(R"(model arms
time 0 to 10 year step 1/4 using rk4
set side = { a, b }
parameter growth[side]: 1/year = 0.1 ~ uniform(0, 0.2)
stock x[s in side]: fraction = 1
    change growth[s] * x[s]
metric last[s in side]: fraction = final(x[s])
scenario more
    x = 1.01
claim always_more[s in side]
    expect share of futures >= 0.95: last[s] under more > last[s]
claim by_a_percent
    expect share of futures >= 0.95: last[a] under more > 1.005 * last[a] and last[a] under more < 1.015 * last[a]
claim given_fast
    given last[a] > 2
    expect share of futures >= 0.5: last[a] > 1.5
)");
  ASSERT_EQ(study.interface().claims.size(), 4u);
  EXPECT_EQ(study.interface().claims[1].name, "always_more[b]");
  const std::vector<Finding> findings = study.judge(2000);
  for (const Finding& finding : findings) EXPECT_EQ(finding.verdict, Verdict::Supported) << finding.claim;
  EXPECT_GT(findings[0].robustness.median, 0.01);
  EXPECT_NEAR(findings[3].condition, 0.65, 0.05);  // ln 2 / 10 < growth
}

TEST(EnsembleClaims, CorrelationsAndSensitivities) {
  Study study(R"(model blocks
parameter p: fraction = 0.5 ~ uniform(0, 1)
parameter q: fraction = 0.5 ~ uniform(0, 1)
parameter r: fraction = 0.5 ~ uniform(0, 1)
metric m: fraction = 4 * p + 2 * q
metric just_p: fraction = p
metric just_r: fraction = r
group first = p
group second = q
claim related
    expect rank correlation(m, just_p) > 0.8
claim unrelated
    expect rank correlation(m, just_r) > 0.2
claim mostly_p
    expect first order(m, first) > 0.7
claim not_q
    expect total order(m, second) > 0.3
)");
  const std::vector<Finding> findings = study.judge(8000);
  EXPECT_NEAR(findings[0].estimate, 0.89, 0.03);
  EXPECT_EQ(findings[0].verdict, Verdict::Supported);
  EXPECT_EQ(findings[1].verdict, Verdict::Refuted);
  EXPECT_NEAR(findings[2].estimate, 0.8, 0.06);  // 16 : 4
  EXPECT_EQ(findings[2].verdict, Verdict::Supported);
  EXPECT_NEAR(findings[3].estimate, 0.2, 0.03);
  EXPECT_EQ(findings[3].verdict, Verdict::Refuted);
}

TEST(EnsembleClaims, CorrelationWhereAConditionHolds) {
  // Up where `side` is positive, down elsewhere: 1 in the half that is counted, nothing over all.
  Study study(R"(model vee
parameter x: fraction = 0.5 ~ uniform(0, 1)
parameter side: fraction = 0.5 ~ uniform(-1, 1)
metric across: fraction = x
metric up: fraction = if side > 0 then x else -x
metric which: fraction = side
claim over_all
    expect rank correlation(up, across) > 0.5
claim where_up
    expect rank correlation(up, across) > 0.5
    given which > 0
claim nowhere
    expect rank correlation(up, across) > 0.5
    given which > 2
)");
  const std::vector<Finding> findings = study.judge(2000);
  EXPECT_EQ(findings[0].verdict, Verdict::Refuted);
  EXPECT_EQ(findings[1].verdict, Verdict::Supported);
  EXPECT_NEAR(findings[1].estimate, 1, 1e-12);
  EXPECT_EQ(findings[1].tally.successes + findings[1].set_aside, 2000);
  EXPECT_NEAR(findings[1].condition, 0.5, 0.05);
  EXPECT_TRUE(findings[1].condition_interval.contains(0.5));
  EXPECT_EQ(findings[2].verdict, Verdict::NoEvidence);
}

TEST(EnsembleClaims, ProbabilityInAShareOfWorlds) {
  Study study(R"(model worlds
parameter base: fraction = 0.5 in [0, 1]
parameter luck: fraction = 0.5 ~ uniform(0, 1)
metric good: fraction = if luck < base then 1 else 0
claim often
    expect probability >= 0.5 in >= 0.3 of worlds: good > 0.5
)");
  EXPECT_TRUE(analysis::claims::needs(study.interface()).worlds);
  const Finding finding = study.judge(400 * 200, 200)[0];
  EXPECT_NEAR(finding.estimate, 0.5, 0.08);
  EXPECT_EQ(finding.verdict, Verdict::Supported);
}

TEST(EnsembleClaims, WhatNeedsASolverIsKept) {
  Study study(R"(model players
set power = { a, b }
lever push[p in power]: fraction in [0, 1] = 0
player p in power
    controls push[p] every 1 year
    maximises -push[p]
time 0 to 5 year step 1 using euler
metric total: fraction = final(push[a])
claim stable
    in every equilibrium of a, b
    expect share of futures >= 0.5: total < 0.5
)");
  ASSERT_EQ(study.interface().claims.size(), 1u);
  EXPECT_EQ(study.interface().claims[0].equilibrium_players, (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(only(study, 10).verdict, Verdict::NotSolved);
}

}  // namespace
}  // namespace detente
