#include "syntax/format.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "syntax/parser.h"
#include "text/tokenize.h"
#include "text/words.h"

namespace detente::syntax {
namespace {

using text::Token;
using text::TokenKind;
using text::TokenList;

constexpr std::size_t kIndent = 4;
constexpr std::size_t kContinuation = 8;  // of a statement that goes on without a bracket
constexpr std::string_view kBeforeComment = "    ";

// What clause lines start with, and the column where the rest of the line is lined up (0: one blank).
struct ClauseHead {
  std::string_view declaration, first, second;
  std::size_t column;
};
constexpr ClauseHead kClauseHeads[] = {
    {"stock", "inflow", "", 8},       {"stock", "outflow", "", 8},      {"stock", "change", "", 8},
    {"stock", "growth", "", 8},       {"stock", "diffusion", "", 8},    {"player", "controls", "", 11},
    {"player", "subject", "to", 11},  {"player", "observes", "", 11},   {"player", "believes", "", 11},
    {"player", "maximises", "", 11},  {"player", "at", "end", 11},      {"player", "discounts", "", 11},
    {"agreement", "between", "", 9},  {"agreement", "requires", "", 9}, {"agreement", "monitors", "", 9},
    {"agreement", "punishes", "", 9}, {"agreement", "open", "to", 9},   {"claim", "expect", "", 0},
    {"claim", "given", "", 0},        {"event", "when", "", 0},
};

// Declarations whose head has a unit after its first colon.
constexpr std::string_view kWithUnit[] = {"constant", "parameter", "input",  "data",  "lookup",   "stock",
                                          "flow",     "aux",       "metric", "lever", "observed", "function"};
constexpr std::string_view kWithTerms[] = {"function", "agreement", "policy"};

template <std::size_t N>
bool contains(const std::string_view (&words)[N], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_opening(TokenKind kind) {
  return kind == TokenKind::LeftParen || kind == TokenKind::LeftBracket || kind == TokenKind::LeftBrace;
}

bool is_closing(TokenKind kind) {
  return kind == TokenKind::RightParen || kind == TokenKind::RightBracket || kind == TokenKind::RightBrace;
}

bool is_comment(TokenKind kind) { return kind == TokenKind::Comment || kind == TokenKind::Doc; }

class Formatter {
 public:
  Formatter(const TokenList& raw, const TokenList& statements) : raw_(raw), tokens_(raw.tokens) {
    find_statements(statements);
    measure_entries();
  }

  std::string run() {
    for (std::size_t i = 0; tokens_[i].kind != TokenKind::EndOfFile;) i = line(i);
    return std::move(out_);
  }

 private:
  struct Bracket {
    std::size_t token;
    std::size_t line;  // of output, where it was opened
  };

  // --- What the text says, before anything is written ---

  // The offsets where statements start, ascending.
  void find_statements(const TokenList& statements) {
    bool at_start = true;
    for (const Token& token : statements.tokens) {
      if (token.kind == TokenKind::Doc) continue;
      if (at_start) statement_starts_.push_back(token.begin);
      at_start = token.kind == TokenKind::EndOfLine;
    }
  }

  // For every entry `a, b:` that starts a line in braces, how far its value is moved to the right.
  void measure_entries() {
    std::vector<std::size_t> open;
    std::vector<std::size_t> widest(tokens_.size(), 0);
    std::vector<std::pair<std::size_t, std::size_t>> entries;  // brace, colon
    colon_pad_.assign(tokens_.size(), 0);
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (is_closing(tokens_[i].kind) && !open.empty()) open.pop_back();
      if (!open.empty() && tokens_[open.back()].kind == TokenKind::LeftBrace && tokens_[i].first_on_line) {
        if (const auto colon = entry_colon(i)) {
          colon_pad_[*colon] = entry_width(i, *colon);
          widest[open.back()] = std::max(widest[open.back()], colon_pad_[*colon]);
          entries.emplace_back(open.back(), *colon);
        }
      }
      if (is_opening(tokens_[i].kind)) open.push_back(i);
    }
    for (const auto& [brace, colon] : entries) colon_pad_[colon] = widest[brace] - colon_pad_[colon];
  }

  std::optional<std::size_t> entry_colon(std::size_t i) const {
    while (tokens_[i].kind == TokenKind::Name && tokens_[i + 1].kind == TokenKind::Comma) i += 2;
    if (tokens_[i].kind == TokenKind::Name && tokens_[i + 1].kind == TokenKind::Colon) return i + 1;
    return std::nullopt;
  }

  std::size_t entry_width(std::size_t from, std::size_t colon) const {
    std::size_t width = 0;
    for (std::size_t i = from; i < colon; ++i) {
      width += tokens_[i].kind == TokenKind::Comma ? 2 : base::count_code_points(raw_.text(tokens_[i]));
    }
    return width;
  }

  bool starts_statement(const Token& token) const {
    return std::binary_search(statement_starts_.begin(), statement_starts_.end(), token.begin);
  }

  bool starts_declaration(const Token& token) const {
    if (token.kind != TokenKind::Name || !token.reserved) return false;
    const std::string_view word = raw_.text(token);
    const bool first_column = token.begin == 0 || raw_.source_text[token.begin - 1] == '\n';
    return text::opens_declaration(word) && (first_column || (word != "time" && word != "noise"));
  }

  // --- Lines ---

  std::size_t line(std::size_t first) {
    const Token& token = tokens_[first];
    ++line_number_;
    if (blank_line_before(first) && !out_.empty() && !(in_statement(first) && !is_comment(token.kind))) out_ += '\n';
    std::size_t i = first;
    if (is_comment(token.kind)) {
      out_.append(comment_indent(first), ' ');
      write_comment(token);
      out_ += '\n';
      return first + 1;
    }
    out_.append(begin_line(first), ' ');
    do {
      write(i);
      ++i;
    } while (!tokens_[i].first_on_line && tokens_[i].kind != TokenKind::EndOfFile);
    out_ += '\n';
    return i;
  }

  bool in_statement(std::size_t i) const { return !starts_statement(tokens_[i]); }

  bool blank_line_before(std::size_t i) const {
    if (i == 0) return false;
    const std::uint32_t from = tokens_[i - 1].end;
    const std::string_view gap = raw_.source_text.substr(from, tokens_[i].begin - from);
    return std::count(gap.begin(), gap.end(), '\n') > 1;
  }

  // The indentation of a line that starts with a word; keeps track of the statement it belongs to.
  std::size_t begin_line(std::size_t first) {
    const Token& token = tokens_[first];
    if (!starts_statement(token)) return continuation_indent(token);
    statement_ = first;
    open_.clear();
    in_unit_ = false;
    seen_unit_ = false;
    is_declaration_ = starts_declaration(token);
    if (is_declaration_) declaration_ = raw_.text(token);
    return is_declaration_ ? 0 : kIndent;
  }

  std::size_t continuation_indent(const Token& token) const {
    const std::size_t base = is_declaration_ ? 0 : kIndent;
    std::size_t depth = open_.size();
    if (is_closing(token.kind) && depth > 0) --depth;
    // Brackets opened on one line indent once.
    std::size_t steps = 0;
    for (std::size_t i = 0; i < depth; ++i) steps += i == 0 || open_[i].line != open_[i - 1].line;
    if (open_.empty()) return base + kContinuation;
    if (is_closing(token.kind) && depth > 0 && open_[depth].line == open_[depth - 1].line) --steps;
    return base + kIndent * steps;
  }

  // A comment line goes with what follows it.
  std::size_t comment_indent(std::size_t i) const {
    while (is_comment(tokens_[i].kind)) ++i;
    if (tokens_[i].kind == TokenKind::EndOfFile) return 0;
    if (!starts_statement(tokens_[i])) return continuation_indent(tokens_[i]);
    return starts_declaration(tokens_[i]) ? 0 : kIndent;
  }

  void write_comment(const Token& token) { out_ += raw_.text(token); }

  // --- Words ---

  void write(std::size_t i) {
    const Token& token = tokens_[i];
    if (is_comment(token.kind)) {
      out_ += kBeforeComment;
      write_comment(token);
      return;
    }
    const bool tight = is_tight(i);
    if (!token.first_on_line) out_.append(blanks_before(i), ' ');
    out_ += raw_.text(token);
    follow_unit(i);
    if (is_closing(token.kind) && !open_.empty()) open_.pop_back();
    if (is_opening(token.kind)) open_.push_back({i, line_number_});
    tight_ratio_ = token.kind == TokenKind::Slash ? tight : tight_ratio_ && token.kind == TokenKind::Name;
  }

  std::size_t blanks_before(std::size_t i) const {
    const Token& last = tokens_[i - 1];
    const Token& token = tokens_[i];
    if (const std::size_t column = aligned_column(i)) return column;
    if (last.kind == TokenKind::Colon) return 1 + colon_pad_[i - 1];
    switch (token.kind) {
      case TokenKind::Comma:
      case TokenKind::Colon:
      case TokenKind::Dot:
      case TokenKind::RightParen:
      case TokenKind::RightBracket:
      case TokenKind::Caret: return 0;
      case TokenKind::RightBrace: return last.kind == TokenKind::LeftBrace ? 0 : 1;
      case TokenKind::LeftParen:
      case TokenKind::LeftBracket:
        if (takes_bracket(i - 1)) return 0;
        break;
      case TokenKind::Star:
      case TokenKind::Slash:
        if (is_tight(i)) return 0;
        break;
      default: break;
    }
    switch (last.kind) {
      case TokenKind::LeftParen:
      case TokenKind::LeftBracket:
      case TokenKind::Dot:
      case TokenKind::Caret: return 0;
      case TokenKind::Star:
      case TokenKind::Slash: return is_tight(i - 1) ? 0 : 1;
      case TokenKind::Minus:
      case TokenKind::Plus: return is_sign(i - 1) ? 0 : 1;
      default: return 1;
    }
  }

  // f( and x[ : a name that is called or indexed, not a word of the language before a bracket.
  bool takes_bracket(std::size_t i) const { return is_value_end(i) && tokens_[i].kind != TokenKind::Percent; }

  // Does the token end a value, so that what follows it is infix?
  bool is_value_end(std::size_t i) const {
    switch (tokens_[i].kind) {
      case TokenKind::Number:
      case TokenKind::Date:
      case TokenKind::String:
      case TokenKind::Percent:
      case TokenKind::RightParen:
      case TokenKind::RightBracket:
      case TokenKind::RightBrace: return true;
      case TokenKind::Name: break;
      default: return false;
    }
    const std::string_view word = raw_.text(tokens_[i]);
    if (word == "time") return true;
    if (tokens_[i].reserved || ends_clause_head(i)) return false;
    // A clause word goes on after a value or another word; where a value must stand it is a name.
    const bool is_clause_word = text::is_clause_word(word) || word == "when" || word == "within";
    if (!is_clause_word) return true;
    if (i == statement_) return false;
    const Token& last = tokens_[i - 1];
    return !is_value_end(i - 1) && (last.kind != TokenKind::Name || last.reserved);
  }

  bool is_sign(std::size_t i) const {
    return (tokens_[i].kind == TokenKind::Minus || tokens_[i].kind == TokenKind::Plus) &&
           (i == 0 || !is_value_end(i - 1));
  }

  // The head of the clause line being written, if token i is its last word.
  const ClauseHead* clause_head(std::size_t i) const {
    if (is_declaration_) return nullptr;
    for (const ClauseHead& head : kClauseHeads) {
      const std::size_t words = head.second.empty() ? 1 : 2;
      if (head.declaration != declaration_ || i != statement_ + words - 1) continue;
      if (raw_.text(tokens_[statement_]) != head.first) continue;
      if (words == 2 && raw_.text(tokens_[i]) != head.second) continue;
      return &head;
    }
    return nullptr;
  }

  bool ends_clause_head(std::size_t i) const { return clause_head(i) != nullptr; }

  std::size_t aligned_column(std::size_t i) const {
    const ClauseHead* head = clause_head(i - 1);
    if (!head) return 0;
    const std::size_t width = head->first.size() + (head->second.empty() ? 0 : 1 + head->second.size());
    return std::max<std::size_t>(head->column, width + 1) - width;
  }

  // --- Operators without blanks: those of units, and a number over a word or number ---

  bool is_tight(std::size_t i) const {
    const TokenKind kind = tokens_[i].kind;
    if (kind != TokenKind::Star && kind != TokenKind::Slash) return false;
    if (in_unit_) return true;
    if (kind == TokenKind::Star || !stands_alone(i + 1)) return false;
    return tight_ratio_ || is_plain_number(i - 1);
  }

  // 12 or 3 % or 2 year, not itself a divisor or an exponent.
  bool is_plain_number(std::size_t i) const {
    if (i > 0 && (tokens_[i].kind == TokenKind::Percent || tokens_[i].kind == TokenKind::Name)) --i;
    if (tokens_[i].kind != TokenKind::Number) return false;
    return i == 0 || (tokens_[i - 1].kind != TokenKind::Slash && tokens_[i - 1].kind != TokenKind::Caret);
  }

  // One word or number: nothing binds to it more tightly from the right.
  bool stands_alone(std::size_t i) const {
    const Token& token = tokens_[i];
    const Token& next = tokens_[i + 1];
    if (token.kind != TokenKind::Number && (token.kind != TokenKind::Name || token.reserved)) return false;
    switch (next.kind) {
      case TokenKind::LeftParen:
      case TokenKind::LeftBracket:
      case TokenKind::Dot:
      case TokenKind::Caret:
      case TokenKind::Percent: return false;
      case TokenKind::Name:
        return token.kind == TokenKind::Name || next.first_on_line || next.reserved ||
               text::is_clause_word(raw_.text(next));
      default: return true;
    }
  }

  // Keeps `in_unit_` true while the words of a declared unit are written.
  void follow_unit(std::size_t i) {
    if (!is_declaration_) return;
    const Token& token = tokens_[i];
    const bool in_terms = open_.size() == 1 && contains(kWithTerms, declaration_);
    const bool in_head = open_.empty() && contains(kWithUnit, declaration_) && !seen_unit_;
    switch (token.kind) {
      case TokenKind::Colon:
        in_unit_ = in_terms || in_head;
        seen_unit_ |= in_head;
        return;
      case TokenKind::Arrow: in_unit_ = true; return;
      case TokenKind::Equal:
        seen_unit_ |= open_.empty();
        in_unit_ = false;
        return;
      case TokenKind::Comma:
      case TokenKind::Tilde:
      case TokenKind::String: in_unit_ = false; return;
      case TokenKind::Name:
        if (raw_.text(token) == "in" || raw_.text(token) == "from") in_unit_ = false;
        return;
      default: return;
    }
  }

  const TokenList& raw_;
  const std::vector<Token>& tokens_;
  std::vector<std::uint32_t> statement_starts_;
  std::vector<std::size_t> colon_pad_;  // by token; extra blanks after a colon
  std::string out_;
  std::string_view declaration_;  // opening word of the current declaration
  std::size_t statement_ = 0;     // first token of the current statement
  bool is_declaration_ = false;   // the current statement opens the declaration
  bool in_unit_ = false;
  bool seen_unit_ = false;
  bool tight_ratio_ = false;  // the words just written are a ratio such as 0.05/year
  std::vector<Bracket> open_;
  std::size_t line_number_ = 0;
};

}  // namespace

base::Result<std::string> format(const base::SourceMap& sources, base::SourceId source, const text::Limits& limits) {
  base::Result<std::string> result;
  result.diagnostics.append(parse(sources, source, limits).diagnostics);
  if (result.diagnostics.has_errors()) return result;
  base::Diagnostics repeated;
  const TokenList raw = text::tokenize(sources, source, limits, repeated);
  result.value = Formatter(raw, text::layout(raw, repeated)).run();
  return result;
}

}  // namespace detente::syntax
