// Comma-separated tables (RFC 4180): a header line, then rows of as many cells; quotes may hold commas and line ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"

namespace detente::model {

struct CsvCell {
  std::string text;  // without quotes and surrounding blanks
  base::Span span;
};

struct Csv {
  std::vector<CsvCell> header;
  std::vector<std::vector<CsvCell>> rows;

  std::optional<std::uint32_t> column(std::string_view name) const;
};

// Nothing after a report: a row of another length (E0911), a quote that is never closed, a line or table too large.
std::optional<Csv> read_csv(const base::SourceMap& sources, base::SourceId source, base::Diagnostics& diagnostics);

}  // namespace detente::model
