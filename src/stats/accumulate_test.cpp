#include "stats/accumulate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace detente::stats {
namespace {

// A column of numbers without structure, far from zero mean.
std::vector<double> column(std::size_t n) {
  std::vector<double> values(n);
  std::uint64_t state = 1;
  for (double& x : values) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    x = 1e6 + static_cast<double>(state >> 40) / 1000;
  }
  return values;
}

struct Joined {
  std::string text;
};
Joined merge(const Joined& a, const Joined& b) { return {"(" + a.text + b.text + ")"}; }

TEST(PairwiseSum, IsMoreExactThanAddingInARow) {
  EXPECT_EQ(pairwise_sum({}), 0);
  const std::vector<double> tenths(1 << 20, 0.1);
  EXPECT_EQ(pairwise_sum(tenths), 0.1 * (1 << 20));
}

TEST(TreeFold, IsLeftComplete) {
  TreeFold<Joined> fold;
  const char* expected[] = {
      "0", "(01)", "((01)2)", "((01)(23))", "(((01)(23))4)", "(((01)(23))(45))", "(((01)(23))((45)6))"};
  for (int i = 0; i < 7; ++i) {
    fold.push({std::to_string(i)});
    EXPECT_EQ(fold.total().text, expected[i]);
  }
}

TEST(Moments, AgreeWithLongDouble) {
  const auto values = column(20'001);
  long double sum = 0, squares = 0;
  for (const double x : values) sum += x;
  const long double mean = sum / values.size();
  for (const double x : values) squares += (x - mean) * (x - mean);
  const Moments moments = column_moments(values);
  EXPECT_EQ(moments.count, 20'001);
  EXPECT_NEAR(moments.mean, static_cast<double>(mean), 1e-9);
  EXPECT_NEAR(moments.variance() / static_cast<double>(squares / (values.size() - 1)), 1, 1e-13);
  EXPECT_EQ(moments.low, *std::ranges::min_element(values));
  EXPECT_EQ(moments.high, *std::ranges::max_element(values));
}

TEST(Moments, OfAGrownStudyEqualThoseOfOneBegunLarge) {
  const auto values = column(20'000);
  const std::span<const double> all(values);
  // Grown: two whole chunks were folded when the study had 10,000 runs; the third, then unfinished, is redone.
  TreeFold<Moments> grown;
  for (std::size_t start = 0; start < 8192; start += kChunk) grown.push(chunk_moments(all.subspan(start, kChunk)));
  TreeFold<Moments> small = grown;
  small.push(chunk_moments(all.subspan(8192, 10'000 - 8192)));
  EXPECT_EQ(small.total(), column_moments(all.first(10'000)));
  for (std::size_t start = 8192; start < 20'000; start += kChunk) {
    grown.push(chunk_moments(all.subspan(start, std::min<std::size_t>(kChunk, 20'000 - start))));
  }
  EXPECT_EQ(grown.total(), column_moments(all));
}

TEST(Moments, LeaveOutAndCountMissingRuns) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const Moments moments = column_moments(std::vector<double>{missing, 2, 4, missing, 9});
  EXPECT_EQ(moments.count, 3);
  EXPECT_EQ(moments.excluded, 2);
  EXPECT_EQ(moments.mean, 5);
  EXPECT_EQ(moments.variance(), 13);
  EXPECT_TRUE(std::isnan(column_moments(std::vector<double>{3}).sd()));
  const Moments none = column_moments(std::vector<double>(5000, missing));
  EXPECT_EQ(none.count, 0);
  EXPECT_EQ(none.excluded, 5000);
}

}  // namespace
}  // namespace detente::stats
