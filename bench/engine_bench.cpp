// What the engine costs around the code of a model: per run, per step, and with a second thread.
#include <benchmark/benchmark.h>

#include "exec/engine.h"
#include "plan/builder.h"
#include "plan/examples.h"

namespace detente {
namespace {

using exec::Engine;
using kernels::Op;
using plan::Builder;
using plan::Plan;
using plan::Slot;

// Ten inputs in, ten metrics out, nothing to compute: the fixed cost of a run.
Plan empty_model() {
  Builder b({});
  for (int i = 0; i < 10; ++i) {
    const std::string name(1, static_cast<char>('a' + i));
    b.metric(name, b.input(name, i));
  }
  return b.take();
}

// `operations` of the kinds that models are made of, on `stocks` stocks, over 300 steps of RK4.
Plan large_model(int operations, int stocks) {
  Builder b({.start = 2020, .end = 2050, .step = 0.1, .save_every = 10, .method = plan::Method::Rk4});
  std::vector<Slot> state;
  const Slot one = b.constant(1), small = b.constant(0.01);
  for (int i = 0; i < stocks; ++i) state.push_back(b.stock("x" + std::to_string(i), one));
  const Slot rate = b.input("rate", 0.05);
  b.in(&Plan::rates);
  std::vector<Slot> values = state;
  const Op kinds[] = {Op::Mul, Op::Add, Op::MulAdd, Op::Sub,    Op::Div,
                      Op::Max, Op::Exp, Op::MulMul, Op::Select, Op::Pow};
  for (int i = 0; i < operations; ++i) {
    const Op op = kinds[i % 10];
    const Slot a = values[values.size() - 1 - i % 3], other = values[(i * 7) % values.size()];
    const int arity = kernels::op_info(op).arity;
    // Kept near 1, so that the code never overflows.
    Slot value = op == Op::Exp ? b(op, b(Op::Mul, small, b(Op::Min, a, one)))
                               : b(op, op == Op::Pow ? b(Op::Clamp, a, small, one) : a,
                                   arity > 1 ? other : plan::kNoSlot, arity > 2 ? rate : plan::kNoSlot);
    if (i % 10 == 9) value = b(Op::Clamp, value, small, one);
    values.push_back(value);
  }
  for (int i = 0; i < stocks; ++i) {
    const Slot value = b(Op::Clamp, values[values.size() - 1 - i], small, one);
    b.rate(state[i], b(Op::Mul, small, value));
  }
  b.metric("x", state[0]);
  return b.take();
}

void run(benchmark::State& state, const Plan& plan, uint32_t runs, uint32_t threads, exec::Record record) {
  auto engine = Engine::load(plan, {.threads = threads});
  std::vector<std::vector<double>> data(plan.interface.inputs.size(), std::vector<double>(runs, 0.05));
  std::vector<exec::InputColumn> columns;
  for (const auto& column : data) columns.push_back({column});
  for (auto _ : state) {
    auto chunk = engine->run({.runs = runs, .inputs = columns, .record = record});
    benchmark::DoNotOptimize(chunk->metrics.data());
  }
  state.SetItemsProcessed(state.iterations() * runs);
}

void fixed_cost(benchmark::State& state) { run(state, empty_model(), 4096, 1, exec::Record::Saved); }
BENCHMARK(fixed_cost);

void single_run(benchmark::State& state) { run(state, large_model(240, 9), 1, 1, exec::Record::Saved); }
BENCHMARK(single_run)->Unit(benchmark::kMillisecond);

void ensemble(benchmark::State& state) {
  run(state, large_model(240, 9), 1024, static_cast<uint32_t>(state.range(0)), exec::Record::Saved);
}
BENCHMARK(ensemble)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

void examples(benchmark::State& state) {
  const Plan plans[] = {plan::richardson(), plan::shocks(), plan::steering(),
                        plan::ornstein_uhlenbeck(plan::Method::EulerMaruyama)};
  run(state, plans[state.range(0)], 4096, 1, exec::Record::Saved);
}
BENCHMARK(examples)->DenseRange(0, 3)->Unit(benchmark::kMillisecond);

void load(benchmark::State& state) {
  const Plan plan = large_model(static_cast<int>(state.range(0)), 9);
  for (auto _ : state) {
    auto engine = Engine::load(plan, {.threads = 1});
    benchmark::DoNotOptimize(engine->run({.runs = 1, .range = exec::TimeRange{2020, 2020}}).value->metrics.data());
  }
}
BENCHMARK(load)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace detente
