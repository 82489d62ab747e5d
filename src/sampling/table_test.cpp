#include "sampling/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sampling/copula.h"
#include "stats/accumulate.h"
#include "stats/correlation.h"

namespace detente::sampling {
namespace {

constexpr DesignKind kKinds[] = {DesignKind::MonteCarlo, DesignKind::LatinHypercube, DesignKind::Sobol};

Distribution uniform() { return *Distribution::make(Family::Uniform, {0, 1}); }
Distribution normal() { return *Distribution::make(Family::Normal, {3, 2}); }
Distribution lognormal() { return *Distribution::make(Family::LogNormal, {10, 0.5}); }

InputTable table(std::vector<InputSpec> inputs, const Design& design, const Correlations& correlations = {}) {
  auto made = InputTable::make(std::move(inputs), correlations, design);
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error());
  return *made;
}

std::span<const double> column(const std::vector<double>& values, std::size_t input, std::size_t count) {
  return std::span(values).subspan(input * count, count);
}

std::vector<InputSpec> some_inputs() {
  return {{"fixed", Fixed{7}},          {"reaction", normal()},         {"fatigue", lognormal()},
          {"grievance", Deep{0, 0.15}}, {"scale", Deep{0.1, 10, true}}, {"form", Choice{2, {0.6, 0.4}}},
          {"regime", Choice{3, {}}},    {"share_a", Share{1, 0}},       {"share_b", Share{2, 0}},
          {"share_c", Share{3, 0}}};
}

TEST(InputTable, AnyPartitionGivesTheSameValues) {
  for (const DesignKind kind : kKinds) {
    const InputTable inputs = table(some_inputs(), {kind, 5, 1000, 4, 5, true}, {{{1, 2}, {1, 0.6, 0.6, 1}}});
    const auto whole = inputs.draw(0, 1000);
    for (const std::uint32_t size : {1u, 63u, 64u, 1000u}) {
      for (std::uint32_t first = 0; first < 1000; first += size) {
        const std::uint32_t count = std::min(size, 1000 - first);
        const auto part = inputs.draw(first, count);
        for (std::size_t i = 0; i < 10; ++i) {
          for (std::uint32_t k = 0; k < count; ++k) EXPECT_EQ(part[i * count + k], whole[i * 1000 + first + k]);
        }
      }
    }
  }
}

TEST(InputTable, MonteCarloAndSobolGrow) {
  for (const DesignKind kind : {DesignKind::MonteCarlo, DesignKind::Sobol}) {
    EXPECT_EQ(table(some_inputs(), {kind, 5, 100, 4}).draw(0, 100),
              table(some_inputs(), {kind, 5, 900, 4}).draw(0, 100));
  }
}

TEST(InputTable, AddingAnInputMovesNoOther) {
  std::vector<InputSpec> more = some_inputs();
  more.insert(more.begin(), {"new", uniform()});
  for (const DesignKind kind : {DesignKind::MonteCarlo, DesignKind::LatinHypercube}) {
    const auto before = table(some_inputs(), {kind}).draw(0, 100), after = table(more, {kind}).draw(0, 100);
    EXPECT_TRUE(std::ranges::equal(before, std::span(after).subspan(100)));
  }
}

TEST(InputTable, SeedsAndNamesMakeOtherNumbers) {
  const auto draw = [](const char* name, std::uint64_t seed) {
    return table({{name, uniform()}}, {DesignKind::MonteCarlo, seed}).draw(0, 10);
  };
  EXPECT_NE(draw("a", 1), draw("a", 2));
  EXPECT_NE(draw("a", 1), draw("b", 1));
}

TEST(InputTable, EveryDesignHasTheRightMoments) {
  for (const DesignKind kind : kKinds) {
    const std::uint32_t n = 8192;
    const auto values = table(some_inputs(), {kind, 3, n}).draw(0, n);
    const auto mean = [&](std::size_t input) { return stats::column_moments(column(values, input, n)).mean; };
    EXPECT_EQ(mean(0), 7);
    EXPECT_NEAR(mean(1), 3, 5 * 2 / std::sqrt(n));
    EXPECT_NEAR(stats::column_moments(column(values, 1, n)).sd(), 2, 0.1);
    EXPECT_NEAR(mean(2), lognormal().mean(), 0.35);
    EXPECT_NEAR(mean(3), 0.075, 0.003);
    EXPECT_NEAR(mean(4), 9.9 / std::log(100), 0.15);
    EXPECT_NEAR(mean(5), 0.4, 0.03);
    EXPECT_NEAR(mean(6), 1, 0.05);
    EXPECT_NEAR(mean(7), 1.0 / 6, 0.01);
    EXPECT_NEAR(mean(8), 2.0 / 6, 0.01);
    EXPECT_NEAR(mean(9), 3.0 / 6, 0.01);
    // Dirichlet(1, 2, 3): variance a (6 - a) / (36 * 7), and the parts sum to 1.
    EXPECT_NEAR(stats::column_moments(column(values, 8, n)).variance(), 8.0 / 252, 0.002);
    for (std::uint32_t k = 0; k < n; ++k) {
      EXPECT_NEAR(values[7 * n + k] + values[8 * n + k] + values[9 * n + k], 1, 1e-15);
    }
  }
}

TEST(InputTable, LatinHypercubeHasOneFutureInEachStratum) {
  const std::uint32_t n = 1000;
  const auto values = table({{"a", uniform()}, {"b", uniform()}}, {DesignKind::LatinHypercube, 3, n}).draw(0, n);
  for (std::size_t input = 0; input < 2; ++input) {
    std::set<int> strata;
    for (const double u : column(values, input, n)) strata.insert(static_cast<int>(u * n));
    EXPECT_EQ(strata.size(), n);
  }
  const auto r = stats::rank_correlation(column(values, 0, n), column(values, 1, n));
  EXPECT_LT(std::fabs(r.estimate), 0.15);
}

TEST(InputTable, ReplicatesAreIndependentDesigns) {
  for (const DesignKind kind : {DesignKind::LatinHypercube, DesignKind::Sobol}) {
    const std::uint32_t n = 1024, replicates = 16, each = n / replicates;
    const InputTable inputs = table({{"a", uniform()}}, {kind, 3, n, replicates});
    const auto values = inputs.draw(0, n);
    std::set<std::set<int>> orders;
    for (std::uint32_t r = 0; r < replicates; ++r) {
      std::set<int> strata, first_ten;
      for (std::uint32_t k = r; k < n; k += replicates) {
        EXPECT_EQ(inputs.place(k).replicate, r);
        const int stratum = static_cast<int>(values[k] * each);
        strata.insert(stratum);
        if (first_ten.size() < 10) first_ten.insert(stratum);
      }
      EXPECT_EQ(strata.size(), each);
      orders.insert(first_ten);
    }
    EXPECT_GT(orders.size(), 10u);
  }
}

TEST(InputTable, WorldsShareWhatIsDeep) {
  for (const DesignKind kind : kKinds) {
    Design design{kind, 3, 600, 1, 20};
    const InputTable inputs = table({{"deep", Deep{0, 1}}, {"chance", uniform()}}, design);
    const auto values = inputs.draw(0, 600);
    std::set<double> deep, chance;
    for (std::uint32_t k = 0; k < 600; ++k) {
      EXPECT_EQ(inputs.place(k).world, k / 20);
      EXPECT_EQ(values[k], values[k / 20 * 20]);
      deep.insert(values[k]);
      chance.insert(values[600 + k]);
    }
    EXPECT_EQ(deep.size(), 30u);
    EXPECT_EQ(chance.size(), 600u);
  }
}

TEST(InputTable, CrossesEveryCombinationOfDeepAlternativesWithTheSameFutures) {
  const std::vector<InputSpec> inputs = {
      {"a", Choice{2, {}}}, {"x", uniform()}, {"weighted", Choice{2, {1, 1}}}, {"b", Choice{3, {}}}};
  for (const DesignKind kind : kKinds) {
    const InputTable crossed = table(inputs, {kind, 3, 60, 1, 1, true});
    EXPECT_EQ(crossed.combinations(), 6u);
    const auto values = crossed.draw(0, 60);
    for (std::uint32_t k = 0; k < 60; ++k) {
      EXPECT_EQ(values[k], k % 2);
      EXPECT_EQ(values[3 * 60 + k], k % 6 / 2);
      EXPECT_EQ(values[60 + k], values[60 + k / 6 * 6]);
      EXPECT_EQ(values[120 + k], values[120 + k / 6 * 6]);
      EXPECT_EQ(crossed.place(k).world, k);
      EXPECT_EQ(crossed.place(k).base, k / 6);
    }
  }
}

TEST(Copula, KeepsMarginalsAndTiesRanks) {
  // The rank correlation of a Gaussian copula is 6/pi asin(r/2): 0.5819 at r = 0.6.
  const auto groups = make_correlations(std::vector<CorrelatedPair>{{0, 2, 0.6}, {2, 3, -0.3}});
  ASSERT_TRUE(groups.has_value());
  const std::uint32_t n = 8192;
  for (const DesignKind kind : kKinds) {
    const auto values =
        table({{"a", normal()}, {"b", uniform()}, {"c", lognormal()}, {"d", uniform()}}, {kind, 3, n}, *groups)
            .draw(0, n);
    const auto r = [&](std::size_t i, std::size_t j) {
      return stats::rank_correlation(column(values, i, n), column(values, j, n)).estimate;
    };
    EXPECT_NEAR(r(0, 2), 0.5819, 0.03);
    EXPECT_NEAR(r(2, 3), 6 / M_PI * std::asin(-0.15), 0.045);
    EXPECT_NEAR(r(0, 3), 0, 0.05);
    EXPECT_NEAR(r(1, 2), 0, 0.05);
    EXPECT_NEAR(stats::column_moments(column(values, 2, n)).mean, lognormal().mean(), 0.35);
    for (const double u : column(values, 3, n)) EXPECT_TRUE(u > 0 && u < 1);
  }
}

TEST(Copula, AFixedMemberLeavesTheOthersTied) {
  const auto groups = make_correlations(std::vector<CorrelatedPair>{{0, 1, 0.8}, {1, 2, 0.8}, {0, 2, 0.8}});
  const std::uint32_t n = 4096;
  const auto values = table({{"a", Fixed{1}}, {"b", uniform()}, {"c", uniform()}}, {}, *groups).draw(0, n);
  EXPECT_NEAR(stats::rank_correlation(column(values, 1, n), column(values, 2, n)).estimate, 6 / M_PI * std::asin(0.4),
              0.04);
  EXPECT_EQ(values[0], 1);
}

TEST(Copula, GroupsHangTogetherInAnyOrderOfPairs) {
  const auto groups =
      make_correlations(std::vector<CorrelatedPair>{{8, 9, 0.1}, {1, 2, 0.2}, {5, 6, 0.3}, {2, 5, 0.4}, {6, 7, 0.5}});
  ASSERT_EQ(groups->size(), 2u);
  EXPECT_EQ((*groups)[0].inputs, (std::vector<std::uint32_t>{1, 2, 5, 6, 7}));
  EXPECT_EQ((*groups)[1].inputs, (std::vector<std::uint32_t>{8, 9}));
  EXPECT_EQ((*groups)[0].matrix[0 * 5 + 1], 0.2);
  EXPECT_EQ((*groups)[0].matrix[2 * 5 + 1], 0.4);
  EXPECT_EQ((*groups)[0].matrix[4 * 5 + 3], 0.5);
}

TEST(Copula, ReportsImpossibleCorrelations) {
  const auto groups = make_correlations(std::vector<CorrelatedPair>{{0, 1, 0.9}, {1, 2, 0.9}, {0, 2, -0.9}});
  ASSERT_FALSE(groups.has_value());
  EXPECT_NEAR(groups.error().smallest_eigenvalue, -0.8, 1e-12);
  EXPECT_NEAR(groups.error().nearest[1], 0.5, 1e-5);
  EXPECT_NEAR(groups.error().nearest[2], -0.5, 1e-5);
  CorrelationGroup nearest = groups.error().group;
  EXPECT_FALSE(is_possible(nearest));
  nearest.matrix = groups.error().nearest;
  EXPECT_TRUE(is_possible(nearest));
}

TEST(InputTable, RefusesWhatCannotBeDrawn) {
  const auto refused = [](std::vector<InputSpec> inputs, Design design = {}, Correlations correlations = {}) {
    const auto made = InputTable::make(std::move(inputs), correlations, design);
    return made ? std::string("accepted") : made.error();
  };
  EXPECT_EQ(refused({{"x", Deep{2, 1}}}), "x: the range is empty: 2 is above 1");
  EXPECT_EQ(refused({{"x", Deep{0, 1, true}}}), "x: a range on log scale must lie above 0");
  EXPECT_EQ(refused({{"x", Choice{2, {0, 0}}}}),
            "x: the weights, one for each branch, must have a positive finite sum");
  EXPECT_EQ(refused({{"x", Share{0, 0}}}), "x: each number of a dirichlet distribution must be above 0");
  EXPECT_EQ(refused({{"x", uniform()}}, {.replicates = 0}), "a count of the design is 0");
  EXPECT_EQ(refused(std::vector<InputSpec>(40, {"x", Choice{2, {}}}), {.crosses_alternatives = true}),
            "the alternatives have more than 1000000000 combinations");
  EXPECT_EQ(refused({{"x", uniform()}, {"y", uniform()}}, {}, {{{0, 1}, {1, 1, 1, 1}}}),
            "correlations that cannot all hold");
}

}  // namespace
}  // namespace detente::sampling
