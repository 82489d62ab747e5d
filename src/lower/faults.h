// Which values a phase must check, and on which branches: so that division by zero, the logarithm of what is not
// positive, overflow and the like are faults of the run, never silent, and never on a branch that is not taken.
#pragma once

#include <vector>

#include "lower/facts.h"

namespace detente::lower {

// `tested` is not finite: the run faults. It is the value itself, or Select(needed, value, 0) where the value is needed
// on some branches only. `repeat` is the count of the repeated program in which it is tested.
struct CheckedValue {
  NodeId value = kNoNode;
  NodeId tested = kNoNode;
  NodeId repeat = kNoNode;
  bool at_grid = false;  // needed by something that stays fixed through the integrator's stages
  plan::FaultKind kind = plan::FaultKind::Overflow;
  uint32_t origin = 0;
};

// What a phase is for. A result that leaves the equations (a rate, a metric) must be finite.
struct Result {
  NodeId node = kNoNode;
  bool finite = true;
  uint32_t origin = 0;  // blamed where the node names nothing itself
};

// The truth value "this lane still has an arrival" in the repeated program with this count.
NodeId arrival(Graph& graph, NodeId count);

// Adds the nodes it tests to the graph, and their facts. In the order in which operands come before what reads them.
std::vector<CheckedValue> find_checks(const model::Model& model, const std::vector<model::RepeatSum>& sums,
                                      Graph& graph, Facts& facts, const std::vector<Result>& results);

}  // namespace detente::lower
