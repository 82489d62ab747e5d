#include "base/render.h"

#include <gtest/gtest.h>

#include "base/cat.h"
#include "base/utf8.h"

namespace detente::base {
namespace {

TEST(SourceMap, CountsLinesAndCodePoints) {
  SourceMap sources;
  const SourceId id = sources.add("m",
                                  "ab\r\nc\xC3\xA9"
                                  "d\n\xE4\xB8\xAD");
  EXPECT_EQ(sources.position(id, 0), (LineColumn{1, 1}));
  EXPECT_EQ(sources.position(id, 4), (LineColumn{2, 1}));
  EXPECT_EQ(sources.position(id, 7), (LineColumn{2, 3}));
  EXPECT_EQ(sources.position(id, 12), (LineColumn{3, 2}));
  EXPECT_EQ(sources.line_count(id), 3u);
  EXPECT_EQ(sources.line(id, 1), "ab");
  EXPECT_EQ(sources.line(id, 3), "\xE4\xB8\xAD");
}

TEST(Render, ShowsLineCaretNoteAndHelp) {
  SourceMap sources;
  const SourceId id = sources.add("m.detente", "unit FLOP\naux a = \xC3\xA9 + b\n");
  Diagnostics diagnostics;
  diagnostics.add("E0402", {id, 18, 20}, "cannot add")
      .with_note({id, 5, 9}, "declared here")
      .with_help("give both one unit");
  EXPECT_EQ(render(diagnostics, sources),
            "m.detente:2:9: error E0402: cannot add\n"
            " 2 | aux a = \xC3\xA9 + b\n"
            "   |         ^\n"
            "  note: m.detente:1:6: declared here\n"
            "  help: give both one unit\n");
}

TEST(Render, EscapesWhatCannotBeSeen) {
  EXPECT_EQ(escape_for_display("a\x1b[2J\xE2\x80\xAE\xE2\x80\x8B\tb\xFF"), "a<U+001B>[2J<U+202E><U+200B> b<0xFF>");
  SourceMap sources;
  const SourceId id = sources.add("a\x1b.detente", "x\n");
  Diagnostics diagnostics;
  diagnostics.add("E0302", {id, 0, 1}, "unknown name `\x1b[31m`");
  EXPECT_EQ(render(diagnostics, sources).find('\x1b'), std::string::npos);
}

TEST(Render, CutsLongLines) {
  SourceMap sources;
  const std::string text(100'000, 'x');
  const SourceId id = sources.add("m", text);
  for (std::uint32_t begin : {0u, 50u, 500u, 99'999u}) {
    Diagnostics diagnostics;
    diagnostics.add("E0204", {id, begin, 100'000}, "here");
    const std::string shown = render(diagnostics, sources);
    for (std::size_t at = 0; at < shown.size();) {
      const std::size_t end = shown.find('\n', at);
      EXPECT_LE(count_code_points(shown.substr(at, end - at)), kMaxColumns + 10);
      at = end + 1;
    }
  }
}

TEST(Diagnostics, AreSortedAndCounted) {
  SourceMap sources;
  const SourceId first = sources.add("a", std::string(20'000, '\n'));
  const SourceId second = sources.add("b", "y\n");
  Diagnostics diagnostics;
  diagnostics.add("W0305", {second, 0, 1}, "later file");
  for (std::uint32_t i = 0; i < 12'000; ++i) diagnostics.add("E0204", {first, 15'000 - i, 15'001 - i}, cat("e", i));
  EXPECT_EQ(diagnostics.error_count(), 12'000u);
  const auto sorted = diagnostics.sorted();
  EXPECT_EQ(sorted.size(), Diagnostics::kMaxKept);
  EXPECT_EQ(sorted.back()->message, "later file");
  EXPECT_LT(sorted[0]->span.begin, sorted[1]->span.begin);
  EXPECT_TRUE(render(diagnostics, sources)
                  .ends_with("11900 further errors not shown; fix the first\n"
                             "1 further warning not shown\n"));
  EXPECT_EQ(plain(diagnostics, sources).size(), Diagnostics::kMaxPrinted);
}

TEST(Diagnostics, PlainFormHasTheSameFacts) {
  SourceMap sources;
  const SourceId id = sources.add("m", "ab cd\n");
  Diagnostics diagnostics;
  diagnostics.add("W0303", {id, 3, 5}, "changes no stock").with_note({id, 0, 2}, "here").with_help("add `to`");
  const auto all = plain(diagnostics, sources);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].code, "W0303");
  EXPECT_EQ(all[0].severity, "warning");
  EXPECT_EQ(all[0].place.start, (LineColumn{1, 4}));
  EXPECT_EQ(all[0].place.end, (LineColumn{1, 6}));
  EXPECT_EQ(all[0].notes.at(0).text, "here");
  EXPECT_EQ(all[0].help, "add `to`");
}

}  // namespace
}  // namespace detente::base
