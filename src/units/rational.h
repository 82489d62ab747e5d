// Exact fractions: exponents of units and conversion factors.
// In lowest terms, denominator positive, both parts at most 2^53 in magnitude, so that to_double() is
// one correctly rounded division. An operation whose result (or common denominator) does not fit in
// that range returns nothing.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace detente::units {

class Rational {
 public:
  static constexpr std::int64_t kLargestPart = std::int64_t{1} << 53;

  constexpr Rational() = default;
  // A whole number of at most kLargestPart in magnitude.
  constexpr Rational(std::int64_t whole) : numerator_(whole) {}

  // Nothing if the denominator is 0 or the reduced fraction does not fit.
  static std::optional<Rational> make(std::int64_t numerator, std::int64_t denominator);
  // The exact value of a decimal literal: "15e6", "0.25", ".5".
  static std::optional<Rational> from_decimal(std::string_view text);

  std::int64_t numerator() const { return numerator_; }
  std::int64_t denominator() const { return denominator_; }
  bool is_whole() const { return denominator_ == 1; }
  double to_double() const { return static_cast<double>(numerator_) / static_cast<double>(denominator_); }

  friend bool operator==(const Rational&, const Rational&) = default;
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);

 private:
  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 1;
};

std::optional<Rational> add(const Rational& a, const Rational& b);
std::optional<Rational> subtract(const Rational& a, const Rational& b);
std::optional<Rational> multiply(const Rational& a, const Rational& b);
std::optional<Rational> divide(const Rational& a, const Rational& b);

Rational negate(const Rational& a);

// "3", "-1", "1/2".
std::string rational_text(const Rational& value);

}  // namespace detente::units
