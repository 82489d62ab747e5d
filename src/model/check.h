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

  // Never null.
  const Expression* quantity(const syntax::Expr& expr, Scope& scope, const Requirement& required);
  const Expression* any(const syntax::Expr& expr, Scope& scope);        // a number of any unit
  const Expression* condition(const syntax::Expr& expr, Scope& scope);  // a truth value
  // A calendar time: a bare number, ISO date or quantity of time, in [year].
  const Expression* calendar(const syntax::Expr& expr, Scope& scope);

  Index index(const syntax::Expr& expr, Scope& scope);  // what stands in square brackets
  // The set named or written by an expression (`power`, `power - {a}`); kNoId after a report.
  SetId set(const syntax::Expr& expr);
  units::Unit unit(const syntax::Expr& expr);  // of a declared unit; dimensionless after a report
  // Names the variables of a declaration's indices, checks them against shadowing, and gives their sets.
  std::vector<SetId> bind(const std::vector<syntax::Binder>& indices, Scope& scope);

 private:
  Context& context_;
};

}  // namespace detente::model
