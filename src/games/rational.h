// Exact numbers without bounds: Integer and Rational, thin owners of GMP's.
// A Rational is always in lowest terms with a positive denominator. Dividing by zero is our own mistake and checked.
#pragma once

#include <gmp.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace detente::games {

class Integer {
 public:
  Integer() { mpz_init(v_); }
  Integer(std::int64_t value) { mpz_init_set_si(v_, value); }  // a whole number is an Integer
  Integer(const Integer& other) { mpz_init_set(v_, other.v_); }
  Integer(Integer&& other) noexcept {
    mpz_init(v_);
    mpz_swap(v_, other.v_);
  }
  Integer& operator=(Integer other) noexcept {
    mpz_swap(v_, other.v_);
    return *this;
  }
  ~Integer() { mpz_clear(v_); }

  int sign() const { return mpz_sgn(v_); }
  bool is_zero() const { return sign() == 0; }
  const mpz_t& raw() const { return v_; }
  mpz_t& raw() { return v_; }

  Integer& operator+=(const Integer& b) { return mpz_add(v_, v_, b.v_), *this; }
  Integer& operator-=(const Integer& b) { return mpz_sub(v_, v_, b.v_), *this; }
  Integer& operator*=(const Integer& b) { return mpz_mul(v_, v_, b.v_), *this; }
  void add_product(const Integer& a, const Integer& b) { mpz_addmul(v_, a.v_, b.v_); }
  void subtract_product(const Integer& a, const Integer& b) { mpz_submul(v_, a.v_, b.v_); }
  void negate() { mpz_neg(v_, v_); }
  void divide_exactly(const Integer& divisor);  // `divisor` divides it

  friend Integer operator+(Integer a, const Integer& b) { return std::move(a += b); }
  friend Integer operator-(Integer a, const Integer& b) { return std::move(a -= b); }
  friend Integer operator*(Integer a, const Integer& b) { return std::move(a *= b); }
  friend bool operator==(const Integer& a, const Integer& b) { return mpz_cmp(a.v_, b.v_) == 0; }
  friend std::strong_ordering operator<=>(const Integer& a, const Integer& b) { return mpz_cmp(a.v_, b.v_) <=> 0; }

 private:
  mpz_t v_;
};

Integer gcd(const Integer& a, const Integer& b);  // never negative
Integer lcm(const Integer& a, const Integer& b);

class Rational {
 public:
  Rational() { mpq_init(v_); }
  Rational(std::int64_t value) : Rational() { mpq_set_si(v_, value, 1); }  // a whole number is a Rational
  Rational(std::int64_t numerator, std::int64_t denominator);
  Rational(const Integer& numerator, const Integer& denominator);
  Rational(const Rational& other) : Rational() { mpq_set(v_, other.v_); }
  Rational(Rational&& other) noexcept : Rational() { mpq_swap(v_, other.v_); }
  Rational& operator=(Rational other) noexcept {
    mpq_swap(v_, other.v_);
    return *this;
  }
  ~Rational() { mpq_clear(v_); }

  // The very value of a double, which is finite.
  static Rational exactly(double value);
  // The fraction nearest to `value` among the continued fraction's with a denominator of at most `limit`.
  static Rational near(double value, std::int64_t limit);
  // "3", "-3/4", "0.25", "1.5e-3", exactly; nothing if it is no number, beyond 1e300, or has an
  // exponent beyond 300.
  static std::optional<Rational> parse(std::string_view text);

  Integer numerator() const;
  Integer denominator() const;
  int sign() const { return mpq_sgn(v_); }
  std::size_t words() const { return mpz_size(mpq_numref(v_)) + mpz_size(mpq_denref(v_)); }  // of memory
  bool is_zero() const { return sign() == 0; }
  double number() const;     // the nearest double
  std::string text() const;  // "3/4", "-2"

  Rational& operator+=(const Rational& b) { return mpq_add(v_, v_, b.v_), *this; }
  Rational& operator-=(const Rational& b) { return mpq_sub(v_, v_, b.v_), *this; }
  Rational& operator*=(const Rational& b) { return mpq_mul(v_, v_, b.v_), *this; }
  Rational& operator/=(const Rational& b);
  Rational operator-() const;

  friend Rational operator+(Rational a, const Rational& b) { return std::move(a += b); }
  friend Rational operator-(Rational a, const Rational& b) { return std::move(a -= b); }
  friend Rational operator*(Rational a, const Rational& b) { return std::move(a *= b); }
  friend Rational operator/(Rational a, const Rational& b) { return std::move(a /= b); }
  friend bool operator==(const Rational& a, const Rational& b) { return mpq_equal(a.v_, b.v_) != 0; }
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b) { return mpq_cmp(a.v_, b.v_) <=> 0; }

 private:
  mpq_t v_;
};

}  // namespace detente::games
