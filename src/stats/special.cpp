#include "stats/special.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/elementary.h"

namespace detente::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kTiny = 1e-300;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kHalfLnTwoPi = 0.91893853320467274178;
constexpr double kTwoPi = 6.28318530717958647693;
constexpr int kMostTerms = 1'000'000;
constexpr int kMostSteps = 200;

// ln Gamma(x) minus Stirling's formula (x - 1/2) ln x - x + ln(2 pi)/2, for x >= 10.
double stirling_tail(double x) {
  const double s = 1 / (x * x);
  return (1.0 / 12 + s * (-1.0 / 360 +
                          s * (1.0 / 1260 + s * (-1.0 / 1680 +
                                                 s * (1.0 / 1188 + s * (-691.0 / 360360 +
                                                                        s * (1.0 / 156 + s * (-3617.0 / 122400)))))))) /
         x;
}

// The same for every x > 0.
double stirling_error(double x) {
  if (x >= 10) return stirling_tail(x);
  return log_gamma(x) - ((x - 0.5) * kernels::ln(x) - x + kHalfLnTwoPi);
}

// x ln(x / m) + m - x >= 0 without cancellation for x near m; x >= 0, m > 0.
double deviance(double x, double m) {
  if (x == 0) return m;
  const double difference = x - m;
  if (std::fabs(difference) >= 0.1 * (x + m)) return x * kernels::ln(x / m) - difference;
  const double v = difference / (x + m);
  double sum = difference * v;
  double power = 2 * x * v;
  for (int j = 3;; j += 2) {
    power *= v * v;
    const double next = sum + power / j;
    if (next == sum) return sum;
    sum = next;
  }
}

// x^a y^b / B(a, b) with y = 1 - x.
double beta_front(double x, double y, double a, double b) {
  const double n = a + b;
  const double exponent =
      stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
  return std::sqrt(a / kTwoPi) * std::sqrt(b / n) * kernels::exp(exponent);
}

// x^a e^-x / Gamma(a).
double gamma_front(double x, double a) {
  return std::sqrt(a / kTwoPi) * kernels::exp(-stirling_error(a) - deviance(a, x));
}

double away_from_zero(double x) { return std::fabs(x) < kTiny ? kTiny : x; }

// The continued fraction of the incomplete beta function; converges fast for x < (a+1)/(a+b+2).
double beta_fraction(double x, double a, double b) {
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double result = d;
  for (int i = 1; i < kMostTerms; ++i) {
    const double m = i;
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    result *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    const double step = d * c;
    result *= step;
    if (std::fabs(step - 1) < kEpsilon) break;
  }
  return result;
}

// y = 1 - x is passed as well, so that neither end loses digits.
Tails beta_tails_at(double x, double y, double a, double b) {
  if (x <= 0) return {0, 1};
  if (y <= 0) return {1, 0};
  const double front = beta_front(x, y, a, b);
  if (x < (a + 1) / (a + b + 2)) {
    const double lower = std::min(front * beta_fraction(x, a, b) / a, 1.0);
    return {lower, 1 - lower};
  }
  const double upper = std::min(front * beta_fraction(y, b, a) / b, 1.0);
  return {1 - upper, upper};
}

// The point with these tails, if its x is at most 1/2.
BetaPoint beta_lower_point(Tails at, double a, double b) {
  const bool uses_lower = at.lower < at.upper;
  const double target = uses_lower ? at.lower : at.upper;
  // Start where the distribution behaves like its power law x^a, or at the normal approximation.
  double x = kernels::exp((kernels::ln(at.lower) + kernels::ln(a) + log_beta(a, b)) / a);
  if (a > 1 && b > 1) {
    const double mean = a / (a + b);
    const double sd = std::sqrt(mean * (b / (a + b)) / (a + b + 1));
    const double score = kernels::normal_quantile(target);
    const double guess = mean + sd * (uses_lower ? score : -score);
    if (guess > 0.05 * mean) x = guess;
  }
  double low = 0, high = 0.5;
  x = std::min(x, high);
  if (x < std::numeric_limits<double>::min()) return {0, 1};
  for (int i = 0; i < kMostSteps; ++i) {
    const Tails tails = beta_tails_at(x, 1 - x, a, b);
    const double tail = uses_lower ? tails.lower : tails.upper;
    if (tail == target) break;
    ((tail < target) == uses_lower ? low : high) = x;
    const double slope = beta_front(x, 1 - x, a, b) / ((1 - x) * tail);  // |d ln(tail) / d ln(x)|
    const double excess = kernels::ln(tail / target) / slope;
    // The lower tail is nearly a power of x, the upper one nearly an exponential.
    double next = uses_lower ? x * kernels::exp(-excess) : x + x * excess;
    if (!(next > low && next < high)) next = low > 0 ? std::sqrt(low) * std::sqrt(high) : high / 16;
    if (std::fabs(next - x) <= kEpsilon * x) return {next, 1 - next};
    x = next;
  }
  return {x, 1 - x};
}

