// How each declaration and clause is written, in one line: the help of messages
// about a line that could not be read, and the list of a declaration's clauses.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace detente::syntax {

struct Form {
  std::string_view declaration;
  std::string_view clause;  // its first words; empty for the declaration itself
  std::string_view form;
};

std::span<const Form> forms();

// The form of the clause whose first words stand at the start of `line`, or else of the declaration.
std::string_view form_of(std::string_view declaration, std::string_view line);

// "inflow, outflow, source"
std::string clauses_of(std::string_view declaration);

}  // namespace detente::syntax
