#include "guide/math.h"

#include <algorithm>

#include "base/cat.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "guide/html.h"

namespace detente::guide {

using base::cat;
using namespace syntax;

namespace {

double width_of(std::string_view text) { return base::count_code_points(text); }

Math identifier(std::string_view kind, std::string_view text) {
  return {cat("<mi class=\"", kind, "\">", escape(text), "</mi>"), width_of(text), Binding::Atom};
}

}  // namespace

void Typesetter::bind(const std::vector<Binder>& indices) {
  for (const Binder& binder : indices) {
    if (!binder.name.empty()) indices_.push_back(binder.name.text);
  }
}

bool Typesetter::is_index(std::string_view name) const {
  return std::find(indices_.begin(), indices_.end(), name) != indices_.end();
}

Math Typesetter::name(std::string_view name) const {
  if (name == "time") return {"<mi class=\"variable\">t</mi>", 1};
  if (is_index(name)) return identifier("variable", name);
  const model::Symbol* known = names_->symbol(name);
  if (known && known->kind == model::SymbolKind::Set) return identifier("word", name);
  if (known && known->kind != model::SymbolKind::Unit) return identifier("variable", name);
  if (names_->is_unit(name)) return identifier("unit", name);
  if (names_->is_element(name)) return identifier("word", name);
  return identifier("variable", name);
}

Math Typesetter::indexed(std::string_view base, const std::vector<Binder>& indices) {
  if (indices.empty()) return name(base);
  std::vector<Math> parts;
  for (const Binder& binder : indices) {
    if (!parts.empty()) parts.push_back(symbol(","));
    parts.push_back(binder.name.empty() ? set(*binder.set) : identifier("variable", binder.name.text));
  }
  return subscript(name(base), glue(std::move(parts), Binding::Atom));
}

Math Typesetter::binders(const std::vector<Binder>& binders) {
  std::vector<Math> parts;
  for (const Binder& binder : binders) {
    if (!parts.empty()) parts.push_back(symbol(","));
    if (!binder.name.empty()) {
      parts.push_back(identifier("variable", binder.name.text));
      parts.push_back(symbol("∈"));
    }
    parts.push_back(set(*binder.set));
  }
  return glue(std::move(parts), Binding::Compare);
}

Math Typesetter::set(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Number: return number(as<NumberExpr>(expr).text);
    case ExprKind::Quantity: return quantity(as<QuantityExpr>(expr));
    case ExprKind::Date: {
      const auto& date = as<DateExpr>(expr);
      const auto two = [](int value) { return cat(value < 10 ? "0" : "", value); };
      return word(cat(date.year, "-", two(date.month), "-", two(date.day)));
    }
    case ExprKind::String: return word(cat("“", as<StringExpr>(expr).value.text, "”"));
    case ExprKind::Name: return name(as<NameExpr>(expr).name.text);
    case ExprKind::Member:
      return identifier("variable", cat(as<MemberExpr>(expr).object.text, ".", as<MemberExpr>(expr).member.text));
    case ExprKind::Index: return index(as<IndexExpr>(expr));
    case ExprKind::Call: return call(as<CallExpr>(expr));
    case ExprKind::Aggregate: return aggregate(as<AggregateExpr>(expr));
    case ExprKind::Unary: {
      const auto& unary = as<UnaryExpr>(expr);
      if (unary.op == UnaryOp::Not) {
        return glue({word("not"), within(set(*unary.operand), Binding::Not)}, Binding::Not);
      }
      return glue({{"<mo form=\"prefix\">−</mo>", 1}, within(set(*unary.operand), Binding::Sum)}, Binding::Add);
    }
    case ExprKind::Binary: return binary(as<BinaryExpr>(expr));
    case ExprKind::If: return choice(as<IfExpr>(expr));
    case ExprKind::Match: return entries(as<MatchExpr>(expr).arms, as<MatchExpr>(expr).subject.text);
    case ExprKind::List: {
      std::vector<const Expr*> items;
      for (const ListItem& item : as<ListExpr>(expr).items) items.push_back(item.value);
      return glue({{"<mo stretchy=\"false\" form=\"prefix\">{</mo>", 1},
                   list(items),
                   {"<mo stretchy=\"false\" form=\"postfix\">}</mo>", 1}},
                  Binding::Atom);
    }
    case ExprKind::Array: return entries(as<ArrayExpr>(expr).entries, "");
    case ExprKind::Tuple: return bracketed(list(as<TupleExpr>(expr).items));
    case ExprKind::At: return at(*as<AtExpr>(expr).value, set(*as<AtExpr>(expr).time));
    case ExprKind::Over: {
      const auto& window_of = as<OverExpr>(expr);
      if (const auto* measure = try_as<CallExpr>(window_of.value)) return over(*measure, window_of.window);
      return glue({set(*window_of.value), word("over"), window(*window_of.window)}, Binding::Add);
    }
    case ExprKind::Under: {
      const auto& under = as<UnderExpr>(expr);
      return glue({within(set(*under.value), Binding::Power), word("under"), identifier("word", under.scenario.text)},
                  Binding::Multiply);
    }
    case ExprKind::Temporal: return temporal(as<TemporalExpr>(expr));
  }
  return {};
}

