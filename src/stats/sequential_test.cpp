#include "stats/sequential.h"

#include <gtest/gtest.h>

#include <cmath>

namespace detente::stats {
namespace {

using Answer = SequentialTest::Answer;

int runs_until_answer(SequentialTest test, bool success, Answer expected) {
  int runs = 0;
  while (test.answer() == Answer::Open) {
    test.add(success);
    ++runs;
  }
  EXPECT_EQ(test.answer(), expected);
  return runs;
}

TEST(SequentialTest, WaldsBounds) {
  const SequentialTest test(0.5, 0.6);
  EXPECT_NEAR(test.accept_high_at(), 2.944439, 5e-7);
  EXPECT_NEAR(test.accept_low_at(), -2.944439, 5e-7);
  EXPECT_NEAR(test.success_step(), 0.1823216, 5e-8);
  EXPECT_NEAR(test.failure_step(), -0.2231436, 5e-8);
  EXPECT_NEAR(test.expected_runs_at_low(), 129.8, 0.05);
  EXPECT_NEAR(test.expected_runs_at_high(), 131.6, 0.05);
  EXPECT_EQ(runs_until_answer(test, true, Answer::AcceptsHigh), 17);
  EXPECT_EQ(runs_until_answer(test, false, Answer::AcceptsLow), 14);

  const SequentialTest strict(0.89, 0.91, 0.01, 0.01);
  EXPECT_NEAR(strict.accept_high_at(), 4.595120, 5e-7);
  EXPECT_EQ(runs_until_answer(strict, true, Answer::AcceptsHigh), 207);
  EXPECT_EQ(runs_until_answer(strict, false, Answer::AcceptsLow), 23);
  EXPECT_NEAR(strict.expected_runs_at_low(), 1962, 0.5);
  EXPECT_NEAR(strict.expected_runs_at_high(), 2082, 0.5);
}

TEST(Evidence, IsTheGainOfABet) {
  const double evidence = std::exp(log_bernoulli_evidence(16, 20, 0.5, 0.75));
  EXPECT_NEAR(evidence, 41.0526, 5e-5);
  EXPECT_NEAR(1 / evidence, 0.0243590, 5e-8);
}

TEST(Multiplicity, HolmRejectsAtLeastWhatBonferroniDoes) {
  const std::vector<double> p = {0.01, 0.04, 0.03, 0.005};
  EXPECT_EQ(bonferroni(p), (std::vector<bool>{true, false, false, true}));
  EXPECT_EQ(holm(p), (std::vector<bool>{true, false, false, true}));
  const std::vector<double> adjusted = holm_adjusted(p);
  const double expected[] = {0.03, 0.06, 0.06, 0.02};
  for (int i = 0; i < 4; ++i) EXPECT_DOUBLE_EQ(adjusted[i], expected[i]);
  const std::vector<double> close = {0.012, 0.015, 0.02};
  EXPECT_EQ(bonferroni(close), (std::vector<bool>{true, true, false}));
  EXPECT_EQ(holm(close), (std::vector<bool>{true, true, true}));
}

TEST(Multiplicity, EBenjaminiHochberg) {
  // Thresholds 4 / (0.05 k) for k = 1..4: 80, 40, 26.7, 20.
  EXPECT_EQ(e_benjamini_hochberg(std::vector<double>{100, 45, 10, 1}), (std::vector<bool>{true, true, false, false}));
  EXPECT_EQ(e_benjamini_hochberg(std::vector<double>{30, 28, 45, 1}), (std::vector<bool>{true, true, true, false}));
  EXPECT_EQ(e_benjamini_hochberg(std::vector<double>{70, 3, 2, 1}), (std::vector<bool>(4, false)));
}

}  // namespace
}  // namespace detente::stats
