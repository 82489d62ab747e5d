// Operators, from the loosest to the tightest; docs/language/grammar.ebnf has the same order.
#include "syntax/parser_impl.h"

namespace detente::syntax {

const Expr& Parser::zero() { return close(node<NumberExpr>(begin_here())); }

const Expr& Parser::expression() {
  const Nested nested(depth_);
  if (depth_ > limits_.depth) {
    fail_too_deep(here());
    return zero();
  }
  const bool outer = std::exchange(in_formula_, false);
  const Expr& result = disjunction();
  in_formula_ = outer;
  return result;
}

const Expr& Parser::disjunction() {
  const std::uint32_t begin = begin_here();
  const Expr& first = conjunction();
  if (!at_word("or")) return first;
  auto& chain = node<BinaryExpr>(begin);
  chain.first = &first;
  while (at_word("or")) {
    const Span op = span_of(take());
    chain.rest.push_back({BinaryOp::Or, op, &conjunction()});
  }
  return close(chain);
}

const Expr& Parser::conjunction() {
  const std::uint32_t begin = begin_here();
  const Expr& first = negation();
  if (!at_word("and")) return first;
  auto& chain = node<BinaryExpr>(begin);
  chain.first = &first;
  while (at_word("and")) {
    const Span op = span_of(take());
    chain.rest.push_back({BinaryOp::And, op, &negation()});
  }
  return close(chain);
}

const Expr& Parser::negation() {
  if (!at_word("not")) return comparison();
  const Nested nested(depth_);
  auto& negated = node<UnaryExpr>(begin_here());
  const Span op = span_of(take());
  negated.op = UnaryOp::Not;
  if (depth_ > limits_.depth) {
    fail_too_deep(op);
    negated.operand = &zero();
  } else {
    negated.operand = &negation();
  }
  return close(negated);
}

bool Parser::comparison_op(BinaryOp& op) const {
  switch (peek().kind) {
    case TokenKind::EqualEqual: op = BinaryOp::Equal; return true;
    case TokenKind::BangEqual: op = BinaryOp::NotEqual; return true;
    case TokenKind::Less: op = BinaryOp::Less; return true;
    case TokenKind::LessEqual: op = BinaryOp::LessEqual; return true;
    case TokenKind::Greater: op = BinaryOp::Greater; return true;
    case TokenKind::GreaterEqual: op = BinaryOp::GreaterEqual; return true;
    case TokenKind::Name:
      // `x in [lo, hi]` is a clause's range or window, not membership.
      op = BinaryOp::In;
      return at_word("in") && !at(TokenKind::LeftBracket, 1);
    default: return false;
  }
}

const Expr& Parser::comparison() {
  const std::uint32_t begin = begin_here();
  const Expr& left = arithmetic();
  BinaryOp op;
  if (!comparison_op(op)) return left;
  auto& compared = node<BinaryExpr>(begin);
  compared.first = &left;
  const Span op_span = span_of(take());
  compared.rest.push_back({op, op_span, &arithmetic()});
  close(compared);
  if (comparison_op(op)) {
    fail("E0216", here(), "comparisons do not chain").with_help("write `a < b and b < c`");
  }
  return compared;
}

const Expr& Parser::arithmetic() {
  const std::uint32_t begin = begin_here();
  const Expr& first = term();
  if (!at(TokenKind::Plus) && !at(TokenKind::Minus)) return first;
  auto& chain = node<BinaryExpr>(begin);
  chain.first = &first;
  while (at(TokenKind::Plus) || at(TokenKind::Minus)) {
    const BinaryOp op = at(TokenKind::Plus) ? BinaryOp::Add : BinaryOp::Subtract;
    const Span op_span = span_of(take());
    chain.rest.push_back({op, op_span, &term()});
  }
  return close(chain);
}

const Expr& Parser::term() {
  const std::uint32_t begin = begin_here();
  const Expr& first = sign();
  if (!at(TokenKind::Star) && !at(TokenKind::Slash)) return first;
  auto& chain = node<BinaryExpr>(begin);
  chain.first = &first;
  while (at(TokenKind::Star) || at(TokenKind::Slash)) {
    const BinaryOp op = at(TokenKind::Star) ? BinaryOp::Multiply : BinaryOp::Divide;
    const Span op_span = span_of(take());
    chain.rest.push_back({op, op_span, &sign()});
  }
  return close(chain);
}

const Expr& Parser::sign() {
  if (at(TokenKind::Plus)) {
    fail("E0204", here(), "a value needs no `+` before it").with_help("delete it");
    return zero();
  }
  if (!at(TokenKind::Minus)) return power();
  const Nested nested(depth_);
  auto& negative = node<UnaryExpr>(begin_here());
  const Span op = span_of(take());
  negative.op = UnaryOp::Minus;
  if (depth_ > limits_.depth) {
    fail_too_deep(op);
    negative.operand = &zero();
  } else {
    negative.operand = &sign();
  }
  return close(negative);
}

const Expr& Parser::power() {
  const std::uint32_t begin = begin_here();
  const Expr& base = postfix();
  if (!at(TokenKind::Caret)) return base;
  if (const auto* quantity = try_as<QuantityExpr>(&base)) {
    const std::string number(quantity->text), unit(quantity->unit.text);
    fail("E0212", here(), "power of a number with a unit")
        .with_help(cat("write parentheses: `(", number, " ", unit, ")^2` or `", number, " * ", unit, "^2`"));
    return base;
  }
  auto& raised = node<BinaryExpr>(begin);
  raised.first = &base;
  const Span op = span_of(take());
  const std::uint32_t exponent_begin = begin_here();
  if (at(TokenKind::Minus)) {
    auto& negative = node<UnaryExpr>(exponent_begin);
    take();
    negative.op = UnaryOp::Minus;
    negative.operand = &postfix();
    raised.rest.push_back({BinaryOp::Power, op, &close(negative)});
  } else {
    raised.rest.push_back({BinaryOp::Power, op, &postfix()});
  }
  close(raised);
  if (at(TokenKind::Caret)) {
    fail("E0212", here(), "two powers in a row").with_help("write parentheses: `a^(b^c)` or `(a^b)^c`");
  }
  return raised;
}

// Each suffix once and in this order, so that chains cannot nest without bound.
const Expr& Parser::postfix() {
  const std::uint32_t begin = begin_here();
  const Expr* value = &primary();
  if (at(TokenKind::LeftBracket)) {
    auto& indexed = node<IndexExpr>(begin);
    indexed.base = value;
    take();
    do indexed.indices.push_back(&expression());
    while (accept(TokenKind::Comma));
    expect(TokenKind::RightBracket, "after the indices");
    value = &close(indexed);
  }
  if (!at(TokenKind::Name)) return *value;
  if (at_word("over")) {
    auto& over = node<OverExpr>(begin);
    take();
    over.value = value;
    over.window = &window();
    value = &close(over);
  }
  if (at_word("at") && !at_word("rate", 1)) {
    auto& sampled = node<AtExpr>(begin);
    take();
    sampled.value = value;
    sampled.time = &time_point();
    value = &close(sampled);
  }
  if (at_word("under")) {
    auto& under = node<UnderExpr>(begin);
    take();
    under.value = value;
    under.scenario = name("of a scenario");
    value = &close(under);
  }
  return *value;
}

}  // namespace detente::syntax
