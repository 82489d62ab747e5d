// The words of a model text. A token is a kind and a byte range; comments are kept
// for the formatter, and layout() adds the ends of statements.
// Texts and names view the SourceMap's storage or the list's own.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace detente::text {

enum class TokenKind : std::uint8_t {
  Name,
  Number,
  Date,    // 2028-03-15
  String,  // "..." with its quotes
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Colon,
  Dot,
  Plus,
  Minus,
  Star,
  Slash,
  Caret,
  Percent,
  Equal,       // =
  ColonEqual,  // :=
  PlusEqual,   // +=
  EqualEqual,  // ==
  BangEqual,   // !=
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Tilde,
  Arrow,  // ->
  Comment,
  Doc,        // ## and the rest of the line
  EndOfLine,  // end of a statement; made by layout()
  EndOfFile,
};

// "name", "`(`", "end of line"
std::string_view describe(TokenKind kind);

struct Token {
  TokenKind kind = TokenKind::EndOfFile;
  bool first_on_line = false;
  bool after_blank = false;  // blank, line end or comment before it; false when it touches its neighbour
  bool reserved = false;     // a name that declarations and expressions keep for themselves
  bool renamed = false;      // a name whose text is not the bytes of its span
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct TokenList {
  base::SourceId source;
  std::string_view source_text;
  std::vector<Token> tokens;  // ends with EndOfFile

  base::Span span(const Token& token) const { return {source, token.begin, token.end}; }
  // A name normalised, anything else as written.
  std::string_view text(const Token& token) const {
    return token.renamed ? new_name(token) : source_text.substr(token.begin, token.end - token.begin);
  }

  struct Renamed {
    std::uint32_t begin;
    std::string text;
  };
  std::deque<Renamed> renamed;  // ascending by begin

 private:
  std::string_view new_name(const Token& token) const;
};

// The value of a String token: quotes removed, \" and \\ resolved.
std::string string_value(std::string_view quoted);

}  // namespace detente::text
