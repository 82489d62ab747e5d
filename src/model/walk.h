// Visits an expression and everything in it, outermost first.
#pragma once

#include <functional>

#include "syntax/expr.h"

namespace detente::model {

// `visit` returns false to leave out what is inside. Null is allowed and visits nothing.
void walk(const syntax::Expr* expr, const std::function<bool(const syntax::Expr&)>& visit);

}  // namespace detente::model
