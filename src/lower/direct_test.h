// For tests: a model written as nodes, and what it means, evaluated straight from the equations: recursively, branch by
// branch, with nothing shared, hoisted or fused. A plan must give the same bits and the same faults.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "kernels/apply.h"
#include "lower/facts.h"
#include "lower/lower.h"
#include "plan/grid.h"
#include "plan/reference.h"
#include "sampling/stream.h"

namespace detente::lower {

using kernels::Op;

// Builds models without text.
struct TestModel {
  model::Model model;

  TestModel() {
    model.origins.resize(1);
    model.origins[0].variable = "x";
    model.time.has_time = true;
  }
  void set_time(double end, double step, plan::Method method) {
    model.time.end = end;
    model.time.step = step;
    model.time.steps = static_cast<uint32_t>(end / step);
    model.time.method = method;
  }
  NodeId constant(double value) { return model.graph.constant(value); }
  NodeId leaf(Leaf leaf, uint32_t index = 0) { return model.graph.leaf(leaf, index); }
  NodeId op(Op op, NodeId a = kNoNode, NodeId b = kNoNode, NodeId c = kNoNode, uint32_t imm = 0) {
    return model.graph.op(op, 0, a, b, c, imm);
  }
  NodeId input(double value) {
    plan::Input input;
    input.value = value;
    model.interface.inputs.push_back(input);
    return leaf(Leaf::Input, static_cast<uint32_t>(model.interface.inputs.size() - 1));
  }
  uint32_t stream(const char* name) {
    model.streams.push_back({name, sampling::stream_number(name)});
    return static_cast<uint32_t>(model.streams.size() - 1);
  }
  // A stock with a value of its own; give its rate later.
  NodeId stock(NodeId initial) {
    model::StockCell stock;
    stock.initial = initial;
    model.stocks.push_back(stock);
    return leaf(Leaf::Stock, static_cast<uint32_t>(model.stocks.size() - 1));
  }
  NodeId held(NodeId initial, model::HeldPhase phase) {
    model::HeldCell held;
    held.initial = initial;
    held.phase = phase;
    model.held.push_back(held);
    return leaf(Leaf::Held, static_cast<uint32_t>(model.held.size() - 1));
  }
  void metric(NodeId value) {
    model.interface.metrics.emplace_back();
    model.metric_values.push_back(value);
  }
  // A value in the list of quantities that may be recorded.
  void named(const char* name, NodeId value) {
    model::Symbol symbol;
    symbol.name = name;
    symbol.first_cell = static_cast<uint32_t>(model.cells.size());
    symbol.count = 1;
    model.cells.push_back({static_cast<uint32_t>(model.symbols.size()), value});
    model.symbols.push_back(symbol);
  }
  // Fused and skipping, or as plain as can be.
  plan::Plan plan(bool fuse = true, std::vector<std::string> save = {}) const {
    return *lower(model, base::SourceMap(), {std::move(save), fuse, fuse}).value;
  }
};

struct DirectRun {
  std::optional<uint32_t> fault_step;
  // An overflow that ended in a right answer (the exponential of minus infinity is 0): a fault or not, both are true.
  bool debatable = false;
  std::vector<double> metrics;
  std::vector<std::vector<double>> signals;
};

class Direct {
 public:
  Direct(const model::Model& model, std::vector<NodeId> signals, uint64_t seed, uint64_t future)
      : model_(model), graph_(model.graph), signals_(std::move(signals)), seed_(seed), future_(future) {}

  DirectRun run() {
    result_.signals.resize(signals_.size());
    rings_.resize(model_.rings.size());
    simulate();
    if (result_.fault_step) result_.metrics.assign(model_.metric_values.size(), std::nan(""));
    return result_;
  }

 private:
  // The state that nodes are evaluated in. `frozen`: of the step, while the integrator moves the stocks.
  struct Moment {
    std::vector<double> stocks, held;
    double time = 0;
    bool start = false;
    const Moment* frozen = nullptr;
    std::map<std::pair<NodeId, uint32_t>, double> known;  // by node and iteration
  };

  bool faulted() const { return result_.fault_step.has_value(); }
  double fault() {
    if (!faulted()) result_.fault_step = step_;
    return std::nan("");
  }

