// What a text may ask of the compiler. Beyond a limit is an error with a code, never
// a crash, a hang or exhausted memory.
#pragma once

#include <cstdint>

namespace detente::text {

struct Limits {
  std::uint32_t source_bytes = 8u << 20;
  std::uint32_t token_bytes = 64u << 10;
  std::uint32_t name_letters = 128;  // code points
  std::uint32_t depth = 256;         // nested expressions
  std::uint64_t nodes = 5'000'000;   // of the syntax tree
};

}  // namespace detente::text
