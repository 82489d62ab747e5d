// Aggregates over sets: sum, product, mean, min, max, count, any, all, softmax.
#include "base/cat.h"
#include "model/check.h"

namespace detente::model {

using syntax::AggregateOp;
using units::Unit;

const Expression* Checker::aggregate(const syntax::AggregateExpr& expr, const syntax::Expr* wanted, Scope& scope) {
  const std::size_t outer = scope.variables.size();
  Expression made;
  made.span = expr.span;
  if (wanted) made.indices = {index(*wanted, scope)};  // outside the scope of the binder
  const bool bound = bind(expr.binders, scope).size() == expr.binders.size();
  for (std::size_t i = outer; i < scope.variables.size(); ++i) {
    made.bounds.push_back({static_cast<std::uint32_t>(i), scope.variables[i].set});
  }
  const Expression* where = nullptr;
  const Expression* body = nullptr;
  bool good = bound;
  if (bound) {
    if (expr.where) {
      where = condition(*expr.where, scope);
      good = where->form != Form::Poison;
    }
    const bool of_conditions =
        expr.op == AggregateOp::Any || expr.op == AggregateOp::All || expr.op == AggregateOp::Count;
    if (expr.body) {
      body = of_conditions ? condition(*expr.body, scope) : any(*expr.body, scope);
      good = good && body->form != Form::Poison;
    }
  }
  scope.variables.resize(outer);
  if (!good) return poison(expr.span);

  made.form = Form::Reduce;
  const bool is_pure = !body || body->unit.dimension.is_dimensionless();
  switch (expr.op) {
    case AggregateOp::Sum: made.reduction = Reduction::Sum; break;
    case AggregateOp::Product:
      made.reduction = Reduction::Product;
      if (!is_pure && !needs_pure(*body, "the factor of a product over a set")) return poison(expr.span);
      break;
    case AggregateOp::Mean: made.reduction = Reduction::Mean; break;
    case AggregateOp::Min: made.reduction = Reduction::Min; break;
    case AggregateOp::Max: made.reduction = Reduction::Max; break;
    case AggregateOp::Count: made.reduction = Reduction::Count; break;
    case AggregateOp::Any: made.reduction = Reduction::Any; break;
    case AggregateOp::All: made.reduction = Reduction::All; break;
    case AggregateOp::Softmax:
      made.form = Form::Softmax;
      if (!needs_pure(*body, "the argument of softmax")) return poison(expr.span);
      if (!wanted || made.bounds.size() != 1) {
        context_.report("E0519", expr.span, "softmax gives one share per element of one set: say which")
            .with_help("e.g. `softmax(k in stack: value[k])[us]`");
        return poison(expr.span);
      }
      if (made.indices[0].id == kNoId) return poison(expr.span);
      break;
  }
  if (made.reduction == Reduction::Any || made.reduction == Reduction::All) {
    made.truth = made.form == Form::Reduce;
  } else if (body && made.reduction != Reduction::Count) {
    made.unit = body->unit;
  }
  if (made.reduction == Reduction::Count && !body) {
    // count(q in s where c) counts the elements that pass.
    Expression one;
    one.form = Form::Number;
    one.value = 1;
    one.truth = one.element = true;
    one.span = expr.span;
    body = context_.keep(std::move(one));
  }
  made.args = {body};
  if (where) made.args.push_back(where);
  return context_.keep(std::move(made));
}

}  // namespace detente::model
