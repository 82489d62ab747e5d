#include "model/dependence.h"

namespace detente::model {
namespace {

class Walk {
 public:
  explicit Walk(const Model& model) : model_(model) {
    reach_.nodes.resize(model.graph.size());
    reach_.inputs.resize(model.interface.inputs.size());
    reach_.stocks.resize(model.stocks.size());
    reach_.held.resize(model.held.size());
    reach_.repeat_sums.resize(model.repeat_sums.size());
    reach_.rings.resize(model.rings.size());
  }

  Reach from(const std::vector<NodeId>& values, const std::vector<std::uint32_t>& held) {
    for (const NodeId id : values) visit(id);
    for (const std::uint32_t index : held) open_held(index);
    while (!open_.empty()) {
      const Node& node = model_.graph[open_.back()];
      open_.pop_back();
      follow(node);
    }
    return std::move(reach_);
  }

 private:
  void visit(NodeId id) {
    if (id == kNoNode || reach_.nodes[id]) return;
    reach_.nodes[id] = true;
    open_.push_back(id);
  }

  // Whether this is the first way there.
  static bool reaches(std::vector<bool>& flags, std::uint32_t index) {
    const bool is_new = !flags[index];
    flags[index] = true;
    return is_new;
  }

  void open_held(std::uint32_t index) {
    if (!reaches(reach_.held, index)) return;
    visit(model_.held[index].initial);
    visit(model_.held[index].update);
  }

  void follow(const Node& node) {
    switch (node.leaf) {
      case Leaf::None:
        visit(node.a);
        visit(node.b);
        visit(node.c);
        if (node.op == kernels::Op::RingRead && reaches(reach_.rings, node.index)) {
          visit(model_.rings[node.index].recorded);
        }
        break;
      case Leaf::Input: reach_.inputs[node.index] = true; break;
      case Leaf::Stock:
        if (reaches(reach_.stocks, node.index)) {
          const StockCell& stock = model_.stocks[node.index];
          visit(stock.initial);
          visit(stock.rate);
          visit(stock.diffusion);
          visit(stock.after_events);
        }
        break;
      case Leaf::Held: open_held(node.index); break;
      case Leaf::RepeatSum:
        if (reaches(reach_.repeat_sums, node.index)) {
          visit(model_.repeat_sums[node.index].count);
          visit(model_.repeat_sums[node.index].term);
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

  const Model& model_;
  Reach reach_;
  std::vector<NodeId> open_;
};

}  // namespace

Reach reach(const Model& model, const std::vector<NodeId>& values, const std::vector<std::uint32_t>& held) {
  return Walk(model).from(values, held);
}

}  // namespace detente::model
