// What claims say about finished runs: conditions and quantities over metrics, in one arm or several.
#include <algorithm>
#include <utility>

#include "base/cat.h"
#include "kernels/apply.h"
#include "model/claims.h"
#include "model/walk.h"

namespace detente::model {

using kernels::Op;
using plan::ArmValue;
using syntax::BinaryOp;
using syntax::ExprKind;
using syntax::try_as;

bool is_temporal(const syntax::Expr& expr) {
  bool found = false;
  walk(&expr, [&](const syntax::Expr& inner) {
    found = found || inner.kind == ExprKind::Temporal;
    return !found;
  });
  return found;
}

void RobustnessUnit::add(const units::Unit& other) {
  if (!known) unit = other;
  mixed = mixed || (known && other.dimension != unit.dimension);
  known = true;
}

Scope Claims::outcome_scope() {
  Scope scope = scope_;
  scope.memory = false;
  scope.place = "a claim";
  scope.words = [this](const syntax::Expr& expr, Scope& inner) { return outcome_word(expr, inner); };
  return scope;
}

NodeId Claims::outcome(ArmValue::Kind kind, std::uint32_t scenario, std::uint32_t index) {
  std::vector<ArmValue>& outcomes = context_.model.outcomes;
  const auto same = [&](const ArmValue& other) {
    return other.kind == kind && other.scenario == scenario && other.index == index;
  };
  const auto found = std::find_if(outcomes.begin(), outcomes.end(), same);
  const auto place = static_cast<std::uint32_t>(found - outcomes.begin());
  if (found == outcomes.end()) outcomes.push_back({kind, scenario, index});
  return at_.graph().leaf(Leaf::Outcome, place);
}

// A word of claims: its number is found once the claim's elements are known.
const Expression* Claims::word(const syntax::Expr& expr, std::vector<Index> indices, const units::Unit& unit,
                               Compute compute) {
  Expression made;
  made.form = Form::Word;
  made.id = static_cast<std::uint32_t>(context_.words.size());
  made.indices = std::move(indices);
  made.unit = unit;
  made.span = expr.span;
  context_.words.push_back(std::move(compute));
  return context_.keep(std::move(made));
}

const Expression* Claims::metric_word(const syntax::Expr& expr, SymbolId symbol, std::vector<Index> indices) {
  const auto compute = [this, symbol, arm = arm_](Instantiator&, std::span<const ElementId> elements, Phase) {
    const Symbol& metric = context_.model.symbols[symbol];
    const std::uint32_t cell = context_.cell_at(symbol, elements);
    if (cell == kNoId) return at_.graph().constant(0);
    return outcome(ArmValue::Kind::Metric, arm, metric.index + cell - metric.first_cell);
  };
  return word(expr, std::move(indices), context_.model.symbols[symbol].unit, compute);
}

const Expression* Claims::payoff_word(const syntax::CallExpr& call, Scope& scope) {
  const Index player = checker_.index(*call.arguments[0].value, scope);
  if (player.id == kNoId) return checker_.poison(call.span);
  const auto compute = [this, arm = arm_, span = call.span](Instantiator&, std::span<const ElementId> elements, Phase) {
    const std::uint32_t number = player_with_payoff(elements[0], span);
    if (number == plan::kNone) return at_.graph().constant(0);
    return outcome(ArmValue::Kind::Metric, arm, context_.model.interface.players[number].payoff);
  };
  return word(call, {player}, units::UnitTable::year(), compute);
}

bool Claims::has_payoff(std::uint32_t player) const {
  return player != plan::kNone && context_.model.interface.players[player].payoff != plan::kNone;
}

// plan::kNone after a report.
std::uint32_t Claims::player_with_payoff(ElementId element, base::Span span) {
  const std::uint32_t number = strategy_.player_of(element);
  if (has_payoff(number)) return number;
  context_.report("E1005", span, base::cat('`', context_.model.elements[element].label, "` is no player with a payoff"))
      .with_help("give a player a line `maximises ..`");
  return plan::kNone;
}

// In a claim a metric's name is its value in an arm; what changes over time has no value there.
const Expression* Claims::outcome_word(const syntax::Expr& expr, Scope& scope) {
  if (const auto* under = try_as<syntax::UnderExpr>(&expr)) {
    const std::uint32_t scenario = under->scenario.text == "baseline" && context_.find("baseline") == kNoId
                                       ? plan::kBaseline
                                       : strategy_.scenario_named(under->scenario);
    if (scenario == plan::kNone) return checker_.poison(expr.span);
    const std::uint32_t outer = std::exchange(arm_, scenario);
    const Expression* inside = checker_.any(*under->value, scope);
    arm_ = outer;
    return inside;
  }
  if (const auto* call = try_as<syntax::CallExpr>(&expr)) {
    if (call->function.text == "payoff" && call->arguments.size() == 1) return payoff_word(*call, scope);
    if (const auto kind = strategic_named(call->function.text)) return strategic_word(*call, *kind, scope);
  }
  const auto* index = try_as<syntax::IndexExpr>(&expr);
  const auto* name = index ? try_as<syntax::NameExpr>(index->base) : try_as<syntax::NameExpr>(&expr);
  const SymbolId symbol = name ? context_.find(name->name.text) : kNoId;
  if (symbol == kNoId) return nullptr;
  const Symbol& named = context_.model.symbols[symbol];
  switch (named.kind) {
    case SymbolKind::Metric: {
      context_.definitions[symbol].used = true;
      const std::uint64_t errors = context_.diagnostics.error_count();
      std::vector<Index> indices =
          checker_.indices(symbol, index ? index->indices : std::vector<const syntax::Expr*>(), expr.span, scope);
      if (context_.diagnostics.error_count() != errors) return checker_.poison(expr.span);
      return metric_word(expr, symbol, std::move(indices));
    }
    case SymbolKind::Parameter:
    case SymbolKind::Stock:
    case SymbolKind::Flow:
    case SymbolKind::Aux:
    case SymbolKind::Lever:
    case SymbolKind::Input:
    case SymbolKind::Term:
      context_.report("E1106", expr.span, base::cat("claims over futures speak of metrics; `", named.name, "` is none"))
          .with_note(named.span, "declared here")
          .with_help(
              base::cat("declare one, e.g. `metric last: .. = final(", named.name, ")`, or say when: `by 2035: ..`"));
      return checker_.poison(expr.span);
    default: return nullptr;
  }
}

NodeId Claims::quantity(const syntax::Expr& expr) {
  Scope scope = outcome_scope();
  return at_.value(*checker_.any(expr, scope), environment_);
}

Judged Claims::condition(const syntax::Expr& expr, plan::Claim* claim) {
  Graph& graph = at_.graph();
  const std::uint32_t origin = environment_.origin;
  if (const auto* temporal = try_as<syntax::TemporalExpr>(&expr)) {
    const std::uint32_t number = monitor(expr);
    if (temporal->op == syntax::TemporalOp::After) {
      if (claim && !claim->conditional) {
        claim->conditional = true;
        claim->given = formula(outcome(ArmValue::Kind::Given, arm_, number), kNoNode, expr.span);
      } else {
        context_.report("E1107", expr.span, "`after` stands first in a claim")
            .with_help("write `after g: f`, or set futures aside with `given`");
      }
    }
    return {outcome(ArmValue::Kind::Truth, arm_, number), outcome(ArmValue::Kind::RobustLow, arm_, number),
            outcome(ArmValue::Kind::RobustHigh, arm_, number)};
  }
  if (const auto* binary = try_as<syntax::BinaryExpr>(&expr)) {
    const BinaryOp word = binary->rest.front().op;
    if (word == BinaryOp::And || word == BinaryOp::Or) {
      const Op join = word == BinaryOp::And ? Op::Min : Op::Max;
      Judged whole = condition(*binary->first, nullptr);
      for (const syntax::Operand& operand : binary->rest) {
        const Judged part = condition(*operand.expr, nullptr);
        whole.truth = graph.op(join, origin, whole.truth, part.truth);
        const bool both = whole.low != kNoNode && part.low != kNoNode;
        whole.low = both ? graph.op(join, origin, whole.low, part.low) : kNoNode;
        whole.high = both ? graph.op(join, origin, whole.high, part.high) : kNoNode;
      }
      return whole;
    }
  }
  if (const auto* unary = try_as<syntax::UnaryExpr>(&expr); unary && unary->op == syntax::UnaryOp::Not) {
    const Judged inner = condition(*unary->operand, nullptr);
    Judged whole;
    whole.truth = graph.op(Op::Sub, origin, graph.constant(1), inner.truth);
    if (inner.low != kNoNode) {
      whole.low = graph.op(Op::Neg, origin, inner.high);
      whole.high = graph.op(Op::Neg, origin, inner.low);
    }
    return whole;
  }
  if (is_temporal(expr)) {
    context_.report("E1107", expr.span, "statements about a trajectory are joined by `and`, `or`, `not`")
        .with_help("declare a claim of its own for each");
    return {graph.constant(0), kNoNode, kNoNode};
  }
  Scope scope = outcome_scope();
  Judged whole;
  const Expression* checked = checker_.condition(expr, scope);
  whole.truth = at_.value(*checked, environment_);
  if (const auto* binary = try_as<syntax::BinaryExpr>(&expr); binary && checked->form != Form::Poison) {
    const BinaryOp word = binary->rest.front().op;
    const bool less = word == BinaryOp::Less || word == BinaryOp::LessEqual;
    const bool more = word == BinaryOp::Greater || word == BinaryOp::GreaterEqual;
    if (less || more) {
      Scope again = outcome_scope();
      const Expression* first = checker_.any(*binary->first, again);
      const Expression* second = checker_.any(*binary->rest.front().expr, again);
      unit_.add(first->unit);
      const NodeId a = at_.value(*first, environment_), b = at_.value(*second, environment_);
      whole.low = whole.high = less ? graph.op(Op::Sub, origin, b, a) : graph.op(Op::Sub, origin, a, b);
    }
  }
  return whole;
}

// Takes a formula out of the graph: its outcomes become inputs, the operations on them code.
plan::Formula Claims::formula(NodeId result, NodeId robustness, base::Span span) {
  const Graph& graph = at_.graph();
  plan::Formula made;
  std::vector<NodeId> order;  // operands first
  std::map<NodeId, bool> seen;
  std::vector<std::pair<NodeId, bool>> stack;
  for (const NodeId root : {robustness, result}) {
    if (root != kNoNode) stack.push_back({root, false});
  }
  while (!stack.empty()) {
    const auto [id, ready] = stack.back();
    stack.pop_back();
    if (ready) {
      order.push_back(id);
      continue;
    }
    if (!seen.emplace(id, true).second) continue;
    stack.push_back({id, true});
    const Node& node = graph[id];
    if (node.leaf != Leaf::None) continue;
    for (const NodeId operand : {node.c, node.b, node.a}) {
      if (operand != kNoNode) stack.push_back({operand, false});
    }
  }
  std::map<NodeId, std::uint32_t> slot;
  for (const NodeId id : order) {
    if (graph[id].leaf != Leaf::Outcome) continue;
    slot[id] = static_cast<std::uint32_t>(made.inputs.size());
    made.inputs.push_back(context_.model.outcomes[graph[id].index]);
  }
  auto next = static_cast<std::uint32_t>(made.inputs.size());
  for (const NodeId id : order) {
    if (graph[id].leaf != Leaf::Constant) continue;
    slot[id] = next++;
    made.constants.push_back(graph[id].value);
  }
  for (const NodeId id : order) {
    const Node& node = graph[id];
    if (node.leaf == Leaf::Outcome || node.leaf == Leaf::Constant) continue;
    const bool pure = node.leaf == Leaf::None && kernels::is_pure(node.op);
    if (!pure) {
      context_.report("E1106", span, "claims over futures speak of metrics and fixed numbers only")
          .with_help("declare a `metric` for what is meant");
      return {};
    }
    const auto operand = [&](NodeId of) { return of == kNoNode ? plan::kNone : slot[of]; };
    slot[id] = next;
    made.code.push_back(
        {static_cast<std::uint16_t>(node.op), next++, operand(node.a), operand(node.b), operand(node.c)});
  }
  made.slot_count = next;
  made.result = slot[result];
  if (robustness != kNoNode) made.robustness = slot[robustness];
  return made;
}

}  // namespace detente::model
