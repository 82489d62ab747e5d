// Declarations of what changes: stocks, flows, variables, noise and events.
#include "syntax/parser_impl.h"

namespace detente::syntax {

void Parser::stock() {
  auto& decl = open<StockDecl>();
  variable_head(decl, "of the stock");
  if (accept(TokenKind::Equal)) equation(decl.value);
  Equation* last = &decl.value;
  while (stock_clause(decl, last)) {
  }
  clause_lines(decl, [&] { return stock_clause(decl, last); });
}

// `last` is the equation that a `for` line would change.
bool Parser::stock_clause(StockDecl& decl, Equation*& last) {
  struct Word {
    std::string_view word;
    StockTermKind kind;
  };
  static constexpr Word kTerms[] = {
      {"inflow", StockTermKind::Inflow}, {"outflow", StockTermKind::Outflow},     {"change", StockTermKind::Change},
      {"growth", StockTermKind::Growth}, {"diffusion", StockTermKind::Diffusion},
  };
  for (const auto& [word, kind] : kTerms) {
    const std::uint32_t begin = begin_here();
    if (!accept(word)) continue;
    StockTerm term{kind, {}, {}};
    equation(term.equation);
    term.span = since(begin);
    decl.terms.push_back(std::move(term));
    last = &decl.terms.back().equation;
    return true;
  }
  if (exception_line(*last)) return true;
  if (accept("non", "negative")) {
    decl.non_negative = true;
  } else if (accept("on", "log")) {
    expect("scale", "in `on log scale`");
    decl.log_scale = true;
  } else {
    return false;
  }
  return true;
}

void Parser::flow() {
  auto& decl = open<FlowDecl>();
  variable_head(decl, "of the flow");
  expect(TokenKind::Equal, "and the flow's rate");
  equation(decl.value);
  const auto end = [&] {
    if (accept("from")) {
      decl.from = &postfix();
    } else if (accept("to")) {
      decl.to = &postfix();
    } else {
      return false;
    }
    return true;
  };
  while (end()) {
  }
  clause_lines(decl, [&] {
    if (exception_line(decl.value)) return true;
    if (!end()) return false;
    end();
    return true;
  });
}

void Parser::aux() {
  auto& decl = open<AuxDecl>();
  variable_head(decl, "of the variable");
  expect(TokenKind::Equal, "and the variable's equation");
  equation(decl.value);
  clause_lines(decl, [&] { return exception_line(decl.value); });
}

void Parser::noise() {
  auto& decl = open<NoiseDecl>();
  decl.name = name("of the noise");
  decl.indices = declared_indices();
  decl.title = optional_string();
  clause_lines(decl);
}

void Parser::event() {
  auto& decl = open<EventDecl>();
  decl.name = name("of the event");
  decl.indices = declared_indices();
  decl.title = optional_string();
  const auto clause = [&] {
    if (accept("with", "probability")) {
      refuse_second(decl.probability != nullptr, "probability");
      decl.probability = &arithmetic();
      return true;
    }
    return trigger(decl);
  };
  while (clause()) {
  }
  clause_lines(decl, [&] {
    if (clause()) {
      while (clause()) {
      }
      return true;
    }
    if (!at(TokenKind::Name) || peek().reserved) return false;
    decl.assignments.push_back(assignment());
    return true;
  });
}

bool Parser::trigger(EventDecl& decl) {
  if (!at_word("at") && !at_word("every") && !at_word("when") && !at_word("after")) return false;
  refuse_second(decl.trigger.has_value(), "trigger");
  Trigger made{TriggerKind::At, {}};
  if (accept("at", "rate")) {
    made.kind = TriggerKind::Rate;
    made.amount = &arithmetic();
  } else if (accept("at")) {
    do made.times.push_back(&arithmetic());
    while (accept(TokenKind::Comma));
  } else if (accept("every")) {
    made.kind = TriggerKind::Every;
    made.amount = &arithmetic();
    if (accept("from")) made.times.push_back(&arithmetic());
  } else if (accept("when")) {
    made.kind = TriggerKind::When;
    made.amount = &expression();
    made.once = accept("once");
  } else if (accept("after")) {
    made.kind = TriggerKind::After;
    made.amount = &arithmetic();
    expect("from", "and an event");
    made.event = &postfix();
  }
  decl.trigger = std::move(made);
  return true;
}

// x[i in s where c] += e      x := e
Assignment Parser::assignment() {
  Assignment made;
  const std::uint32_t begin = begin_here();
  made.target = name("of what the event changes");
  if (accept(TokenKind::LeftBracket)) {
    do made.indices.push_back(index_binder());
    while (accept(TokenKind::Comma));
    if (accept("where")) made.where = &expression();
    expect(TokenKind::RightBracket, "after the indices");
  }
  made.op = AssignOp::Set;
  if (accept(TokenKind::PlusEqual)) {
    made.op = AssignOp::Add;
  } else if (at(TokenKind::Equal)) {
    fail("E0213", here(), "expected `:=` or `+=`, found `=`").with_help("an event assigns with `:=`");
  } else {
    expect(TokenKind::ColonEqual, "or `+=`");
  }
  made.value = &expression();
  made.span = since(begin);
  return made;
}

}  // namespace detente::syntax
