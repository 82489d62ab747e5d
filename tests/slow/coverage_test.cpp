// How often intervals cover the truth, over simulated studies. Each test states the figure it must reach
// and allows for the simulation's own error of five standard errors.
// DETENTE_REPLICATES (100) is the number of simulated studies; tools/slow.sh raises it.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <vector>

#include "kernels/elementary.h"
#include "sampling/table.h"
#include "stats/accumulate.h"
#include "stats/correlation.h"
#include "stats/interval.h"
#include "stats/mean_interval.h"

namespace detente {
namespace {

using sampling::Design;
using sampling::DesignKind;
using sampling::Distribution;
using sampling::Family;
using sampling::InputSpec;
using sampling::InputTable;
using stats::Interval;
using stats::Moments;

constexpr double kAlpha = 0.05;

int replicates() {
  const char* text = std::getenv("DETENTE_REPLICATES");
  return text ? std::atoi(text) : 100;
}

double five_errors(double share) { return 5 * std::sqrt(share * (1 - share) / replicates()); }

// The share of studies, told apart by their seed, in which something happens.
double share_of_studies(const std::function<bool(std::uint64_t seed)>& happens) {
  int count = 0;
  for (int seed = 1; seed <= replicates(); ++seed) count += happens(static_cast<std::uint64_t>(seed));
  return static_cast<double>(count) / replicates();
}

std::vector<double> sample(const Distribution& distribution, std::uint64_t seed, std::uint32_t count) {
  return InputTable::make({{"x", distribution}}, {}, {.seed = seed})->draw(0, count);
}

// Looks after every value from the `first` on: does an interval ever exclude the mean?
bool ever_excludes(const std::vector<double>& values, std::int64_t first, double mean,
                   const std::function<Interval(const Moments&)>& interval) {
  Moments moments;
  for (const double x : values) {
    moments = merge(moments, Moments{.count = 1, .mean = x, .low = x, .high = x});
    if (moments.count >= first && !interval(moments).contains(mean)) return true;
  }
  return false;
}

const Distribution kNormal = *Distribution::make(Family::Normal, {1, 2});
const Distribution kExponential = *Distribution::make(Family::Exponential, {1});
const Distribution kBeta = *Distribution::make(Family::Beta, {0.5, 2});

TEST(Coverage, ProportionLookedAtOften) {
  const Distribution coin = *Distribution::make(Family::Bernoulli, {0.5});
  const auto excluded = [&](stats::ProportionMethod method) {
    return share_of_studies([&](std::uint64_t seed) {
      std::int64_t successes = 0, trials = 0;
      for (const double x : sample(coin, seed, 1000)) {
        successes += x == 1;
        if (++trials >= 10 && !proportion_interval(method, successes, trials, kAlpha).contains(0.5)) return true;
      }
      return false;
    });
  };
  EXPECT_NEAR(excluded(stats::ProportionMethod::Wilson), 0.473, five_errors(0.473));
  EXPECT_NEAR(excluded(stats::ProportionMethod::ClopperPearson), 0.394, five_errors(0.394));
  const double sequence = excluded(stats::ProportionMethod::BetaBinomial);
  EXPECT_NEAR(sequence, 0.029, five_errors(0.029));
  RecordProperty("beta_binomial_ever_excluded", std::to_string(sequence));
}

TEST(Coverage, StudentTOfNormalValues) {
  const double covered = share_of_studies([&](std::uint64_t seed) {
    return stats::mean_interval(stats::column_moments(sample(kNormal, seed, 8)), kAlpha).contains(1);
  });
  EXPECT_NEAR(covered, 0.95, five_errors(0.95));
}

TEST(Coverage, StudentTLookedAtOftenFailsWhereTheSequenceHolds) {
  const auto fixed = [](const Moments& m) { return stats::mean_interval(m, kAlpha); };
  const auto sequence = [](const Moments& m) { return stats::mean_sequence(m, kAlpha, 300); };
  const double fixed_misses =
      share_of_studies([&](std::uint64_t seed) { return ever_excludes(sample(kNormal, seed, 1000), 10, 1, fixed); });
  EXPECT_GT(fixed_misses, 0.3);
  EXPECT_LE(
      share_of_studies([&](std::uint64_t seed) { return ever_excludes(sample(kNormal, seed, 1000), 50, 1, sequence); }),
      kAlpha + five_errors(kAlpha));
  // Skewed values need more of them before the normal approximation holds.
  EXPECT_LE(share_of_studies(
                [&](std::uint64_t seed) { return ever_excludes(sample(kExponential, seed, 2000), 200, 1, sequence); }),
            kAlpha + five_errors(kAlpha));
}

TEST(Coverage, EmpiricalBernsteinOfBoundedValues) {
  const double mean = kBeta.mean();
  EXPECT_LE(share_of_studies([&](std::uint64_t seed) {
              const Moments m = stats::column_moments(sample(kBeta, seed, 200));
              return !stats::bernstein_interval(m, 0, 1, kAlpha).contains(mean);
            }),
            kAlpha + five_errors(kAlpha));
  const auto sequence = [](const Moments& m) { return stats::bernstein_sequence(m, 0, 1, kAlpha); };
  EXPECT_LE(
      share_of_studies([&](std::uint64_t seed) { return ever_excludes(sample(kBeta, seed, 1000), 2, mean, sequence); }),
      kAlpha + five_errors(kAlpha));
}

TEST(Coverage, PairedDifferencesNeedFarFewerRunsThanIndependentArms) {
  // Two arms that share their future and differ by 0.1 on average.
  const auto studied = [](std::uint64_t seed, bool paired) {
    const auto future = sample(kNormal, seed, 400), other = paired ? future : sample(kNormal, seed + 1'000'000, 400);
    const auto effect = sample(kExponential, seed + 2'000'000, 400);
    std::vector<double> difference(future.size());
    for (std::size_t i = 0; i < future.size(); ++i) difference[i] = future[i] + 0.1 * effect[i] - other[i];
    return stats::mean_interval(stats::column_moments(difference), kAlpha);
  };
  EXPECT_NEAR(share_of_studies([&](std::uint64_t seed) { return studied(seed, true).contains(0.1); }), 0.95,
              five_errors(0.95));
  EXPECT_LT(studied(1, true).width() * 10, studied(1, false).width());
}

TEST(Coverage, RankCorrelationOfCorrelatedNormals) {
  const double truth = 6 / M_PI * std::asin(0.3);
  const double covered = share_of_studies([&](std::uint64_t seed) {
    const auto table =
        *InputTable::make({{"x", kNormal}, {"y", kNormal}}, {{{0, 1}, {1, 0.6, 0.6, 1}}}, {.seed = seed});
    const auto values = table.draw(0, 200);
    return stats::rank_correlation(std::span(values).first(200), std::span(values).last(200), kAlpha)
        .interval.contains(truth);
  });
  EXPECT_NEAR(covered, 0.95, 0.01 + five_errors(0.95));
}

TEST(Coverage, ReplicatesOfAScrambledDesign) {
  // P(x + y + z > 2) for uniforms is 1/6. A binomial interval of the same runs would be twice as wide.
  const Distribution uniform = *Distribution::make(Family::Uniform, {0, 1});
  constexpr std::uint32_t kRuns = 4096, kReplicates = 16;
  double width = 0;
  const double covered = share_of_studies([&](std::uint64_t seed) {
    const auto table = *InputTable::make({{"x", uniform}, {"y", uniform}, {"z", uniform}}, {},
                                         {DesignKind::Sobol, seed, kRuns, kReplicates});
    const auto values = table.draw(0, kRuns);
    std::vector<double> estimates(kReplicates);
    for (std::uint32_t k = 0; k < kRuns; ++k) {
      const bool holds = values[k] + values[kRuns + k] + values[2 * kRuns + k] > 2;
      estimates[table.place(k).replicate] += holds * static_cast<double>(kReplicates) / kRuns;
    }
    const Interval interval = stats::replicate_interval(estimates, kAlpha);
    width += interval.width() / replicates();
    return interval.contains(1.0 / 6);
  });
  EXPECT_NEAR(covered, 0.95, 0.01 + five_errors(0.95));
  EXPECT_LT(2 * width, stats::proportion_interval(stats::ProportionMethod::Wilson, kRuns / 6, kRuns, kAlpha).width());
}

}  // namespace
}  // namespace detente
