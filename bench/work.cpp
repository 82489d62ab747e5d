// Does a fixed amount of work, for counting instructions: the rates of one model, 2,000 times on a block.
// Usage: work mathematics|arithmetic baseline|avx2|avx512 WIDTH
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "kernels/vm.h"
#include "model.h"

int main(int argc, char** argv) {
  using namespace detente;
  if (argc != 4) return std::fputs("usage: work MODEL ISA WIDTH\n", stderr), 2;
  for (kernels::Isa isa : {kernels::Isa::Baseline, kernels::Isa::Avx2, kernels::Isa::Avx512}) {
    if (kernels::isa_name(isa) != std::string_view(argv[2])) continue;
    if (!isa_available(isa)) return std::fputs("work: this processor lacks the instruction set\n", stderr), 3;
    const bool mathematics = std::string_view(argv[1]) == "mathematics";
    bench::LoadedModel model(joined(mathematics ? bench::mathematics_model() : bench::arithmetic_model()),
                             static_cast<uint32_t>(std::atoi(argv[3])));
    for (int i = 0; i < 2000; ++i) model.rates(code_runner(isa));
    return 0;
  }
  return std::fputs("work: no such instruction set\n", stderr), 2;
}
