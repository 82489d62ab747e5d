// Names of random streams as numbers. kernels::stream_key(seed, stream_number(name)) is the key of a
// stream in a study, so that adding a stream moves no other.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernels/philox.h"

namespace detente::sampling {

// FNV-1a (Fowler, Noll and Vo) over the bytes of the name.
constexpr std::uint64_t stream_number(std::string_view name) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01B3u;
  return hash;
}

constexpr std::uint64_t stream_key(std::uint64_t seed, std::string_view name) {
  return kernels::stream_key(seed, stream_number(name));
}

}  // namespace detente::sampling
