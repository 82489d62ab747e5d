// The first passes over the declarations: every name, then the units, sets and cells of what carries a value.
// Each construct then has a function of its own that checks its expressions and says how its cells are computed.
#pragma once

#include "model/context.h"
#include "model/instantiate.h"

namespace detente::model {

void declare_names(Context& context);   // all but sets and units, which sets.h and units_of.h declare
void declare_shapes(Context& context);  // units, index sets and cells

// The symbol of a declaration; kNoId when its name was taken.
SymbolId symbol_of(const Context& context, const syntax::Decl& decl);

// Each in the file of its name; they need declare_shapes.
void build_time(Context& context);                               // time.cpp
void build_constants(Context& context);                          // parameters.cpp
void build_parameters(Context& context, Instantiator& nodes);    // parameters.cpp
void build_alternatives(Context& context, Instantiator& nodes);  // alternatives.cpp
void build_correlations(Context& context, Instantiator& nodes);  // correlations.cpp
void build_tables(Context& context, Instantiator& nodes);        // tables.cpp: lookups and data
void build_functions(Context& context);                          // functions.cpp
void build_auxiliaries(Context& context);                        // auxiliaries.cpp: aux, input, noise
void build_stocks(Context& context, Instantiator& nodes);        // stocks.cpp: stocks and flows
// events.cpp. The cell of an event is how often it happened at this grid time, known once the events phase is over.
void build_events(Context& context, Instantiator& nodes);
void build_metrics(Context& context, Instantiator& nodes);  // metrics.cpp
void build_watches(Context& context, Instantiator& nodes);  // metrics.cpp: counts of what a run should tell
void warn_unused(Context& context);                         // warnings.cpp
void warn_stiff(Context& context);                          // stiffness.cpp

}  // namespace detente::model
