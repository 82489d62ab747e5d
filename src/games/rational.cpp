#include "games/rational.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace detente::games {
namespace {

constexpr std::int64_t kMostExponent = 300;  // so that every number has a double next to it
constexpr std::size_t kMostDigits = 4000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the digits at the front of `text`.
std::string take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string digits(text.substr(0, count));
  text.remove_prefix(count);
  return digits;
}

Integer integer_of(const std::string& digits) {
  Integer value;
  DETENTE_CHECK(mpz_set_str(value.raw(), digits.c_str(), 10) == 0);
  return value;
}

Integer power_of_ten(std::int64_t exponent) {
  Integer value;
  mpz_ui_pow_ui(value.raw(), 10, static_cast<unsigned long>(exponent));
  return value;
}

// "12", "12.5", ".5", "1.5e-3"; without a sign.
std::optional<Rational> parse_decimal(std::string_view text) {
  std::string digits = take_digits(text);
  std::int64_t exponent = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::string decimals = take_digits(text);
    exponent -= static_cast<std::int64_t>(decimals.size());
    digits += decimals;
  }
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const std::string written = take_digits(text);
    if (written.empty() || written.size() > 4) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : written) value = value * 10 + (c - '0');
    if (value > kMostExponent) return std::nullopt;
    exponent += negative ? -value : value;
  }
  if (!text.empty()) return std::nullopt;
  const Integer mantissa = integer_of(digits);
  if (exponent >= 0) return Rational(mantissa * power_of_ten(exponent), 1);
  return Rational(mantissa, power_of_ten(-exponent));
}

}  // namespace

void Integer::divide_exactly(const Integer& divisor) {
  DETENTE_CHECK(!divisor.is_zero());
  mpz_divexact(v_, v_, divisor.v_);
}

Integer gcd(const Integer& a, const Integer& b) {
  Integer result;
  mpz_gcd(result.raw(), a.raw(), b.raw());
  return result;
}

Integer lcm(const Integer& a, const Integer& b) {
  Integer result;
  mpz_lcm(result.raw(), a.raw(), b.raw());
  return result;
}

Rational::Rational(std::int64_t numerator, std::int64_t denominator)
    : Rational(Integer(numerator), Integer(denominator)) {}

Rational::Rational(const Integer& numerator, const Integer& denominator) : Rational() {
  DETENTE_CHECK(!denominator.is_zero());
  mpq_set_num(v_, numerator.raw());
  mpq_set_den(v_, denominator.raw());
  mpq_canonicalize(v_);
}

Rational Rational::exactly(double value) {
  DETENTE_CHECK(value - value == 0);
  Rational result;
  mpq_set_d(result.v_, value);
  return result;
}

Rational Rational::near(double value, std::int64_t limit) {
  // Continued fraction of the exact value; p and q are the last two convergents.
  Rational rest = exactly(value);
  Integer p_before(0), p(1), q_before(1), q(0);
  while (true) {
    Integer whole;
    mpz_fdiv_q(whole.raw(), rest.numerator().raw(), rest.denominator().raw());
    Integer p_next = whole * p + p_before, q_next = whole * q + q_before;
    if (q_next > Integer(limit)) break;
    p_before = std::exchange(p, std::move(p_next));
    q_before = std::exchange(q, std::move(q_next));
    rest -= Rational(whole, 1);
    if (rest.is_zero()) break;
    rest = Rational(1) / rest;
  }
  return Rational(p, q);
}

std::optional<Rational> Rational::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t bar = text.find('/');
  auto value = parse_decimal(text.substr(0, bar));
  if (!value) return std::nullopt;
  if (bar != std::string_view::npos) {
    const auto divisor = parse_decimal(text.substr(bar + 1));
    if (!divisor || divisor->is_zero()) return std::nullopt;
    *value /= *divisor;
  }
  if (*value > Rational(power_of_ten(kMostExponent), 1)) return std::nullopt;
  return negative ? -*value : *value;
}

Integer Rational::numerator() const {
  Integer result;
  mpq_get_num(result.raw(), v_);
  return result;
}

Integer Rational::denominator() const {
  Integer result;
  mpq_get_den(result.raw(), v_);
  return result;
}

double Rational::number() const {
  const double inner = mpq_get_d(v_);  // rounded towards zero
  if (!(std::fabs(inner) < std::numeric_limits<double>::max())) return inner;
  const double outer = std::bit_cast<double>(std::bit_cast<std::uint64_t>(inner) + 1) * (inner == 0 ? sign() : 1);
  const Rational below = *this - exactly(inner), above = exactly(outer) - *this;
  if (below.is_zero()) return inner;
  const auto order = sign() > 0 ? below <=> above : above <=> below;
  const bool inner_is_even = (std::bit_cast<std::uint64_t>(inner) & 1) == 0;
  return order < 0 || (order == 0 && inner_is_even) ? inner : outer;
}

std::string Rational::text() const {
  // Our own buffer: GMP's allocator would have to free its own.
  std::string text(mpz_sizeinbase(mpq_numref(v_), 10) + mpz_sizeinbase(mpq_denref(v_), 10) + 3, '\0');
  mpq_get_str(text.data(), 10, v_);
  text.resize(text.find('\0'));
  return text;
}

Rational& Rational::operator/=(const Rational& b) {
  DETENTE_CHECK(!b.is_zero());
  mpq_div(v_, v_, b.v_);
  return *this;
}

Rational Rational::operator-() const {
  Rational result;
  mpq_neg(result.v_, v_);
  return result;
}

}  // namespace detente::games
