// `detente doctor`: whether this machine runs Detente as it should, and what to send with a report of a fault.
#include <netcdf.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "analysis/claims/needs.h"
#include "base/cat.h"
#include "base/number_text.h"
#include "cli/answer.h"
#include "cli/flags.h"
#include "cli/machine.h"
#include "kernels/vm.h"

namespace detente::cli {
namespace {

using base::cat;
using kernels::Isa;

constexpr const char* kExamples = R"(  detente doctor
  detente doctor --json
)";

constexpr Isa kAll[] = {Isa::Baseline, Isa::Avx2, Isa::Avx512};

// Exercises random numbers, elementary functions, events and claims.
constexpr const char* kProbe = R"(model probe "One of everything that could differ between machines"
time 0 to 5 year step 1/16 using rk4
parameter growth: 1/year = 0.3 ~ normal(0.3, 0.1)
    source assumed "a probe"
parameter ceiling: fraction = 2 ~ lognormal(p05: 1, p95: 4)
    source assumed "a probe"
stock size: fraction = 0.1
    inflow  growth * size * (1 - tanh(size / ceiling)) + 0.01/year * exp(-size) * (1 + sin(time / (1 year)))
    outflow 0.02/year * size^1.5
event shock at rate 0.5/year
    size += exponential(0.05)
metric end_size: fraction = final(size)
metric peak: fraction = max over time(ln(1 + size))
claim grows "The size grows"
    expect share of futures >= 0.5: end_size > 0.1
)";

struct Probe {
  std::string digest;
  std::uint32_t threads = 0;
};

// What the probe gives on one instruction set.
Probe probe(const Program& program, Isa isa) {
  const driver::Compiled compiled = driver::compile_text("probe.detente", kProbe, {});
  if (!compiled.ok()) program.fail(ExitCode::Model, compiled.diagnostics, compiled.sources);
  driver::EnsembleOptions options;
  options.design.futures = 300;
  options.engine.isa = isa;
  driver::Ensemble ensemble =
      make_ensemble(program, compiled, analysis::claims::needs(compiled.plan->interface), options);
  return {answer(program, {.compiled = &compiled}, ensemble).digest, ensemble.engine().threads()};
}

std::string gibibytes(std::uint64_t bytes) {
  return cat(base::number_text(static_cast<double>(bytes) / (1ull << 30), 3), " GiB");
}

ExitCode doctor(const Program& program) {
  const Probe expected = probe(program, Isa::Baseline);
  bool same_bits = true;
  std::string available;
  for (const Isa isa : kAll) {
    if (!kernels::isa_available(isa)) continue;
    available += cat(available.empty() ? "" : ", ", kernels::isa_name(isa));
    same_bits = same_bits && probe(program, isa).digest == expected.digest;
  }
  const auto limit = memory_limit_of_cgroup();
  const char* terminal = std::getenv("TERM");
  const std::pair<const char*, std::string> lines[] = {
      {"version", DETENTE_VERSION},
#ifdef __clang__
      {"compiler", cat("clang ", __clang_version__)},
#else
      {"compiler", cat("g++ ", __VERSION__)},
#endif
      {"processor", processor_name()},
      {"threads", cat(expected.threads)},
      {"instruction_sets", available},
      {"instruction_set", kernels::isa_name(kernels::best_isa())},
      {"memory", gibibytes(physical_memory())},
      {"memory_limit", limit ? gibibytes(*limit) : "none"},
      {"memory_used_at_most", gibibytes(usable_memory())},
      {"sqlite", sqlite3_libversion()},
      {"netcdf", nc_inq_libvers()},
      {"terminal", isatty(STDOUT_FILENO) == 1 ? (terminal ? terminal : "unnamed") : "no"},
      {"colours", program.out_style().colour ? "yes" : "no"},
      {"probe_digest", expected.digest},
      {"same_bits", same_bits ? "yes" : "NO: the instruction sets disagree; please report this machine"}};
  report::Json json;
  report::Table table({{"what"}, {"here"}});
  for (const auto& [name, value] : lines) {
    json[name] = value;
    table.add({name, value});
  }
  json["same_bits"] = same_bits;
  if (program.json) {
    program.print_json(json);
  } else {
    program.print(table.text(program.out_style()));
  }
  return same_bits ? ExitCode::Ok : ExitCode::Model;
}

}  // namespace

void add_doctor(CLI::App& app, Program& program) {
  add_verb(app, program, "doctor", "look this machine over: versions, memory, instruction sets, same bits", kExamples,
           [&program] { return doctor(program); });
}

}  // namespace detente::cli
