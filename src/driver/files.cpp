#include "driver/files.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace detente::driver {
namespace {

namespace fs = std::filesystem;

using model::FileFault;

fs::path canonical_folder(const fs::path& folder) {
  std::error_code error;
  const fs::path result = fs::canonical(folder.empty() ? fs::path(".") : folder, error);
  return error ? fs::path() : result;
}

// The nearest folder from `folder` upwards that has references.bib, else `folder`.
fs::path model_folder(const fs::path& folder) {
  std::error_code error;
  for (fs::path at = folder;; at = at.parent_path()) {
    if (fs::is_regular_file(at / "references.bib", error)) return at;
    if (at == at.parent_path()) return folder;
  }
}

bool is_inside(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

std::expected<ModelFile, FileFault> find_model(std::string_view given) {
  std::error_code error;
  fs::path path(given);
  if (fs::is_directory(path, error)) {
    fs::path folder = path;
    if (!folder.has_filename()) folder = folder.parent_path();  // a trailing slash
    fs::path name = folder.filename();
    if (name == "." || name == "..") name = canonical_folder(folder).filename();
    path = folder / (name.string() + ".detente");
  }
  if (!fs::exists(path, error)) return std::unexpected(FileFault::NotFound);
  if (!fs::is_regular_file(path, error)) return std::unexpected(FileFault::NotRegular);
  const fs::path folder = canonical_folder(path.parent_path());
  if (folder.empty()) return std::unexpected(FileFault::Unreadable);
  return ModelFile{path.string(), model_folder(folder).string()};
}

std::expected<std::string, FileFault> read_file(const std::string& path, const FileLimits& limits) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::unexpected(FileFault::NotFound);
  if (!fs::is_regular_file(path, error)) return std::unexpected(FileFault::NotRegular);
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::unexpected(FileFault::Unreadable);
  std::string text;
  char part[1 << 16];
  while (in.read(part, sizeof part) || in.gcount() > 0) {
    text.append(part, static_cast<std::size_t>(in.gcount()));
    if (text.size() > limits.bytes) return std::unexpected(FileFault::TooLarge);
  }
  if (in.bad()) return std::unexpected(FileFault::Unreadable);
  return text;
}

model::FileReader reader_for(const ModelFile& file, const FileLimits& limits) {
  return [folder = fs::path(file.folder), limits](std::string_view from,
                                                  std::string_view path) -> std::expected<model::File, FileFault> {
    const fs::path wanted(path);
    if (wanted.is_absolute()) return std::unexpected(FileFault::OutsideFolder);
    const fs::path shown = (fs::path(from).parent_path() / wanted).lexically_normal();
    std::error_code error;
    const fs::path real = fs::weakly_canonical(shown, error);
    if (error) return std::unexpected(FileFault::Unreadable);
    if (!is_inside(real, folder)) return std::unexpected(FileFault::OutsideFolder);
    auto text = read_file(real.string(), limits);
    if (!text) return std::unexpected(text.error());
    return model::File{shown.string(), std::move(*text)};
  };
}

model::FileReader no_files() {
  return [](std::string_view, std::string_view) -> std::expected<model::File, FileFault> {
    return std::unexpected(FileFault::NotFound);
  };
}

}  // namespace detente::driver
