// The virtual machine for AVX-512.
#define DETENTE_VECTOR_BYTES 64
#include "kernels/vm_body.h"

namespace detente::kernels {

void run_avx512(const LoadedInstr* code, uint32_t count, const Context& context);

void run_avx512(const LoadedInstr* code, uint32_t count, const Context& context) { run_code(code, count, context); }

}  // namespace detente::kernels
