// Tokens and trees as text, for `detente show tokens` and `detente show ast`.
#pragma once

#include <string>

#include "base/source.h"
#include "syntax/ast.h"
#include "text/token.h"

namespace detente::syntax {

// One token a line: line:column, kind, text.
std::string show_tokens(const text::TokenList& tokens, const base::SourceMap& sources);

// One declaration a paragraph; expressions fully parenthesised, operator first.
std::string show_ast(const Ast& ast, const base::SourceMap& sources);

// (+ a (* b c))
std::string show_expr(const Expr& expr);

}  // namespace detente::syntax
