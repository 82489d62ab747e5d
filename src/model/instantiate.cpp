#include "model/instantiate.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/cat.h"
#include "base/check.h"
#include "base/number_text.h"
#include "model/sets.h"

namespace detente::model {

using kernels::Op;

namespace {

constexpr std::uint64_t kMostVisits = 200'000'000;

}  // namespace

NodeId Instantiator::op(Op op, const Environment& environment, NodeId a, NodeId b, NodeId c, std::uint32_t immediate) {
  if (a == kNoNode || b == kNoNode || c == kNoNode) return kNoNode;
  const auto present = [](NodeId id) { return id == kAbsent ? kNoNode : id; };
  return graph().op(op, environment.origin, present(a), present(b), present(c), immediate);
}

ElementId Instantiator::element(const Index& index, const Environment& environment) const {
  switch (index.kind) {
    case Index::Kind::Element: return index.id;
    case Index::Kind::Variable: return environment.bound[index.id];
    case Index::Kind::Part: return context_.model.elements[environment.bound[index.id]].parts[index.part];
    case Index::Kind::Tuple: {
      std::string label;
      for (const Index& part : index.parts) {
        const ElementId inner = element(part, environment);
        if (inner == kNoId) return kNoId;
        if (!label.empty()) label += ',';
        label += context_.model.elements[inner].label;
      }
      return context_.find_element(label);
    }
  }
  return kNoId;
}

bool Instantiator::holds(const Expression& condition, const Environment& environment) const {
  switch (condition.form) {
    case Form::Number: return condition.value != 0;
    case Form::SameElement:
      return element(condition.indices[0], environment) == element(condition.indices[1], environment);
    case Form::ElementIn: {
      const ElementId wanted = element(condition.indices[0], environment);
      return wanted != kNoId && context_.position(condition.id, wanted) != kNoId;
    }
    case Form::Operation: return !holds(*condition.args[0], environment);  // not
    case Form::If: return holds(*condition.args[holds(*condition.args[0], environment) ? 1 : 2], environment);
    case Form::Chain: {
      bool value = holds(*condition.args[0], environment);
      for (std::size_t i = 0; i < condition.ops.size(); ++i) {
        const bool next = holds(*condition.args[i + 1], environment);
        value = condition.ops[i] == Op::And ? value && next : value || next;
      }
      return value;
    }
    default: return true;
  }
}

Environment Instantiator::environment(SymbolId symbol, std::span<const ElementId> elements, Phase phase) {
  Environment made;
  made.phase = phase;
  made.bound.assign(elements.begin(), elements.end());
  const std::uint32_t cell = context_.cell_at(symbol, elements);
  if (cell == kNoId) return made;
  if (origin_of_cell_.size() <= cell) origin_of_cell_.resize(context_.model.cells.size(), kNoId);
  if (origin_of_cell_[cell] == kNoId) {
    origin_of_cell_[cell] = context_.origin(context_.cell_name(symbol, elements), context_.model.symbols[symbol].span);
  }
  made.origin = origin_of_cell_[cell];
  return made;
}

// --- Expressions ---------------------------------------------------------------------------------------------------

NodeId Instantiator::node(const Expression& expression, Environment& environment) {
  if (++visits_ > kMostVisits) {
    if (visits_ == kMostVisits + 1) {
      context_
          .report("E0203", expression.span,
                  base::cat("the model expands to more than ", base::number_text(kMostVisits), " terms"))
          .with_help("use smaller sets, or name parts of the expression with `aux`");
    }
    return graph().constant(0);
  }
  switch (expression.form) {
    case Form::Poison: return graph().constant(0);
    case Form::Number: return graph().constant(expression.value);
    case Form::Argument: return environment.arguments[expression.id];
    case Form::SameElement:
    case Form::ElementIn: return graph().constant(holds(expression, environment) ? 1 : 0);
    case Form::Cell: {
      std::vector<ElementId> elements;
      for (const Index& index : expression.indices) {
        elements.push_back(element(index, environment));
        if (elements.back() != kNoId &&
            context_.position(context_.model.symbols[expression.id].sets[elements.size() - 1], elements.back()) !=
                kNoId) {
          continue;
        }
        if (reported_.insert(&expression).second) {
          const SetId set = context_.model.symbols[expression.id].sets[elements.size() - 1];
          const std::string label = elements.back() == kNoId ? std::string(context_.sources.text(index.span))
                                                             : context_.model.elements[elements.back()].label;
          base::Diagnostic& diagnostic =
              context_.report("E0503", index.span,
                              base::cat('`', label, "` is not a member of ", context_.model.sets[set].name, " (",
                                        element_list(context_, set), ')'));
          if (context_.model.origins.size() > environment.origin) {
            diagnostic.with_note(expression.span,
                                 base::cat("met at ", context_.model.origins[environment.origin].variable));
          }
          diagnostic.with_help("leave it out with `where` or `if .. in ..`");
        }
        return graph().constant(0);
      }
      return cell(expression.id, elements, environment.phase, expression.span);
    }
    case Form::Operation: {
      NodeId args[3] = {kAbsent, kAbsent, kAbsent};
      for (std::size_t i = 0; i < expression.args.size(); ++i) args[i] = node(*expression.args[i], environment);
      return op(expression.op, environment, args[0], args[1], args[2]);
    }
    case Form::Chain: return chain(expression, environment);
    case Form::If: {
      if (expression.args[0]->element) {
        return node(*expression.args[holds(*expression.args[0], environment) ? 1 : 2], environment);
      }
      const NodeId test = node(*expression.args[0], environment);
      const NodeId then = node(*expression.args[1], environment);
      return op(Op::Select, environment, test, then, node(*expression.args[2], environment));
    }
    case Form::Reduce: return reduce(expression, environment);
    case Form::Softmax: return softmax(expression, environment);
    case Form::Match: return match(expression, environment);
    case Form::Lookup: return lookup(expression, environment);
    case Form::Call: return call(expression, environment);
    case Form::Initial: {
      const Phase phase = std::exchange(environment.phase, Phase::Initial);
      const NodeId result = node(*expression.args[0], environment);
      environment.phase = phase;
      return result;
    }
    case Form::Remember: return remembered(expression, environment);
    case Form::Jump: {
      const NodeId first = step_of(node(*expression.args[0], environment), environment);
      const NodeId now = environment.phase == Phase::Run ? graph().leaf(Leaf::StepIndex) : graph().constant(0);
      return op(Op::Le, environment, first, now);
    }
    case Form::Random: return drawn(expression, environment);
    case Form::ClockTime:
      switch (expression.clock) {
        case Clock::Time: return graph().leaf(environment.phase == Phase::Run ? Leaf::Time : Leaf::Start);
        case Clock::GridTime: return grid_time(environment);
        case Clock::Start: return graph().leaf(Leaf::Start);
        case Clock::End: return graph().leaf(Leaf::End);
        case Clock::Step: return graph().leaf(Leaf::Dt);
      }
      return kNoNode;
    case Form::Measured: return measured(expression, environment);
    case Form::Word: {
      std::vector<ElementId> elements;
      for (const Index& index : expression.indices) {
        elements.push_back(element(index, environment));
        if (elements.back() == kNoId) return graph().constant(0);
      }
      return context_.words[expression.id](*this, elements, environment.phase);
    }
  }
  return kNoNode;
}

NodeId Instantiator::chain(const Expression& expression, Environment& environment) {
  NodeId result = node(*expression.args[0], environment);
  for (std::size_t i = 0; i < expression.ops.size(); ++i) {
    result = op(expression.ops[i], environment, result, node(*expression.args[i + 1], environment));
  }
  return result;
}

void Instantiator::each(const Expression& expression, Environment& environment,
                        const std::function<void(NodeId condition)>& visit) {
  const std::size_t outer = environment.bound.size();
  const std::vector<Bound>& bounds = expression.bounds;
  environment.bound.resize(std::max<std::size_t>(outer, bounds.back().slot + 1), kNoId);
  std::vector<std::uint32_t> position(bounds.size(), 0);
  bool empty = false;
  for (const Bound& bound : bounds) empty = empty || context_.set_size(bound.set) == 0;
  const Expression* where = expression.args.size() > 1 ? expression.args[1] : nullptr;
  while (!empty) {
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      environment.bound[bounds[i].slot] = context_.model.sets[bounds[i].set].elements[position[i]];
    }
    if (!where) {
      visit(kAbsent);
    } else if (!where->element) {
      visit(node(*where, environment));
    } else if (++visits_; holds(*where, environment)) {
      visit(kAbsent);
    }
    std::size_t i = bounds.size();
    while (i > 0 && ++position[i - 1] == context_.set_size(bounds[i - 1].set)) position[--i] = 0;
    if (i == 0 || visits_ > kMostVisits) break;
  }
  environment.bound.resize(outer);
}

