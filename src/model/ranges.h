// Declared ranges, `in [lo, hi] log` and `in {0, 1}`, as numbers per element of what they bound.
#pragma once

#include <optional>
#include <vector>

#include "model/check.h"
#include "model/context.h"
#include "model/instantiate.h"
#include "syntax/decl.h"

namespace detente::model {

struct DeclaredRange {
  double low = 0, high = 0;
  bool log = false;
  std::vector<double> choices;  // ascending; empty for an interval
};

// One per cell of the symbol, in its unit's base; empty after a report (E1001: empty range).
std::vector<DeclaredRange> declared_ranges(Context& context, Instantiator& nodes, SymbolId symbol,
                                           const syntax::Bounds& bounds);

// A constant expression over the cells of a symbol: one number per cell, NaN after a report.
std::vector<double> numbers_of(Context& context, Instantiator& nodes, SymbolId symbol, const syntax::Equation& value,
                               const Requirement& required);
std::vector<double> numbers_of(Context& context, Instantiator& nodes, SymbolId symbol, const syntax::Expr& value,
                               const Requirement& required);

}  // namespace detente::model
