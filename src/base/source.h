// The texts being compiled, by number, with their names and line tables.
// A source, once added, never changes or moves; at most 512 MiB a text.
// Lines and columns count from 1; a column counts code points.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace detente::base {

struct LineColumn {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const LineColumn&, const LineColumn&) = default;
};

class SourceMap {
 public:
  // `name` is what messages print: a path as the user wrote it, or "<stdin>".
  SourceId add(std::string name, std::string text);

  std::uint32_t size() const { return static_cast<std::uint32_t>(sources_.size()); }
  std::string_view name(SourceId id) const { return source(id).name; }
  std::string_view text(SourceId id) const { return source(id).text; }
  std::string_view text(Span span) const;

  LineColumn position(SourceId id, std::uint32_t offset) const;
  LineColumn start(Span span) const { return position(span.source, span.begin); }
  std::uint32_t line_count(SourceId id) const;
  // A line without its line end; `line` from 1 to line_count.
  std::string_view line(SourceId id, std::uint32_t line) const;
  Span line_span(SourceId id, std::uint32_t line) const;

  // "models/x.detente:12:7"
  std::string place(Span span) const;

 private:
  struct Source {
    std::string name;
    std::string text;
    std::vector<std::uint32_t> line_starts;
  };
  const Source& source(SourceId id) const;

  std::deque<Source> sources_;
};

}  // namespace detente::base
