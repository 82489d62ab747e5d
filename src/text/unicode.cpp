#include "text/unicode.h"

#include <algorithm>
#include <utility>

namespace detente::text {
namespace {

constexpr char32_t kFirstMark = 0x0300;
constexpr char32_t kLastMark = 0x036F;

struct LookalikeLetter {
  char32_t letter;
  char ascii;
};

// Letters that most fonts draw alike, ascending.
constexpr LookalikeLetter kLookalikeLetters[] = {
    {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'}, {0x0399, 'I'}, {0x039A, 'K'},
    {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'}, {0x03A1, 'P'}, {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'},
    {0x03BF, 'o'}, {0x0405, 'S'}, {0x0406, 'I'}, {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'},
    {0x041A, 'K'}, {0x041C, 'M'}, {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'}, {0x0421, 'C'}, {0x0422, 'T'},
    {0x0425, 'X'}, {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'},
    {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x04BB, 'h'}, {0x0501, 'd'}, {0x051B, 'q'},
    {0x051D, 'w'},
};

struct LookalikeOperator {
  char32_t mark;
  std::string_view ascii;
};

constexpr LookalikeOperator kLookalikeOperators[] = {
    {0x00B7, "*"},  {0x00D7, "*"}, {0x00F7, "/"}, {0x2010, "-"}, {0x2011, "-"},  {0x2012, "-"},
    {0x2013, "-"},  {0x2014, "-"}, {0x2015, "-"}, {0x2190, "<"}, {0x2192, "->"}, {0x2208, "in"},
    {0x2212, "-"},  {0x2215, "/"}, {0x2217, "*"}, {0x223C, "~"}, {0x2260, "!="}, {0x2264, "<="},
    {0x2265, ">="}, {0x22C5, "*"}, {0xFF05, "%"}, {0xFF08, "("}, {0xFF09, ")"},  {0xFF0A, "*"},
    {0xFF0B, "+"},  {0xFF0C, ","}, {0xFF0D, "-"}, {0xFF0F, "/"}, {0xFF1A, ":"},  {0xFF1C, "<"},
    {0xFF1D, "="},  {0xFF1E, ">"}, {0xFF3B, "["}, {0xFF3D, "]"}, {0xFF5B, "{"},  {0xFF5D, "}"},
};

std::optional<char32_t> composed(char32_t base, char32_t mark) {
  const auto table = compositions();
  const auto before = [](const Composition& c, std::pair<char32_t, char32_t> key) {
    return std::pair(c.base, c.mark) < key;
  };
  const auto found = std::lower_bound(table.begin(), table.end(), std::pair(base, mark), before);
  if (found == table.end() || found->base != base || found->mark != mark) return std::nullopt;
  return found->composed;
}

void append_decomposed(std::u32string& out, char32_t c) {
  const auto table = compositions();
  const auto found = std::find_if(table.begin(), table.end(), [c](const Composition& x) { return x.composed == c; });
  if (found == table.end()) {
    out += c;
    return;
  }
  append_decomposed(out, found->base);
  out += found->mark;
}

std::uint8_t mark_class(char32_t c) { return is_combining_mark(c) ? mark_classes()[c - kFirstMark] : 0; }

}  // namespace

Script script_of(char32_t c) {
  const auto ranges = letter_ranges();
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                      [](char32_t value, const LetterRange& range) { return value < range.first; });
  if (after == ranges.begin()) return Script::None;
  const LetterRange& range = *(after - 1);
  return c <= range.last ? range.script : Script::None;
}

std::string_view script_name(Script script) {
  switch (script) {
    case Script::None: return "none";
    case Script::Latin: return "Latin";
    case Script::Greek: return "Greek";
    case Script::Cyrillic: return "Cyrillic";
    case Script::Han: return "Han";
    case Script::Japanese: return "Japanese";
    case Script::Hangul: return "Hangul";
  }
  return "";
}

bool is_combining_mark(char32_t c) { return c >= kFirstMark && c <= kLastMark; }

std::u32string compose(std::u32string_view name) {
  std::u32string parts;
  for (char32_t c : name) append_decomposed(parts, c);

  for (auto run = parts.begin(); run != parts.end();) {
    const auto is_starter = [](char32_t c) { return mark_class(c) == 0; };
    const auto run_end = std::find_if(run + 1, parts.end(), is_starter);
    std::stable_sort(run, run_end, [](char32_t a, char32_t b) { return mark_class(a) < mark_class(b); });
    run = run_end;
  }

  std::u32string result;
  std::size_t starter = std::u32string::npos;
  std::uint8_t last_class = 0;  // of the marks kept since the starter
  for (char32_t c : parts) {
    const std::uint8_t marks = mark_class(c);
    if (starter != std::u32string::npos && marks > last_class) {
      if (const auto joined = composed(result[starter], c)) {
        result[starter] = *joined;
        continue;
      }
    }
    if (marks == 0) {
      starter = result.size();
      last_class = 0;
    } else {
      last_class = marks;
    }
    result += c;
  }
  return result;
}

std::optional<char> foreign_digit(char32_t c) {
  const auto zeros = digit_zeros();
  const auto after = std::upper_bound(zeros.begin(), zeros.end(), c);
  if (after == zeros.begin() || c > *(after - 1) + 9) return std::nullopt;
  return static_cast<char>('0' + (c - *(after - 1)));
}

std::optional<char> lookalike_letter(char32_t c) {
  for (const auto& [letter, ascii] : kLookalikeLetters) {
    if (letter == c) return ascii;
  }
  return std::nullopt;
}

std::string_view lookalike_operator(char32_t c) {
  for (const auto& [mark, ascii] : kLookalikeOperators) {
    if (mark == c) return ascii;
  }
  return "";
}

bool is_quote_mark(char32_t c) {
  return c == '\'' || c == '`' || c == 0x00AB || c == 0x00BB || c == 0x00B4 || (c >= 0x2018 && c <= 0x201F) ||
         c == 0x2039 || c == 0x203A || (c >= 0x300C && c <= 0x300F) || c == 0xFF02 || c == 0xFF07;
}

bool is_foreign_blank(char32_t c) {
  return c == 0x00A0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace detente::text
