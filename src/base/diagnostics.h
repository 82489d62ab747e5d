// Collects diagnostics and hands them out by file and position, ties in the order
// they were reported: the same in every process.
// Keeps the first kMaxKept and counts the rest, so hostile input cannot fill memory.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace detente::base {

class Diagnostics {
 public:
  static constexpr std::uint32_t kMaxKept = 10'000;
  static constexpr std::uint32_t kMaxPrinted = 100;

  // The reference stays valid until this collector is moved or destroyed.
  Diagnostic& add(std::string_view code, Span span, std::string message);
  void add(Diagnostic diagnostic);
  void append(const Diagnostics& other);

  bool has_errors() const { return errors_ > 0; }
  bool empty() const { return errors_ + warnings_ == 0; }
  std::uint64_t error_count() const { return errors_; }
  std::uint64_t warning_count() const { return warnings_; }

  // Pointers into this collector; at most kMaxKept of them.
  std::vector<const Diagnostic*> sorted() const;

 private:
  void count(const Diagnostic& diagnostic);

  std::deque<Diagnostic> kept_;
  Diagnostic overflow_;
  std::uint64_t errors_ = 0;
  std::uint64_t warnings_ = 0;
};

}  // namespace detente::base
