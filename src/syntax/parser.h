// Model text to syntax tree: the second step of the pipeline.
// Reports every fault it finds and always returns a tree; a tree with errors holds
// zeros where an expression could not be read, and is not to be compiled further.
#pragma once

#include "base/result.h"
#include "base/source.h"
#include "syntax/ast.h"
#include "text/limits.h"

namespace detente::syntax {

base::Result<Ast> parse(const base::SourceMap& sources, base::SourceId source, const text::Limits& limits = {});

}  // namespace detente::syntax
