// The virtual machine beside straight-line SIMD and scalar code of the same models, and the cost of each operation.
// Names: Rates/<model>/<vm, straight or scalar>/<instruction set>/<block width>. Items are runs: 1 / (items per second)
// is the time for all rates of change of one run. bench/compare.py prints the ratios.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "kernels/vm.h"
#include "model.h"

namespace detente::bench {
namespace {

using kernels::Isa;

struct Subject {
  const char* name;
  Model (*model)();
  StraightLine straight[3];
  void (*scalar)(const double*, double*);
};

const Subject kSubjects[] = {
    {"mathematics",
     mathematics_model,
     {straight_mathematics_baseline, straight_mathematics_avx2, straight_mathematics_avx512},
     scalar_mathematics},
    {"arithmetic",
     arithmetic_model,
     {straight_arithmetic_baseline, straight_arithmetic_avx2, straight_arithmetic_avx512},
     scalar_arithmetic},
};

void count_runs(benchmark::State& state, int64_t runs) { state.SetItemsProcessed(state.iterations() * runs); }

void vm_rates(benchmark::State& state, const Subject& subject, Isa isa, uint32_t width) {
  LoadedModel model(joined(subject.model()), width);
  for (auto _ : state) {
    model.rates(code_runner(isa));
    benchmark::ClobberMemory();
  }
  count_runs(state, width);
}

void straight_rates(benchmark::State& state, const Subject& subject, Isa isa, uint32_t width) {
  LoadedModel model(subject.model(), width);  // its inputs lie in order
  std::vector<double> rates(kStocks * width + 8);
  double* aligned = rates.data() + (64 - reinterpret_cast<uintptr_t>(rates.data()) % 64) % 64 / 8;
  for (auto _ : state) {
    subject.straight[int(isa)](model.slot(0), aligned, width);
    benchmark::ClobberMemory();
  }
  count_runs(state, width);
}

void scalar_rates(benchmark::State& state, const Subject& subject) {
  double inputs[kInputs], rates[kStocks];
  for (int value = 0; value < kInputs; ++value) inputs[value] = input_value(subject.model(), value, 1);
  for (auto _ : state) {
    subject.scalar(inputs, rates);
    benchmark::DoNotOptimize(rates);
    benchmark::ClobberMemory();
  }
  count_runs(state, 1);
}

// One run from start to end, as in interactive use: 300 steps of Runge-Kutta order 4 in one narrow block.
void single_run(benchmark::State& state, const Subject& subject, Isa isa) {
  LoadedModel model(joined(subject.model()), kernels::kLine);
  for (auto _ : state) model.integrate(code_runner(isa), 300, 0.01);
}

void operation(benchmark::State& state, kernels::Op op, Isa isa, uint32_t width) {
  struct alignas(64) Block {
    double value[64];
  };
  static Block a, b, c, dst;
  static uint64_t future[64], stream = 5;
  for (uint32_t i = 0; i < 64; ++i) {
    a.value[i] = 0.02 + 0.015 * i;
    b.value[i] = 1.5 - 0.01 * i;
    c.value[i] = 0.3 + 0.02 * i;
    future[i] = i;
  }
  static const double x[] = {0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9}, y[] = {1, 2, 3, 2, 4, 2, 5, 3};
  static const kernels::Table table = {x, y, 8, kernels::TableMode::Linear};
  static double history[64 * 4];
  static const kernels::Ring ring = {history, 4};
  kernels::Context context{&table, &ring, &stream, future, 1, width, 9, 0};
  kernels::LoadedInstr in{dst.value, a.value, b.value, c.value, ~0u, ~0u, ~0u, width, op, 0, 0};
  if (op == kernels::Op::SkipIfNone) in.op = kernels::Op::Move;
  const std::vector<kernels::LoadedInstr> code(16, in);
  for (auto _ : state) {
    code_runner(isa)(code.data(), 16, context);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * 16 * width);
}

const bool kRegistered = [] {
  const uint32_t widths[] = {kernels::kLine, 64};
  for (Isa isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
    if (!isa_available(isa)) continue;
    const std::string isa_name = kernels::isa_name(isa);
    for (const Subject& subject : kSubjects) {
      const std::string name = std::string("Rates/") + subject.name;
      for (uint32_t width : widths) {
        const std::string tail = "/" + isa_name + "/" + std::to_string(width);
        benchmark::RegisterBenchmark((name + "/vm" + tail).c_str(),
                                     [=](benchmark::State& s) { vm_rates(s, subject, isa, width); });
        benchmark::RegisterBenchmark((name + "/straight" + tail).c_str(),
                                     [=](benchmark::State& s) { straight_rates(s, subject, isa, width); });
      }
      benchmark::RegisterBenchmark((std::string("SingleRun/") + subject.name + "/" + isa_name).c_str(),
                                   [=](benchmark::State& s) { single_run(s, subject, isa); })
          ->Unit(benchmark::kMillisecond);
    }
    for (int op = 0; op < int(kernels::Op::kCount); ++op) {
      for (uint32_t width : widths) {
        const std::string name = std::string("Operation/") + kernels::op_info(kernels::Op(op)).name + "/" + isa_name +
                                 "/" + std::to_string(width);
        benchmark::RegisterBenchmark(name.c_str(),
                                     [=](benchmark::State& s) { operation(s, kernels::Op(op), isa, width); });
      }
    }
  }
  for (const Subject& subject : kSubjects) {
    benchmark::RegisterBenchmark((std::string("Rates/") + subject.name + "/scalar").c_str(),
                                 [=](benchmark::State& s) { scalar_rates(s, subject); });
  }
  return true;
}();

}  // namespace
}  // namespace detente::bench
