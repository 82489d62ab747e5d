#include "kernels/elementary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string_view>

#include "kernels/accuracy_test.h"

namespace detente::kernels {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTiny = std::numeric_limits<double>::denorm_min();
constexpr double kHuge = std::numeric_limits<double>::max();

// Equal, and equal in sign where zero.
void expect_same(double computed, double expected, const char* what) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(computed)) << what;
  } else {
    EXPECT_EQ(computed, expected) << what;
    EXPECT_EQ(std::signbit(computed), std::signbit(expected)) << what;
  }
}

#define EXPECT_SAME(computed, expected) expect_same(computed, expected, #computed)

TEST(Elementary, StaysWithinItsErrorLimits) {
  for (const Measured& f : measured_functions()) {
    const Worst worst = measure(f, 4000, 20260101);
    EXPECT_LE(worst.error, f.limit) << f.name << " at " << worst.x << ", " << worst.y;
  }
}

TEST(Elementary, ReducesTheHardestAngles) {
  // The double closest to a multiple of pi/2 (a distance of 2^-61), neighbours of the limits between methods, and
  // large powers of two.
  const double angles[] = {0x1.6ac5b262ca1ffp+849,
                           0x1p20,
                           0x1.0000000000001p20,
                           0x1.fffffffffffffp19,
                           0x1p1023,
                           kHuge,
                           0x1.921fb54442d18p+0,
                           0x1.921fb54442d18p+1,
                           0x1.921fb54442d18p+20,
                           0x1.921fb54442d18p+500};
  for (const Measured& f : measured_functions()) {
    if (std::string_view(f.name) != "sin" && std::string_view(f.name) != "cos" && std::string_view(f.name) != "tan")
      continue;
    for (double angle : angles) {
      for (double x : {angle, -angle}) {
        Exact exact;
        f.exact(exact.value, Exact(x).value, Exact(0).value);
        EXPECT_LE(error_in_units(f.function(x, 0), exact), f.limit) << f.name << " at " << x;
      }
    }
  }
}

TEST(Elementary, SpecialArguments) {
  EXPECT_SAME(exp(0.0), 1.0);
  EXPECT_SAME(exp(-kInfinity), 0.0);
  EXPECT_SAME(exp(kInfinity), kInfinity);
  EXPECT_SAME(exp(710.0), kInfinity);
  EXPECT_SAME(exp(-746.0), 0.0);
  EXPECT_SAME(exp(-745.0), kTiny);
  EXPECT_SAME(exp(kNan), kNan);
  EXPECT_SAME(expm1(-0.0), -0.0);
  EXPECT_SAME(expm1(-kInfinity), -1.0);
  EXPECT_SAME(expm1(kInfinity), kInfinity);
  EXPECT_SAME(expm1(kTiny), kTiny);
  EXPECT_SAME(expm1(kNan), kNan);
  EXPECT_SAME(ln(1.0), 0.0);
  EXPECT_SAME(ln(0.0), -kInfinity);
  EXPECT_SAME(ln(-0.0), -kInfinity);
  EXPECT_SAME(ln(kInfinity), kInfinity);
  EXPECT_SAME(ln(-1.0), kNan);
  EXPECT_SAME(ln(-kInfinity), kNan);
  EXPECT_SAME(ln(kNan), kNan);
  EXPECT_SAME(log1p(-0.0), -0.0);
  EXPECT_SAME(log1p(-1.0), -kInfinity);
  EXPECT_SAME(log1p(-2.0), kNan);
  EXPECT_SAME(log1p(kInfinity), kInfinity);
  EXPECT_SAME(log1p(kNan), kNan);
  EXPECT_SAME(log10(0.0), -kInfinity);
  EXPECT_SAME(log10(-1.0), kNan);
  EXPECT_SAME(log10(kInfinity), kInfinity);
  EXPECT_SAME(sin(-0.0), -0.0);
  EXPECT_SAME(sin(kInfinity), kNan);
  EXPECT_SAME(cos(0.0), 1.0);
  EXPECT_SAME(cos(-kInfinity), kNan);
  EXPECT_SAME(tan(-0.0), -0.0);
  EXPECT_SAME(tan(kNan), kNan);
  EXPECT_SAME(tan(kInfinity), kNan);
  EXPECT_SAME(tanh(-0.0), -0.0);
  EXPECT_SAME(tanh(kInfinity), 1.0);
  EXPECT_SAME(tanh(-1000.0), -1.0);
  EXPECT_SAME(tanh(kNan), kNan);
  EXPECT_SAME(atan(-0.0), -0.0);
  EXPECT_SAME(atan(kInfinity), 1.5707963267948966);
  EXPECT_SAME(atan(-kHuge), -1.5707963267948966);
  EXPECT_SAME(atan(kNan), kNan);
  EXPECT_SAME(logistic(0.0), 0.5);
  EXPECT_SAME(logistic(kInfinity), 1.0);
  EXPECT_SAME(logistic(-kInfinity), 0.0);
  EXPECT_SAME(logistic(kNan), kNan);
  EXPECT_SAME(normal_cdf(0.0), 0.5);
  EXPECT_SAME(normal_cdf(kInfinity), 1.0);
  EXPECT_SAME(normal_cdf(-kInfinity), 0.0);
  EXPECT_SAME(normal_cdf(kNan), kNan);
  EXPECT_SAME(normal_quantile(0.5), 0.0);
  EXPECT_SAME(normal_quantile(0.0), -kInfinity);
  EXPECT_SAME(normal_quantile(1.0), kInfinity);
  EXPECT_SAME(normal_quantile(-0.1), kNan);
  EXPECT_SAME(normal_quantile(1.1), kNan);
  EXPECT_SAME(normal_quantile(kNan), kNan);
}