NodeId Instantiator::reduce(const Expression& expression, Environment& environment) {
  NodeId result = kAbsent, count = kAbsent, some = kAbsent;
  const auto join = [&](Op with, NodeId& total, NodeId value) {
    total = total == kAbsent ? value : op(with, environment, total, value);
  };
  const NodeId zero = graph().constant(0), one = graph().constant(1);
  each(expression, environment, [&](NodeId condition) {
    NodeId body = node(*expression.args[0], environment);
    const bool always = condition == kAbsent;
    const auto masked = [&](NodeId otherwise) {
      return always ? body : op(Op::Select, environment, condition, body, otherwise);
    };
    switch (expression.reduction) {
      case Reduction::Sum: return join(Op::Add, result, masked(zero));
      case Reduction::Product: return join(Op::Mul, result, masked(one));
      case Reduction::Mean: join(Op::Add, result, masked(zero)); return join(Op::Add, count, always ? one : condition);
      case Reduction::Count: return join(Op::Add, result, always ? body : op(Op::And, environment, condition, body));
      case Reduction::Any: return join(Op::Or, result, always ? body : op(Op::And, environment, condition, body));
      case Reduction::All: {
        const NodeId skipped = always ? kAbsent : op(Op::Not, environment, condition);
        return join(Op::And, result, always ? body : op(Op::Or, environment, skipped, body));
      }
      case Reduction::Min:
      case Reduction::Max: {
        const Op pick = expression.reduction == Reduction::Min ? Op::Min : Op::Max;
        if (result == kAbsent) {
          result = body;
          some = always ? one : condition;
          return;
        }
        NodeId joined = op(pick, environment, result, body);
        joined = op(Op::Select, environment, some, joined, body);  // nothing before it
        result = always ? joined : op(Op::Select, environment, condition, joined, result);
        some = always ? one : op(Op::Or, environment, some, condition);
        return;
      }
    }
  });
  if (result == kAbsent) {  // nothing to reduce
    switch (expression.reduction) {
      case Reduction::Product: return one;
      case Reduction::Sum: return zero;
      default: break;
    }
    if (reported_.insert(&expression).second) {
      context_.report("E0515", expression.span, "an aggregate over no element")
          .with_note(expression.span, base::cat("met at ", context_.model.origins[environment.origin].variable))
          .with_help("only sum (0) and product (1) are defined there; leave the case out with `if`");
    }
    return zero;
  }
  if (expression.reduction == Reduction::Mean) return op(Op::Div, environment, result, count);
  if (some != kAbsent && some != one && some != kNoNode) {
    const NodeId nothing = graph().constant(std::numeric_limits<double>::quiet_NaN());
    return op(Op::Select, environment, some, result, nothing);
  }
  return result;
}

