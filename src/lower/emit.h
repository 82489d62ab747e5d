// Writes the code of one phase: from the values it must compute to instructions over slots.
// Values are computed operands first, by need, so that few are alive at once; a check follows its value. Values that an
// earlier phase left, inputs, constants, stocks and held values are read where they are. The sum over the arrivals of
// an event becomes a repeated program of its own between two straight ones. Long branches are skipped where no lane
// needs them (see skip.h).
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "lower/facts.h"
#include "lower/faults.h"
#include "lower/slots.h"

namespace detente::lower {

// What a phase must compute: values in this order, and checks.
struct PhaseTask {
  struct Copy {
    NodeId leaf = kNoNode;
    Slot to = plan::kNoSlot;  // kNoSlot: a temporary
  };
  std::vector<NodeId> values;
  std::vector<CheckedValue> checks;
  std::vector<Copy> copies;  // of leaves whose slots move before the value is read
};

struct EmitContext {
  const Graph& graph;
  const Facts& facts;
  const std::vector<model::RepeatSum>& sums;
  Slots& slots;
  Slot fault;
  Slot iteration;
  bool fuse, skip;
  // The slot of a value that the phase finds ready; kNoSlot when it must compute it.
  std::function<Slot(NodeId)> ready;
  // The slot in which later phases expect a value that this phase computes; kNoSlot: none does.
  std::function<Slot(NodeId)> wanted;
  // The number of the site of a check.
  std::function<uint32_t(const CheckedValue&)> site;
};

struct Emitted {
  PhaseCode code;
  std::unordered_map<NodeId, Slot> slot_of;  // of every value and copy of the task; looked up, never iterated
};

Emitted emit(const EmitContext& context, const PhaseTask& task);

}  // namespace detente::lower
