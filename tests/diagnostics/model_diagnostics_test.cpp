// The messages of the model stage: every tests/diagnostics/*.detente whose code is not the parser's, built as far as a
// model, against its *.expected. DETENTE_PROMOTE=1 rewrites the expected texts instead.
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

// Files stand in tests/diagnostics/files; what the driver refuses is refused here by name.
std::expected<model::File, model::FileFault> reader(std::string_view from, std::string_view path) {
  if (path.find("..") != std::string_view::npos) return std::unexpected(model::FileFault::OutsideFolder);
  if (path.find("device") != std::string_view::npos) return std::unexpected(model::FileFault::NotRegular);
  const fs::path name = fs::path(from).parent_path() / path;
  if (!fs::exists(kFolder / name)) return std::unexpected(model::FileFault::NotFound);
  return model::File{name.string(), read(kFolder / name)};
}

base::Diagnostics check(base::SourceMap& sources, const std::string& name, std::string text) {
  const base::SourceId root = sources.add(name, std::move(text));
  auto files = model::parse_with_imports(sources, root, reader);
  if (!files.ok()) return std::move(files.diagnostics);
  auto built = model::build(*files.value, sources, {}, reader);
  base::Diagnostics all = std::move(files.diagnostics);
  all.append(built.diagnostics);
  return all;
}

bool is_model_code(const std::string& name) {
  if (name[0] != 'E' && name[0] != 'W') return false;
  const std::string group = name.substr(1, 2);
  static const std::set<std::string> kGroups = {"03", "04", "05", "06", "08", "09", "10", "11", "12"};
  return kGroups.contains(group) || name.starts_with("W07");  // the errors of group 07 are faults of runs
}

std::vector<fs::path> models() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".detente" && is_model_code(entry.path().filename().string())) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(ModelDiagnostics, MessagesAreAsExpected) {
  ASSERT_FALSE(models().empty());
  for (const fs::path& path : models()) {
    const std::string name = path.filename().string();
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
    bool has_code = false;
    for (const base::Diagnostic* diagnostic : diagnostics.sorted()) {
      has_code = has_code || diagnostic->code == name.substr(0, 5);
      EXPECT_FALSE(diagnostic->help.empty()) << path << ": " << diagnostic->message;
    }
    EXPECT_TRUE(has_code || name.find("converts") != std::string::npos) << path;
  }
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

bool names(const base::Diagnostics& diagnostics, std::string_view code) {
  const auto sorted = diagnostics.sorted();
  return std::any_of(sorted.begin(), sorted.end(), [&](const base::Diagnostic* each) { return each->code == code; });
}

TEST(ModelDiagnostics, PagesShowTheFaultAndTheMend) {
  for (const base::DiagnosticPage& page : base::diagnostic_pages()) {
    if (!is_model_code(std::string(page.code))) continue;
    const std::vector<std::string> blocks = examples(page.text);
    if (blocks.empty()) continue;  // faults of files and limits cannot be shown on a page
    ASSERT_EQ(blocks.size(), 2u) << page.code;
    base::SourceMap sources;
    EXPECT_TRUE(names(check(sources, "fault", blocks[0]), page.code)) << page.code;
    const base::Diagnostics mended = check(sources, "mend", blocks[1]);
    EXPECT_FALSE(mended.has_errors() || names(mended, page.code)) << page.code << "\n" << base::render(mended, sources);
  }
}

TEST(ModelDiagnostics, EveryCodeHasPage) {
  for (const auto& entry : fs::directory_iterator("src/model")) {
    if (entry.path().filename().string().ends_with("_test.cpp")) continue;
    const std::string text = read(entry.path());
    for (std::size_t i = 0; i + 7 <= text.size(); ++i) {
      const std::string quoted = text.substr(i, 7);
      const bool is_code = quoted[0] == '"' && (quoted[1] == 'E' || quoted[1] == 'W') && quoted[6] == '"' &&
                           quoted.find_first_not_of("0123456789", 2) == 6;
      if (is_code) EXPECT_FALSE(base::diagnostic_page(quoted.substr(1, 5)).empty()) << quoted << " in " << entry.path();
    }
  }
}

}  // namespace
}  // namespace detente