NodeId Instantiator::softmax(const Expression& expression, Environment& environment) {
  const ElementId wanted = element(expression.indices[0], environment);
  std::vector<NodeId> values, conditions;
  std::size_t place = 0;
  bool found = false;
  each(expression, environment, [&](NodeId condition) {
    if (environment.bound[expression.bounds[0].slot] == wanted) {
      found = true;
      place = values.size();
    }
    values.push_back(node(*expression.args[0], environment));
    conditions.push_back(condition);
  });
  if (!found) {
    if (reported_.insert(&expression).second) {
      report_not_member(context_, wanted == kNoId ? "this tuple" : context_.model.elements[wanted].label,
                        expression.bounds[0].set, expression.indices[0].span);
    }
    return graph().constant(0);
  }
  // Shifted by the largest value, so that no exponential overflows.
  NodeId largest = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) largest = op(Op::Max, environment, largest, values[i]);
  NodeId total = kAbsent, share = kAbsent;
  for (std::size_t i = 0; i < values.size(); ++i) {
    NodeId weight = op(Op::Exp, environment, op(Op::Sub, environment, values[i], largest));
    if (conditions[i] != kAbsent) {
      weight = op(Op::Select, environment, conditions[i], weight, graph().constant(0));
    }
    total = i == 0 ? weight : op(Op::Add, environment, total, weight);
    if (i == place) share = weight;
  }
  return op(Op::Div, environment, share, total);
}

