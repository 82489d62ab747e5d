// What a preset takes along: declarations, clauses, events and claims that name elements it left out, and whatever
// names those declarations.
#pragma once

#include "model/context.h"

namespace detente::model {

// Takes what is lost out of the declarations and lists it in Model::dropped. Needs the sets; a model without lost
// elements stays as it is. Shortened declarations are kept in Context::rewritten.
void drop_lost(Context& context);

}  // namespace detente::model
