// What the language needs to know of Unicode: which letters a name may hold, how
// they compose (NFC), and which characters are mistaken for ASCII.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/unicode_tables.h"

namespace detente::text {

Script script_of(char32_t c);  // None: not a letter that names may hold
std::string_view script_name(Script script);

bool is_combining_mark(char32_t c);  // U+0300 .. U+036F

// The name in NFC, for letters and marks of the tables; marks that compose with nothing stay.
std::u32string compose(std::u32string_view name);

// '0'..'9' for a decimal digit that is not ASCII.
std::optional<char> foreign_digit(char32_t c);

// The ASCII letter that a Greek or Cyrillic letter looks the same as.
std::optional<char> lookalike_letter(char32_t c);

// The ASCII spelling of a foreign operator or bracket: "*" for a multiplication sign; empty if there is none.
std::string_view lookalike_operator(char32_t c);

bool is_quote_mark(char32_t c);     // curly, angled and single ones; not "
bool is_foreign_blank(char32_t c);  // no-break space and other blanks that are not U+0020

}  // namespace detente::text
