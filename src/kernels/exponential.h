// exp, expm1, ln, log1p, log10, pow, tanh and logistic over vectors (include after vector.h is configured).
//
// Coefficients are those of tools/fit_elementary.sollya. Each function works on the ordinary range in straight line;
// the rest of the domain (overflow, subnormals, infinities, NaN) is one rarely taken branch that changes only the
// lanes concerned, so no lane's bits depend on its neighbours.
#pragma once

#include "kernels/vector.h"

namespace detente::kernels {
namespace {

constexpr double kLn2Hi = 0x1.62e42fefa3800p-1;  // 42 bits: exact times any exponent
constexpr double kLn2Lo = 0x1.ef35793c76730p-45;
constexpr double kInverseLn2 = 0x1.71547652b82fep+0;
constexpr double kLargestNormal = 0x1.fffffffffffffp+1023;
constexpr double kSmallestNormal = 0x1p-1022;

// (exp(r) - 1 - r) / r^2 on |r| <= ln(2)/2, relative error of exp 2^-57.9.
constexpr double kExp[] = {0x1.000000000000ap-1,  0x1.55555555554fdp-3,  0x1.5555555550699p-5,  0x1.1111111126ec8p-7,
                           0x1.6c16c1848329p-10,  0x1.a01a012ee246bp-13, 0x1.a0199935aeb43p-16, 0x1.71df1ae67f675p-19,
                           0x1.28ae28e0cd33ep-22, 0x1.ad90692daa9cap-26};

// (ln((1 + s) / (1 - s)) - 2s) / s^3 in s^2 on |s| <= 3 - sqrt(8), relative error of ln 2^-59.4.
constexpr double kLn[] = {0x1.5555555555593p-1, 0x1.999999997f93p-2,  0x1.249249423d35ep-2, 0x1.c71c51c345b98p-3,
                          0x1.74664ecda0f29p-3, 0x1.399ffcc6c701fp-3, 0x1.2f18408fa517fp-3};

// (3/2 ln((1 + s) / (1 - s)) - 3s - s^3) / s^5 in s^2, relative error of ln 2^-66.2.
constexpr double kLnPair[] = {0x1.3333333333469p-1, 0x1.b6db6db6827e6p-2, 0x1.555555a2fc97fp-2, 0x1.1745af13d698ep-2,
                              0x1.d8ae82d1257b6p-3, 0x1.973cc23f22d9ep-3, 0x1.95820012c383p-3};

// x = n ln 2 + r.hi + r.lo, |r| <= ln(2)/2 or little more. |x| < 2000.
struct Reduced {
  V n;
  Pair r;
};

DETENTE_INLINE Reduced reduce_exponent(V x, V x_lo) {
  const V n = nearest(x * kInverseLn2);
  const V head = x - n * kLn2Hi;
  const V tail = n * kLn2Lo - x_lo;
  const V r = head - tail;
  return {n, {r, (head - r) - tail}};
}

// exp(r) - 1 - r.hi
DETENTE_INLINE V exp_tail(Pair r) { return r.lo + (r.hi * r.hi) * polynomial(r.hi, kExp); }

// y 2^n, rounded once also where the result is subnormal; |n| <= 1100 and y near 1.
DETENTE_INLINE V scale_wide(V y, V n) {
  const V half = nearest(n * 0.5);
  return (y * power_of_two(half)) * power_of_two(n - half);
}

// exp(x + x_lo) for any x; x_lo is at most a rounding error of x.
DETENTE_COLD V exp_edges(V x, V x_lo) {
  const V inside = select((Mask)(x < -760.0), -760.0, select((Mask)(x > 720.0), 720.0, x));
  const Reduced t = reduce_exponent(inside, select((Mask)(inside == x), x_lo, V{}));
  const V y = scale_wide(1.0 + (t.r.hi + exp_tail(t.r)), t.n);
  return select(is_nan(x), x, y);
}

DETENTE_INLINE V exp_of_pair(V x, V x_lo) {
  const Reduced t = reduce_exponent(x, x_lo);
  if (!all_between(x, -700.0, 700.0)) return exp_edges(x, x_lo);
  return (1.0 + (t.r.hi + exp_tail(t.r))) * power_of_two(t.n);
}

DETENTE_INLINE V exp(V x) { return exp_of_pair(x, V{}); }

// (exp(x) - 1) / 2 for -745 <= x <= 709.8.
DETENTE_INLINE Pair half_expm1(V x) {
  const Reduced t = reduce_exponent(x, V{});
  const V scale = power_of_two(t.n - 1.0);
  const Pair whole = sum_exact(scale - 0.5, scale * t.r.hi);
  return sum_ordered(whole.hi, whole.lo + scale * exp_tail(t.r));
}

DETENTE_INLINE V expm1(V x) {
  const V inside = select((Mask)(x < -60.0), -60.0, select((Mask)(x > 709.8), 709.8, x));
  const Pair half = half_expm1(inside);
  const V y = 2.0 * (half.hi + half.lo);
  return select((Mask)(abs(x) >= 0x1p-54), select((Mask)(x > 709.8), kInfinity, y), x);
}

// tanh(x) = (exp(2x) - 1) / (exp(2x) + 1), on |x| and with the sign put back.
DETENTE_INLINE V tanh(V x) {
  const V size = abs(x);
  const V inside = select((Mask)(size < 20.0), size, 20.0);
  const Pair half = half_expm1(2.0 * inside);
  const Pair sum = sum_exact(half.hi, splat(1.0));
  const Pair t = quotient(half, {sum.hi, sum.lo + half.lo});
  const V y = flip_sign(t.hi + t.lo, sign_of(x));
  return select((Mask)(size > 0x1p-28), y, x);
}

// 1 / (1 + exp(-x)); below -36 that is exp(x), which alone reaches the subnormals.
DETENTE_COLD V logistic_edges(V x, V middle) {
  const V low = exp_edges(x, V{});
  return select(is_nan(x), x, select((Mask)(x < -40.0), low, select((Mask)(x > 40.0), 1.0, middle)));
}

DETENTE_INLINE V logistic(V x) {
  const V inside = select((Mask)(abs(x) <= 40.0), x, V{});
  const Reduced t = reduce_exponent(-inside, V{});
  const V scale = power_of_two(t.n);
  const Pair head = sum_exact(splat(1.0), scale);
  const Pair sum = sum_exact(head.hi, scale * t.r.hi);
  const Pair y = quotient({splat(1.0), V{}}, sum_ordered(sum.hi, (sum.lo + head.lo) + scale * exp_tail(t.r)));
  const V middle = y.hi + y.lo;
  if (!all_between(x, -40.0, 40.0)) return logistic_edges(x, middle);
  return middle;
}

// x = 2^n m with sqrt(1/2) <= m < sqrt(2); x is normal and positive.
struct Scaled {
  V n, m;
};

DETENTE_INLINE Scaled split_exponent(V x) {
  constexpr uint64_t kRootHalf = 0x3FE6'A09E'667F'3BCDu;  // sqrt(1/2)
  const Bits shifted = bits(x) - kRootHalf;
  // The arithmetic shift is written as an unsigned one on a biased exponent: SSE2 has no other.
  const Bits n = (shifted + (uint64_t{1024} << 52)) >> 52;
  const V exponent = value(n | 0x4330'0000'0000'0000u) - (0x1p52 + 1024.0);
  return {exponent, value((shifted & 0x000F'FFFF'FFFF'FFFFu) + kRootHalf)};
}

// ln(1 + f), and with it n ln 2 and a small correction.
DETENTE_INLINE V ln_scaled(V n, V f, V correction) {
  const V s = f / (2.0 + f);
  const V z = s * s;
  const V half_square = 0.5 * f * f;
  const V tail = s * (half_square + z * polynomial(z, kLn)) + (n * kLn2Lo + correction);
  return n * kLn2Hi - ((half_square - tail) - f);
}

// ln(x) where x is not a positive normal number; `normal` is the answer for the other lanes.
template <V Log(V x, V shift)>
DETENTE_INLINE V log_edges(V x, V normal) {
  const Mask subnormal = (Mask)((x > 0.0) & (x < kSmallestNormal));
  V y = select(subnormal, Log(select(subnormal, x * 0x1p54, 1.0), splat(-54.0)), normal);
  y = select((Mask)(x == 0.0), -kInfinity, y);
  y = select((Mask)(x == kInfinity), kInfinity, y);
  y = select((Mask)(x < 0.0), kNan, y);
  return select(is_nan(x), x, y);
}

// ln(x 2^shift)
DETENTE_INLINE V ln_shifted(V x, V shift) {
  const Scaled t = split_exponent(x);
  return ln_scaled(t.n + shift, t.m - 1.0, V{});
}

DETENTE_COLD V ln_edges(V x, V normal) { return log_edges<ln_shifted>(x, normal); }

DETENTE_INLINE V ln(V x) {
  const V y = ln_shifted(x, V{});
  if (!all_between(x, kSmallestNormal, kLargestNormal)) return ln_edges(x, y);
  return y;
}

// ln(1 + x): what rounding 1 + x lost comes back as a correction relative to the sum.
DETENTE_INLINE V log1p(V x) {
  const Pair sum = sum_exact(splat(1.0), x);
  const Scaled t = split_exponent(sum.hi);
  const Mask unscaled = (Mask)(t.n == 0.0);
  const V f = select(unscaled, x, t.m - 1.0);
  const V y = ln_scaled(t.n, f, select(unscaled, V{}, sum.lo / sum.hi));
  const V edge = select((Mask)(x == -1.0), -kInfinity, select((Mask)(x < -1.0), kNan, x));
  const Mask ordinary = (Mask)((x > -1.0) & (x <= kLargestNormal) & (abs(x) > 0x1p-54));
  return select(ordinary, y, edge);
}

// log10(x 2^shift): the logarithm of the mantissa as a pair times 1/ln(10) as a pair.
DETENTE_INLINE V log10_shifted(V x, V shift) {
  constexpr double kInverseLn10Hi = 0x1.bcb7b10000000p-2;  // 26 bits
  constexpr double kInverseLn10Lo = 0x1.49b9438ca9aaep-28;
  constexpr double kLog10Of2Hi = 0x1.34413509f7800p-2;  // 42 bits
  constexpr double kLog10Of2Lo = 0x1.fef311f12b358p-46;
  const Scaled t = split_exponent(x);
  const V n = t.n + shift;
  const V f = t.m - 1.0;
  const V s = f / (2.0 + f);
  const V z = s * s;
  const V half_square = 0.5 * f * f;
  const V hi = leading(f - half_square);
  const V lo = ((f - hi) - half_square) + s * (half_square + z * polynomial(z, kLn));
  const Pair sum = sum_ordered(n * kLog10Of2Hi, hi * kInverseLn10Hi);
  return sum.hi + (sum.lo + (n * kLog10Of2Lo + ((lo + hi) * kInverseLn10Lo + lo * kInverseLn10Hi)));
}

DETENTE_COLD V log10_edges(V x, V normal) { return log_edges<log10_shifted>(x, normal); }

DETENTE_INLINE V log10(V x) {
  const V y = log10_shifted(x, V{});
  if (!all_between(x, kSmallestNormal, kLargestNormal)) return log10_edges(x, y);
  return y;
}

// ln(x 2^shift) as a pair, relative error about 2^-64; hi has 26 bits.
// With s = f / (2 + f) as a pair, ln(1 + f) = 2s/3 (3 + s^2 + s^4 p(s^2)).
DETENTE_INLINE Pair ln_pair(V x, V shift) {
  constexpr double kTwoThirdsHi = 0x1.5555550000000p-1;  // 26 bits
  constexpr double kTwoThirdsLo = 0x1.5555555555555p-27;
  constexpr double kTwoThirds = 0x1.5555555555555p-1;
  const Scaled t = split_exponent(x);
  const V n = t.n + shift;
  const V f = t.m - 1.0;

  // In working precision: s, and with it what the higher powers add.
  const V denominator = 2.0 + f;
  const V inverse = 1.0 / denominator;
  const V s = f * inverse;
  const V z = s * s;
  const V higher = (z * z) * polynomial(z, kLnPair);

  const V s_hi = leading(s);
  const V denominator_hi = leading(denominator);
  const V denominator_lo = f - (denominator_hi - 2.0);
  const V s_lo = ((f - s_hi * denominator_hi) - s_hi * denominator_lo) * inverse;

  // 3 + s^2
  const V square_hi = s_hi * s_hi;
  const V square_lo = s_lo * (s_hi + (s_hi + s_lo));
  const V sum_hi = leading(3.0 + square_hi);
  const V sum_lo = (square_hi - (sum_hi - 3.0)) + square_lo;

  // Times s, times 2/3: products of leading parts are exact.
  const V product = s_hi * sum_hi;
  const V product_hi = leading(product);
  const V product_lo = (product - product_hi) + (s_lo * sum_hi + s * sum_lo);
  const V part_lo = (product_hi * kTwoThirdsLo + kTwoThirds * product_lo) + (kTwoThirds * s) * higher;
  const Pair whole = sum_ordered(n * kLn2Hi, product_hi * kTwoThirdsHi);
  const V hi = leading(whole.hi);
  return {hi, (whole.hi - hi) + (whole.lo + (n * kLn2Lo + part_lo))};
}

// base^exponent for a positive normal base 2^shift base.
DETENTE_INLINE V pow_positive(V base, V shift, V exponent) {
  const Pair log = ln_pair(base, shift);
  const V e_hi = leading(exponent);
  const V e_lo = exponent - e_hi;
  const V lo = e_lo * log.hi + exponent * log.lo;
  const Pair product = sum_ordered(e_hi * log.hi, lo);
  return exp_of_pair(product.hi, product.lo);
}

DETENTE_COLD V pow_edges(V base, V exponent) {
  const V size = abs(base);
  const V limit = abs(exponent);
  // Beyond 2^64 every power of a number other than 1 is 0 or infinite.
  const V tamed = select((Mask)(limit > 0x1p64), flip_sign(splat(0x1p64), sign_of(exponent)), exponent);
  const Mask subnormal = (Mask)(size < kSmallestNormal);
  const Mask finite = (Mask)((size > 0.0) & (size < kInfinity));
  const V scaled = select(finite, select(subnormal, size * 0x1p54, size), 1.0);
  V y = pow_positive(scaled, select(subnormal, -54.0, V{}), tamed);

  const Mask vanishes = (Mask)((size == 0.0) ^ (exponent < 0.0));  // 0^positive, infinity^negative
  y = select(finite, y, select(vanishes, 0.0, kInfinity));

  // Adding 2^52 rounds a smaller number to an integer; from 2^52 on all are integers, from 2^53 on even ones.
  const Mask integer = (Mask)(limit >= 0x1p52) | (Mask)((limit + 0x1p52) - 0x1p52 == limit);
  const V half = limit * 0.5;
  const Mask odd = integer & (Mask)(limit < 0x1p53) & (Mask)((half + 0x1p52) - 0x1p52 != half);
  y = flip_sign(y, select(odd, sign_of(base), V{}));
  y = select((Mask)(base < 0.0) & finite & ~integer, kNan, y);
  y = select(is_nan(base) | is_nan(exponent), base + exponent, y);
  y = select((Mask)(size == 1.0) & (Mask)(limit == kInfinity), 1.0, y);
  return select((Mask)(exponent == 0.0) | (Mask)(base == 1.0), 1.0, y);
}

DETENTE_INLINE V pow(V base, V exponent) {
  if (all_between(base, kSmallestNormal, kLargestNormal) && all_between(exponent, -0x1p64, 0x1p64)) {
    return pow_positive(base, V{}, exponent);
  }
  return pow_edges(base, exponent);
}

}  // namespace
}  // namespace detente::kernels
