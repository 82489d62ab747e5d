// Diagnostics as people and programs read them.
// Text:  models/x.detente:12:7: error E0412: message
//        with the source line, a caret, notes and a help; echoed text is escaped and
//        cut at kMaxColumns.
// Plain: the same facts as strings and numbers, for JSON and editors.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"

namespace detente::base {

inline constexpr std::uint32_t kMaxColumns = 120;

struct PlainPlace {
  std::string file;  // empty for a place outside every file
  LineColumn start;
  LineColumn end;
};

struct PlainNote {
  PlainPlace place;
  std::string text;
};

struct PlainDiagnostic {
  std::string code;
  std::string severity;  // "error" or "warning"
  PlainPlace place;
  std::string message;
  std::vector<PlainNote> notes;
  std::string help;
};

std::string render(const Diagnostic& diagnostic, const SourceMap& sources, bool color = false);

// All of them in order, the first Diagnostics::kMaxPrinted in full, then a count.
std::string render(const Diagnostics& diagnostics, const SourceMap& sources, bool color = false);

std::vector<PlainDiagnostic> plain(const Diagnostics& diagnostics, const SourceMap& sources);

}  // namespace detente::base
