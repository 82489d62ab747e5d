// Expressions as MathML (the Core subset that browsers draw), from the syntax tree as written: what is read is what
// was typed, never the graph it became. Variables are italic, indices too; elements, units, functions and words
// upright.
//
// A formula that is wider than kWhole characters may break before its operators and after its commas: it becomes
// several <math> elements in a row, and the page decides where lines end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guide/names.h"
#include "syntax/decl.h"
#include "syntax/expr.h"

namespace detente::guide {

// How tightly the outermost operation binds, loosest first; brackets stand where a looser one is an operand.
enum class Binding { Cases, Or, And, Not, Compare, Add, Sum, Multiply, Power, Atom };

struct Math {
  std::string ml;    // with kBreak where lines may end
  double width = 0;  // about [characters of body text]
  Binding binding = Binding::Atom;
};

inline constexpr char kBreak = '\n';
inline constexpr double kWhole = 42;  // a formula up to this width never breaks

class Typesetter {
 public:
  // `names` outlive it. Names of `indices` are set as indices.
  explicit Typesetter(const Names& names) : names_(&names) {}
  Typesetter(const Names& names, const std::vector<syntax::Binder>& indices) : names_(&names) { bind(indices); }

  Math set(const syntax::Expr& expr);
  Math name(std::string_view name) const;
  // A name with its indices as subscripts; an index without a name shows its set.
  Math indexed(std::string_view name, const std::vector<syntax::Binder>& indices);
  Math binders(const std::vector<syntax::Binder>& binders);  // "i ∈ major, j ∈ bloc"

  void bind(const std::vector<syntax::Binder>& indices);

 private:
  // math.cpp
  Math binary(const syntax::BinaryExpr& binary);
  Math sum(const syntax::BinaryExpr& binary);
  Math product(const syntax::BinaryExpr& binary);
  Math power(Math base, Math exponent);
  Math quantity(const syntax::QuantityExpr& quantity);
  Math index(const syntax::IndexExpr& index);
  Math choice(const syntax::IfExpr& choice);
  Math entries(const std::vector<syntax::Entry>& entries, std::string_view subject);
  Math list(const std::vector<const syntax::Expr*>& items);
  bool is_unit(const syntax::Expr& expr) const;
  bool is_index(std::string_view name) const;
  bool is_atom(const syntax::Expr& expr) const;

  // math_calls.cpp
  Math call(const syntax::CallExpr& call);
  Math plain_call(std::string_view function, const std::vector<syntax::Argument>& arguments);
  Math aggregate(const syntax::AggregateExpr& aggregate);
  Math at(const syntax::Expr& value, Math time);
  Math over(const syntax::CallExpr& call, const syntax::Window* window);
  Math temporal(const syntax::TemporalExpr& temporal);
  Math window(const syntax::Window& window);

  const Names* names_;
  std::vector<std::string_view> indices_;
};

// Parts of formulas that several constructs share.
Math number(std::string_view text);     // 1.5e6 as 1.5·10^6
Math word(std::string_view text);       // upright, with blanks around it
Math symbol(std::string_view text);     // an operator with its usual space
Math bracketed(Math inside);            // in round brackets
Math within(Math math, Binding least);  // in brackets when it binds more loosely
Math glue(std::vector<Math> parts, Binding binding);
Math subscript(Math base, Math below);
Math superscript(Math base, Math above);
Math whole(Math math);  // without its breaks

// A formula on a line of text: one or more <math> elements.
std::string formula(const Math& math);
// The value of an equation on its own lines; a choice that is all of it becomes a table, which needs no tall braces.
std::string equation(Typesetter& typesetter, const Math& left, const syntax::Expr& right);

}  // namespace detente::guide
