// Decoding and escaping of UTF-8. Every function accepts arbitrary bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace detente::base {

enum class Utf8Fault { None, Overlong, Surrogate, OutOfRange, Truncated, InvalidByte };

struct CodePoint {
  char32_t value = 0;      // U+FFFD when there is a fault
  std::uint32_t size = 0;  // bytes consumed; 1 when there is a fault, 0 only at the end
  Utf8Fault fault = Utf8Fault::None;
};

// The code point that starts at byte `offset`.
CodePoint decode_utf8(std::string_view text, std::uint32_t offset);

void append_utf8(std::string& out, char32_t code_point);

// Number of code points; a faulty byte counts as one.
std::uint32_t count_code_points(std::string_view text);

bool is_control(char32_t c);                // C0 (tab and line feed included), DEL, C1
bool is_bidirectional_control(char32_t c);  // marks, embeddings, overrides, isolates
bool is_invisible(char32_t c);              // zero-width characters, soft hyphen, tags, stray BOM

// "U+202E"
std::string code_point_name(char32_t c);

// Text that is safe to show on one terminal line: controls, bidirectional and
// invisible characters become <U+XXXX>, faulty bytes <0xXX>, a tab one blank.
std::string escape_for_display(std::string_view text);

}  // namespace detente::base
