// Numbers of a whole run: final values, values at a time, integrals, extremes and means over recorded values, and the
// first time a condition holds. Integrals are hidden stocks, moved by the run's own method; the others are held values
// that the record phase updates.
#include <limits>

#include "base/cat.h"
#include "model/instantiate.h"

namespace detente::model {

using kernels::Op;

NodeId Instantiator::held(std::string name, NodeId initial, HeldPhase phase, std::uint32_t origin,
                          const std::function<NodeId(NodeId self)>& update) {
  const auto index = static_cast<std::uint32_t>(context_.model.held.size());
  const NodeId self = graph().leaf(Leaf::Held, index);
  HeldCell cell;
  cell.name = std::move(name);
  cell.initial = initial;
  cell.phase = phase;
  cell.origin = origin;
  context_.model.held.push_back(std::move(cell));
  const NodeId updated = update(self);
  context_.model.held[index].update = updated;
  return self;
}

NodeId Instantiator::measured(const Expression& expression, Environment& environment) {
  const Expression& argument = *expression.args[0];
  if (expression.measure == Measure::Final) return node(argument, environment);

  const auto [place, is_new] = memories_.try_emplace({&expression, environment.bound});
  if (!is_new) return place->second[0];
  const NodeId x = node(argument, environment);
  std::vector<NodeId> ends;  // in steps
  for (std::size_t i = 1; i < expression.args.size(); ++i) {
    ends.push_back(step_of(node(*expression.args[i], environment), environment));
  }
  bool ready = x != kNoNode;
  for (const NodeId end : ends) ready = ready && end != kNoNode;
  if (!ready) {
    memories_.erase(place);
    return kNoNode;
  }
  const NodeId zero = graph().constant(0), one = graph().constant(1);
  const NodeId unset = graph().constant(std::numeric_limits<double>::quiet_NaN());
  const NodeId now = graph().leaf(Leaf::StepIndex);
  const auto apply = [&](Op what, NodeId a, NodeId b = kAbsent, NodeId c = kAbsent) {
    return op(what, environment, a, b, c);
  };
  // Grid times from the first to the last, both included; for an integral the last step starts before the end.
  NodeId inside = one;
  if (ends.size() == 2) {
    inside = apply(Op::And, apply(Op::Le, ends[0], now),
                   apply(expression.measure == Measure::Integral ? Op::Lt : Op::Le, now, ends[1]));
  }
  const auto keep = [&](std::string_view what, NodeId initial, const std::function<NodeId(NodeId)>& update) {
    return held(hidden_name(what, environment), initial, HeldPhase::Record, environment.origin, update);
  };
  NodeId result = kNoNode;
  switch (expression.measure) {
    case Measure::Final: break;
    case Measure::At:
      result = keep("value at a time", unset,
                    [&](NodeId self) { return apply(Op::Select, apply(Op::Eq, now, ends[0]), x, self); });
      break;
    case Measure::Integral: {
      const std::uint32_t index =
          hidden_stock(hidden_name("integral", environment), expression.unit, environment.origin);
      StockCell& stock = context_.model.stocks[index];
      stock.initial = zero;
      stock.rate = inside == one ? x : apply(Op::Select, inside, x, zero);
      result = graph().leaf(Leaf::Stock, index);
      break;
    }
    case Measure::Mean: {
      const NodeId total = keep("sum over time", zero,
                                [&](NodeId self) { return apply(Op::Add, self, apply(Op::Select, inside, x, zero)); });
      const NodeId count = keep("times", zero, [&](NodeId self) { return apply(Op::Add, self, inside); });
      result = apply(Op::Div, total, count);
      break;
    }
    case Measure::Min:
    case Measure::Max: {
      const Op pick = expression.measure == Measure::Min ? Op::Min : Op::Max;
      result = keep(expression.measure == Measure::Min ? "minimum" : "maximum", unset, [&](NodeId self) {
        const NodeId next = apply(pick, apply(Op::IfSet, self, x), x);
        return inside == one ? next : apply(Op::Select, inside, next, self);
      });
      break;
    }
    case Measure::TimeWhen: {
      const NodeId done = keep("has held", zero, [&](NodeId self) { return apply(Op::Or, self, x); });
      const NodeId first = apply(Op::And, x, apply(Op::Not, done));
      result = keep("first time", unset,
                    [&](NodeId self) { return apply(Op::Select, first, grid_time(environment), self); });
      break;
    }
  }
  place->second.push_back(result);
  return result;
}

}  // namespace detente::model
