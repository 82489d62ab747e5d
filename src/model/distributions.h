// Distributions as models write them, `lognormal(p05: 12.5, p95: 18)`, for one element of an array.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/context.h"
#include "model/instantiate.h"
#include "sampling/spec.h"

namespace detente::model {

// The law of every cell of a symbol: a family with its arguments, or a literal of them; `dirichlet(..)` gives shares
// over the last index. `ranges` truncate (or stay empty), `values` are the central ones (for dirichlet's means; may be
// NaN). Nothing after a report.
std::optional<std::vector<sampling::InputSpec>> declared_laws(Context& context, Instantiator& nodes, SymbolId symbol,
                                                              const syntax::Expr& distribution,
                                                              const std::vector<sampling::Range>& ranges,
                                                              const std::vector<double>& values);

}  // namespace detente::model
