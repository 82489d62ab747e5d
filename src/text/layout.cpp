#include "base/cat.h"
#include "text/tokenize.h"
#include "text/words.h"

namespace detente::text {
namespace {

using base::cat;

// Infix marks and words: a statement goes on after them and, but for `in` and `:`, before them.
bool joins(TokenKind kind) {
  switch (kind) {
    case TokenKind::Comma:
    case TokenKind::Dot:
    case TokenKind::Plus:
    case TokenKind::Minus:
    case TokenKind::Star:
    case TokenKind::Slash:
    case TokenKind::Caret:
    case TokenKind::Equal:
    case TokenKind::ColonEqual:
    case TokenKind::PlusEqual:
    case TokenKind::EqualEqual:
    case TokenKind::BangEqual:
    case TokenKind::Less:
    case TokenKind::LessEqual:
    case TokenKind::Greater:
    case TokenKind::GreaterEqual:
    case TokenKind::Tilde:
    case TokenKind::Arrow: return true;
    default: return false;
  }
}

bool joins(std::string_view word) {
  return word == "and" || word == "or" || word == "then" || word == "else" || word == "where";
}

bool is_opening(TokenKind kind) {
  return kind == TokenKind::LeftParen || kind == TokenKind::LeftBracket || kind == TokenKind::LeftBrace;
}

bool is_closing(TokenKind kind) {
  return kind == TokenKind::RightParen || kind == TokenKind::RightBracket || kind == TokenKind::RightBrace;
}

TokenKind closing(TokenKind opening) {
  if (opening == TokenKind::LeftParen) return TokenKind::RightParen;
  if (opening == TokenKind::LeftBracket) return TokenKind::RightBracket;
  return TokenKind::RightBrace;
}

class Layout {
 public:
  Layout(const TokenList& raw, base::Diagnostics& diagnostics)
      : raw_(raw), diagnostics_(diagnostics), result_{raw.source, raw.source_text, {}, raw.renamed} {}

  TokenList run() {
    result_.tokens.reserve(raw_.tokens.size() + raw_.tokens.size() / 4);
    for (const Token& token : raw_.tokens) {
      if (token.kind == TokenKind::Comment) continue;
      if (token.kind == TokenKind::Doc) {
        docs_.push_back(token);
        continue;
      }
      if (token.kind == TokenKind::EndOfFile) {
        end_statement(true);
      } else if (token.first_on_line && ends_before(token)) {
        end_statement(false);
      }
      // Inside a statement a documentation comment is an ordinary one.
      if (at_statement_start()) result_.tokens.insert(result_.tokens.end(), docs_.begin(), docs_.end());
      docs_.clear();
      if (is_opening(token.kind)) open(token);
      if (is_closing(token.kind) && !close(token)) continue;
      result_.tokens.push_back(token);
    }
    return std::move(result_);
  }

 private:
  bool at_statement_start() const {
    return result_.tokens.empty() || result_.tokens.back().kind == TokenKind::EndOfLine;
  }

  bool ends_before(const Token& next) const {
    if (at_statement_start()) return false;
    if (starts_declaration(next)) return true;
    if (!open_.empty()) return false;
    const Token& last = result_.tokens.back();
    if (joins(last.kind) || last.kind == TokenKind::Colon || joins(next.kind)) return false;
    const std::string_view last_word = last.kind == TokenKind::Name ? raw_.text(last) : "";
    const std::string_view next_word = next.kind == TokenKind::Name ? raw_.text(next) : "";
    return !joins(last_word) && last_word != "in" && last_word != "not" && !joins(next_word);
  }

  // `time` is also a variable and so proves nothing inside brackets.
  bool starts_declaration(const Token& token) const {
    const bool first_column = token.begin == 0 || raw_.source_text[token.begin - 1] == '\n';
    if (token.kind != TokenKind::Name || !token.reserved || !first_column) return false;
    const std::string_view word = raw_.text(token);
    return opens_declaration(word) && (open_.empty() || word != "time");
  }

  void end_statement(bool at_end_of_file) {
    if (!open_.empty()) {
      report_unclosed(open_.back(), at_end_of_file);
      close_all_above(0);
    }
    if (at_statement_start()) return;
    const std::uint32_t end = result_.tokens.back().end;
    result_.tokens.push_back({TokenKind::EndOfLine, false, true, false, false, end, end});
  }

  void report_unclosed(const Token& bracket, bool at_end_of_file) {
    const std::string_view mark = describe(bracket.kind);
    diagnostics_
        .add("E0201", raw_.span(bracket),
             cat(mark, " is never closed", at_end_of_file ? " before the file ends" : " before the next declaration"))
        .with_help(cat("add ", describe(closing(bracket.kind))));
  }

  // Puts in the closing brackets that are missing, so that later stages see balanced text.
  void close_all_above(std::size_t depth) {
    const std::uint32_t end = result_.tokens.back().end;
    while (open_.size() > depth) {
      result_.tokens.push_back({closing(open_.back().kind), false, false, false, false, end, end});
      pop();
    }
  }

  void open(const Token& token) {
    open_.push_back(token);
    ++open_count(closing(token.kind));
  }

  void pop() {
    --open_count(closing(open_.back().kind));
    open_.pop_back();
  }

  std::uint32_t& open_count(TokenKind closing_kind) {
    return open_counts_[closing_kind == TokenKind::RightParen ? 0 : closing_kind == TokenKind::RightBracket ? 1 : 2];
  }

  // True if the bracket closes the one that is open; if not, what it was meant to be has been put in.
  bool close(const Token& token) {
    if (open_.empty()) {
      diagnostics_.add("E0217", raw_.span(token), cat(describe(token.kind), " closes nothing")).with_help("delete it");
      return false;
    }
    if (open_count(token.kind) == 0) {
      const Token opening = open_.back();
      const std::string_view wanted = describe(closing(opening.kind));
      diagnostics_.add("E0217", raw_.span(token), cat(describe(token.kind), " cannot close ", describe(opening.kind)))
          .with_note(raw_.span(opening), cat(describe(opening.kind), " stands here"))
          .with_help(cat("write ", wanted));
      result_.tokens.push_back(token);
      result_.tokens.back().kind = closing(opening.kind);
      pop();
      return false;
    }
    std::size_t depth = open_.size();
    while (closing(open_[depth - 1].kind) != token.kind) --depth;
    if (depth < open_.size()) {
      const Token& unclosed = open_.back();
      diagnostics_
          .add("E0201", raw_.span(unclosed),
               cat(describe(unclosed.kind), " is never closed before ", describe(token.kind)))
          .with_note(raw_.span(token), cat(describe(token.kind), " stands here"))
          .with_help(cat("add ", describe(closing(unclosed.kind))));
      close_all_above(depth);
    }
    pop();
    return true;
  }

  const TokenList& raw_;
  base::Diagnostics& diagnostics_;
  TokenList result_;
  std::vector<Token> open_;
  std::uint32_t open_counts_[3] = {};  // of ( [ { in open_
  std::vector<Token> docs_;
};

}  // namespace

TokenList layout(const TokenList& raw, base::Diagnostics& diagnostics) { return Layout(raw, diagnostics).run(); }

}  // namespace detente::text
