// One study in one SQLite file: model text, header, columns chunk by chunk with checksums, findings, sessions.
// Invariants: a chunk is there whole or not at all; what was committed survives kill -9, a full disk and power loss;
// one writer at a time. A commit happens at 8 MiB, or at the first chunk a second after the last one.
// Opened files are hostile: every length, count and checksum is checked before use.
// Format: docs/reference/study_file.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "results/chunk.h"
#include "results/digest.h"
#include "store/blocks.h"
#include "store/chunk_index.h"
#include "store/header.h"
#include "store/lock.h"
#include "store/sqlite.h"

namespace detente::store {

struct Finding {
  std::string kind;  // "claim", "certificate", ..
  std::string name;
  std::string body;
};

class StudyFile {
 public:
  // Goes on with the study at `path`, or begins it when there is nothing. Refused when the study there is another one,
  // or somebody else writes to it. Damaged chunks are dropped, with a warning for each, so that missing() has them.
  static base::Result<StudyFile> resume(const std::string& path, const Header& header, std::string_view model_text,
                                        const Session& session);
  // For reading only.
  static base::Result<StudyFile> open(const std::string& path);

  const Header& header() const { return header_; }
  const std::string& model_text() const { return model_text_; }
  const std::vector<Session>& sessions() const { return sessions_; }

  // Chunks that are not there, or have fewer runs than the study wants by now; by number, then arm.
  std::vector<ChunkPlace> missing() const;
  bool has(ChunkPlace place) const;
  uint64_t finished_chunks() const;

  // The chunk's number follows from its first run. Empty = done.
  base::Diagnostics put(uint32_t arm, const results::Chunk& chunk);
  base::Diagnostics put(const Finding& finding);
  base::Diagnostics commit();

  // Fails with E1302 when the chunk is damaged or not there.
  base::Result<results::Chunk> read(ChunkPlace place, bool with_traces = false);
  // One column over all chunks of an arm that are there, by run number; kind is not Fault or Trace.
  base::Result<std::vector<double>> column(uint32_t arm, results::ColumnKind kind, uint32_t index);
  bool has_traces(ChunkPlace place) const;
  base::Result<std::vector<Finding>> findings();

  // Reads everything and compares checksums: one E1302 per damaged chunk.
  base::Diagnostics verify();
  // Over what is there; claims are the findings of kind "claim".
  base::Result<std::string> digest();

 private:
  explicit StudyFile(Database database) : database_(std::move(database)) {}

  static StudyFile create(const std::string& path, const Header& header, std::string_view model_text);
  // Copies what is readable out of a file whose structure is damaged, and puts the copy in its place.
  static void rescue(const std::string& path, const Header& header, std::string_view model_text);

  void read_meta();
  void drop_damaged(base::Diagnostics& warnings);
  std::vector<ChunkPlace> damaged_places();
  void grow(uint64_t runs);
  void note(const Session& session);
  void write(uint32_t arm, const results::Chunk& chunk);
  void begin();
  void commit_now();
  base::Diagnostics undo(const Failure& failure);
  std::vector<Finding> read_findings();

  std::optional<WriterLock> lock_;  // before the database, so that it is let go after the database is closed
  Database database_;
  Header header_;
  std::string model_text_;
  std::vector<Session> sessions_;
  ChunkIndex index_;
  std::vector<ChunkPlace> uncommitted_;
  uint64_t uncommitted_bytes_ = 0;
  bool verified_ = false;  // every checksum was compared since opening
  std::chrono::steady_clock::time_point last_commit_ = std::chrono::steady_clock::now();
};

}  // namespace detente::store
