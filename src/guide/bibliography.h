// The entries of a BibTeX file: what a citation key stands for.
// Reads what bibliographies of models hold: entries with braced, quoted or bare values and % comments. An entry that
// cannot be read is left out; keys without an entry show as such where they are cited.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace detente::guide {

struct Reference {
  std::string kind;  // "article"
  std::string key;
  std::map<std::string, std::string> fields;  // names in small letters; values without braces and TeX escapes
};

std::vector<Reference> read_bibliography(std::string_view bibtex);

// Authors (year). Title. Where. Note. Link.
std::string reference_html(const Reference& reference);

// "Erdil and others (2025)": how it is cited in text.
std::string short_citation(const Reference& reference);

}  // namespace detente::guide
