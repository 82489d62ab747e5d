// cat("needs ", 2, " or ", 3, " arguments"): one string from text and integers.
// Floating-point numbers go through number_text, which fixes their spelling.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace detente::base {

inline void append_piece(std::string& out, std::string_view piece) { out += piece; }
inline void append_piece(std::string& out, char piece) { out += piece; }
template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char>)
void append_piece(std::string& out, T piece) {
  out += std::to_string(piece);
}

template <class... Pieces>
std::string cat(const Pieces&... pieces) {
  std::string result;
  (append_piece(result, pieces), ...);
  return result;
}

}  // namespace detente::base
