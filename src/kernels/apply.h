// One operation on one triple of numbers, with the bits that every lane of the virtual machine gives.
// Only for operations that need no context: not tables, rings, random draws, checks or skips.
#pragma once

#include "kernels/ops.h"

namespace detente::kernels {

inline bool is_pure(Op op) {
  switch (op) {
    case Op::Check:
    case Op::Lookup:
    case Op::RingRead:
    case Op::RingWrite:
    case Op::Uniform:
    case Op::Normal:
    case Op::SkipIfNone:
    case Op::kCount: return false;
    default: return true;
  }
}

double apply(Op op, double a, double b = 0, double c = 0);  // op must be pure

}  // namespace detente::kernels
