// Decides in which phase each value is computed, once the results and checks of every phase are known.
// What depends on inputs only goes to `setup`; what changes once a step and is read at the integrator's stages goes to
// `step`, and `record` reuses what `step` has computed. Values of inputs that only `init` or `finish` read stay there.
#pragma once

#include <array>
#include <vector>

#include "lower/emit.h"

namespace detente::lower {

enum class PhaseId : uint8_t { Setup, Init, Events, Observe, Decide, Step, Record, Rates, Finish };  // as plan::kPhases
inline constexpr std::size_t kPhaseCount = 9;
template <class T>
using PerPhase = std::array<T, kPhaseCount>;
inline constexpr std::size_t at(PhaseId phase) { return static_cast<std::size_t>(phase); }

struct Schedule {
  PerPhase<PhaseTask> tasks;
  std::vector<bool> from_setup, from_step;  // by node: computed there and read by a later phase
};

Schedule schedule(const Graph& graph, const Facts& facts, const model::Model& model,
                  const std::vector<model::RepeatSum>& sums, const PerPhase<std::vector<Result>>& results,
                  const PerPhase<std::vector<CheckedValue>>& checks);

}  // namespace detente::lower
