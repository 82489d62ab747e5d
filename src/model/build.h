// Builds a model from its syntax trees: the entry of this folder.
// Files (imports, data) are read through a callback, so that this folder touches no file system. The driver's reader
// keeps paths inside the model's folder and refuses what is not a regular file.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "model/model.h"
#include "syntax/ast.h"

namespace detente::model {

struct Options {
  std::string preset;  // empty: the whole model
  std::uint64_t steps_limit = 10'000'000;
  std::uint64_t elements_limit = 10'000'000;
};

enum class FileFault : std::uint8_t { NotFound, OutsideFolder, NotRegular, TooLarge, Unreadable };

struct File {
  std::string name;  // as messages print it; two paths to one file give one name
  std::string text;
};

// `path` as written, relative to the file named `from`.
using FileReader = std::function<std::expected<File, FileFault>(std::string_view from, std::string_view path)>;

// Why a file named by the model cannot be read: E0901, E0902, E0905 or E0906.
void report_file_fault(base::Diagnostics& diagnostics, FileFault fault, const syntax::String& path);

// The root first, then every file it imports, directly or not, each once. `sources` gains their texts.
// Reports import mistakes and what the parser found.
base::Result<std::vector<syntax::Ast>> parse_with_imports(base::SourceMap& sources, base::SourceId root,
                                                          const FileReader& read);

// `files` as parse_with_imports gives them; data files are read through `read` and their texts added to `sources`.
base::Result<Model> build(const std::vector<syntax::Ast>& files, base::SourceMap& sources, const Options& options,
                          const FileReader& read);

}  // namespace detente::model