bool is_positive(double x) { return x > 0 && x < kInfinity; }
bool is_probability(double p) { return p >= 0 && p <= 1; }
bool are_probabilities(Tails at) { return is_probability(at.lower) && is_probability(at.upper); }

}  // namespace

double log_gamma(double x) {
  if (!(x > 0)) return kNaN;
  double product = 1;
  while (x < 10) product *= x++;
  return (x - 0.5) * kernels::ln(x) - x + kHalfLnTwoPi + stirling_tail(x) - kernels::ln(product);
}

double log_beta(double a, double b) {
  const double n = a + b;
  // Stirling's formula in ratios, so that large arguments do not cancel.
  const double ratios = a * kernels::log1p(b / a) + b * kernels::log1p(a / b);
  return kHalfLnTwoPi + 0.5 * (kernels::ln(n) - kernels::ln(a) - kernels::ln(b)) + stirling_error(a) +
         stirling_error(b) - stirling_error(n) - ratios;
}

double log_binomial_mass(double k, double n, double p) {
  if (!(k >= 0 && k <= n && is_probability(p))) return kNaN;
  const double q = 1 - p;
  if (k == 0) return n * kernels::log1p(-p);
  if (k == n) return n * kernels::ln(p);
  if (p == 0 || q == 0) return -kInfinity;
  const double rest = n - k;
  return stirling_error(n) - stirling_error(k) - stirling_error(rest) - deviance(k, n * p) - deviance(rest, n * q) -
         kHalfLnTwoPi + 0.5 * kernels::ln(n / k / rest);
}

Tails gamma_tails(double x, double shape) {
  if (!is_positive(shape) || std::isnan(x)) return {kNaN, kNaN};
  if (x <= 0) return {0, 1};
  if (x == kInfinity) return {1, 0};
  const double front = gamma_front(x, shape);
  if (x < shape + 1) {
    double term = 1 / shape, sum = term;
    for (int i = 1; i < kMostTerms && term > sum * kEpsilon / 4; ++i) {
      term *= x / (shape + i);
      sum += term;
    }
    const double lower = std::min(front * sum, 1.0);
    return {lower, 1 - lower};
  }
  double b = x + 1 - shape;
  double c = 1 / kTiny;
  double d = 1 / b;
  double fraction = d;
  for (int i = 1; i < kMostTerms; ++i) {
    const double a = -i * (i - shape);
    b += 2;
    d = 1 / away_from_zero(a * d + b);
    c = away_from_zero(b + a / c);
    const double step = d * c;
    fraction *= step;
    if (std::fabs(step - 1) < kEpsilon) break;
  }
  const double upper = std::min(front * fraction, 1.0);
  return {1 - upper, upper};
}

