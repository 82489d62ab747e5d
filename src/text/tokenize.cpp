#include "text/tokenize.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/cat.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "text/encoding.h"
#include "text/unicode.h"
#include "text/words.h"

namespace detente::text {
namespace {

using base::cat;
using base::code_point_name;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A character that must not stand in a model and shows nothing, or not what it is.
bool is_unseen(char32_t c) { return base::is_control(c) || base::is_bidirectional_control(c) || base::is_invisible(c); }

class Tokenizer {
 public:
  Tokenizer(std::string_view text, const Limits& limits, TokenList& list, base::Diagnostics& diagnostics)
      : text_(text), limits_(limits), list_(list), diagnostics_(diagnostics) {}

  void run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (skip_blanks(), at_ < text_.size()) next_token();
    emit(TokenKind::EndOfFile, size());
  }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }
  char peek(std::uint32_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  base::CodePoint code_point() const { return base::decode_utf8(text_, at_); }
  base::Span span(std::uint32_t begin, std::uint32_t end) const { return {list_.source, begin, end}; }

  base::Diagnostic& report(std::string_view code, std::uint32_t begin, std::uint32_t end, std::string message) {
    return diagnostics_.add(code, span(begin, end), std::move(message));
  }

  Token& emit(TokenKind kind, std::uint32_t begin) {
    const bool first = list_.tokens.empty() || line_ended_;
    list_.tokens.push_back({kind, first, first || begin > last_end_, false, false, begin, at_});
    line_ended_ = false;
    last_end_ = at_;
    return list_.tokens.back();
  }

  void skip_blanks() {
    for (; at_ < text_.size();) {
      const char c = text_[at_];
      if (c > ' ' && c < 0x7F) return;
      if (c == '\n') {
        line_ended_ = true;
        ++at_;
      } else if (c == ' ' || c == '\t') {
        ++at_;
      } else if (c == '\r' && peek(1) == '\n') {
        ++at_;
      } else if (!skip_unwanted()) {
        return;
      }
    }
  }

  // Reports and skips a blank or unseen character that is not allowed here.
  bool skip_unwanted() {
    const base::CodePoint c = code_point();
    if (is_unseen(c.value)) {
      report_unseen(c, "");
    } else if (is_foreign_blank(c.value)) {
      report("E0105", at_, at_ + c.size, cat(code_point_name(c.value), " is not a plain blank"))
          .with_help("replace it with an ordinary blank");
    } else {
      return false;
    }
    at_ += c.size;
    return true;
  }

  // `where` is empty or " in name".
  base::Diagnostic& report_unseen(base::CodePoint c, std::string_view where) {
    const std::string name = code_point_name(c.value);
    if (base::is_control(c.value)) {
      return report("E0103", at_, at_ + c.size, cat("control character ", name, where, " not allowed"))
          .with_help("delete it");
    }
    if (base::is_bidirectional_control(c.value)) {
      return report("E0104", at_, at_ + c.size, cat("bidirectional control ", name, where))
          .with_help("remove it; the line may read differently from what runs");
    }
    return report("E0105", at_, at_ + c.size, cat("invisible character ", name, where)).with_help("delete it");
  }

  void next_token() {
    const char c = text_[at_];
    if (is_digit(c)) return number();
    if (is_ascii_letter(c)) return name();
    if (c == '"') return string();
    if (c == '#') return comment();
    if (static_cast<std::uint8_t>(c) >= 0x80) return foreign();
    mark();
  }

  // --- Names ---

  void name() {
    const std::uint32_t begin = at_;
    // Fast path: ASCII only.
    while (is_ascii_letter(peek()) || is_digit(peek()) || peek() == '_') ++at_;
    std::string changed;
    const char next = peek();
    const bool is_plain = (next >= ' ' && next < 0x7F) || next == '\n' || next == '\t' || next == '\r';
    if (!is_plain && at_ < text_.size()) changed = foreign_name(begin);
    std::string_view text = changed.empty() ? text_.substr(begin, at_ - begin) : std::string_view(changed);
    if (text.size() > limits_.name_letters && base::count_code_points(text) > limits_.name_letters) {
      const std::uint32_t letters = base::count_code_points(text);
      report("E0210", begin, at_, cat("name of ", letters, " characters; the limit is ", limits_.name_letters))
          .with_help("shorten it");
    }
    Token& token = emit(TokenKind::Name, begin);
    token.reserved = is_reserved(text);
    if (!changed.empty()) {
      token.renamed = true;
      list_.renamed.push_back({begin, std::move(changed)});
    }
  }

  // Reads on after the ASCII part and returns the name's text if it is not the bytes of its span.
  std::string foreign_name(std::uint32_t begin) {
    std::u32string letters;
    for (char c : text_.substr(begin, at_ - begin)) letters += static_cast<char32_t>(c);
    std::vector<base::Diagnostic*> unseen;
    while (at_ < text_.size()) {
      const base::CodePoint c = code_point();
      const bool plain = c.value < 0x80 && (is_ascii_letter(text_[at_]) || is_digit(text_[at_]) || c.value == '_');
      if (plain || script_of(c.value) != Script::None || is_combining_mark(c.value)) {
        letters += c.value;
      } else if (is_unseen(c.value) && c.value != '\t' && c.value != '\n' && c.value != '\r' &&
                 name_goes_on(at_ + c.size)) {
        unseen.push_back(&report_unseen(c, " in name"));
      } else {
        break;
      }
      at_ += c.size;
    }

    if (letters.size() > 4 * limits_.name_letters) return {};  // refused for its length
    const std::u32string composed = compose(letters);
    const std::uint32_t end = at_;
    std::string result = utf8(composed);
    for (base::Diagnostic* diagnostic : unseen) {
      diagnostic->help = cat("delete it; the name is then `", result, "`");
      if (const auto use = earlier_use(result)) diagnostic->with_note(*use, cat("`", result, "` stands here"));
    }
    for (char32_t c : composed) {
      if (!is_combining_mark(c)) continue;
      report("E0110", begin, end, cat("combining mark ", code_point_name(c), " forms no letter"))
          .with_help("delete it");
      break;
    }
    if (composed != letters) {
      auto& warning = report("W0107", begin, end, cat("name normalised to NFC: `", result, "`"));
      warning.with_help("none needed: both spellings are one name");
      if (const auto use = earlier_use(result)) warning.with_note(*use, "the same name stands here");
    }
    check_scripts(composed, begin, end);
    return result == text_.substr(begin, end - begin) ? std::string() : result;
  }

  bool name_goes_on(std::uint32_t offset) const {
    const base::CodePoint c = base::decode_utf8(text_, offset);
    return (c.value < 0x80 && c.size == 1 && (is_ascii_letter(text_[offset]) || is_digit(text_[offset]))) ||
           script_of(c.value) != Script::None;
  }

  // One alphabet a name: letters of another that look the same would hide that two names differ.
  void check_scripts(const std::u32string& name, std::uint32_t begin, std::uint32_t end) {
    Script alphabet = Script::None, second = Script::None;
    bool all_lookalikes = true;
    std::string twin;
    for (char32_t c : name) {
      const Script script = script_of(c);
      const std::optional<char> ascii = lookalike_letter(c);
      if (ascii) {
        twin += *ascii;
      } else {
        base::append_utf8(twin, c);
      }
      if (script != Script::Latin && script != Script::Greek && script != Script::Cyrillic) continue;
      all_lookalikes &= ascii.has_value();
      if (alphabet == Script::None) alphabet = script;
      if (script != alphabet && second == Script::None) second = script;
    }
    const bool imitates = alphabet != Script::None && alphabet != Script::Latin && all_lookalikes;
    if (second == Script::None && !imitates) return;
    std::string message = second != Script::None
                              ? cat("name mixes scripts ", script_name(alphabet), " and ", script_name(second))
                              : cat("name of ", script_name(alphabet), " letters that all look Latin");
    auto& diagnostic = report("E0106", begin, end, cat(message, "; it looks like `", twin, "`"));
    if (const auto use = earlier_use(twin)) diagnostic.with_note(*use, cat("`", twin, "` stands here"));
    diagnostic.with_help("retype the name in one script");
  }

  std::optional<base::Span> earlier_use(std::string_view name) const {
    // Only messages that will be printed deserve the search.
    if (diagnostics_.error_count() + diagnostics_.warning_count() > base::Diagnostics::kMaxPrinted) return std::nullopt;
    for (const Token& token : list_.tokens) {
      if (token.kind == TokenKind::Name && list_.text(token) == name) return list_.span(token);
    }
    return std::nullopt;
  }

  static std::string utf8(const std::u32string& text) {
    std::string result;
    for (char32_t c : text) base::append_utf8(result, c);
    return result;
  }

  // --- Numbers and dates ---

  void digits() {
    while (is_digit(peek())) ++at_;
  }

  void number() {
    const std::uint32_t begin = at_;
    if (date()) return;
    digits();
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      digits();
    } else if (peek() == '.' && !is_ascii_letter(peek(1))) {
      report("E0205", at_, at_ + 1, "a digit must follow the decimal point")
          .with_help(cat("write ", text_.substr(begin, at_ - begin), ".0"));
      ++at_;
    }
    const bool exponent = peek() == 'e' || peek() == 'E';
    const std::uint32_t sign = exponent && (peek(1) == '+' || peek(1) == '-') ? 1 : 0;
    if (exponent && is_digit(peek(1 + sign))) {
      at_ += 1 + sign;
      digits();
    }
    const std::uint32_t end = at_;
    check_tail(begin);
    check_range(begin, end);
    emit(TokenKind::Number, begin);
  }

