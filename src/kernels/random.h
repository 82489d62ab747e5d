// Philox draws over vectors, one run a lane (include after vector.h is configured). The same numbers as philox.h.
#pragma once

#include "kernels/normal.h"
#include "kernels/philox.h"
#include "kernels/vector.h"

namespace detente::kernels {
namespace {

// 32-bit words are kept in the low halves of 64-bit lanes; the high halves hold leftovers that the multiplication
// ignores and the last shift removes.
DETENTE_INLINE Bits random_bits(uint64_t key, Bits run, uint32_t step, uint32_t index) {
  Bits a = run, b = run >> 32;
  Bits c = Bits{} + step, d = Bits{} + index;
  uint32_t k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
#pragma GCC unroll 10
  for (int round = 0; round < kPhiloxRounds; ++round) {
    const Bits p0 = multiply_low_halves(a, Bits{} + kPhiloxFactor0);
    const Bits p1 = multiply_low_halves(c, Bits{} + kPhiloxFactor1);
    a = (p1 >> 32) ^ b ^ k0;
    b = p1;
    c = (p0 >> 32) ^ d ^ k1;
    d = p0;
    k0 += kPhiloxWeyl0;
    k1 += kPhiloxWeyl1;
  }
  return (a & 0xFFFF'FFFFu) | (b << 32);
}

// With the exponent of 1.0 in front, 52 bits are a number in [1, 2); what is taken off leaves half a step above 0.
DETENTE_INLINE V uniform(uint64_t key, Bits run, uint32_t step, uint32_t index) {
  return value((random_bits(key, run, step, index) >> 12) | 0x3FF0'0000'0000'0000u) - (1.0 - 0x1p-53);
}

}  // namespace
}  // namespace detente::kernels
