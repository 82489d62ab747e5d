#include "stats/correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "stats/matrix.h"

namespace detente::stats {
namespace {

const std::vector<double> kX = {1, 2, 2, 4, 5, 6, 7, 8, 9, 10};
const std::vector<double> kY = {2, 1, 4, 3, 7, 5, 8, 6, 10, 9};
const std::vector<double> kZ = {5, 3, 6, 2, 7, 1, 8, 9, 4, 10};

TEST(RankCorrelation, SharesRanksAmongTies) {
  EXPECT_EQ(mid_ranks(std::vector<double>{3, 1, 3, 3, 0}), (std::vector<double>{4, 2, 4, 4, 1}));
}

TEST(RankCorrelation, AgreesWithSciPy) {
  // SciPy 1.17.1: spearmanr; the interval from its definition.
  const Correlation r = rank_correlation(kX, kY);
  EXPECT_NEAR(r.estimate, 0.8875420937728943, 1e-14);
  EXPECT_NEAR(r.interval.low, 0.48966975451245476, 1e-12);
  EXPECT_NEAR(r.interval.high, 0.9794893905028014, 1e-12);
  const std::span<const double> given[] = {kZ};
  EXPECT_NEAR(partial_rank_correlation(kX, kY, given).estimate, 0.854497289267296, 1e-13);
}

TEST(RankCorrelation, IgnoresMonotoneChanges) {
  std::vector<double> cubes = kX;
  for (double& x : cubes) x = -x * x * x;
  EXPECT_NEAR(rank_correlation(cubes, kY).estimate, -rank_correlation(kX, kY).estimate, 1e-14);
}

TEST(RankCorrelation, LeavesOutIncompletePairs) {
  std::vector<double> x = kX, y = kY;
  x.push_back(std::numeric_limits<double>::quiet_NaN());
  y.push_back(100);
  const Correlation r = rank_correlation(x, y);
  EXPECT_EQ(r.estimate, rank_correlation(kX, kY).estimate);
  EXPECT_EQ(r.count, 10);
  EXPECT_EQ(r.excluded, 1);
}

TEST(RankCorrelation, IsUndefinedWithoutVariation) {
  EXPECT_TRUE(std::isnan(rank_correlation(kX, std::vector<double>(10, 1)).estimate));
  const std::span<const double> given[] = {kX};
  EXPECT_TRUE(std::isnan(partial_rank_correlation(kX, kY, given).estimate));
  EXPECT_TRUE(std::isnan(rank_correlation({}, {}).estimate));
}

TEST(AdjustedRandIndex, ComparesGroupings) {
  const std::vector<std::int32_t> a = {0, 0, 0, 1, 1, 1, 2, 2, 2, 2}, b = {0, 0, 1, 1, 1, 2, 2, 2, 2, 0};
  EXPECT_NEAR(adjusted_rand_index(a, b), 9.0 / 44, 1e-15);
  std::vector<std::int32_t> renamed = a;
  for (auto& label : renamed) label = 7 - label;
  EXPECT_EQ(adjusted_rand_index(a, renamed), 1);
  EXPECT_EQ(adjusted_rand_index(a, std::vector<std::int32_t>(10, 5)), 0);
  EXPECT_EQ(adjusted_rand_index(std::vector<std::int32_t>(4, 5), std::vector<std::int32_t>(4, 6)), 1);
}

TEST(Matrix, FactorsAndInverts) {
  const Matrix a(3, {4, 2, 0.6, 2, 5, 1, 0.6, 1, 3});
  const Matrix factor = *cholesky(a), inverted = *inverse(a);
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < 3; ++j) {
      double back = 0, unit = 0;
      for (std::uint32_t k = 0; k < 3; ++k) {
        back += factor(i, k) * factor(j, k);
        unit += a(i, k) * inverted(k, j);
      }
      EXPECT_NEAR(back, a(i, j), 1e-14);
      EXPECT_NEAR(unit, i == j ? 1 : 0, 1e-14);
    }
  }
  EXPECT_FALSE(cholesky(Matrix(2, {1, 1, 1, 1})));
}

TEST(Matrix, FindsEigenvaluesAndTheNearestCorrelationMatrix) {
  const Matrix impossible(3, {1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1});
  const Eigen parts = eigen(impossible);
  EXPECT_NEAR(parts.values[0], -0.8, 1e-14);
  EXPECT_NEAR(parts.values[2], 1.9, 1e-14);
  EXPECT_FALSE(cholesky(impossible));
  const Matrix nearest = nearest_correlation(impossible);
  EXPECT_TRUE(cholesky(nearest));
  EXPECT_NEAR(nearest(0, 1), 0.5, 1e-5);
  EXPECT_NEAR(nearest(0, 2), -0.5, 1e-5);
  EXPECT_EQ(nearest(1, 1), 1);
  // Higham's (2002) example: nearest to {1 1 0; 1 1 1; 0 1 1}.
  const Matrix higham = nearest_correlation(Matrix(3, {1, 1, 0, 1, 1, 1, 0, 1, 1}), 1e-10);
  EXPECT_NEAR(higham(0, 1), 0.7607, 5e-5);
  EXPECT_NEAR(higham(0, 2), 0.1573, 5e-5);
}

}  // namespace
}  // namespace detente::stats
