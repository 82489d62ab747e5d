#include "driver/bundle.h"

#include <gtest/gtest.h>

#include "driver/compile.h"

namespace detente::driver {
namespace {

base::SourceMap sources_in(const std::string& folder) {
  base::SourceMap sources;
  sources.add(folder + "root.detente", "import \"parts/a.detente\"\n#file 3 fake\n");
  sources.add(folder + "parts/a.detente", "no line end");
  sources.add(folder + "data.csv", "");
  return sources;
}

TEST(Bundle, IsReadBackAndDoesNotDependOnWhereTheModelLies) {
  const std::string text = bundle_text(sources_in("models/x/"), "small");
  EXPECT_EQ(text, bundle_text(sources_in(""), "small"));
  EXPECT_EQ(text, bundle_text(sources_in("./"), "small"));
  EXPECT_EQ(text, bundle_text(sources_in("/abs/olute/"), "small"));
  EXPECT_NE(text, bundle_text(sources_in(""), ""));
  const auto bundle = read_bundle(text);
  ASSERT_TRUE(bundle);
  EXPECT_EQ(bundle->preset, "small");
  EXPECT_EQ(bundle->root, "import \"parts/a.detente\"\n#file 3 fake\n");
  EXPECT_EQ(bundle->files.at("parts/a.detente"), "no line end");
  EXPECT_EQ(bundle->files.at("data.csv"), "");
}

TEST(Bundle, AnythingElseIsRefused) {
  const std::string text = bundle_text(sources_in(""), "");
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    const auto cut = read_bundle(std::string_view(text).substr(0, size));
    EXPECT_TRUE(!cut || cut->files.size() < 2) << size;  // a whole number of files
  }
  EXPECT_FALSE(read_bundle("model m\n"));
  EXPECT_FALSE(read_bundle("#detente bundle \n#file 99999999999999999999 \nx\n"));
  EXPECT_FALSE(read_bundle("#detente bundle \n#file 5 \nx\n"));
  EXPECT_FALSE(read_bundle("#detente bundle \n#file -1 \nx\n"));
}

TEST(Bundle, CompilesToTheSameModelWithoutItsFiles) {
  const auto read = [](std::string_view, std::string_view path) -> std::expected<model::File, model::FileFault> {
    if (path == "a/b.detente") return model::File{"/x/a/b.detente", "import \"c.detente\"\n"};
    if (path == "c.detente") return model::File{"/x/a/c.detente", "constant k = 2\n"};
    return std::unexpected(model::FileFault::NotFound);
  };
  const Compiled first =
      compile_text("/x/m.detente", "model m\nimport \"a/b.detente\"\nmetric twice = 2 * k\n", {}, read);
  ASSERT_TRUE(first.ok());
  const auto bundle = read_bundle(first.bundle);
  ASSERT_TRUE(bundle);
  const Compiled second = compile_text("m.detente", bundle->root, {}, reader_for(*bundle));
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second.bundle, first.bundle);
  EXPECT_EQ(second.plan->interface.hash, first.plan->interface.hash);
  EXPECT_EQ(first.plan->interface.hash.size(), 32u);
}

}  // namespace
}  // namespace detente::driver