  void simulate() {
    Moment start;
    start.start = true;
    for (const model::StockCell& stock : model_.stocks) {
      double value = evaluate(start, stock.initial, 0);
      if (stock.log_scale && !faulted()) value = value > 0 ? kernels::apply(Op::Ln, value) : fault();
      stocks_.push_back(value);
    }
    for (const model::HeldCell& held : model_.held) held_.push_back(result(start, held.initial));
    for (step_ = 0; !faulted(); ++step_) {
      move_held(model::HeldPhase::Events, true);
      move_held(model::HeldPhase::Observe, false);
      move_held(model::HeldPhase::Decide, false);
      Moment now = moment();
      std::vector<double> diffusion;
      for (const model::StockCell& stock : model_.stocks)
        diffusion.push_back(stock.diffusion == kNoNode ? 0 : evaluate(now, stock.diffusion, 0));
      std::vector<double> ring_values;
      for (const model::RingCell& ring : model_.rings) ring_values.push_back(result(now, ring.recorded));
      for (std::size_t i = 0; i < signals_.size(); ++i) {
        const double value = result(now, signals_[i]);
        if (!faulted()) result_.signals[i].push_back(value);
      }
      for (const double stock : stocks_)
        if (!std::isfinite(stock)) fault();
      move_held(model::HeldPhase::Record, false);
      if (faulted()) return;
      const bool last = step_ == model_.time.steps;
      if (!last) integrate(now, diffusion);
      for (std::size_t i = 0; i < rings_.size(); ++i) rings_[i].push_back(ring_values[i]);
      if (!last) continue;
      Moment finish = moment();
      for (const NodeId metric : model_.metric_values) result_.metrics.push_back(result(finish, metric));
      return;
    }
  }

  Moment moment() const {
    Moment now;
    now.stocks = stocks_;
    now.held = held_;
    now.time = plan::grid_time(model_.time, step_, 0);
    return now;
  }

  void move_held(model::HeldPhase phase, bool with_stocks) {
    Moment now = moment();
    std::vector<double> held = held_, stocks = stocks_;
    for (std::size_t i = 0; with_stocks && i < stocks.size(); ++i)
      if (model_.stocks[i].after_events != kNoNode) stocks[i] = evaluate(now, model_.stocks[i].after_events, 0);
    for (std::size_t i = 0; i < held.size(); ++i) {
      if (model_.held[i].phase == phase && model_.held[i].update != kNoNode)
        held[i] = result(now, model_.held[i].update);
    }
    held_ = held;
    stocks_ = stocks;
  }

  std::vector<double> rates(Moment& frozen, const std::vector<double>& stocks, double stage) {
    Moment now;
    now.stocks = stocks;
    now.held = frozen.held;
    now.time = plan::grid_time(model_.time, step_, stage);
    now.frozen = &frozen;
    std::vector<double> all;
    for (const model::StockCell& stock : model_.stocks)
      all.push_back(stock.rate == kNoNode ? 0 : evaluate(now, stock.rate, 0));
    return all;
  }

