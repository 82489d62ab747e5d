#include "model/payoffs.h"

#include <utility>

#include "model/dependence.h"

namespace detente::model {
namespace {

constexpr std::uint32_t kGone = plan::kNone;

// The new number of each element of a list of which some are kept.
std::vector<std::uint32_t> numbers(const std::vector<bool>& kept) {
  std::vector<std::uint32_t> result(kept.size(), kGone);
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i]) result[i] = next++;
  }
  return result;
}

class Part {
 public:
  explicit Part(const Model& model) : model_(model) {}

  Model make() {
    for (const plan::Player& player : model_.interface.players) {
      if (player.payoff != plan::kNone) metrics_.push_back(player.payoff);
      metrics_.insert(metrics_.end(), player.constraints.begin(), player.constraints.end());
    }
    const Reach reached = needed();
    stocks_ = numbers(reached.stocks);
    held_ = numbers(reached.held);
    sums_ = numbers(reached.repeat_sums);
    rings_ = numbers(reached.rings);
    copy_graph(reached.nodes);
    copy_states();
    part_.interface = model_.interface;
    trim(part_.interface);
    part_.time = model_.time;
    part_.units = model_.units;
    part_.origins = model_.origins;
    part_.streams = model_.streams;
    part_.tables = model_.tables;
    return std::move(part_);
  }

 private:
  Reach needed() const {
    std::vector<NodeId> values;
    for (const std::uint32_t metric : metrics_) values.push_back(model_.metric_values[metric]);
    // What players choose and see is kept even where nothing reads it: policies are made of it.
    std::vector<std::uint32_t> held = model_.lever_cells;
    for (const auto& cells : model_.seen_cells) held.insert(held.end(), cells.begin(), cells.end());
    return reach(model_, values, held);
  }

  void copy_graph(const std::vector<bool>& reached) {
    nodes_.assign(model_.graph.size(), kNoNode);
    Graph& graph = part_.graph;
    for (NodeId id = 0; id < model_.graph.size(); ++id) {  // operands come before what reads them
      if (!reached[id]) continue;
      const Node& node = model_.graph[id];
      switch (node.leaf) {
        case Leaf::None: {
          const bool ring = node.op == kernels::Op::RingRead || node.op == kernels::Op::RingWrite;
          nodes_[id] = graph.op(node.op, node.origin, now(node.a), now(node.b), now(node.c),
                                ring ? rings_[node.index] : node.index);
          break;
        }
        case Leaf::Constant: nodes_[id] = graph.constant(node.value); break;
        case Leaf::Stock: nodes_[id] = graph.leaf(node.leaf, stocks_[node.index]); break;
        case Leaf::Held: nodes_[id] = graph.leaf(node.leaf, held_[node.index]); break;
        case Leaf::RepeatSum: nodes_[id] = graph.leaf(node.leaf, sums_[node.index]); break;
        default: nodes_[id] = graph.leaf(node.leaf, node.index);
      }
    }
  }

  NodeId now(NodeId id) const { return id == kNoNode ? kNoNode : nodes_[id]; }

  void copy_states() {
    for (std::size_t i = 0; i < stocks_.size(); ++i) {
      if (stocks_[i] == kGone) continue;
      StockCell& stock = part_.stocks.emplace_back(model_.stocks[i]);
      for (NodeId* id : {&stock.initial, &stock.rate, &stock.diffusion, &stock.after_events}) *id = now(*id);
    }
    for (std::size_t i = 0; i < held_.size(); ++i) {
      if (held_[i] == kGone) continue;
      HeldCell& held = part_.held.emplace_back(model_.held[i]);
      for (NodeId* id : {&held.initial, &held.update}) *id = now(*id);
    }
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const RepeatSum& sum = model_.repeat_sums[i];
      if (sums_[i] != kGone) part_.repeat_sums.push_back({now(sum.count), now(sum.term)});
    }
    for (std::size_t i = 0; i < rings_.size(); ++i) {
      const RingCell& ring = model_.rings[i];
      if (rings_[i] != kGone) part_.rings.push_back({ring.name, ring.depth, now(ring.recorded)});
    }
    for (const std::uint32_t cell : model_.lever_cells) part_.lever_cells.push_back(held_[cell]);
    for (const auto& cells : model_.seen_cells) {
      auto& seen = part_.seen_cells.emplace_back();
      for (const std::uint32_t cell : cells) seen.push_back(held_[cell]);
    }
    for (const std::uint32_t metric : metrics_) part_.metric_values.push_back(now(model_.metric_values[metric]));
  }

  // Metrics follow in the order in which players name them.
  void trim(plan::Interface& interface) const {
    interface.claims.clear();
    interface.strategic.clear();
    interface.observed.clear();
    interface.calibrations.clear();
    std::vector<plan::Metric> metrics;
    for (const std::uint32_t metric : metrics_) metrics.push_back(interface.metrics[metric]);
    interface.metrics = std::move(metrics);
    std::uint32_t next = 0;
    for (plan::Player& player : interface.players) {
      if (player.payoff != plan::kNone) player.payoff = next++;
      for (std::uint32_t& constraint : player.constraints) constraint = next++;
    }
  }

  const Model& model_;
  Model part_;
  std::vector<std::uint32_t> metrics_;                       // kept, numbered as in the model
  std::vector<std::uint32_t> stocks_, held_, sums_, rings_;  // new numbers
  std::vector<NodeId> nodes_;                                // new ones
};

}  // namespace

Model payoff_model(const Model& model) { return Part(model).make(); }

}  // namespace detente::model
