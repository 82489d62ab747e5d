#include "text/words.h"

#include <algorithm>

namespace detente::text {
namespace {

constexpr std::string_view kDeclarationWords[] = {
    "agreement", "alternative", "aux",    "calibrate", "claim", "constant", "correlate", "data",  "event", "flow",
    "function",  "group",       "import", "input",     "lever", "lookup",   "metric",    "model", "noise", "observed",
    "parameter", "player",      "policy", "preset",    "save",  "scenario", "set",       "stock", "time",  "unit",
};

constexpr std::string_view kExpressionWords[] = {
    "after", "always", "and", "by", "else", "eventually", "if", "in", "match", "not", "or", "then", "until", "where",
};

constexpr std::string_view kClauseWords[] = {
    "against", "as",        "at",    "beyond", "converge", "delay",   "every", "extrapolate", "falls", "false", "for",
    "from",    "given",     "grade", "linear", "log",      "missing", "noise", "non",         "of",    "on",    "once",
    "over",    "overtakes", "rises", "source", "step",     "tips",    "to",    "under",       "using", "with",
};

template <std::size_t N>
bool contains(const std::string_view (&words)[N], std::string_view word) {
  static_assert(N > 0);
  return std::binary_search(std::begin(words), std::end(words), word);
}

}  // namespace

bool opens_declaration(std::string_view word) { return contains(kDeclarationWords, word); }

bool is_reserved(std::string_view word) { return opens_declaration(word) || contains(kExpressionWords, word); }

std::span<const std::string_view> declaration_words() { return kDeclarationWords; }

bool is_clause_word(std::string_view word) { return contains(kClauseWords, word); }

}  // namespace detente::text
