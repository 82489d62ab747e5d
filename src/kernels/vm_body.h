// The virtual machine, written once: vm_baseline.cpp, vm_avx2.cpp and vm_avx512.cpp include it with their vector width.
// Each operation is one loop over the lanes of its block; the handler of an operation gives the next instruction.
#pragma once

#include "kernels/exponential.h"
#include "kernels/lookup.h"
#include "kernels/normal.h"
#include "kernels/poisson.h"
#include "kernels/random.h"
#include "kernels/trigonometric.h"
#include "kernels/vector.h"
#include "kernels/vm.h"

namespace detente::kernels {
namespace {

typedef double Slot __attribute__((vector_size(DETENTE_VECTOR_BYTES), may_alias));
typedef uint64_t Words __attribute__((vector_size(DETENTE_VECTOR_BYTES), aligned(8), may_alias));

DETENTE_INLINE V load(const double* from) { return (V) * reinterpret_cast<const Slot*>(from); }
DETENTE_INLINE void store(double* to, V x) { *reinterpret_cast<Slot*>(to) = (Slot)x; }

DETENTE_INLINE Bits load_words(const uint64_t* from) { return (Bits) * reinterpret_cast<const Words*>(from); }

DETENTE_INLINE V truth(Mask m) { return value((Bits)m & bits(splat(1.0))); }
DETENTE_INLINE Mask holds(V x) { return (Mask)(x != 0.0); }
DETENTE_INLINE V minimum(V a, V b) { return select((Mask)(a < b), a, b); }
DETENTE_INLINE V maximum(V a, V b) { return select((Mask)(a > b), a, b); }

// Adding 2^52 rounds a smaller number to an integer; all larger ones are integers.
DETENTE_INLINE V round_even(V x) {
  const V size = abs(x);
  const V rounded = flip_sign((size + 0x1p52) - 0x1p52, sign_of(x));
  return select((Mask)(size < 0x1p52), rounded, x);
}

DETENTE_INLINE V floor(V x) {
  const V rounded = round_even(x);
  return rounded - truth((Mask)(rounded > x));
}

DETENTE_INLINE V sign(V x) {
  return select((Mask)(x > 0.0), 1.0, select((Mask)(x < 0.0), -1.0, select((Mask)(x == 0.0), 0.0, x)));
}

// The operations that are functions of their operands alone.
template <Op op>
DETENTE_INLINE V compute(V a, V b, V c) {
  switch (op) {
    case Op::Move: return a;
    case Op::Add: return a + b;
    case Op::Sub: return a - b;
    case Op::Mul: return a * b;
    case Op::Div: return a / b;
    case Op::Neg: return -a;
    case Op::Abs: return abs(a);
    case Op::Min: return minimum(a, b);
    case Op::Max: return maximum(a, b);
    case Op::Sqrt: return sqrt(a);
    case Op::Exp: return exp(a);
    case Op::Ln: return ln(a);
    case Op::Log10: return log10(a);
    case Op::Pow: return pow(a, b);
    case Op::Sin: return sin(a);
    case Op::Cos: return cos(a);
    case Op::Tan: return tan(a);
    case Op::Tanh: return tanh(a);
    case Op::Atan: return atan(a);
    case Op::Logistic: return logistic(a);
    case Op::Floor: return floor(a);
    case Op::Round: return round_even(a);
    case Op::Sign: return sign(a);
    case Op::Lt: return truth((Mask)(a < b));
    case Op::Le: return truth((Mask)(a <= b));
    case Op::Eq: return truth((Mask)(a == b));
    case Op::Ne: return truth((Mask)(a != b));
    case Op::And: return truth(holds(a) & holds(b));
    case Op::Or: return truth(holds(a) | holds(b));
    case Op::Not: return truth(~holds(a));
    case Op::Select: return select(holds(a), b, c);
    case Op::IfSet: return select(is_nan(a), b, a);
    case Op::Clamp: return minimum(maximum(a, b), c);
    case Op::MulAdd: return a * b + c;
    case Op::MulSub: return a * b - c;
    case Op::SubMul: return c - a * b;
    case Op::AddMul: return (a + b) * c;
    case Op::DiffMul: return (a - b) * c;
    case Op::MulMul: return a * b * c;
    case Op::AddAdd: return a + b + c;
    case Op::MulDiv: return a * b / c;
    case Op::DivAdd: return a / b + c;
    case Op::AddDiv: return (a + b) / c;
    case Op::DiffDiv: return (a - b) / c;
    case Op::ExpMul: return exp(a * b);
    case Op::NormalQuantile: return normal_quantile(a);
    case Op::PoissonQuantile: return poisson_quantile(a, b);
    case Op::Check:
    case Op::Lookup:
    case Op::RingRead:
    case Op::RingWrite:
    case Op::Uniform:
    case Op::Normal:
    case Op::SkipIfNone:
    case Op::kCount: break;  // below
  }
  return a;
}

// An operand on its way through the lanes: a uniform one stays where it is.
struct Operand {
  const double* at;
  uint32_t step;
  DETENTE_INLINE Operand(const double* slot, uint32_t mask) : at(slot), step(kWide & mask) {}
  DETENTE_INLINE V next() {
    const V x = load(at);
    at += step;
    return x;
  }
};

// Operations so short that the loop around them counts.
constexpr bool is_short(Op op) {
  switch (op) {
    case Op::Exp:
    case Op::Ln:
    case Op::Log10:
    case Op::Pow:
    case Op::Sin:
    case Op::Cos:
    case Op::Tan:
    case Op::Tanh:
    case Op::Atan:
    case Op::Logistic:
    case Op::ExpMul:
    case Op::NormalQuantile:
    case Op::PoissonQuantile: return false;
    default: return true;
  }
}

template <Op op>
DETENTE_INLINE void run_vector(double* dst, Operand& a, Operand& b, Operand& c) {
  const V x = a.next();
  const V y = op_arity(op) > 1 ? b.next() : x;
  const V z = op_arity(op) > 2 ? c.next() : x;
  store(dst, compute<op>(x, y, z));
}

template <Op op>
void run_op(const LoadedInstr& in, const Context&) {
  Operand a(in.a, in.mask_a), b(in.b, in.mask_b), c(in.c, in.mask_c);
  double* dst = in.dst;
  double* const end = dst + in.lanes;
  if constexpr (is_short(op)) {
    if (in.lanes == kLine) {
#pragma GCC unroll 4
      for (uint32_t i = 0; i < kLine; i += kWide) run_vector<op>(dst + i, a, b, c);
      return;
    }
#pragma GCC unroll 4
    for (; dst != end; dst += kWide) run_vector<op>(dst, a, b, c);
  } else {
#pragma GCC unroll 1
    for (; dst != end; dst += kWide) run_vector<op>(dst, a, b, c);
  }
}

template <>
void run_op<Op::Check>(const LoadedInstr& in, const Context&) {
  for (uint32_t i = 0; i < in.lanes; i += kWide) {
    const Mask finite = (Mask)(abs(load(in.a + (i & in.mask_a))) <= kLargestNormal);
    store(in.dst + i, select(finite, load(in.dst + i), 1.0));
  }
}

// lookup() in every lane: the segment is chosen by comparing with all points, which beats a search up to this many.
constexpr uint32_t kFewPoints = 24;

DETENTE_INLINE V lookup_few(const Table& table, V a) {
  const uint32_t last = table.count - 1;
  V x0 = splat(table.x[0]), y0 = splat(table.y[0]);
  V x1 = splat(table.x[last > 0]), y1 = splat(table.y[last > 0]);
  for (uint32_t i = 1; i < last; ++i) {
    const Mask beyond = (Mask)(a >= table.x[i]);
    x0 = select(beyond, table.x[i], x0);
    y0 = select(beyond, table.y[i], y0);
    x1 = select(beyond, table.x[i + 1], x1);
    y1 = select(beyond, table.y[i + 1], y1);
  }
  V y = table.mode == TableMode::Step ? y0 : y0 + (y1 - y0) * ((a - x0) / (x1 - x0));
  Mask at_end = (Mask)(a == table.x[last]);
  if (table.mode != TableMode::Extrapolate) {
    y = select((Mask)(a < table.x[0]), table.y[0], y);
    at_end = at_end | (Mask)(a > table.x[last]);
  }
  y = select(at_end, table.y[last], y);
  return select(is_nan(a), a, last == 0 ? splat(table.y[0]) : y);
}

template <>
void run_op<Op::Lookup>(const LoadedInstr& in, const Context& context) {
  const Table table = context.tables[in.imm];
  if (table.count > kFewPoints) {
    for (uint32_t i = 0; i < in.lanes; ++i) in.dst[i] = lookup(table, in.a[i & in.mask_a]);
  } else {
    for (uint32_t i = 0; i < in.lanes; i += kWide) {
      store(in.dst + i, lookup_few(table, load(in.a + (i & in.mask_a))));
    }
  }
}

DETENTE_INLINE uint64_t ring_offset(const Ring& ring, const Context& context, uint32_t step) {
  return static_cast<uint64_t>(step % ring.depth) * context.width;
}

// The row that was recorded `age` steps ago; null where there is none in the ring.
DETENTE_INLINE const double* ring_row(const Ring& ring, const Context& context, double age) {
  if (!(age >= 1.0 && age <= ring.depth && age <= context.step)) return nullptr;
  return ring.data + ring_offset(ring, context, context.step - static_cast<uint32_t>(age));
}

template <>
void run_op<Op::RingRead>(const LoadedInstr& in, const Context& context) {
  const Ring ring = context.rings[in.imm];
  if (in.mask_a == 0) {
    const double age = round_even(splat(in.a[0]))[0];
    const double* row = ring_row(ring, context, age);
    for (uint32_t i = 0; i < in.lanes; i += kWide) {
      store(in.dst + i, row != nullptr       ? load(row + i)
                        : age > context.step ? load(in.b + (i & in.mask_b))
                                             : splat(kNan));
    }
  } else {
    for (uint32_t i = 0; i < in.lanes; ++i) {
      const double age = round_even(splat(in.a[i]))[0];
      const double* row = ring_row(ring, context, age);
      in.dst[i] = row != nullptr ? row[i] : age > context.step ? in.b[i & in.mask_b] : kNan;
    }
  }
}

template <>
void run_op<Op::RingWrite>(const LoadedInstr& in, const Context& context) {
  const Ring& ring = context.rings[in.imm];
  double* row = ring.data + ring_offset(ring, context, context.step);
  for (uint32_t i = 0; i < in.lanes; i += kWide) store(row + i, load(in.a + (i & in.mask_a)));
}

template <>
void run_op<Op::Uniform>(const LoadedInstr& in, const Context& context) {
  const uint64_t key = stream_key(context.seed, context.streams[in.imm]);
  for (uint32_t i = 0; i < in.lanes; i += kWide) {
    store(in.dst + i, uniform(key, load_words(context.future + i), context.step, context.iteration));
  }
}

// In two passes: the chains of Philox and of the quantile are long, and apart they overlap with those of other lanes.
template <>
void run_op<Op::Normal>(const LoadedInstr& in, const Context& context) {
  run_op<Op::Uniform>(in, context);
  LoadedInstr quantile = in;
  quantile.a = in.dst;
  quantile.mask_a = kLaneMask;
  run_op<Op::NormalQuantile>(quantile, context);
}

[[gnu::noinline]] bool holds_somewhere(const LoadedInstr& in) {
  for (uint32_t i = 0; i < in.lanes; i += kWide) {
    if (any(holds(load(in.a + (i & in.mask_a))))) return true;
  }
  return false;
}

using Handler = void (*)(const LoadedInstr&, const Context&);

constexpr Handler kHandlers[] = {
#define DETENTE_HANDLER(name, arity, uses_imm, meaning) run_op<Op::name>,
    DETENTE_OPS(DETENTE_HANDLER)
#undef DETENTE_HANDLER
};

DETENTE_INLINE void run_code(const LoadedInstr* code, uint32_t count, const Context& context) {
  const LoadedInstr* const end = code + count;
  for (const LoadedInstr* in = code; in < end; ++in) {
    if (in->op == Op::SkipIfNone) {
      if (!holds_somewhere(*in)) in += in->imm;
    } else {
      kHandlers[static_cast<uint16_t>(in->op)](*in, context);
    }
  }
}

}  // namespace
}  // namespace detente::kernels
