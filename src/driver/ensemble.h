// Runs a plan over an ensemble: several arms on the same futures, chunk by chunk.
//
// An arm is a scenario, as the claims need them (analysis/claims/needs.h). All arms share one draw of the inputs, so
// what differs between two arms in one future is what their scenarios say. `settings` hold in every arm and beat
// scenarios.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/claims/needs.h"
#include "base/result.h"
#include "exec/engine.h"
#include "plan/plan.h"
#include "results/chunk.h"
#include "sampling/spec.h"
#include "sampling/table.h"

namespace detente::driver {

struct EnsembleOptions {
  sampling::Design design;  // design.futures is how many runs each arm has
  std::vector<plan::Override> settings;
  bool central = false;  // every input at its central value: nothing is drawn but noise and events
  exec::EngineOptions engine;
  exec::Record record = exec::Record::Nothing;
};

class Ensemble {
 public:
  // The plan outlives the ensemble. needs.arms[0] is the arm that was asked for.
  static base::Result<Ensemble> make(const plan::Plan& plan, analysis::claims::Needs needs,
                                     const EnsembleOptions& options);

  const analysis::claims::Needs& needs() const { return needs_; }
  const plan::Plan& plan() const { return *plan_; }
  const EnsembleOptions& options() const { return options_; }
  const sampling::Design& design() const { return options_.design; }
  std::uint32_t crossed() const;  // futures that share one draw: the combinations of crossed alternatives
  std::uint64_t chunk_count() const;
  std::uint32_t runs_in(std::uint64_t chunk) const;
  std::string arm_name(std::uint32_t arm) const;  // "" for the baseline, "calm", "calm+group" when mixed
  const exec::Engine& engine() const { return engine_; }

  // What the runs of chunk `number` take as inputs in this arm: input i of run r stands at [i * runs_in(number) + r].
  std::vector<double> inputs(std::uint64_t number, std::uint32_t arm) const;

  // The results of chunk `number` for these arms, in their order; nothing (and no error) once `stop` is set.
  base::Result<std::vector<results::Chunk>> compute(std::uint64_t number, const std::vector<std::uint32_t>& arms,
                                                    const std::atomic<bool>* stop = nullptr);
  // For all arms.
  base::Result<std::vector<results::Chunk>> compute(std::uint64_t number, const std::atomic<bool>* stop = nullptr);

 private:
  // What an arm does to the shared draw.
  struct ArmInputs {
    std::vector<std::optional<double>> fixed;       // per input
    std::optional<sampling::InputTable> redrawn;    // a draw of its own, where a scenario redraws
    std::vector<bool> takes_redrawn, takes_second;  // per input
    std::optional<exec::TimeRange> range;
  };

  Ensemble(const plan::Plan& plan, analysis::claims::Needs needs, EnsembleOptions options, exec::Engine engine,
           sampling::InputTable first)
      : plan_(&plan),
        needs_(std::move(needs)),
        options_(std::move(options)),
        engine_(std::move(engine)),
        first_(std::move(first)) {}

  const plan::Plan* plan_;
  analysis::claims::Needs needs_;
  EnsembleOptions options_;
  exec::Engine engine_;
  sampling::InputTable first_;
  std::optional<sampling::InputTable> second_;  // for mixed arms
  std::vector<ArmInputs> arms_;
};

// Nothing is drawn, so that one future says it all.
bool is_certain(const Ensemble& ensemble);

}  // namespace detente::driver
