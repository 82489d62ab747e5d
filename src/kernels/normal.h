// The normal distribution function and its inverse over vectors (include after vector.h is configured).
//
// Coefficients are those of tools/fit_normal.py.
#pragma once

#include "kernels/exponential.h"
#include "kernels/vector.h"

namespace detente::kernels {
namespace {

// exp(t^2/2) (1 - Phi(t)) (t + 5/4) in u = (t - 5) / (t + 5) on 0 <= t <= 39, relative error 5e-17. In each table the
// largest coefficient stands apart.
constexpr double kTailFirst = 0x1.ec4896da77b19p-2;
constexpr double kTail[] = {
    -0x1.04f3080b418b3p-3, 0x1.ebe8e26b67175p-5,   -0x1.4ed7f8c39da54p-7,  -0x1.d9140d6f7721bp-7,
    0x1.321c3a9d86d17p-6,  -0x1.a77265b3b3f1ap-7,  0x1.84736ad8c8345p-8,   -0x1.a8fbdc81d2318p-10,
    0x1.5af5d9b733411p-15, 0x1.5eb37fac3d953p-13,  -0x1.bfae3b1bfa906p-15, -0x1.1455b186ccb73p-17,
    0x1.2562e58232f80p-17, -0x1.fe49b9d7e2a82p-23, -0x1.4f442de566272p-20, 0x1.34fc025c575b3p-23,
    0x1.95a11c87e1ae5p-23, -0x1.a7f2820d7f1f5p-26, -0x1.0586ea4d95c26p-25, 0x1.d3dee29ea0499p-31,
    0x1.06c76b4a6e55ap-28, 0x1.7891ae82ecd63p-31};

// x / (p - 1/2) in w - 5/2, w = -ln(4p(1 - p)), on 0 <= w <= 5, relative error 5e-17.
constexpr double kQuantileFirst = 0x1.0fc8bc55fe004p+2;
constexpr double kQuantile[] = {0x1.652c5b9e4a461p-1,   -0x1.83296808f7078p-7,  -0x1.d069d456b983cp-9,
                                0x1.43a5452e70410p-11,  -0x1.da28c51954c28p-17, -0x1.444233fe936c1p-17,
                                0x1.6b78e0ec0ea44p-20,  0x1.45f96f8d856f9p-25,  -0x1.07e20c9d6fea7p-25,
                                0x1.60b4b89b02201p-29,  0x1.73f6e74b73710p-32,  -0x1.82f7fe85d3c3cp-34,
                                0x1.6adc3f19eb6dfp-39,  0x1.aba8863562b61p-40,  -0x1.e4d869a7eb16bp-43,
                                -0x1.43a78f9311c24p-47, 0x1.8288889ab776cp-48,  -0x1.4ad9ee823bdb2p-52,
                                -0x1.5dc6010ccfd6bp-54, 0x1.091f32b98c8e7p-57,  0x1.1b4e2f9315ae9p-61};

// |x| in sqrt(w) - 3 on 5 <= w <= 16, relative error 6.2e-17.
constexpr double kQuantileOuter[] = {
    0x1.00655e1a0d9e2p+2,   0x1.6b00a79a5b2edp+0,   0x1.3d249de332c58p-7,   -0x1.3f4abbe961711p-8,
    0x1.a7885c2eec970p-10,  -0x1.480b7e76b4ea4p-12, -0x1.b1e0ef82c8370p-15, 0x1.4b532c1be4ee6p-14,
    -0x1.1dc3bc15bd5eep-15, 0x1.e448d23023a7dp-19,  0x1.2ad88c0965197p-18,  -0x1.7e0db29834c6ap-19,
    0x1.1ecc76cff3a9cp-21,  0x1.23dd04bb0eb8fp-22,  -0x1.d9b2ecd025e6fp-23, 0x1.a79cee6695f21p-25,
    0x1.1553904cba33dp-26,  -0x1.c497f4721f368p-27, 0x1.675ee0fdee739p-29,  0x1.15ce3be6494d3p-36};

// -x / sqrt(w) in 1 / sqrt(w) on 4.9 <= w <= 746: a first guess, relative error 2e-8.
constexpr double kQuantileGuess[] = {0x1.6a1092f49fa65p+0,   -0x1.2d9091ee0f9f5p-6,  -0x1.22fd14c59874ap+1,
                                     0x1.e92ed46e84367p+3,   -0x1.a4ae8e6437815p+6,  0x1.4268ead2e0df6p+9,
                                     -0x1.7fc57eddfbd48p+11, 0x1.54b6adfe1f933p+13,  -0x1.b802cee249377p+14,
                                     0x1.8fcc299b0fb5dp+15,  -0x1.e319b9afb00f4p+15, 0x1.5b93e6f2e343bp+15,
                                     -0x1.c19a9292cdcabp+13};

// first + c[0] x + c[1] x^2 + ...: the sum with the large first term is rounded once only.
template <int N>
DETENTE_INLINE V with_first(double first, V x, const double (&c)[N]) {
  return first + x * polynomial(x, c);
}

// exp(t^2/2) (1 - Phi(t)) for 0 <= t <= 39.
DETENTE_INLINE V scaled_tail(V t) {
  const Pair above = sum_exact(t, splat(-5.0));
  const Pair below = sum_exact(t, splat(5.0));
  const Pair u = quotient(above, below);
  return with_first(kTailFirst, u.hi + u.lo, kTail) / (t + 1.25);
}

// exp(-scale t^2) without the rounding error of the square; scale is a power of two.
DETENTE_INLINE V gauss(V t, double scale) {
  const V head = leading(t);
  return exp_of_pair(-scale * (head * head), -scale * ((t - head) * (t + head)));
}

DETENTE_INLINE V normal_cdf(V x) {
  const V size = abs(x);
  const V t = select((Mask)(size > 39.0), 39.0, size);
  const V below = gauss(t, 0.5) * scaled_tail(t);
  return select((Mask)(x > 0.0), 1.0 - below, below);
}

// |x| beyond w = 16: a guess and one step of Halley's method on the distribution function, whose relative error
// shrinks by x^2 on the way to x. exp(t^2/2) is applied in halves, or it would leave the range.
DETENTE_COLD V normal_quantile_far(V nearer, V root) {
  constexpr double kRootTwoPi = 0x1.40d931ff62706p+1;
  const V guess = root * polynomial(1.0 / root, kQuantileGuess);
  const V half = gauss(guess, 0.25);
  const V step = (scaled_tail(guess) - (nearer / half) / half) * kRootTwoPi;
  return guess + step / (1.0 - 0.5 * guess * step);
}

// Outside the middle, which holds 99.7 % of all draws.
DETENTE_COLD V normal_quantile_outer(V p, V nearer, V w, V middle) {
  const V root = sqrt(select((Mask)(w < 746.0), w, 746.0));
  V size = polynomial(root - 3.0, kQuantileOuter);
  const Mask far = (Mask)(w > 16.0);
  if (unlikely(far)) size = select(far, normal_quantile_far(nearer, root), size);
  V x = select((Mask)(w > 5.0), select((Mask)(p < 0.5), -size, size), middle);
  if (all_between(p, 0x1p-1074, 1.0 - 0x1p-53)) return x;
  x = select((Mask)(p == 0.0), -kInfinity, select((Mask)(p == 1.0), kInfinity, x));
  return select((Mask)(p >= 0.0) & (Mask)(p <= 1.0), x, kNan);
}

DETENTE_INLINE V normal_quantile(V p) {
  const V above = 1.0 - p;
  const V nearer = select((Mask)(p < 0.5), p, above);
  const V w = -ln(4.0 * nearer * (1.0 - nearer));
  const V x = (p - 0.5) * with_first(kQuantileFirst, w - 2.5, kQuantile);
  if (!all_between(w, -1.0, 5.0)) return normal_quantile_outer(p, nearer, w, x);
  return x;
}

}  // namespace
}  // namespace detente::kernels
