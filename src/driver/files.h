// Finds a model's files and reads them for the compiler, and nothing else.
// A path inside a model stays inside the model's folder (the nearest one above the model with references.bib, else
// the model's own), links resolved; only regular files are read. Sizes are limited.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "model/build.h"

namespace detente::driver {

struct FileLimits {
  std::uint64_t bytes = 64ull << 20;  // of one file
};

struct ModelFile {
  std::string path;    // as messages print it
  std::string folder;  // that imports and data stay inside
};

// `given` is a model file, or a folder that holds a file of the same name: models/x is models/x/x.detente.
std::expected<ModelFile, model::FileFault> find_model(std::string_view given);

std::expected<std::string, model::FileFault> read_file(const std::string& path, const FileLimits& limits = {});

// Reads what the model at `file` imports. The reader keeps its own copy of what it needs.
model::FileReader reader_for(const ModelFile& file, const FileLimits& limits = {});

// A reader that finds nothing: for models given as text.
model::FileReader no_files();

}  // namespace detente::driver
