// Events: when they happen, and what they do to stocks.
// Each element of an event has a held count of how often it happened in this step (0 or 1, more for arrivals at a
// rate). All bodies read the values before the events of the step; `:=` comes first, then every `+=`; two different
// `:=` on one stock are a fault of the run. Draws are named after the event, what they change and their place there.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/bounds.h"
#include "model/check.h"
#include "model/declare.h"
#include "model/equations.h"
#include "model/targets.h"
#include "model/time_range.h"

namespace detente::model {

using kernels::Op;
using syntax::as;
using syntax::TriggerKind;
using syntax::try_as;

namespace {

constexpr NodeId kAbsent = Instantiator::kAbsent;

struct Change {  // one assignment of a body
  const syntax::Assignment* written = nullptr;
  const Expression* value = nullptr;
  const Expression* where = nullptr;  // null: always
  Scope scope;                        // the event's variables and those of the target
};

struct Event {
  SymbolId symbol = kNoId;
  const syntax::EventDecl* decl = nullptr;
  std::vector<const Expression*> times;
  const Expression* amount = nullptr;       // rate, period, delay or condition
  const Expression* probability = nullptr;  // null: certain
  SymbolId after = kNoId;
  std::vector<Index> after_at;
  std::vector<Change> changes;
  std::uint32_t first_switch = 0;  // input of the first element
  std::uint32_t first_held = 0;
};

struct Effect {
  NodeId times = kNoNode;  // how often it applies in this step
  NodeId value = kNoNode;  // of all times together for `+=`
  std::uint32_t origin = 0;
};

struct Effects {  // on one stock
  std::vector<Effect> set, add;
};

bool has_draws(const Expression& expression) {
  if (expression.form == Form::Random) return true;
  for (const Expression* arg : expression.args) {
    if (has_draws(*arg)) return true;
  }
  return false;
}

class Events {
 public:
  Events(Context& context, Instantiator& nodes) : context_(context), nodes_(nodes), checker_(context) {}

  void declare();
  void check();
  void define();  // once all cells can be computed

 private:
  void check_trigger(Event& event);
  void check_changes(Event& event);
  NodeId happens(const Event& event, const Environment& at, std::uint32_t position);
  NodeId due_at(const Event& event, Environment& at);
  NodeId due_every(const Event& event, Environment& at);
  NodeId becomes_true(const Event& event, const Environment& at, const std::string& name);
  NodeId after(const Event& event, const Environment& at);
  void apply(const Event& event, const Environment& at, NodeId times);
  NodeId joined(std::uint32_t stock, const Effects& effects);
  NodeId op(Op what, const Environment& at, NodeId a, NodeId b = kAbsent, NodeId c = kAbsent) {
    return nodes_.op(what, at, a, b, c);
  }
  NodeId constant(double value) { return nodes_.graph().constant(value); }
  bool repeats(const Event& event) const {
    return event.decl->trigger->kind == TriggerKind::Rate || event.decl->trigger->kind == TriggerKind::After;
  }

