#include "sampling/sobol.h"

#include <bit>

#include "base/check.h"
#include "kernels/philox.h"

namespace detente::sampling {
namespace {

constexpr int kBits = 32;
// Bits that one random word scrambles: the 15 inner nodes of a binary tree of this depth fit in it.
constexpr int kLevels = 4;
constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15u;  // 2^64 / golden ratio

}  // namespace

SobolDimension::SobolDimension(std::uint32_t dimension) {
  DETENTE_CHECK(dimension < kSobolDimensions);
  if (dimension == 0) {
    for (int i = 0; i < kBits; ++i) directions_[i] = 1u << (kBits - 1 - i);
    return;
  }
  const std::uint16_t* row = kSobolTable;
  for (std::uint32_t i = 1; i < dimension; ++i) row += std::bit_width(*row);
  const std::uint32_t polynomial = *row++;
  const int degree = std::bit_width(polynomial) - 1;
  for (int i = 0; i < kBits; ++i) {
    if (i < degree) {
      directions_[i] = std::uint32_t{row[i]} << (kBits - 1 - i);
      continue;
    }
    std::uint32_t next = directions_[i - degree] ^ (directions_[i - degree] >> degree);
    for (int k = 1; k < degree; ++k) {
      if ((polynomial >> (degree - k)) & 1) next ^= directions_[i - k];
    }
    directions_[i] = next;
  }
}

std::uint32_t SobolDimension::point(std::uint32_t index) const {
  std::uint32_t x = 0;
  for (int i = 0; index != 0; ++i, index >>= 1) x ^= directions_[i] & (0u - (index & 1));
  return x;
}

std::uint32_t owen_scramble(std::uint32_t x, std::uint64_t key) {
  std::uint32_t flips = 0;
  for (int level = 0; level < kBits; level += kLevels) {
    // One word for the subtree under the bits above; a leading 1 tells prefixes of different lengths apart.
    const std::uint64_t prefix = (std::uint64_t{1} << level) | (std::uint64_t{x} >> (kBits - level));
    const std::uint64_t word = kernels::mix(key + prefix * kOdd);
    std::uint32_t node = 1;
    for (int i = 0; i < kLevels; ++i) {
      const int shift = kBits - 1 - level - i;
      flips |= static_cast<std::uint32_t>((word >> node) & 1) << shift;
      node = 2 * node + ((x >> shift) & 1);
    }
  }
  return x ^ flips;
}

double scrambled_uniform(std::uint32_t x, std::uint64_t key) {
  const std::uint64_t below = kernels::mix(~key + std::uint64_t{x} * kOdd) >> kBits;
  return kernels::uniform_from_bits(std::uint64_t{owen_scramble(x, key)} << kBits | below);
}

}  // namespace detente::sampling
