// Pieces that show_expr.cpp and show_decl.cpp share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "syntax/decl.h"

namespace detente::syntax {

std::string_view op_text(BinaryOp op);
std::string show_string(const String& string);
std::string show_window(const Window& window);
std::string show_binder(const Binder& binder);
std::string show_binders(const std::vector<Binder>& binders);        // comma-separated
std::string show_arguments(const std::vector<Argument>& arguments);  // each after a blank
std::string show_list(const std::vector<const Expr*>& list);         // comma-separated

}  // namespace detente::syntax