NodeId Instantiator::match(const Expression& expression, Environment& environment) {
  const NodeId chosen = graph().leaf(Leaf::Input, context_.model.symbols[expression.id].index);
  NodeId result = node(*expression.args.back(), environment);
  for (std::size_t i = expression.args.size() - 1; i-- > 0;) {
    const NodeId branch = node(*expression.args[i], environment);
    const NodeId is_this = op(Op::Eq, environment, chosen, graph().constant(static_cast<double>(i)));
    result = op(Op::Select, environment, is_this, branch, result);
  }
  return result;
}

NodeId Instantiator::call(const Expression& expression, Environment& environment) {
  constexpr std::uint32_t kDeepest = 32;
  const Expression* body = context_.definitions[expression.id].body;
  Environment inner;
  inner.phase = environment.phase;
  inner.origin = environment.origin;
  std::vector<std::uint32_t> key = {expression.id, static_cast<std::uint32_t>(environment.phase)};
  for (const Expression* arg : expression.args) {
    inner.arguments.push_back(node(*arg, environment));
    key.push_back(inner.arguments.back());
  }
  for (const NodeId argument : inner.arguments) {
    if (argument == kNoNode) return kNoNode;
  }
  if (!body) return graph().constant(0);
  if (const auto known = calls_.find(key); known != calls_.end()) return known->second;
  if (call_depth_ == kDeepest) {
    if (reported_.insert(&expression).second) {
      context_.report("E0514", expression.span, base::cat("functions nested deeper than ", kDeepest))
          .with_help("name steps of the calculation with `aux`");
    }
    return graph().constant(0);
  }
  ++call_depth_;
  const NodeId result = node(*body, inner);
  --call_depth_;
  if (result != kNoNode) calls_.emplace(std::move(key), result);
  return result;
}

NodeId Instantiator::lookup(const Expression& expression, Environment& environment) {
  const NodeId x = node(*expression.args[0], environment);
  if (x == kNoNode) return kNoNode;
  const std::uint32_t index = context_.model.symbols[expression.id].index;
  if (index == kNoId) return graph().constant(0);
  const plan::Table& table = context_.model.tables[index];
  if (table.mode != kernels::TableMode::Extrapolate && environment.phase == Phase::Run) {
    const NodeId below = op(Op::Lt, environment, x, graph().constant(table.x.front()));
    const NodeId above = op(Op::Lt, environment, graph().constant(table.x.back()), x);
    const NodeId outside = op(Op::Or, environment, below, above);
    if (!graph().is_constant(outside) || graph()[outside].value != 0) {
      std::vector<NodeId>& conditions = watch("W0802", expression.id).conditions;
      if (std::find(conditions.begin(), conditions.end(), outside) == conditions.end()) conditions.push_back(outside);
    }
  }
  return op(Op::Lookup, environment, x, kAbsent, kAbsent, index);
}

NodeId Instantiator::step_of(NodeId year, const Environment& environment) {
  constexpr double kTolerance = 1e-6;
  const NodeId since = op(Op::Sub, environment, year, graph().leaf(Leaf::Start));
  const NodeId steps = op(Op::Div, environment, since, graph().leaf(Leaf::Dt));
  // The ceiling of steps - tolerance.
  const NodeId lower = op(Op::Sub, environment, graph().constant(kTolerance), steps);
  return op(Op::Neg, environment, op(Op::Floor, environment, lower));
}

NodeId Instantiator::grid_time(const Environment& environment) {
  if (environment.phase == Phase::Initial) return graph().leaf(Leaf::Start);
  const NodeId passed = op(Op::Mul, environment, graph().leaf(Leaf::StepIndex), graph().leaf(Leaf::Dt));
  return op(Op::Add, environment, graph().leaf(Leaf::Start), passed);
}

Watch& Instantiator::watch(std::string_view code, SymbolId symbol) {
  const Symbol& watched = context_.model.symbols[symbol];
  for (Watch& known : watches_) {
    if (known.code == code && known.name == watched.name) return known;
  }
  return watches_.emplace_back(Watch{std::string(code), watched.name, watched.span, {}});
}

}  // namespace detente::model
