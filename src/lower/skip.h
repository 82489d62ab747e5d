// Branches that are worth skipping: the code that only one branch of an `if` needs, when its condition is likely to be
// the same in all lanes of a block (it does not follow the stocks, or is one value for all), and there is enough of it.
// Rules nobody follows, deals nobody signed and alternatives nobody drew then cost next to nothing.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "lower/facts.h"
#include "lower/faults.h"

namespace detente::lower {

struct Branch {
  NodeId arm = kNoNode;
  bool when_true = true;        // of the condition of its Select
  std::vector<NodeId> imports;  // what its code reads and others compute
};

// By Select. `members` are the values of one straight program, operands first; `pinned` says which of them others read
// as well. No two branches share code, and none lies inside another.
std::unordered_map<NodeId, std::vector<Branch>> find_branches(const Graph& graph, const Facts& facts,
                                                              const std::vector<NodeId>& members,
                                                              const std::vector<CheckedValue>& checks,
                                                              const std::function<bool(NodeId)>& pinned);

}  // namespace detente::lower
