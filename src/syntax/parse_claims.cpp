// Metrics, claims and calibration: statements about trajectories and ensembles.
#include "syntax/parser_impl.h"

namespace detente::syntax {

const Expr& Parser::formula() {
  const Nested nested(depth_);
  const bool outer = std::exchange(in_formula_, true);
  const Expr* result = nullptr;
  if (depth_ > limits_.depth) {
    fail_too_deep(here());
    result = &zero();
  } else if (at_word("always")) {
    result = &prefixed(TemporalOp::Always);
  } else if (at_word("eventually")) {
    result = &prefixed(TemporalOp::Eventually);
  } else if (at_word("by")) {
    result = &prefixed(TemporalOp::By);
  } else if (at_word("after")) {
    result = &prefixed(TemporalOp::After);
  } else {
    result = &temporal_suffix(disjunction());
  }
  in_formula_ = outer;
  return *result;
}

// always W: f      eventually W: f      by T: f      after g: f
const Expr& Parser::prefixed(TemporalOp op) {
  auto& made = node<TemporalExpr>(begin_here());
  made.op = op;
  take();
  if (op == TemporalOp::By) {
    made.deadline = &time_point();
  } else if (op == TemporalOp::After) {
    made.second = &disjunction();
  } else {
    made.window = optional_window();
  }
  expect(TokenKind::Colon, "before the statement");
  made.first = &formula();
  return close(made);
}

// What may follow an expression to make it a statement about time.
const Expr& Parser::temporal_suffix(const Expr& left) {
  const auto start = [&](TemporalOp op) -> TemporalExpr& {
    auto& made = node<TemporalExpr>(left.span.begin);
    made.op = op;
    made.first = &left;
    take();
    return made;
  };
  if (at_word("until")) {
    auto& made = start(TemporalOp::Until);
    made.window = optional_window();
    made.second = &disjunction();
    return close(made);
  }
  if (at_word("by")) {
    auto& made = start(TemporalOp::ByAndStays);
    made.deadline = &time_point();
    if (!accept("and", "stays")) fail_expected("`and stays`");
    return close(made);
  }
  if (at_word("overtakes")) {
    auto& made = start(TemporalOp::Overtakes);
    made.second = &arithmetic();
    expect("by", "and a time");
    made.deadline = &time_point();
    return close(made);
  }
  if (at_word("rises") || at_word("falls")) {
    auto& made = start(at_word("rises") ? TemporalOp::Rises : TemporalOp::Falls);
    expect("on", "and a window");
    made.window = &window();
    return close(made);
  }
  if (at_word("tips")) {
    auto& made = start(TemporalOp::TipsOver);
    expect("over", "and a level");
    made.amount = &arithmetic();
    expect("by", "and a time");
    made.deadline = &time_point();
    return close(made);
  }
  if (at_word("converge")) {
    auto& made = start(TemporalOp::Converge);
    const auto* both = try_as<BinaryExpr>(&left);
    if (both && both->rest.size() == 1 && both->rest[0].op == BinaryOp::And) {
      made.first = both->first;
      made.second = both->rest[0].expr;
    } else {
      fail("E0213", left.span, "`converge` needs two quantities")
          .with_help("write `x and y converge to within e by T`");
      made.second = &left;
    }
    expect("to", "in `converge to within e by T`");
    expect("within", "in `converge to within e by T`");
    made.amount = &arithmetic();
    expect("by", "in `converge to within e by T`");
    made.deadline = &time_point();
    return close(made);
  }
  return left;
}

const Window* Parser::optional_window() {
  const bool opens = at(TokenKind::LeftBracket) || at_word("by") || at_word("within");
  return opens ? &window() : nullptr;
}

const Expr& Parser::window_bound(bool& relative) {
  relative = accept(TokenKind::Plus);
  return arithmetic();
}

const Window& Parser::window() {
  const std::uint32_t begin = begin_here();
  Window made{WindowKind::Calendar, nullptr, nullptr, {}};
  if (accept("by")) {
    made.kind = WindowKind::By;
    made.to = &time_point();
  } else if (accept("within")) {
    made.kind = WindowKind::Within;
    made.to = &arithmetic();
  } else {
    bool from_relative = false, to_relative = false;
    expect(TokenKind::LeftBracket, "and a window such as `[2030, 2035]`, `by 2035` or `within 6 year`");
    made.from = &window_bound(from_relative);
    expect(TokenKind::Comma, "between the window's ends");
    made.to = &window_bound(to_relative);
    expect(TokenKind::RightBracket, "after the window");
    if (from_relative != to_relative) {
      fail("E0213", since(begin), "one end of the window is relative, the other is not")
          .with_help("write `[2030, 2035]` for calendar times or `[+0, +5 year]` for times from now");
    }
    if (from_relative) made.kind = WindowKind::Relative;
  }
  made.span = since(begin);
  return ast_.make(std::move(made));
}

void Parser::metric() {
  auto& decl = open<MetricDecl>();
  variable_head(decl, "of the metric");
  expect(TokenKind::Equal, "and the metric's value");
  equation(decl.value);
  clause_lines(decl, [&] { return exception_line(decl.value); });
}

// expect probability >= p [in >= q of worlds] [: f]      expect share of futures >= p [: f]      expect f
Expectation Parser::expectation() {
  Expectation made{Measure::Condition, {}, {}, nullptr, {}};
  const std::uint32_t begin = begin_here();
  take();
  BinaryOp op;
  const bool probability = at_word("probability");
  const bool share = at_word("share") && at_word("of", 1);
  if (probability || share) {
    made.measure = probability ? Measure::Probability : Measure::ShareOfFutures;
    take();
    if (share) {
      take();
      expect("futures", "in `share of futures`");
    }
    if (!comparison_op(op)) fail_expected("a comparison such as `>= 0.7`");
    made.level = level();
    if (probability && accept("in")) {
      if (!comparison_op(op)) fail_expected("a comparison such as `>= 0.9`");
      made.worlds = level();
      expect("of", "worlds");
      expect("worlds", "in `of worlds`");
    }
    if (accept(TokenKind::Colon)) made.body = &formula();
  } else {
    made.body = &formula();
  }
  made.span = since(begin);
  return made;
}

Level Parser::level() {
  Level made{BinaryOp::GreaterEqual, nullptr};
  comparison_op(made.op);
  take();
  made.value = &arithmetic();
  return made;
}

void Parser::claim() {
  auto& decl = open<ClaimDecl>();
  decl.name = name("of the claim");
  decl.indices = declared_indices();
  decl.title = optional_string();
  clause_lines(decl, [&] {
    if (at_word("expect")) {
      refuse_second(decl.expect.has_value(), "`expect`");
      decl.expect = expectation();
    } else if (accept("under")) {
      decl.under = name("of a scenario");
    } else if (accept("given")) {
      decl.given = &formula();
    } else if (accept("in", "every")) {
      expect("equilibrium", "in `in every equilibrium of`");
      expect("of", "in `in every equilibrium of`");
      decl.every_equilibrium = expression_list();
      if (accept("choosing")) decl.choosing = expression_list();
    } else if (accept("by", "construction")) {
      decl.by_construction = true;
    } else {
      refuse_second(decl.formula != nullptr, "statement");
      decl.formula = &formula();
    }
    return true;
  });
}

void Parser::group() {
  auto& decl = open<GroupDecl>();
  named(decl, "of the group");
  expect(TokenKind::Equal, "and the group's parameters");
  decl.members = expression_list();
  clause_lines(decl);
}

void Parser::observed() {
  auto& decl = open<ObservedDecl>();
  variable_head(decl, "of the observed quantity");
  expect(TokenKind::Equal, "and what is observed");
  decl.value.value = &arithmetic();
  const auto clause = [&] {
    if (accept("against")) {
      decl.against = &postfix();
    } else if (accept("on", "log")) {
      expect("scale", "in `on log scale`");
      decl.log_scale = true;
    } else if (accept("noise")) {
      decl.noise = &arithmetic();
    } else if (accept("discrepancy")) {
      decl.discrepancy = &arithmetic();
    } else {
      return false;
    }
    return true;
  };
  while (clause()) {
  }
  clause_lines(decl, [&] {
    if (!clause()) return false;
    while (clause()) {
    }
    return true;
  });
}

// fits y in [2015, 2022]      scores y in [2022, 2026] against persistence, trend
FitClause Parser::fit() {
  FitClause made;
  const std::uint32_t begin = begin_here();
  const bool scores = at_word("scores");
  take();
  made.targets = expression_list();
  if (accept("in")) made.window = &window();
  if (scores && accept("against")) {
    do made.against.push_back(name("of a reference forecast"));
    while (accept(TokenKind::Comma));
  }
  made.span = since(begin);
  return made;
}

void Parser::calibrate() {
  auto& decl = open<CalibrateDecl>();
  named(decl, "of the calibration");
  if (accept("under")) decl.under = name("of a scenario");
  clause_lines(decl, [&] {
    if (accept("under")) {
      decl.under = name("of a scenario");
    } else if (at_word("fits")) {
      decl.fits.push_back(fit());
    } else if (at_word("scores")) {
      decl.scores.push_back(fit());
    } else {
      return false;
    }
    return true;
  });
}

}  // namespace detente::syntax
