// The algebra of units: what can be added to what, and how one unit converts into another.
// A Dimension is a product of named base dimensions to rational powers; a Unit adds the size of one of
// it, measured in the coherent base unit of that dimension. Sizes stay exact fractions as long as they
// are made from decimal literals, so that 1 month and 1/12 year are the same double.
// Exponents lie within +-64 and have denominators up to 64; sizes are positive and finite.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <vector>

#include "base/typed_index.h"
#include "units/rational.h"

namespace detente::units {

using BaseId = base::Index<struct BaseTag>;  // a base dimension, named in a UnitTable

enum class UnitError {
  ExponentRange,  // an exponent beyond +-64, or with a denominator above 64
  SizeRange,      // a conversion factor that is not a positive finite number
};

struct DimensionTerm {
  BaseId base;
  Rational exponent;  // never 0

  friend bool operator==(const DimensionTerm&, const DimensionTerm&) = default;
};

class Dimension {
 public:
  static constexpr std::int64_t kLargestExponent = 64;

  Dimension() = default;  // dimensionless
  static Dimension of(BaseId base);

  bool is_dimensionless() const { return terms_.empty(); }
  Rational exponent_of(BaseId base) const;
  const std::vector<DimensionTerm>& terms() const { return terms_; }  // by ascending base

  friend bool operator==(const Dimension&, const Dimension&) = default;
  friend std::expected<Dimension, UnitError> multiply(const Dimension& a, const Dimension& b);
  friend std::expected<Dimension, UnitError> power(const Dimension& a, const Rational& exponent);

 private:
  std::vector<DimensionTerm> terms_;
};

std::expected<Dimension, UnitError> multiply(const Dimension& a, const Dimension& b);
std::expected<Dimension, UnitError> divide(const Dimension& a, const Dimension& b);
std::expected<Dimension, UnitError> power(const Dimension& a, const Rational& exponent);

// A positive factor: an exact fraction where it can be, the nearest double otherwise.
class Factor {
 public:
  Factor() = default;  // 1
  explicit Factor(const Rational& exact);
  explicit Factor(double value);

  double value() const { return value_; }
  const std::optional<Rational>& exact() const { return exact_; }
  bool is_valid() const;  // positive and finite
  bool is_one() const { return value_ == 1; }

  // x times this factor; one rounding if the factor is exact and whole or one over a whole number.
  double apply(double x) const;

  friend bool operator==(const Factor& a, const Factor& b) { return a.value_ == b.value_ && a.exact_ == b.exact_; }

 private:
  std::optional<Rational> exact_ = Rational(1);
  double value_ = 1;
};

Factor multiply(const Factor& a, const Factor& b);
Factor divide(const Factor& a, const Factor& b);
// The exponent is one a Dimension may have.
Factor power(const Factor& a, const Rational& exponent);

struct Unit {
  Dimension dimension;
  Factor size;  // one of this unit = size coherent base units

  friend bool operator==(const Unit&, const Unit&) = default;
};

std::expected<Unit, UnitError> multiply(const Unit& a, const Unit& b);
std::expected<Unit, UnitError> divide(const Unit& a, const Unit& b);
std::expected<Unit, UnitError> power(const Unit& a, const Rational& exponent);
std::expected<Unit, UnitError> scale(const Unit& a, const Factor& by);  // `1e6 USD`: a unit a million times as large

inline bool convertible(const Unit& a, const Unit& b) { return a.dimension == b.dimension; }

// A value in `from` times this is the value in `to`; the units are convertible.
Factor conversion(const Unit& from, const Unit& to);

}  // namespace detente::units
