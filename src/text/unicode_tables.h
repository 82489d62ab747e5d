// Generated tables behind unicode.h; tools/make_unicode_tables.py writes them.
#pragma once

#include <cstdint>
#include <span>

namespace detente::text {

enum class Script : std::uint8_t { None, Latin, Greek, Cyrillic, Han, Japanese, Hangul };

struct LetterRange {
  char32_t first, last;
  Script script;
};

struct Composition {
  char32_t base, mark, composed;
};

std::span<const LetterRange> letter_ranges();  // ascending
std::span<const Composition> compositions();   // ascending by base, then mark
std::span<const std::uint8_t> mark_classes();  // canonical combining class of U+0300 .. U+036F
std::span<const char32_t> digit_zeros();       // zeros of the non-ASCII decimal digits, ascending

}  // namespace detente::text
