// Verdicts on made-up results whose truth is known.
#include "analysis/claims/judge.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "kernels/ops.h"

namespace detente::analysis::claims {
namespace {

using plan::ArmValue;
using plan::Claim;
using plan::Expectation;
using plan::kBaseline;
using plan::kNone;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double uniform(uint64_t seed, uint64_t number) {  // splitmix64
  uint64_t z = seed * 0x2545F4914F6CDD1Dull + (number + 1) * 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}

plan::Formula value_of(ArmValue value) {
  plan::Formula formula;
  formula.inputs = {value};
  formula.slot_count = 1;
  formula.result = 0;
  return formula;
}

// metric `index` in `scenario` < bound, with the distance as robustness
plan::Formula below(uint32_t index, double bound, uint32_t scenario = kNone) {
  plan::Formula formula;
  formula.inputs = {{ArmValue::Kind::Metric, scenario, index}};
  formula.constants = {bound};
  formula.slot_count = 4;
  formula.code = {{static_cast<uint16_t>(kernels::Op::Lt), 2, 0, 1, kNone},
                  {static_cast<uint16_t>(kernels::Op::Sub), 3, 1, 0, kNone}};
  formula.result = 2;
  formula.robustness = 3;
  return formula;
}

Claim share_claim(plan::Formula formula, double threshold, bool at_least = true) {
  Claim claim;
  claim.formula = std::move(formula);
  claim.threshold = threshold;
  claim.at_least = at_least;
  return claim;
}

// Runs `futures` futures through a judge; `metric(arm, future, metric)` makes the results up.
struct Study {
  plan::Interface interface;
  Options options;
  uint32_t metrics = 1;
  bool faults = true;  // a first metric that is not a number means that the run faulted
  std::function<double(const Arm&, uint64_t, uint32_t)> metric;

