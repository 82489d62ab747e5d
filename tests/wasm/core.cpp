// The whole core in one program: compiles models, runs every arm their claims need, judges the claims, and prints one
// line a model with the digest `detente run` gives. Built natively and for wasm32-wasi; tests/wasm/run.mjs wants the
// same lines of both.
// Usage: core [runs=N] [preset=NAME] [design=monte_carlo|sobol] [threads=N] [isa=NAME] MODEL...
// A setting holds for the models after it. Ends with 77 when the machine lacks the instruction set.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "analysis/claims/judge.h"
#include "base/render.h"
#include "driver/compile.h"
#include "driver/ensemble.h"
#include "driver/record.h"
#include "results/digest.h"

namespace detente {
namespace {

constexpr int kNoSuchMachine = 77;
constexpr std::uint32_t kDrawsPerWorld = 50;  // these two as `detente run` has them
constexpr std::uint32_t kReplicates = 16;

struct Job {
  std::string preset;
  driver::EnsembleOptions options;
};

[[noreturn]] void fail(std::string_view what, const base::Diagnostics& diagnostics, const base::SourceMap& sources) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(what.size()), what.data());
  std::fputs(base::render(diagnostics, sources).c_str(), stderr);
  std::exit(1);
}

void run(std::string_view path, Job job) {
  const driver::Compiled compiled = driver::compile(path, {.preset = job.preset});
  if (!compiled.ok()) fail(path, compiled.diagnostics, compiled.sources);
  const plan::Interface& interface = compiled.plan->interface;
  auto needs = analysis::claims::needs(interface);
  job.options.design.draws_per_world = needs.worlds ? kDrawsPerWorld : 1;
  auto made = driver::Ensemble::make(*compiled.plan, std::move(needs), job.options);
  if (!made.ok()) fail(path, made.diagnostics, compiled.sources);
  driver::Ensemble& ensemble = *made;

  analysis::claims::Judge judge(interface, ensemble.needs(),
                                {ensemble.design(), ensemble.crossed(), driver::is_certain(ensemble)});
  results::Digest digest(interface.hash, driver::design_text(ensemble));
  std::uint64_t faulted = 0;
  for (std::uint64_t number = 0; number < ensemble.chunk_count(); ++number) {
    const auto chunks = ensemble.compute(number);
    if (!chunks.ok()) fail(path, chunks.diagnostics, compiled.sources);
    for (std::uint32_t arm = 0; arm < chunks->size(); ++arm) {
      const results::Chunk& chunk = (*chunks)[arm];
      digest.add_chunk(number, arm, chunk);
      for (const results::Fault& fault : chunk.faults) faulted += fault.site != results::kNoFault;
    }
    judge.add(*chunks);
  }
  std::array<int, 5> verdicts = {};
  for (const analysis::claims::Finding& finding : judge.findings()) {
    digest.add_claim(interface.claims[finding.claim].name, driver::finding_text(interface, finding));
    ++verdicts[static_cast<std::size_t>(finding.verdict)];
  }
  std::printf("%s %s %llu x %zu faulted %llu, claims", digest.text().c_str(), interface.model.c_str(),
              static_cast<unsigned long long>(ensemble.design().futures), ensemble.needs().arms.size(),
              static_cast<unsigned long long>(faulted));
  for (const int count : verdicts) std::printf(" %d", count);
  std::printf("\n");
}

bool take(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

// False when `text` is not a setting of these.
bool set(Job& job, std::string_view text) {
  sampling::Design& design = job.options.design;
  if (take(text, "runs=")) {
    design.futures = std::strtoull(std::string(text).c_str(), nullptr, 10);
  } else if (take(text, "threads=")) {
    job.options.engine.threads = static_cast<std::uint32_t>(std::strtoul(std::string(text).c_str(), nullptr, 10));
  } else if (take(text, "preset=")) {
    job.preset = text;
  } else if (text == "design=monte_carlo") {
    design.kind = sampling::DesignKind::MonteCarlo;
    design.replicates = 1;
  } else if (text == "design=sobol") {
    design.kind = sampling::DesignKind::Sobol;
    design.replicates = kReplicates;
  } else if (take(text, "isa=")) {
    const kernels::Isa isa = text == "avx512" ? kernels::Isa::Avx512
                             : text == "avx2" ? kernels::Isa::Avx2
                                              : kernels::Isa::Baseline;
    if (!kernels::isa_available(isa)) std::exit(kNoSuchMachine);
    job.options.engine.isa = isa;
  } else {
    return false;
  }
  return true;
}

}  // namespace
}  // namespace detente

int main(int count, char** arguments) {
  detente::Job job;
  for (int i = 1; i < count; ++i) {
    if (!detente::set(job, arguments[i])) detente::run(arguments[i], job);
  }
}
