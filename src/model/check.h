// From syntax to checked expressions: names, units and conditions, at the level of arrays.
// Every mistake is reported once; what contains it becomes a Poison expression that fits everywhere.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/context.h"
#include "model/expression.h"
#include "syntax/expr.h"

namespace detente::model {

// A name bound around an expression: by an index of the declaration, an aggregate, a player.
struct Variable {
  std::string_view name;  // "" when only the slot is taken
  SetId set = 0;
  base::Span span;
};

struct Argument {  // of a function
  std::string_view name;
  units::Unit unit;
};

// What an expression may see besides declared names.
struct Scope {
  std::vector<Variable> variables;  // slot = position
  std::vector<Argument> arguments;
  bool memory = true;      // delays, smooths, `previous`
  bool random = false;     // draws: bodies of events
  bool noise = false;      // `noise` names: diffusion lines
  bool measures = false;   // final, at, integral, mean over time ..: metrics and claims
  std::string_view place;  // for messages: "a function", "an event's body"
  // Words that mean something only here: called first for names, calls and members; null = not its word.
  std::function<const Expression*(const syntax::Expr&, Scope&)> words;
};

// What an expression must give, and what to say when it does not.
struct Requirement {
  units::Unit unit;
  std::string_view code = "E0405";
  std::string what;  // "stock `energy`": "<its value> has unit kg, <what> needs J"
  std::string subject = "value";
  std::string help;
  bool bare_numbers = false;  // bare numbers take the unit
};

class Checker {
 public:
  explicit Checker(Context& context) : context_(context) {}

  // None of these gives null.
  const Expression* quantity(const syntax::Expr& expr, Scope& scope, const Requirement& required);
  const Expression* any(const syntax::Expr& expr, Scope& scope);        // a number of any unit
  const Expression* condition(const syntax::Expr& expr, Scope& scope);  // a truth value
  // A calendar time: a bare number, an ISO date or a quantity of time, in [year].
  const Expression* calendar(const syntax::Expr& expr, Scope& scope);
  const Expression* duration(const syntax::Expr& expr, Scope& scope);  // in [year]
  // A symbol with a value, at indices.
  const Expression* cell(SymbolId symbol, const std::vector<const syntax::Expr*>& indices, base::Span span,
                         Scope& scope);

  Index index(const syntax::Expr& expr, Scope& scope);  // what stands in square brackets
  // Resolves the places in brackets of a symbol; empty after a report or for a symbol without indices.
  std::vector<Index> indices(SymbolId symbol, const std::vector<const syntax::Expr*>& written, base::Span span,
                             Scope& scope);
  // Names the variables of declared indices in the scope, checks them against shadowing, and gives their sets.
  std::vector<SetId> bind(const std::vector<syntax::Binder>& binders, Scope& scope);

  const Expression* poison(base::Span span);
  const Expression* number(double value, const units::Unit& unit, base::Span span);
  const Expression* operation(kernels::Op op, std::vector<const Expression*> args, const units::Unit& unit,
                              base::Span span);
  // Reports E0404 unless the expression is a pure number.
  bool needs_pure(const Expression& expression, std::string_view what);

 private:
  // `bare`: the unit that bare numbers take here; null = they are dimensionless.
  const Expression* check(const syntax::Expr& expr, Scope& scope, const units::Unit* bare);
  const Expression* name(const syntax::NameExpr& expr, Scope& scope);
  const Expression* indexed(const syntax::IndexExpr& expr, Scope& scope);
  const Expression* binary(const syntax::BinaryExpr& expr, Scope& scope);
  const Expression* chain(std::vector<const Expression*> args, std::vector<kernels::Op> ops, base::Span span);
  const Expression* sum(const syntax::BinaryExpr& expr, Scope& scope);
  const Expression* product(const syntax::BinaryExpr& expr, Scope& scope);
  const Expression* power(const syntax::BinaryExpr& expr, Scope& scope);
  const Expression* power(const Expression* base, const Expression* exponent, const syntax::Expr& exponent_text,
                          base::Span span);
  const Expression* comparison(const syntax::BinaryExpr& expr, Scope& scope);
  const Expression* membership(const syntax::BinaryExpr& expr, Scope& scope);
  const Expression* choice(const syntax::IfExpr& expr, Scope& scope, const units::Unit* bare);
  const Expression* match(const syntax::MatchExpr& expr, Scope& scope, const units::Unit* bare);
  const Expression* call(const syntax::CallExpr& expr, Scope& scope);
  const Expression* status(const syntax::CallExpr& expr, Scope& scope);
  const Expression* call_function(SymbolId symbol, const syntax::CallExpr& expr, Scope& scope);
  const Expression* remember(const std::vector<const syntax::Expr*>& given, Memory memory, base::Span span,
                             Scope& scope);
  const Expression* random(const std::vector<const syntax::Expr*>& given, Draw draw, base::Span span, Scope& scope);
  // `from` and `to`: the window; only `to` for `x at T`; both null: the whole run.
  const Expression* measured(const syntax::Expr& expr, Measure measure, const syntax::Expr& inside,
                             const syntax::Expr* from, const syntax::Expr* to, Scope& scope);
  const Expression* aggregate(const syntax::AggregateExpr& expr, const syntax::Expr* wanted, Scope& scope);
  // The operand as an element, when it is one: a bound variable, a part of one, a label.
  bool is_element(const syntax::Expr& expr, const Scope& scope, bool labels_too) const;
  // Reports E0402 unless both have one dimension (or both are conditions).
  bool alike(const Expression& a, const Expression& b, std::string_view what, base::Span span);
  Index variable(std::string_view name, const Scope& scope) const;
  base::Diagnostic& explain(base::Diagnostic& diagnostic, const Expression& expression);

  Context& context_;
};

}  // namespace detente::model
