#include "units/unit.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace detente::units {
namespace {

bool is_allowed_exponent(const Rational& exponent) {
  const Rational limit(Dimension::kLargestExponent);
  return exponent <= limit && exponent >= negate(limit) && exponent.denominator() <= Dimension::kLargestExponent;
}

double whole_power(double base, std::int64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result *= base;
    base *= base;
  }
  return result;
}

// The double whose `degree`-th power is nearest `value`: square roots while the degree is even, then
// bisection over the bit patterns of the positive doubles, which ascend with their values.
double whole_root(double value, std::int64_t degree) {
  for (; degree % 2 == 0; degree /= 2) value = std::sqrt(value);
  if (degree == 1) return value;
  std::uint64_t low = 0;
  std::uint64_t high = std::bit_cast<std::uint64_t>(std::numeric_limits<double>::infinity());
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (whole_power(std::bit_cast<double>(middle), degree) <= value ? low : high) = middle;
  }
  const double below = std::bit_cast<double>(low), above = std::bit_cast<double>(high);
  return value - whole_power(below, degree) <= whole_power(above, degree) - value ? below : above;
}

std::optional<std::int64_t> exact_root(std::int64_t value, std::int64_t degree) {
  const double root = whole_root(static_cast<double>(value), degree);
  const auto whole = static_cast<std::int64_t>(root);
  if (static_cast<double>(whole) != root) return std::nullopt;
  std::int64_t product = 1;
  for (std::int64_t i = 0; i < degree; ++i) {
    if (__builtin_mul_overflow(product, whole, &product)) return std::nullopt;
  }
  return product == value ? std::optional(whole) : std::nullopt;
}

std::optional<Rational> exact_power(const Rational& base, std::int64_t exponent) {
  Rational result(1);
  for (std::int64_t i = 0; i < exponent; ++i) {
    const auto next = multiply(result, base);
    if (!next || *next == result) return next;  // too large, or a power of 1
    result = *next;
  }
  return result;
}

std::optional<Rational> exact_power(const Rational& base, const Rational& exponent) {
  const auto numerator = exact_root(base.numerator(), exponent.denominator());
  const auto denominator = exact_root(base.denominator(), exponent.denominator());
  if (!numerator || !denominator) return std::nullopt;
  const bool inverted = exponent.numerator() < 0;
  const auto root = inverted ? Rational::make(*denominator, *numerator) : Rational::make(*numerator, *denominator);
  return root ? exact_power(*root, inverted ? -exponent.numerator() : exponent.numerator()) : std::nullopt;
}

std::expected<Unit, UnitError> checked(const std::expected<Dimension, UnitError>& dimension, const Factor& size) {
  if (!dimension) return std::unexpected(dimension.error());
  if (!size.is_valid()) return std::unexpected(UnitError::SizeRange);
  return Unit{*dimension, size};
}

}  // namespace

// --- Dimension ---

Dimension Dimension::of(BaseId base) {
  Dimension result;
  result.terms_.push_back({base, Rational(1)});
  return result;
}

Rational Dimension::exponent_of(BaseId base) const {
  for (const DimensionTerm& term : terms_) {
    if (term.base == base) return term.exponent;
  }
  return Rational(0);
}

std::expected<Dimension, UnitError> multiply(const Dimension& a, const Dimension& b) {
  Dimension result;
  auto left = a.terms_.begin();
  auto right = b.terms_.begin();
  while (left != a.terms_.end() || right != b.terms_.end()) {
    if (right == b.terms_.end() || (left != a.terms_.end() && left->base < right->base)) {
      result.terms_.push_back(*left++);
    } else if (left == a.terms_.end() || right->base < left->base) {
      result.terms_.push_back(*right++);
    } else {
      const auto exponent = add(left->exponent, right->exponent);
      if (!exponent || !is_allowed_exponent(*exponent)) return std::unexpected(UnitError::ExponentRange);
      if (*exponent != Rational(0)) result.terms_.push_back({left->base, *exponent});
      ++left;
      ++right;
    }
  }
  return result;
}

std::expected<Dimension, UnitError> divide(const Dimension& a, const Dimension& b) {
  const auto inverse = power(b, Rational(-1));
  return inverse ? multiply(a, *inverse) : inverse;
}

std::expected<Dimension, UnitError> power(const Dimension& a, const Rational& exponent) {
  Dimension result;
  for (const DimensionTerm& term : a.terms_) {
    const auto raised = multiply(term.exponent, exponent);
    if (!raised || !is_allowed_exponent(*raised)) return std::unexpected(UnitError::ExponentRange);
    if (*raised != Rational(0)) result.terms_.push_back({term.base, *raised});
  }
  return result;
}

// --- Factor ---

Factor::Factor(const Rational& exact) : exact_(exact), value_(exact.to_double()) {}

Factor::Factor(double value) : exact_(std::nullopt), value_(value) {
  const double limit = static_cast<double>(Rational::kLargestPart);
  if (value >= -limit && value <= limit && static_cast<double>(static_cast<std::int64_t>(value)) == value) {
    exact_ = Rational(static_cast<std::int64_t>(value));
  }
}

bool Factor::is_valid() const { return value_ > 0 && value_ < std::numeric_limits<double>::infinity(); }

double Factor::apply(double x) const {
  if (!exact_) return x * value_;
  if (exact_->numerator() == 1) return x / static_cast<double>(exact_->denominator());
  return x * value_;
}

Factor multiply(const Factor& a, const Factor& b) {
  if (a.exact() && b.exact()) {
    if (const auto exact = multiply(*a.exact(), *b.exact())) return Factor(*exact);
  }
  return Factor(a.value() * b.value());
}

Factor divide(const Factor& a, const Factor& b) {
  if (a.exact() && b.exact()) {
    if (const auto exact = divide(*a.exact(), *b.exact())) return Factor(*exact);
  }
  return Factor(a.value() / b.value());
}

Factor power(const Factor& a, const Rational& exponent) {
  if (a.exact() && a.is_valid()) {
    if (const auto exact = exact_power(*a.exact(), exponent)) return Factor(*exact);
  }
  const bool inverted = exponent.numerator() < 0;
  const double root = exponent.is_whole() ? a.value() : whole_root(a.value(), exponent.denominator());
  const double raised = whole_power(root, inverted ? -exponent.numerator() : exponent.numerator());
  return Factor(inverted ? 1 / raised : raised);
}

// --- Unit ---

std::expected<Unit, UnitError> multiply(const Unit& a, const Unit& b) {
  return checked(multiply(a.dimension, b.dimension), multiply(a.size, b.size));
}

std::expected<Unit, UnitError> divide(const Unit& a, const Unit& b) {
  return checked(divide(a.dimension, b.dimension), divide(a.size, b.size));
}

std::expected<Unit, UnitError> power(const Unit& a, const Rational& exponent) {
  // A dimensionless unit such as % has a size to raise and no exponents that would limit the power.
  if (!is_allowed_exponent(exponent)) return std::unexpected(UnitError::ExponentRange);
  return checked(power(a.dimension, exponent), power(a.size, exponent));
}

std::expected<Unit, UnitError> scale(const Unit& a, const Factor& by) {
  return checked(a.dimension, multiply(a.size, by));
}

Factor conversion(const Unit& from, const Unit& to) {
  DETENTE_CHECK(convertible(from, to));
  return divide(from.size, to.size);
}

}  // namespace detente::units
