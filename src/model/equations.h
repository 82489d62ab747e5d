// What gives the elements of an array their values: one expression for all, an array literal, `for` lines that replace
// it at some elements.
#pragma once

#include <functional>
#include <vector>

#include "model/check.h"
#include "model/context.h"
#include "syntax/decl.h"

namespace detente::model {

struct Equation {
  std::vector<const syntax::Expr*> values;  // as written
  std::vector<std::uint32_t> which;         // into `values`, by position of the cell; kNoId after a report
};

// Spreads a value over the cells of a symbol. Reports elements without a value (E0505) and elements with two (E0506);
// says nothing, and leaves `values` empty, when nothing at all was written.
Equation spread(Context& context, SymbolId symbol, const syntax::Equation& equation);
Equation spread(Context& context, SymbolId symbol, const syntax::Expr& value);

// An equation whose expressions are checked.
struct CheckedEquation {
  std::vector<const Expression*> values;
  std::vector<std::uint32_t> which;

  bool empty() const { return values.empty(); }
  const Expression* at(std::uint32_t position) const {  // null after a report
    return which[position] == kNoId ? nullptr : values[which[position]];
  }
};

using CheckValue = std::function<const Expression*(const syntax::Expr&, Scope&)>;
CheckedEquation checked(const Equation& equation, Scope& scope, const CheckValue& check);

// Its index variables bound, as its equations see them.
Scope scope_of(Context& context, SymbolId symbol);

// The node of an equation at an element.
NodeId node_at(Instantiator& instantiator, const CheckedEquation& equation, SymbolId symbol,
               std::span<const ElementId> at, Phase phase);

}  // namespace detente::model
