// Sets and their elements: listed, combined by + - *, thinned by `where`, shrunk by the preset.
#pragma once

#include <string_view>

#include "model/context.h"
#include "syntax/expr.h"

namespace detente::model {

// Declares every set of the model; the preset's sets keep only what it names.
void declare_sets(Context& context);

// The set an expression names or writes, e.g. `power` or `power - {a}`; kNoId after a report.
SetId set_of(Context& context, const syntax::Expr& expr);

// "us, cn, eu, .." for messages.
std::string element_list(const Context& context, SetId set);

// E0503 for a label that is no element of the set (or of any, with kNoId).
void report_not_member(Context& context, std::string_view label, SetId set, base::Span span);

// An element that the preset left out.
bool is_lost(const Context& context, ElementId element);

}  // namespace detente::model
