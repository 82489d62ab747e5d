// Paths as text, parts joined with '/': what <filesystem> does lexically. WebAssembly's standard library has none.
// No disk is read. A normal path has no empty part, no "." and ".." only in front; "" is the folder we are in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace detente::driver {

std::vector<std::string_view> parts(std::string_view path);  // the names in it, none of them empty
inline bool is_absolute(std::string_view path) { return path.starts_with('/'); }

std::string_view folder_of(std::string_view path);  // "a/b" -> "a", "b" -> "", "/b" -> "/"
std::string_view name_of(std::string_view path);    // "a/b" -> "b", "a/" -> ""

std::string join(std::string_view folder, std::string_view path);  // an absolute path needs no folder
std::string normal(std::string_view path);

// Of two normal paths, both absolute or both not.
std::string relative(std::string_view path, std::string_view folder);  // "m/a" from "m/b/c" -> "../../a"
bool is_inside(std::string_view path, std::string_view folder);        // the folder itself counts

}  // namespace detente::driver
