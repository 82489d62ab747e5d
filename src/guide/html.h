// Pieces of HTML5 that are well-formed XML, too: every element is closed, every text escaped.
// Functions that take `html` want markup that is ready; those that take `text` escape it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace detente::guide {

// Fit for contents and for quoted attributes; controls and faulty bytes are made visible.
std::string escape(std::string_view text);

// <tag attributes>html</tag>; `attributes` as they stand in the tag, such as `class="note"`.
std::string element(std::string_view tag, std::string_view attributes, std::string_view html);
std::string element(std::string_view tag, std::string_view html);

// What a place is linked by: a kind and a name, "v-arms". One name gives one id.
std::string id_of(std::string_view kind, std::string_view name);
std::string link(std::string_view id, std::string_view html);

// A documentation comment: an empty line parts paragraphs, `word` is code.
std::string prose(std::string_view text);
// The same without <p>, for cells and captions.
std::string inline_prose(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view between);

// A table with a caption and a head; empty when it has no rows.
class HtmlTable {
 public:
  struct Column {
    std::string head;
    bool number = false;  // right-aligned
  };

  HtmlTable(std::string caption_html, std::vector<Column> columns)
      : caption_(std::move(caption_html)), columns_(std::move(columns)) {}

  // One cell of markup per column; the first is the row's head. `id` may be empty.
  void add(std::vector<std::string> cells, std::string id = {}) { rows_.push_back({std::move(id), std::move(cells)}); }
  bool empty() const { return rows_.empty(); }
  // Columns in which no row says anything are left out.
  std::string html() const;

 private:
  struct Row {
    std::string id;
    std::vector<std::string> cells;
  };
  std::string caption_;
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace detente::guide
