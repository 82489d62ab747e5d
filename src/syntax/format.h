// The one canonical layout of a model text: `detente fmt`.
// Blanks and indentation are the formatter's, line breaks and comments the author's.
// format() of its own output changes nothing, and it never changes a token.
#pragma once

#include <string>

#include "base/result.h"
#include "base/source.h"
#include "text/limits.h"

namespace detente::syntax {

// No value if the text does not parse.
base::Result<std::string> format(const base::SourceMap& sources, base::SourceId source,
                                 const text::Limits& limits = {});

}  // namespace detente::syntax
