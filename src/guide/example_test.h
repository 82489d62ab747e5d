// A model made from a text, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <expected>
#include <optional>
#include <string>

#include "base/render.h"
#include "guide/book.h"
#include "model/build.h"

namespace detente::guide {

class Example {
 public:
  explicit Example(std::string text, std::string bibliography = {}) {
    const base::SourceId root = sources_.add("example.detente", std::move(text));
    const model::FileReader none = [](std::string_view, std::string_view) {
      return std::expected<model::File, model::FileFault>(std::unexpected(model::FileFault::NotFound));
    };
    files_ = model::parse_with_imports(sources_, root, none);
    EXPECT_TRUE(files_.ok()) << base::render(files_.diagnostics, sources_);
    model_ = model::build(*files_, sources_, {}, none);
    EXPECT_TRUE(model_.ok()) << base::render(model_.diagnostics, sources_);
    subject_.emplace(Subject{sources_, *files_, *model_, "", std::move(bibliography)});
  }

  const Subject& subject() const { return *subject_; }

 private:
  base::SourceMap sources_;
  base::Result<std::vector<syntax::Ast>> files_;
  base::Result<model::Model> model_;
  std::optional<Subject> subject_;
};

}  // namespace detente::guide
