#include "model/dependence.h"

#include <set>
#include <utility>

namespace detente::model {

std::vector<bool> inputs_behind(const Model& model, const std::vector<NodeId>& values) {
  std::vector<bool> behind(model.interface.inputs.size(), false);
  std::vector<bool> seen(model.graph.size(), false);
  std::set<std::pair<Leaf, std::uint32_t>> opened;  // stocks, held values, sums
  std::set<std::uint32_t> rings;
  std::vector<NodeId> open;
  const auto visit = [&](NodeId id) {
    if (id == kNoNode || seen[id]) return;
    seen[id] = true;
    open.push_back(id);
  };
  for (const NodeId id : values) visit(id);
  while (!open.empty()) {
    const Node& node = model.graph[open.back()];
    open.pop_back();
    switch (node.leaf) {
      case Leaf::None:
        visit(node.a);
        visit(node.b);
        visit(node.c);
        if (node.op == kernels::Op::RingRead && rings.insert(node.index).second) {
          visit(model.rings[node.index].recorded);
        }
        break;
      case Leaf::Input: behind[node.index] = true; break;
      case Leaf::Stock:
        if (opened.insert({node.leaf, node.index}).second) {
          const StockCell& stock = model.stocks[node.index];
          visit(stock.initial);
          visit(stock.rate);
          visit(stock.diffusion);
          visit(stock.after_events);
        }
        break;
      case Leaf::Held:
        if (opened.insert({node.leaf, node.index}).second) {
          visit(model.held[node.index].initial);
          visit(model.held[node.index].update);
        }
        break;
      case Leaf::RepeatSum:
        if (opened.insert({node.leaf, node.index}).second) {
          visit(model.repeat_sums[node.index].count);
          visit(model.repeat_sums[node.index].term);
        }
        break;
      case Leaf::Constant:
      case Leaf::Time:
      case Leaf::StepIndex:
      case Leaf::Start:
      case Leaf::End:
      case Leaf::Dt:
      case Leaf::Iteration:
      case Leaf::Outcome: break;
    }
  }
  return behind;
}

}  // namespace detente::model
