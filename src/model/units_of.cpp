#include "model/units_of.h"

#include <algorithm>

#include "base/cat.h"
#include "base/near_names.h"
#include "base/number_text.h"
#include "model/order.h"
#include "model/walk.h"

namespace detente::model {
namespace {

using syntax::as;
using syntax::BinaryOp;
using syntax::ExprKind;
using syntax::try_as;
using units::Factor;
using units::Unit;

std::optional<Unit> named(Context& context, std::string_view name, base::Span span) {
  const SymbolId symbol = context.find_read(name);
  if (symbol == kNoId || context.model.symbols[symbol].kind != SymbolKind::Unit) {
    report_unknown_unit(context, name, span);
    return std::nullopt;
  }
  return context.model.symbols[symbol].unit;
}

std::optional<Unit> checked(Context& context, const std::expected<Unit, units::UnitError>& unit, base::Span span) {
  if (unit) return *unit;
  report_unit_error(context, unit.error(), span);
  return std::nullopt;
}

std::optional<Unit> scaled(Context& context, const Unit& unit, std::string_view number, base::Span span) {
  const auto exact = units::Rational::from_decimal(number);
  const Factor factor = exact ? Factor(*exact) : Factor(base::parse_number(number).value_or(0));
  return checked(context, units::scale(unit, factor), span);
}

std::optional<Unit> evaluate(Context& context, const syntax::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Number: return scaled(context, Unit(), as<syntax::NumberExpr>(expr).text, expr.span);
    case ExprKind::Quantity: {
      const auto& quantity = as<syntax::QuantityExpr>(expr);
      const auto unit = named(context, quantity.unit.text, quantity.unit.span);
      return unit ? scaled(context, *unit, quantity.text, expr.span) : std::nullopt;
    }
    case ExprKind::Name: return named(context, as<syntax::NameExpr>(expr).name.text, expr.span);
    case ExprKind::Binary: {
      const auto& binary = as<syntax::BinaryExpr>(expr);
      auto unit = evaluate(context, *binary.first);
      if (!unit) return std::nullopt;
      for (const syntax::Operand& operand : binary.rest) {
        if (operand.op == BinaryOp::Power) {
          const auto exponent = exponent_of(*operand.expr);
          if (!exponent) {
            context.report("E0408", operand.expr->span, "the exponent of a unit is a whole number or a fraction")
                .with_help("e.g. `m^2` or `year^(1/2)`");
            return std::nullopt;
          }
          unit = checked(context, units::power(*unit, *exponent), operand.expr->span);
        } else if (operand.op == BinaryOp::Multiply || operand.op == BinaryOp::Divide) {
          const auto other = evaluate(context, *operand.expr);
          if (!other) return std::nullopt;
          unit = checked(
              context, operand.op == BinaryOp::Multiply ? units::multiply(*unit, *other) : units::divide(*unit, *other),
              operand.expr->span);
        } else if (operand.op == BinaryOp::Add || operand.op == BinaryOp::Subtract) {
          context.report("E0409", operand.op_span, "a unit with an offset cannot be converted by a factor")
              .with_help("use a unit of differences");
          return std::nullopt;
        } else {
          break;
        }
        if (!unit) return std::nullopt;
        if (&operand == &binary.rest.back()) return unit;
      }
      break;
    }
    default: break;
  }
  context.report("E0410", expr.span, "this is not a unit").with_help("write units joined by * / ^, e.g. `USD/year`");
  return std::nullopt;
}

}  // namespace

void report_unknown_unit(Context& context, std::string_view name, base::Span span) {
  std::vector<std::string_view> candidates;
  for (const units::NamedUnit& unit : context.model.units.units()) candidates.push_back(unit.name);
  base::Diagnostic& diagnostic = context.report("E0406", span, base::cat("unknown unit `", name, '`'));
  const std::string_view near = base::nearest_name(name, candidates);
  diagnostic.with_help(near.empty() ? base::cat("declare it: `unit ", name, '`')
                                    : base::cat("did you mean `", near, "`? or declare it with `unit`"));
}

