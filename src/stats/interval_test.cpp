#include "stats/interval.h"

#include <gtest/gtest.h>

#include "stats/mean_interval.h"

namespace detente::stats {
namespace {

using enum ProportionMethod;

void expect_interval(const Interval& actual, double low, double high, double within = 5.1e-8) {
  EXPECT_NEAR(actual.low, low, within);
  EXPECT_NEAR(actual.high, high, within);
}

TEST(Proportion, Wilson) {
  expect_interval(proportion_interval(Wilson, 8, 10), 0.4901625, 0.9433178);
  expect_interval(proportion_interval(Wilson, 0, 30), 0, 0.1135134);
  expect_interval(proportion_interval(Wilson, 738, 1000), 0.7098724, 0.7643061);
}

TEST(Proportion, ClopperPearson) {
  expect_interval(proportion_interval(ClopperPearson, 8, 10), 0.4439045, 0.9747893);
  expect_interval(proportion_interval(ClopperPearson, 0, 30), 0, 0.1157033);
  expect_interval(proportion_interval(ClopperPearson, 1, 10), 0.0025286, 0.4450161);
  expect_interval(proportion_interval(ClopperPearson, 999, 1000), 0.9944411, 0.9999747);
}

TEST(Proportion, BetaBinomialSequence) {
  expect_interval(proportion_interval(BetaBinomial, 8, 10), 0.3530422, 0.9895169);
  expect_interval(proportion_interval(BetaBinomial, 50, 100), 0.3445903, 0.6554097);
  expect_interval(proportion_interval(BetaBinomial, 738, 1000), 0.6865629, 0.7854211);
  expect_interval(proportion_interval(BetaBinomial, 0, 30), 0, 0.1929131);
  EXPECT_EQ(proportion_interval(BetaBinomial, 8, 10).kind, IntervalKind::Sequence);
  EXPECT_EQ(proportion_interval(Wilson, 8, 10).kind, IntervalKind::Fixed);
}

TEST(Proportion, HoeffdingBudgets) {
  EXPECT_EQ(hoeffding_trials(0.05, 0.05), 738);
  EXPECT_EQ(hoeffding_trials(0.01, 0.05), 18445);
  EXPECT_EQ(hoeffding_trials(0.01, 0.01), 26492);
  EXPECT_EQ(hoeffding_trials(0.1, 0.05), 185);
  EXPECT_LE(proportion_interval(Hoeffding, 369, 738).width(), 0.1);
  EXPECT_GT(proportion_interval(Hoeffding, 368, 737).width(), 0.1);
}

TEST(Proportion, RuleOfThree) {
  EXPECT_NEAR(bound_after_no_success(30), 0.0950339, 5e-8);
  EXPECT_NEAR(bound_after_no_success(1'000'000) * 1e6, 2.9957, 1e-4);
}

TEST(Proportion, KnowsNothingWithoutRuns) {
  for (const auto method : {Wilson, ClopperPearson, Hoeffding, BetaBinomial}) {
    EXPECT_EQ(proportion_interval(method, 0, 0).low, 0);
    EXPECT_EQ(proportion_interval(method, 0, 0).high, 1);
  }
}

TEST(Proportion, MirrorsAndShrinks) {
  for (const auto method : {Wilson, ClopperPearson, Hoeffding, BetaBinomial}) {
    const Interval some = proportion_interval(method, 3, 20);
    const Interval mirrored = proportion_interval(method, 17, 20);
    expect_interval(mirrored, 1 - some.high, 1 - some.low, 1e-12);
    const Interval many = proportion_interval(method, 1'500'000, 10'000'000);
    EXPECT_TRUE(many.contains(0.15));
    EXPECT_LT(many.width(), 0.0015);
  }
}

TEST(Proportion, OpenRunsWidenBothEnds) {
  const Tally tally{.successes = 60, .failures = 30, .open = 10};
  const Interval interval = tally_interval(ClopperPearson, tally);
  EXPECT_EQ(interval.low, proportion_interval(ClopperPearson, 60, 100).low);
  EXPECT_EQ(interval.high, proportion_interval(ClopperPearson, 70, 100).high);
}

TEST(Mean, StudentT) {
  // SciPy 1.17.1: t.interval(0.95, 4, mean, sem).
  const Interval interval = mean_interval(column_moments(std::vector<double>{2.1, 1.9, 3.5, 2.2, 2.8}));
  expect_interval(interval, 1.6905341076456484, 3.3094658923543516, 1e-12);
  const std::vector<double> replicates = {2.1, 1.9, 3.5, 2.2, 2.8};
  EXPECT_EQ(replicate_interval(replicates), interval);
}

TEST(Mean, EmpiricalBernstein) {
  EXPECT_NEAR(bernstein_half_width(1000, 0.01, 1, 0.05), 0.0172054, 5e-8);
  EXPECT_NEAR(bernstein_half_width(1000, 0.25, 1, 0.05), 0.0515629, 5e-8);
}

TEST(Mean, SequencesAreWiderThanFixedIntervals) {
  const Moments moments{.count = 1000, .mean = 0.4, .squares = 0.01 * 999, .low = 0, .high = 1};
  const Interval fixed = mean_interval(moments), sequence = mean_sequence(moments);
  EXPECT_EQ(sequence.kind, IntervalKind::Sequence);
  EXPECT_GT(sequence.width(), 1.3 * fixed.width());
  EXPECT_LT(sequence.width(), 2.0 * fixed.width());
  EXPECT_GT(bernstein_sequence(moments, 0, 1).width(), bernstein_interval(moments, 0, 1).width());
  // The interval is relatively shortest where it was asked to be.
  const auto relative = [&](std::int64_t count, double tightest_at) {
    Moments other = moments;
    other.count = count;
    return mean_sequence(other, 0.05, tightest_at).width() / mean_interval(other).width();
  };
  EXPECT_LT(relative(100, 100), relative(100, 10'000));
  EXPECT_LT(relative(10'000, 10'000), relative(10'000, 100));
}

}  // namespace
}  // namespace detente::stats
