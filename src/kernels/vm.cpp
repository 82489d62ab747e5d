#include "kernels/vm.h"

namespace detente::kernels {

// One symbol per instruction set; the AVX files are built on x86-64 only.
void run_baseline(const LoadedInstr* code, uint32_t count, const Context& context);
void run_avx2(const LoadedInstr* code, uint32_t count, const Context& context);
void run_avx512(const LoadedInstr* code, uint32_t count, const Context& context);

const char* isa_name(Isa isa) {
  switch (isa) {
    case Isa::Baseline: return "baseline";
    case Isa::Avx2: return "avx2";
    case Isa::Avx512: return "avx512";
  }
  return "";
}

#ifdef __x86_64__

bool isa_available(Isa isa) {
  switch (isa) {
    case Isa::Baseline: return true;
    case Isa::Avx2: return __builtin_cpu_supports("avx2");
    case Isa::Avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl");
  }
  return false;
}

RunCode code_runner(Isa isa) {
  switch (isa) {
    case Isa::Baseline: return run_baseline;
    case Isa::Avx2: return run_avx2;
    case Isa::Avx512: return run_avx512;
  }
  return run_baseline;
}

#else

bool isa_available(Isa isa) { return isa == Isa::Baseline; }
RunCode code_runner(Isa) { return run_baseline; }

#endif

Isa best_isa() {
  if (isa_available(Isa::Avx512)) return Isa::Avx512;
  return isa_available(Isa::Avx2) ? Isa::Avx2 : Isa::Baseline;
}

}  // namespace detente::kernels
