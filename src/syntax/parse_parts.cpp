// Parts of declarations and clauses that hold expressions: indices, units, bounds, times.
#include "syntax/parser_impl.h"

namespace detente::syntax {

Binder Parser::binder() {
  const std::uint32_t begin = begin_here();
  const Name bound = name("that runs through a set");
  expect("in", "and a set");
  const Expr& set = arithmetic();
  return {bound, &set, since(begin)};
}

Binder Parser::index_binder() {
  if (at(TokenKind::Name) && at_word("in", 1)) return binder();
  const std::uint32_t begin = begin_here();
  const Expr& set = arithmetic();
  return {{}, &set, since(begin)};
}

std::vector<Binder> Parser::declared_indices() {
  std::vector<Binder> made;
  if (!accept(TokenKind::LeftBracket)) return made;
  do made.push_back(index_binder());
  while (accept(TokenKind::Comma));
  expect(TokenKind::RightBracket, "after the indices");
  return made;
}

std::vector<const Expr*> Parser::expression_list() {
  std::vector<const Expr*> made;
  do made.push_back(&postfix());
  while (accept(TokenKind::Comma));
  return made;
}

const Expr& Parser::time_point() {
  switch (peek().kind) {
    case TokenKind::Number: return plain_number();
    case TokenKind::Date: return date();
    case TokenKind::LeftParen: return parenthesised();
    case TokenKind::Name: return name_or_call();
    default: fail_expected("a time: a number, a date or a name"); return zero();
  }
}

// --- Units: products of powers of names, such as effort*year or 1/year ---

const Expr& Parser::unit() {
  const std::uint32_t begin = begin_here();
  const Expr& first = unit_factor();
  if (!at(TokenKind::Star) && !at(TokenKind::Slash)) return first;
  auto& chain = node<BinaryExpr>(begin);
  chain.first = &first;
  while (at(TokenKind::Star) || at(TokenKind::Slash)) {
    const BinaryOp op = at(TokenKind::Star) ? BinaryOp::Multiply : BinaryOp::Divide;
    const Span op_span = span_of(take());
    chain.rest.push_back({op, op_span, &unit_factor()});
  }
  return close(chain);
}

const Expr& Parser::unit_factor() {
  const Nested nested(depth_);
  const std::uint32_t begin = begin_here();
  const Expr* base = nullptr;
  if (depth_ > limits_.depth) {
    fail_too_deep(here());
    base = &zero();
  } else if (at(TokenKind::Number)) {
    base = &plain_number();
  } else if (at(TokenKind::LeftParen)) {
    take();
    base = &unit();
    expect(TokenKind::RightParen, "in the unit");
  } else {
    auto& named_unit = node<NameExpr>(begin);
    if (at(TokenKind::Percent)) {
      named_unit.name = {"%", span_of(take())};
    } else {
      named_unit.name = name("of a unit");
    }
    base = &close(named_unit);
  }
  if (!at(TokenKind::Caret)) return *base;
  auto& raised = node<BinaryExpr>(begin);
  raised.first = base;
  const Span op = span_of(take());
  if (at(TokenKind::Number) || at(TokenKind::LeftParen)) {
    raised.rest.push_back({BinaryOp::Power, op, &primary()});
  } else {
    raised.rest.push_back({BinaryOp::Power, op, &sign()});
  }
  return close(raised);
}

Bounds Parser::bounds() {
  Bounds made;
  const std::uint32_t begin = begin_here();
  if (at(TokenKind::LeftBrace)) {
    made.choices = try_as<ListExpr>(&braces());
    if (!made.choices) fail("E0213", since(begin), "expected a list of values, found an array");
  } else {
    expect(TokenKind::LeftBracket, "and two bounds, or `{` and a list of values");
    made.low = &arithmetic();
    expect(TokenKind::Comma, "between the bounds");
    made.high = &arithmetic();
    expect(TokenKind::RightBracket, "after the bounds");
    made.log = accept("log");
  }
  made.span = since(begin);
  return made;
}

}  // namespace detente::syntax
