#include "store/blocks.h"

#include <cstring>

#include "base/cat.h"
#include "base/check.h"

namespace detente::store {

using base::cat;
using results::ColumnKind;

namespace {

constexpr std::string_view kSelect =
    "SELECT runs, checksum, data FROM block WHERE arm = ? AND chunk = ? AND kind = ? AND item = ?";

[[noreturn]] void fail_damaged(const Database& database, ChunkPlace place, const Header& header) {
  fail("E1302", cat(place_text(place, header), " in `", database.path(), "` is damaged"),
       "go on with the study (the same command, the same -o) to compute it again");
}

// Steps to one block and checks it; `runs` is set by the first block of a chunk and must be the same in the others.
std::string_view read_block(Statement& select, const Database& database, ChunkPlace place, const Header& header,
                            ColumnKind kind, uint64_t item, uint32_t& runs) {
  select.reset();
  select.bind(place.arm).bind(static_cast<int64_t>(place.number)).bind(static_cast<int64_t>(kind));
  if (!select.bind(static_cast<int64_t>(item)).step()) fail_damaged(database, place, header);
  const int64_t stored_runs = select.integer(0);
  const std::string_view data = select.bytes(2);
  if (stored_runs < 1 || stored_runs > header.runs_in(place.number)) fail_damaged(database, place, header);
  if (runs != 0 && stored_runs != runs) fail_damaged(database, place, header);
  runs = static_cast<uint32_t>(stored_runs);
  if (data.size() != block_bytes(kind, runs, header.points(place.arm)) ||
      results::checksum(data) != static_cast<uint64_t>(select.integer(1))) {
    fail_damaged(database, place, header);
  }
  return data;
}

void append(std::vector<double>& to, std::string_view data) {
  if (data.empty()) return;
  const size_t before = to.size();
  to.resize(before + data.size() / sizeof(double));
  std::memcpy(to.data() + before, data.data(), data.size());
}

}  // namespace

std::string place_text(ChunkPlace place, const Header& header) {
  const std::string arm = place.arm < header.arms.size() ? header.arms[place.arm] : cat(place.arm);
  return arm.empty() ? cat("chunk ", place.number) : cat("chunk ", place.number, " of `", arm, "`");
}

uint64_t block_bytes(ColumnKind kind, uint32_t runs, uint64_t points) {
  if (kind == ColumnKind::Fault) return runs * sizeof(results::Fault);
  return runs * sizeof(double) * (kind == ColumnKind::Trace ? points : 1);
}

uint64_t write_blocks(Database& database, ChunkPlace place, const results::Chunk& chunk, const Header& header) {
  DETENTE_CHECK(chunk.runs == header.runs_in(place.number) && chunk.faults.size() == chunk.runs);
  delete_blocks(database, place);
  Statement insert(database,
                   "INSERT INTO block(arm, chunk, kind, item, runs, checksum, data) VALUES (?, ?, ?, ?, ?, ?, ?)");
  uint64_t written = 0;
  const auto write = [&](ColumnKind kind, uint64_t item, std::string_view data) {
    insert.bind(place.arm).bind(static_cast<int64_t>(place.number)).bind(static_cast<int64_t>(kind));
    insert.bind(static_cast<int64_t>(item)).bind(chunk.runs);
    insert.bind(static_cast<int64_t>(results::checksum(data))).bind_bytes(data).run();
    written += data.size();
  };
  std::vector<double> column;
  const auto write_numbers = [&](ColumnKind kind, uint64_t length) {
    const std::vector<double>& all = results::numbers(chunk, kind);
    DETENTE_CHECK(all.size() == header.columns(kind) * length);
    for (uint64_t item = 0; item < header.columns(kind); ++item) {
      const auto begin = all.begin() + static_cast<ptrdiff_t>(item * length);
      column.assign(begin, begin + static_cast<ptrdiff_t>(length));
      results::make_nan_canonical(column);
      write(kind, item, bytes_of(column.data(), column.size()));
    }
  };
  for (const ColumnKind kind : results::kNumberKinds) write_numbers(kind, chunk.runs);
  write(ColumnKind::Fault, 0, bytes_of(chunk.faults.data(), chunk.faults.size()));
  if (!chunk.traces.empty()) {
    DETENTE_CHECK(chunk.points == header.points(place.arm));
    write_numbers(ColumnKind::Trace, uint64_t{chunk.runs} * chunk.points);
  }
  return written;
}

results::Chunk read_blocks(Database& database, ChunkPlace place, const Header& header, bool with_traces) {
  Statement select(database, kSelect);
  results::Chunk chunk;
  chunk.first_run = place.number * results::kChunkRuns;
  const std::string_view faults = read_block(select, database, place, header, ColumnKind::Fault, 0, chunk.runs);
  chunk.faults.resize(chunk.runs);
  std::memcpy(chunk.faults.data(), faults.data(), faults.size());
  const auto read_numbers = [&](ColumnKind kind) {
    for (uint64_t item = 0; item < header.columns(kind); ++item) {
      append(results::numbers(chunk, kind), read_block(select, database, place, header, kind, item, chunk.runs));
    }
  };
  for (const ColumnKind kind : results::kNumberKinds) read_numbers(kind);
  if (with_traces) {
    chunk.points = static_cast<uint32_t>(header.points(place.arm));
    read_numbers(ColumnKind::Trace);
  }
  return chunk;
}

std::vector<double> read_column(Database& database, ChunkPlace place, const Header& header, ColumnKind kind,
                                uint32_t index) {
  Statement select(database, kSelect);
  uint32_t runs = 0;
  std::vector<double> column;
  append(column, read_block(select, database, place, header, kind, index, runs));
  return column;
}

void delete_blocks(Database& database, ChunkPlace place) {
  Statement(database, "DELETE FROM block WHERE arm = ? AND chunk = ?")
      .bind(place.arm)
      .bind(static_cast<int64_t>(place.number))
      .run();
}

}  // namespace detente::store
