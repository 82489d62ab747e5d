#include "driver/files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "driver/paths.h"

namespace detente::driver {
namespace {

namespace fs = std::filesystem;

TEST(Paths, NormalHasNothingToSpare) {
  EXPECT_EQ(normal("a//b/./c/"), "a/b/c");
  EXPECT_EQ(normal("a/../../b/c/.."), "../b");
  EXPECT_EQ(normal("/../a"), "/a");
  EXPECT_EQ(normal("/"), "/");
  EXPECT_EQ(normal("a/.."), "");
  EXPECT_EQ(normal("..."), "...");
}

TEST(Paths, FolderAndName) {
  EXPECT_EQ(folder_of("a/b/c"), "a/b");
  EXPECT_EQ(folder_of("a"), "");
  EXPECT_EQ(folder_of("/a"), "/");
  EXPECT_EQ(folder_of("/"), "/");
  EXPECT_EQ(name_of("a/b"), "b");
  EXPECT_EQ(name_of("a/"), "");
  EXPECT_EQ(join("", "a"), "a");
  EXPECT_EQ(join("/", "a"), "/a");
  EXPECT_EQ(join("a", "b/c"), "a/b/c");
  EXPECT_EQ(join("a", "/b"), "/b");
}

TEST(Paths, RelativeAndInside) {
  EXPECT_EQ(relative("m/a", "m/b/c"), "../../a");
  EXPECT_EQ(relative("m/b/a", "m/b"), "a");
  EXPECT_EQ(relative("a", ""), "a");
  EXPECT_EQ(relative("../a", "../b"), "../a");
  EXPECT_TRUE(is_inside("/m/a", "/m"));
  EXPECT_TRUE(is_inside("/m", "/"));
  EXPECT_TRUE(is_inside("/m", "/m"));
  EXPECT_FALSE(is_inside("/model", "/m"));
  EXPECT_FALSE(is_inside("/", "/m"));
}

// A folder "models" with "inner/inner.detente" and files to import, and one file beside it.
class Files : public testing::Test {
 protected:
  void SetUp() override {
    top_ = fs::temp_directory_path() / ("detente-files-" + std::to_string(::getpid()));
    fs::create_directories(top_ / "models/inner/data");
    for (const char* name : {"models/references.bib", "models/inner/inner.detente", "models/inner/data/a.csv",
                             "models/shared.detente", "outside.csv"}) {
      std::ofstream(top_ / name) << name;
    }
    fs::create_symlink("../../../outside.csv", top_ / "models/inner/data/leads_out.csv");
    fs::create_symlink("data", top_ / "models/inner/link");
    fs::create_symlink("round", top_ / "models/inner/round");
  }
  void TearDown() override { fs::remove_all(top_); }

  std::expected<model::File, model::FileFault> read(const std::string& path) const {
    const auto found = find_model((top_ / "models/inner").string());
    return reader_for(*found)(found->path, path);
  }

  fs::path top_;
};

TEST_F(Files, AModelMayBeNamedByItsFolder) {
  const std::string model = (top_ / "models/inner/inner.detente").string();
  for (const std::string given : {"models/inner", "models/inner//", "models/inner/.", "models/inner/data/..",
                                  "models/inner/link/..", "models/inner/inner.detente"}) {
    const auto found = find_model((top_ / given).string());
    ASSERT_TRUE(found) << given;
    EXPECT_TRUE(fs::equivalent(found->path, model)) << given;
    EXPECT_EQ(found->folder, fs::canonical(top_ / "models")) << given;
  }
  EXPECT_EQ(find_model((top_ / "models").string()).error(), model::FileFault::NotFound);
  EXPECT_EQ(find_model((top_ / "nowhere").string()).error(), model::FileFault::NotFound);
}

TEST_F(Files, AModelReadsInsideItsFolderOnly) {
  using enum model::FileFault;
  EXPECT_EQ(read("data/a.csv")->text, "models/inner/data/a.csv");
  EXPECT_EQ(read("link/a.csv")->text, "models/inner/data/a.csv");
  EXPECT_EQ(read("../shared.detente")->text, "models/shared.detente");
  EXPECT_EQ(read("data/../../shared.detente")->name, read("../shared.detente")->name);
  EXPECT_EQ(read("data/b.csv").error(), NotFound);
  EXPECT_EQ(read("data").error(), NotRegular);
  EXPECT_EQ(read("../../outside.csv").error(), OutsideFolder);
  EXPECT_EQ(read("../../nothing.csv").error(), OutsideFolder);
  EXPECT_EQ(read("data/leads_out.csv").error(), OutsideFolder);
  EXPECT_EQ(read((top_ / "models/shared.detente").string()).error(), OutsideFolder);
  EXPECT_EQ(read("round").error(), Unreadable);
}

}  // namespace
}  // namespace detente::driver
