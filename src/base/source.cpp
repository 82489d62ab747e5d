#include "base/source.h"

#include <algorithm>
#include <utility>

#include "base/cat.h"
#include "base/check.h"
#include "base/utf8.h"

namespace detente::base {

SourceId SourceMap::add(std::string name, std::string text) {
  DETENTE_CHECK(text.size() <= (std::size_t{512} << 20));
  Source& added = sources_.emplace_back(Source{std::move(name), std::move(text), {0}});
  for (std::uint32_t i = 0; i < added.text.size(); ++i) {
    if (added.text[i] == '\n') added.line_starts.push_back(i + 1);
  }
  return SourceId(size() - 1);
}

const SourceMap::Source& SourceMap::source(SourceId id) const {
  DETENTE_CHECK(id.value() < sources_.size());
  return sources_[id.value()];
}

std::string_view SourceMap::text(Span span) const { return text(span.source).substr(span.begin, span.size()); }

LineColumn SourceMap::position(SourceId id, std::uint32_t offset) const {
  const Source& s = source(id);
  const auto after = std::upper_bound(s.line_starts.begin(), s.line_starts.end(), offset);
  const std::uint32_t begin = *(after - 1);
  const std::string_view before = text(id).substr(begin, offset - begin);
  return {static_cast<std::uint32_t>(after - s.line_starts.begin()), count_code_points(before) + 1};
}

std::uint32_t SourceMap::line_count(SourceId id) const {
  return static_cast<std::uint32_t>(source(id).line_starts.size());
}

Span SourceMap::line_span(SourceId id, std::uint32_t line) const {
  const Source& s = source(id);
  DETENTE_CHECK(line >= 1 && line <= s.line_starts.size());
  const std::uint32_t begin = s.line_starts[line - 1];
  std::uint32_t end = static_cast<std::uint32_t>(s.text.size());
  if (line < s.line_starts.size()) end = s.line_starts[line] - 1;
  if (end > begin && s.text[end - 1] == '\r') --end;
  return {id, begin, end};
}

std::string_view SourceMap::line(SourceId id, std::uint32_t line) const { return text(line_span(id, line)); }

std::string SourceMap::place(Span span) const {
  const LineColumn at = start(span);
  return cat(name(span.source), ':', at.line, ':', at.column);
}

}  // namespace detente::base
