// Runs a plan: columns of inputs in, columns of results out.
//
// A request is one arm (one scenario) over consecutive futures. Run number = number of the future = key of its random
// streams, so the same run has the same noise in every arm. Results have the same bits for every number of threads,
// block width, instruction set and cut into requests. Times are in years, values in the plan's base units.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "kernels/vm.h"
#include "plan/plan.h"
#include "results/chunk.h"

namespace detente::exec {

// What one input is: a value for each run of the request, or one value for all of them.
struct InputColumn {
  std::span<const double> values;  // empty: `fixed` in every run
  double fixed = 0;
};

enum class Record : uint8_t {
  Nothing,
  Saved,     // saved signals on the save grid
  EveryStep  // all signals of the plan at every grid time
};

struct TimeRange {
  double start = 0, end = 0;  // [year]
};

struct RunRequest {
  uint64_t seed = 1;
  uint64_t first_run = 0;
  uint32_t runs = 0;
  std::span<const uint64_t> numbers;    // of the runs, where they are not consecutive; empty: from first_run on
  std::span<const InputColumn> inputs;  // one per input of the plan; empty: every input at its default
  std::optional<TimeRange> range;       // instead of the plan's own; a whole number of steps
  Record record = Record::Saved;
};

struct EngineOptions {
  uint32_t threads = 0;             // 0: as many as the machine has
  uint32_t width = 0;               // lanes of a block, 8 or 64; 0: chosen by the number of runs and the memory
  std::optional<kernels::Isa> isa;  // none: the best of this machine
  uint64_t memory_limit = 1ull << (sizeof(void*) == 4 ? 30 : 32);  // [byte] for values and results
};

class Engine {
 public:
  // The plan outlives the engine. A plan that does not pass plan::verify is refused.
  static base::Result<Engine> load(const plan::Plan& plan, const EngineOptions& options = {});
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  const plan::Plan& plan() const;
  uint32_t threads() const;
  kernels::Isa isa() const;

  // One chunk of results per request, in their order; the work of all requests is shared out among all threads.
  // Refuses a range that is not a whole number of steps and work that would not fit into memory. Once `stop` is set
  // nothing new is begun and there is no result (and no error either): for callers that cannot wait for the rest.
  base::Result<std::vector<results::Chunk>> run(std::span<const RunRequest> requests,
                                                const std::atomic<bool>* stop = nullptr);
  base::Result<results::Chunk> run(const RunRequest& request);

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace detente::exec
