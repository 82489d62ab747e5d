#include "guide/interval.h"

#include <algorithm>
#include <cmath>

#include "kernels/elementary.h"

namespace detente::guide {

namespace {

double times(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

bool is_point(const Interval& a) { return a.low == a.high; }

// Powers of a base that is not negative, at the four corners.
Interval corners(const Interval& base, const Interval& exponent) {
  Interval all{kInfinity, -kInfinity};
  for (const double b : {base.low, base.high}) {
    for (const double e : {exponent.low, exponent.high}) {
      const double at = b == 0 && e < 0 ? kInfinity : kernels::pow(b, e);
      if (std::isnan(at)) return {0, kInfinity};
      all = {std::min(all.low, at), std::max(all.high, at)};
    }
  }
  // Between exponents of both signs every base passes 1.
  if (exponent.low < 0 && exponent.high > 0) all = hull(all, {1, 1});
  return all;
}

Interval whole_power(const Interval& base, int exponent) {
  Interval all{1, 1};
  for (int i = 0; i < exponent; ++i) all = all * base;
  if (exponent % 2 == 0 && all.low < 0) all.low = 0;
  return all;
}

}  // namespace

Interval hull(const Interval& a, const Interval& b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }
Interval operator+(const Interval& a, const Interval& b) { return {a.low + b.low, a.high + b.high}; }
Interval operator-(const Interval& a) { return {-a.high, -a.low}; }

Interval operator*(const Interval& a, const Interval& b) {
  const double p = times(a.low, b.low), q = times(a.low, b.high), r = times(a.high, b.low), s = times(a.high, b.high);
  return {std::min({p, q, r, s}), std::max({p, q, r, s})};
}

Interval inverse(const Interval& a) {
  if (a.low < 0 && a.high > 0) return kAnything;
  if (a.low == 0 && a.high == 0) return kAnything;
  if (a.low >= 0) return {a.high == kInfinity ? 0 : 1 / a.high, a.low == 0 ? kInfinity : 1 / a.low};
  return -inverse(-a);
}

Slope hull(const Slope& a, const Slope& b) { return {hull(a.value, b.value), hull(a.change, b.change)}; }
Slope operator+(const Slope& a, const Slope& b) { return {a.value + b.value, a.change + b.change}; }
Slope operator-(const Slope& a) { return {-a.value, -a.change}; }

Slope operator*(const Slope& a, const Slope& b) { return {a.value * b.value, a.change * b.value + a.value * b.change}; }

Slope inverse(const Slope& a) {
  const Interval of = inverse(a.value);
  Interval square = of * of;
  square.low = std::max(square.low, 0.0);
  return {of, -(a.change * square)};
}

Slope power(const Slope& base, const Slope& exponent) {
  const bool whole = is_point(exponent.value) && exponent.change == kZero && exponent.value.low >= 0 &&
                     exponent.value.low <= 16 && exponent.value.low == std::floor(exponent.value.low);
  if (whole) {
    const int n = static_cast<int>(exponent.value.low);
    if (n == 0) return Interval{1, 1};
    const Interval slope = Interval{exponent.value.low, exponent.value.low} * whole_power(base.value, n - 1);
    return {whole_power(base.value, n), slope * base.change};
  }
  const bool still = base.change == kZero && exponent.change == kZero;
  if (base.value.low < 0) return {kAnything, still ? kZero : kAnything};
  const Interval value = corners(base.value, exponent.value);
  const Interval by_base = exponent.value * corners(base.value, exponent.value + Interval{-1, -1});
  const Interval by_exponent = value * logarithm(Slope(base.value)).value;
  return {value, by_base * base.change + by_exponent * exponent.change};
}

Slope smaller(const Slope& a, const Slope& b) {
  if (a.value.high <= b.value.low) return a;
  if (b.value.high <= a.value.low) return b;
  return {{std::min(a.value.low, b.value.low), std::min(a.value.high, b.value.high)}, hull(a.change, b.change)};
}

Slope larger(const Slope& a, const Slope& b) { return -smaller(-a, -b); }

Slope magnitude(const Slope& a) { return larger(a, -a); }

Slope rising(const Slope& a, double (*function)(double), Interval derivative) {
  return {{function(a.value.low), function(a.value.high)}, derivative * a.change};
}

Slope exponential(const Slope& a) {
  const Interval value{kernels::exp(a.value.low), kernels::exp(a.value.high)};
  return {value, value * a.change};
}

// Of what is positive: the logarithm of anything else has ended the run.
Slope logarithm(const Slope& a) {
  const Interval positive{std::max(a.value.low, 0.0), std::max(a.value.high, 0.0)};
  const Interval value{positive.low == 0 ? -kInfinity : kernels::ln(positive.low),
                       positive.high == 0 ? -kInfinity : kernels::ln(positive.high)};
  return {value, inverse(positive) * a.change};
}

}  // namespace detente::guide
