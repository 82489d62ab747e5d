// Every tests/diagnostics/*.detente, built as far as a model, against the full text of its messages in *.expected, and
// every page of docs/diagnostics against the examples it shows. DETENTE_PROMOTE=1 rewrites the expected texts instead.
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
#include "model/build.h"
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

// Imports and data stand in tests/diagnostics/files; what the driver refuses is refused here by name.
std::expected<model::File, model::FileFault> reader(std::string_view from, std::string_view path) {
  if (path.find("..") != std::string_view::npos) return std::unexpected(model::FileFault::OutsideFolder);
  if (path.find("device") != std::string_view::npos) return std::unexpected(model::FileFault::NotRegular);
  const fs::path name = fs::path(from).parent_path() / path;
  if (!fs::exists(kFolder / name)) return std::unexpected(model::FileFault::NotFound);
  return model::File{name.string(), read(kFolder / name)};
}

// The parser's own codes need no whole model to show them.
bool is_syntax_code(std::string_view code) { return code.substr(1, 2) == "01" || code.substr(1, 2) == "02"; }

// Built as far as `code` arises.
base::Diagnostics check(base::SourceMap& sources, std::string_view code, const std::string& name, std::string text) {
  const base::SourceId root = sources.add(name, std::move(text));
  if (is_syntax_code(code)) return syntax::parse(sources, root).diagnostics;
  auto files = model::parse_with_imports(sources, root, reader);
  if (!files.ok()) return std::move(files.diagnostics);
  base::Diagnostics all = std::move(files.diagnostics);
  all.append(model::build(*files.value, sources, {}, reader).diagnostics);
  return all;
}

bool names(const base::Diagnostics& diagnostics, std::string_view code) {
  const auto sorted = diagnostics.sorted();
  return std::any_of(sorted.begin(), sorted.end(), [&](const base::Diagnostic* each) { return each->code == code; });
}

// Codes of texts and models; those of runs (E07), studies (E13) and the command line (E16) are tested where they arise.
bool is_model_code(std::string_view code) {
  static const std::set<std::string_view> kGroups = {"01", "02", "03", "04", "05", "06", "08", "09", "10", "11", "12"};
  return kGroups.contains(code.substr(1, 2)) || code.starts_with("W07");
}

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

// The codes that stand quoted in the sources of a folder.
std::set<std::string> codes_in(const fs::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().filename().string().ends_with("_test.cpp")) continue;
    const std::string text = read(entry.path());
    for (std::size_t i = 0; i + 7 <= text.size(); ++i) {
      const std::string_view quoted = std::string_view(text).substr(i, 7);
      const bool is_code = quoted[0] == '"' && (quoted[1] == 'E' || quoted[1] == 'W') && quoted[6] == '"' &&
                           quoted.find_first_not_of("0123456789", 2) == 6;
      if (is_code) found.emplace(quoted.substr(1, 5));
    }
  }
  return found;
}

TEST(Diagnostics, MessagesAreAsExpected) {
  ASSERT_FALSE(models().empty());
  for (const fs::path& path : models()) {
    const std::string name = path.filename().string();
    base::SourceMap sources;
    const base::Diagnostics diagnostics = check(sources, name, name, read(path));
    const std::string text = base::render(diagnostics, sources);
    fs::path expected = path;
    expected.replace_extension(".expected");
    if (std::getenv("DETENTE_PROMOTE")) {
      std::ofstream(expected, std::ios::binary) << text;
      continue;
    }
    EXPECT_EQ(text, read(expected)) << path;
    EXPECT_TRUE(names(diagnostics, name.substr(0, 5)) || name.find("converts") != std::string::npos) << path;
    for (const base::Diagnostic* diagnostic : diagnostics.sorted()) {
      EXPECT_FALSE(diagnostic->help.empty()) << path << ": " << diagnostic->message;
    }
  }
}

TEST(Diagnostics, EveryCodeHasPage) {
  for (const std::string& code : codes_in("src")) {
    EXPECT_FALSE(base::diagnostic_page(code).empty()) << code;
  }
}

TEST(Diagnostics, EverySyntaxCodeHasGoldenTest) {
  std::set<std::string> used = codes_in("src/text"), tested;
  used.merge(codes_in("src/syntax"));
  // Two need texts of many megabytes or other limits: src/syntax/parser_test.cpp has them.
  used.erase("E0112");
  used.erase("E0203");
  for (const fs::path& path : models()) tested.insert(path.filename().string().substr(0, 5));
  for (const std::string& code : used) EXPECT_TRUE(tested.contains(code)) << code;
}

TEST(Diagnostics, PagesShowTheFaultAndTheMend) {
  for (const base::DiagnosticPage& page : base::diagnostic_pages()) {
    EXPECT_TRUE(page.text.starts_with("# " + std::string(page.code))) << page.code;
    if (!is_model_code(page.code)) continue;
    const std::vector<std::string> blocks = examples(page.text);
    if (blocks.empty()) continue;  // faults of bytes, files and limits cannot be shown on a page
    ASSERT_EQ(blocks.size(), 2u) << page.code;
    base::SourceMap sources;
    EXPECT_TRUE(names(check(sources, page.code, "fault", blocks[0]), page.code)) << page.code;
    const base::Diagnostics mended = check(sources, page.code, "mend", blocks[1]);
    EXPECT_FALSE(mended.has_errors() || names(mended, page.code)) << page.code << "\n" << base::render(mended, sources);
  }
}

}  // namespace
}  // namespace detente
