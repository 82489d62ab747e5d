// Arithmetic, comparisons and logic, and what they do to units.
#include "base/cat.h"
#include "model/check.h"
#include "model/sets.h"
#include "model/units_of.h"

namespace detente::model {

using kernels::Op;
using syntax::BinaryOp;
using units::Unit;

const Expression* Checker::binary(const syntax::BinaryExpr& expr, Scope& scope) {
  switch (expr.rest.front().op) {
    case BinaryOp::Or:
    case BinaryOp::And: {
      std::vector<const Expression*> args = {condition(*expr.first, scope)};
      std::vector<Op> ops;
      bool element = args[0]->element;
      for (const syntax::Operand& operand : expr.rest) {
        args.push_back(condition(*operand.expr, scope));
        ops.push_back(operand.op == BinaryOp::Or ? Op::Or : Op::And);
        element = element && args.back()->element;
      }
      Expression made = *chain(std::move(args), std::move(ops), expr.span);
      made.truth = made.form != Form::Poison;
      made.element = element;
      return context_.keep(std::move(made));
    }
    case BinaryOp::Equal:
    case BinaryOp::NotEqual:
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual: return comparison(expr, scope);
    case BinaryOp::In: return membership(expr, scope);
    case BinaryOp::Add:
    case BinaryOp::Subtract: return sum(expr, scope);
    case BinaryOp::Multiply:
    case BinaryOp::Divide: return product(expr, scope);
    case BinaryOp::Power: return power(expr, scope);
  }
  return poison(expr.span);
}

const Expression* Checker::chain(std::vector<const Expression*> args, std::vector<Op> ops, base::Span span) {
  for (const Expression* arg : args) {
    if (arg->form == Form::Poison) return poison(span);
  }
  Expression made;
  made.form = Form::Chain;
  made.unit = args.front()->unit;
  made.span = span;
  made.args = std::move(args);
  made.ops = std::move(ops);
  return context_.keep(std::move(made));
}

const Expression* Checker::sum(const syntax::BinaryExpr& expr, Scope& scope) {
  std::vector<const Expression*> args = {any(*expr.first, scope)};
  std::vector<Op> ops;
  bool good = true;
  for (const syntax::Operand& operand : expr.rest) {
    const bool adds = operand.op == BinaryOp::Add;
    args.push_back(any(*operand.expr, scope));
    ops.push_back(adds ? Op::Add : Op::Sub);
    if (good) good = alike(*args.front(), *args.back(), adds ? "add" : "subtract", operand.op_span);
  }
  return good ? chain(std::move(args), std::move(ops), expr.span) : poison(expr.span);
}

const Expression* Checker::product(const syntax::BinaryExpr& expr, Scope& scope) {
  // Percentages are pure numbers: they leave no trace in the unit of a product.
  const auto factor = [](const Unit& unit) { return unit.dimension.is_dimensionless() ? Unit() : unit; };
  std::vector<const Expression*> args = {any(*expr.first, scope)};
  std::vector<Op> ops;
  Unit unit = factor(args[0]->unit);
  bool good = args[0]->form != Form::Poison;
  for (const syntax::Operand& operand : expr.rest) {
    const bool multiplies = operand.op == BinaryOp::Multiply;
    args.push_back(any(*operand.expr, scope));
    ops.push_back(multiplies ? Op::Mul : Op::Div);
    good = good && args.back()->form != Form::Poison;
    if (!good) continue;
    const Unit other = factor(args.back()->unit);
    const auto joined = multiplies ? units::multiply(unit, other) : units::divide(unit, other);
    if (joined) {
      unit = *joined;
    } else {
      report_unit_error(context_, joined.error(), operand.op_span);
      good = false;
    }
  }
  if (!good) return poison(expr.span);
  Expression made = *chain(std::move(args), std::move(ops), expr.span);
  made.unit = unit;
  return context_.keep(std::move(made));
}

const Expression* Checker::power(const syntax::BinaryExpr& expr, Scope& scope) {
  const Expression* base = any(*expr.first, scope);
  const Expression* exponent = any(*expr.rest[0].expr, scope);
  return power(base, exponent, *expr.rest[0].expr, expr.span);
}

// Whole and half exponents become products and roots: exact, and they carry units.
const Expression* Checker::power(const Expression* base, const Expression* exponent, const syntax::Expr& text,
                                 base::Span span) {
  if (base->form == Form::Poison || exponent->form == Form::Poison || !needs_pure(*exponent, "an exponent")) {
    return poison(span);
  }
  const auto exact = exponent_of(text);
  if (!exact) {
    if (!needs_pure(*base, "what is raised to a variable power")) return poison(span);
    return operation(Op::Pow, {base, exponent}, Unit(), span);
  }
  Unit unit;
  if (!base->unit.dimension.is_dimensionless()) {
    const auto raised = units::power(base->unit, *exact);
    if (!raised) {
      report_unit_error(context_, raised.error(), text.span);
      return poison(span);
    }
    unit = *raised;
  }
  const std::int64_t top = exact->numerator();
  if (exact->is_whole() && top != 0 && top >= -4 && top <= 4) {
    const std::int64_t times = top < 0 ? -top : top;
    std::vector<const Expression*> args(static_cast<std::size_t>(times), base);
    const Expression* product = base;
    if (times > 1) {
      Expression made = *chain(std::move(args), std::vector<Op>(static_cast<std::size_t>(times - 1), Op::Mul), span);
      made.unit = unit;
      product = context_.keep(std::move(made));
    }
    return top > 0 ? product : operation(Op::Div, {number(1, Unit(), span), product}, unit, span);
  }
  if (exact->denominator() == 2 && top == 1) return operation(Op::Sqrt, {base}, unit, span);
  return operation(Op::Pow, {base, exponent}, unit, span);
}

const Expression* Checker::comparison(const syntax::BinaryExpr& expr, Scope& scope) {
  const syntax::Operand& right = expr.rest[0];
  const bool equality = right.op == BinaryOp::Equal || right.op == BinaryOp::NotEqual;
  if (equality) {
    const bool left_element = is_element(*expr.first, scope, false),
               right_element = is_element(*right.expr, scope, false);
    if (left_element || right_element ||
        (is_element(*expr.first, scope, true) && is_element(*right.expr, scope, true))) {
      Expression same;
      same.form = Form::SameElement;
      same.truth = same.element = true;
      same.span = expr.span;
      same.indices = {index(*expr.first, scope), index(*right.expr, scope)};
      if (same.indices[0].id == kNoId || same.indices[1].id == kNoId) return poison(expr.span);
      const Expression* made = context_.keep(std::move(same));
      if (right.op == BinaryOp::Equal) return made;
      Expression inverted = *operation(Op::Not, {made}, Unit(), expr.span);
      inverted.truth = inverted.element = true;
      return context_.keep(std::move(inverted));
    }
  }
  const Expression* a = any(*expr.first, scope);
  const Expression* b = any(*right.expr, scope);
  if (!alike(*a, *b, "compare", right.op_span)) return poison(expr.span);
  Op op = Op::Lt;
  if (right.op == BinaryOp::Equal) op = Op::Eq;
  if (right.op == BinaryOp::NotEqual) op = Op::Ne;
  if (right.op == BinaryOp::LessEqual || right.op == BinaryOp::GreaterEqual) op = Op::Le;
  if (right.op == BinaryOp::Greater || right.op == BinaryOp::GreaterEqual) std::swap(a, b);
  Expression made = *operation(op, {a, b}, Unit(), expr.span);
  made.truth = true;
  return context_.keep(std::move(made));
}

const Expression* Checker::membership(const syntax::BinaryExpr& expr, Scope& scope) {
  if (!is_element(*expr.first, scope, true)) {
    context_.report("E0509", expr.first->span, "`in` asks whether an element is in a set")
        .with_help("for numbers write `x >= lo and x <= hi`");
    return poison(expr.span);
  }
  Expression made;
  made.form = Form::ElementIn;
  made.truth = made.element = true;
  made.span = expr.span;
  made.indices = {index(*expr.first, scope)};
  made.id = set_of(context_, *expr.rest[0].expr);
  if (made.id == kNoId || made.indices[0].id == kNoId) return poison(expr.span);
  return context_.keep(std::move(made));
}

}  // namespace detente::model
