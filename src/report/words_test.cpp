#include "report/words.h"

#include <gtest/gtest.h>

#include <limits>

namespace detente::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(Words, Counts) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1000), "1,000");
  EXPECT_EQ(count_text(12345678), "12,345,678");
  EXPECT_EQ(count_of(1, "run", "runs"), "1 run");
  EXPECT_EQ(count_of(2000, "run", "runs"), "2,000 runs");
}

TEST(Words, Values) {
  EXPECT_EQ(value_text(2035.26), "2035.3");
  EXPECT_EQ(value_text(-0.000123456), "-0.00012346");
  EXPECT_EQ(value_text(kNaN), "–");
}

TEST(Words, SharesShowWhatTheRunsCanTellApart) {
  EXPECT_EQ(share_text(0.12345, 100), "0.12");
  EXPECT_EQ(share_text(0.12345, 1000), "0.123");
  EXPECT_EQ(share_text(0.12345, 1'000'000), "0.1235");
  EXPECT_EQ(share_text(-0.5, 10), "-0.5");
  EXPECT_EQ(share_text(kNaN, 10), "–");
  EXPECT_EQ(interval_text({0.1, 1, stats::IntervalKind::Fixed}, 10), "[0.1, 1]");
}

TEST(Words, PercentsNeverRoundToNoneOrAll) {
  EXPECT_EQ(percent_text(0), "0 %");
  EXPECT_EQ(percent_text(1), "100 %");
  EXPECT_EQ(percent_text(0.497), "49.7 %");
  EXPECT_EQ(percent_text(0.00001), "< 0.1 %");
  EXPECT_EQ(percent_text(0.99999), "> 99.9 %");
}

}  // namespace
}  // namespace detente::report
