#include "base/render.h"

#include <algorithm>
#include <string_view>

#include "base/cat.h"
#include "base/utf8.h"

namespace detente::base {
namespace {

constexpr std::uint32_t kMaxMessage = 1000;  // code points

struct Style {
  std::string_view error = "", warning = "", note = "", bold = "", reset = "";
};
constexpr Style kPlain;
constexpr Style kColor{"\x1b[1;31m", "\x1b[1;33m", "\x1b[36m", "\x1b[1m", "\x1b[0m"};

std::string cut(std::string text, std::uint32_t limit) {
  if (count_code_points(text) <= limit) return text;
  std::uint32_t at = 0;
  for (std::uint32_t i = 0; i + 1 < limit; ++i) at += decode_utf8(text, at).size;
  return text.substr(0, at) + "…";
}

// Messages are ours but may quote the user's names.
std::string safe(std::string_view message) { return cut(escape_for_display(message), kMaxMessage); }

// One source line with a caret line under it. Long lines show the part around the
// span; the caret line is measured in code points of the escaped text.
std::string excerpt(Span span, const SourceMap& sources, std::string_view caret_style, std::string_view reset) {
  const LineColumn at = sources.start(span);
  const Span line = sources.line_span(span.source, at.line);
  const std::uint32_t begin = std::min(span.begin, line.end);
  const std::uint32_t end = std::clamp(span.end, begin, line.end);

  // Work on a window of bytes, so that a line of many megabytes stays cheap.
  constexpr std::uint32_t kWindow = 2 * kMaxColumns;
  const std::string_view text = sources.text(span.source);
  std::uint32_t from = begin - std::min(begin - line.begin, kWindow);
  while (from > line.begin && (static_cast<std::uint8_t>(text[from]) & 0xC0) == 0x80) --from;
  const std::uint32_t to = std::min(line.end, begin + kWindow);

  const auto shown = [&](std::uint32_t first, std::uint32_t last) {
    return escape_for_display(text.substr(first, last - first));
  };
  std::string before = shown(from, begin);
  const std::string marked = shown(begin, std::min(end, to));
  const std::string after = shown(std::min(end, to), to);

  constexpr std::uint32_t kMaxBefore = kMaxColumns / 2;
  std::uint32_t before_columns = count_code_points(before);
  if (before_columns > kMaxBefore || from > line.begin) {
    std::uint32_t skip = 0;
    while (before_columns >= kMaxBefore) {
      skip += decode_utf8(before, skip).size;
      --before_columns;
    }
    before = "…" + before.substr(skip);
    ++before_columns;
  }
  const std::uint32_t room = kMaxColumns - before_columns;
  const std::uint32_t carets = std::clamp(count_code_points(marked), 1u, room);

  std::string gutter = std::to_string(at.line);
  std::string blank(gutter.size(), ' ');
  std::string result = cat(" ", gutter, " | ", cut(before + marked + after, kMaxColumns));
  while (result.ends_with(' ')) result.pop_back();
  return cat(result, "\n ", blank, " | ", std::string(before_columns, ' '), caret_style, std::string(carets, '^'),
             reset, "\n");
}

PlainPlace plain_place(Span span, const SourceMap& sources) {
  if (span.source.is_none()) return {};
  return {std::string(sources.name(span.source)), sources.start(span), sources.position(span.source, span.end)};
}

std::string place_text(Span span, const SourceMap& sources) {
  if (span.source.is_none()) return "";
  return safe(sources.place(span)) + ": ";
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const SourceMap& sources, bool color) {
  const Style& style = color ? kColor : kPlain;
  const bool is_error = diagnostic.severity() == Severity::Error;
  const std::string_view severity_style = is_error ? style.error : style.warning;

  std::string text =
      cat(style.bold, place_text(diagnostic.span, sources), style.reset, severity_style,
          is_error ? "error " : "warning ", diagnostic.code, ":", style.reset, " ", safe(diagnostic.message), "\n");
  const bool whole_file = diagnostic.span.end == 0;
  if (!diagnostic.span.source.is_none() && !whole_file) {
    text += excerpt(diagnostic.span, sources, severity_style, style.reset);
  }
  for (const Note& note : diagnostic.notes) {
    text += cat("  ", style.note, "note:", style.reset, " ", place_text(note.span, sources), safe(note.text), "\n");
  }
  if (!diagnostic.help.empty()) {
    text += cat("  ", style.note, "help:", style.reset, " ", safe(diagnostic.help), "\n");
  }
  return text;
}

std::string render(const Diagnostics& diagnostics, const SourceMap& sources, bool color) {
  std::string text;
  std::uint64_t errors_shown = 0, warnings_shown = 0;
  for (const Diagnostic* diagnostic : diagnostics.sorted()) {
    if (errors_shown + warnings_shown == Diagnostics::kMaxPrinted) break;
    text += render(*diagnostic, sources, color);
    (diagnostic->severity() == Severity::Error ? errors_shown : warnings_shown) += 1;
  }
  const std::uint64_t errors = diagnostics.error_count() - errors_shown;
  const std::uint64_t warnings = diagnostics.warning_count() - warnings_shown;
  if (errors > 0) {
    text += cat(errors, errors == 1 ? " further error" : " further errors", " not shown; fix the first\n");
  }
  if (warnings > 0) {
    text += cat(warnings, warnings == 1 ? " further warning" : " further warnings", " not shown\n");
  }
  return text;
}

std::vector<PlainDiagnostic> plain(const Diagnostics& diagnostics, const SourceMap& sources) {
  std::vector<PlainDiagnostic> result;
  for (const Diagnostic* d : diagnostics.sorted()) {
    if (result.size() == Diagnostics::kMaxPrinted) break;
    PlainDiagnostic item{std::string(d->code),
                         d->severity() == Severity::Error ? "error" : "warning",
                         plain_place(d->span, sources),
                         safe(d->message),
                         {},
                         safe(d->help)};
    for (const Note& note : d->notes) {
      item.notes.push_back({plain_place(note.span, sources), safe(note.text)});
    }
    result.push_back(std::move(item));
  }
  return result;
}

}  // namespace detente::base