  // What may not touch a number: a second point, a letter.
  void check_tail(std::uint32_t begin) {
    if (peek() == '.' && is_digit(peek(1))) {
      report("E0205", at_, at_ + 1, "second decimal point in number").with_help("a number has one decimal point");
      while (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) ++at_;
      return;
    }
    if (!is_ascii_letter(peek()) && peek() != '_') return;
    const std::uint32_t tail = at_;
    while (is_ascii_letter(peek()) || is_digit(peek()) || peek() == '_') ++at_;
    const std::string_view number = text_.substr(begin, tail - begin);
    const std::string_view letters = text_.substr(tail, at_ - tail);
    auto& diagnostic = report("E0214", tail, at_, cat("`", letters, "` touches the number ", number));
    if (letters[0] == '_') {
      diagnostic.with_help("write the digits without separators");
    } else if (letters == "e" || letters == "E") {
      diagnostic.with_help(cat("an exponent needs digits: ", number, "e6"));
    } else {
      diagnostic.with_help(cat("write a blank before a unit, `", number, " ", letters, "`; names start with a letter"));
    }
  }

  void check_range(std::uint32_t begin, std::uint32_t end) {
    const std::string_view text = text_.substr(begin, end - begin);
    if (text.size() > limits_.token_bytes) {
      report("E0113", begin, at_, cat("number of ", text.size(), " digits; the limit is ", limits_.token_bytes))
          .with_help("shorten it");
      return;
    }
    const double value = base::parse_number(text).value_or(0);
    if (std::isinf(value)) {
      report("E0206", begin, end, "number exceeds 1.8e308").with_help("use a larger unit");
    }
    const std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
    if (value == 0 && mantissa.find_first_of("123456789") != std::string_view::npos) {
      report("E0206", begin, end, "number is below 4.9e-324 and would be read as zero").with_help("use a smaller unit");
    }
  }

