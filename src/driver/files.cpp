#include "driver/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "driver/paths.h"

namespace detente::driver {
namespace {

using model::FileFault;

enum class Kind { Nothing, File, Folder, Other };

Kind kind_of(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return Kind::Nothing;
  return S_ISREG(status.st_mode) ? Kind::File : S_ISDIR(status.st_mode) ? Kind::Folder : Kind::Other;
}

// The absolute path with every link followed; names that do not exist stay as they are written. Nothing when a link
// cannot be followed. (wasi-libc has no realpath.)
std::optional<std::string> real_path(std::string_view path) {
  constexpr int kMostLinks = 40;
  char buffer[4096];
  if (!is_absolute(path) && !getcwd(buffer, sizeof buffer)) return std::nullopt;
  const std::string start = is_absolute(path) ? std::string(path) : join(buffer, path);

  std::string real;                // "" is the root
  std::vector<std::string> ahead;  // names still to go, the next one last
  const auto go = [&](std::string_view way) {
    const auto names = parts(way);
    ahead.insert(ahead.end(), names.rbegin(), names.rend());
  };
  go(start);
  for (int links = 0; !ahead.empty();) {
    const std::string name = std::move(ahead.back());
    ahead.pop_back();
    if (name == ".") continue;
    if (name == "..") {
      real.resize(real.empty() ? 0 : real.rfind('/'));
      continue;
    }
    const std::string next = real + "/" + name;
    const auto size = readlink(next.c_str(), buffer, sizeof buffer);
    if (size < 0) {
      if (errno != EINVAL && errno != ENOENT && errno != ENOTDIR) return std::nullopt;
      real = next;  // not a link
      continue;
    }
    if (static_cast<std::size_t>(size) == sizeof buffer || ++links > kMostLinks) return std::nullopt;
    const std::string_view link(buffer, static_cast<std::size_t>(size));
    if (is_absolute(link)) real.clear();
    go(link);
  }
  return real.empty() ? "/" : real;
}

// The nearest folder from `folder` upwards that has references.bib, else `folder`.
std::string model_folder(const std::string& folder) {
  for (std::string_view at = folder;; at = folder_of(at)) {
    if (kind_of(join(at, "references.bib")) == Kind::File) return std::string(at);
    if (at == "/") return folder;
  }
}

}  // namespace

std::expected<ModelFile, FileFault> find_model(std::string_view given) {
  std::string path(given);
  if (kind_of(path) == Kind::Folder) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    std::string name(name_of(path));
    if (name == "." || name == "..") name = name_of(real_path(path).value_or(""));
    path = join(path, name + ".detente");
  }
  const Kind kind = kind_of(path);
  if (kind == Kind::Nothing) return std::unexpected(FileFault::NotFound);
  if (kind != Kind::File) return std::unexpected(FileFault::NotRegular);
  const auto folder = real_path(folder_of(path));
  if (!folder) return std::unexpected(FileFault::Unreadable);
  return ModelFile{path, model_folder(*folder)};
}

std::expected<std::string, FileFault> read_file(const std::string& path, const FileLimits& limits) {
  const Kind kind = kind_of(path);
  if (kind == Kind::Nothing) return std::unexpected(FileFault::NotFound);
  if (kind != Kind::File) return std::unexpected(FileFault::NotRegular);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!in) return std::unexpected(FileFault::Unreadable);
  std::string text;
  char part[1 << 16];
  while (const std::size_t size = std::fread(part, 1, sizeof part, in.get())) {
    text.append(part, size);
    if (text.size() > limits.bytes) return std::unexpected(FileFault::TooLarge);
  }
  if (std::ferror(in.get())) return std::unexpected(FileFault::Unreadable);
  return text;
}

model::FileReader reader_for(const ModelFile& file, const FileLimits& limits) {
  return [folder = file.folder, limits](std::string_view from,
                                        std::string_view path) -> std::expected<model::File, FileFault> {
    if (is_absolute(path)) return std::unexpected(FileFault::OutsideFolder);
    std::string shown = normal(join(folder_of(from), path));
    const auto real = real_path(shown);
    if (!real) return std::unexpected(FileFault::Unreadable);
    if (!is_inside(*real, folder)) return std::unexpected(FileFault::OutsideFolder);
    auto text = read_file(*real, limits);
    if (!text) return std::unexpected(text.error());
    return model::File{std::move(shown), std::move(*text)};
  };
}

model::FileReader no_files() {
  return [](std::string_view, std::string_view) -> std::expected<model::File, FileFault> {
    return std::unexpected(FileFault::NotFound);
  };
}

}  // namespace detente::driver
