#include "model/check.h"

#include "base/cat.h"
#include "model/calendar.h"
#include "model/sets.h"
#include "model/units_of.h"

namespace detente::model {

using kernels::Op;
using syntax::as;
using syntax::ExprKind;
using syntax::try_as;
using units::Unit;

namespace {

// Only numbers joined by arithmetic: such a value takes the unit of what it is the value of.
bool is_bare_number(const syntax::Expr& expr) {
  if (expr.kind == ExprKind::Number) return true;
  if (const auto* unary = try_as<syntax::UnaryExpr>(&expr)) {
    return unary->op == syntax::UnaryOp::Minus && is_bare_number(*unary->operand);
  }
  if (const auto* binary = try_as<syntax::BinaryExpr>(&expr)) {
    if (!is_bare_number(*binary->first)) return false;
    for (const syntax::Operand& operand : binary->rest) {
      if (operand.op < syntax::BinaryOp::Add || !is_bare_number(*operand.expr)) return false;
    }
    return true;
  }
  return false;
}

}  // namespace

const Expression* Checker::poison(base::Span span) {
  Expression made;
  made.span = span;
  return context_.keep(std::move(made));
}

const Expression* Checker::number(double value, const Unit& unit, base::Span span) {
  Expression made;
  made.form = Form::Number;
  made.value = value;
  made.unit = unit;
  made.span = span;
  return context_.keep(std::move(made));
}

const Expression* Checker::operation(Op op, std::vector<const Expression*> args, const Unit& unit, base::Span span) {
  Expression made;
  made.form = Form::Operation;
  made.op = op;
  made.unit = unit;
  made.span = span;
  for (const Expression* arg : args) {
    if (arg->form == Form::Poison) return poison(span);
  }
  made.args = std::move(args);
  return context_.keep(std::move(made));
}

base::Diagnostic& Checker::explain(base::Diagnostic& diagnostic, const Expression& expression) {
  if (expression.form == Form::Cell) {
    const Symbol& symbol = context_.model.symbols[expression.id];
    diagnostic.with_note(symbol.span,
                         base::cat('`', symbol.name, "` is declared in ", context_.unit_text(symbol.unit)));
  } else {
    diagnostic.with_note(expression.span, base::cat("this has unit ", context_.unit_text(expression.unit)));
  }
  return diagnostic;
}

bool Checker::needs_pure(const Expression& expression, std::string_view what) {
  if (expression.form == Form::Poison || expression.unit.dimension.is_dimensionless()) return true;
  const std::string unit = context_.unit_text(expression.unit);
  explain(context_.report("E0404", expression.span, base::cat(what, " must be dimensionless, is ", unit)), expression)
      .with_help(base::cat("divide by a reference, e.g. `/ (1 ", unit, ")`"));
  return false;
}

bool Checker::alike(const Expression& a, const Expression& b, std::string_view what, base::Span span) {
  if (a.form == Form::Poison || b.form == Form::Poison) return false;
  if (a.truth != b.truth) {
    context_.report("E0413", (a.truth ? a : b).span, "a condition is not a number")
        .with_help("write `if .. then 1 else 0`");
    return false;
  }
  if (a.unit.dimension == b.unit.dimension) return true;
  const std::string unit_a = context_.unit_text(a.unit), unit_b = context_.unit_text(b.unit);
  base::Diagnostic& diagnostic =
      context_.report("E0402", span,
                      base::cat("cannot ", what, ' ', unit_a, " (", context_.place(a.span, span), ") and ", unit_b,
                                " (", context_.place(b.span, span), ')'));
  explain(diagnostic, a);
  explain(diagnostic, b);
  if (b.form == Form::Number && b.unit.dimension.is_dimensionless()) {
    diagnostic.with_help(base::cat("a bare number is dimensionless here: give it the unit ", unit_a));
  } else if (a.form == Form::Number && a.unit.dimension.is_dimensionless()) {
    diagnostic.with_help(base::cat("a bare number is dimensionless here: give it the unit ", unit_b));
  } else {
    diagnostic.with_help("bring both to one unit, for example by a factor that says what one is worth in the other");
  }
  return false;
}

const Expression* Checker::quantity(const syntax::Expr& expr, Scope& scope, const Requirement& required) {
  const Expression* got = check(expr, scope, required.bare_numbers ? &required.unit : nullptr);
  if (got->form == Form::Poison) return got;
  if (got->truth) {
    context_.report("E0413", got->span, "a condition is not a number").with_help("write `if .. then 1 else 0`");
    return poison(expr.span);
  }
  if (got->unit.dimension == required.unit.dimension) return got;
  const std::string has = context_.unit_text(got->unit), needs = context_.unit_text(required.unit);
  base::Diagnostic& diagnostic = context_.report(
      required.code, got->span, base::cat(required.subject, " has unit ", has, ", ", required.what, " needs ", needs));
  if (got->form == Form::Cell) explain(diagnostic, *got);
  diagnostic.with_help(required.help.empty() ? base::cat("give a value in ", needs) : required.help);
  return poison(expr.span);
}

const Expression* Checker::any(const syntax::Expr& expr, Scope& scope) {
  const Expression* got = check(expr, scope, nullptr);
  if (!got->truth) return got;
  context_.report("E0413", got->span, "a condition is not a number").with_help("write `if .. then 1 else 0`");
  return poison(expr.span);
}

const Expression* Checker::condition(const syntax::Expr& expr, Scope& scope) {
  const Expression* got = check(expr, scope, nullptr);
  if (got->truth || got->form == Form::Poison) return got;
  context_.report("E0412", got->span, "a condition is needed here, this is a number")
      .with_help("compare it, e.g. `.. > 0`");
  return poison(expr.span);
}

const Expression* Checker::calendar(const syntax::Expr& expr, Scope& scope) {
  const Unit year = units::UnitTable::year();
  return quantity(expr, scope,
                  {.unit = year,
                   .what = "a time",
                   .subject = "this",
                   .help = "give a year, a date or a time",
                   .bare_numbers = true});
}

const Expression* Checker::duration(const syntax::Expr& expr, Scope& scope) {
  return quantity(expr, scope,
                  {.unit = units::UnitTable::year(),
                   .what = "a length of time",
                   .subject = "this",
                   .help = "give a time with its unit, e.g. `2 year`"});
}

const Expression* Checker::check(const syntax::Expr& expr, Scope& scope, const Unit* bare) {
  if (bare && is_bare_number(expr)) {
    if (const auto* literal = try_as<syntax::NumberExpr>(&expr)) {
      return number(bare->size.apply(literal->value), *bare, expr.span);
    }
    const Expression* value = check(expr, scope, nullptr);
    return operation(Op::Mul, {value, number(bare->size.value(), *bare, expr.span)}, *bare, expr.span);
  }
  if (scope.words && (expr.kind == ExprKind::Name || expr.kind == ExprKind::Member || expr.kind == ExprKind::Index ||
                      expr.kind == ExprKind::Call || expr.kind == ExprKind::Under)) {
    if (const Expression* word = scope.words(expr, scope)) return word;
  }
  switch (expr.kind) {
    case ExprKind::Number: return number(as<syntax::NumberExpr>(expr).value, Unit(), expr.span);
    case ExprKind::Quantity: {
      const auto& literal = as<syntax::QuantityExpr>(expr);
      const syntax::Name& name = literal.unit;
      const SymbolId symbol = context_.find_read(name.text);
      if (symbol == kNoId || context_.model.symbols[symbol].kind != SymbolKind::Unit) {
        if (symbol == kNoId) {
          report_unknown_unit(context_, name.text, name.span);
        } else {
          context_.report("E0307", name.span, base::cat('`', name.text, "` is not a unit"))
              .with_help("write `*` between the two to multiply");
        }
        return poison(expr.span);
      }
      const Unit& unit = context_.model.symbols[symbol].unit;
      return number(unit.size.apply(literal.value), unit, expr.span);
    }
    case ExprKind::Date: {
      const auto& date = as<syntax::DateExpr>(expr);
      return number(year_of_date(date.year, date.month, date.day), units::UnitTable::year(), expr.span);
    }
    case ExprKind::Name: return name(as<syntax::NameExpr>(expr), scope);
    case ExprKind::Index: return indexed(as<syntax::IndexExpr>(expr), scope);
    case ExprKind::Call: return call(as<syntax::CallExpr>(expr), scope);
    case ExprKind::Aggregate: return aggregate(as<syntax::AggregateExpr>(expr), nullptr, scope);
    case ExprKind::Unary: {
      const auto& unary = as<syntax::UnaryExpr>(expr);
      if (unary.op == syntax::UnaryOp::Minus) {
        const Expression* operand = any(*unary.operand, scope);
        return operation(Op::Neg, {operand}, operand->unit, expr.span);
      }
      const Expression* operand = condition(*unary.operand, scope);
      Expression made = *operation(Op::Not, {operand}, Unit(), expr.span);
      made.truth = made.form != Form::Poison;
      made.element = operand->element;
      return context_.keep(std::move(made));
    }
    case ExprKind::Binary: return binary(as<syntax::BinaryExpr>(expr), scope);
    case ExprKind::If: return choice(as<syntax::IfExpr>(expr), scope, bare);
    case ExprKind::Match: return match(as<syntax::MatchExpr>(expr), scope, bare);
    case ExprKind::At: {
      const auto& at = as<syntax::AtExpr>(expr);
      return measured(expr, Measure::At, *at.value, nullptr, at.time, scope);
    }
    case ExprKind::Over: {
      const auto& over = as<syntax::OverExpr>(expr);
      const auto* inner = try_as<syntax::CallExpr>(over.value);
      if (inner && inner->arguments.size() == 1 && over.window->kind == syntax::WindowKind::Calendar) {
        const std::string_view word = inner->function.text;
        const Measure measure = word == "integral"         ? Measure::Integral
                                : word == "mean over time" ? Measure::Mean
                                : word == "min over time"  ? Measure::Min
                                : word == "max over time"  ? Measure::Max
                                                           : Measure::Final;
        if (measure != Measure::Final) {
          return measured(expr, measure, *inner->arguments[0].value, over.window->from, over.window->to, scope);
        }
      }
      context_
          .report("E1105", expr.span, "`over` with a window [from, to] follows integral, mean, min or max over time")
          .with_help("e.g. `integral(x) over [2030, 2035]`");
      return poison(expr.span);
    }
    case ExprKind::Member: {
      const auto& member = as<syntax::MemberExpr>(expr);
      const SymbolId term = context_.find_read(base::cat(member.object.text, '.', member.member.text));
      if (term != kNoId) return cell(term, {}, expr.span, scope);
      context_.report("E0302", expr.span,
                      base::cat("unknown name `", member.object.text, '.', member.member.text, '`'));
      return poison(expr.span);
    }
    case ExprKind::Array:
      context_.report("E0517", expr.span, "an array stands only as a whole value")
          .with_help("declare it with an index: `constant c[s]: unit = { .. }`");
      return poison(expr.span);
    case ExprKind::String:
    case ExprKind::List:
    case ExprKind::Tuple:
    case ExprKind::Under:
    case ExprKind::Temporal: break;
  }
  context_.report("E0518", expr.span, "this has no value here").with_help("write a number, a name or an expression");
  return poison(expr.span);
}

const Expression* Checker::choice(const syntax::IfExpr& expr, Scope& scope, const Unit* bare) {
  const Expression* test = condition(*expr.condition, scope);
  const Expression* then = check(*expr.then, scope, bare);
  const Expression* otherwise = check(*expr.otherwise, scope, bare);
  if (!alike(*then, *otherwise, "choose between", expr.span) || test->form == Form::Poison) return poison(expr.span);
  Expression made;
  made.form = Form::If;
  made.truth = then->truth;
  made.element = test->element && then->element && otherwise->element;
  made.unit = then->unit;
  made.span = expr.span;
  made.args = {test, then, otherwise};
  return context_.keep(std::move(made));
}

const Expression* Checker::match(const syntax::MatchExpr& expr, Scope& scope, const Unit* bare) {
  const SymbolId symbol = context_.find_read(expr.subject.text);
  if (symbol == kNoId || context_.model.symbols[symbol].kind != SymbolKind::Alternative) {
    if (symbol == kNoId) {
      context_.report_unknown(expr.subject.text, expr.subject.span);
    } else {
      context_.report("E0307", expr.subject.span, base::cat('`', expr.subject.text, "` is not an alternative"))
          .with_note(context_.model.symbols[symbol].span, "declared here")
          .with_help("`match` chooses by an `alternative`; use `if` for values");
    }
    return poison(expr.span);
  }
  const auto& alternative = as<syntax::AlternativeDecl>(*context_.definitions[symbol].decl);
  std::vector<const Expression*> branches(alternative.options.size(), nullptr);
  const Expression* first = nullptr;
  const Expression* rest = nullptr;
  bool good = true;
  for (const syntax::Entry& arm : expr.arms) {
    const Expression* value = check(*arm.value, scope, bare);
    good = good && value->form != Form::Poison;
    if (first && good) good = alike(*first, *value, "choose between", expr.span);
    if (!first) first = value;
    if (arm.keys.empty()) rest = value;
    for (const syntax::Name& key : arm.keys) {
      std::size_t i = 0;
      while (i < branches.size() && alternative.options[i].name.text != key.text) ++i;
      if (i == branches.size()) {
        std::string names;
        for (const auto& option : alternative.options) names += base::cat(names.empty() ? "" : ", ", option.name.text);
        context_
            .report("E0516", key.span, base::cat('`', key.text, "` is not a choice of `", alternative.name.text, '`'))
            .with_help(base::cat("its choices are ", names));
        good = false;
      } else if (branches[i]) {
        context_.report("E0516", key.span, base::cat("choice `", key.text, "` stands twice"));
        good = false;
      } else {
        branches[i] = value;
      }
    }
  }
  for (std::size_t i = 0; i < branches.size() && good; ++i) {
    if (!branches[i]) branches[i] = rest;
    if (branches[i]) continue;
    context_.report("E0516", expr.span, base::cat("no branch for choice `", alternative.options[i].name.text, '`'))
        .with_help("add it, or `else:`");
    good = false;
  }
  if (!good || branches.empty()) return poison(expr.span);
  Expression made;
  made.form = Form::Match;
  made.id = symbol;
  made.truth = first->truth;
  made.unit = first->unit;
  made.span = expr.span;
  made.args = std::move(branches);
  return context_.keep(std::move(made));
}

}  // namespace detente::model
