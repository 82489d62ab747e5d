#include "exec/engine.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "plan/builder.h"
#include "plan/examples.h"
#include "plan/grid.h"
#include "plan/reference.h"

namespace detente::exec {
namespace {

using kernels::Isa;
using kernels::Op;
using plan::Builder;
using plan::Method;
using plan::Plan;
using plan::Slot;

std::vector<Isa> isas() {
  std::vector<Isa> all;
  for (const Isa isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
    if (kernels::isa_available(isa)) all.push_back(isa);
  }
  return all;
}

// Input columns that differ between runs: the default times 0.5 .. 1.5, the second one the same in every run.
struct Columns {
  Columns(const Plan& plan, uint64_t first_run, uint32_t runs) {
    const auto& inputs = plan.interface.inputs;
    data.resize(inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) {
      for (uint32_t run = 0; run < runs; ++run) {
        const double part = static_cast<double>((first_run + run) * (i + 3) % 101) / 100;
        data[i].push_back(i == 1 ? inputs[i].value : inputs[i].value * (0.5 + part));
      }
      if (i == 1) {
        columns.push_back({{}, inputs[i].value});
      } else {
        columns.push_back({data[i]});
      }
    }
  }
  std::vector<std::vector<double>> data;
  std::vector<InputColumn> columns;
};

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

results::Chunk run(const Plan& plan, const RunRequest& request, const EngineOptions& options) {
  auto engine = Engine::load(plan, options);
  EXPECT_TRUE(engine.ok());
  auto chunk = engine->run(request);
  EXPECT_TRUE(chunk.ok());
  return *chunk;
}

bool same(const results::Chunk& a, const results::Chunk& b) {
  const auto equal = [](const std::vector<double>& x, const std::vector<double>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](double p, double q) { return std::bit_cast<uint64_t>(p) == std::bit_cast<uint64_t>(q); });
  };
  for (uint32_t i = 0; i < a.runs; ++i) {
    if (a.faults[i].site != b.faults[i].site || a.faults[i].step != b.faults[i].step) return false;
  }
  return a.first_run == b.first_run && a.runs == b.runs && equal(a.metrics, b.metrics) && equal(a.truth, b.truth) &&
         equal(a.robust_low, b.robust_low) && equal(a.robust_high, b.robust_high) &&
         equal(a.first_time, b.first_time) && equal(a.given, b.given) && equal(a.traces, b.traces);
}

std::vector<std::pair<const char*, Plan>> examples() {
  return {{"richardson", plan::richardson()},
          {"richardson euler", plan::richardson(Method::Euler)},
          {"richardson rk2", plan::richardson(Method::Rk2)},
          {"shocks", plan::shocks()},
          {"steering", plan::steering()},
          {"ornstein_uhlenbeck", plan::ornstein_uhlenbeck(Method::EulerMaruyama)},
          {"ornstein_uhlenbeck heun", plan::ornstein_uhlenbeck(Method::Heun)},
          {"geometric_brownian", plan::geometric_brownian()},
          {"faulting", plan::faulting()},
          {"every_operation", plan::every_operation()}};
}

TEST(Engine, EqualsTheReference) {
  for (const auto& [name, plan] : examples()) {
    const uint32_t runs = 65;
    const uint64_t first_run = 1000;
    const Columns columns(plan, first_run, runs);
    const results::Chunk chunk = run(
        plan, {.seed = 7, .first_run = first_run, .runs = runs, .inputs = columns.columns, .record = Record::EveryStep},
        {.threads = 1, .isa = kernels::best_isa()});
    for (uint32_t r = 0; r < runs; ++r) {
      plan::ReferenceRequest request{.seed = 7, .future = first_run + r, .grid = plan.time};
      for (const auto& column : columns.data) request.inputs.push_back(column[r]);
      const plan::ReferenceRun truth = plan::run_reference(plan, request);
      ASSERT_EQ(chunk.faults[r].site, truth.fault_site) << name << " run " << r;
      ASSERT_EQ(chunk.faults[r].step, truth.fault_step) << name << " run " << r;
      for (size_t m = 0; m < truth.metrics.size(); ++m) {
        ASSERT_TRUE(same(chunk.metrics[m * runs + r], truth.metrics[m]))
            << name << " run " << r << " " << plan.interface.metrics[m].quantity.name.full << " "
            << chunk.metrics[m * runs + r] << " " << truth.metrics[m];
      }
      if (truth.fault_site != plan::kNone) continue;
      for (size_t s = 0; s < truth.signals.size(); ++s) {
        ASSERT_EQ(chunk.points, truth.signals[s].size());
        for (size_t p = 0; p < chunk.points; ++p) {
          ASSERT_TRUE(same(chunk.traces[(s * chunk.points + p) * runs + r], truth.signals[s][p])) << name << " " << r;
        }
      }
    }
  }
}