Math Typesetter::quantity(const QuantityExpr& quantity) {
  const bool percent = quantity.unit.text == "%";
  return glue({number(quantity.text),
               {"<mspace width=\"0.2em\"></mspace>", 0.4},
               percent ? Math{"<mtext>%</mtext>", 1} : name(quantity.unit.text)},
              Binding::Multiply);
}

bool Typesetter::is_unit(const Expr& expr) const {
  if (const auto* power = try_as<BinaryExpr>(&expr)) {
    return power->rest.front().op == BinaryOp::Power && is_unit(*power->first);
  }
  const auto* named = try_as<NameExpr>(&expr);
  return named && !is_index(named->name.text) && names_->is_unit(named->name.text);
}

bool Typesetter::is_atom(const Expr& expr) const {
  return expr.kind == ExprKind::Name || expr.kind == ExprKind::Index || expr.kind == ExprKind::Member;
}

namespace {

std::string_view sign_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::Equal: return "=";
    case BinaryOp::NotEqual: return "≠";
    case BinaryOp::Less: return "<";
    case BinaryOp::LessEqual: return "≤";
    case BinaryOp::Greater: return ">";
    case BinaryOp::GreaterEqual: return "≥";
    case BinaryOp::In: return "∈";
    case BinaryOp::Add: return "+";
    case BinaryOp::Subtract: return "−";
    case BinaryOp::Multiply: return "·";
    case BinaryOp::Or:
    case BinaryOp::And:
    case BinaryOp::Divide:
    case BinaryOp::Power: return "";
  }
  return "";
}

// Operands with what stands between them, with breaks in front of the operators when it is wide.
Math chain(std::vector<Math> operands, const std::vector<Math>& operators, Binding binding) {
  double width = 0;
  for (const Math& operand : operands) width += operand.width;
  std::vector<Math> parts;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (i > 0) {
      if (width > kWhole) parts.push_back({std::string(1, kBreak), 0});
      parts.push_back(operators[i - 1]);
    }
    parts.push_back(std::move(operands[i]));
  }
  return glue(std::move(parts), binding);
}

}  // namespace

Math Typesetter::binary(const BinaryExpr& binary) {
  const BinaryOp op = binary.rest.front().op;
  switch (op) {
    case BinaryOp::Or:
    case BinaryOp::And: {
      const Binding binding = op == BinaryOp::Or ? Binding::Or : Binding::And;
      std::vector<Math> operands{within(set(*binary.first), binding)};
      std::vector<Math> words;
      for (const Operand& operand : binary.rest) {
        words.push_back(word(op == BinaryOp::Or ? "or" : "and"));
        operands.push_back(within(set(*operand.expr), binding));
      }
      return chain(std::move(operands), words, binding);
    }
    case BinaryOp::Add:
    case BinaryOp::Subtract: return sum(binary);
    case BinaryOp::Multiply:
    case BinaryOp::Divide: return product(binary);
    case BinaryOp::Power: return power(set(*binary.first), set(*binary.rest.front().expr));
    case BinaryOp::Equal:
    case BinaryOp::NotEqual:
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual:
    case BinaryOp::In:
      return chain({within(set(*binary.first), Binding::Add), within(set(*binary.rest.front().expr), Binding::Add)},
                   {symbol(sign_of(op))}, Binding::Compare);
  }
  return {};
}

Math Typesetter::sum(const BinaryExpr& binary) {
  std::vector<Math> operands{within(set(*binary.first), Binding::Add)};
  std::vector<Math> signs;
  for (const Operand& operand : binary.rest) {
    signs.push_back(symbol(sign_of(operand.op)));
    operands.push_back(within(set(*operand.expr), Binding::Sum));
  }
  return chain(std::move(operands), signs, Binding::Add);
}

// a * b / c divides b alone when a b would be too wide for one fraction: the same product. Units are divided by a
// stroke, and so is what no fraction can hold.
Math Typesetter::product(const BinaryExpr& binary) {
  const auto joined = [](std::vector<Math> factors) {
    const std::vector<Math> dots(factors.size(), symbol("·"));
    return factors.size() == 1 ? std::move(factors.front()) : chain(std::move(factors), dots, Binding::Multiply);
  };
  const auto factor = [&](const Expr& expr, bool last) {
    const Math made = set(expr);
    return made.binding == Binding::Sum && last ? made : within(made, Binding::Multiply);
  };
  const auto* minus = try_as<UnaryExpr>(binary.first);
  const bool negative = minus && minus->op == UnaryOp::Minus;  // a leading minus needs no brackets
  std::vector<Math> factors{negative ? set(*binary.first) : factor(*binary.first, false)};
  const Expr* only = binary.first;  // the whole numerator so far, when it is one expression
  for (const Operand& operand : binary.rest) {
    if (operand.op == BinaryOp::Multiply) {
      factors.push_back(factor(*operand.expr, &operand == &binary.rest.back()));
      only = nullptr;
      continue;
    }
    const Math below = set(*operand.expr);
    if (is_unit(*operand.expr)) {
      factors.back() = glue({factors.back(), {"<mo lspace=\"0\" rspace=\"0\">/</mo>", 1}, below}, Binding::Multiply);
      continue;
    }
    Math above = only ? set(*only) : joined(factors);
    if (above.width > kWhole && factors.size() > 1) {
      above = std::move(factors.back());
      factors.pop_back();
    } else {
      factors.clear();
    }
    if (above.width <= kWhole && below.width <= kWhole) {
      factors.push_back({cat("<mfrac><mrow>", whole(above).ml, "</mrow><mrow>", whole(below).ml, "</mrow></mfrac>"),
                         std::max(above.width, below.width) + 0.5, Binding::Multiply});
    } else {
      factors.push_back(chain({within(std::move(above), Binding::Multiply), within(below, Binding::Power)},
                              {{"<mo form=\"infix\" stretchy=\"false\">/</mo>", 1}}, Binding::Multiply));
    }
    only = nullptr;
  }
  Math all = joined(std::move(factors));
  if (negative) all.binding = Binding::Add;
  return all;
}

