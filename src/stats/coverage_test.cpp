// How often intervals cover the truth, computed exactly from the binomial distribution.
// tests/slow/coverage_test.cpp goes further, with simulated samples.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

#include "kernels/elementary.h"
#include "stats/interval.h"
#include "stats/special.h"

namespace detente::stats {
namespace {

using enum ProportionMethod;

double coverage_at_fixed_size(ProportionMethod method, std::int64_t trials, double p) {
  double covered = 0;
  for (std::int64_t k = 0; k <= trials; ++k) {
    if (proportion_interval(method, k, trials).contains(p)) covered += kernels::exp(log_binomial_mass(k, trials, p));
  }
  return covered;
}

TEST(Coverage, GuaranteedIntervalsKeepTheirPromiseAtEveryProbability) {
  for (const std::int64_t trials : {5, 30, 100}) {
    double wilson = 0;
    for (int i = 1; i < 200; ++i) {
      const double p = i / 200.0;
      for (const auto method : {ClopperPearson, Hoeffding, BetaBinomial}) {
        EXPECT_GE(coverage_at_fixed_size(method, trials, p), 0.95) << p;
      }
      wilson += coverage_at_fixed_size(Wilson, trials, p) / 199;
    }
    EXPECT_NEAR(wilson, 0.95, 0.01);
  }
  // Wilson's is right on average, not everywhere.
  EXPECT_LT(coverage_at_fixed_size(Wilson, 30, 0.0055), 0.85);
}

// The probability that an interval looked at after every run from `first` to `last` ever excludes p.
double ever_excluded(ProportionMethod method, double p, std::int64_t first, std::int64_t last) {
  std::vector<double> alive = {1};  // probability of k successes so far without an exclusion
  double excluded = 0;
  for (std::int64_t n = 1; n <= last; ++n) {
    alive.push_back(0);
    for (std::int64_t k = n; k >= 0; --k) alive[k] = alive[k] * (1 - p) + (k > 0 ? alive[k - 1] * p : 0);
    if (n < first) continue;
    for (std::int64_t k = 0; k <= n; ++k) {
      if (alive[k] == 0 || proportion_interval(method, k, n).contains(p)) continue;
      excluded += alive[k];
      alive[k] = 0;
    }
  }
  return excluded;
}

TEST(Coverage, LookingOftenBreaksFixedIntervalsButNotSequences) {
  EXPECT_GT(ever_excluded(Wilson, 0.5, 10, 150), 0.25);
  EXPECT_GT(ever_excluded(ClopperPearson, 0.5, 10, 150), 0.15);
  for (const double p : {0.02, 0.5, 0.9}) EXPECT_LT(ever_excluded(BetaBinomial, p, 1, 150), 0.05);
}

TEST(Coverage, ClopperPearsonStoppedAtAWidth) {
  // Sampling stops once the interval is at most 0.1 wide. Exact coverage and mean number of runs.
  struct Row {
    double p, coverage, runs;
  };
  const Row rows[] = {{0.02, 0.9888, 51.5}, {0.05, 0.9872, 83.3}, {0.1, 0.9486, 148.1},
                      {0.2, 0.9550, 261.4}, {0.3, 0.9534, 339.3}, {0.5, 0.9603, 401.1}};
  constexpr std::int64_t kLast = 420;
  std::vector<std::vector<Interval>> intervals(kLast + 1);
  for (std::int64_t n = 1; n <= kLast; ++n) {
    for (std::int64_t k = 0; k <= n; ++k) intervals[n].push_back(proportion_interval(ClopperPearson, k, n));
  }
  for (const auto& [p, coverage, runs] : rows) {
    std::vector<double> alive = {1};
    double covered = 0, mean_runs = 0;
    for (std::int64_t n = 1; n <= kLast; ++n) {
      alive.push_back(0);
      for (std::int64_t k = n; k >= 0; --k) alive[k] = alive[k] * (1 - p) + (k > 0 ? alive[k - 1] * p : 0);
      for (std::int64_t k = 0; k <= n; ++k) {
        if (intervals[n][k].width() > 0.1 && n < kLast) continue;
        mean_runs += alive[k] * static_cast<double>(n);
        if (intervals[n][k].contains(p)) covered += alive[k];
        alive[k] = 0;
      }
    }
    EXPECT_NEAR(covered, coverage, 6e-5) << p;
    EXPECT_NEAR(mean_runs, runs, 0.06) << p;
  }
}

}  // namespace
}  // namespace detente::stats
