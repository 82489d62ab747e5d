// The levers' updates in the Decide phase: who steers them, how far their bounds let them, what agreements require.
#include <algorithm>

#include "base/cat.h"
#include "model/strategy.h"

namespace detente::model {

using kernels::Op;

NodeId Strategy::into_bounds(const plan::Lever& lever, NodeId value, std::uint32_t origin) {
  Graph& graph = at_.graph();
  if (lever.choices.size() < 2) {
    return graph.op(Op::Clamp, origin, value, number(lever.low), number(lever.high));
  }
  NodeId nearest = number(lever.choices[0]);
  for (std::size_t i = 1; i < lever.choices.size(); ++i) {
    const NodeId halfway = number(0.5 * (lever.choices[i - 1] + lever.choices[i]));
    nearest = graph.op(Op::Select, origin, graph.op(Op::Le, origin, halfway, value), number(lever.choices[i]), nearest);
  }
  return nearest;
}

void Strategy::update_levers() {
  Graph& graph = at_.graph();
  for (std::uint32_t index = 0; index < levers_.size(); ++index) {
    LeverState& state = levers_[index];
    const std::uint32_t origin = context_.model.held[state.held].origin;
    const auto op = [&](Op what, NodeId a, NodeId b = kNoNode, NodeId c = kNoNode) {
      return graph.op(what, origin, a, b, c);
    };
    const NodeId fallback = input(context_.model.interface.levers[index].default_input);
    NodeId value = fallback, start = fallback;
    if (!state.rules.empty()) {
      const plan::Lever& lever = context_.model.interface.levers[index];
      const NodeId chosen_rule = input(lever.rule_input);
      const bool decides =
          std::any_of(state.rules.begin(), state.rules.end(), [](const Rule& rule) { return rule.shown.at_decisions; });
      std::uint32_t chosen = kNoId;  // what the player chose last, before agreements move it
      if (decides)
        chosen = add_held(base::cat(lever.quantity.name.full, " as chosen"), fallback, HeldPhase::Decide, origin);
      for (std::size_t i = 0; i < state.rules.size(); ++i) {
        const Rule& rule = state.rules[i];
        const NodeId is_this = op(Op::Eq, chosen_rule, number(static_cast<double>(i + 1)));
        NodeId wanted = into_bounds(lever, rule.value, origin);
        if (rule.shown.at_decisions) {
          wanted = op(Op::Select, state.due == kNoNode ? number(1) : state.due, wanted, held(chosen));
        } else {
          start = op(Op::Select, is_this, into_bounds(lever, rule.at_start, origin), start);
        }
        value = op(Op::Select, is_this, wanted, value);
      }
      if (decides) {
        context_.model.held[chosen].initial = start;
        context_.model.held[chosen].update = value;
      }
    }
    for (const LeverBound& bound : bounds_) {
      if (bound.lever != index) continue;
      const NodeId moved = op(bound.at_least ? Op::Max : Op::Min, value, bound.bound);
      value = op(Op::Select, bound.binds, moved, value);
    }
    context_.model.held[state.held].initial = start;
    context_.model.held[state.held].update = value;
  }
}

}  // namespace detente::model
