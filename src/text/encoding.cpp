#include "text/encoding.h"

#include "base/cat.h"
#include "base/utf8.h"

namespace detente::text {
namespace {

using base::Utf8Fault;

std::string_view wide_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv)) return "UTF-32LE";
  if (text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32BE";
  if (text.starts_with("\xFF\xFE"sv)) return "UTF-16LE";
  if (text.starts_with("\xFE\xFF"sv)) return "UTF-16BE";
  // Without a mark: ASCII characters beside zero bytes.
  if (text.size() >= 4 && text[0] != 0 && text[1] == 0 && text[2] != 0 && text[3] == 0) return "UTF-16LE";
  if (text.size() >= 4 && text[0] == 0 && text[1] != 0 && text[2] == 0 && text[3] != 0) return "UTF-16BE";
  return "";
}

std::string_view explain(Utf8Fault fault) {
  switch (fault) {
    case Utf8Fault::Overlong: return "overlong encoding that starts with byte";
    case Utf8Fault::Surrogate: return "encoded surrogate that starts with byte";
    case Utf8Fault::OutOfRange: return "code point above U+10FFFF that starts with byte";
    case Utf8Fault::Truncated: return "character cut off after byte";
    case Utf8Fault::InvalidByte: return "invalid UTF-8 byte";
    case Utf8Fault::None: break;
  }
  return "";
}

std::string hex_byte(std::uint8_t byte) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  return {'0', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

}  // namespace

bool check_encoding(const base::SourceMap& sources, base::SourceId source, base::Diagnostics& diagnostics) {
  const std::string_view text = sources.text(source);
  if (const std::string_view wide = wide_encoding(text); !wide.empty()) {
    diagnostics.add("E0102", {source, 0, 0}, base::cat("the file is ", wide, ", not UTF-8"))
        .with_help("save the file as UTF-8");
    return false;
  }

  std::uint32_t first = 0, faults = 0;
  bool only_invalid_bytes = true, has_c1_bytes = false;
  Utf8Fault first_fault = Utf8Fault::None;
  for (std::uint32_t at = 0; at < text.size();) {
    const std::uint8_t byte = static_cast<std::uint8_t>(text[at]);
    if (byte < 0x80) {
      ++at;
      continue;
    }
    const base::CodePoint c = base::decode_utf8(text, at);
    if (c.fault != Utf8Fault::None) {
      if (faults++ == 0) {
        first = at;
        first_fault = c.fault;
      }
      only_invalid_bytes &= c.fault == Utf8Fault::InvalidByte || c.fault == Utf8Fault::Truncated;
      has_c1_bytes |= byte < 0xA0;
    }
    at += c.size;
  }
  if (faults == 0) return true;

  std::string message =
      base::cat(explain(first_fault), " ", hex_byte(static_cast<std::uint8_t>(text[first])), " at byte offset ", first);
  if (faults > 1) message += base::cat(" (and ", faults - 1, " more)");
  std::string help = "save the file as UTF-8";
  if (only_invalid_bytes) help += has_c1_bytes ? " (looks like Windows-1252)" : " (looks like Latin-1)";
  diagnostics.add("E0101", {source, first, first + 1}, std::move(message)).with_help(std::move(help));
  return false;
}

}  // namespace detente::text
