#include "analysis/games/hands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace detente::analysis::games {
namespace {

std::vector<const std::vector<double>*> pointers(const std::vector<std::vector<double>>& columns) {
  std::vector<const std::vector<double>*> result;
  for (const auto& column : columns) result.push_back(&column);
  return result;
}

TEST(Hands, AreDealtEvenly) {
  for (const auto& [terms, futures, size] : {std::array{65u, 125u, 8u}, std::array{64u, 40u, 8u},
                                             std::array{9u, 25u, 8u}, std::array{7u, 3u, 5u}, std::array{5u, 1u, 5u}}) {
    const auto dealt = futures_of_terms(terms, futures, size, 42);
    ASSERT_EQ(dealt.size(), terms);
    std::vector<std::uint32_t> met(futures);
    std::size_t least = futures, most = 0;
    for (const auto& of : dealt) {
      EXPECT_TRUE(std::is_sorted(of.begin(), of.end()));
      EXPECT_EQ(std::adjacent_find(of.begin(), of.end()), of.end());  // nobody gets a card twice
      for (const std::uint32_t future : of) ++met[future];
      least = std::min(least, of.size());
      most = std::max(most, of.size());
    }
    EXPECT_EQ(met, std::vector<std::uint32_t>(futures, size));
    EXPECT_LE(most - least, 1u);
  }
}

TEST(Hands, HoldAsManyTermsAsCanBeToldApart) {
  EXPECT_EQ(usual_terms(125, 8), 64u);
  EXPECT_EQ(usual_terms(25, 8), 25u);
  EXPECT_EQ(usual_terms(1, 8), 8u);
  EXPECT_EQ(usual_terms(1000, 100), 100u);
  EXPECT_EQ(hand_size(64, 25, 2), 3u);
  EXPECT_EQ(hand_size(4, 25, 8), 4u);
}

TEST(Hands, GrowWhereSomeTermsWouldMeetNoFuture) {
  const auto dealt = futures_of_terms(65, 5, 8, 1);
  for (const auto& of : dealt) EXPECT_EQ(of.size(), 1u);  // 13 in each future
  EXPECT_EQ(futures_of_terms(4, 1, 2, 1), (std::vector<std::vector<std::uint32_t>>(4, {0})));
}

TEST(Hands, MeansOfTermsThatMeetDifferentFuturesCompare) {
  // Futures differ a thousand times as much as terms do: plain means would rank terms by the futures they met.
  constexpr std::uint32_t kTerms = 20, kFutures = 50;
  std::vector<std::vector<double>> columns(kTerms, std::vector<double>(kFutures));
  for (std::uint32_t k = 0; k < kTerms; ++k) {
    for (std::uint32_t f = 0; f < kFutures; ++f) columns[k][f] = 0.01 * k + 10.0 * (f % 7);
  }
  const auto dealt = futures_of_terms(kTerms, kFutures, 3, 9);
  const std::vector<double> means = comparable_means(pointers(columns), dealt);
  double mean = 0, plain_error = 0;
  for (std::uint32_t f = 0; f < kFutures; ++f) mean += 10.0 * (f % 7) / kFutures;
  for (std::uint32_t k = 0; k < kTerms; ++k) {
    EXPECT_NEAR(means[k], 0.01 * k + mean, 1e-9) << k;
    double plain = 0;
    for (const std::uint32_t f : dealt[k]) plain += columns[k][f] / static_cast<double>(dealt[k].size());
    plain_error = std::max(plain_error, std::abs(plain - means[k]));
  }
  EXPECT_GT(plain_error, 1);
}

TEST(Hands, MeansOfAllPairsArePlainMeans) {
  const std::vector<std::vector<double>> columns = {{1, 2, 4}, {3, 0, 9}, {-1, 7, 0.5}};
  const auto dealt = futures_of_terms(3, 3, 3, 9);
  const std::vector<double> means = comparable_means(pointers(columns), dealt);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(means[k], std::accumulate(columns[k].begin(), columns[k].end(), 0.0) / 3, 1e-15);
  }
}

TEST(Hands, FaultedPairsAreLeftOut) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::vector<double>> columns = {{1, 2, nan}, {2, 3, 5}, {nan, nan, nan}};
  const std::vector<double> means = comparable_means(pointers(columns), futures_of_terms(3, 3, 3, 9));
  EXPECT_NEAR(means[0], 7.0 / 3, 1e-12);  // it would have had 4 in the third future
  EXPECT_NEAR(means[1], 10.0 / 3, 1e-12);
  EXPECT_TRUE(std::isnan(means[2]));
}

}  // namespace
}  // namespace detente::analysis::games
