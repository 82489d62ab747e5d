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
  return kGroups.contains(group);
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

}  // namespace
}  // namespace detente
