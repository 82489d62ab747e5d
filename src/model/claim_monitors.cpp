// What claims say about trajectories, as monitor code.
#include <cmath>
#include <utility>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/claims.h"

namespace detente::model {

using kernels::Op;
using plan::EdgeKind;
using plan::MonitorOp;
using syntax::BinaryOp;
using syntax::TemporalOp;
using syntax::try_as;

struct Claims::Trajectory {
  plan::Monitor monitor;
  std::map<std::pair<NodeId, NodeId>, std::uint32_t> atoms;  // trace that holds an atom already
  bool outermost = true;

  std::uint32_t emit(MonitorOp op, std::uint32_t a = 0, std::uint32_t b = 0, plan::Window window = {},
                     double value = 0) {
    plan::MonitorInstr instr;
    instr.op = op;
    instr.dst = monitor.traces++;
    instr.a = a;
    instr.b = b;
    instr.window = window;
    instr.value = value;
    monitor.code.push_back(instr);
    return instr.dst;
  }
};

namespace {

constexpr plan::WindowEdge kNow = {EdgeKind::Steps, 0};
constexpr plan::WindowEdge kEnd = {EdgeKind::End, 0};

}  // namespace

std::uint32_t Claims::monitor(const syntax::Expr& expr) {
  Trajectory made;
  made.monitor.name = name_;
  made.monitor.place = context_.resolved(expr.span);
  if (!context_.model.time.has_time) {
    context_.report("E1111", expr.span, "a statement about a trajectory needs time")
        .with_help("write `time 2026 to 2046 year step 1/12`");
  }
  made.monitor.result = state(made, expr);
  context_.model.monitors.push_back(std::move(made.monitor));
  return static_cast<std::uint32_t>(context_.model.monitors.size() - 1);
}

std::uint32_t Claims::state(Trajectory& made, const syntax::Expr& expr) {
  if (const auto* words = try_as<syntax::TemporalExpr>(&expr)) return temporal(made, *words);
  if (!is_temporal(expr)) return atom(made, expr);
  made.outermost = false;
  if (const auto* binary = try_as<syntax::BinaryExpr>(&expr)) {
    const BinaryOp word = binary->rest.front().op;
    if (word == BinaryOp::And || word == BinaryOp::Or) {
      std::uint32_t whole = state(made, *binary->first);
      for (const syntax::Operand& operand : binary->rest) {
        const std::uint32_t part = state(made, *operand.expr);
        whole = made.emit(word == BinaryOp::And ? MonitorOp::And : MonitorOp::Or, whole, part);
      }
      return whole;
    }
  }
  if (const auto* unary = try_as<syntax::UnaryExpr>(&expr); unary && unary->op == syntax::UnaryOp::Not) {
    const std::uint32_t inner = state(made, *unary->operand);
    return made.emit(MonitorOp::Not, inner);
  }
  context_.report("E1107", expr.span, "statements about a trajectory are joined by `and`, `or`, `not`")
      .with_help("declare a claim of its own for each");
  return made.emit(MonitorOp::Constant, 0, 0, {}, 0.5);
}

std::uint32_t Claims::atom(Trajectory& made, NodeId truth, NodeId robustness) {
  const auto [place, is_new] = made.atoms.try_emplace({truth, robustness}, 0);
  if (!is_new) return place->second;
  std::vector<AtomCell>& atoms = context_.model.atoms;
  std::uint32_t number = 0;
  while (number < atoms.size() && !(atoms[number].truth == truth && atoms[number].robustness == robustness)) ++number;
  if (number == atoms.size()) atoms.push_back({truth, robustness});
  return place->second = made.emit(MonitorOp::Atom, number);
}

std::uint32_t Claims::atom(Trajectory& made, const syntax::Expr& expr) {
  Scope scope = scope_;
  const Expression* checked = checker_.condition(expr, scope);
  const NodeId truth = at_.value(*checked, environment_);
  return atom(made, truth, checked->form == Form::Poison ? kNoNode : robustness(expr));
}

// How far a condition is from flipping; kNoNode where that has no number.
NodeId Claims::robustness(const syntax::Expr& expr) {
  Graph& graph = at_.graph();
  const std::uint32_t origin = environment_.origin;
  if (const auto* unary = try_as<syntax::UnaryExpr>(&expr); unary && unary->op == syntax::UnaryOp::Not) {
    const NodeId inner = robustness(*unary->operand);
    return inner == kNoNode ? kNoNode : graph.op(Op::Neg, origin, inner);
  }
  const auto* binary = try_as<syntax::BinaryExpr>(&expr);
  if (!binary) return kNoNode;
  const BinaryOp word = binary->rest.front().op;
  if (word == BinaryOp::And || word == BinaryOp::Or) {
    NodeId whole = robustness(*binary->first);
    for (const syntax::Operand& operand : binary->rest) {
      const NodeId part = robustness(*operand.expr);
      if (whole == kNoNode || part == kNoNode) return kNoNode;
      whole = graph.op(word == BinaryOp::And ? Op::Min : Op::Max, origin, whole, part);
    }
    return whole;
  }
  const bool less = word == BinaryOp::Less || word == BinaryOp::LessEqual;
  const bool more = word == BinaryOp::Greater || word == BinaryOp::GreaterEqual;
  if (!less && !more) return kNoNode;
  Scope scope = scope_;
  const Expression* first = checker_.any(*binary->first, scope);
  const Expression* second = checker_.any(*binary->rest.front().expr, scope);
  unit_.add(first->unit);
  const NodeId a = at_.value(*first, environment_), b = at_.value(*second, environment_);
  return less ? graph.op(Op::Sub, origin, b, a) : graph.op(Op::Sub, origin, a, b);
}

plan::WindowEdge Claims::calendar_edge(const syntax::Expr& expr) {
  Scope scope;
  const Expression* checked = checker_.calendar(expr, scope);
  const double year = checked->form == Form::Poison ? NAN : at_.number(*checked, environment_);
  if (std::isnan(year)) return kEnd;
  const double slack = 1e-6 * context_.model.time.step;
  const auto text = [](double value) { return base::number_text(value, 8); };
  if (year > context_.last_end + slack) {
    context_
        .report("E1101", expr.span,
                base::cat(text(year), " is after the end of every declared time range (", text(context_.last_end), ')'))
        .with_help("move it, or let `time` (or a scenario's `time`) run longer");
  } else if (year < context_.first_start - slack) {
    context_
        .report("E1101", expr.span,
                base::cat(text(year), " is before the start of every declared time range (", text(context_.first_start),
                          ')'))
        .with_help("move it, or let `time` (or a scenario's `time`) begin earlier");
  } else {
    const double steps = (year - context_.model.time.start) / context_.model.time.step;
    if (std::fabs(steps - std::floor(steps + 0.5)) > 1e-6) {
      const double next = context_.model.time.start + std::ceil(steps) * context_.model.time.step;
      context_.report("W1108", expr.span, base::cat(text(year), " is not on a step; moved to ", text(next)))
          .with_help("set the time on a step, or make the step divide it");
    }
  }
  return {EdgeKind::Year, year};
}

plan::WindowEdge Claims::steps_edge(const syntax::Expr& expr) {
  if (const auto* zero = try_as<syntax::NumberExpr>(&expr); zero && zero->value == 0) return kNow;
  Scope scope;
  const Expression* checked = checker_.duration(expr, scope);
  const double years = checked->form == Form::Poison ? NAN : at_.number(*checked, environment_);
  if (std::isnan(years)) return kNow;
  const double steps = years / context_.model.time.step, nearest = std::floor(steps + 0.5);
  if (std::fabs(steps - nearest) <= 1e-6) return {EdgeKind::Steps, nearest};
  const double longer = std::ceil(steps);
  context_
      .report("W1108", expr.span,
              base::cat(base::number_text(years, 6), " year is not a whole number of steps; taken as ",
                        base::number_text(longer * context_.model.time.step, 6), " year"))
      .with_help("use a multiple of the step");
  return {EdgeKind::Steps, longer};
}

plan::Window Claims::window(const syntax::Window* written) {
  if (!written) return {kNow, kEnd};
  plan::Window made;
  switch (written->kind) {
    case syntax::WindowKind::Calendar: made = {calendar_edge(*written->from), calendar_edge(*written->to)}; break;
    case syntax::WindowKind::Relative: made = {steps_edge(*written->from), steps_edge(*written->to)}; break;
    case syntax::WindowKind::By: return {kNow, calendar_edge(*written->to)};
    case syntax::WindowKind::Within: return {kNow, steps_edge(*written->to)};
  }
  if (made.from.kind == made.to.kind && made.from.value > made.to.value) {
    context_.report("E1112", written->span, "empty window: it ends before it begins")
        .with_help("write the earlier end first");
  }
  return made;
}

// The two sides of a comparison between trajectories; their units fit.
bool Claims::pair(const syntax::TemporalExpr& expr, const Expression*& first, const Expression*& second) {
  Scope scope = scope_;
  first = checker_.any(*expr.first, scope);
  const syntax::Expr& other = expr.second ? *expr.second : *expr.amount;
  second = checker_.quantity(other, scope,
                             {.unit = first->unit,
                              .code = "E0402",
                              .what = base::cat('`', context_.sources.text(expr.first->span), '`'),
                              .subject = "what it is compared with",
                              .bare_numbers = false});
  if (first->form == Form::Poison || second->form == Form::Poison) return false;
  unit_.add(first->unit);
  return true;
}

std::uint32_t Claims::temporal(Trajectory& made, const syntax::TemporalExpr& expr) {
  Graph& graph = at_.graph();
  const std::uint32_t origin = environment_.origin;
  const bool outermost = std::exchange(made.outermost, false);
  const auto op = [&](Op what, NodeId a, NodeId b = kNoNode) { return graph.op(what, origin, a, b); };
  const auto nothing = [&] { return made.emit(MonitorOp::Constant, 0, 0, {}, 0.5); };
  // What is waited for, and until when: its first time is reported.
  const auto reached = [&](std::uint32_t trace, plan::Window within) {
    if (outermost) made.monitor.first_of = trace;
    return made.emit(MonitorOp::Eventually, trace, 0, within);
  };
  switch (expr.op) {
    case TemporalOp::Always: {
      const std::uint32_t inner = state(made, *expr.first);
      return made.emit(MonitorOp::Always, inner, 0, window(expr.window));
    }
    case TemporalOp::Eventually: {
      const std::uint32_t inner = state(made, *expr.first);
      return reached(inner, window(expr.window));
    }
    case TemporalOp::Until: {
      const std::uint32_t before = state(made, *expr.first), event = state(made, *expr.second);
      if (outermost) made.monitor.first_of = event;
      return made.emit(MonitorOp::Until, before, event, window(expr.window));
    }
    case TemporalOp::By: {
      const std::uint32_t inner = state(made, *expr.first);
      return reached(inner, {kNow, calendar_edge(*expr.deadline)});
    }
    case TemporalOp::ByAndStays: {
      const std::uint32_t inner = state(made, *expr.first);
      const std::uint32_t stays = made.emit(MonitorOp::Always, inner, 0, {kNow, kEnd});
      return reached(stays, {kNow, calendar_edge(*expr.deadline)});
    }
    case TemporalOp::After: {
      const std::uint32_t event = state(made, *expr.second);
      if (!outermost) {
        context_.report("E1107", expr.span, "`after` stands first in a claim")
            .with_help("write `after g: f`, or set futures aside with `given`");
      }
      made.monitor.given = made.emit(MonitorOp::Eventually, event, 0, {kNow, kEnd});
      const std::uint32_t then = state(made, *expr.first);
      return made.emit(MonitorOp::After, then, event);
    }
    case TemporalOp::Overtakes: {
      const Expression *first = nullptr, *second = nullptr;
      if (!pair(expr, first, second)) return nothing();
      const NodeId x = at_.value(*first, environment_), y = at_.value(*second, environment_);
      const std::uint32_t behind = atom(made, op(Op::Lt, x, y), op(Op::Sub, y, x));
      const std::uint32_t level = atom(made, op(Op::Le, y, x), op(Op::Sub, x, y));
      const std::uint32_t later = reached(level, {kNow, calendar_edge(*expr.deadline)});
      return made.emit(MonitorOp::And, behind, later);
    }
    case TemporalOp::Converge: {
      const Expression *first = nullptr, *second = nullptr;
      if (!pair(expr, first, second)) return nothing();
      Scope scope = scope_;
      const Expression* margin =
          checker_.quantity(*expr.amount, scope,
                            {.unit = first->unit,
                             .code = "E0402",
                             .what = base::cat('`', context_.sources.text(expr.first->span), '`'),
                             .subject = "the margin"});
      if (margin->form == Form::Poison) return nothing();
      const NodeId gap = op(Op::Abs, op(Op::Sub, at_.value(*first, environment_), at_.value(*second, environment_)));
      const NodeId within = at_.value(*margin, environment_);
      const std::uint32_t close = atom(made, op(Op::Le, gap, within), op(Op::Sub, within, gap));
      return reached(close, {kNow, calendar_edge(*expr.deadline)});
    }
    case TemporalOp::Rises:
    case TemporalOp::Falls: {
      Scope scope = scope_;
      const Expression* moving = checker_.any(*expr.first, scope);
      if (moving->form == Form::Poison) return nothing();
      unit_.add(moving->unit);
      NodeId x = at_.value(*moving, environment_);
      if (expr.op == TemporalOp::Falls) x = op(Op::Neg, x);
      const std::uint32_t values = atom(made, graph.constant(1), x);
      return made.emit(MonitorOp::Rises, values, 0, window(expr.window));
    }
    case TemporalOp::TipsOver: {
      const Expression *first = nullptr, *second = nullptr;
      if (!pair(expr, first, second)) return nothing();
      const NodeId x = at_.value(*first, environment_), c = at_.value(*second, environment_);
      const std::uint32_t below = atom(made, op(Op::Le, x, c), op(Op::Sub, c, x));
      const std::uint32_t above = atom(made, op(Op::Lt, c, x), op(Op::Sub, x, c));
      const std::uint32_t stays = made.emit(MonitorOp::Always, above, 0, {kNow, kEnd});
      const std::uint32_t later = reached(stays, {kNow, calendar_edge(*expr.deadline)});
      return made.emit(MonitorOp::And, below, later);
    }
  }
  return nothing();
}

}  // namespace detente::model