TEST(Engine, GivesTheSameBitsHoweverItRuns) {
  for (const auto& [name, plan] : examples()) {
    for (const uint32_t runs : {1, 63, 64, 65, 1000}) {
      const Columns columns(plan, 5, runs);
      const RunRequest request{.seed = 3, .first_run = 5, .runs = runs, .inputs = columns.columns};
      const results::Chunk expected = run(plan, request, {.threads = 1, .width = 8, .isa = Isa::Baseline});
      for (const Isa isa : isas()) {
        for (const uint32_t width : {8, 64}) {
          for (const uint32_t threads : {1, 2}) {
            const results::Chunk chunk = run(plan, request, {.threads = threads, .width = width, .isa = isa});
            ASSERT_TRUE(same(chunk, expected)) << name << " " << runs << " runs, width " << width << ", " << threads
                                               << " threads, " << kernels::isa_name(isa);
          }
        }
      }
    }
  }
}

TEST(Engine, GivesTheSameRunsHoweverTheyAreCut) {
  const Plan plan = plan::shocks();
  auto engine = Engine::load(plan, {.threads = 2});
  const auto whole = engine->run({.seed = 9, .first_run = 100, .runs = 200});
  const std::vector<RunRequest> parts = {{.seed = 9, .first_run = 250, .runs = 50},
                                         {.seed = 9, .first_run = 100, .runs = 0},
                                         {.seed = 9, .first_run = 100, .runs = 147},
                                         {.seed = 9, .first_run = 247, .runs = 3}};
  const auto chunks = engine->run(parts);
  ASSERT_TRUE(chunks.ok());
  for (size_t part = 0; part < parts.size(); ++part) {
    const results::Chunk& chunk = (*chunks)[part];
    EXPECT_EQ(chunk.first_run, parts[part].first_run);
    for (uint32_t run = 0; run < chunk.runs; ++run) {
      const uint64_t at = parts[part].first_run - 100 + run;
      for (size_t m = 0; m < 2; ++m) ASSERT_EQ(chunk.metrics[m * chunk.runs + run], whole->metrics[m * 200 + at]);
    }
  }
  const std::vector<uint64_t> numbers = {299, 100, 100, 231};  // picked, in any order
  const auto picked = engine->run({.seed = 9, .runs = 4, .numbers = numbers});
  for (size_t i = 0; i < numbers.size(); ++i) {
    for (size_t m = 0; m < 2; ++m) EXPECT_EQ(picked->metrics[m * 4 + i], whole->metrics[m * 200 + numbers[i] - 100]);
  }
  const auto other_seed = engine->run({.seed = 10, .first_run = 100, .runs = 200});
  EXPECT_NE(whole->metrics, other_seed->metrics);
}

TEST(Engine, CountsFaultsWithTheirFirstCause) {
  const Plan plan = plan::faulting();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  // Limits: never met; met at time 3 (step 6); root negative as well, but the quotient comes first; only the root;
  // the logarithm at 0.5, in the last stage of step 0; not a number.
  std::vector<double> limits = {-1, 3, 0, 5, 100, nan, 20}, roots = {1, 1, -1, -4, 1, 1, 1};
  const std::vector<InputColumn> columns = {{limits}, {roots}};
  for (const uint32_t width : {8, 64}) {
    const results::Chunk chunk = run(plan, {.runs = 7, .inputs = columns}, {.threads = 1, .width = width});
    const results::Fault expected[] = {{results::kNoFault, 0}, {0, 6}, {0, 0}, {1, 0}, {2, 0}, {0, 0}, {0, 40}};
    for (int i = 0; i < 7; ++i) {
      EXPECT_EQ(chunk.faults[i].site, expected[i].site) << i;
      EXPECT_EQ(chunk.faults[i].step, expected[i].step) << i;
      const bool faulted = expected[i].site != results::kNoFault;
      EXPECT_EQ(std::isnan(chunk.metrics[i]), faulted) << i;
      EXPECT_EQ(std::isnan(chunk.traces[i]), faulted) << i;
    }
  }
}

TEST(Engine, EndsEarlyWhenEveryLaneHasFaulted) {
  const Plan plan = plan::faulting();
  const std::vector<InputColumn> columns = {{{}, 2}, {{}, 1}};
  const results::Chunk chunk = run(plan, {.runs = 100, .inputs = columns}, {});
  for (uint32_t run = 0; run < 100; ++run) {
    EXPECT_EQ(chunk.faults[run].site, 0u);
    EXPECT_EQ(chunk.faults[run].step, 4u);
    EXPECT_TRUE(std::isnan(chunk.metrics[run]));
  }
}

