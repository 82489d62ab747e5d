#include "lower/faults.h"

#include <algorithm>

#include "lower/activation.h"

namespace detente::lower {

namespace {

using kernels::Op;
using plan::FaultKind;

FaultKind failure_of(Op op) {
  switch (op) {
    case Op::Div: return FaultKind::DivisionByZero;
    case Op::Ln:
    case Op::Log10: return FaultKind::LogOfNonPositive;
    case Op::Sqrt: return FaultKind::RootOfNegative;
    case Op::Pow: return FaultKind::PowerDomain;
    case Op::PoissonQuantile:
    case Op::NormalQuantile:
    case Op::RingRead: return FaultKind::OutOfRange;
    default: return FaultKind::Overflow;
  }
}

class Finder {
 public:
  Finder(const model::Model& model, const std::vector<model::RepeatSum>& sums, Graph& graph, Facts& facts)
      : model_(model), sums_(sums), graph_(graph), facts_(facts) {}

  std::vector<CheckedValue> find(const std::vector<Result>& results) {
    for (const Result& result : results) order_from(result.node);
    std::vector<bool> hidden(order_.size());  // a use could hide that the value is not finite
    std::vector<uint32_t> blamed(order_.size(), plan::kNone);
    activations_.resize(order_.size());
    uses_.resize(order_.size());
    for (const Result& result : results) {
      const uint32_t at = position_[result.node];
      uses_[at] |= kLive;
      need(result.node, Activation::always());
      if (result.finite && !graph_.is_constant(result.node)) {
        hidden[at] = true;
        if (blamed[at] == plan::kNone) blamed[at] = result.origin;
      }
    }
    for (std::size_t i = order_.size(); i-- > 0;) pass_on(order_[i], hidden);

    std::vector<CheckedValue> checks;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const NodeId id = order_[i];
      if (!facts_.may_fail(id) && (!hidden[i] || facts_.settled(id))) continue;
      for (const uint8_t use : {kLive, kAtGrid})
        if (uses_[i] & use) add_checks(id, activations_[i], blamed[i], use == kAtGrid, checks);
    }
    facts_.extend();
    return checks;
  }

 private:
  // Operands before what reads them.
  void order_from(NodeId root) {
    position_.resize(graph_.size(), plan::kNone);
    std::vector<NodeId> path = {root};
    while (!path.empty()) {
      const NodeId id = path.back();
      if (position_[id] != plan::kNone) {
        path.pop_back();
        continue;
      }
      bool ready = true;
      const Node& node = graph_[id];
      const auto visit = [&](NodeId operand) {
        if (operand == kNoNode || position_[operand] != plan::kNone) return;
        path.push_back(operand);
        ready = false;
      };
      if (node.leaf == Leaf::None) {
        visit(node.c);
        visit(node.b);
        visit(node.a);
      } else if (node.leaf == Leaf::RepeatSum) {
        visit(sums_[node.index].term);
        visit(sums_[node.index].count);
      }
      if (!ready) continue;
      position_[id] = static_cast<uint32_t>(order_.size());
      order_.push_back(id);
      path.pop_back();
    }
  }

  void need(NodeId id, const Activation& when) {
    uses_[position_[id]] |= use_;
    Activation& activation = activations_[position_[id]];
    if (activation.is_always()) return;
    activation.add(when);
    activation.simplify(graph_);
  }

