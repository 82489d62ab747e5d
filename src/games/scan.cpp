#include "games/scan.h"

#include "base/cat.h"
#include "base/utf8.h"

namespace detente::games {

using base::cat;

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_mark(char c) { return c == '{' || c == '}' || c == ',' || c == '"'; }

}  // namespace

Scanner::Scanner(const base::SourceMap& sources, base::SourceId source, base::Diagnostics& diagnostics)
    : text_(sources.text(source)), last_{source, 0, 0}, diagnostics_(diagnostics) {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // a byte order mark, as some editors write
}

void Scanner::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

base::Diagnostic& Scanner::fault(std::string_view code, std::string message) {
  failed_ = true;
  at_ = static_cast<std::uint32_t>(text_.size());
  return diagnostics_.add(code, last_, std::move(message));
}

base::Diagnostic& Scanner::unexpected(std::string_view what) {
  skip_blanks();
  const std::uint32_t begin = at_;
  std::uint32_t end = at_;
  while (end < text_.size() && !is_blank(text_[end]) && !is_mark(text_[end]) && end - begin < 40) ++end;
  if (end == begin && end < text_.size()) ++end;
  last_ = {last_.source, begin, end};
  const std::string found = begin == end ? "the end of the file" : cat("`", text_.substr(begin, end - begin), "`");
  return fault("E1702", cat("expected ", what, ", found ", base::escape_for_display(found)))
      .with_help("docs/reference/games.md describes the formats .nfg and .efg");
}

bool Scanner::at_end() {
  skip_blanks();
  return at_ >= text_.size();
}

bool Scanner::sees(char mark) { return !at_end() && text_[at_] == mark; }

bool Scanner::sees_number() { return !at_end() && !is_mark(text_[at_]); }

bool Scanner::take(char mark) {
  if (!sees(mark)) return false;
  last_ = {last_.source, at_, at_ + 1};
  ++at_;
  return true;
}

void Scanner::expect(char mark, std::string_view where) {
  if (!failed_ && !take(mark)) unexpected(cat("`", std::string_view(&mark, 1), "` ", where));
}

std::string Scanner::text(std::string_view what) {
  if (failed_) return {};
  if (!sees('"')) return unexpected(cat(what, " in double quotes")), std::string();
  const std::uint32_t begin = at_++;
  std::string result;
  while (at_ < text_.size() && text_[at_] != '"') {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    result += text_[at_++];
  }
  last_ = {last_.source, begin, begin + 1};
  if (at_ >= text_.size()) {
    fault("E1702", cat("the text of ", what, " has no closing quote")).with_help("close it with \"");
    return {};
  }
  last_.end = ++at_;
  return result;
}

std::string Scanner::word(std::string_view what) {
  if (failed_) return {};
  if (!sees_number()) return unexpected(what), std::string();
  const std::uint32_t begin = at_;
  while (at_ < text_.size() && !is_blank(text_[at_]) && !is_mark(text_[at_])) ++at_;
  last_ = {last_.source, begin, at_};
  return std::string(text_.substr(begin, at_ - begin));
}

Rational Scanner::number(std::string_view what) {
  const std::string found = word(what);
  if (failed_) return {};
  if (auto value = Rational::parse(found)) return std::move(*value);
  fault("E1703", cat(what, " is not a number: `", base::escape_for_display(found.substr(0, 40)), "`"))
      .with_help("write whole numbers, fractions such as 2/3 or decimals such as 0.25, up to 1e300");
  return {};
}

std::uint32_t Scanner::whole(std::string_view what, std::uint32_t low, std::uint32_t high) {
  const Rational value = number(what);
  if (failed_) return low;
  if (value.denominator() == Integer(1) && value >= Rational(low) && value <= Rational(high)) {
    return static_cast<std::uint32_t>(value.number());
  }
  fault("E1703", cat(what, " is not a whole number from ", low, " to ", high)).with_help("count again");
  return low;
}

}  // namespace detente::games
