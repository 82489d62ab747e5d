// What a claim about trajectories costs: nanoseconds per grid time, lane and channel of one windowed operator.
#include <benchmark/benchmark.h>

#include "exec/monitor.h"

namespace detente {
namespace {

using exec::AtomTraces;
using plan::EdgeKind;
using plan::MonitorOp;

constexpr uint32_t kPoints = 229, kWidth = 64;  // monthly from 2026 to 2045

void windowed(benchmark::State& state, MonitorOp op) {
  AtomTraces traces;
  traces.resize(2, kPoints, kWidth);
  for (uint32_t atom = 0; atom < 2; ++atom) {
    for (uint32_t point = 0; point < kPoints; ++point) {
      for (uint32_t lane = 0; lane < kWidth; ++lane) {
        const double x = static_cast<double>((point * 37 + lane * 11 + atom) % 101) / 101 - 0.5;
        traces.truth(atom, point)[lane] = x >= 0 ? 1 : 0;
        traces.robustness(atom, point)[lane] = x;
      }
    }
  }
  plan::TimeGrid grid;
  grid.start = 2026;
  grid.step = 1.0 / 12;
  grid.steps = kPoints - 1;
  plan::Monitor monitor;
  monitor.traces = 3;
  monitor.result = 2;
  monitor.code.resize(3);
  for (uint32_t i = 0; i < 3; ++i) monitor.code[i].dst = i;
  monitor.code[0].op = monitor.code[1].op = MonitorOp::Atom;
  monitor.code[1].a = 1;
  monitor.code[2].op = op;
  monitor.code[2].a = 0;
  monitor.code[2].b = 1;
  monitor.code[2].window = {{EdgeKind::Steps, 12}, {EdgeKind::Steps, 60}};
  const std::vector<plan::Monitor> monitors{monitor};
  exec::MonitorBank bank(monitors);
  exec::Verdicts verdicts;
  for (auto _ : state) {
    bank.judge(traces, grid, verdicts);
    benchmark::DoNotOptimize(verdicts.truth.data());
  }
  state.counters["ns/cell"] = benchmark::Counter(static_cast<double>(state.iterations()) * kPoints * kWidth * 3 * 1e-9,
                                                 benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(windowed, always, MonitorOp::Always);
BENCHMARK_CAPTURE(windowed, until, MonitorOp::Until);
BENCHMARK_CAPTURE(windowed, conjunction, MonitorOp::And);

}  // namespace
}  // namespace detente
