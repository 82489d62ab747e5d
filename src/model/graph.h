// The equations of a model as one graph of scalar nodes: every element of every array has its own node, all numbers are
// in the coherent base of units, and two equal expressions are the same node (hash-consing), constants folded.
// Nodes are created children first, so a node's operands have smaller ids, except through stocks and held values,
// which are read as leaves. What a leaf stands for is in model/model.h.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/span.h"
#include "kernels/ops.h"

namespace detente::model {

using NodeId = uint32_t;
inline constexpr NodeId kNoNode = 0xFFFFFFFFu;

enum class Leaf : uint8_t {
  None,       // an operation
  Constant,   // value
  Input,      // index: plan::Interface::inputs
  Stock,      // index: Model::stocks; the state (its logarithm when on log scale)
  Held,       // index: Model::held; its value at this grid time
  RepeatSum,  // index: Model::repeat_sums; a sum over the arrivals of a rate event
  Time,       // [year], stage time inside the integrator
  StepIndex,  // k
  Start,      // [year]
  End,        // [year]
  Dt,         // [year]
  Iteration,  // of a repeated event body
  Outcome     // index: Model::outcomes; a number of a finished run, in formulas of claims only
};

struct Node {
  Leaf leaf = Leaf::None;
  kernels::Op op = kernels::Op::Move;
  NodeId a = kNoNode, b = kNoNode, c = kNoNode;
  uint32_t index = 0;  // of a leaf; or the operation's immediate: table, ring or stream
  double value = 0;
  uint32_t origin = 0;  // Model::origins: what to name when it faults (the first use wins)
};

class Graph {
 public:
  NodeId constant(double value);
  NodeId leaf(Leaf leaf, uint32_t index = 0);
  // Folds when all operands are constant and the result is finite; simplifies only where the bits stay the same
  // (select on a constant condition, x * 1, x + 0 for non-negative-zero-safe cases are left alone otherwise).
  NodeId op(kernels::Op op, uint32_t origin, NodeId a = kNoNode, NodeId b = kNoNode, NodeId c = kNoNode,
            uint32_t imm = 0);
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }
  bool is_constant(NodeId id) const { return nodes_[id].leaf == Leaf::Constant; }

 private:
  NodeId add(const Node& node);
  std::vector<Node> nodes_;
  std::unordered_map<uint64_t, std::vector<NodeId>> found_;  // looked up, never iterated
};

}  // namespace detente::model
