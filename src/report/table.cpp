#include "report/table.h"

#include <algorithm>
#include <cstdint>

#include "base/cat.h"
#include "base/check.h"
#include "base/utf8.h"

namespace detente::report {

using base::cat;

std::string Style::paint(std::string_view text, Colour colour_of_text) const {
  if (!colour || text.empty()) return std::string(text);
  std::string_view start;
  switch (colour_of_text) {
    case Colour::None: return std::string(text);
    case Colour::Good: start = "\x1b[32m"; break;
    case Colour::Bad: start = "\x1b[31m"; break;
    case Colour::Doubtful: start = "\x1b[33m"; break;
    case Colour::Dim: start = "\x1b[2m"; break;
    case Colour::Bold: start = "\x1b[1m"; break;
  }
  return cat(start, text, "\x1b[0m");
}

std::string Table::text(const Style& style) const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t width = 0;
    for (const Row& row : rows_) {
      DETENTE_CHECK(row.cells.size() == columns_.size());
      width = std::max<std::size_t>(width, base::count_code_points(row.cells[c].text));
    }
    if (width > 0) width = std::max<std::size_t>(width, base::count_code_points(columns_[c].head));
    widths.push_back(width);
  }

  std::string out;
  const auto print = [&](const std::vector<Cell>& cells) {
    std::string line;
    std::size_t blanks = 0;  // held back, so that no line ends in blanks
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (widths[c] == 0) continue;
      const std::size_t padding = widths[c] - base::count_code_points(cells[c].text);
      if (columns_[c].align == Align::Right) blanks += padding;
      if (!cells[c].text.empty()) {
        line.append(blanks, ' ');
        blanks = 0;
        line += style.paint(cells[c].text, cells[c].colour);
      }
      if (columns_[c].align == Align::Left) blanks += padding;
      blanks += 2;
    }
    out += line;
    out += '\n';
  };

  std::vector<Cell> heads;
  for (const Column& column : columns_) heads.emplace_back(column.head, Colour::Bold);
  print(heads);
  for (const Row& row : rows_) {
    print(row.cells);
    for (const std::string& note : row.notes) out += cat("    ", style.paint(note, Colour::Dim), "\n");
  }
  return out;
}

}  // namespace detente::report
