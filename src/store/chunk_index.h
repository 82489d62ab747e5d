// Which chunks a study file has, without reading their data.
// Invariant: a chunk is listed when all its columns are there with the right lengths; whether their bytes are good,
// only reading them tells.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "store/blocks.h"
#include "store/header.h"
#include "store/sqlite.h"

namespace detente::store {

struct ChunkEntry {
  uint32_t runs = 0;
  std::vector<uint64_t> checksums;  // in digest order
  bool traces = false;
};

using ChunkIndex = std::map<ChunkPlace, ChunkEntry>;

// Throws E1303 when there are blocks that no chunk of the study can have.
ChunkIndex read_index(Database& database, const Header& header);

}  // namespace detente::store
