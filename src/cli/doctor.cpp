// detente doctor: whether this machine runs Detente as it should, and what to send with a report of a fault.
#include <thread>

#include "base/cat.h"
#include "cli/command.h"
#include "kernels/elementary.h"
#include "kernels/philox.h"
#include "kernels/vm.h"

namespace detente::cli {

namespace {

struct Line {
  std::string name, value;
};

// The same arithmetic on every instruction set of this machine must give the same bits.
bool same_bits() {
  const auto run = [](kernels::Isa isa) {
    constexpr std::uint32_t kLanes = 64;
    alignas(64) double in[kLanes], out[kLanes];
    double sum = 0;
    for (const kernels::Op op : {kernels::Op::Exp, kernels::Op::Ln, kernels::Op::Tanh, kernels::Op::Sin}) {
      for (std::uint32_t i = 0; i < kLanes; ++i) in[i] = 0.125 * (i + 1);
      kernels::LoadedInstr instr{};
      instr.dst = out;
      instr.a = instr.b = instr.c = in;
      instr.mask_a = instr.mask_b = instr.mask_c = kernels::kLaneMask;
      instr.lanes = kLanes;
      instr.op = op;
      kernels::Context context{};
      context.width = kLanes;
      kernels::code_runner(isa)(&instr, 1, context);
      for (const double x : out) sum += x;
    }
    return sum;
  };
  const double expected = run(kernels::Isa::Baseline);
  for (const kernels::Isa isa : {kernels::Isa::Avx2, kernels::Isa::Avx512})
    if (kernels::isa_available(isa) && run(isa) != expected) return false;
  return true;
}

void doctor() {
  std::string sets;
  for (const kernels::Isa isa : {kernels::Isa::Baseline, kernels::Isa::Avx2, kernels::Isa::Avx512})
    if (kernels::isa_available(isa)) sets += base::cat(sets.empty() ? "" : ", ", kernels::isa_name(isa));
  const bool good = same_bits();
  const Line lines[] = {{"version", DETENTE_VERSION},
                        {"compiler", __VERSION__},
                        {"threads", base::cat(std::thread::hardware_concurrency())},
                        {"instruction sets", sets},
                        {"in use", kernels::isa_name(kernels::best_isa())},
                        {"same bits", good ? "yes" : "NO: the instruction sets disagree; please report this machine"}};
  for (const Line& line : lines) print(base::cat(line.name, ": ", line.value, "\n"));
  if (!good) throw Exit{kModelError};
}

}  // namespace

void add_doctor(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("doctor", "Check this machine: version, threads, instruction sets, same bits");
  verb->callback([] { doctor(); });
}

}  // namespace detente::cli
