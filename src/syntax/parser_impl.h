// The recursive-descent parser, spread over parse_*.cpp by what is being read.
//
// Errors: fail() reports once a statement and moves the cursor to the statement's
// end. From there every accept() is false and every expect() silent, so the parsing
// functions unwind by themselves; an expression that could not be read is a zero.
// end_statement() starts afresh.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/cat.h"
#include "base/diagnostics.h"
#include "syntax/ast.h"
#include "text/limits.h"
#include "text/token.h"

namespace detente::syntax {

using base::cat;
using text::Token;
using text::TokenKind;

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

class Parser {
 public:
  Parser(const text::TokenList& tokens, const text::Limits& limits, Ast& ast, base::Diagnostics& diagnostics)
      : list_(tokens), limits_(limits), ast_(ast), diagnostics_(diagnostics) {}

  void file();

 private:
  // --- Cursor (parser.cpp) ---
  const Token& peek(std::uint32_t ahead = 0) const {
    return list_.tokens[std::min<std::size_t>(at_ + ahead, list_.tokens.size() - 1)];
  }
  bool at(TokenKind kind, std::uint32_t ahead = 0) const { return peek(ahead).kind == kind; }
  bool at_word(std::string_view word, std::uint32_t ahead = 0) const {
    return at(TokenKind::Name, ahead) && text_of(peek(ahead)) == word;
  }
  bool at_line_end() const { return at(TokenKind::EndOfLine) || at(TokenKind::EndOfFile); }
  const Token& take();
  bool accept(TokenKind kind);
  bool accept(std::string_view word);
  bool accept(std::string_view word, std::string_view next);  // both or none
  bool expect(TokenKind kind, std::string_view purpose);
  bool expect(std::string_view word, std::string_view purpose);
  bool failed() const { return failed_; }

  std::string_view text_of(const Token& token) const { return list_.text(token); }
  Span span_of(const Token& token) const { return list_.span(token); }
  Span here() const { return span_of(peek()); }
  Span since(std::uint32_t begin) const { return {list_.source, begin, last_end_}; }
  std::uint32_t begin_here() const { return peek().begin; }
  std::string found() const;  // describes the token at the cursor

  base::Diagnostic& fail(std::string_view code, Span span, std::string message);
  void fail_expected(std::string_view what);
  void fail_at_missing_value();
  void fail_too_deep(Span span);
  std::string form() const;  // how the current statement is written, for a help
  void end_statement();
  void fail_at_leftover();

  // --- Words (parser.cpp) ---
  Name name_of(const Token& token);
  Name name(std::string_view purpose);  // not a reserved word
  Name word(std::string_view purpose);  // any word: labels, members, columns
  Name word_or_string(std::string_view purpose);
  String optional_string();
  String string(std::string_view purpose);
  std::string_view keep_string(const Token& token);

  // --- Expressions (parse_expressions.cpp, parse_values.cpp, parse_parts.cpp) ---
  template <class T>
  T& node(std::uint32_t begin);  // a new node whose span starts at `begin`; finish with close()
  template <class T>
  const T& close(T& expr);
  const Expr& zero();

  const Expr& expression();  // everything but temporal statements
  const Expr& disjunction();
  const Expr& conjunction();
  const Expr& negation();
  const Expr& comparison();
  const Expr& arithmetic();
  const Expr& term();
  const Expr& sign();
  const Expr& power();
  const Expr& postfix();
  const Expr& primary();
  const Expr& number();
  const Expr& plain_number();
  const Expr& date();
  const Expr& parenthesised();
  const Expr& conditional();
  const Expr& match();
  const Expr& braces();
  const Expr& name_or_call();
  const Expr& call(Name function);
  const Expr& aggregate(AggregateOp op);
  bool at_aggregate() const;
  bool at_entry(std::uint32_t ahead) const;
  Entry entry();
  std::vector<Entry> entries();
  std::vector<Argument> arguments();
  const Expr& time_point();  // calendar: a bare number, a date, a name, or anything in parentheses
  const Expr& unit();
  const Expr& unit_factor();
  Binder binder();
  Binder index_binder();                       // the name may be absent
  std::vector<Binder> declared_indices();      // none if there is no `[`
  std::vector<const Expr*> expression_list();  // of postfix expressions
  Bounds bounds();                             // after `in`
  bool comparison_op(BinaryOp& op) const;

