#include "sampling/permutation.h"

#include <bit>

#include "base/check.h"
#include "kernels/philox.h"

namespace detente::sampling {
namespace {

constexpr std::uint64_t kRounds = 8;
constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15u;

}  // namespace

std::uint64_t permuted(std::uint64_t index, std::uint64_t size, std::uint64_t key) {
  DETENTE_CHECK(index < size);
  if (size == 1) return 0;
  const int half = (static_cast<int>(std::bit_width(size - 1)) + 1) / 2;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  do {
    std::uint64_t left = index >> half, right = index & mask;
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const std::uint64_t next = left ^ (kernels::mix(key + (right * kRounds + round + 1) * kOdd) & mask);
      left = right;
      right = next;
    }
    index = left << half | right;
  } while (index >= size);
  return index;
}

}  // namespace detente::sampling
