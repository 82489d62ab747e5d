// Measures the elementary functions against MPFR, in units in the last place of the exact result. For tests and for
// bench/accuracy.cpp.
#pragma once

#include <mpfr.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/elementary.h"

namespace detente::kernels {

class Exact {
 public:
  Exact() { mpfr_init2(value, 160); }
  explicit Exact(double x) : Exact() { mpfr_set_d(value, x, MPFR_RNDN); }
  ~Exact() { mpfr_clear(value); }
  Exact(const Exact&) = delete;
  Exact& operator=(const Exact&) = delete;
  mpfr_t value;
};

using ExactFunction = void (*)(mpfr_t result, const mpfr_t x, const mpfr_t y);

struct Measured {
  const char* name;
  double (*function)(double x, double y);
  ExactFunction exact;
  double lo, hi;  // of x, where most samples are taken
  double limit;   // allowed error [units in the last place]
  bool binary = false;
};

inline double unit_in_last_place(double x) {
  const int exponent = x == 0 ? -1074 : std::max(std::ilogb(x) - 52, -1074);
  return std::ldexp(1.0, exponent);
}

// Error of `computed` [units in the last place]; infinite where only one of them is NaN or has overflowed.
inline double error_in_units(double computed, const Exact& exact) {
  const double rounded = mpfr_get_d(exact.value, MPFR_RNDN);
  if (std::isnan(rounded) || std::isnan(computed)) {
    return std::isnan(rounded) == std::isnan(computed) ? 0 : std::numeric_limits<double>::infinity();
  }
  if (std::isinf(rounded) || std::isinf(computed)) {
    if (rounded == computed) return 0;
    // A finite number beside an infinite one counts from where the infinity begins.
    return std::fabs(std::isinf(rounded) ? computed : rounded) == std::numeric_limits<double>::max()
               ? 1
               : std::numeric_limits<double>::infinity();
  }
  Exact difference;
  mpfr_sub_d(difference.value, exact.value, computed, MPFR_RNDN);
  return std::fabs(mpfr_get_d(difference.value, MPFR_RNDN)) / unit_in_last_place(rounded);
}

// 1 - Phi(-x) = erfc(-x / sqrt(2)) / 2
inline void exact_normal_cdf(mpfr_t result, const mpfr_t x) {
  Exact scaled;
  mpfr_sqrt_ui(scaled.value, 2, MPFR_RNDN);
  mpfr_div(scaled.value, x, scaled.value, MPFR_RNDN);
  mpfr_neg(scaled.value, scaled.value, MPFR_RNDN);
  mpfr_erfc(result, scaled.value, MPFR_RNDN);
  mpfr_div_ui(result, result, 2, MPFR_RNDN);
}

// Newton's method from the computed value, which is close already.
inline void exact_normal_quantile(mpfr_t result, const mpfr_t p) {
  mpfr_set_d(result, normal_quantile(mpfr_get_d(p, MPFR_RNDN)), MPFR_RNDN);
  if (!mpfr_number_p(result)) return;
  Exact cdf, density, pi;
  mpfr_const_pi(pi.value, MPFR_RNDN);
  mpfr_mul_ui(pi.value, pi.value, 2, MPFR_RNDN);
  mpfr_rec_sqrt(pi.value, pi.value, MPFR_RNDN);
  for (int i = 0; i < 2; ++i) {  // from 53 bits to the full 160
    exact_normal_cdf(cdf.value, result);
    mpfr_sub(cdf.value, cdf.value, p, MPFR_RNDN);
    mpfr_sqr(density.value, result, MPFR_RNDN);
    mpfr_div_si(density.value, density.value, -2, MPFR_RNDN);
    mpfr_exp(density.value, density.value, MPFR_RNDN);
    mpfr_mul(density.value, density.value, pi.value, MPFR_RNDN);
    mpfr_div(cdf.value, cdf.value, density.value, MPFR_RNDN);
    mpfr_sub(result, result, cdf.value, MPFR_RNDN);
  }
}

inline std::vector<Measured> measured_functions() {
  const auto of = [](auto function) { return function; };
  return {
      {"exp", of([](double x, double) { return exp(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_exp(r, x, MPFR_RNDN); }), -745, 710, 1.2},
      {"expm1", of([](double x, double) { return expm1(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_expm1(r, x, MPFR_RNDN); }), -40, 710, 1.2},
      {"ln", of([](double x, double) { return ln(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_log(r, x, MPFR_RNDN); }), 0, 3, 1.2},
      {"log1p", of([](double x, double) { return log1p(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_log1p(r, x, MPFR_RNDN); }), -1, 3, 1.2},
      {"log10", of([](double x, double) { return log10(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_log10(r, x, MPFR_RNDN); }), 0, 11, 1.2},
      {"pow", of([](double x, double y) { return pow(x, y); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t y) { mpfr_pow(r, x, y, MPFR_RNDN); }), 0, 4, 1.5, true},
      {"sin", of([](double x, double) { return sin(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_sin(r, x, MPFR_RNDN); }), -10, 10, 1.2},
      {"cos", of([](double x, double) { return cos(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_cos(r, x, MPFR_RNDN); }), -10, 10, 1.2},
      {"tan", of([](double x, double) { return tan(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_tan(r, x, MPFR_RNDN); }), -10, 10, 1.2},
      {"tanh", of([](double x, double) { return tanh(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_tanh(r, x, MPFR_RNDN); }), -20, 20, 1.2},
      {"atan", of([](double x, double) { return atan(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { mpfr_atan(r, x, MPFR_RNDN); }), -5, 5, 1.2},
      {"logistic", of([](double x, double) { return logistic(x); }), of([](mpfr_t r, const mpfr_t x, const mpfr_t) {
         mpfr_neg(r, x, MPFR_RNDN);
         mpfr_exp(r, r, MPFR_RNDN);
         mpfr_add_ui(r, r, 1, MPFR_RNDN);
         mpfr_ui_div(r, 1, r, MPFR_RNDN);
       }),
       -50, 45, 1.2},
      {"normal_cdf", of([](double x, double) { return normal_cdf(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { exact_normal_cdf(r, x); }), -39, 9, 5},
      {"normal_quantile", of([](double x, double) { return normal_quantile(x); }),
       of([](mpfr_t r, const mpfr_t x, const mpfr_t) { exact_normal_quantile(r, x); }), 0, 1, 5},
  };
}

// A small deterministic generator (splitmix64) for sample points.
class Points {
 public:
  explicit Points(uint64_t seed) : state_(seed) {}
  uint64_t bits() {
    uint64_t z = (state_ += 0x9E37'79B9'7F4A'7C15u);
    z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9u;
    z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EBu;
    return z ^ (z >> 31);
  }
  double uniform(double lo, double hi) { return lo + (hi - lo) * (double(bits() >> 11) * 0x1p-53); }
  // Any double, of every size and kind alike.
  double any() { return std::bit_cast<double>(bits()); }

  // One argument for f: a third across [lo, hi], a third near where methods switch or results vanish, a third any.
  double argument(const Measured& f) {
    switch (bits() % 6) {
      case 0:
      case 1: return uniform(f.lo, f.hi);
      case 2: return std::ldexp(uniform(-2, 2), int(bits() % 64) - 60);
      case 3: return 1 + std::ldexp(uniform(-1, 1), -int(bits() % 53));
      case 4:
        return double(bits() % 2000) * (bits() % 2 ? 1.5707963267948966 : 0.34657359027997264) +
               std::ldexp(uniform(-1, 1), -int(bits() % 50));
      default: return any();
    }
  }

  // An exponent that keeps base^exponent in the range, mostly.
  double exponent(double base) {
    if (bits() % 8 == 0) return argument({"", nullptr, nullptr, -30, 30, 0});
    const double log = std::log2(std::fabs(base));
    return std::isfinite(log) && log != 0 ? uniform(-1080, 1080) / log : uniform(-4, 4);
  }

 private:
  uint64_t state_;
};

struct Worst {
  double error = 0;  // [units in the last place]
  double x = 0, y = 0;
};

inline Worst measure(const Measured& f, int count, uint64_t seed) {
  Points points(seed);
  Worst worst;
  Exact exact;
  for (int i = 0; i < count; ++i) {
    const double x = points.argument(f);
    const double y = f.binary ? points.exponent(x) : 0;
    const Exact exact_x(x), exact_y(y);
    f.exact(exact.value, exact_x.value, exact_y.value);
    const double error = error_in_units(f.function(x, y), exact);
    if (error > worst.error) worst = {error, x, y};
  }
  return worst;
}

}  // namespace detente::kernels
