// Superinstructions: two operations in one, with the same roundings.
#pragma once

#include <functional>
#include <optional>

#include "lower/facts.h"

namespace detente::lower {

struct Fused {
  kernels::Op op = kernels::Op::Move;
  NodeId inner = kNoNode;                            // the operation that disappears into the outer one
  NodeId operands[3] = {kNoNode, kNoNode, kNoNode};  // in the order of kernels/ops.h
};

// `may_vanish` says whether an operand of `outer` is free to disappear.
std::optional<Fused> fuse(const Graph& graph, NodeId outer, const std::function<bool(NodeId)>& may_vanish);

}  // namespace detente::lower