  // --- Claims (parse_claims.cpp) ---
  const Expr& formula();  // a temporal statement or an expression
  const Expr& temporal_suffix(const Expr& left);
  const Expr& prefixed(TemporalOp op);
  const Window& window();
  const Window* optional_window();
  const Expr& window_bound(bool& relative);
  Expectation expectation();
  Level level();

  // --- Declarations (parse_declarations.cpp, parse_players.cpp, parse_claims.cpp) ---
  using DeclParser = void (Parser::*)();
  void declaration();
  bool starts_declaration() const;
  std::string take_docs();
  void drop_docs();  // of clauses, with a warning
  void fail_at_unknown_declaration();
  void skip_to_declaration();

  template <class T>
  T& open();                                      // a new declaration; takes the opening word
  void named(Decl& decl, std::string_view what);  // name and title
  void variable_head(VariableDecl& decl, std::string_view what);
  bool exception_line(Equation& equation);
  // Ends the header, then reads clause lines: `source`, or what `clause` takes; it is false for any other line.
  template <class Clause>
  void clause_lines(Decl& decl, Clause clause);
  void clause_lines(Decl& decl);
  bool fail_at_unknown_clause();  // true if it was a mistyped declaration and has been skipped
  void source_clause(Decl& decl);
  void refuse_second(bool already, std::string_view what);

  void model();
  void import();
  void time();
  void save();
  void preset();
  void unit_declaration();
  void set();
  void constant();
  void parameter();
  void correlate();
  void alternative();
  void input();
  void data();
  void lookup();
  void stock();
  void flow();
  void aux();
  void noise();
  void event();
  void function();
  void lever();
  void player();
  void policy();
  void agreement();
  void scenario();
  void metric();
  void claim();
  void group();
  void observed();
  void calibrate();

  TimeRange time_range();
  std::vector<Point> points();
  bool interpolation(Interpolation& kind);
  bool data_clause(DataDecl& decl);
  bool stock_clause(StockDecl& decl, Equation*& last);
  bool trigger(EventDecl& decl);
  Assignment assignment();
  std::vector<Term> terms(bool with_bounds);
  Equation& equation(Equation& target);
  ControlsClause controls();
  ObservesClause observes();
  bool scenario_clause(ScenarioDecl& decl);
  void scenario_statement(ScenarioDecl& decl);
  FitClause fit();

  const text::TokenList& list_;
  const text::Limits& limits_;
  Ast& ast_;
  base::Diagnostics& diagnostics_;
  std::uint32_t at_ = 0;
  std::uint32_t last_end_ = 0;  // of the token taken last
  std::uint32_t depth_ = 0;
  std::string_view declaration_;  // opening word of the current declaration
  std::uint32_t statement_ = 0;   // where the current statement begins
  bool failed_ = false;
  base::Diagnostic unsaid_;  // where messages go once a statement has failed
  bool in_formula_ = false;  // parentheses may hold temporal statements
};

// --- Templates ---

template <class T>
T& Parser::node(std::uint32_t begin) {
  if (ast_.node_count() >= limits_.nodes && !failed_) {
    fail("E0203", here(), cat("more than ", limits_.nodes, " nodes in the model text"))
        .with_help("use `sum` over a set instead of writing every term");
    at_ = static_cast<std::uint32_t>(list_.tokens.size()) - 1;  // and read nothing more
  }
  T& made = ast_.make(T());
  made.kind = T::kKind;
  made.span = {list_.source, begin, begin};
  return made;
}

template <class T>
const T& Parser::close(T& expr) {
  expr.span.end = std::max(last_end_, expr.span.begin);
  return expr;
}

template <class T>
T& Parser::open() {
  std::string doc = take_docs();
  statement_ = begin_here();
  T& decl = node<T>(begin_here());
  decl.doc = std::move(doc);
  take();
  return decl;
}

template <class Clause>
void Parser::clause_lines(Decl& decl, Clause clause) {
  end_statement();
  while (!at(TokenKind::EndOfFile) && !starts_declaration()) {
    drop_docs();
    if (at(TokenKind::EndOfFile)) break;
    statement_ = begin_here();
    if (at_word("source")) {
      source_clause(decl);
    } else if (!clause() && fail_at_unknown_clause()) {
      break;
    }
    end_statement();
  }
  decl.span.end = last_end_;
  ast_.add(decl);
}

}  // namespace detente::syntax
