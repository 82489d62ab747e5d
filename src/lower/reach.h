// Which values a phase needs: a walk down the equations from what it must hand on.
#pragma once

#include <functional>
#include <vector>

#include "lower/facts.h"

namespace detente::lower {

// The values among `roots` and below that a phase must compute itself; `descend` says no where a value is ready.
// Operands come before what reads them. Terms of sums over arrivals are left out.
std::vector<NodeId> computed_values(const Graph& graph, const std::vector<model::RepeatSum>& sums,
                                    const std::vector<NodeId>& roots, const std::function<bool(NodeId)>& descend);

}  // namespace detente::lower
