// Vectors of doubles over the compilers' vector extensions, and the few operations those do not express.
//
// Included once per kernel source file, after DETENTE_VECTOR_BYTES is defined: 16 (SSE2 or wasm simd128), 32 (AVX2)
// or 64 (AVX-512). Everything is in an anonymous namespace, so files built for different instruction sets never share
// a function. Every operation rounds as IEEE 754 says: a lane's bits depend neither on the width nor on its neighbours.
#pragma once

#include <stdint.h>

#ifdef __wasm__
#include <wasm_simd128.h>
#else
// g++ 12 warns of the deliberately undefined vectors in its own header (GCC bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

#define DETENTE_INLINE [[maybe_unused, gnu::always_inline]] inline
#define DETENTE_COLD [[maybe_unused, gnu::noinline, gnu::cold]]

namespace detente::kernels {
namespace {

constexpr int kWide = DETENTE_VECTOR_BYTES / 8;  // lanes of a vector

typedef double V __attribute__((vector_size(DETENTE_VECTOR_BYTES)));
typedef int64_t Mask __attribute__((vector_size(DETENTE_VECTOR_BYTES)));  // a lane is 0 or -1
typedef uint64_t Bits __attribute__((vector_size(DETENTE_VECTOR_BYTES)));

constexpr double kInfinity = __builtin_inf();
constexpr double kNan = __builtin_nan("");

DETENTE_INLINE V splat(double x) { return x - V{}; }
DETENTE_INLINE Bits bits(V x) { return (Bits)x; }
DETENTE_INLINE V value(Bits x) { return (V)x; }

DETENTE_INLINE V select(Mask m, V yes, V no) { return m ? yes : no; }
DETENTE_INLINE V select(Mask m, double yes, V no) { return m ? splat(yes) : no; }
DETENTE_INLINE V select(Mask m, V yes, double no) { return m ? yes : splat(no); }
DETENTE_INLINE V select(Mask m, double yes, double no) { return m ? splat(yes) : splat(no); }

DETENTE_INLINE V abs(V x) { return value(bits(x) & 0x7FFF'FFFF'FFFF'FFFFu); }
DETENTE_INLINE V sign_of(V x) { return value(bits(x) & 0x8000'0000'0000'0000u); }  // +0 or -0
DETENTE_INLINE V flip_sign(V x, V sign) { return value(bits(x) ^ bits(sign)); }    // sign is +0 or -0
DETENTE_INLINE Mask is_nan(V x) { return (Mask)(x != x); }

#if defined(__wasm__)
DETENTE_INLINE V sqrt(V x) { return (V)wasm_f64x2_sqrt((v128_t)x); }
DETENTE_INLINE bool any(Mask m) { return wasm_v128_any_true((v128_t)m); }
DETENTE_INLINE Bits multiply_low_halves(Bits a, Bits b) {
  const v128_t x = wasm_i32x4_shuffle((v128_t)a, (v128_t)a, 0, 2, 0, 2);
  const v128_t y = wasm_i32x4_shuffle((v128_t)b, (v128_t)b, 0, 2, 0, 2);
  return (Bits)wasm_u64x2_extmul_low_u32x4(x, y);
}
#elif DETENTE_VECTOR_BYTES == 16
DETENTE_INLINE V sqrt(V x) { return (V)_mm_sqrt_pd((__m128d)x); }
DETENTE_INLINE bool any(Mask m) { return _mm_movemask_pd((__m128d)m) != 0; }
DETENTE_INLINE Bits multiply_low_halves(Bits a, Bits b) { return (Bits)_mm_mul_epu32((__m128i)a, (__m128i)b); }
#elif DETENTE_VECTOR_BYTES == 32
DETENTE_INLINE V sqrt(V x) { return (V)_mm256_sqrt_pd((__m256d)x); }
DETENTE_INLINE bool any(Mask m) { return _mm256_movemask_pd((__m256d)m) != 0; }
DETENTE_INLINE Bits multiply_low_halves(Bits a, Bits b) { return (Bits)_mm256_mul_epu32((__m256i)a, (__m256i)b); }
#else
DETENTE_INLINE V sqrt(V x) { return (V)_mm512_sqrt_pd((__m512d)x); }
DETENTE_INLINE bool any(Mask m) { return _mm512_movepi64_mask((__m512i)m) != 0; }
DETENTE_INLINE Bits multiply_low_halves(Bits a, Bits b) { return (Bits)_mm512_mul_epu32((__m512i)a, (__m512i)b); }
#endif

DETENTE_INLINE bool unlikely(Mask m) { return __builtin_expect(any(m), false); }

// Whether lo <= x <= hi in every lane: then the straight path of a function is enough.
DETENTE_INLINE bool all_between(V x, double lo, double hi) {
#if DETENTE_VECTOR_BYTES == 64
  const auto inside = _mm512_cmp_pd_mask((__m512d)x, (__m512d)splat(lo), _CMP_GE_OQ) &
                      _mm512_cmp_pd_mask((__m512d)x, (__m512d)splat(hi), _CMP_LE_OQ);
  return __builtin_expect(inside == 0xFF, true);
#else
  return !unlikely(~((Mask)(x >= lo) & (Mask)(x <= hi)));
#endif
}

// Nearest integer, ties to even, for |x| < 2^51: the addition leaves no bits for a fraction.
DETENTE_INLINE V nearest(V x) { return (x + 0x1.8p52) - 0x1.8p52; }

// The integer n, |n| < 2^51, in the low bits of a double.
DETENTE_INLINE Bits integer_bits(V n) { return bits(n + 0x1.8p52); }

// 2^n for integers -1022 <= n <= 1023.
DETENTE_INLINE V power_of_two(V n) { return value(bits(n + (0x1.8p52 + 1023)) << 52); }

// The leading 26 bits of x: the product of two such numbers is exact, and so is that of one with a 27-bit number.
DETENTE_INLINE V leading(V x) { return value(bits(x) & 0xFFFF'FFFF'F800'0000u); }

// c[0] + c[1] x + c[2] x^2 + ... by Estrin's scheme: neighbours are joined first, so the chain of operations that wait
// for each other grows with the logarithm of N.
template <int N>
DETENTE_INLINE V join_neighbours(const V (&t)[N], V x) {
  if constexpr (N == 1) {
    return t[0];
  } else {
    V half[(N + 1) / 2];
#pragma GCC unroll 16
    for (int i = 0; i < N / 2; ++i) half[i] = t[2 * i] + t[2 * i + 1] * x;
    if constexpr (N % 2 == 1) half[N / 2] = t[N - 1];
    return join_neighbours(half, x * x);
  }
}

template <int N>
DETENTE_INLINE V polynomial(V x, const double (&c)[N]) {
  V t[N];
#pragma GCC unroll 32
  for (int i = 0; i < N; ++i) t[i] = splat(c[i]);
  return join_neighbours(t, x);
}

// A value carried as an unevaluated sum, |lo| much less than |hi|: twice the working precision.
struct Pair {
  V hi, lo;
};

// a + b exactly; |a| >= |b| or a == 0.
DETENTE_INLINE Pair sum_ordered(V a, V b) {
  const V hi = a + b;
  return {hi, b - (hi - a)};
}

// a + b exactly.
DETENTE_INLINE Pair sum_exact(V a, V b) {
  const V hi = a + b;
  const V part = hi - a;
  return {hi, (a - (hi - part)) + (b - part)};
}

// a / b to about twice the working precision; b is normal and neither it nor the quotient is near the range's ends.
DETENTE_INLINE Pair quotient(Pair a, Pair b) {
  const V inverse = 1.0 / b.hi;
  const V hi = leading(a.hi * inverse);
  const V b_head = leading(b.hi);
  const V rest = ((a.hi - hi * b_head) - hi * (b.hi - b_head)) + (a.lo - hi * b.lo);
  return {hi, rest * inverse};
}

}  // namespace
}  // namespace detente::kernels
