// Words of the game files .nfg and .efg: braces, commas, quoted texts and bare words (numbers, keywords).
// A Scanner stops at the first fault: after it every answer is empty, and `failed()` says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "base/source.h"
#include "games/rational.h"

namespace detente::games {

class Scanner {
 public:
  Scanner(const base::SourceMap& sources, base::SourceId source, base::Diagnostics& diagnostics);

  bool failed() const { return failed_; }
  std::size_t bytes_left() const { return text_.size() - at_; }
  bool at_end();
  bool sees(char mark);  // '{', '}', ',' or '"' comes next
  bool take(char mark);  // and is taken; no fault if it does not
  bool sees_number();    // a bare word comes next
  void expect(char mark, std::string_view where);
  std::string text(std::string_view what);  // a quoted text
  std::string word(std::string_view what);  // a bare word
  Rational number(std::string_view what);   // "3", "-1/2", "0.25", "1e-3"
  std::uint32_t whole(std::string_view what, std::uint32_t low, std::uint32_t high);

  // Reports a fault at the last word taken.
  base::Diagnostic& fault(std::string_view code, std::string message);

 private:
  void skip_blanks();
  base::Diagnostic& unexpected(std::string_view what);

  std::string_view text_;
  base::Span last_;
  std::uint32_t at_ = 0;
  base::Diagnostics& diagnostics_;
  bool failed_ = false;
};

}  // namespace detente::games