  std::vector<Finding> judge(uint64_t futures) {
    const Needs needs = claims::needs(interface);
    Judge judge(interface, needs, options);
    for (uint64_t first = 0; first < futures; first += results::kChunkRuns) {
      std::vector<results::Chunk> chunks;
      for (const Arm& arm : needs.arms) {
        results::Chunk chunk;
        chunk.first_run = first;
        chunk.runs = static_cast<uint32_t>(std::min<uint64_t>(results::kChunkRuns, futures - first));
        for (uint32_t m = 0; m < metrics; ++m) {
          for (uint32_t run = 0; run < chunk.runs; ++run) chunk.metrics.push_back(metric(arm, first + run, m));
        }
        for (uint32_t run = 0; run < chunk.runs; ++run) {
          const bool faulted = faults && std::isnan(chunk.metrics[run]);
          chunk.faults.push_back(faulted ? results::Fault{0, 1} : results::Fault{});
        }
        chunks.push_back(std::move(chunk));
      }
      judge.add(chunks);
    }
    return judge.findings();
  }
};

Study bernoulli(double p, double threshold, uint64_t seed = 7) {
  Study study;
  study.interface.claims = {share_claim(below(0, p), threshold)};
  study.metric = [=](const Arm&, uint64_t future, uint32_t) { return uniform(seed, future); };
  return study;
}

TEST(Judge, ShareWithItsSequenceInterval) {
  const Finding finding = bernoulli(0.8, 0.5).judge(1000)[0];
  EXPECT_EQ(finding.verdict, Verdict::Supported);
  EXPECT_EQ(finding.interval.kind, stats::IntervalKind::Sequence);
  EXPECT_NEAR(finding.estimate, 0.8, 0.05);
  EXPECT_EQ(finding.interval, stats::tally_interval(stats::ProportionMethod::BetaBinomial, finding.tally));
  EXPECT_NEAR(finding.robustness.median, 0.3, 0.05);
  EXPECT_NEAR(finding.margin, finding.estimate - 0.5, 1e-15);
}

TEST(Judge, RefutesAndLeavesOpen) {
  EXPECT_EQ(bernoulli(0.3, 0.5).judge(1000)[0].verdict, Verdict::Refuted);
  EXPECT_EQ(bernoulli(0.3, 0.5).judge(5)[0].verdict, Verdict::Unresolved);
  Study at_most = bernoulli(0.3, 0.5);
  at_most.interface.claims[0].at_least = false;
  EXPECT_EQ(at_most.judge(1000)[0].verdict, Verdict::Supported);
}

// A share on the threshold: looking after every 50 runs, the claim is settled wrongly or rightly in few studies only.
TEST(Judge, LookingOftenDoesNotSettleWhatIsOnTheThreshold) {
  int settled = 0;
  constexpr int kStudies = 200;
  for (int study = 0; study < kStudies; ++study) {
    const Study made = bernoulli(0.5, 0.5, 1000 + study);
    const Needs needs = claims::needs(made.interface);
    Judge judge(made.interface, needs, made.options);
    bool ever = false;
    for (uint64_t first = 0; first < 2000 && !ever; first += 50) {
      results::Chunk chunk;
      chunk.first_run = first;
      chunk.runs = 50;
      for (uint32_t run = 0; run < 50; ++run) chunk.metrics.push_back(made.metric({}, first + run, 0));
      judge.add({&chunk, 1});
      ever = judge.findings()[0].verdict != Verdict::Unresolved;
    }
    settled += ever;
  }
  EXPECT_LE(settled, kStudies / 20);
}

TEST(Judge, FaultsAndUndecidedCountBothWays) {
  Study study = bernoulli(1.0, 0.5);
  study.metric = [](const Arm&, uint64_t future, uint32_t) { return future % 2 ? 0.1 : kNaN; };
  const Finding finding = study.judge(1000)[0];
  EXPECT_EQ(finding.tally, (stats::Tally{500, 0, 500}));
  EXPECT_EQ(finding.faulted, 500);
  EXPECT_EQ(finding.undecided, 0);
  EXPECT_EQ(finding.estimate, 1);
  EXPECT_LT(finding.interval.low, 0.5);
  EXPECT_EQ(finding.interval.high, 1);
  EXPECT_EQ(finding.verdict, Verdict::Unresolved);
  study.faults = false;  // the metric never came to be: open as well, but no fault
  EXPECT_EQ(study.judge(1000)[0].undecided, 500);
}

TEST(Judge, TrajectoryClaimReadsItsMonitor) {
  plan::Interface interface;
  Claim claim = share_claim(value_of({ArmValue::Kind::Truth, kNone, 1}), 0.5);
  claim.conditional = true;
  claim.given = value_of({ArmValue::Kind::Given, kNone, 1});
  interface.claims = {claim};
  const Needs needs = claims::needs(interface);
  Judge judge(interface, needs, {});
  results::Chunk chunk;
  chunk.runs = 100;
  for (int monitor = 0; monitor < 2; ++monitor) {
    for (uint32_t run = 0; run < chunk.runs; ++run) {
      chunk.truth.push_back(monitor == 0 ? 0 : run < 60 ? 1 : 0.5);
      chunk.given.push_back(monitor == 1 && run < 80 ? 1 : 0);
    }
  }
  judge.add({&chunk, 1});
  const Finding finding = judge.findings()[0];
  EXPECT_EQ(finding.tally, (stats::Tally{60, 0, 20}));
  EXPECT_EQ(finding.undecided, 20);
  EXPECT_EQ(finding.set_aside, 20);
  EXPECT_EQ(finding.condition, 0.8);
  EXPECT_TRUE(finding.condition_interval.contains(0.8));
}

TEST(Judge, AConditionThatNeverHeldIsNoEvidence) {
  Study study = bernoulli(0.8, 0.5);
  study.interface.claims[0].conditional = true;
  study.interface.claims[0].given = below(0, -1);
  const Finding finding = study.judge(1000)[0];
  EXPECT_EQ(finding.verdict, Verdict::NoEvidence);
  EXPECT_EQ(finding.set_aside, 1000);
  EXPECT_EQ(finding.condition, 0);
}

TEST(Judge, ComparesArmsInTheSameFuture) {
  Study study;
  study.interface.scenarios.resize(2);
  plan::Formula formula;  // metric under scenario 1 < metric in the claim's own arm
  formula.inputs = {{ArmValue::Kind::Metric, 1, 0}, {ArmValue::Kind::Metric, kNone, 0}};
  formula.slot_count = 3;
  formula.code = {{static_cast<uint16_t>(kernels::Op::Lt), 2, 0, 1, kNone}};
  formula.result = 2;
  study.interface.claims = {share_claim(formula, 0.99)};
  study.interface.claims[0].scenario = 0;
  study.metric = [](const Arm& arm, uint64_t future, uint32_t) {
    return 10 * uniform(3, future) - (arm.scenario == 1 ? 0.01 : 0);
  };
  const Needs needs = claims::needs(study.interface);
  ASSERT_EQ(needs.arms.size(), 3u);  // baseline first, then scenarios 1 and 0
  EXPECT_EQ(needs.arms[0], (Arm{kBaseline, kNone}));
  const Finding finding = study.judge(2000)[0];
  EXPECT_EQ(finding.verdict, Verdict::Supported);  // the difference is seen although the spread is a thousand times it
}

TEST(Judge, OneFutureSaysItAllWhenNothingIsDrawn) {
  Study study = bernoulli(1.0, 1.0);
  study.options.certain = true;
  Finding finding = study.judge(1)[0];
  EXPECT_EQ(finding.verdict, Verdict::Supported);
  EXPECT_TRUE(finding.exact);
  study.metric = [](const Arm&, uint64_t, uint32_t) { return kNaN; };
  finding = study.judge(1)[0];
  EXPECT_EQ(finding.verdict, Verdict::Unresolved);
}

TEST(Judge, QuasiRandomDesignsUseReplicates) {
  Study study = bernoulli(0.8, 0.5);
  study.options.design.kind = sampling::DesignKind::Sobol;
  study.options.design.replicates = 16;
  const Finding finding = study.judge(1600)[0];
  EXPECT_EQ(finding.interval.kind, stats::IntervalKind::Fixed);
  EXPECT_TRUE(finding.interval.contains(0.8));
  EXPECT_LT(finding.interval.width(), 0.1);
  study.options.design.replicates = 1;
  EXPECT_EQ(study.judge(1600)[0].verdict, Verdict::Unresolved);
  EXPECT_FALSE(study.judge(1600)[0].note.empty());
  study.options.design.replicates = 16;
  study.interface.claims[0].formula = below(0, 2);  // always true: replicates agree, the interval does not vanish
  EXPECT_LT(study.judge(1600)[0].interval.low, 1);
}

TEST(Judge, DrawsThatBelongTogetherCountOnce) {
  Study study;
  study.interface.claims = {share_claim(below(0, 0.6), 0.5)};
  study.options.crossed = 10;
  study.metric = [](const Arm&, uint64_t future, uint32_t) { return uniform(5, future / 10); };
  const double clustered = study.judge(4000)[0].interval.width();
  study.options.crossed = 1;
  EXPECT_GT(clustered, 2 * study.judge(4000)[0].interval.width());
}

TEST(Judge, ClaimsTestedTogetherAreCorrected) {
  constexpr uint64_t kFutures = 700;  // enough for one claim, not for sixty
  Study study = bernoulli(0.57, 0.5);
  study.interface.claims.resize(60, study.interface.claims[0]);
  study.interface.claims[1].by_construction = true;
  const std::vector<Finding> findings = study.judge(kFutures);
  EXPECT_EQ(findings[0].tested_together, 59u);
  EXPECT_EQ(findings[0].verdict, Verdict::Supported);
  EXPECT_EQ(findings[0].corrected, Verdict::Unresolved);
  EXPECT_EQ(findings[1].tested_together, 1u);
  EXPECT_EQ(findings[1].corrected, findings[1].verdict);
}

TEST(Judge, WorldsAreJudgedOneByOne) {
  Study study;
  Claim claim = share_claim(below(0, 0), 0.5);
  claim.expectation = Expectation::Worlds;
  claim.world_share = 0.6;
  study.interface.claims = {claim};
  study.options.design.draws_per_world = 200;
  // The probability is 0.9 in three worlds of four, 0.1 in the others.
  study.metric = [](const Arm&, uint64_t future, uint32_t) {
    const double p = future / 200 % 4 < 3 ? 0.9 : 0.1;
    return uniform(9, future) - p;
  };
  EXPECT_TRUE(claims::needs(study.interface).worlds);
  Finding finding = study.judge(200 * 400)[0];
  EXPECT_EQ(finding.tally, (stats::Tally{300, 100, 0}));
  EXPECT_EQ(finding.verdict, Verdict::Supported);
  study.interface.claims[0].world_share = 0.9;
  EXPECT_EQ(study.judge(200 * 400)[0].verdict, Verdict::Refuted);
  // A probability on the threshold cannot be told: those worlds stay open.
  study.metric = [](const Arm&, uint64_t future, uint32_t) { return uniform(9, future) - 0.5; };
  finding = study.judge(200 * 100)[0];
  EXPECT_GE(finding.tally.open, 95);
  EXPECT_EQ(finding.verdict, Verdict::Unresolved);
}

TEST(Judge, RankCorrelation) {
  Study study;
  study.metrics = 3;
  // z drives both; x and y have nothing else in common.
  study.metric = [](const Arm&, uint64_t future, uint32_t m) {
    const double z = uniform(1, future);
    return m == 2 ? z : z + 0.5 * uniform(2 + m, future);
  };
  Claim claim;
  claim.expectation = Expectation::Correlation;
  claim.x = value_of({ArmValue::Kind::Metric, kNone, 0});
  claim.y = value_of({ArmValue::Kind::Metric, kNone, 1});
  claim.threshold = 0.6;
  study.interface.claims = {claim, claim};
  study.interface.claims[1].z = {value_of({ArmValue::Kind::Metric, kNone, 2})};
  const std::vector<Finding> findings = study.judge(3000);
  EXPECT_EQ(findings[0].verdict, Verdict::Supported);
  EXPECT_EQ(findings[1].verdict, Verdict::Refuted);
  EXPECT_NEAR(findings[1].estimate, 0, 0.06);
  EXPECT_EQ(findings[0].interval.kind, stats::IntervalKind::Fixed);
}

// Ishigami and Homma (1990), a = 7, b = 0.1: indices in closed form.
TEST(Judge, SensitivityOfTheIshigamiFunction) {
  Study study;
  study.interface.groups = {{"first", {0}}, {"second", {1}}, {"third", {2}}};
  struct Row {
    uint32_t group;
    Expectation order;
    double index;
  };
  const Row rows[] = {{0, Expectation::FirstOrder, 0.3139}, {1, Expectation::FirstOrder, 0.4424},
                      {2, Expectation::FirstOrder, 0},      {0, Expectation::TotalOrder, 0.5576},
                      {1, Expectation::TotalOrder, 0.4424}, {2, Expectation::TotalOrder, 0.2437}};
  for (const Row& row : rows) {
    Claim claim;
    claim.expectation = row.order;
    claim.x = value_of({ArmValue::Kind::Metric, kNone, 0});
    claim.group = row.group;
    claim.threshold = row.index - 0.1;
    study.interface.claims.push_back(claim);
  }
  const Needs needs = claims::needs(study.interface);
  EXPECT_EQ(needs.arms.size(), 5u);  // first draw, second draw, three mixtures
  study.metric = [&](const Arm& arm, uint64_t future, uint32_t) {
    double x[3];
    for (uint32_t i = 0; i < 3; ++i) {
      const bool second = arm.mix != kNone && (needs.mixes[arm.mix].everything || needs.mixes[arm.mix].group == i);
      x[i] = std::numbers::pi * (2 * uniform(second ? 210 + i : 20 + i, future) - 1);
    }
    return std::sin(x[0]) + 7 * std::pow(std::sin(x[1]), 2) + 0.1 * std::pow(x[2], 4) * std::sin(x[0]);
  };
  study.options.alpha = 0.001;  // six intervals are looked at
  const std::vector<Finding> findings = study.judge(60000);
  for (size_t i = 0; i < std::size(rows); ++i) {
    EXPECT_NEAR(findings[i].estimate, rows[i].index, 0.02) << i;
    EXPECT_TRUE(findings[i].interval.contains(rows[i].index)) << i;
    EXPECT_LT(findings[i].interval.width(), 0.12) << i;
    EXPECT_EQ(findings[i].verdict, Verdict::Supported) << i;
  }
}

TEST(Judge, WhatDoesNotVaryIsNoEvidence) {
  Study study;
  Claim claim;
  claim.expectation = Expectation::Correlation;
  claim.x = claim.y = value_of({ArmValue::Kind::Metric, kNone, 0});
  study.interface.claims = {claim};
  study.metric = [](const Arm&, uint64_t, uint32_t) { return 1.0; };
  EXPECT_EQ(study.judge(100)[0].verdict, Verdict::NoEvidence);
}

TEST(Judge, GateFailsOnWhatIsNotSupported) {
  Study study = bernoulli(0.3, 0.5);
  study.interface.claims.push_back(study.interface.claims[0]);
  study.interface.claims[1].by_construction = true;
  study.interface.strategic.push_back({.text = "overlap(hotline)", .agreement = 0});
  Claim unsolved;
  unsolved.expectation = Expectation::Mean;
  unsolved.x = value_of({ArmValue::Kind::Strategic, kNone, 0});
  study.interface.claims.push_back(unsolved);
  std::vector<Finding> findings = study.judge(1000);
  EXPECT_EQ(findings[2].verdict, Verdict::NotSolved);
  EXPECT_EQ(findings[2].note, "nobody looked for overlap(hotline)");
  EXPECT_EQ(gate(study.interface, findings).failing, (std::vector<uint32_t>{0}));
  study.interface.claims[0].threshold = 0.3;
  findings = study.judge(1000);
  EXPECT_EQ(findings[0].verdict, Verdict::Unresolved);
  EXPECT_FALSE(gate(study.interface, findings).passes);
  study.interface.claims[0].threshold = 0.1;
  findings = study.judge(1000);
  EXPECT_TRUE(gate(study.interface, findings).passes);
}

TEST(Needs, CertainOnlyWhenNothingIsDrawnInAnyArm) {
  plan::Interface interface;
  interface.inputs.resize(1);
  Needs needs = claims::needs(interface);
  EXPECT_TRUE(is_certain(interface, needs, false));
  EXPECT_FALSE(is_certain(interface, needs, true));
  interface.inputs[0].spec.law = sampling::Deep{0, 1, false};
  EXPECT_FALSE(is_certain(interface, needs, false));
  interface.scenarios.resize(1);
  plan::Override fixed;
  fixed.input = 0;
  interface.scenarios[0].overrides = {fixed};
  EXPECT_TRUE(is_certain(interface, claims::needs(interface, 0), false));
}

Claim mean_claim(double threshold, bool strict) {
  Claim claim;
  claim.name = "mean";
  claim.expectation = Expectation::Mean;
  claim.x = value_of({ArmValue::Kind::Metric, kNone, 0});
  claim.threshold = threshold;
  claim.strict = strict;
  return claim;
}

TEST(Means, AreJudgedByStudentsInterval) {
  Study study;
  study.metric = [](const Arm&, uint64_t future, uint32_t) { return future % 2 == 0 ? 1.0 : 3.0; };
  study.interface.claims = {mean_claim(1.5, false), mean_claim(2.5, false), mean_claim(1.95, false)};
  const std::vector<Finding> findings = study.judge(100);
  EXPECT_DOUBLE_EQ(findings[0].estimate, 2);
  // sd 1.00504 over 10, times the 97.5 % point of t with 99 degrees of freedom, 1.98422
  EXPECT_NEAR(findings[0].interval.low, 2 - 0.199422, 1e-5);
  EXPECT_EQ(findings[0].verdict, Verdict::Supported);
  EXPECT_EQ(findings[1].verdict, Verdict::Refuted);
  EXPECT_EQ(findings[2].verdict, Verdict::Unresolved);
  EXPECT_EQ(findings[1].note, "above the bound in 0.5 of futures, below it in 0.5");
}

TEST(Means, OfWhatNeverMovesAreNotAboveZero) {
  Study study;
  study.metric = [](const Arm&, uint64_t, uint32_t) { return 0.0; };
  study.interface.claims = {mean_claim(0, true), mean_claim(0, false)};
  const std::vector<Finding> findings = study.judge(10);
  EXPECT_EQ(findings[0].verdict, Verdict::Refuted);
  EXPECT_EQ(findings[1].verdict, Verdict::Supported);
}

TEST(Means, WithAnOpenFutureStayOpen) {
  Study study;
  study.metric = [](const Arm&, uint64_t future, uint32_t) { return future == 7 ? kNaN : 1.0; };
  study.interface.claims = {mean_claim(0.5, false)};
  const std::vector<Finding> findings = study.judge(10);
  EXPECT_EQ(findings[0].verdict, Verdict::Unresolved);
  EXPECT_EQ(findings[0].faulted, 1);
}

}  // namespace
}  // namespace detente::analysis::claims
