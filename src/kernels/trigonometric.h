// sin, cos, tan and atan over vectors, angles in radians (include after vector.h is configured).
//
// Angles are reduced by multiples of pi/2 to a pair |r| <= pi/4: up to 2^20 with pi/2 in four parts whose products are
// exact, beyond it lane by lane with 2/pi to 1,280 bits, so every double is reduced correctly.
#pragma once

#include "kernels/vector.h"

namespace detente::kernels {
namespace {

constexpr double kHalfPiHi = 0x1.921fb54442d18p+0;
constexpr double kHalfPiLo = 0x1.1a62633145c07p-54;

// (sin(r) - r) / r^3 in r^2 on |r| <= pi/4, relative error 2^-57.9.
constexpr double kSin[] = {-0x1.5555555555548p-3, 0x1.111111110f748p-7,   -0x1.a01a019bede9ep-13,
                           0x1.71de355a62745p-19, -0x1.ae5e503ade49bp-26, 0x1.5d8cd8ffb5621p-33};

// (cos(r) - 1 + r^2 / 2) / r^4 in r^2, relative error 2^-63.9.
constexpr double kCos[] = {0x1.555555555554bp-5,   -0x1.6c16c16c15005p-10, 0x1.a01a019c8c678p-16,
                           -0x1.27e4f7eee8b47p-22, 0x1.1ee9d99eb730ap-29,  -0x1.8fa5375b3d0d9p-37};

// (atan(t) - t) / t^3 in t^2 on |t| <= tan(pi/8), relative error 2^-59.3.
constexpr double kAtan[] = {-0x1.555555555553bp-2, 0x1.9999999995437p-3, -0x1.2492492293b92p-3, 0x1.c71c70dc28c4fp-4,
                            -0x1.745cf7c09335bp-4, 0x1.3b11055bd2f69p-4, -0x1.10ead6df1ed09p-4, 0x1.df02697adb738p-5,
                            -0x1.9c98569122f3p-5,  0x1.374049f48e823p-5, -0x1.2421017243305p-6};

// angle = n pi/2 + r; only n mod 4 matters.
struct Quadrant {
  V n;
  Pair r;
};

// 2/pi in 32-bit words, the first after the binary point.
constexpr uint32_t kTwoOverPi[] = {0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab,
                                   0xdebbc561, 0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e,
                                   0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b,
                                   0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7,
                                   0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1,
                                   0x1f8d5d08, 0x56033046, 0xfc7b6bab, 0xf0cfbc20, 0x9af4361d};

struct LargeAngle {
  double n, hi, lo;
};

// One finite angle of at least 2^20: the product of its 53-bit integer with the eight words of 2/pi that decide the
// quadrant and the fraction; words that only add whole turns are left out, and what follows is below 2^-168.
DETENTE_COLD LargeAngle reduce_large(double angle) {
  uint64_t pattern;
  __builtin_memcpy(&pattern, &angle, sizeof pattern);
  const uint64_t integer = (pattern & 0x000F'FFFF'FFFF'FFFFu) | 0x0010'0000'0000'0000u;
  const int exponent = static_cast<int>((pattern >> 52) & 0x7FF) - 1075;  // |angle| = integer 2^exponent
  const int first = exponent >= 2 ? (exponent - 2) / 32 : 0;

  uint32_t product[10] = {};  // least significant word first
  const uint32_t factor[2] = {static_cast<uint32_t>(integer), static_cast<uint32_t>(integer >> 32)};
  for (int i = 0; i < 2; ++i) {
    uint64_t carry = 0;
    for (int j = 0; j < 8; ++j) {
      carry += static_cast<uint64_t>(factor[i]) * kTwoOverPi[first + 7 - j] + product[i + j];
      product[i + j] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    product[i + 8] = static_cast<uint32_t>(carry);
  }

  // The word at bit `at` of the product, any alignment.
  const auto word = [&](int at) {
    const int index = at >> 5, shift = at & 31;
    const uint64_t high = index + 1 < 10 ? product[index + 1] : 0;
    return static_cast<uint32_t>(((high << 32) | product[index]) >> shift);
  };
  const int point = 32 * (first + 8) - exponent;  // bits after the binary point
  uint32_t quarter = word(point) & 3;
  uint64_t hi = (static_cast<uint64_t>(word(point - 32)) << 32) | word(point - 64);
  uint64_t lo = (static_cast<uint64_t>(word(point - 96)) << 32) | word(point - 128);
  bool negative = (pattern >> 63) != 0;
  if (hi >> 63) {  // more than half of a quarter turn: take the next one and come back
    ++quarter;
    hi = ~hi + (lo == 0);
    lo = ~lo + 1;
    negative = !negative;
  }
  int shift = 0;
  for (; !(hi >> 63) && shift < 127; ++shift) {
    hi = (hi << 1) | (lo >> 63);
    lo <<= 1;
  }
  double scale = negative ? -0x1p-26 : 0x1p-26;
  for (int i = 0; i < shift; ++i) scale *= 0.5;
  // The fraction in three pieces of 26 bits times pi/2 in two: products of the leading pieces are exact.
  constexpr double kHalfPi26 = 0x1.921fb50000000p+0, kHalfPiRest = 0x1.110b4611a6263p-26;
  const double a = static_cast<double>(hi >> 38);
  const double b = static_cast<double>((hi >> 12) & 0x3FF'FFFF) * 0x1p-26;
  const double c = static_cast<double>(((hi & 0xFFF) << 14) | (lo >> 50)) * 0x1p-52;
  const double head = a * kHalfPi26;
  const double tail = (a * kHalfPiRest + b * kHalfPi26) + (b * kHalfPiRest + c * kHalfPi26);
  const double sum = head + tail;
  const double rest = tail - (sum - head);
  const double turns = (pattern >> 63) ? -static_cast<double>(quarter) : static_cast<double>(quarter);
  return {turns, sum * scale, rest * scale};
}

DETENTE_COLD Quadrant reduce_edges(V angle, Quadrant t) {
  const V size = abs(angle);
  for (int lane = 0; lane < kWide; ++lane) {
    if (size[lane] <= 0x1p20) continue;
    const LargeAngle large = size[lane] < kInfinity ? reduce_large(angle[lane]) : LargeAngle{0, kNan, kNan};
    t.n[lane] = large.n;
    t.r.hi[lane] = large.hi;
    t.r.lo[lane] = large.lo;
  }
  return t;
}

DETENTE_INLINE Quadrant reduce_angle(V angle) {
  // pi/2 in parts of 33 bits and a rest: exact times |n| < 2^20.
  constexpr double kPart1 = 0x1.921fb54400000p+0;
  constexpr double kPart2 = 0x1.0b4611a600000p-34;
  constexpr double kPart3 = 0x1.3198a2e000000p-69;
  constexpr double kRest = 0x1.b839a252049c1p-104;
  const V n = nearest(angle * 0x1.45f306dc9c883p-1);
  const Pair first = sum_exact(angle - n * kPart1, -(n * kPart2));
  const Pair second = sum_exact(first.hi, -(n * kPart3));
  const V tail = first.lo + (second.lo - n * kRest);
  const V hi = second.hi + tail;
  const Quadrant t = {n, {hi, (second.hi - hi) + tail}};
  if (!all_between(angle, -0x1p20, 0x1p20)) return reduce_edges(angle, t);
  return t;
}

// sin(r) and cos(r) as pairs whose sums round to them.
struct SinCos {
  Pair sin, cos;
};

DETENTE_INLINE SinCos sin_cos(Pair r) {
  const V z = r.hi * r.hi;
  const V half = 0.5 * z;
  const V head = 1.0 - half;
  const V cos_tail = ((1.0 - head) - half) + ((z * z) * polynomial(z, kCos) - r.hi * r.lo);
  const V sin_tail = r.hi * (z * polynomial(z, kSin)) + r.lo * head;
  return {{r.hi, sin_tail}, {head, cos_tail}};
}

// The sine of n pi/2 + r.
DETENTE_INLINE V sin_in_quadrant(V n, Pair r) {
  const SinCos t = sin_cos(r);
  const Bits turns = integer_bits(n);
  const Mask odd = (Mask)(-(turns & 1u));
  const V y = select(odd, t.cos.hi, t.sin.hi) + select(odd, t.cos.lo, t.sin.lo);
  return value(bits(y) ^ ((turns & 2u) << 62));
}

DETENTE_INLINE V sin(V angle) {
  const Quadrant t = reduce_angle(angle);
  return select((Mask)(abs(angle) < 0x1p-27), angle, sin_in_quadrant(t.n, t.r));
}

DETENTE_INLINE V cos(V angle) {
  const Quadrant t = reduce_angle(angle);
  return sin_in_quadrant(t.n + 1.0, t.r);
}

DETENTE_INLINE V tan(V angle) {
  const Quadrant t = reduce_angle(angle);
  const SinCos s = sin_cos(t.r);
  const Bits turns = integer_bits(t.n);
  const Mask odd = (Mask)(-(turns & 1u));
  const Pair above = {select(odd, -s.cos.hi, s.sin.hi), select(odd, -s.cos.lo, s.sin.lo)};
  const Pair below = {select(odd, s.sin.hi, s.cos.hi), select(odd, s.sin.lo, s.cos.lo)};
  // The sums are normalised first: a quotient wants |lo| far below |hi|.
  const Pair y = quotient(sum_ordered(above.hi, above.lo), sum_ordered(below.hi, below.lo));
  return select((Mask)(abs(angle) < 0x1p-27), angle, y.hi + y.lo);
}

// On |x| <= tan(pi/8) directly, up to 1 / tan(pi/8) as pi/4 + atan((x - 1) / (x + 1)), beyond as pi/2 + atan(-1 / x).
DETENTE_INLINE V atan(V x) {
  const V magnitude = abs(x);
  const V size = select((Mask)(magnitude > 0x1p60), 0x1p60, magnitude);
  const Mask middle = (Mask)(size > 0x1.a827999fcef32p-2);
  const Mask large = (Mask)(size > 0x1.3504f333f9de6p+1);
  const Pair less = sum_exact(size, splat(-1.0));
  const Pair more = sum_exact(size, splat(1.0));
  const Mask shifted = middle & ~large;
  const Pair above = {select(large, -1.0, select(middle, less.hi, size)), select(shifted, less.lo, V{})};
  const Pair below = {select(large, size, select(middle, more.hi, 1.0)), select(shifted, more.lo, V{})};
  const Pair ratio = quotient(above, below);
  const Pair t = sum_ordered(ratio.hi, ratio.lo);
  const V z = t.hi * t.hi;
  const V factor = select(large, 1.0, select(middle, 0.5, V{}));
  const Pair sum = sum_ordered(factor * kHalfPiHi, t.hi);
  const V tail = t.lo + t.hi * (z * polynomial(z, kAtan)) + factor * kHalfPiLo;
  return flip_sign(sum.hi + (sum.lo + tail), sign_of(x));
}

}  // namespace
}  // namespace detente::kernels
