// A place in source text: one file and a half-open range of byte offsets.
// Lines and columns are computed from the SourceMap when a person must read them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/typed_index.h"

namespace detente::base {

using SourceId = Index<struct SourceTag>;

struct Span {
  SourceId source;  // none: a place outside every file, such as the command line
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  friend auto operator<=>(const Span&, const Span&) = default;
};

// The smallest span that covers both; they lie in the same source.
inline Span join(Span a, Span b) { return {a.source, std::min(a.begin, b.begin), std::max(a.end, b.end)}; }

}  // namespace detente::base
