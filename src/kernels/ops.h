// The operations of the virtual machine, with their arity and meaning: the one list that the printer, the verifier,
// the reference evaluator and every instruction set share.
//
// All values are doubles. A truth value is 1.0 or 0.0. `imm` is an immediate 32-bit operand (a table, ring or stream
// number, or a jump length). Operations follow IEEE 754 and never trap; what counts as a fault of a run is said by
// the Check instructions that the compiler places (see plan/plan.h).
#pragma once

#include <stdint.h>

// X(name, arity, uses_imm, meaning)
#define DETENTE_OPS(X)                                                                                \
  X(Move, 1, 0, "a")                                                                                  \
  X(Add, 2, 0, "a + b")                                                                               \
  X(Sub, 2, 0, "a - b")                                                                               \
  X(Mul, 2, 0, "a * b")                                                                               \
  X(Div, 2, 0, "a / b")                                                                               \
  X(Neg, 1, 0, "-a")                                                                                  \
  X(Abs, 1, 0, "|a|")                                                                                 \
  X(Min, 2, 0, "a < b ? a : b")                                                                       \
  X(Max, 2, 0, "a > b ? a : b")                                                                       \
  X(Sqrt, 1, 0, "sqrt(a)")                                                                            \
  X(Exp, 1, 0, "exp(a)")                                                                              \
  X(Ln, 1, 0, "ln(a)")                                                                                \
  X(Log10, 1, 0, "log10(a)")                                                                          \
  X(Pow, 2, 0, "a ^ b")                                                                               \
  X(Sin, 1, 0, "sin(a)")                                                                              \
  X(Cos, 1, 0, "cos(a)")                                                                              \
  X(Tan, 1, 0, "tan(a)")                                                                              \
  X(Tanh, 1, 0, "tanh(a)")                                                                            \
  X(Atan, 1, 0, "atan(a)")                                                                            \
  X(Logistic, 1, 0, "1 / (1 + exp(-a)), without overflow")                                            \
  X(Floor, 1, 0, "floor(a)")                                                                          \
  X(Round, 1, 0, "nearest integer, ties to even")                                                     \
  X(Sign, 1, 0, "-1, 0 or 1")                                                                         \
  X(Lt, 2, 0, "a < b")                                                                                \
  X(Le, 2, 0, "a <= b")                                                                               \
  X(Eq, 2, 0, "a == b")                                                                               \
  X(Ne, 2, 0, "a != b")                                                                               \
  X(And, 2, 0, "a != 0 and b != 0")                                                                   \
  X(Or, 2, 0, "a != 0 or b != 0")                                                                     \
  X(Not, 1, 0, "a == 0")                                                                              \
  X(Select, 3, 0, "a != 0 ? b : c")                                                                   \
  X(IfSet, 2, 0, "a is NaN ? b : a")                                                                  \
  X(Clamp, 3, 0, "min(max(a, b), c)")                                                                 \
  X(MulAdd, 3, 0, "a * b + c, rounded twice")                                                         \
  X(MulSub, 3, 0, "a * b - c, rounded twice")                                                         \
  X(SubMul, 3, 0, "c - a * b, rounded twice")                                                         \
  X(AddMul, 3, 0, "(a + b) * c")                                                                      \
  X(DiffMul, 3, 0, "(a - b) * c")                                                                     \
  X(MulMul, 3, 0, "a * b * c, from the left")                                                         \
  X(AddAdd, 3, 0, "a + b + c, from the left")                                                         \
  X(MulDiv, 3, 0, "a * b / c, from the left")                                                         \
  X(DivAdd, 3, 0, "a / b + c")                                                                        \
  X(AddDiv, 3, 0, "(a + b) / c")                                                                      \
  X(DiffDiv, 3, 0, "(a - b) / c")                                                                     \
  X(ExpMul, 2, 0, "exp(a * b)")                                                                       \
  X(Check, 1, 0, "dst = dst or not finite(a): dst is the fault flag of the block")                    \
  X(Lookup, 1, 1, "table imm at a")                                                                   \
  X(RingRead, 2, 1, "ring imm as recorded round(a) >= 1 steps ago; b where that is before the start") \
  X(RingWrite, 1, 1, "records a in ring imm at the present step; no dst")                             \
  X(Uniform, 0, 1, "uniform in (0, 1) of stream imm, for this run, step and iteration")               \
  X(Normal, 0, 1, "standard normal of stream imm, for this run, step and iteration")                  \
  X(NormalQuantile, 1, 0, "inverse of the standard normal distribution function")                     \
  X(PoissonQuantile, 2, 0, "smallest k with P(Poisson(b) <= k) >= a; NaN when b is not in [0, 1e5]")  \
  X(SkipIfNone, 1, 1, "skips the next imm instructions when a is 0 in every lane; no dst")

namespace detente::kernels {

enum class Op : uint16_t {
#define DETENTE_OP_ENUM(name, arity, uses_imm, meaning) name,
  DETENTE_OPS(DETENTE_OP_ENUM)
#undef DETENTE_OP_ENUM
      kCount
};

struct OpInfo {
  const char* name;
  const char* meaning;
  int arity;
  bool uses_imm;
};

inline const OpInfo& op_info(Op op) {
  static constexpr OpInfo kInfo[] = {
#define DETENTE_OP_INFO(name, arity, uses_imm, meaning) {#name, meaning, arity, uses_imm != 0},
      DETENTE_OPS(DETENTE_OP_INFO)
#undef DETENTE_OP_INFO
  };
  return kInfo[static_cast<int>(op)];
}

constexpr int op_arity(Op op) {
  constexpr uint8_t kArity[] = {
#define DETENTE_OP_ARITY(name, arity, uses_imm, meaning) arity,
      DETENTE_OPS(DETENTE_OP_ARITY)
#undef DETENTE_OP_ARITY
  };
  return kArity[static_cast<int>(op)];
}

inline bool writes_dst(Op op) { return op != Op::RingWrite && op != Op::SkipIfNone; }

}  // namespace detente::kernels
