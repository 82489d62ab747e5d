#include "guide/html.h"

#include "base/cat.h"
#include "base/check.h"
#include "base/utf8.h"

namespace detente::guide {

using base::cat;

std::string escape(std::string_view text) {
  std::string out;
  std::string line;
  const auto flush = [&] {
    for (const char c : base::escape_for_display(line)) {
      switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
      }
    }
    line.clear();
  };
  for (const char c : text) {
    if (c != '\n') {
      line += c;
      continue;
    }
    flush();
    out += '\n';
  }
  flush();
  return out;
}

std::string element(std::string_view tag, std::string_view attributes, std::string_view html) {
  return cat("<", tag, attributes.empty() ? "" : " ", attributes, ">", html, "</", tag, ">");
}

std::string element(std::string_view tag, std::string_view html) { return element(tag, "", html); }

std::string id_of(std::string_view kind, std::string_view name) { return cat(kind, "-", escape(name)); }

std::string link(std::string_view id, std::string_view html) { return cat("<a href=\"#", id, "\">", html, "</a>"); }

std::string inline_prose(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    if (close == std::string_view::npos) break;
    out += cat(escape(text.substr(0, open)), "<code>", escape(text.substr(open + 1, close - open - 1)), "</code>");
    text.remove_prefix(close + 1);
  }
  return out + escape(text);
}

std::string prose(std::string_view text) {
  std::string out, paragraph;
  const auto flush = [&] {
    if (!paragraph.empty()) out += cat("<p>", inline_prose(paragraph), "</p>\n");
    paragraph.clear();
  };
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t") == std::string_view::npos) {
      flush();
    } else {
      paragraph += cat(paragraph.empty() ? "" : "\n", line);
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  flush();
  return out;
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) out += cat(i == 0 ? "" : between, parts[i]);
  return out;
}

std::string HtmlTable::html() const {
  if (rows_.empty()) return {};
  std::vector<bool> shown(columns_.size(), false);
  for (const Row& row : rows_) {
    DETENTE_CHECK(row.cells.size() == columns_.size());
    for (std::size_t c = 0; c < columns_.size(); ++c) shown[c] = shown[c] || !row.cells[c].empty();
  }
  std::string head, body;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (!shown[c]) continue;
    head += cat("<th scope=\"col\"", columns_[c].number ? " class=\"number\"" : "", ">", columns_[c].head, "</th>");
  }
  for (const Row& row : rows_) {
    body += row.id.empty() ? "<tr>" : cat("<tr id=\"", row.id, "\">");
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (!shown[c]) continue;
      const char* tag = c == 0 ? "th" : "td";
      const std::string attributes = cat(c == 0 ? " scope=\"row\"" : "", columns_[c].number ? " class=\"number\"" : "");
      body += cat("<", tag, attributes, ">", row.cells[c], "</", tag, ">");
    }
    body += "</tr>\n";
  }
  return cat("<table>\n<caption>", caption_, "</caption>\n<thead><tr>", head, "</tr></thead>\n<tbody>\n", body,
             "</tbody>\n</table>\n");
}

}  // namespace detente::guide
