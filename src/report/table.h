// A table for a terminal: columns as wide as their widest cell, two blanks between them, no rules.
// Widths are counted in code points. A row may be followed by lines of free text, indented and dimmed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace detente::report {

enum class Align : unsigned char { Left, Right };

enum class Colour : unsigned char { None, Good, Bad, Doubtful, Dim, Bold };

// How text is printed: with colours on a terminal, without them elsewhere.
struct Style {
  bool colour = false;
  std::string paint(std::string_view text, Colour colour_of_text) const;
};

struct Cell {
  std::string text;
  Colour colour = Colour::None;
  Cell(std::string shown) : text(std::move(shown)) {}  // a text is a cell
  Cell(const char* shown) : text(shown) {}
  Cell(std::string shown, Colour painted) : text(std::move(shown)), colour(painted) {}
};

class Table {
 public:
  struct Column {
    std::string head;
    Align align = Align::Left;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<Cell> row) { rows_.push_back({std::move(row), {}}); }      // one cell per column
  void note(std::string text) { rows_.back().notes.push_back(std::move(text)); }  // under the last row
  bool empty() const { return rows_.empty(); }

  struct Row {
    std::vector<Cell> cells;
    std::vector<std::string> notes;
  };
  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<Row>& rows() const { return rows_; }
  // Columns whose cells are all empty are left out.
  std::string text(const Style& style) const;

 private:
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace detente::report
