#include "text/token.h"

#include <algorithm>

namespace detente::text {

std::string_view describe(TokenKind kind) {
  switch (kind) {
    case TokenKind::Name: return "a name";
    case TokenKind::Number: return "a number";
    case TokenKind::Date: return "a date";
    case TokenKind::String: return "a quoted text";
    case TokenKind::LeftParen: return "`(`";
    case TokenKind::RightParen: return "`)`";
    case TokenKind::LeftBracket: return "`[`";
    case TokenKind::RightBracket: return "`]`";
    case TokenKind::LeftBrace: return "`{`";
    case TokenKind::RightBrace: return "`}`";
    case TokenKind::Comma: return "`,`";
    case TokenKind::Colon: return "`:`";
    case TokenKind::Dot: return "`.`";
    case TokenKind::Plus: return "`+`";
    case TokenKind::Minus: return "`-`";
    case TokenKind::Star: return "`*`";
    case TokenKind::Slash: return "`/`";
    case TokenKind::Caret: return "`^`";
    case TokenKind::Percent: return "`%`";
    case TokenKind::Equal: return "`=`";
    case TokenKind::ColonEqual: return "`:=`";
    case TokenKind::PlusEqual: return "`+=`";
    case TokenKind::EqualEqual: return "`==`";
    case TokenKind::BangEqual: return "`!=`";
    case TokenKind::Less: return "`<`";
    case TokenKind::LessEqual: return "`<=`";
    case TokenKind::Greater: return "`>`";
    case TokenKind::GreaterEqual: return "`>=`";
    case TokenKind::Tilde: return "`~`";
    case TokenKind::Arrow: return "`->`";
    case TokenKind::Comment: return "a comment";
    case TokenKind::Doc: return "a documentation comment";
    case TokenKind::EndOfLine: return "the end of the line";
    case TokenKind::EndOfFile: return "the end of the file";
  }
  return "";
}

std::string_view TokenList::new_name(const Token& token) const {
  const auto found = std::lower_bound(renamed.begin(), renamed.end(), token.begin,
                                      [](const Renamed& r, std::uint32_t begin) { return r.begin < begin; });
  return found->text;
}

std::string string_value(std::string_view quoted) {
  if (quoted.starts_with('"')) quoted.remove_prefix(1);
  std::string value;
  for (std::size_t i = 0; i < quoted.size() && quoted[i] != '"'; ++i) {
    if (quoted[i] == '\\' && i + 1 < quoted.size()) ++i;
    value += quoted[i];
  }
  return value;
}

}  // namespace detente::text
