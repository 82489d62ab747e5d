#include "units/rational.h"

#include <numeric>

#include "base/cat.h"
#include "base/check.h"

namespace detente::units {
namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && a < 0 ? 1 : 0); }

std::optional<std::int64_t> product(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
  return result;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Rational> Rational::make(std::int64_t numerator, std::int64_t denominator) {
  constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();
  if (denominator == 0 || numerator == kSmallest || denominator == kSmallest) return std::nullopt;
  const std::int64_t divisor = std::gcd(numerator, denominator) * (denominator < 0 ? -1 : 1);
  Rational result;
  result.numerator_ = numerator / divisor;
  result.denominator_ = denominator / divisor;
  const bool fits =
      result.numerator_ >= -kLargestPart && result.numerator_ <= kLargestPart && result.denominator_ <= kLargestPart;
  return fits ? std::optional(result) : std::nullopt;
}

std::optional<Rational> Rational::from_decimal(std::string_view text) {
  std::size_t at = 0;
  const bool is_negative = at < text.size() && text[at] == '-';
  if (is_negative) ++at;

  std::int64_t digits = 0;
  std::int64_t power = 0;          // the value is digits * 10^power
  std::int64_t pending_zeros = 0;  // trailing zeros cost no precision: 1500000000000000000000 fits as 15e20
  bool has_digit = false;
  bool after_point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !after_point)); ++at) {
    if (text[at] == '.') {
      after_point = true;
      continue;
    }
    has_digit = true;
    if (after_point) --power;
    if (text[at] == '0') {
      ++pending_zeros;
      continue;
    }
    for (; pending_zeros > 0 && digits > 0; --pending_zeros) {
      if (digits > kLargestPart) return std::nullopt;
      digits *= 10;
    }
    pending_zeros = 0;
    if (digits > kLargestPart) return std::nullopt;
    digits = digits * 10 + (text[at] - '0');
  }
  if (!has_digit) return std::nullopt;
  if (digits != 0) power += pending_zeros;

  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool is_negative_power = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size()) return std::nullopt;
    std::int64_t exponent = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
      exponent = exponent * 10 + (text[at] - '0');
      if (exponent > 1000) return std::nullopt;
    }
    power += is_negative_power ? -exponent : exponent;
  }
  if (at != text.size()) return std::nullopt;
  if (digits == 0) return Rational(0);

  std::int64_t numerator = is_negative ? -digits : digits;
  std::int64_t denominator = 1;
  for (; power > 0; --power) {
    if (__builtin_mul_overflow(numerator, 10, &numerator)) return std::nullopt;
  }
  for (; power < 0; ++power) {
    if (numerator % 10 == 0) {
      numerator /= 10;
    } else if (__builtin_mul_overflow(denominator, 10, &denominator)) {
      return std::nullopt;
    }
  }
  return make(numerator, denominator);
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  // By whole parts, then by the remainders' reciprocals: no product, so nothing overflows.
  std::int64_t an = a.numerator_, ad = a.denominator_, bn = b.numerator_, bd = b.denominator_;
  while (true) {
    const std::int64_t a_whole = floor_divide(an, ad), b_whole = floor_divide(bn, bd);
    if (a_whole != b_whole) return a_whole <=> b_whole;
    an -= a_whole * ad;
    bn -= b_whole * bd;
    if (an == 0 || bn == 0) return (an != 0) <=> (bn != 0);
    // an / ad < bn / bd exactly when bd / bn < ad / an.
    std::swap(an, bd);
    std::swap(ad, bn);
  }
}

std::optional<Rational> add(const Rational& a, const Rational& b) {
  const std::int64_t shared = std::gcd(a.denominator(), b.denominator());
  const auto left = product(a.numerator(), b.denominator() / shared);
  const auto right = product(b.numerator(), a.denominator() / shared);
  const auto denominator = product(a.denominator(), b.denominator() / shared);
  std::int64_t numerator = 0;
  if (!left || !right || !denominator || __builtin_add_overflow(*left, *right, &numerator)) return std::nullopt;
  return Rational::make(numerator, *denominator);
}

std::optional<Rational> subtract(const Rational& a, const Rational& b) { return add(a, negate(b)); }

std::optional<Rational> multiply(const Rational& a, const Rational& b) {
  const std::int64_t across = std::gcd(a.numerator(), b.denominator());
  const std::int64_t back = std::gcd(b.numerator(), a.denominator());
  const auto numerator = product(a.numerator() / across, b.numerator() / back);
  const auto denominator = product(a.denominator() / back, b.denominator() / across);
  if (!numerator || !denominator) return std::nullopt;
  return Rational::make(*numerator, *denominator);
}

std::optional<Rational> divide(const Rational& a, const Rational& b) {
  const auto inverse = Rational::make(b.denominator(), b.numerator());
  return inverse ? multiply(a, *inverse) : std::nullopt;
}

Rational negate(const Rational& a) {
  const auto result = Rational::make(-a.numerator(), a.denominator());
  DETENTE_CHECK(result.has_value());
  return *result;
}

std::string rational_text(const Rational& value) {
  if (value.is_whole()) return base::cat(value.numerator());
  return base::cat(value.numerator(), '/', value.denominator());
}

}  // namespace detente::units
