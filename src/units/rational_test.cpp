#include "units/rational.h"

#include <gtest/gtest.h>

namespace detente::units {
namespace {

Rational fraction(std::int64_t numerator, std::int64_t denominator) { return *Rational::make(numerator, denominator); }

TEST(Rational, KeepsLowestTermsAndAPositiveDenominator) {
  EXPECT_EQ(fraction(6, -4), fraction(-3, 2));
  EXPECT_EQ(fraction(0, -7), Rational(0));
  EXPECT_EQ(rational_text(fraction(6, -4)), "-3/2");
  EXPECT_EQ(rational_text(fraction(8, 4)), "2");
  EXPECT_FALSE(Rational::make(1, 0));
  EXPECT_FALSE(Rational::make(1, Rational::kLargestPart + 1));
  EXPECT_TRUE(Rational::make(2, Rational::kLargestPart * 2));
  EXPECT_FALSE(Rational::make(INT64_MIN, INT64_MIN));
}

TEST(Rational, ReadsDecimalLiteralsExactly) {
  EXPECT_EQ(*Rational::from_decimal("0.1"), fraction(1, 10));
  EXPECT_EQ(*Rational::from_decimal("365.25"), fraction(1461, 4));
  EXPECT_EQ(*Rational::from_decimal("15e6"), Rational(15'000'000));
  EXPECT_EQ(*Rational::from_decimal("1.5E-3"), fraction(3, 2000));
  EXPECT_EQ(*Rational::from_decimal("-.5"), fraction(-1, 2));
  EXPECT_EQ(*Rational::from_decimal("100.000000000000000000000000"), Rational(100));
  EXPECT_EQ(*Rational::from_decimal("2000e-3"), Rational(2));
  EXPECT_EQ(*Rational::from_decimal("0.000e400"), Rational(0));
  EXPECT_EQ(*Rational::from_decimal("10.05"), fraction(201, 20));
}

TEST(Rational, RefusesWhatIsNotADecimalOrDoesNotFit) {
  for (const char* text : {"", "-", ".", "1e", "1.2.3", "x", "1 ", "0x10", "1e400", "1e-400", "9007199254740993",
                           "12345678901234567890123", "1e1000000000000000000000"}) {
    EXPECT_FALSE(Rational::from_decimal(text)) << text;
  }
}

TEST(Rational, Computes) {
  EXPECT_EQ(*add(fraction(1, 6), fraction(1, 10)), fraction(4, 15));
  EXPECT_EQ(*subtract(fraction(1, 2), fraction(1, 2)), Rational(0));
  EXPECT_EQ(*multiply(fraction(4, 1461), fraction(1461, 4)), Rational(1));
  EXPECT_EQ(*divide(Rational(20), fraction(1, 12)), Rational(240));
  EXPECT_FALSE(divide(Rational(1), Rational(0)));
  EXPECT_FALSE(multiply(Rational(Rational::kLargestPart), Rational(2)));
  EXPECT_FALSE(add(Rational(Rational::kLargestPart), Rational(1)));
}

TEST(Rational, OrdersWithoutOverflow) {
  const std::int64_t big = Rational::kLargestPart;
  EXPECT_LT(fraction(big - 1, big), Rational(1));
  EXPECT_LT(fraction(big - 2, big - 1), fraction(big - 1, big));
  EXPECT_LT(fraction(-1, 2), fraction(-1, 3));
  EXPECT_LT(fraction(-7, 2), fraction(-3, 1));
  EXPECT_GT(fraction(22, 7), fraction(333, 106));
  EXPECT_EQ(fraction(22, 7) <=> fraction(44, 14), std::strong_ordering::equal);
}

TEST(Rational, IsTheNearestDouble) {
  EXPECT_EQ(fraction(1, 12).to_double(), 1.0 / 12.0);
  EXPECT_EQ(Rational::from_decimal("0.07")->to_double(), 0.07);
}

}  // namespace
}  // namespace detente::units
