#include "model/walk.h"

namespace detente::model {

using namespace syntax;

void walk(const Expr* expr, const std::function<bool(const Expr&)>& visit) {
  if (!expr || !visit(*expr)) return;
  const auto inside = [&](const Expr* part) { walk(part, visit); };
  const auto window = [&](const Window* over) {
    if (!over) return;
    inside(over->from);
    inside(over->to);
  };
  switch (expr->kind) {
    case ExprKind::Number:
    case ExprKind::Quantity:
    case ExprKind::Date:
    case ExprKind::String:
    case ExprKind::Name:
    case ExprKind::Member: return;
    case ExprKind::Index: {
      const auto& index = as<IndexExpr>(*expr);
      inside(index.base);
      for (const Expr* part : index.indices) inside(part);
      return;
    }
    case ExprKind::Call:
      for (const Argument& argument : as<CallExpr>(*expr).arguments) inside(argument.value);
      return;
    case ExprKind::Aggregate: {
      const auto& aggregate = as<AggregateExpr>(*expr);
      for (const Binder& binder : aggregate.binders) inside(binder.set);
      inside(aggregate.where);
      inside(aggregate.body);
      return;
    }
    case ExprKind::Unary: return inside(as<UnaryExpr>(*expr).operand);
    case ExprKind::Binary: {
      const auto& binary = as<BinaryExpr>(*expr);
      inside(binary.first);
      for (const Operand& operand : binary.rest) inside(operand.expr);
      return;
    }
    case ExprKind::If: {
      const auto& choice = as<IfExpr>(*expr);
      inside(choice.condition);
      inside(choice.then);
      inside(choice.otherwise);
      return;
    }
    case ExprKind::Match:
      for (const Entry& arm : as<MatchExpr>(*expr).arms) inside(arm.value);
      return;
    case ExprKind::List:
      for (const ListItem& item : as<ListExpr>(*expr).items) inside(item.value);
      return;
    case ExprKind::Array:
      for (const Entry& entry : as<ArrayExpr>(*expr).entries) inside(entry.value);
      return;
    case ExprKind::Tuple:
      for (const Expr* item : as<TupleExpr>(*expr).items) inside(item);
      return;
    case ExprKind::At: inside(as<AtExpr>(*expr).value); return inside(as<AtExpr>(*expr).time);
    case ExprKind::Over: inside(as<OverExpr>(*expr).value); return window(as<OverExpr>(*expr).window);
    case ExprKind::Under: return inside(as<UnderExpr>(*expr).value);
    case ExprKind::Temporal: {
      const auto& temporal = as<TemporalExpr>(*expr);
      inside(temporal.first);
      inside(temporal.second);
      window(temporal.window);
      inside(temporal.deadline);
      inside(temporal.amount);
      return;
    }
  }
}

}  // namespace detente::model
