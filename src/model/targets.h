// What a left-hand side names: `x`, `x[us]`, `x[p]`, `x[i in s where ..]` — every cell of a symbol that it stands for.
#pragma once

#include <cstdint>
#include <vector>

#include "model/check.h"
#include "model/context.h"
#include "model/instantiate.h"

namespace detente::model {

// How closely a left-hand side names its cells: what is named more closely wins over what is named less.
enum class Closeness : std::uint8_t { Whole, Sets, Elements };

struct Target {
  struct Cell {
    std::uint32_t cell = 0;   // Model::cells
    Environment environment;  // with the variables of the left-hand side
  };
  SymbolId symbol = kNoId;
  Closeness closeness = Closeness::Whole;
  std::vector<Cell> cells;  // none after a report
};

// `scope` gains the variables that the left-hand side binds; `outer` holds values of those bound before.
Target resolve_target(Context& context, Instantiator& instantiator, Checker& checker, const syntax::Name& name,
                      const std::vector<syntax::Binder>& indices, base::Span span, Scope& scope,
                      const Environment& outer);

}  // namespace detente::model