  // dddd-dd-dd, and nothing that goes on with it.
  bool date() {
    constexpr std::string_view kShape = "dddd-dd-dd";
    for (std::uint32_t i = 0; i < kShape.size(); ++i) {
      if (kShape[i] == 'd' ? !is_digit(peek(i)) : peek(i) != kShape[i]) return false;
    }
    const char after = peek(10);
    if (is_digit(after) || after == '.' || after == '_' || is_ascii_letter(after)) return false;
    const auto field = [&](std::uint32_t first, std::uint32_t count) {
      int value = 0;
      for (std::uint32_t i = first; i < first + count; ++i) value = value * 10 + (peek(i) - '0');
      return value;
    };
    const int year = field(0, 4), month = field(5, 2), day = field(8, 2);
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const bool month_exists = month >= 1 && month <= 12;
    const int last_day = month_exists ? kDays[month - 1] + (leap && month == 2 ? 1 : 0) : 0;
    const std::uint32_t begin = at_;
    at_ += static_cast<std::uint32_t>(kShape.size());
    if (!month_exists || day < 1 || day > last_day) {
      report("E0218", begin, at_, "there is no such day").with_help("dates are written year-month-day, 2028-03-15");
    }
    emit(TokenKind::Date, begin);
    return true;
  }

  // --- Strings and comments ---

  std::uint32_t line_end() const {
    const std::size_t end = text_.find('\n', at_);
    return end == std::string_view::npos ? size() : static_cast<std::uint32_t>(end);
  }