double gamma_quantile(Tails at, double shape) {
  if (!is_positive(shape) || !are_probabilities(at)) return kNaN;
  if (at.lower == 0) return 0;
  if (at.upper == 0) return kInfinity;
  const bool uses_lower = at.lower < at.upper;
  const double target = uses_lower ? at.lower : at.upper;

  // Wilson and Hilferty's cube where it is positive enough, else the power law near 0.
  const double ninth = 1 / (9 * shape);
  const double score = uses_lower ? kernels::normal_quantile(target) : -kernels::normal_quantile(target);
  const double cube = 1 - ninth + score * std::sqrt(ninth);
  double x = cube > 0.3 ? shape * cube * cube * cube
                        : kernels::exp((kernels::ln(at.lower) + log_gamma(shape) + kernels::ln(shape)) / shape);
  if (x < std::numeric_limits<double>::min()) return 0;
  double low = 0, high = kInfinity;
  for (int i = 0; i < kMostSteps; ++i) {
    const Tails tails = gamma_tails(x, shape);
    const double tail = uses_lower ? tails.lower : tails.upper;
    if (tail == target) return x;
    ((tail < target) == uses_lower ? low : high) = x;
    const double slope = gamma_front(x, shape) / tail;  // |d ln(tail) / d ln(x)|
    const double excess = kernels::ln(tail / target) / slope;
    // The lower tail is nearly a power of x, the upper one nearly an exponential.
    double next = uses_lower ? x * kernels::exp(-excess) : x + x * excess;
    if (!(next > low && next < high)) {
      next = high == kInfinity ? 2 * x : low > 0 ? std::sqrt(low) * std::sqrt(high) : high / 16;
    }
    if (std::fabs(next - x) <= kEpsilon * x) return next;
    x = next;
  }
  return x;
}

Tails beta_tails(double x, double a, double b) {
  if (!is_positive(a) || !is_positive(b) || std::isnan(x)) return {kNaN, kNaN};
  return beta_tails_at(x, 1 - x, a, b);
}

BetaPoint beta_point(Tails at, double a, double b) {
  if (!is_positive(a) || !is_positive(b) || !are_probabilities(at)) return {kNaN, kNaN};
  if (at.lower == 0) return {0, 1};
  if (at.upper == 0) return {1, 0};
  const Tails half = beta_tails_at(0.5, 0.5, a, b);
  const bool is_below_half = at.lower < at.upper ? at.lower <= half.lower : at.upper >= half.upper;
  if (is_below_half) return beta_lower_point(at, a, b);
  const BetaPoint mirrored = beta_lower_point({at.upper, at.lower}, b, a);
  return {mirrored.rest, mirrored.x};
}

Tails student_t_tails(double x, double degrees) {
  if (!is_positive(degrees) || std::isnan(x)) return {kNaN, kNaN};
  double outer = 0;  // the probability beyond |x| on one side
  const double square = x * x;
  if (degrees > 1e6) {
    const double n = degrees, t = std::fabs(x);
    if (t < 100) {
      // The normal score of t in powers of 1/n.
      const double z = t - (square + 1) * t / (4 * n) + ((13 * square + 8) * square + 3) * t / (96 * n * n) -
                       (((35 * square + 19) * square + 1) * square - 15) * t / (384 * n * n * n);
      outer = kernels::normal_cdf(-z);
    }
  } else if (square < kInfinity) {
    outer = beta_tails_at(degrees / (degrees + square), square / (degrees + square), degrees / 2, 0.5).lower / 2;
  }
  return x < 0 ? Tails{outer, 1 - outer} : Tails{1 - outer, outer};
}

double student_t_quantile(Tails at, double degrees) {
  if (!is_positive(degrees) || !are_probabilities(at)) return kNaN;
  if (at.lower == 0) return -kInfinity;
  if (at.upper == 0) return kInfinity;
  if (at.lower == at.upper) return 0;
  const double outer = std::min(at.lower, at.upper);
  double distance = 0;
  if (degrees > 1e6) {
    const double n = degrees, z = -kernels::normal_quantile(outer), square = z * z;
    distance = z + (square + 1) * z / (4 * n) + ((5 * square + 16) * square + 3) * z / (96 * n * n) +
               (((3 * square + 19) * square + 17) * square - 15) * z / (384 * n * n * n);
  } else {
    const BetaPoint point = beta_point({2 * outer, 1 - 2 * outer}, degrees / 2, 0.5);
    distance = std::sqrt(degrees) * std::sqrt(point.rest / point.x);
  }
  return at.lower < at.upper ? -distance : distance;
}

Tails poisson_tails(double count, double mean) {
  if (!(mean >= 0 && mean < kInfinity) || std::isnan(count)) return {kNaN, kNaN};
  if (count < 0) return {0, 1};
  if (mean == 0 || count == kInfinity) return {1, 0};
  const Tails gamma = gamma_tails(mean, std::floor(count) + 1);
  return {gamma.upper, gamma.lower};
}

Tails normal_tails(double x) { return {kernels::normal_cdf(x), kernels::normal_cdf(-x)}; }

}  // namespace detente::stats
