#include "lower/reach.h"

namespace detente::lower {

std::vector<NodeId> computed_values(const Graph& graph, const std::vector<model::RepeatSum>& sums,
                                    const std::vector<NodeId>& roots, const std::function<bool(NodeId)>& descend) {
  std::vector<NodeId> order;
  std::vector<uint8_t> state(graph.size(), 0);  // 1: done or ready elsewhere
  std::vector<NodeId> path;
  for (const NodeId root : roots) {
    path.push_back(root);
    while (!path.empty()) {
      const NodeId id = path.back();
      if (state[id] == 0 && !descend(id)) state[id] = 1;
      if (state[id] == 1) {
        path.pop_back();
        continue;
      }
      bool ready = true;
      const auto visit = [&](NodeId operand) {
        if (operand == kNoNode || state[operand] == 1) return;
        path.push_back(operand);
        ready = false;
      };
      const Node& node = graph[id];
      if (node.leaf == Leaf::None) {
        visit(node.c);
        visit(node.b);
        visit(node.a);
      } else if (node.leaf == Leaf::RepeatSum) {
        visit(sums[node.index].count);
      }
      if (!ready) continue;
      state[id] = 1;
      order.push_back(id);
      path.pop_back();
    }
  }
  return order;
}

}  // namespace detente::lower
