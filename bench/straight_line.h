// The models as straight-line SIMD code with the arithmetic of the virtual machine: what a code generator would give.
// Included after DETENTE_VECTOR_BYTES and DETENTE_STRAIGHT_LINE(model), the function's name, are defined.
#pragma once

#include "kernels/vm_body.h"

#define RUN(k) const V v##k = load(inputs + k * width + i);
#define UNIFORM(k, x) const V v##k = load(inputs + kFirstUniform * width + (k - kFirstUniform) * kLine);
#define X(op, dst, a, b) const V v##dst = compute<Op::op>(v##a, v##b, v##a);
#define RATE(stock, k) store(rates + stock * width + i, v##k);

namespace detente::bench {

using namespace kernels;

constexpr int kFirstUniform = 35;

void DETENTE_STRAIGHT_LINE(mathematics)(const double* inputs, double* rates, uint32_t width) {
  for (uint32_t i = 0; i < width; i += kWide) {
#include "models/mathematics.inc"
  }
}

void DETENTE_STRAIGHT_LINE(arithmetic)(const double* inputs, double* rates, uint32_t width) {
  for (uint32_t i = 0; i < width; i += kWide) {
#include "models/arithmetic.inc"
  }
}

}  // namespace detente::bench
