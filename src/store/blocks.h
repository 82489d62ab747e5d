// Chunks as rows of the table `block`: one row per column, with its own checksum.
// Reading trusts nothing: lengths follow from the header, checksums are compared, anything else is a Failure E1302.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "results/chunk.h"
#include "store/header.h"
#include "store/sqlite.h"

namespace detente::store {

// A chunk of one arm.
struct ChunkPlace {
  uint32_t arm = 0;
  uint64_t number = 0;
  friend auto operator<=>(const ChunkPlace&, const ChunkPlace&) = default;
};

// Doubles and faults as the bytes they are stored as, and back.
template <class T>
std::string_view bytes_of(const T* data, size_t count) {
  return {reinterpret_cast<const char*>(data), count * sizeof(T)};
}

// How long the data of one block is; `points` counts only for traces.
uint64_t block_bytes(results::ColumnKind kind, uint32_t runs, uint64_t points);

// Replaces whatever was there. Returns how many bytes went in. The caller has begun a transaction.
uint64_t write_blocks(Database& database, ChunkPlace place, const results::Chunk& chunk, const Header& header);
results::Chunk read_blocks(Database& database, ChunkPlace place, const Header& header, bool with_traces);
// One column of a chunk; kind is neither Fault nor Trace.
std::vector<double> read_column(Database& database, ChunkPlace place, const Header& header, results::ColumnKind kind,
                                uint32_t index);
void delete_blocks(Database& database, ChunkPlace place);

// "chunk 317 of `treaty`", for messages.
std::string place_text(ChunkPlace place, const Header& header);

}  // namespace detente::store