std::optional<units::Rational> exponent_of(const syntax::Expr& expr) {
  if (const auto* number = try_as<syntax::NumberExpr>(&expr)) return units::Rational::from_decimal(number->text);
  if (const auto* unary = try_as<syntax::UnaryExpr>(&expr); unary && unary->op == syntax::UnaryOp::Minus) {
    const auto inner = exponent_of(*unary->operand);
    return inner ? std::optional(units::negate(*inner)) : std::nullopt;
  }
  if (const auto* binary = try_as<syntax::BinaryExpr>(&expr);
      binary && binary->rest.size() == 1 && binary->rest[0].op == BinaryOp::Divide) {
    const auto above = exponent_of(*binary->first);
    const auto below = exponent_of(*binary->rest[0].expr);
    if (above && below) return units::divide(*above, *below);
  }
  return std::nullopt;
}

void report_unit_error(Context& context, units::UnitError error, base::Span span) {
  if (error == units::UnitError::ExponentRange) {
    context.report("E0408", span, "unit exponent out of range (±64)").with_help("use a smaller power");
  } else {
    context.report("E0411", span, "the size of this unit is not a positive number")
        .with_help("use a factor between 1e-300 and 1e300");
  }
}

units::Unit unit_of(Context& context, const syntax::Expr& expr) {
  return evaluate(context, expr).value_or(units::Unit());
}

void declare_units(Context& context) {
  for (const units::NamedUnit& built_in : context.model.units.units()) {
    const SymbolId symbol = context.declare(SymbolKind::Unit, built_in.name, base::Span(), nullptr);
    context.model.symbols[symbol].unit = built_in.unit;
    context.definitions[symbol].used = true;
  }
  std::vector<const syntax::UnitItem*> items;
  std::vector<SymbolId> symbols;
  for (const syntax::Decl* decl : context.declarations) {
    const auto* units = try_as<syntax::UnitDecl>(decl);
    if (!units) continue;
    for (const syntax::UnitItem& item : units->units) {
      const SymbolId symbol = context.declare(SymbolKind::Unit, item.name.text, item.name.span, units);
      if (symbol == kNoId) continue;
      context.model.symbols[symbol].title = item.title.text;
      items.push_back(&item);
      symbols.push_back(symbol);
    }
  }
  const auto needs = [&](std::uint32_t i) {
    std::vector<std::uint32_t> needed;
    const auto note = [&](std::string_view name) {
      const SymbolId symbol = context.find(name);
      const auto found = std::lower_bound(symbols.begin(), symbols.end(), symbol);
      if (found != symbols.end() && *found == symbol) {
        needed.push_back(static_cast<std::uint32_t>(found - symbols.begin()));
      }
    };
    walk(items[i]->definition, [&](const syntax::Expr& expr) {
      if (const auto* name = try_as<syntax::NameExpr>(&expr)) note(name->name.text);
      if (const auto* quantity = try_as<syntax::QuantityExpr>(&expr)) note(quantity->unit.text);
      return true;
    });
    return needed;
  };
  const Order order = order_by_need(static_cast<std::uint32_t>(items.size()), needs);
  for (const auto& cycle : order.cycles) {
    std::string path;
    for (const std::uint32_t i : cycle) path += base::cat(items[i]->name.text, " → ");
    context
        .report("E0407", items[cycle.front()]->name.span,
                base::cat("unit cycle ", path, items[cycle.front()]->name.text))
        .with_help("define one of them without the others");
  }
  // Base units first and as declared, so that texts of units do not depend on who needs whom.
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i]->definition) {
      context.model.symbols[symbols[i]].unit = context.model.units.declare_base(items[i]->name.text);
    }
  }
  for (const std::uint32_t i : order.sequence) {
    if (!items[i]->definition) continue;
    const Unit unit = unit_of(context, *items[i]->definition);
    context.model.units.declare_derived(items[i]->name.text, unit);
    context.model.symbols[symbols[i]].unit = unit;
  }
}

}  // namespace detente::model
