// Bytes to tokens. Bytes that are not UTF-8 give an empty list; every other fault is
// reported and the characters are read as what they most likely meant, so that
// parsing can go on and find more.
#pragma once

#include "base/diagnostics.h"
#include "text/limits.h"
#include "text/token.h"

namespace detente::text {

TokenList tokenize(const base::SourceMap& sources, base::SourceId source, const Limits& limits,
                   base::Diagnostics& diagnostics);

// Ends statements: puts EndOfLine tokens in, drops comments, and closes or drops brackets that do not match, with a
// diagnostic each; so what it returns is balanced. A line ends its statement unless a bracket is open, or an infix
// operator, comma, `then`, `else` or `where` ends it or opens the next. A line that starts with a declaration word in
// its first column ends every statement. Doc tokens stand only before a statement.
TokenList layout(const TokenList& raw, base::Diagnostics& diagnostics);

}  // namespace detente::text