Math Typesetter::power(Math base, Math exponent) {
  return superscript(within(whole(std::move(base)), Binding::Atom), std::move(exponent));
}

Math Typesetter::list(const std::vector<const Expr*>& items) {
  std::vector<Math> parts;
  for (const Expr* item : items) {
    if (!parts.empty()) parts.push_back({cat("<mo separator=\"true\">,</mo>", kBreak), 1.5});
    parts.push_back(set(*item));
  }
  const Math made = glue(std::move(parts), Binding::Or);
  return made.width > kWhole ? made : whole(made);
}

Math Typesetter::index(const IndexExpr& index) {
  std::vector<Math> parts;
  for (const Expr* part : index.indices) {
    if (!parts.empty()) parts.push_back(symbol(","));
    parts.push_back(set(*part));
  }
  return subscript(within(set(*index.base), Binding::Power), glue(std::move(parts), Binding::Atom));
}

namespace {

// Rows of (value, condition) behind a brace.
Math brace(const std::vector<std::pair<Math, Math>>& rows) {
  std::string ml;
  double values = 0, conditions = 0;
  for (const auto& [value, condition] : rows) {
    ml += cat("<mtr><mtd style=\"text-align:left\">", whole(value).ml, "</mtd><mtd style=\"text-align:left\">",
              whole(condition).ml, "</mtd></mtr>");
    values = std::max(values, value.width);
    conditions = std::max(conditions, condition.width);
  }
  return {cat("<mrow><mo>{</mo><mtable columnalign=\"left\">", ml, "</mtable></mrow>"), values + conditions + 3,
          Binding::Cases};
}

}  // namespace

// A brace while it fits, else words in a row.
Math Typesetter::choice(const IfExpr& first) {
  std::vector<std::pair<Math, Math>> rows;
  std::vector<Math> row;
  const Expr* rest = &first;
  while (const auto* one = try_as<IfExpr>(rest)) {
    const Math condition = set(*one->condition);
    const Math value = set(*one->then);
    rows.emplace_back(value, glue({word("if"), condition}, Binding::Atom));
    row.insert(row.end(), {{rows.size() > 1 ? std::string(1, kBreak) : "", 0},
                           word("if"),
                           condition,
                           {std::string(1, kBreak), 0},
                           word("then"),
                           value,
                           {std::string(1, kBreak), 0},
                           word("else")});
    rest = one->otherwise;
  }
  const Math last = set(*rest);
  rows.emplace_back(last, word("otherwise"));
  row.push_back(last);
  const Math braced = brace(rows);
  return braced.width <= kWhole ? braced : glue(std::move(row), Binding::Cases);
}

Math Typesetter::entries(const std::vector<Entry>& entries, std::string_view subject) {
  std::vector<std::pair<Math, Math>> rows;
  std::vector<Math> row;
  if (!subject.empty()) row = {word("match"), name(subject)};
  row.push_back({"<mo stretchy=\"false\" form=\"prefix\">{</mo>", 1});
  for (const Entry& entry : entries) {
    std::vector<Math> keys;
    for (const Name& key : entry.keys) {
      if (!keys.empty()) keys.push_back(symbol(","));
      keys.push_back(identifier("word", key.text));
    }
    const Math key = entry.keys.empty() ? word("otherwise") : glue(std::move(keys), Binding::Atom);
    const Math value = set(*entry.value);
    const Math when = entry.keys.empty() ? key
                      : subject.empty()  ? glue({word("at"), key}, Binding::Atom)
                                         : glue({word("if"), name(subject), symbol("="), key}, Binding::Atom);
    rows.emplace_back(value, when);
    if (rows.size() > 1) row.push_back({cat("<mo separator=\"true\">,</mo>", kBreak), 1.5});
    row.insert(row.end(), {key, {"<mo separator=\"true\">:</mo>", 1.5}, value});
  }
  row.push_back({"<mo stretchy=\"false\" form=\"postfix\">}</mo>", 1});
  const Math braced = brace(rows);
  return braced.width <= kWhole && rows.size() <= 6 ? braced : glue(std::move(row), Binding::Atom);
}

}  // namespace detente::guide
