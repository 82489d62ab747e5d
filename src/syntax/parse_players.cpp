// Declarations of the strategic layer: levers, players, policies, agreements and the
// scenarios that set them.
#include "syntax/parser_impl.h"

namespace detente::syntax {

void Parser::lever() {
  auto& decl = open<LeverDecl>();
  variable_head(decl, "of the lever");
  for (bool more = true; more;) {
    if (accept("in")) {
      refuse_second(decl.bounds.has_value(), "range");
      decl.bounds = bounds();
    } else if (accept(TokenKind::Equal)) {
      refuse_second(decl.value.value != nullptr, "default");
      decl.value.value = &arithmetic();
    } else {
      more = false;
    }
  }
  clause_lines(decl, [&] { return exception_line(decl.value); });
}

void Parser::player() {
  auto& decl = open<PlayerDecl>();
  decl.name = name("of the player");
  if (accept("in")) decl.set = &arithmetic();
  decl.title = optional_string();
  clause_lines(decl, [&] {
    if (at_word("controls")) {
      decl.controls.push_back(controls());
    } else if (accept("subject", "to")) {
      decl.subject_to.push_back(&expression());
    } else if (at_word("observes")) {
      decl.observes.push_back(observes());
    } else if (at_word("believes")) {
      const std::uint32_t begin = begin_here();
      take();
      const Expr& variable = postfix();
      expect(TokenKind::Tilde, "and a distribution");
      const Expr& distribution = arithmetic();
      decl.believes.push_back({since(begin), &variable, &distribution});
    } else if (accept("maximises")) {
      refuse_second(decl.maximises != nullptr, "`maximises`");
      decl.maximises = &expression();
    } else if (accept("at", "end")) {
      refuse_second(decl.at_end != nullptr, "`at end`");
      decl.at_end = &expression();
    } else if (accept("discounts")) {
      refuse_second(decl.discounts != nullptr, "`discounts`");
      decl.discounts = &expression();
    } else {
      return false;
    }
    return true;
  });
}

// controls a[p], b[p] every 1 year or after scare
ControlsClause Parser::controls() {
  ControlsClause made;
  const std::uint32_t begin = begin_here();
  take();
  made.levers = expression_list();
  if (accept("every")) made.every = &arithmetic();
  if (accept("or", "after") || accept("after")) made.after = expression_list();
  made.span = since(begin);
  return made;
}

// observes rival[p], x with error 10 % delay 0.5 year
ObservesClause Parser::observes() {
  ObservesClause made;
  const std::uint32_t begin = begin_here();
  take();
  made.variables = expression_list();
  if (accept("with")) {
    if (!at_word("error") && !at_word("delay")) fail_expected("`error` or `delay` after `with`");
    for (bool more = true; more;) {
      if (accept("error")) {
        made.error = &arithmetic();
      } else if (accept("delay")) {
        made.delay = &arithmetic();
      } else {
        more = false;
      }
    }
  }
  made.span = since(begin);
  return made;
}

void Parser::policy() {
  auto& decl = open<PolicyDecl>();
  decl.name = name("of the policy");
  decl.coefficients = terms(true);
  decl.title = optional_string();
  expect("for", "and a player");
  decl.owner = index_binder();
  clause_lines(decl, [&] {
    if (!at(TokenKind::Name) || peek().reserved) return false;
    Rule rule;
    const std::uint32_t begin = begin_here();
    rule.lever = name("of a lever");
    rule.indices = declared_indices();
    expect(TokenKind::Equal, "and what the lever is set to");
    rule.value = &expression();
    rule.span = since(begin);
    decl.rules.push_back(std::move(rule));
    return true;
  });
}

void Parser::agreement() {
  auto& decl = open<AgreementDecl>();
  decl.name = name("of the agreement");
  decl.terms = terms(true);
  decl.title = optional_string();
  clause_lines(decl, [&] {
    const std::uint32_t begin = begin_here();
    if (accept("between")) {
      refuse_second(!decl.parties.empty(), "`between`");
      do decl.parties.push_back(&arithmetic());
      while (accept(TokenKind::Comma));
    } else if (accept("requires")) {
      decl.requirements.push_back(&expression());
    } else if (accept("monitors")) {
      MonitorsClause made;
      do {
        const bool false_alarms = accept("false", "alarms");
        if (!false_alarms) expect("breach", "or `false alarms`");
        expect("at", "in `at rate`");
        expect("rate", "in `at rate`");
        (false_alarms ? made.false_alarm_rate : made.breach_rate) = &arithmetic();
      } while (accept(TokenKind::Comma));
      made.span = since(begin);
      decl.monitors = made;
    } else if (accept("punishes", "by")) {
      PunishesClause made;
      made.ending = accept("ending");
      if (!made.ending) {
        expect("suspending", "or `ending`");
        expect("for", "and how long");
        made.suspension = &arithmetic();
      }
      made.span = since(begin);
      decl.punishes = made;
    } else if (accept("open", "to")) {
      OpenClause made{{}, &arithmetic(), nullptr};
      if (accept("by")) made.lever = &postfix();
      made.span = since(begin);
      decl.open = made;
    } else {
      return false;
    }
    return true;
  });
}

void Parser::scenario() {
  auto& decl = open<ScenarioDecl>();
  named(decl, "of the scenario");
  if (accept("extends")) decl.parent = name("of the scenario it extends");
  clause_lines(decl, [&] { return scenario_clause(decl); });
}

bool Parser::scenario_clause(ScenarioDecl& decl) {
  const std::uint32_t begin = begin_here();
  if (accept("time")) {
    refuse_second(decl.time.has_value(), "time range");
    decl.time = time_range();
  } else if (accept("at")) {
    const Expr& time = arithmetic();
    expect(TokenKind::Colon, "before what happens then");
    decl.at.push_back({&time, assignment()});
  } else if (at_word("sign") && at(TokenKind::Name, 1)) {
    take();
    SignClause made;
    made.agreement = name("of an agreement");
    if (at(TokenKind::LeftParen)) made.terms = arguments();
    if (accept("at")) made.time = &arithmetic();
    made.span = since(begin);
    decl.signs.push_back(std::move(made));
  } else if (at(TokenKind::Name) && !peek().reserved) {
    scenario_statement(decl);
  } else {
    return false;
  }
  return true;
}

// x = e      x ~ D      scare off      us follows POLICY      us breaches AGREEMENT from T
void Parser::scenario_statement(ScenarioDecl& decl) {
  const std::uint32_t begin = begin_here();
  const Name subject = name("");
  const std::vector<Binder> indices = declared_indices();
  const auto as_expression = [&]() -> const Expr& {
    auto& named_expr = node<NameExpr>(begin);
    named_expr.name = subject;
    named_expr.span = subject.span;
    if (indices.empty()) return named_expr;
    auto& indexed = node<IndexExpr>(begin);
    indexed.base = &named_expr;
    for (const Binder& index : indices) indexed.indices.push_back(index.set);
    return close(indexed);
  };

  if (at(TokenKind::Equal) || at(TokenKind::Tilde)) {
    Override made;
    made.target = subject;
    made.indices = indices;
    made.redraws = at(TokenKind::Tilde);
    take();
    made.value = &expression();
    made.span = since(begin);
    decl.overrides.push_back(std::move(made));
  } else if (at_word("off") || at_word("on")) {
    const bool on = at_word("on");
    const Expr& event = as_expression();
    take();
    decl.switches.push_back({&event, on, since(begin)});
  } else if (accept("follows")) {
    FollowsClause made;
    made.player = &as_expression();
    made.policy = name("of a policy");
    if (at(TokenKind::LeftParen)) made.coefficients = arguments();
    made.span = since(begin);
    decl.follows.push_back(std::move(made));
  } else if (accept("breaches")) {
    BreachesClause made;
    made.player = &as_expression();
    made.agreement = name("of an agreement");
    if (accept("from")) made.time = &arithmetic();
    made.span = since(begin);
    decl.breaches.push_back(made);
  } else {
    fail_expected("`=`, `~`, `off`, `on`, `follows` or `breaches`");
  }
}

}  // namespace detente::syntax