  void integrate(Moment& frozen, const std::vector<double>& diffusion) {
    const double h = model_.time.step;
    const auto moved = [&](const std::vector<double>& rate, double time) {
      std::vector<double> to = stocks_;
      for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] = rate[i] * time + to[i];
        if (model_.stocks[i].diffusion != kNoNode) to[i] = to[i] + diffusion[i];
      }
      return to;
    };
    std::vector<double> rate = rates(frozen, stocks_, 0);
    if (model_.time.method != plan::Method::Rk4) {
      stocks_ = moved(rate, h);
      return;
    }
    std::vector<double> sum = rate;
    for (const double stage : {0.5, 0.5, 1.0}) {
      rate = rates(frozen, moved(rate, stage * h), stage);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = rate[i] * (stage == 1 ? 1 : 2) + sum[i];
    }
    stocks_ = moved(sum, h / 6);
  }

  double result(Moment& now, NodeId id) {
    if (faulted()) return std::nan("");
    const double value = evaluate(now, id, 0);
    if (faulted() || graph_.is_constant(id)) return value;
    return std::isfinite(value) ? value : fault();
  }

  double evaluate(Moment& now, NodeId id, uint32_t iteration) {
    if (faulted()) return std::nan("");
    const auto key = std::pair(id, iteration);
    if (const auto found = now.known.find(key); found != now.known.end()) return found->second;
    const Node& node = graph_[id];
    const double value = node.leaf == Leaf::None ? operation(now, node, iteration) : leaf(now, node, iteration);
    now.known[key] = value;
    return value;
  }

  double leaf(Moment& now, const Node& node, uint32_t iteration) {
    switch (node.leaf) {
      case Leaf::Constant: return node.value;
      case Leaf::Input: return model_.interface.inputs[node.index].value;
      case Leaf::Stock: return now.start ? evaluate(now, model_.stocks[node.index].initial, 0) : now.stocks[node.index];
      case Leaf::Held: return now.start ? evaluate(now, model_.held[node.index].initial, 0) : now.held[node.index];
      case Leaf::Time: return now.start ? model_.time.start : now.time;
      case Leaf::StepIndex: return step_;
      case Leaf::Start: return model_.time.start;
      case Leaf::End: return model_.time.end;
      case Leaf::Dt: return model_.time.step;
      case Leaf::Iteration: return iteration;
      case Leaf::RepeatSum: return sum(now, model_.repeat_sums[node.index]);
      case Leaf::Outcome:
      case Leaf::None: break;
    }
    return 0;
  }

  double sum(Moment& now, const model::RepeatSum& repeat) {
    if (now.start) return 0;
    Moment frozen_copy;
    Moment& moment = now.frozen ? (frozen_copy = *now.frozen) : now;
    const double count = evaluate(moment, repeat.count, 0);
    if (!std::isfinite(count)) return fault();
    double total = 0;
    for (uint32_t i = 0; i < count && !faulted(); ++i) total = total + evaluate(moment, repeat.term, i);
    return total;
  }

  double draw(uint32_t stream, uint32_t iteration) const {
    return kernels::uniform(kernels::stream_key(seed_, model_.streams[stream].key), {future_, step_, iteration});
  }

  double operation(Moment& now, const Node& node, uint32_t iteration) {
    const auto operand = [&](int position) {
      const NodeId id = position == 0 ? node.a : position == 1 ? node.b : node.c;
      const double value = evaluate(now, id, iteration);
      if (absorbs(node.op, position) && !graph_.is_constant(id) && !std::isfinite(value) &&
          graph_[id].leaf != Leaf::Input && graph_[id].leaf != Leaf::Stock) {
        fault();
      }
      return value;
    };
    switch (node.op) {
      case Op::Select: return operand(0) != 0 ? operand(1) : operand(2);
      case Op::And: return operand(0) != 0 && operand(1) != 0 ? 1 : 0;
      case Op::Or: return operand(0) != 0 || operand(1) != 0 ? 1 : 0;
      case Op::IfSet: {
        const double value = operand(0);
        return std::isnan(value) ? operand(1) : value;
      }
      case Op::Uniform: return draw(node.index, iteration);
      case Op::RingRead: {
        if (now.start) return operand(1);
        Moment frozen_copy;
        Moment& moment = now.frozen ? (frozen_copy = *now.frozen) : now;
        const double age = evaluate(moment, node.a, iteration);
        const double before = evaluate(moment, node.b, iteration);
        if (!std::isfinite(age) || !std::isfinite(before)) return fault();
        if (age > step_) return before;
        if (!(age >= 1 && age <= model_.rings[node.index].depth)) return fault();
        return rings_[node.index][step_ - static_cast<uint32_t>(age)];
      }
      default: break;
    }
    double values[3] = {};
    for (int i = 0; i < kernels::op_info(node.op).arity; ++i) values[i] = operand(i);
    const double value = kernels::apply(node.op, values[0], values[1], values[2]);
    static const std::set<Op> failing = {Op::Div, Op::Ln,  Op::Log10,           Op::Sqrt,          Op::Exp,
                                         Op::Pow, Op::Tan, Op::PoissonQuantile, Op::NormalQuantile};
    if (node.op == Op::Exp && std::isinf(values[0]) && values[0] < 0) result_.debatable = true;
    if (failing.contains(node.op) && !std::isfinite(value)) return fault();
    return value;
  }

  const model::Model& model_;
  const Graph& graph_;
  std::vector<NodeId> signals_;
  uint64_t seed_, future_;
  std::vector<double> stocks_, held_;
  std::vector<std::vector<double>> rings_;
  uint32_t step_ = 0;
  DirectRun result_;
};

}  // namespace detente::lower
