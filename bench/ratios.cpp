// Prints how the virtual machine compares with straight-line SIMD and scalar code of the same models. The candidates
// take turns in short slices and the shortest slice of each counts, so other work on the machine hurts none of them.
// Usage: ratios [seconds per model, default 2] [--json]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "kernels/vm.h"
#include "model.h"

namespace {

using namespace detente;
using namespace detente::bench;
using kernels::Isa;

struct Candidate {
  std::string name;
  std::function<void()> work;
  double runs;                 // done by one call of work
  double nanoseconds = 1e300;  // for one run, the shortest seen
};

double seconds_of(const std::function<void()>& work, int times) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void take_turns(std::vector<Candidate>& candidates, double seconds) {
  std::vector<int> times;
  for (Candidate& c : candidates) times.push_back(std::max(1, int(1e-4 / seconds_of(c.work, 3) * 3)));
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (std::chrono::steady_clock::now() < end) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      Candidate& c = candidates[i];
      c.nanoseconds = std::min(c.nanoseconds, seconds_of(c.work, times[i]) * 1e9 / (times[i] * c.runs));
    }
  }
}

struct Subject {
  Model model;
  StraightLine straight[3];
  void (*scalar)(const double*, double*);
};

}  // namespace

int main(int argc, char** argv) {
  const bool json = std::strcmp(argv[argc - 1], "--json") == 0;
  const double seconds = argc > 1 && std::atof(argv[1]) > 0 ? std::atof(argv[1]) : 2;
  const Subject subjects[] = {
      {mathematics_model(),
       {straight_mathematics_baseline, straight_mathematics_avx2, straight_mathematics_avx512},
       scalar_mathematics},
      {arithmetic_model(),
       {straight_arithmetic_baseline, straight_arithmetic_avx2, straight_arithmetic_avx512},
       scalar_arithmetic},
  };
  static double results[kStocks * 64 + 8], inputs[kInputs];
  double* rates = results + (64 - reinterpret_cast<uintptr_t>(results) % 64) % 64 / 8;

  for (const Subject& subject : subjects) {
    for (int value = 0; value < kInputs; ++value) inputs[value] = input_value(subject.model, value, 1);
    const Model fused = joined(subject.model);
    std::vector<Candidate> candidates;
    std::vector<LoadedModel> loaded;
    loaded.reserve(100);
    const auto load = [&](const Model& model, uint32_t width) { return &loaded.emplace_back(model, width); };
    candidates.push_back({"scalar", [&] { subject.scalar(inputs, rates); }, 1});
    for (Isa isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
      if (!isa_available(isa)) continue;
      const kernels::RunCode run = code_runner(isa);
      const std::string name = kernels::isa_name(isa);
      LoadedModel* plain = load(subject.model, 64);
      candidates.push_back({"straight " + name, [=] { subject.straight[int(isa)](plain->slot(0), rates, 64); }, 64});
      LoadedModel* wide = load(fused, 64);
      candidates.push_back({"vm " + name, [=] { wide->rates(run); }, 64});
      candidates.push_back({"vm unfused " + name, [=] { plain->rates(run); }, 64});
      LoadedModel* narrow = load(fused, kernels::kLine);
      candidates.push_back({"vm one line " + name, [=] { narrow->rates(run); }, kernels::kLine});
    }
    take_turns(candidates, seconds);

    const double scalar = candidates[0].nanoseconds;
    double straight = 0;
    if (!json) {
      std::printf("%s: %zu operations, %zu after joining\n", subject.model.name, subject.model.lines.size(),
                  fused.lines.size());
      std::printf("  %-22s %10s %12s %10s\n", "", "ns a run", "of straight", "x scalar");
    }
    for (const Candidate& c : candidates) {
      if (c.name.starts_with("straight")) straight = c.nanoseconds;
      if (json) {
        std::printf("{\"model\": \"%s\", \"candidate\": \"%s\", \"nanoseconds\": %.3f}\n", subject.model.name,
                    c.name.c_str(), c.nanoseconds);
      } else {
        std::printf("  %-22s %10.2f %12.2f %10.2f\n", c.name.c_str(), c.nanoseconds,
                    straight > 0 ? straight / c.nanoseconds : 0, scalar / c.nanoseconds);
      }
    }
  }
}
