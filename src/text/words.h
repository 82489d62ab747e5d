// The reserved words: those that open declarations and those that belong to
// expressions. Every other word of the language is contextual and may be a name.
#pragma once

#include <span>
#include <string_view>

namespace detente::text {

bool opens_declaration(std::string_view word);
bool is_reserved(std::string_view word);
std::span<const std::string_view> declaration_words();

// Words that go on with a clause after a number, so that none of them can be a unit: `2030 to`, `0.1 delay`.
bool is_clause_word(std::string_view word);

}  // namespace detente::text
