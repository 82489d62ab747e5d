// Distribution functions, their inverses and the functions behind them; all arguments pure numbers.
// Relative error is around 1e-13 in both tails (1e-11 for shapes beyond 1e5). NaN outside the domain;
// shapes must be positive.
// Methods: Stirling's series; deviances after Loader (2000); continued fractions by Lentz's algorithm;
// inverses by Newton steps in logarithms inside a bracket.
#pragma once

namespace detente::stats {

// Both tails of a distribution at a point; they add up to 1.
struct Tails {
  double lower;  // P(X <= x)
  double upper;  // P(X > x)
};

double log_gamma(double x);           // x > 0
double log_beta(double a, double b);  // ln B(a, b)

// ln of C(n, k) p^k (1-p)^(n-k), 0 <= k <= n; continuous in k and n.
double log_binomial_mass(double k, double n, double p);

Tails gamma_tails(double x, double shape);  // scale 1
Tails beta_tails(double x, double a, double b);
Tails student_t_tails(double x, double degrees);
Tails poisson_tails(double count, double mean);  // count is rounded down
Tails normal_tails(double x);

// The point with these tails. Given both, it is as exact in the upper tail as in the lower one.
double gamma_quantile(Tails at, double shape);
double student_t_quantile(Tails at, double degrees);
struct BetaPoint {
  double x;
  double rest;  // 1 - x, with all its digits
};
BetaPoint beta_point(Tails at, double a, double b);

// The point with lower tail p.
inline double gamma_quantile(double p, double shape) { return gamma_quantile(Tails{p, 1 - p}, shape); }
inline double student_t_quantile(double p, double degrees) { return student_t_quantile(Tails{p, 1 - p}, degrees); }
inline double beta_quantile(double p, double a, double b) { return beta_point(Tails{p, 1 - p}, a, b).x; }

}  // namespace detente::stats
