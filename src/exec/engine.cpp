#include "exec/engine.h"

#include <algorithm>
#include <array>

#include "base/cat.h"
#include "base/check.h"
#include "base/number_text.h"
#include "exec/expand.h"
#include "exec/machine.h"
#include "exec/threads.h"
#include "plan/grid.h"
#include "plan/verify.h"

namespace detente::exec {
namespace {

constexpr uint32_t kNarrow = kernels::kLine;
constexpr uint32_t kWide = 64;

// A wide block spreads the cost of an instruction over many lanes, but wastes the lanes that it does not fill.
constexpr uint32_t kFewRuns = 4 * kNarrow;
// Beyond this its values fall out of the last cache. Out of the second level a wide block is still twice as fast, for
// the code that a step reads is then as large as its values.
constexpr uint64_t kLargeWorkingSet = 32u << 20;  // [byte]

}  // namespace

struct Engine::State {
  State(const plan::Plan& of, const EngineOptions& with)
      : plan(of), options(with), expansion(expand(of)), workers(with.threads), machines(workers.count()) {}

  uint32_t width_for(const RunRequest& request) const {
    if (options.width != 0) return options.width;
    if (request.runs < kFewRuns) return kNarrow;
    return Machine::bytes(plan, expansion, kWide, 0) > kLargeWorkingSet ? kNarrow : kWide;
  }

  Machine& machine(uint32_t worker, uint32_t width) {
    std::unique_ptr<Machine>& slot = machines[worker][width == kWide];
    if (!slot) slot = std::make_unique<Machine>(plan, expansion, *options.isa, width);
    return *slot;
  }

  const plan::Plan& plan;
  EngineOptions options;
  Expansion expansion;
  Workers workers;
  std::vector<std::array<std::unique_ptr<Machine>, 2>> machines;  // of each worker: narrow, wide
};

namespace {

// A request with its place among the blocks of all requests.
struct Job {
  const RunRequest* request;
  plan::TimeGrid grid;
  uint32_t width;
  uint64_t first_block;
};

// Numbers of each kind that a request leaves.
struct Shape {
  uint64_t metrics, monitors, traces;
  uint32_t points;
  uint64_t bytes() const { return (metrics + 5 * monitors + traces) * sizeof(double); }
};

Shape shape(const plan::Plan& plan, const Job& job) {
  const uint64_t runs = job.request->runs;
  Shape result{plan.interface.metrics.size() * runs, plan.monitors.size() * runs, 0, 0};
  if (job.request->record == Record::Nothing) return result;
  const bool all = job.request->record == Record::EveryStep;
  const auto signals = std::ranges::count_if(plan.signals, [&](const plan::Signal& of) { return all || of.saved; });
  result.points = all ? job.grid.steps + 1 : plan::saved_points(job.grid);
  result.traces = static_cast<uint64_t>(signals) * result.points * runs;
  return result;
}

// The sizes fit: they are within the memory limit.
results::Chunk empty_chunk(const plan::Plan& plan, const Job& job) {
  const Shape size = shape(plan, job);
  results::Chunk chunk;
  chunk.first_run = job.request->first_run;
  chunk.runs = job.request->runs;
  chunk.points = size.points;
  chunk.metrics.resize(static_cast<size_t>(size.metrics));
  for (auto* column : {&chunk.truth, &chunk.robust_low, &chunk.robust_high, &chunk.first_time, &chunk.given}) {
    column->resize(static_cast<size_t>(size.monitors));
  }
  chunk.faults.resize(chunk.runs);
  chunk.traces.resize(static_cast<size_t>(size.traces));
  return chunk;
}

}  // namespace

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

base::Result<Engine> Engine::load(const plan::Plan& plan, const EngineOptions& options) {
  DETENTE_CHECK(options.width == 0 || options.width == kNarrow || options.width == kWide);
  DETENTE_CHECK(!options.isa || kernels::isa_available(*options.isa));
  base::Result<Engine> result;
  result.diagnostics = plan::verify(plan);
  if (result.diagnostics.has_errors()) return result;
  EngineOptions complete = options;
  if (!complete.isa) complete.isa = kernels::best_isa();
  result.value = Engine(std::make_unique<State>(plan, complete));
  return result;
}

const plan::Plan& Engine::plan() const { return state_->plan; }
uint32_t Engine::threads() const { return state_->workers.count(); }
kernels::Isa Engine::isa() const { return *state_->options.isa; }

base::Result<std::vector<results::Chunk>> Engine::run(std::span<const RunRequest> requests,
                                                      const std::atomic<bool>* stop) {
  State& state = *state_;
  base::Result<std::vector<results::Chunk>> result;
  std::vector<Job> jobs;
  uint64_t blocks = 0, machines = 0, results = 0;  // the last two in bytes
  for (const RunRequest& request : requests) {
    DETENTE_CHECK(request.numbers.empty() || request.numbers.size() == request.runs);
    DETENTE_CHECK(request.inputs.empty() || request.inputs.size() == state.plan.interface.inputs.size());
    for (const InputColumn& column : request.inputs) {
      DETENTE_CHECK(column.values.empty() || column.values.size() == request.runs);
    }
    Job job{&request, state.plan.time, state.width_for(request), blocks};
    if (request.range) {
      const auto [start, end] = *request.range;
      const auto moved = plan::with_range(job.grid, start, end);
      if (!moved) {
        result.diagnostics.add(
            "E0603", {},
            base::cat("the time from ", base::number_text(start), " to ", base::number_text(end),
                      " is not a whole number of steps of ", base::number_text(job.grid.step), " year"));
        return result;
      }
      job.grid = *moved;
    }
    const uint64_t points = uint64_t{job.grid.steps} + 1;
    const auto needed = [&](uint32_t width) {
      return Machine::bytes(state.plan, state.expansion, width, static_cast<uint32_t>(points));
    };
    if (state.options.width == 0 && needed(job.width) * state.workers.count() > state.options.memory_limit) {
      job.width = kNarrow;
    }
    machines = std::max(machines, needed(job.width) * state.workers.count());
    results += shape(state.plan, job).bytes();
    jobs.push_back(job);
    blocks += (uint64_t{request.runs} + job.width - 1) / job.width;
  }
  const uint64_t bytes = machines + results;
  if (bytes > state.options.memory_limit) {
    result.diagnostics
        .add("E1313", {},
             base::cat("the runs need ", bytes >> 20, " MiB of memory, the limit is ", state.options.memory_limit >> 20,
                       " MiB"))
        .with_help("use fewer threads or steps, save less, or raise the limit");
    return result;
  }

  std::vector<results::Chunk> chunks;
  for (const Job& job : jobs) chunks.push_back(empty_chunk(state.plan, job));
  state.workers.for_each(blocks, [&](uint32_t worker, uint64_t block) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) return;
    const auto next = std::ranges::upper_bound(jobs, block, {}, &Job::first_block);
    const auto number = static_cast<size_t>(next - jobs.begin() - 1);
    const Job& job = jobs[number];
    const auto first = static_cast<uint32_t>((block - job.first_block) * job.width);
    state.machine(worker, job.width).run({job.request, job.grid, first, &chunks[number]});
  });
  if (stop == nullptr || !stop->load()) result.value = std::move(chunks);
  return result;
}

base::Result<results::Chunk> Engine::run(const RunRequest& request) {
  auto all = run(std::span(&request, 1));
  base::Result<results::Chunk> result;
  result.diagnostics = std::move(all.diagnostics);
  if (all.value) result.value = std::move(all.value->front());
  return result;
}

}  // namespace detente::exec
