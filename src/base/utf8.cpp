#include "base/utf8.h"

namespace detente::base {
namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

std::string hex(std::uint32_t value, int min_digits) {
  std::string digits;
  for (int i = 7; i >= 0; --i) {
    const std::uint32_t digit = (value >> (4 * i)) & 15;
    if (digit != 0 || !digits.empty() || i < min_digits) digits += kHexDigits[digit];
  }
  return digits;
}

std::uint8_t byte_at(std::string_view text, std::uint32_t offset) { return static_cast<std::uint8_t>(text[offset]); }

CodePoint faulty(Utf8Fault fault) { return {0xFFFD, 1, fault}; }

}  // namespace

CodePoint decode_utf8(std::string_view text, std::uint32_t offset) {
  if (offset >= text.size()) return {};
  const std::uint8_t lead = byte_at(text, offset);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xC0 || lead > 0xF7) return faulty(Utf8Fault::InvalidByte);
  const std::uint32_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t value = lead & (0x7F >> size);
  for (std::uint32_t i = 1; i < size; ++i) {
    if (offset + i >= text.size()) return faulty(Utf8Fault::Truncated);
    const std::uint8_t next = byte_at(text, offset + i);
    if ((next & 0xC0) != 0x80) return faulty(Utf8Fault::InvalidByte);
    value = (value << 6) | (next & 0x3F);
  }
  constexpr char32_t kSmallestOfSize[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallestOfSize[size]) return faulty(Utf8Fault::Overlong);
  if (value >= 0xD800 && value <= 0xDFFF) return faulty(Utf8Fault::Surrogate);
  if (value > 0x10FFFF) return faulty(Utf8Fault::OutOfRange);
  return {value, size};
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const int extra = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr std::uint8_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[extra] | (c >> (6 * extra)));
  for (int i = extra - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
}

std::uint32_t count_code_points(std::string_view text) {
  std::uint32_t count = 0;
  for (std::uint32_t at = 0; at < text.size(); ++count) at += decode_utf8(text, at).size;
  return count;
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool is_bidirectional_control(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_invisible(char32_t c) {
  return c == 0x00AD || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
         (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200D) || (c >= 0x2028 && c <= 0x2029) ||
         (c >= 0x2060 && c <= 0x2065) || (c >= 0x206A && c <= 0x206F) || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) ||
         c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

std::string code_point_name(char32_t c) { return "U+" + hex(c, 4); }

std::string escape_for_display(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::uint32_t at = 0; at < text.size();) {
    const CodePoint c = decode_utf8(text, at);
    if (c.fault != Utf8Fault::None) {
      shown += "<0x" + hex(byte_at(text, at), 2) + ">";
    } else if (c.value == '\t') {
      shown += ' ';
    } else if (is_control(c.value) || is_bidirectional_control(c.value) || is_invisible(c.value)) {
      shown += "<" + code_point_name(c.value) + ">";
    } else {
      shown += text.substr(at, c.size);
    }
    at += c.size;
  }
  return shown;
}

}  // namespace detente::base
