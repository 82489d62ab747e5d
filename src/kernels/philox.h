// Random numbers by counting: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011). A draw is a pure function of (seed, stream, run, step, index), so any run can be computed alone,
// in any order, and keeps its numbers when streams, runs or policies are added.
#pragma once

#include <stdint.h>

namespace detente::kernels {

// What a draw is for; the 128-bit counter of the cipher.
struct Draw {
  uint64_t run = 0;
  uint32_t step = 0;
  uint32_t index = 0;
};

struct RandomBlock {
  uint32_t word[4];
};

inline constexpr uint32_t kPhiloxFactor0 = 0xD251'1F53u, kPhiloxFactor1 = 0xCD9E'8D57u;
inline constexpr uint32_t kPhiloxWeyl0 = 0x9E37'79B9u, kPhiloxWeyl1 = 0xBB67'AE85u;
inline constexpr int kPhiloxRounds = 10;

constexpr RandomBlock philox(uint64_t key, Draw draw) {
  uint32_t a = static_cast<uint32_t>(draw.run), b = static_cast<uint32_t>(draw.run >> 32);
  uint32_t c = draw.step, d = draw.index;
  uint32_t k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < kPhiloxRounds; ++round) {
    const uint64_t p0 = static_cast<uint64_t>(kPhiloxFactor0) * a;
    const uint64_t p1 = static_cast<uint64_t>(kPhiloxFactor1) * c;
    a = static_cast<uint32_t>(p1 >> 32) ^ b ^ k0;
    b = static_cast<uint32_t>(p1);
    c = static_cast<uint32_t>(p0 >> 32) ^ d ^ k1;
    d = static_cast<uint32_t>(p0);
    k0 += kPhiloxWeyl0;
    k1 += kPhiloxWeyl1;
  }
  return {{a, b, c, d}};
}

// A bijection of 64-bit words in which every input bit moves half of the output bits (the finaliser of splitmix64).
// Always inlined, like stream_key: kernel files use both, and no code for one instruction set may stand in for another.
[[gnu::always_inline]] constexpr uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58'476D'1CE4'E5B9u;
  x = (x ^ (x >> 27)) * 0x94D0'49BB'1331'11EBu;
  return x ^ (x >> 31);
}

// The cipher's key for one stream of one study.
[[gnu::always_inline]] constexpr uint64_t stream_key(uint64_t seed, uint64_t stream) {
  return mix(mix(seed + 0x9E37'79B9'7F4A'7C15u) ^ stream);
}

// 64 random bits; the other half of the block is not used.
constexpr uint64_t random_bits(uint64_t key, Draw draw) {
  const RandomBlock block = philox(key, draw);
  return block.word[0] | static_cast<uint64_t>(block.word[1]) << 32;
}

// An odd multiple of 2^-53 from the leading 52 bits: never 0 or 1, and 1 - u is as likely as u and exact.
constexpr double uniform_from_bits(uint64_t bits) { return static_cast<double>((bits >> 12) << 1 | 1) * 0x1p-53; }

constexpr double uniform(uint64_t key, Draw draw) { return uniform_from_bits(random_bits(key, draw)); }

}  // namespace detente::kernels
