// Elementary functions with the same bits on every machine.
//
// These are the scalar doors to the lane arithmetic of the virtual machine: one source, instantiated
// per instruction set, so a value computed here equals the one any lane computes. Use them instead of
// <cmath> everywhere; of libm only sqrt, floor, ceil, trunc and fabs round identically everywhere.
// Error: <= 1.2 units in the last place (pow <= 1.5) over the full domain, subnormals included.
// Special cases follow IEEE 754: ln(0) = -inf, ln(-1) = NaN, pow(x, 0) = 1, sin(inf) = NaN.
#pragma once

namespace detente::kernels {

double exp(double x);
double expm1(double x);  // exp(x) - 1 without cancellation near 0
double ln(double x);
double log1p(double x);  // ln(1 + x) without cancellation near 0
double log10(double x);
double pow(double base, double exponent);
double sin(double angle);  // [rad]
double cos(double angle);  // [rad]
double tan(double angle);  // [rad]
double tanh(double x);
double atan(double x);      // [rad]
double logistic(double x);  // 1 / (1 + exp(-x))

// Standard normal distribution function; error <= 5 units in the last place, in both tails too.
double normal_cdf(double x);

// Its inverse: 0 -> -inf, 1 -> +inf, NaN outside [0, 1]; error <= 5 units in the last place. Non-decreasing on
// the grid of uniforms that philox.h draws, so it keeps the order of stratified and antithetic draws.
double normal_quantile(double probability);

}  // namespace detente::kernels