  // Tells the operands of a node on which branches they are needed.
  void pass_on(NodeId id, std::vector<bool>& hidden) {
    const Node node = graph_[id];
    const Activation when = activations_[position_[id]];
    const bool fixed = node.leaf == Leaf::RepeatSum || (node.leaf == Leaf::None && node.op == Op::RingRead);
    use_ = fixed ? kAtGrid : uses_[position_[id]];
    if (node.leaf == Leaf::RepeatSum) {
      const auto [count, term] = sums_[node.index];
      need(count, when);
      hidden[position_[count]] = true;
      Activation arrived = Activation::always();
      if (!iterates(when)) arrived = when;
      need(term, arrived.and_also({arrival(graph_, count), false}));
      return;
    }
    if (node.leaf != Leaf::None) return;
    if (node.op == Op::Select && hidden[position_[id]]) {
      // What was chosen is judged where it was computed: a held value may have no number yet.
      hidden[position_[id]] = false;
      for (const NodeId chosen : {node.b, node.c})
        if (!graph_.is_constant(chosen)) hidden[position_[chosen]] = true;
    }
    const NodeId operands[] = {node.a, node.b, node.c};
    for (int i = 0; i < kernels::op_info(node.op).arity; ++i) {
      const uint32_t at = position_[operands[i]];
      if (absorbs(node.op, i) && !graph_.is_constant(operands[i])) hidden[at] = true;
    }
    if (node.a != kNoNode) need(node.a, when);
    switch (node.op) {
      case Op::Select:
        need(node.b, when.and_also({node.a, false}));
        need(node.c, when.and_also({node.a, true}));
        break;
      case Op::And: need(node.b, when.and_also({node.a, false})); break;
      case Op::Or: need(node.b, when.and_also({node.a, true})); break;
      case Op::IfSet: need(node.b, when.and_also({graph_.op(Op::Ne, node.origin, node.a, node.a), false})); break;
      default:
        if (node.b != kNoNode) need(node.b, when);
        if (node.c != kNoNode) need(node.c, when);
    }
  }

  // The count in whose repeated program the path lies, kNoNode outside.
  NodeId repeat_of(const Path& path) const {
    for (const Literal& literal : path) {
      const Node& node = graph_[literal.condition];
      if (node.leaf != Leaf::None || node.op != Op::Lt || graph_[node.a].leaf != Leaf::Iteration) continue;
      const auto counts = [&](const model::RepeatSum& sum) { return sum.count == node.b; };
      if (std::any_of(sums_.begin(), sums_.end(), counts)) return node.b;
    }
    return kNoNode;
  }
  bool iterates(const Activation& activation) const {
    return std::any_of(activation.paths().begin(), activation.paths().end(),
                       [&](const Path& path) { return repeat_of(path) != kNoNode; });
  }

  // One check outside repeated programs and one in each that needs the value.
  void add_checks(NodeId id, const Activation& when, uint32_t blamed, bool at_grid, std::vector<CheckedValue>& checks) {
    std::vector<std::pair<NodeId, Activation>> places;
    if (when.is_always()) places.emplace_back(kNoNode, when);
    for (const Path& path : when.paths()) {
      const NodeId repeat = repeat_of(path);
      const auto same = [&](const auto& place) { return place.first == repeat; };
      auto place = std::find_if(places.begin(), places.end(), same);
      if (place == places.end()) place = places.insert(places.end(), {repeat, Activation()});
      place->second.add(path);
    }
    const Node node = graph_[id];
    CheckedValue check;
    check.value = id;
    check.at_grid = at_grid;
    check.origin = node.leaf == Leaf::None || blamed == plan::kNone ? node.origin : blamed;
    check.kind = declared_fault(model_, check.origin);
    if (check.kind == FaultKind::NotFinite) {
      check.kind = facts_.may_fail(id) ? failure_of(node.op) : FaultKind::Overflow;
    }
    for (const auto& [repeat, activation] : places) {
      check.repeat = repeat;
      check.tested = activation.is_always()
                         ? id
                         : graph_.op(Op::Select, node.origin, activation.node(graph_), id, graph_.constant(0));
      checks.push_back(check);
    }
  }

  const model::Model& model_;
  const std::vector<model::RepeatSum>& sums_;
  Graph& graph_;
  Facts& facts_;
  std::vector<NodeId> order_;
  std::vector<uint32_t> position_;       // by node: in order_
  std::vector<Activation> activations_;  // beside order_
  static constexpr uint8_t kLive = 1, kAtGrid = 2;
  std::vector<uint8_t> uses_;  // beside order_
  uint8_t use_ = kLive;        // of what is being passed on
};

}  // namespace

NodeId arrival(Graph& graph, NodeId count) {
  return graph.op(Op::Lt, graph[count].origin, graph.leaf(Leaf::Iteration), count);
}

std::vector<CheckedValue> find_checks(const model::Model& model, const std::vector<model::RepeatSum>& sums,
                                      Graph& graph, Facts& facts, const std::vector<Result>& results) {
  return Finder(model, sums, graph, facts).find(results);
}

}  // namespace detente::lower
