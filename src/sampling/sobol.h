// Sobol' points with nested uniform (Owen) scrambling; any point of any dimension alone.
// Direction numbers new-joe-kuo-6 (Joe and Kuo 2008). Points are in the order of their index's own
// bits, so each aligned block of 2^k consecutive points is one net; at most 2^32 points.
#pragma once

#include <array>
#include <cstdint>

namespace detente::sampling {

inline constexpr std::uint32_t kSobolDimensions = 1111;

class SobolDimension {
 public:
  explicit SobolDimension(std::uint32_t dimension);  // below kSobolDimensions

  // The unscrambled coordinate of a point, as a fraction of 2^32.
  std::uint32_t point(std::uint32_t index) const;

 private:
  std::array<std::uint32_t, 32> directions_;
};

// Flips every bit of x by a random bit that depends on the key and on the bits of x above it: a random
// permutation of [0, 1) that keeps dyadic intervals together.
std::uint32_t owen_scramble(std::uint32_t x, std::uint64_t key);

// A number in (0, 1) with the scrambled x as its leading bits and random bits below.
double scrambled_uniform(std::uint32_t x, std::uint64_t key);

// For each dimension after the first: the coefficients of its polynomial as bits, then m_1 .. m_degree.
extern const std::uint16_t kSobolTable[];

}  // namespace detente::sampling
