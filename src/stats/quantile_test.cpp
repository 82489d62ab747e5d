#include "stats/quantile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace detente::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(SortedColumn, InterpolatesLikeNumPy) {
  const SortedColumn column(std::vector<double>{3, 1, 4, 1, 5, 9, 2, 6});
  EXPECT_EQ(column.quantile(0), 1);
  EXPECT_EQ(column.quantile(0.1), 1);
  EXPECT_EQ(column.quantile(0.25), 1.75);
  EXPECT_EQ(column.median(), 3.5);
  EXPECT_DOUBLE_EQ(column.quantile(0.9), 6.9);
  EXPECT_EQ(column.quantile(1), 9);
  EXPECT_EQ(column.share_at_most(4), 5.0 / 8);
}

TEST(SortedColumn, LeavesOutMissingRuns) {
  const SortedColumn column(std::vector<double>{kNaN, 2, kNaN, 1});
  EXPECT_EQ(column.count(), 2);
  EXPECT_EQ(column.excluded(), 2);
  EXPECT_EQ(column.median(), 1.5);
  EXPECT_TRUE(std::isnan(SortedColumn(std::vector<double>{kNaN}).median()));
  EXPECT_EQ(SortedColumn(std::vector<double>{7}).quantile(0.3), 7);
}

TEST(SortedColumn, KeepsInfinitiesOutOfInterpolation) {
  const SortedColumn column(std::vector<double>{-kInfinity, 1, 2, kInfinity, kInfinity});
  EXPECT_EQ(column.quantile(0.1), -kInfinity);
  EXPECT_EQ(column.quantile(0.2), 1);
  EXPECT_EQ(column.median(), 2);
  EXPECT_EQ(column.quantile(0.9), kInfinity);
}

TEST(SortedColumn, HasOneZero) {
  EXPECT_FALSE(std::signbit(SortedColumn(std::vector<double>{-0.0}).median()));
  EXPECT_EQ(SortedColumn(std::vector<double>{0.0, -0.0, -1}).values()[0], -1);
}

}  // namespace
}  // namespace detente::stats