  Context& context_;
  Instantiator& nodes_;
  Checker checker_;
  std::vector<Event> events_;
  std::map<std::uint32_t, Effects> effects_;  // by stock
};

void Events::declare() {
  for (const syntax::Decl* decl : context_.declarations) {
    const auto* event = try_as<syntax::EventDecl>(decl);
    const SymbolId symbol = event ? symbol_of(context_, *decl) : kNoId;
    if (symbol == kNoId) continue;
    context_.definitions[symbol].used = true;
    Event made;
    made.symbol = symbol;
    made.decl = event;
    made.first_switch = static_cast<std::uint32_t>(context_.model.interface.inputs.size());
    made.first_held = static_cast<std::uint32_t>(context_.model.held.size());
    const std::uint32_t count = context_.model.symbols[symbol].count;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::vector<ElementId> at = context_.elements_of_cell(symbol, i);
      plan::Input input;
      input.quantity = context_.quantity(symbol, at);
      input.kind = plan::InputKind::EventSwitch;
      input.value = 1;
      input.spec = {base::cat("event ", input.quantity.name.full, " switch"), sampling::Fixed{1}};
      input.has_bounds = input.integral = true;
      input.high = 1;
      input.choices = {"off", "on"};
      input.place = context_.resolved(decl->name.span);
      const Environment environment = nodes_.environment(symbol, at, Phase::Run);
      nodes_.held(base::cat("event ", input.quantity.name.full), constant(0), HeldPhase::Events, environment.origin,
                  [](NodeId self) { return self; });
      context_.model.interface.inputs.push_back(std::move(input));
    }
    context_.definitions[symbol].compute = [symbol, first = made.first_held](
                                               Instantiator& nodes, std::span<const ElementId> at, Phase phase) {
      if (phase == Phase::Initial) return nodes.graph().constant(0);
      const Context& in = nodes.context();
      return nodes.graph().leaf(Leaf::Held, first + in.cell_at(symbol, at) - in.model.symbols[symbol].first_cell);
    };
    events_.push_back(std::move(made));
  }
}

void Events::check() {
  for (Event& event : events_) {
    if (!event.decl->trigger) {
      context_.report("E0612", event.decl->name.span, base::cat("event `", event.decl->name.text, "` has no trigger"))
          .with_help(
              "write `at 2030`, `every 4 year`, `at rate 0.1/year`, `when CONDITION` or `after 1 year from EVENT`");
      continue;
    }
    check_trigger(event);
    if (context_.model.symbols[event.symbol].count > 0) check_changes(event);
  }
}

void Events::check_trigger(Event& event) {
  const syntax::Trigger& trigger = *event.decl->trigger;
  Scope scope = scope_of(context_, event.symbol);
  scope.place = "an event's trigger";
  for (const syntax::Expr* time : trigger.times) {
    event.times.push_back(checker_.calendar(*time, scope));
    warn_off_grid(context_, *event.times.back());
  }
  switch (trigger.kind) {
    case TriggerKind::At: break;
    case TriggerKind::Every:
    case TriggerKind::After: event.amount = checker_.duration(*trigger.amount, scope); break;
    case TriggerKind::Rate:
      event.amount = checker_.quantity(*trigger.amount, scope,
                                       {.unit = *units::divide(units::Unit(), units::UnitTable::year()),
                                        .what = "an event",
                                        .subject = "the rate",
                                        .help = "give how often it happens in a time, e.g. `0.05/year`"});
      break;
    case TriggerKind::When: event.amount = checker_.condition(*trigger.amount, scope); break;
  }
  if (trigger.event) {
    const auto* index = try_as<syntax::IndexExpr>(trigger.event);
    const auto* name = try_as<syntax::NameExpr>(index ? index->base : trigger.event);
    event.after = name ? context_.find(name->name.text) : kNoId;
    if (event.after == kNoId || context_.model.symbols[event.after].kind != SymbolKind::Event) {
      if (name && event.after == kNoId) {
        context_.report_unknown(name->name.text, name->span);
      } else {
        context_.report("E0307", trigger.event->span, "this is not an event").with_help("name an `event`");
      }
      event.after = kNoId;
    } else {
      event.after_at = checker_.indices(event.after, index ? index->indices : std::vector<const syntax::Expr*>(),
                                        trigger.event->span, scope);
      if (event.after_at.size() != context_.model.symbols[event.after].sets.size()) event.after = kNoId;
    }
  }
  if (event.decl->probability) {
    event.probability = checker_.any(*event.decl->probability, scope);
    if (!checker_.needs_pure(*event.probability, "a probability")) event.probability = nullptr;
    if (event.probability && event.probability->form == Form::Number &&
        !(event.probability->value >= 0 && event.probability->value <= 1)) {
      context_.report("E1102", event.probability->span, "probability must lie in 0..1").with_help("e.g. `30 %`");
    }
  }
}

void Events::check_changes(Event& event) {
  if (event.decl->assignments.empty()) return;  // it may serve to let others follow
  for (const syntax::Assignment& written : event.decl->assignments) {
    const SymbolId symbol = context_.find_read(written.target.text);
    if (symbol == kNoId) {
      context_.report_unknown(written.target.text, written.target.span);
      continue;
    }
    const Symbol target = context_.model.symbols[symbol];
    if (target.kind != SymbolKind::Stock) {
      context_.report("E0614", written.target.span, base::cat("`", target.name, "` is not a stock"))
          .with_note(target.span, "declared here")
          .with_help("events change stocks; make it a stock without flows");
      continue;
    }
    Change change;
    change.written = &written;
    change.scope = scope_of(context_, event.symbol);
    change.scope.random = true;
    change.scope.memory = false;
    change.scope.place = "an event's body";
    // Binds the target's variables; its cells are found again for every element of the event.
    const std::uint64_t errors = context_.diagnostics.error_count();
    const Environment first = nodes_.environment(event.symbol, context_.elements_of_cell(event.symbol, 0), Phase::Run);
    resolve_target(context_, nodes_, checker_, written.target, written.indices, written.span, change.scope, first);
    if (context_.diagnostics.error_count() != errors) continue;
    change.value = checker_.quantity(*written.value, change.scope,
                                     {.unit = target.unit,
                                      .what = base::cat("stock `", target.name, "`"),
                                      .subject = "the change",
                                      .bare_numbers = false});
    if (written.where) change.where = checker_.condition(*written.where, change.scope);
    event.changes.push_back(std::move(change));
  }
}

// --- When ----------------------------------------------------------------------------------------------------------

NodeId Events::due_at(const Event& event, Environment& at) {
  NodeId due = constant(0);
  for (const Expression* time : event.times) {
    const NodeId first = nodes_.step_of(nodes_.node(*time, at), at);
    due = op(Op::Or, at, due, op(Op::Eq, at, nodes_.graph().leaf(Leaf::StepIndex), first));
  }
  return due;
}

// From its first time on, or else from one period after the start on.
NodeId Events::due_every(const Event& event, Environment& at) {
  const NodeId now = nodes_.graph().leaf(Leaf::StepIndex);
  const NodeId length = op(Op::Div, at, nodes_.node(*event.amount, at), nodes_.graph().leaf(Leaf::Dt));
  const NodeId period = op(Op::Max, at, op(Op::Round, at, length), constant(1));
  const NodeId first = event.times.empty() ? period : nodes_.step_of(nodes_.node(*event.times[0], at), at);
  const NodeId passed = op(Op::Sub, at, now, first);
  const NodeId whole = op(Op::Mul, at, op(Op::Floor, at, op(Op::Div, at, passed, period)), period);
  const NodeId begun = op(Op::Le, at, constant(0), passed);
  return op(Op::And, at, begun, op(Op::Eq, at, passed, whole));
}

// True now and not at the grid time before; what is true at the start has not become true.
NodeId Events::becomes_true(const Event& event, const Environment& at, const std::string& name) {
  Environment start = at;
  start.phase = Phase::Initial;
  const NodeId condition = nodes_.value(*event.amount, at);
  const NodeId at_start = nodes_.value(*event.amount, start);
  const NodeId was = nodes_.held(base::cat(name, " was true"), at_start, HeldPhase::Events, at.origin,
                                 [&](NodeId) { return condition; });
  return op(Op::And, at, condition, op(Op::Not, at, was));
}

NodeId Events::after(const Event& event, const Environment& at) {
  if (event.after == kNoId) return constant(0);
  const NodeId delay = nodes_.value(*event.amount, at);
  const double step = context_.model.time.step;
  const double longest = std::floor(upper_bound(context_.model, delay) / step + 0.5);
  const bool known = std::isfinite(longest) && longest <= static_cast<double>(context_.options.steps_limit);
  if (!known || (nodes_.graph().is_constant(delay) && longest < 1)) {
    context_
        .report(
            "E0607", event.amount->span,
            known ? base::cat("an event follows another by at least one step of ", base::number_text(step, 6), " year")
                  : std::string("the longest this delay may be is not known"))
        .with_help(known ? "use a longer delay or a smaller step" : "declare bounds of the parameter (`in [lo, hi]`)");
    return constant(0);
  }
  std::vector<ElementId> elements;
  for (const Index& index : event.after_at) elements.push_back(nodes_.element(index, at));
  if (context_.cell_at(event.after, elements) == kNoId) {
    context_.report("E0503", event.decl->trigger->event->span, "no such element of this event");
    return constant(0);
  }
  const NodeId happened =
      nodes_.settle([&] { return nodes_.cell(event.after, elements, Phase::Run, event.decl->name.span); });
  const auto ring = static_cast<std::uint32_t>(context_.model.rings.size());
  context_.model.rings.push_back({base::cat("event ", context_.cell_name(event.after, elements)),
                                  static_cast<std::uint32_t>(std::max(longest, 1.0)) + 1, happened});
  const NodeId steps = op(Op::Max, at, op(Op::Div, at, delay, nodes_.graph().leaf(Leaf::Dt)), constant(1));
  return nodes_.op(Op::RingRead, at, steps, constant(0), kAbsent, ring);
}

// How often the event happens in this step.
NodeId Events::happens(const Event& event, const Environment& at, std::uint32_t position) {
  const std::string name =
      base::cat("event ", context_.cell_name(event.symbol, context_.elements_of_cell(event.symbol, position)));
  const NodeId on = nodes_.graph().leaf(Leaf::Input, event.first_switch + position);
  const NodeId chance = event.probability ? nodes_.value(*event.probability, at) : kNoNode;
  if (event.decl->trigger->kind == TriggerKind::Rate) {
    NodeId rate = nodes_.value(*event.amount, at);
    if (chance != kNoNode) rate = op(Op::Mul, at, rate, chance);
    const NodeId mean = op(Op::Mul, at, op(Op::Mul, at, rate, nodes_.graph().leaf(Leaf::Dt)), on);
    const NodeId uniform = nodes_.random_leaf(Op::Uniform, base::cat(name, " arrivals"), at);
    return op(Op::PoissonQuantile, at, uniform, mean);
  }
  NodeId times = kNoNode;
  switch (event.decl->trigger->kind) {
    case TriggerKind::At:
      times = nodes_.settle([&] {
        Environment copy = at;
        return due_at(event, copy);
      });
      break;
    case TriggerKind::Every:
      times = nodes_.settle([&] {
        Environment copy = at;
        return due_every(event, copy);
      });
      break;
    case TriggerKind::When: times = becomes_true(event, at, name); break;
    case TriggerKind::After: times = after(event, at); break;
    case TriggerKind::Rate: break;
  }
  if (chance != kNoNode) {
    const NodeId happens_now = op(Op::Lt, at, nodes_.random_leaf(Op::Uniform, base::cat(name, " chance"), at), chance);
    if (event.decl->trigger->kind == TriggerKind::After) {
      // Each of several arrivals has its own chance.
      context_.model.repeat_sums.push_back({times, happens_now});
      times = nodes_.graph().leaf(Leaf::RepeatSum, static_cast<std::uint32_t>(context_.model.repeat_sums.size() - 1));
    } else {
      times = op(Op::And, at, times, happens_now);
    }
  }
  times = op(Op::Select, at, on, times, constant(0));
  if (event.decl->trigger->once) {
    const NodeId done = nodes_.held(base::cat(name, " happened"), constant(0), HeldPhase::Events, at.origin,
                                    [&](NodeId self) { return op(Op::Or, at, self, times); });
    times = op(Op::And, at, times, op(Op::Not, at, done));
  }
  return times;
}

// --- What ----------------------------------------------------------------------------------------------------------

void Events::apply(const Event& event, const Environment& at, NodeId times) {
  for (const Change& change : event.changes) {
    const std::uint64_t errors = context_.diagnostics.error_count();
    Scope scope = scope_of(context_, event.symbol);
    const Target target = resolve_target(context_, nodes_, checker_, change.written->target, change.written->indices,
                                         change.written->span, scope, at);
    if (context_.diagnostics.error_count() != errors) return;
    const Symbol stock = context_.model.symbols[target.symbol];
    for (const Target::Cell& cell : target.cells) {
      const std::uint32_t position = cell.cell - stock.first_cell;
      Environment inner = cell.environment;
      inner.origin = at.origin;
      inner.stream = base::cat("event ", context_.model.origins[at.origin].variable, " ",
                               context_.cell_name(target.symbol, context_.elements_of_cell(target.symbol, position)));
      NodeId applies = times;
      if (change.where) {
        if (change.where->element) {
          if (!nodes_.holds(*change.where, inner)) continue;
        } else {
          applies = op(Op::Select, at, nodes_.value(*change.where, inner), times, constant(0));
        }
      }
      NodeId value = nodes_.value(*change.value, inner);
      const bool adds = change.written->op == syntax::AssignOp::Add;
      if (adds && repeats(event)) {
        if (has_draws(*change.value)) {
          context_.model.repeat_sums.push_back({applies, value});
          value =
              nodes_.graph().leaf(Leaf::RepeatSum, static_cast<std::uint32_t>(context_.model.repeat_sums.size() - 1));
        } else {
          value = op(Op::Mul, at, applies, value);
        }
      }
      Effects& effects = effects_[stock.index + position];
      (adds ? effects.add : effects.set).push_back({applies, value, at.origin});
    }
  }
}

// The state after all events of the step; its bits stay as they are when none happens.
NodeId Events::joined(std::uint32_t index, const Effects& effects) {
  const StockCell& stock = context_.model.stocks[index];
  Environment at;
  at.origin = stock.origin;
  const NodeId state = nodes_.graph().leaf(Leaf::Stock, index);
  const NodeId before = stock.log_scale ? op(Op::Exp, at, state) : state;
  NodeId any = constant(0), value = before;
  for (const Effect& effect : effects.set) {
    value = op(Op::Select, at, effect.times, effect.value, value);
    any = op(Op::Or, at, any, effect.times);
  }
  if (effects.set.size() > 1) {
    NodeId conflict = constant(0);
    for (const Effect& effect : effects.set) {
      const NodeId differs = op(Op::And, at, effect.times, op(Op::Ne, at, effect.value, value));
      conflict = op(Op::Or, at, conflict, differs);
    }
    Environment clash;
    clash.origin = context_.origin(stock.quantity.name.full, context_.model.origins[stock.origin].span);
    context_.model.origins[clash.origin].fault = plan::FaultKind::Conflict;
    value = op(Op::Select, clash, conflict, constant(std::numeric_limits<double>::quiet_NaN()), value);
  }
  for (const Effect& effect : effects.add) {
    const NodeId change = op(Op::Select, at, effect.times, effect.value, constant(0));
    value = op(Op::Add, at, value, change);
    any = op(Op::Or, at, any, effect.times);
  }
  if (stock.log_scale) value = op(Op::Ln, at, value);
  return op(Op::Select, at, any, value, state);
}

void Events::define() {
  for (const Event& event : events_) {
    if (!event.decl->trigger) continue;
    const std::uint32_t count = context_.model.symbols[event.symbol].count;
    for (std::uint32_t i = 0; i < count; ++i) {
      const Environment at = nodes_.environment(event.symbol, context_.elements_of_cell(event.symbol, i), Phase::Run);
      const NodeId times = happens(event, at, i);
      context_.model.held[event.first_held + i].update = times;
      apply(event, at, times);
    }
  }
  for (const auto& [stock, effects] : effects_) {
    const NodeId after_events = joined(stock, effects);
    context_.model.stocks[stock].after_events = after_events;
  }
}

}  // namespace

void build_events(Context& context, Instantiator& nodes) {
  auto events = std::make_shared<Events>(context, nodes);
  events->declare();
  events->check();
  nodes.later([events] { events->define(); });
}

}  // namespace detente::model
