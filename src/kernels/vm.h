// The virtual machine of one instruction set: runs straight-line code over a block of lanes.
//
// A block has `width` lanes, a multiple of kLine. A slot is a lane slot (width doubles) or a uniform slot (kLine
// doubles holding one value, repeated); both start on a 64-byte line. An operand is a pointer and a mask on the lane
// index: kLaneMask for a lane slot, 0 for a uniform one, so one loop serves every mixture of operands.
// Every table gives the same bits for the same code; they differ only in speed.
#pragma once

#include <stdint.h>

#include "kernels/ops.h"

namespace detente::kernels {

inline constexpr uint32_t kLine = 8;
inline constexpr uint32_t kLaneMask = 0xFFFFFFFFu;

enum class TableMode : uint32_t { Linear, Step, Extrapolate };

// x strictly increasing, `count` >= 1 points. Linear and Step hold the edge values outside.
struct Table {
  const double* x;
  const double* y;
  uint32_t count;
  TableMode mode;
};

// The last `depth` recorded values of one quantity: value of step s at data[(s % depth) * width + lane], data on a
// 64-byte line. A read from before step 0 gives the operand b, any other read not 1 to `depth` steps back gives NaN.
struct Ring {
  double* data;
  uint32_t depth;
};

struct LoadedInstr {
  double* dst;
  const double* a;
  const double* b;
  const double* c;
  uint32_t mask_a, mask_b, mask_c;
  uint32_t lanes;  // how many lanes to compute: width, or kLine when dst is uniform
  Op op;
  uint16_t pad;
  uint32_t imm;
};

// What the operations with `imm` and the random operations read. Fixed during one call of `run`.
struct Context {
  const Table* tables;
  const Ring* rings;
  const uint64_t* streams;  // key of each stream
  const uint64_t* future;   // `width` future numbers: the run key of the random streams
  uint64_t seed;
  uint32_t width;
  uint32_t step;
  uint32_t iteration;
};

using RunCode = void (*)(const LoadedInstr* code, uint32_t count, const Context& context);

enum class Isa : uint8_t { Baseline, Avx2, Avx512 };

const char* isa_name(Isa isa);
bool isa_available(Isa isa);  // built in and supported by this processor
Isa best_isa();
RunCode code_runner(Isa isa);  // isa must be available

}  // namespace detente::kernels
