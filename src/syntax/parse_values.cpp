// What operators join: numbers, names, calls, aggregates, conditionals and literals in braces.
#include "base/number_text.h"
#include "syntax/parser_impl.h"
#include "text/words.h"

namespace detente::syntax {
namespace {

struct AggregateWord {
  std::string_view word;
  AggregateOp op;
};
constexpr AggregateWord kAggregates[] = {
    {"sum", AggregateOp::Sum}, {"product", AggregateOp::Product}, {"mean", AggregateOp::Mean},
    {"min", AggregateOp::Min}, {"max", AggregateOp::Max},         {"count", AggregateOp::Count},
    {"any", AggregateOp::Any}, {"all", AggregateOp::All},         {"softmax", AggregateOp::Softmax},
};

struct LongName {
  std::string_view first, second, third, joined;
};
constexpr LongName kLongFunctions[] = {
    {"mean", "over", "time", "mean over time"},
    {"min", "over", "time", "min over time"},
    {"max", "over", "time", "max over time"},
    {"time", "when", "", "time when"},
    {"rank", "correlation", "", "rank correlation"},
    {"first", "order", "", "first order"},
    {"total", "order", "", "total order"},
    {"deviation", "gain", "", "deviation gain"},
    {"best", "reply", "", "best reply"},
};

}  // namespace

const Expr& Parser::primary() {
  switch (peek().kind) {
    case TokenKind::Number: return number();
    case TokenKind::Date: return date();
    case TokenKind::LeftParen: return parenthesised();
    case TokenKind::LeftBrace: return braces();
    case TokenKind::Name: return name_or_call();
    case TokenKind::Percent: {
      auto& percent = node<NameExpr>(begin_here());
      percent.name = {"%", span_of(take())};
      return close(percent);
    }
    case TokenKind::String: {
      auto& text = node<StringExpr>(begin_here());
      text.value = optional_string();
      return close(text);
    }
    case TokenKind::LeftBracket:
      fail("E0213", here(), "expected a value, found `[`").with_help("arrays and lists are written in braces, `{ }`");
      return zero();
    default: fail_at_missing_value(); return zero();
  }
}

// A number, and the unit beside it if there is one.
const Expr& Parser::number() {
  const Token& next = peek(1);
  const bool is_word = next.kind == TokenKind::Name && !next.reserved && !text::is_clause_word(text_of(next));
  if (!is_word && next.kind != TokenKind::Percent) return plain_number();
  auto& quantity = node<QuantityExpr>(begin_here());
  quantity.text = text_of(take());
  quantity.value = base::parse_number(quantity.text).value_or(0);
  quantity.unit = name_of(take());
  return close(quantity);
}

const Expr& Parser::plain_number() {
  auto& number = node<NumberExpr>(begin_here());
  number.text = text_of(take());
  number.value = base::parse_number(number.text).value_or(0);
  return close(number);
}

const Expr& Parser::date() {
  auto& made = node<DateExpr>(begin_here());
  const std::string_view text = text_of(take());  // the tokenizer has checked its shape
  const auto field = [&](std::size_t first, std::size_t count) {
    int value = 0;
    for (char c : text.substr(first, count)) value = value * 10 + (c - '0');
    return value;
  };
  made.year = field(0, 4);
  made.month = field(5, 2);
  made.day = field(8, 2);
  return close(made);
}

const Expr& Parser::parenthesised() {
  take();
  const Expr& inner = in_formula_ ? formula() : expression();
  expect(TokenKind::RightParen, "");
  return inner;
}

const Expr& Parser::conditional() {
  auto& chosen = node<IfExpr>(begin_here());
  const Span word = span_of(take());
  chosen.condition = &expression();
  if (at(TokenKind::Equal)) {
    fail("E0204", here(), "`=` cannot stand here").with_help("equality is written `==`");
  }
  expect("then", "after the condition");
  chosen.then = &expression();
  if (!failed_ && !at_word("else")) {
    fail("E0208", word, "`if` needs `else`").with_help("add `else 0` with the unit of the other branch");
  }
  accept("else");
  chosen.otherwise = &expression();
  return close(chosen);
}

const Expr& Parser::match() {
  auto& matched = node<MatchExpr>(begin_here());
  take();
  matched.subject = name("of an alternative");
  if (!at(TokenKind::LeftBrace)) fail_expected("`{` after the alternative's name");
  matched.arms = entries();
  return close(matched);
}

bool Parser::at_entry(std::uint32_t ahead) const {
  if (at_word("else", ahead)) return at(TokenKind::Colon, ahead + 1);
  while (at(TokenKind::Name, ahead) && at(TokenKind::Comma, ahead + 1)) ahead += 2;
  return at(TokenKind::Name, ahead) && at(TokenKind::Colon, ahead + 1);
}

Entry Parser::entry() {
  Entry made;
  const std::uint32_t begin = begin_here();
  if (!accept("else")) {
    do made.keys.push_back(name("of an element"));
    while (accept(TokenKind::Comma));
  }
  expect(TokenKind::Colon, "after the name");
  made.value = &expression();
  made.span = since(begin);
  return made;
}

std::vector<Entry> Parser::entries() {
  std::vector<Entry> made;
  expect(TokenKind::LeftBrace, "");
  while (!at(TokenKind::RightBrace) && !at_line_end()) {
    made.push_back(entry());
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightBrace, "after the last entry");
  return made;
}

// { a: 1, else: 2 } is an array, anything else in braces a list.
const Expr& Parser::braces() {
  const std::uint32_t begin = begin_here();
  if (at_entry(1)) {
    auto& array = node<ArrayExpr>(begin);
    array.entries = entries();
    return close(array);
  }
  auto& list = node<ListExpr>(begin);
  take();
  while (!at(TokenKind::RightBrace) && !at_line_end()) {
    const Expr& value = expression();
    list.items.push_back({&value, optional_string()});
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightBrace, "after the last item");
  return close(list);
}

bool Parser::at_aggregate() const { return at(TokenKind::LeftParen, 1) && at(TokenKind::Name, 2) && at_word("in", 3); }

const Expr& Parser::name_or_call() {
  if (at_word("if")) return conditional();
  if (at_word("match")) return match();
  for (const auto& [word, op] : kAggregates) {
    if (!at_aggregate()) break;
    if (at_word(word)) return aggregate(op);
  }
  for (const LongName& function : kLongFunctions) {
    if (!at(TokenKind::Name, 1)) break;
    const std::uint32_t words = function.third.empty() ? 2 : 3;
    if (!at_word(function.first) || !at_word(function.second, 1) || !at(TokenKind::LeftParen, words)) continue;
    if (words == 3 && !at_word(function.third, 2)) continue;
    const std::uint32_t begin = begin_here();
    for (std::uint32_t i = 0; i < words; ++i) take();
    return call({function.joined, since(begin)});
  }
  const std::uint32_t begin = begin_here();
  Name first;
  if (at_word("time")) {
    first = word("");
  } else if (peek().reserved && !text::opens_declaration(text_of(peek()))) {
    fail_at_missing_value();
    first = {"", here()};
  } else {
    first = name("");
  }
  if (at(TokenKind::LeftParen)) return call(first);
  if (accept(TokenKind::Dot)) {
    auto& member = node<MemberExpr>(begin);
    member.object = first;
    member.member = word("the name of a term after `.`");
    return close(member);
  }
  auto& made = node<NameExpr>(begin);
  made.name = first;
  return close(made);
}

const Expr& Parser::call(Name function) {
  auto& made = node<CallExpr>(function.span.begin);
  made.function = function;
  made.arguments = arguments();
  return close(made);
}

std::vector<Argument> Parser::arguments() {
  std::vector<Argument> made;
  expect(TokenKind::LeftParen, "");
  Name given;
  while (!at(TokenKind::RightParen) && !at_line_end()) {
    Name label = given;
    if (at(TokenKind::Name) && at(TokenKind::Colon, 1)) {
      label = word("");
      take();
    }
    made.push_back({label, &expression()});
    if (given.empty() && at_word("given")) {
      given = word("");
    } else if (!accept(TokenKind::Comma)) {
      break;
    }
  }
  expect(TokenKind::RightParen, "after the arguments");
  return made;
}

const Expr& Parser::aggregate(AggregateOp op) {
  auto& made = node<AggregateExpr>(begin_here());
  made.op = op;
  const std::string word(text_of(take()));
  take();
  do made.binders.push_back(binder());
  while (accept(TokenKind::Comma));
  if (accept("where")) made.where = &expression();
  const bool needs_body = op != AggregateOp::Count || !made.where;
  if (at(TokenKind::Colon) || needs_body) {
    expect(TokenKind::Colon, cat("before what `", word, "` is over"));
    made.body = &expression();
  }
  expect(TokenKind::RightParen, cat("after `", word, "`"));
  return close(made);
}

}  // namespace detente::syntax
