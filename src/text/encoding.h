// Is this text UTF-8? The first stage: nothing else looks at bytes.
#pragma once

#include "base/diagnostics.h"
#include "base/source.h"

namespace detente::text {

// False, with one diagnostic, for UTF-16 or UTF-32 (E0102) and for bytes that are not UTF-8 (E0101).
bool check_encoding(const base::SourceMap& sources, base::SourceId source, base::Diagnostics& diagnostics);

}  // namespace detente::text