TEST(Engine, MovesTheTimeRange) {
  const Plan plan = plan::richardson();
  auto engine = Engine::load(plan);
  const auto plain = engine->run({.runs = 3});
  const auto longer = engine->run({.runs = 3, .range = TimeRange{2026, 2066}});
  ASSERT_TRUE(longer.ok());
  EXPECT_EQ(longer->points, 2 * (plain->points - 1) + 1);
  EXPECT_EQ(longer->traces[(plain->points - 1) * 3], plain->traces[(plain->points - 1) * 3]);
  const auto broken = engine->run({.runs = 3, .range = TimeRange{2026, 2046.05}});
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.diagnostics.sorted()[0]->code, "E0603");
  EXPECT_FALSE(engine->run({.runs = 3, .range = TimeRange{2046, 2026}}).ok());
}

TEST(Engine, RefusesWorkBeyondItsMemory) {
  const Plan plan = plan::richardson();
  auto engine = Engine::load(plan, {.memory_limit = 1000});
  const auto result = engine->run({.runs = 3});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.diagnostics.sorted()[0]->code, "E1313");
}

TEST(Engine, RefusesAnInvalidPlan) {
  Plan plan = plan::richardson();
  plan.rates.programs[0].code[0].a = plan::kNoSlot;
  EXPECT_FALSE(Engine::load(plan).ok());
}

TEST(Engine, StopsWhenTold) {
  const Plan plan = plan::richardson();
  auto engine = Engine::load(plan);
  const std::atomic<bool> stop = true;
  const RunRequest request{.runs = 3};
  const auto result = engine->run(std::span(&request, 1), &stop);
  EXPECT_FALSE(result.value.has_value());
  EXPECT_TRUE(result.diagnostics.empty());
}

TEST(Engine, JudgesMonitors) {
  const Plan plan = plan::richardson();
  const std::vector<double> reaction = {0.1, 0.6};
  const std::vector<InputColumn> columns = {{reaction}, {{}, 0.4}, {{}, 0.05}, {{}, 0.05}};
  const results::Chunk chunk = run(plan, {.runs = 2, .inputs = columns, .record = Record::EveryStep}, {});
  EXPECT_EQ(chunk.truth, (std::vector<double>{0, 1}));
  EXPECT_TRUE(std::isnan(chunk.first_time[0]));
  // The first grid time above 2 ends the step in which the monitor puts the crossing.
  uint32_t first = 0;
  while (chunk.traces[first * 2 + 1] <= 2) ++first;
  EXPECT_LE(chunk.first_time[1], plan::grid_time(plan.time, first));
  EXPECT_GE(chunk.first_time[1], plan::grid_time(plan.time, first - 1));
  // Robustness of "at some time a > 2" is the largest margin.
  double margin = -1e9;
  for (uint32_t point = 0; point < chunk.points; ++point) margin = std::max(margin, chunk.traces[point * 2] - 2);
  EXPECT_EQ(chunk.robust_low[0], margin);
}

TEST(Engine, MovesCommitsTogether) {
  // Two held values swap at every step, a third follows the first of them.
  Builder b({.start = 0, .end = 3, .step = 1});
  const Slot p = b.held(1), q = b.held(2), r = b.held(0);
  b.in(&Plan::record);
  b.commit(p, q);
  b.commit(q, p);
  b.commit(r, p);
  b.metric("p", p);
  b.metric("q", q);
  b.metric("r", r);
  b.signal("p", p);
  const Plan plan = b.take();
  const results::Chunk chunk = run(plan, {.runs = 1}, {});
  // Four records: at steps 0, 1, 2 and 3.
  EXPECT_EQ(chunk.metrics, (std::vector<double>{1, 2, 2}));
  EXPECT_EQ(chunk.traces, (std::vector<double>{2, 1, 2, 1}));
}

TEST(Engine, IntegratesARateThatIsAStock) {
  // x' = y, y' = -x: both rates must be read before either stock moves.
  Builder b({.start = 0, .end = 1, .step = 0.5, .method = Method::Euler});
  const Slot x = b.stock("x", b.constant(1)), y = b.stock("y", b.constant(0));
  b.in(&Plan::rates);
  b.rate(y, b(Op::Neg, x));
  b.rate(x, y);
  b.metric("x", x);
  b.metric("y", y);
  const Plan plan = b.take();
  EXPECT_EQ(run(plan, {.runs = 1}, {}).metrics, (std::vector<double>{0.75, -1}));
}

TEST(Engine, RunsWithoutTime) {
  Builder b({});
  const Slot x = b.input("x", 3);
  b.in(&Plan::finish);
  b.metric("twice", b(Op::Add, x, x));
  const Plan plan = b.take();
  EXPECT_EQ(run(plan, {.runs = 2}, {}).metrics, (std::vector<double>{6, 6}));
}

}  // namespace
}  // namespace detente::exec
