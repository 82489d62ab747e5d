#include "store/chunk_index.h"

#include <array>

#include "base/cat.h"

namespace detente::store {

using results::ColumnKind;

namespace {

constexpr size_t kKinds = static_cast<size_t>(ColumnKind::Trace) + 1;

// One row of the table `block`, without its data.
struct Row {
  ChunkPlace place;
  size_t kind = 0;
  uint64_t item = 0;
  uint32_t runs = 0;
  uint64_t length = 0;
  uint64_t checksum = 0;
};

Row read_row(const Statement& select, const Header& header, const std::string& path) {
  const auto number = [&](int column, uint64_t end) {
    const int64_t value = select.integer(column);
    if (value < 0 || static_cast<uint64_t>(value) >= end) {
      fail("E1303", base::cat("`", path, "` is damaged: it has blocks that belong to no chunk"));
    }
    return static_cast<uint64_t>(value);
  };
  Row row;
  row.place = {static_cast<uint32_t>(number(0, header.arms.size())), number(1, header.chunk_count())};
  row.kind = number(2, kKinds);
  row.item = number(3, header.columns(static_cast<ColumnKind>(row.kind)));
  row.runs = static_cast<uint32_t>(number(4, uint64_t{header.runs_in(row.place.number)} + 1));
  row.length = static_cast<uint64_t>(select.integer(5));
  row.checksum = static_cast<uint64_t>(select.integer(6));
  return row;
}

// Takes the rows of one chunk, sorted by kind and item, and says whether they are all there.
class ChunkCheck {
 public:
  explicit ChunkCheck(const Header& header) : header_(header) {}

  void add(const Row& row) {
    if (row.item != counts_[row.kind]++) good_ = false;
    if (entry.runs != 0 && row.runs != entry.runs) good_ = false;
    entry.runs = row.runs;
    const auto kind = static_cast<ColumnKind>(row.kind);
    if (row.length != block_bytes(kind, row.runs, header_.points(row.place.arm))) good_ = false;
    if (kind == ColumnKind::Trace) {
      entry.traces = true;
    } else {
      entry.checksums.push_back(row.checksum);
    }
  }

  bool whole() const {
    bool all = good_ && entry.runs > 0;
    for (size_t kind = 0; kind < kKinds; ++kind) {
      const bool may_lack = static_cast<ColumnKind>(kind) == ColumnKind::Trace && counts_[kind] == 0;
      if (!may_lack && counts_[kind] != header_.columns(static_cast<ColumnKind>(kind))) all = false;
    }
    return all;
  }

  ChunkEntry entry;

 private:
  const Header& header_;
  std::array<uint64_t, kKinds> counts_ = {};
  bool good_ = true;
};

}  // namespace

ChunkIndex read_index(Database& database, const Header& header) {
  ChunkIndex index;
  Statement select(
      database,
      "SELECT arm, chunk, kind, item, runs, length(data), checksum FROM block ORDER BY arm, chunk, kind, item");
  bool more = select.step();
  while (more) {
    Row row = read_row(select, header, database.path());
    const ChunkPlace place = row.place;
    ChunkCheck check(header);
    while (more && row.place == place) {
      check.add(row);
      more = select.step();
      if (more) row = read_row(select, header, database.path());
    }
    if (check.whole()) index.emplace(place, std::move(check.entry));
  }
  return index;
}

}  // namespace detente::store