TEST(Elementary, SpecialPowersAgreeWithC) {
  const double values[] = {0.0,           -0.0,  1.0,    -1.0,         2.0,        -2.0,   0.5,       -0.5,
                           3.0,           -3.0,  kTiny,  -kTiny,       1e300,      -1e300, kInfinity, -kInfinity,
                           kNan,          kHuge, -kHuge, 0x1p52,       0x1p52 + 1, 0x1p53, 0x1.8p53,  -0x1p53,
                           -(0x1p52 + 1), 2.5,   -2.5,   0x1p51 + 0.5, 0x1p51 + 1, 1e-300};
  for (double base : values) {
    for (double exponent : values) {
      const double expected = std::pow(base, exponent);
      const double computed = pow(base, exponent);
      if (std::isfinite(expected) && expected != 0) {
        EXPECT_LE(std::fabs(computed - expected), 2 * unit_in_last_place(expected)) << base << " ^ " << exponent;
      } else {
        SCOPED_TRACE(testing::Message() << base << " ^ " << exponent);
        EXPECT_SAME(computed, expected);
      }
    }
  }
}

TEST(Elementary, ExactWhereTheResultIsADouble) {
  for (int k = -300; k <= 300; ++k) EXPECT_EQ(pow(2.0, k), std::ldexp(1.0, k)) << k;
  for (int k = 0; k <= 22; ++k) EXPECT_EQ(log10(pow(10.0, k)), k) << k;
  for (int k = 1; k <= 200; ++k) EXPECT_EQ(pow(k, 2.0), double(k) * k) << k;
  EXPECT_EQ(pow(4.0, 0.5), 2.0);
}

TEST(Elementary, IsOddWhereTheMathematicsIs) {
  Points points(5);
  for (int i = 0; i < 2000; ++i) {
    const double x = std::ldexp(points.uniform(1, 2), int(points.bits() % 60) - 30);
    EXPECT_EQ(sin(-x), -sin(x));
    EXPECT_EQ(cos(-x), cos(x));
    EXPECT_EQ(tan(-x), -tan(x));
    EXPECT_EQ(tanh(-x), -tanh(x));
    EXPECT_EQ(atan(-x), -atan(x));
    const double u = double(points.bits() >> 12 << 1 | 1) * 0x1p-53;
    EXPECT_EQ(normal_quantile(1 - u), -normal_quantile(u));
  }
}

TEST(Elementary, NormalQuantileKeepsTheOrderOfUniforms) {
  const auto expect_order = [](uint64_t from, int count) {
    double before = -kInfinity;
    for (uint64_t k = from; k < from + count && k < uint64_t{1} << 52; ++k) {
      const double u = double(k << 1 | 1) * 0x1p-53;
      const double now = normal_quantile(u);
      ASSERT_LE(before, now) << std::hexfloat << u;
      before = now;
    }
  };
  Points points(9);
  for (int window = 0; window < 400; ++window) {
    uint64_t k = points.bits() >> 12;
    if (window % 4 == 0) k >>= points.bits() % 50;  // towards the lower tail
    expect_order(k, 200);
  }
  // Where the method changes, -ln(4p(1 - p)) = 5 and 16, and where p and 1 - p change places.
  for (double p : {0.0016873338452767833, 2.813379447132517e-08, 0.5}) {
    for (double q : {p, 1 - p}) expect_order(uint64_t(q * 0x1p52) - 100'000, 200'000);
  }
}

}  // namespace
}  // namespace detente::kernels
