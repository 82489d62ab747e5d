#include "base/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace detente::base {
namespace {

TEST(NumberText, IsShortAndPlain) {
  EXPECT_EQ(number_text(0.0), "0");
  EXPECT_EQ(number_text(-0.0), "-0");
  EXPECT_EQ(number_text(1.0), "1");
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(number_text(15e6), "15000000");
  EXPECT_EQ(number_text(-123.25), "-123.25");
  EXPECT_EQ(number_text(1e-5), "0.00001");
  EXPECT_EQ(number_text(1.5e-6), "1.5e-6");
  EXPECT_EQ(number_text(1e16), "10000000000000000");
  EXPECT_EQ(number_text(1e17), "1e17");
  EXPECT_EQ(number_text(6.02214076e23), "6.02214076e23");
  EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(number_text(std::nan("")), "nan");
}

TEST(NumberText, RoundsToDigits) {
  EXPECT_EQ(number_text(2.0 / 3, 4), "0.6667");
  EXPECT_EQ(number_text(1234567, 3), "1230000");
  EXPECT_EQ(number_text(99.99, 2), "100");
  EXPECT_EQ(number_text(0.5, 6), "0.5");
}

TEST(NumberText, ReadsBackToTheSameBits) {
  std::uint64_t state = 1;
  for (int i = 0; i < 200'000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const std::uint64_t bits = state ^ (state >> 29);
    double value;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const auto back = parse_number(number_text(value));
    ASSERT_TRUE(back);
    EXPECT_EQ(std::memcmp(&*back, &value, sizeof value), 0) << number_text(value);
  }
}

TEST(NumberText, ParsesWholeTextsOnly) {
  EXPECT_EQ(parse_number("1e3"), 1000.0);
  EXPECT_TRUE(std::isinf(*parse_number("1e999")));
  EXPECT_FALSE(parse_number("1,5"));
  EXPECT_FALSE(parse_number("1.5 "));
  EXPECT_FALSE(parse_number(""));
}

}  // namespace
}  // namespace detente::base
