// A random permutation of 0 .. size-1 given by a key, of which any element is computed alone.
#pragma once

#include <cstdint>

namespace detente::sampling {

// Where `index` < size goes. A Feistel cipher over the next power of four, walked along its cycle until
// it lands below `size`; at most 4 steps on average.
std::uint64_t permuted(std::uint64_t index, std::uint64_t size, std::uint64_t key);

}  // namespace detente::sampling
