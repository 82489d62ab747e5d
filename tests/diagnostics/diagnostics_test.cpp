// Every tests/diagnostics/*.detente against the full text of its messages in *.expected, and every page of
// docs/diagnostics against the examples it shows. DETENTE_PROMOTE=1 rewrites the expected texts instead.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/explain.h"
#include "base/render.h"
#include "syntax/parser.h"

namespace detente {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = "tests/diagnostics";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> models() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".detente") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

base::Diagnostics check(base::SourceMap& sources, std::string name, std::string text) {
  return syntax::parse(sources, sources.add(std::move(name), std::move(text))).diagnostics;
}

std::set<std::string> codes(const base::Diagnostics& diagnostics) {
  std::set<std::string> found;
  for (const base::Diagnostic* diagnostic : diagnostics.sorted()) found.insert(std::string(diagnostic->code));
  return found;
}

// The parser's own codes; the later stages test theirs with the whole compiler.
bool is_syntax_code(std::string_view code) { return code.substr(1, 2) == "01" || code.substr(1, 2) == "02"; }

// The ```detente blocks of a page: the first shows the fault, the second is mended.
std::vector<std::string> examples(std::string_view page) {
  std::vector<std::string> blocks;
  constexpr std::string_view kOpen = "```detente\n";
  for (std::size_t at = page.find(kOpen); at != std::string_view::npos; at = page.find(kOpen, at)) {
    at += kOpen.size();
    const std::size_t end = page.find("```", at);
    blocks.emplace_back(page.substr(at, end - at));
  }
  return blocks;
}

TEST(Diagnostics, MessagesAreAsExpected) {
  ASSERT_FALSE(models().empty());
  for (const fs::path& path : models()) {
    const std::string name = path.filename().string();
    if (!is_syntax_code(name)) continue;
    base::SourceMap sources;
    const base::Diagnostics diagnostics = check(sources, name, read(path));
    const std::string text = base::render(diagnostics, sources);
    fs::path expected = path;
    expected.replace_extension(".expected");
    if (std::getenv("DETENTE_PROMOTE")) {
      std::ofstream(expected, std::ios::binary) << text;
      continue;
    }
    EXPECT_EQ(text, read(expected)) << path;
    EXPECT_TRUE(codes(diagnostics).contains(name.substr(0, 5))) << path;
  }
}

TEST(Diagnostics, EveryMessageHasHelp) {
  for (const fs::path& path : models()) {
    base::SourceMap sources;
    for (const base::Diagnostic* diagnostic : check(sources, path.filename().string(), read(path)).sorted()) {
      EXPECT_FALSE(diagnostic->help.empty()) << path << ": " << diagnostic->message;
    }
  }
}

TEST(Diagnostics, EverySyntaxCodeHasPageAndGoldenTest) {
  std::set<std::string> pages, tested, used;
  for (const base::DiagnosticPage& page : base::diagnostic_pages()) {
    if (is_syntax_code(page.code)) pages.emplace(page.code);
  }
  for (const fs::path& path : models()) {
    const std::string code = path.filename().string().substr(0, 5);
    if (is_syntax_code(code)) tested.insert(code);
  }
  for (const char* folder : {"src/text", "src/syntax"}) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string text = read(entry.path());
      if (entry.path().filename().string().ends_with("_test.cpp")) continue;
      for (std::size_t i = 0; i + 7 <= text.size(); ++i) {
        const std::string quoted = text.substr(i, 7);
        const bool is_code = quoted[0] == '"' && (quoted[1] == 'E' || quoted[1] == 'W') && quoted[6] == '"';
        if (is_code && is_syntax_code(quoted.substr(1, 5))) used.insert(quoted.substr(1, 5));
      }
    }
  }
  EXPECT_EQ(used, pages);
  // Two need texts of many megabytes or other limits: src/syntax/parser_test.cpp has them.
  used.erase("E0112");
  used.erase("E0203");
  EXPECT_EQ(used, tested);
}

TEST(Diagnostics, PagesShowTheFaultAndTheMend) {
  for (const base::DiagnosticPage& page : base::diagnostic_pages()) {
    if (!is_syntax_code(page.code)) continue;
    EXPECT_TRUE(page.text.starts_with("# " + std::string(page.code))) << page.code;
    const std::vector<std::string> blocks = examples(page.text);
    if (blocks.empty()) continue;  // faults of bytes cannot be shown on a page
    ASSERT_EQ(blocks.size(), 2u) << page.code;
    base::SourceMap sources;
    EXPECT_EQ(codes(check(sources, "fault", blocks[0])), std::set<std::string>{std::string(page.code)}) << page.code;
    const base::Diagnostics mended = check(sources, "mend", blocks[1]);
    EXPECT_TRUE(mended.empty()) << page.code << "\n" << base::render(mended, sources);
  }
}

}  // namespace
}  // namespace detente
