#include "base/cat.h"
#include "base/utf8.h"
#include "syntax/show.h"
#include "syntax/show_parts.h"

namespace detente::syntax {

using base::cat;

std::string_view op_text(BinaryOp op) {
  switch (op) {
    case BinaryOp::Or: return "or";
    case BinaryOp::And: return "and";
    case BinaryOp::Equal: return "==";
    case BinaryOp::NotEqual: return "!=";
    case BinaryOp::Less: return "<";
    case BinaryOp::LessEqual: return "<=";
    case BinaryOp::Greater: return ">";
    case BinaryOp::GreaterEqual: return ">=";
    case BinaryOp::In: return "in";
    case BinaryOp::Add: return "+";
    case BinaryOp::Subtract: return "-";
    case BinaryOp::Multiply: return "*";
    case BinaryOp::Divide: return "/";
    case BinaryOp::Power: return "^";
  }
  return "";
}

namespace {

std::string_view aggregate_text(AggregateOp op) {
  switch (op) {
    case AggregateOp::Sum: return "sum";
    case AggregateOp::Product: return "product";
    case AggregateOp::Mean: return "mean";
    case AggregateOp::Min: return "min";
    case AggregateOp::Max: return "max";
    case AggregateOp::Count: return "count";
    case AggregateOp::Any: return "any";
    case AggregateOp::All: return "all";
    case AggregateOp::Softmax: return "softmax";
  }
  return "";
}

std::string_view temporal_text(TemporalOp op) {
  switch (op) {
    case TemporalOp::Always: return "always";
    case TemporalOp::Eventually: return "eventually";
    case TemporalOp::Until: return "until";
    case TemporalOp::By: return "by";
    case TemporalOp::ByAndStays: return "by-and-stays";
    case TemporalOp::After: return "after";
    case TemporalOp::Overtakes: return "overtakes";
    case TemporalOp::Converge: return "converge";
    case TemporalOp::Rises: return "rises";
    case TemporalOp::Falls: return "falls";
    case TemporalOp::TipsOver: return "tips-over";
  }
  return "";
}

std::string show_binary(const BinaryExpr& binary) {
  std::string text;
  for (auto operand = binary.rest.rbegin(); operand != binary.rest.rend(); ++operand) {
    text += cat("(", op_text(operand->op), " ");
  }
  text += show_expr(*binary.first);
  for (const Operand& operand : binary.rest) text += cat(" ", show_expr(*operand.expr), ")");
  return text;
}

std::string show_entries(std::string_view head, const std::vector<Entry>& entries) {
  std::string text = cat("(", head);
  for (const Entry& entry : entries) {
    text += " {";
    if (entry.keys.empty()) text += "else";
    for (const Name& key : entry.keys) text += cat(&key == &entry.keys.front() ? "" : " ", key.text);
    text += cat(": ", show_expr(*entry.value), "}");
  }
  return text + ")";
}

std::string two_digits(int value) { return cat(value < 10 ? "0" : "", value); }

std::string show_temporal(const TemporalExpr& temporal) {
  std::string text = cat("(", temporal_text(temporal.op));
  if (temporal.window) text += cat(" ", show_window(*temporal.window));
  if (temporal.deadline) text += cat(" by ", show_expr(*temporal.deadline));
  if (temporal.amount) text += cat(" at ", show_expr(*temporal.amount));
  text += cat(" ", show_expr(*temporal.first));
  if (temporal.second) text += cat(" ", show_expr(*temporal.second));
  return text + ")";
}

}  // namespace

std::string show_string(const String& string) { return cat("\"", base::escape_for_display(string.text), "\""); }

std::string show_window(const Window& window) {
  switch (window.kind) {
    case WindowKind::Calendar: return cat("[", show_expr(*window.from), ", ", show_expr(*window.to), "]");
    case WindowKind::Relative: return cat("[+", show_expr(*window.from), ", +", show_expr(*window.to), "]");
    case WindowKind::By: return cat("[by ", show_expr(*window.to), "]");
    case WindowKind::Within: return cat("[within ", show_expr(*window.to), "]");
  }
  return "";
}

std::string show_binder(const Binder& binder) {
  const std::string set = show_expr(*binder.set);
  return binder.name.empty() ? set : cat(binder.name.text, " in ", set);
}

std::string show_binders(const std::vector<Binder>& binders) {
  std::string text;
  for (const Binder& binder : binders) text += cat(text.empty() ? "" : ", ", show_binder(binder));
  return text;
}

std::string show_arguments(const std::vector<Argument>& arguments) {
  std::string text;
  for (const Argument& argument : arguments) {
    text += " ";
    if (!argument.label.empty()) text += cat(argument.label.text, ": ");
    text += show_expr(*argument.value);
  }
  return text;
}

std::string show_list(const std::vector<const Expr*>& list) {
  std::string text;
  for (const Expr* expr : list) text += cat(text.empty() ? "" : ", ", show_expr(*expr));
  return text;
}

std::string show_expr(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Number: return std::string(as<NumberExpr>(expr).text);
    case ExprKind::Quantity: {
      const auto& quantity = as<QuantityExpr>(expr);
      return cat("<", quantity.text, " ", quantity.unit.text, ">");
    }
    case ExprKind::Date: {
      const auto& date = as<DateExpr>(expr);
      return cat(date.year, "-", two_digits(date.month), "-", two_digits(date.day));
    }
    case ExprKind::String: return show_string(as<StringExpr>(expr).value);
    case ExprKind::Name: return std::string(as<NameExpr>(expr).name.text);
    case ExprKind::Member: return cat(as<MemberExpr>(expr).object.text, ".", as<MemberExpr>(expr).member.text);
    case ExprKind::Index: {
      const auto& indexed = as<IndexExpr>(expr);
      return cat(show_expr(*indexed.base), "[", show_list(indexed.indices), "]");
    }
    case ExprKind::Call: {
      const auto& call = as<CallExpr>(expr);
      return cat("(", call.function.text, show_arguments(call.arguments), ")");
    }
    case ExprKind::Aggregate: {
      const auto& aggregate = as<AggregateExpr>(expr);
      std::string text = cat("(", aggregate_text(aggregate.op), " [", show_binders(aggregate.binders), "]");
      if (aggregate.where) text += cat(" where ", show_expr(*aggregate.where));
      if (aggregate.body) text += cat(" ", show_expr(*aggregate.body));
      return text + ")";
    }
    case ExprKind::Unary: {
      const auto& unary = as<UnaryExpr>(expr);
      return cat("(", unary.op == UnaryOp::Minus ? "-" : "not", " ", show_expr(*unary.operand), ")");
    }
    case ExprKind::Binary: return show_binary(as<BinaryExpr>(expr));
    case ExprKind::If: {
      const auto& chosen = as<IfExpr>(expr);
      return cat("(if ", show_expr(*chosen.condition), " ", show_expr(*chosen.then), " ", show_expr(*chosen.otherwise),
                 ")");
    }
    case ExprKind::Match:
      return show_entries(cat("match ", as<MatchExpr>(expr).subject.text), as<MatchExpr>(expr).arms);
    case ExprKind::List: {
      std::string text = "(list";
      for (const ListItem& item : as<ListExpr>(expr).items) {
        text += cat(" ", show_expr(*item.value));
        if (item.title.present) text += cat(" ", show_string(item.title));
      }
      return text + ")";
    }
    case ExprKind::Array: return show_entries("array", as<ArrayExpr>(expr).entries);
    case ExprKind::Tuple: return cat("(tuple ", show_list(as<TupleExpr>(expr).items), ")");
    case ExprKind::At:
      return cat("(at ", show_expr(*as<AtExpr>(expr).value), " ", show_expr(*as<AtExpr>(expr).time), ")");
    case ExprKind::Over:
      return cat("(over ", show_expr(*as<OverExpr>(expr).value), " ", show_window(*as<OverExpr>(expr).window), ")");
    case ExprKind::Under:
      return cat("(under ", show_expr(*as<UnderExpr>(expr).value), " ", as<UnderExpr>(expr).scenario.text, ")");
    case ExprKind::Temporal: return show_temporal(as<TemporalExpr>(expr));
  }
  return "";
}

}  // namespace detente::syntax