  void string() {
    const std::uint32_t begin = at_++;
    std::uint32_t end = line_end();
    if (end > begin && text_[end - 1] == '\r') --end;
    for (; at_ < end && text_[at_] != '"'; step_through_text()) {
      if (text_[at_] != '\\') continue;
      ++at_;
      if (at_ < end && text_[at_] != '"' && text_[at_] != '\\') {
        report("E0215", at_ - 1, at_ + code_point().size, "unknown escape in a quoted text")
            .with_help("only \\\" and \\\\ are escapes");
      }
      if (at_ == end) break;
    }
    if (at_ < end) {
      ++at_;
    } else {
      report("E0209", begin, begin + 1, "the quoted text is never closed")
          .with_help("add \" (the line ends inside the text)");
    }
    if (at_ - begin > limits_.token_bytes) {
      report("E0113", begin, at_, cat("quoted text of ", at_ - begin, " bytes; the limit is ", limits_.token_bytes))
          .with_help("shorten it");
    }
    emit(TokenKind::String, begin);
  }

  // Over one character of a comment or quoted text: anything visible is allowed.
  void step_through_text() {
    if (const char c = text_[at_]; c >= ' ' && c < 0x7F) {
      ++at_;
      return;
    }
    const base::CodePoint c = code_point();
    if ((base::is_control(c.value) && c.value != '\t' && c.value != '\r') || base::is_bidirectional_control(c.value)) {
      report_unseen(c, "");
    }
    at_ += c.size;
  }

