// The virtual machine for SSE2, or simd128 in WebAssembly.
#define DETENTE_VECTOR_BYTES 16
#include "kernels/vm_body.h"

namespace detente::kernels {

void run_baseline(const LoadedInstr* code, uint32_t count, const Context& context);

void run_baseline(const LoadedInstr* code, uint32_t count, const Context& context) { run_code(code, count, context); }

}  // namespace detente::kernels
