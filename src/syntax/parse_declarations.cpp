// Declarations of the frame and of the numbers of a model, and the parts that many declarations share.
#include "syntax/parser_impl.h"

namespace detente::syntax {

// --- Parts that many declarations share ---

void Parser::named(Decl& decl, std::string_view what) {
  decl.name = name(what);
  decl.title = optional_string();
}

// NAME[p in set, set2] "title": unit
void Parser::variable_head(VariableDecl& decl, std::string_view what) {
  decl.name = name(what);
  decl.indices = declared_indices();
  decl.title = optional_string();
  if (accept(TokenKind::Colon)) decl.unit = &unit();
}

Equation& Parser::equation(Equation& target) {
  target.value = &expression();
  return target;
}

// for us, cn: e      for (us, network): e
bool Parser::exception_line(Equation& equation) {
  ElementEquation made;
  const std::uint32_t begin = begin_here();
  if (!accept("for")) return false;
  do {
    if (at(TokenKind::LeftParen)) {
      auto& tuple = node<TupleExpr>(begin_here());
      take();
      do tuple.items.push_back(&arithmetic());
      while (accept(TokenKind::Comma));
      expect(TokenKind::RightParen, "after the elements");
      made.elements.push_back(&close(tuple));
    } else {
      made.elements.push_back(&arithmetic());
    }
  } while (accept(TokenKind::Comma));
  expect(TokenKind::Colon, "after the elements");
  made.value = &expression();
  made.span = since(begin);
  equation.exceptions.push_back(std::move(made));
  return true;
}

// (x, y), (x, y) ...
std::vector<Point> Parser::points() {
  std::vector<Point> made;
  do {
    const std::uint32_t begin = begin_here();
    expect(TokenKind::LeftParen, "and a point, `(x, y)`");
    const Expr& x = arithmetic();
    expect(TokenKind::Comma, "between x and y");
    const Expr& y = arithmetic();
    expect(TokenKind::RightParen, "after the point");
    made.push_back({&x, &y, since(begin)});
  } while (accept(TokenKind::Comma));
  return made;
}

bool Parser::interpolation(Interpolation& kind) {
  if (accept("linear")) {
    kind = Interpolation::Linear;
  } else if (accept("step")) {
    kind = Interpolation::Step;
  } else {
    return false;
  }
  return true;
}

// One name of a function, agreement or policy: depth: unit in [0, 1] = 0.5
std::vector<Term> Parser::terms(bool with_bounds) {
  std::vector<Term> made;
  if (!accept(TokenKind::LeftParen)) return made;
  while (!at(TokenKind::RightParen) && !at_line_end()) {
    Term term;
    const std::uint32_t begin = begin_here();
    term.name = name("in the list");
    if (accept(TokenKind::Colon)) term.unit = &unit();
    if (with_bounds && accept("in")) term.bounds = bounds();
    if (with_bounds && accept(TokenKind::Equal)) term.default_value = &arithmetic();
    term.span = since(begin);
    made.push_back(std::move(term));
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightParen, "after the list");
  return made;
}

// --- The frame ---

void Parser::model() {
  auto& decl = open<ModelDecl>();
  named(decl, "of the model");
  clause_lines(decl);
}

void Parser::import() {
  auto& decl = open<ImportDecl>();
  decl.path = string("the file's path in quotes");
  clause_lines(decl);
}

TimeRange Parser::time_range() {
  TimeRange made;
  const std::uint32_t begin = begin_here();
  made.start = &arithmetic();
  expect("to", "and the end");
  // The unit beside the end is that of the whole range.
  made.end = at(TokenKind::Number) ? &plain_number() : &arithmetic();
  if (at(TokenKind::Name) && !at_word("step") && !at_word("using")) made.unit = &unit();
  made.span = since(begin);
  return made;
}

void Parser::time() {
  auto& decl = open<TimeDecl>();
  decl.range = time_range();
  if (accept("step")) decl.step = &arithmetic();
  if (accept("using")) decl.method = word("an integration method");
  clause_lines(decl);
}

void Parser::save() {
  auto& decl = open<SaveDecl>();
  expect("every", "and a period");
  decl.every = &arithmetic();
  clause_lines(decl);
}

void Parser::preset() {
  auto& decl = open<PresetDecl>();
  named(decl, "of the preset");
  const auto one_set = [&] {
    PresetSet made{name("of a set"), nullptr};
    expect(TokenKind::Equal, "and its elements");
    made.elements = &arithmetic();
    decl.sets.push_back(made);
  };
  if (accept(TokenKind::Colon)) {
    do one_set();
    while (accept(TokenKind::Comma));
  }
  clause_lines(decl, [&] {
    if (!at(TokenKind::Equal, 1)) return false;
    one_set();
    return true;
  });
}

void Parser::unit_declaration() {
  auto& decl = open<UnitDecl>();
  do {
    UnitItem item{name("of the unit"), optional_string(), nullptr};
    if (accept(TokenKind::Equal)) item.definition = &arithmetic();
    decl.units.push_back(item);
  } while (accept(TokenKind::Comma));
  decl.name = decl.units.front().name;
  decl.title = decl.units.front().title;
  clause_lines(decl);
}

void Parser::set() {
  auto& decl = open<SetDecl>();
  named(decl, "of the set");
  expect(TokenKind::Equal, "and the set's elements");
  decl.value = &arithmetic();
  if (accept("where")) decl.where = &expression();
  clause_lines(decl);
}

// --- Numbers ---

void Parser::constant() {
  auto& decl = open<ConstantDecl>();
  variable_head(decl, "of the constant");
  expect(TokenKind::Equal, "and the constant's value");
  equation(decl.value);
  clause_lines(decl, [&] { return exception_line(decl.value); });
}

void Parser::parameter() {
  auto& decl = open<ParameterDecl>();
  variable_head(decl, "of the parameter");
  for (bool more = true; more;) {
    if (accept(TokenKind::Equal)) {
      refuse_second(decl.value.value != nullptr, "value");
      decl.value.value = &arithmetic();
    } else if (accept(TokenKind::Tilde)) {
      refuse_second(decl.distribution != nullptr, "distribution");
      decl.distribution = &arithmetic();
    } else if (accept("in")) {
      refuse_second(decl.bounds.has_value(), "range");
      decl.bounds = bounds();
    } else {
      more = false;
    }
  }
  clause_lines(decl, [&] { return exception_line(decl.value); });
}

void Parser::correlate() {
  auto& decl = open<CorrelateDecl>();
  decl.variables = expression_list();
  if (decl.variables.size() < 2) fail_expected("`,` and a second parameter");
  expect(TokenKind::Equal, "and the correlation");
  decl.value = &arithmetic();
  clause_lines(decl);
}

void Parser::alternative() {
  auto& decl = open<AlternativeDecl>();
  named(decl, "of the alternative");
  expect(TokenKind::Equal, "and its options");
  expect(TokenKind::LeftBrace, "and the options");
  while (!at(TokenKind::RightBrace) && !at_line_end()) {
    Option option{name("of an option"), optional_string(), nullptr};
    if (!at(TokenKind::Comma) && !at(TokenKind::RightBrace)) option.weight = &arithmetic();
    decl.options.push_back(option);
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightBrace, "after the options");
  clause_lines(decl);
}

void Parser::input() {
  auto& decl = open<InputDecl>();
  variable_head(decl, "of the input");
  expect(TokenKind::Equal, "and a value that stands in");
  equation(decl.value);
  clause_lines(decl, [&] { return exception_line(decl.value); });
}

void Parser::data() {
  auto& decl = open<DataDecl>();
  variable_head(decl, "of the data");
  if (accept(TokenKind::Equal)) decl.points = points();
  while (data_clause(decl)) {
  }
  clause_lines(decl, [&] {
    if (!data_clause(decl)) return false;
    while (data_clause(decl)) {
    }
    return true;
  });
}

bool Parser::data_clause(DataDecl& decl) {
  if (accept("from")) {
    decl.file = string("the file's path in quotes");
  } else if (accept("where")) {
    decl.where = &expression();
  } else if (accept("index")) {
    DataIndex index;
    index.column = word_or_string("the name of a column");
    if (accept("as")) {
      expect(TokenKind::LeftBrace, "and the spelling of each element");
      while (!at(TokenKind::RightBrace) && !at_line_end()) {
        const Name element = name("of an element");
        expect(TokenKind::Colon, "and its spelling in the file");
        index.spellings.emplace_back(element, string("the spelling in quotes"));
        if (!accept(TokenKind::Comma)) break;
      }
      expect(TokenKind::RightBrace, "after the spellings");
    }
    decl.columns.push_back(std::move(index));
  } else if (accept("time")) {
    decl.time_column = word_or_string("the name of a column");
  } else if (accept("value")) {
    decl.value_column = word_or_string("the name of a column");
  } else if (accept("missing")) {
    expect("allowed", "in `missing allowed`");
    decl.missing_allowed = true;
  } else {
    return interpolation(decl.interpolation);
  }
  return true;
}

void Parser::lookup() {
  auto& decl = open<LookupDecl>();
  named(decl, "of the lookup");
  if (accept(TokenKind::Colon)) {
    decl.input_unit = &unit();
    expect(TokenKind::Arrow, "and the unit of the result");
    decl.unit = &unit();
  }
  expect(TokenKind::Equal, "and the points");
  decl.points = points();
  const auto mode = [&] {
    if (accept("extrapolate")) {
      decl.extrapolate = true;
      return true;
    }
    return interpolation(decl.interpolation);
  };
  while (mode()) {
  }
  clause_lines(decl, mode);
}

void Parser::function() {
  auto& decl = open<FunctionDecl>();
  decl.name = name("of the function");
  if (!at(TokenKind::LeftParen)) fail_expected("`(` and the function's parameters");
  decl.parameters = terms(false);
  decl.title = optional_string();
  if (accept(TokenKind::Colon)) decl.unit = &unit();
  expect(TokenKind::Equal, "and the function's value");
  decl.value = &expression();
  clause_lines(decl);
}

}  // namespace detente::syntax