  void comment() {
    const std::uint32_t begin = at_;
    const bool doc = peek(1) == '#' && (line_ended_ || list_.tokens.empty());
    std::uint32_t end = line_end();
    while (at_ < end) step_through_text();
    at_ = end;
    while (at_ > begin && (text_[at_ - 1] == '\r' || text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t')) --at_;
    emit(doc ? TokenKind::Doc : TokenKind::Comment, begin);
    at_ = end;
  }

  // --- Marks ---

  static std::optional<TokenKind> pair_kind(char a, char b) {
    if (a == ':' && b == '=') return TokenKind::ColonEqual;
    if (a == '+' && b == '=') return TokenKind::PlusEqual;
    if (a == '=' && b == '=') return TokenKind::EqualEqual;
    if (a == '!' && b == '=') return TokenKind::BangEqual;
    if (a == '<' && b == '=') return TokenKind::LessEqual;
    if (a == '>' && b == '=') return TokenKind::GreaterEqual;
    if (a == '-' && b == '>') return TokenKind::Arrow;
    return std::nullopt;
  }

  static std::optional<TokenKind> single_kind(char c) {
    switch (c) {
      case '(': return TokenKind::LeftParen;
      case ')': return TokenKind::RightParen;
      case '[': return TokenKind::LeftBracket;
      case ']': return TokenKind::RightBracket;
      case '{': return TokenKind::LeftBrace;
      case '}': return TokenKind::RightBrace;
      case ',': return TokenKind::Comma;
      case ':': return TokenKind::Colon;
      case '.': return TokenKind::Dot;
      case '+': return TokenKind::Plus;
      case '-': return TokenKind::Minus;
      case '*': return TokenKind::Star;
      case '/': return TokenKind::Slash;
      case '^': return TokenKind::Caret;
      case '%': return TokenKind::Percent;
      case '=': return TokenKind::Equal;
      case '<': return TokenKind::Less;
      case '>': return TokenKind::Greater;
      case '~': return TokenKind::Tilde;
      default: return std::nullopt;
    }
  }

  void mark() {
    const std::uint32_t begin = at_;
    if (peek() == '*' && peek(1) == '*') {
      at_ += 2;
      report("E0111", begin, at_, "`**` is not an operator").with_help("a power is written `^`");
      emit(TokenKind::Caret, begin);
      return;
    }
    if (const auto kind = pair_kind(peek(), peek(1))) {
      at_ += 2;
      emit(*kind, begin);
      return;
    }
    if (const auto kind = single_kind(peek())) {
      ++at_;
      emit(*kind, begin);
      return;
    }
    if (is_quote_mark(static_cast<char32_t>(peek()))) return wrong_quotes();
    unknown();
  }

  void unknown() {
    const std::uint32_t begin = at_;
    const base::CodePoint c = code_point();
    const char next = peek(1);
    at_ += c.size;
    auto& diagnostic = report("E0110", begin, at_, "");
    std::string shown = c.value < 0x80 ? std::string(1, static_cast<char>(c.value)) : code_point_name(c.value);
    diagnostic.message = cat("`", shown, "` means nothing here");
    diagnostic.with_help("delete it");
    if (c.value == ';') diagnostic.help = "delete it; a statement ends with its line";
    if (c.value == '!') diagnostic.help = "write `not` for negation, `!=` for unequal";
    if (c.value == '_') diagnostic.help = "names start with a letter";
    if (c.value != '&' && c.value != '|') return;
    const std::string_view word = c.value == '&' ? "and" : "or";
    diagnostic.help = cat("write `", word, "`");
    if (next == static_cast<char>(c.value)) ++at_;
    emit_word(word, begin);
  }

  // A mark read as the word it stands for.
  void emit_word(std::string_view word, std::uint32_t begin) {
    Token& token = emit(TokenKind::Name, begin);
    token.reserved = true;
    token.renamed = true;
    list_.renamed.push_back({begin, std::string(word)});
  }

  void foreign() {
    const std::uint32_t begin = at_;
    const base::CodePoint c = code_point();
    if (script_of(c.value) != Script::None) return name();
    if (foreign_digit(c.value)) return foreign_number();
    if (is_quote_mark(c.value)) return wrong_quotes();
    const std::string_view ascii = lookalike_operator(c.value);
    if (ascii.empty()) return unknown();
    at_ += c.size;
    report("E0111", begin, at_, cat(code_point_name(c.value), " is not an operator of the language"))
        .with_help(cat("write ", ascii));
    if (ascii == "in") return emit_word(ascii, begin);
    emit(ascii.size() == 2 ? *pair_kind(ascii[0], ascii[1]) : *single_kind(ascii[0]), begin);
  }

  void foreign_number() {
    const std::uint32_t begin = at_;
    const std::string first = code_point_name(code_point().value);
    std::string ascii;
    while (at_ < text_.size()) {
      const base::CodePoint c = code_point();
      if (const auto digit = foreign_digit(c.value)) {
        ascii += *digit;
      } else if (c.value < 0x80 && (is_digit(text_[at_]) || (text_[at_] == '.' && is_digit(peek(1))))) {
        ascii += text_[at_];
      } else {
        break;
      }
      at_ += c.size;
    }
    report("E0108", begin, at_, cat("digit ", first, " is not ASCII")).with_help(cat("write ", ascii));
    emit(TokenKind::Number, begin);
  }

  // Reads up to the closing quote on the same line, of whatever kind, as one quoted text.
  void wrong_quotes() {
    const std::uint32_t begin = at_;
    const base::CodePoint opening = code_point();
    at_ += opening.size;
    std::string shown;
    base::append_utf8(shown, opening.value);
    report("E0109", begin, at_, cat(shown, " is not a text delimiter")).with_help("use \"");
    const std::uint32_t end = line_end();
    while (at_ < end) {
      const base::CodePoint c = code_point();
      if (c.value == '"' || is_quote_mark(c.value)) {
        at_ += c.size;
        break;
      }
      step_through_text();
    }
    emit(TokenKind::String, begin);
  }

  std::string_view text_;
  const Limits& limits_;
  TokenList& list_;
  base::Diagnostics& diagnostics_;
  std::uint32_t at_ = 0;
  std::uint32_t last_end_ = 0;
  bool line_ended_ = true;
};

}  // namespace

TokenList tokenize(const base::SourceMap& sources, base::SourceId source, const Limits& limits,
                   base::Diagnostics& diagnostics) {
  TokenList list{source, sources.text(source), {}, {}};
  const std::uint64_t bytes = list.source_text.size();
  const auto end = static_cast<std::uint32_t>(bytes);
  if (bytes > limits.source_bytes) {
    diagnostics.add("E0112", {source, 0, 0}, cat("the file has ", bytes, " bytes; the limit is ", limits.source_bytes))
        .with_help("split the model with `import`, or raise the limit");
  } else if (check_encoding(sources, source, diagnostics)) {
    Tokenizer(list.source_text, limits, list, diagnostics).run();
    return list;
  }
  list.tokens.push_back({TokenKind::EndOfFile, true, true, false, false, end, end});
  return list;
}

}  // namespace detente::text
