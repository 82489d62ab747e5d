#include "lower/rewrite.h"

#include "base/check.h"

namespace detente::lower {

using kernels::Op;
using model::kNoNode;
using model::Leaf;
using model::Node;
using model::NodeId;

NodeId& Rewriter::memory(NodeId node) {
  if (node >= rewritten_.size()) rewritten_.resize(graph_.size(), kNoNode);
  return rewritten_[node];
}

NodeId Rewriter::operator()(NodeId root) {
  std::vector<NodeId> path = {root};  // an explicit stack: chains of equations may be long
  while (!path.empty()) {
    const NodeId id = path.back();
    if (memory(id) != kNoNode) {
      path.pop_back();
      continue;
    }
    // Each node waits for at most three operands and one replacement; more means a loop of start values.
    DETENTE_CHECK(path.size() <= 4 * static_cast<std::size_t>(graph_.size()) + 1);
    const Node node = graph_[id];
    const NodeId other = replace_(node);
    if (other != kNoNode) {
      if (memory(other) == kNoNode) {
        path.push_back(other);
      } else {
        memory(id) = memory(other);
      }
      continue;
    }
    if (node.leaf != Leaf::None) {
      memory(id) = id;
      continue;
    }
    NodeId operands[3] = {node.a, node.b, node.c};
    bool ready = true;
    for (NodeId& operand : operands) {
      if (operand == kNoNode) continue;
      const NodeId known = memory(operand);
      if (known == kNoNode) {
        path.push_back(operand);
        ready = false;
      } else {
        operand = known;
      }
    }
    if (!ready) continue;
    const bool same = operands[0] == node.a && operands[1] == node.b && operands[2] == node.c;
    const NodeId rebuilt =
        same ? id : graph_.op(node.op, node.origin, operands[0], operands[1], operands[2], node.index);
    memory(id) = rebuilt;
    memory(rebuilt) = rebuilt;
  }
  return memory(root);
}

Rewriter at_start(const model::Model& model, model::Graph& graph) {
  return Rewriter(graph, [&model, &graph](const Node& node) {
    switch (node.leaf) {
      case Leaf::None: return node.op == Op::RingRead ? node.b : kNoNode;
      case Leaf::Stock: {
        const model::StockCell& stock = model.stocks[node.index];
        return stock.log_scale ? graph.op(Op::Ln, stock.origin, stock.initial) : stock.initial;
      }
      case Leaf::Held: return model.held[node.index].initial;
      case Leaf::Time: return graph.leaf(Leaf::Start);
      case Leaf::Dt: return graph.constant(model.time.step);
      case Leaf::StepIndex:
      case Leaf::Iteration:
      case Leaf::RepeatSum: return graph.constant(0);
      default: return kNoNode;
    }
  });
}

}  // namespace detente::lower
