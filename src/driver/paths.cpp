#include "driver/paths.h"

#include <algorithm>

namespace detente::driver {
namespace {

std::string joined(const std::vector<std::string_view>& names) {
  std::string result;
  for (const std::string_view name : names) {
    if (!result.empty()) result += '/';
    result += name;
  }
  return result;
}

}  // namespace

std::vector<std::string_view> parts(std::string_view path) {
  std::vector<std::string_view> result;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    if (!name.empty()) result.push_back(name);
    path.remove_prefix(std::min(path.size(), name.size() + 1));
  }
  return result;
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return path.substr(0, std::max<decltype(slash)>(slash, 1));
}

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string join(std::string_view folder, std::string_view path) {
  if (folder.empty() || is_absolute(path)) return std::string(path);
  std::string result(folder);
  if (!result.ends_with('/')) result += '/';
  return result += path;
}

std::string normal(std::string_view path) {
  std::vector<std::string_view> names;
  for (const std::string_view name : parts(path)) {
    if (name == ".") continue;
    if (name != "..") {
      names.push_back(name);
    } else if (!names.empty() && names.back() != "..") {
      names.pop_back();
    } else if (!is_absolute(path)) {
      names.push_back(name);
    }
  }
  return (is_absolute(path) ? "/" : "") + joined(names);
}

std::string relative(std::string_view path, std::string_view folder) {
  const auto to = parts(path), from = parts(folder);
  const auto [ours, theirs] = std::mismatch(to.begin(), to.end(), from.begin(), from.end());
  std::vector<std::string_view> names(static_cast<std::size_t>(from.end() - theirs), "..");
  names.insert(names.end(), ours, to.end());
  return joined(names);
}

bool is_inside(std::string_view path, std::string_view folder) {
  const auto inner = parts(path), outer = parts(folder);
  return std::mismatch(inner.begin(), inner.end(), outer.begin(), outer.end()).second == outer.end();
}

}  // namespace detente::driver
