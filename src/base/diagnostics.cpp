#include "base/diagnostics.h"

#include <algorithm>
#include <utility>

namespace detente::base {

void Diagnostics::count(const Diagnostic& diagnostic) {
  (diagnostic.severity() == Severity::Error ? errors_ : warnings_) += 1;
}

Diagnostic& Diagnostics::add(std::string_view code, Span span, std::string message) {
  Diagnostic diagnostic{code, span, std::move(message)};
  count(diagnostic);
  if (kept_.size() < kMaxKept) return kept_.emplace_back(std::move(diagnostic));
  overflow_ = std::move(diagnostic);
  return overflow_;
}

void Diagnostics::add(Diagnostic diagnostic) {
  count(diagnostic);
  if (kept_.size() < kMaxKept) kept_.push_back(std::move(diagnostic));
}

void Diagnostics::append(const Diagnostics& other) {
  for (const Diagnostic& diagnostic : other.kept_) {
    if (kept_.size() == kMaxKept) break;
    kept_.push_back(diagnostic);
  }
  errors_ += other.errors_;
  warnings_ += other.warnings_;
}

std::vector<const Diagnostic*> Diagnostics::sorted() const {
  std::vector<const Diagnostic*> result;
  result.reserve(kept_.size());
  for (const Diagnostic& diagnostic : kept_) result.push_back(&diagnostic);
  std::stable_sort(result.begin(), result.end(), [](const Diagnostic* a, const Diagnostic* b) {
    if (a->span.source != b->span.source) return a->span.source < b->span.source;
    return a->span.begin < b->span.begin;
  });
  return result;
}

}  // namespace detente::base
