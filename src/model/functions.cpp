// Functions of the model: checked once, expanded where they are called. A function that reaches itself is an error.
#include <algorithm>

#include "base/cat.h"
#include "model/check.h"
#include "model/declare.h"
#include "model/order.h"
#include "model/units_of.h"
#include "model/walk.h"

namespace detente::model {

using syntax::as;
using syntax::try_as;

void build_functions(Context& context) {
  std::vector<SymbolId> functions;
  for (const syntax::Decl* decl : context.declarations) {
    const auto* function = try_as<syntax::FunctionDecl>(decl);
    const SymbolId symbol = function ? symbol_of(context, *decl) : kNoId;
    if (symbol == kNoId) continue;
    functions.push_back(symbol);
    for (const syntax::Term& parameter : function->parameters) {
      context.definitions[symbol].argument_units.push_back(parameter.unit ? unit_of(context, *parameter.unit)
                                                                          : units::Unit());
    }
    if (function->unit) context.model.symbols[symbol].unit = unit_of(context, *function->unit);
  }
  const auto decl_of = [&](std::uint32_t i) -> const syntax::FunctionDecl& {
    return as<syntax::FunctionDecl>(*context.definitions[functions[i]].decl);
  };
  const Order order = order_by_need(static_cast<std::uint32_t>(functions.size()), [&](std::uint32_t i) {
    std::vector<std::uint32_t> needed;
    walk(decl_of(i).value, [&](const syntax::Expr& expr) {
      if (const auto* call = try_as<syntax::CallExpr>(&expr)) {
        const SymbolId callee = context.find(call->function.text);
        const auto found = std::lower_bound(functions.begin(), functions.end(), callee);
        if (found != functions.end() && *found == callee) {
          needed.push_back(static_cast<std::uint32_t>(found - functions.begin()));
        }
      }
      return true;
    });
    return needed;
  });
  std::vector<bool> looping(functions.size(), false);
  for (const auto& cycle : order.cycles) {
    std::string path;
    for (const std::uint32_t i : cycle) {
      looping[i] = true;
      path += base::cat(decl_of(i).name.text, " → ");
    }
    const syntax::Name& first = decl_of(cycle.front()).name;
    context
        .report("E0513", first.span,
                cycle.size() == 1 ? base::cat("function `", first.text, "` calls itself")
                                  : base::cat("functions call each other: ", path, first.text))
        .with_help("functions are expanded, so they cannot recur; use a stock for what builds on itself");
  }
  for (std::uint32_t i = 0; i < functions.size(); ++i) {
    if (looping[i]) continue;
    const SymbolId symbol = functions[i];
    const syntax::FunctionDecl& function = decl_of(i);
    Scope scope;
    scope.memory = false;
    scope.place = "a function";
    for (std::size_t k = 0; k < function.parameters.size(); ++k) {
      const syntax::Name& name = function.parameters[k].name;
      if (const SymbolId hidden = context.find(name.text); hidden != kNoId) {
        base::Diagnostic& diagnostic =
            context.report("E0306", name.span, base::cat("`", name.text, "` hides a declared name"));
        const base::Span there = context.model.symbols[hidden].span;
        if (!there.source.is_none()) diagnostic.with_note(there, "declared here");
        diagnostic.with_help("choose another name for the argument");
      }
      scope.arguments.push_back({name.text, context.definitions[symbol].argument_units[k]});
    }
    Checker checker(context);
    context.definitions[symbol].body = checker.quantity(*function.value, scope,
                                                        {.unit = context.model.symbols[symbol].unit,
                                                         .what = base::cat("function `", function.name.text, "`"),
                                                         .subject = "the result",
                                                         .bare_numbers = true});
  }
}

}  // namespace detente::model
