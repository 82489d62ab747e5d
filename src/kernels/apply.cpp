#include "kernels/apply.h"

#include "kernels/vm.h"

namespace detente::kernels {

double apply(Op op, double a, double b, double c) {
  alignas(64) double lanes[4][kLine];
  for (uint32_t i = 0; i < kLine; ++i) {
    lanes[0][i] = a;
    lanes[1][i] = b;
    lanes[2][i] = c;
  }
  LoadedInstr instr{};
  instr.dst = lanes[3];
  instr.a = lanes[0];
  instr.b = lanes[1];
  instr.c = lanes[2];
  instr.mask_a = instr.mask_b = instr.mask_c = kLaneMask;
  instr.lanes = kLine;
  instr.op = op;
  Context context{};
  context.width = kLine;
  code_runner(Isa::Baseline)(&instr, 1, context);
  return lanes[3][0];
}

}  // namespace detente::kernels
