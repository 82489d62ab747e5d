// Expressions, from the loosest operator to the tightest; docs/language/grammar.ebnf
// has the same order.
#include <algorithm>

#include "base/number_text.h"
#include "syntax/parser_impl.h"
#include "text/words.h"

namespace detente::syntax {
namespace {

// Counts one level of nesting while it lives.
class Nested {
 public:
  explicit Nested(std::uint32_t& depth) : depth_(depth) { ++depth_; }
  ~Nested() { --depth_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  std::uint32_t& depth_;
};

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
    if (at_word(word) && at_aggregate()) return aggregate(op);
  }
  for (const LongName& function : kLongFunctions) {
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
