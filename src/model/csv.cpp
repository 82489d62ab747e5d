#include "model/csv.h"

#include "base/cat.h"

namespace detente::model {
namespace {

constexpr std::size_t kMostColumns = 16'384;
constexpr std::size_t kLongestCell = 64u << 10;

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

class Reader {
 public:
  Reader(std::string_view text, base::SourceId source, base::Diagnostics& diagnostics)
      : text_(text), source_(source), diagnostics_(diagnostics) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // byte order mark
  }

  bool at_end() const { return at_ >= text_.size(); }

  // One line's cells; nothing after a report.
  std::optional<std::vector<CsvCell>> row() {
    std::vector<CsvCell> cells;
    for (;;) {
      auto cell = next_cell();
      if (!cell) return std::nullopt;
      cells.push_back(std::move(*cell));
      if (cells.size() > kMostColumns) {
        diagnostics_.add("E0919", cells.back().span, base::cat("more than ", kMostColumns, " columns"));
        return std::nullopt;
      }
      if (at_end()) return cells;
      if (text_[at_++] == '\n') return cells;  // else a comma
    }
  }

 private:
  std::optional<CsvCell> next_cell() {
    const std::size_t begin = at_;
    std::string text;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_;; ++at_) {
        if (at_end()) {
          diagnostics_.add("E0920", span(begin, begin + 1), "this quote is never closed").with_help("add \"");
          return std::nullopt;
        }
        if (text_[at_] == '"') {
          if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
            ++at_;
          } else {
            ++at_;
            break;
          }
        }
        text += text_[at_];
      }
      while (!at_end() && text_[at_] != ',' && text_[at_] != '\n') ++at_;
    } else {
      while (!at_end() && text_[at_] != ',' && text_[at_] != '\n') ++at_;
      text = trimmed(text_.substr(begin, at_ - begin));
    }
    if (text.size() > kLongestCell) {
      diagnostics_.add("E0919", span(begin, begin + 1), base::cat("cell longer than ", kLongestCell, " bytes"));
      return std::nullopt;
    }
    return CsvCell{std::move(text), span(begin, at_)};
  }

  base::Span span(std::size_t begin, std::size_t end) const {
    return {source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  std::string_view text_;
  base::SourceId source_;
  base::Diagnostics& diagnostics_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::uint32_t> Csv::column(std::string_view name) const {
  for (std::uint32_t i = 0; i < header.size(); ++i) {
    if (header[i].text == name) return i;
  }
  return std::nullopt;
}

std::optional<Csv> read_csv(const base::SourceMap& sources, base::SourceId source, base::Diagnostics& diagnostics) {
  Reader reader(sources.text(source), source, diagnostics);
  Csv csv;
  if (reader.at_end()) {
    diagnostics.add("E0919", base::Span{source, 0, 0}, "the file is empty")
        .with_help("its first line names the columns");
    return std::nullopt;
  }
  auto header = reader.row();
  if (!header) return std::nullopt;
  csv.header = std::move(*header);
  while (!reader.at_end()) {
    auto row = reader.row();
    if (!row) return std::nullopt;
    if (row->size() == 1 && row->front().text.empty()) continue;  // a blank line
    if (row->size() != csv.header.size()) {
      diagnostics
          .add("E0911", join(row->front().span, row->back().span),
               base::cat(row->size(), row->size() == 1 ? " cell" : " cells", ", header has ", csv.header.size()))
          .with_help("quote cells that hold commas");
      return std::nullopt;
    }
    csv.rows.push_back(std::move(*row));
  }
  return csv;
}

}  // namespace detente::model
