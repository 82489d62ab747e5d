// Expressions as written. A node is made by Ast::make, never changes, and is
// referred to by plain const pointer; a pointer documented as optional may be null,
// every other one never is. Nesting is at most Limits::depth levels, so recursive
// walks are safe. Names and texts view the SourceMap's or the Ast's storage.
//
// Walk with a switch over `kind` and `as<NumberExpr>(expr)`.
#pragma once

#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/span.h"

namespace detente::syntax {

using base::Span;

// A word of the text, normalised to NFC; empty when an optional name is absent.
struct Name {
  std::string_view text;
  Span span;
  bool empty() const { return text.empty(); }
};

// A quoted text without its quotes, escapes resolved.
struct String {
  std::string_view text;
  Span span;
  bool present = false;
};

enum class ExprKind {
  Number,
  Quantity,
  Date,
  String,
  Name,
  Member,
  Index,
  Call,
  Aggregate,
  Unary,
  Binary,
  If,
  Match,
  List,
  Array,
  Tuple,
  At,
  Over,
  Under,
  Temporal,
};

struct Expr {
  ExprKind kind;
  Span span;
};

// 0.35, 1e6
struct NumberExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Number;
  double value;
  std::string_view text;
};

// A number and a unit side by side: 0.3 effort, 10 %, 2 year. They multiply, tighter than any operator.
struct QuantityExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Quantity;
  double value;
  std::string_view text;  // of the number
  Name unit;              // one unit name, or "%"
};

// An ISO date, checked against the calendar: 2028-03-15
struct DateExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Date;
  int year, month, day;
};

struct StringExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::String;
  String value;
};

// A variable, set, element, binder, unit or "%"; `time` too.
struct NameExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Name;
  Name name;
};

// freeze.depth
struct MemberExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Member;
  Name object;
  Name member;
};

// arms[a], flow[p, q], softmax(k in stack: value[k])[us]
struct IndexExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Index;
  const Expr* base;
  std::vector<const Expr*> indices;
};

struct Argument {
  Name label;  // empty for a positional argument; "given" in rank correlation(x, y given z, w)
  const Expr* value;
};

// clamp(x, 0, 1), beta(mean: 0.2, sd: 0.1). Functions of several words carry them with single blanks:
// "max over time", "mean over time", "min over time", "time when", "rank correlation", "first order",
// "total order", "deviation gain", "best reply".
struct CallExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Call;
  Name function;
  std::vector<Argument> arguments;
};

// `q in power`: a name that runs through a set. In declared indices and assignment targets the name may
// be empty: `grievance[power]`, `arms[a] += 1`; then `set` is a set or a single element.
struct Binder {
  Name name;
  const Expr* set;
  Span span;
};

enum class AggregateOp { Sum, Product, Mean, Min, Max, Count, Any, All, Softmax };

// sum(q in power, r in region where q != p: e). Softmax gives one value per element and is indexed:
// softmax(k in stack: v[k])[us].
struct AggregateExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Aggregate;
  AggregateOp op;
  std::vector<Binder> binders;  // at least one
  const Expr* where;            // optional
  const Expr* body;             // optional for Count with `where`: count(q in power where c)
};

enum class UnaryOp { Minus, Not };

struct UnaryExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Unary;
  UnaryOp op;
  const Expr* operand;
};

enum class BinaryOp {
  Or,
  And,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  In,  // element in set
  Add,
  Subtract,
  Multiply,
  Divide,
  Power,
};

struct Operand {
  BinaryOp op;
  Span op_span;
  const Expr* expr;
};

// Operands of one precedence level, evaluated from the left: a - b + c is first a, rest (-, b), (+, c).
// So a long sum is wide, not deep. `rest` has one entry or more; exactly one for comparisons, In, Power.
struct BinaryExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Binary;
  const Expr* first;
  std::vector<Operand> rest;
};

struct IfExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::If;
  const Expr* condition;
  const Expr* then;
  const Expr* otherwise;
};

// One arm of `match`, one entry of an array literal: keys `a, b` or `else`.
struct Entry {
  std::vector<Name> keys;  // empty for `else`
  const Expr* value;
  Span span;
};

// match threat_form { linear: e, saturating: e, else: e }
struct MatchExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Match;
  Name subject;
  std::vector<Entry> arms;
};

struct ListItem {
  const Expr* value;
  String title;  // optional: set elements may be titled
};

// {0, 1}, { us, cn }, { a "Washington", b "Beijing" }
struct ListExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::List;
  std::vector<ListItem> items;
};

// { a: 0.05, b: 0.05, else: 0 }; nests in index order
struct ArrayExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Array;
  std::vector<Entry> entries;
};

// (us, network): elements of several sets at once, in `for` lines
struct TupleExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Tuple;
  std::vector<const Expr*> items;
};

enum class WindowKind {
  Calendar,  // [2030, 2035]     from, to
  Relative,  // [+0, +5 year]    from, to: durations
  By,        // by 2035          to
  Within,    // within 6 year    to: a duration
};

struct Window {
  WindowKind kind;
  const Expr* from;  // null for By and Within
  const Expr* to;
  Span span;
};

// arms[a] at 2035
struct AtExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::At;
  const Expr* value;
  const Expr* time;
};

// integral(x) over [2030, 2035]
struct OverExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Over;
  const Expr* value;
  const Window* window;
};

// peak under deal
struct UnderExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Under;
  const Expr* value;
  Name scenario;
};

// Statements about a trajectory; which parts are set:
//   op         written                                     first  second  window     deadline  amount
//   Always     always W: f                                 f              optional
//   Eventually eventually W: f                             f              optional
//   Until      f until W g                                 f      g       optional
//   By         by T: f                                     f                         T
//   ByAndStays f by T and stays                            f                         T
//   After      after g: f                                  f      g
//   Overtakes  x overtakes y by T                          x      y                  T
//   Converge   x and y converge to within e by T           x      y                  T         e
//   Rises      x rises on W                                x              W
//   Falls      x falls on W                                x              W
//   TipsOver   x tips over c by T                          x                         T         c
enum class TemporalOp { Always, Eventually, Until, By, ByAndStays, After, Overtakes, Converge, Rises, Falls, TipsOver };

struct TemporalExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::Temporal;
  TemporalOp op;
  const Expr* first;
  const Expr* second = nullptr;
  const Window* window = nullptr;
  const Expr* deadline = nullptr;
  const Expr* amount = nullptr;
};

template <class T>
const T& as(const Expr& expr) {
  DETENTE_CHECK(expr.kind == T::kKind);
  return static_cast<const T&>(expr);
}

template <class T>
const T* try_as(const Expr* expr) {
  return expr && expr->kind == T::kKind ? static_cast<const T*>(expr) : nullptr;
}

}  // namespace detente::syntax
