#include "store/study_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>

#include "base/cat.h"
#include "base/check.h"
#include "store/schema.h"

namespace detente::store {

using base::cat;
using base::Diagnostics;
using base::Result;
using results::ColumnKind;

namespace {

constexpr uint64_t kCommitBytes = 8 << 20;
constexpr auto kCommitEvery = std::chrono::seconds(1);
constexpr std::string_view kHeaderKey = "header";
constexpr std::string_view kTextKey = "model_text";

// Runs a step that may throw Failure, and gives what it returns as a Result.
template <class Step>
auto guarded(const Step& step) -> Result<decltype(step())> {
  Result<decltype(step())> result;
  try {
    result.value.emplace(step());
  } catch (Failure& failure) {
    result.diagnostics.add(std::move(failure.diagnostic));
  } catch (const std::bad_alloc&) {
    result.diagnostics.add({"E1303", {}, "there is not enough memory to read the study"});
  }
  return result;
}

bool is_new(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) != 0 ? errno == ENOENT : S_ISREG(info.st_mode) && info.st_size == 0;
}

// A rename survives power loss only when its folder is written too.
void sync_folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

void write_finding(Database& database, const Finding& finding) {
  Statement(database, "INSERT OR REPLACE INTO finding(kind, name, checksum, body) VALUES (?, ?, ?, ?)")
      .bind(finding.kind)
      .bind(finding.name)
      .bind(static_cast<int64_t>(results::checksum(finding.body)))
      .bind(finding.body)
      .run();
}

}  // namespace

Result<StudyFile> StudyFile::resume(const std::string& path, const Header& header, std::string_view model_text,
                                    const Session& session) {
  Diagnostics warnings;
  Result<StudyFile> result = guarded([&] {
    WriterLock lock(path);
    if (is_new(path)) {
      StudyFile file = create(path, header, model_text);
      file.lock_ = std::move(lock);
      file.note(session);
      return file;
    }
    StudyFile file{Database(path, Database::Access::Write)};
    check_tables(file.database_);
    file.read_meta();
    if (auto refusal = difference(file.header_, file.model_text_, header, model_text, path)) throw Failure{*refusal};
    try {
      check_structure(file.database_);
      file.index_ = read_index(file.database_, file.header_);
      file.drop_damaged(warnings);
    } catch (const Failure& failure) {
      if (failure.diagnostic.code != "E1303") throw;
      const std::vector<Session> sessions = file.sessions_;
      file.database_.roll_back();
      file.database_ = Database();
      rescue(path, header, model_text);
      warnings.add({"W1302", {}, failure.diagnostic.message + "; what could be read was kept", {}, {}});
      file.database_ = Database(path, Database::Access::Write);
      file.read_meta();
      file.index_ = read_index(file.database_, file.header_);
      for (const Session& earlier : sessions) file.note(earlier);
    }
    file.lock_ = std::move(lock);
    if (file.header_.runs < header.runs) file.grow(header.runs);
    file.verified_ = true;
    file.note(session);
    return file;
  });
  result.diagnostics.append(warnings);
  return result;
}

Result<StudyFile> StudyFile::open(const std::string& path) {
  return guarded([&] {
    StudyFile file{Database(path, Database::Access::Read)};
    check_tables(file.database_);
    check_structure(file.database_);
    file.read_meta();
    file.index_ = read_index(file.database_, file.header_);
    return file;
  });
}

StudyFile StudyFile::create(const std::string& path, const Header& header, std::string_view model_text) {
  StudyFile file{Database(path, Database::Access::Create)};
  // Pages as large as half a column of a chunk keep the chains of a block short.
  file.database_.execute("PRAGMA page_size=16384; PRAGMA journal_mode=DELETE; BEGIN IMMEDIATE;");
  create_tables(file.database_);
  write_meta(file.database_, kHeaderKey, to_json(header));
  write_meta(file.database_, kTextKey, model_text);
  file.database_.execute("COMMIT");
  file.header_ = header;
  file.model_text_ = model_text;
  file.verified_ = true;
  return file;
}

void StudyFile::rescue(const std::string& path, const Header& header, std::string_view model_text) {
  const std::string copy_path = path + "-rescue";
  unlink(copy_path.c_str());
  unlink((copy_path + "-journal").c_str());
  {
    StudyFile copy = create(copy_path, header, model_text);
    StudyFile damaged{Database(path, Database::Access::Read)};
    damaged.header_ = header;
    const auto attempt = [](const auto& step) {
      try {
        step();
      } catch (const Failure& failure) {
        // What cannot be read is left behind; what cannot be written stops the rescue.
        if (failure.diagnostic.code != "E1302" && failure.diagnostic.code != "E1303") throw;
      }
    };
    for (uint64_t number = 0; number < header.chunk_count(); ++number) {
      for (uint32_t arm = 0; arm < header.arms.size(); ++arm) {
        attempt([&] {
          const results::Chunk chunk = read_blocks(damaged.database_, {arm, number}, header, false);
          // Trajectories are saved whole or not at all; a chunk whose trajectories are lost is computed again.
          Statement traces(damaged.database_, "SELECT 1 FROM block WHERE arm = ? AND chunk = ? AND kind = ? LIMIT 1");
          traces.bind(arm).bind(static_cast<int64_t>(number)).bind(static_cast<int64_t>(ColumnKind::Trace));
          const bool with_traces = traces.step();
          if (chunk.runs != header.runs_in(number)) return;
          copy.write(arm, with_traces ? read_blocks(damaged.database_, {arm, number}, header, true) : chunk);
        });
      }
    }
    attempt([&] {
      for (const Finding& finding : damaged.read_findings()) {
        copy.begin();
        write_finding(copy.database_, finding);
      }
    });
    copy.commit_now();
  }
  if (std::rename(copy_path.c_str(), path.c_str()) != 0) {
    fail("E1304", cat("cannot replace `", path, "`: ", std::string(std::strerror(errno))));
  }
  sync_folder_of(path);
}

void StudyFile::read_meta() {
  header_ = header_from_json(store::read_meta(database_, kHeaderKey), database_.path());
  model_text_ = store::read_meta(database_, kTextKey);
  sessions_.clear();
  Statement select(database_, "SELECT program, command, host, started FROM session ORDER BY id");
  while (select.step()) {
    sessions_.push_back({std::string(select.bytes(0)), std::string(select.bytes(1)), std::string(select.bytes(2)),
                         std::string(select.bytes(3))});
  }
}

std::vector<ChunkPlace> StudyFile::missing() const {
  std::vector<ChunkPlace> places;
  for (uint64_t number = 0; number < header_.chunk_count(); ++number) {
    for (uint32_t arm = 0; arm < header_.arms.size(); ++arm) {
      const auto found = index_.find({arm, number});
      if (found == index_.end() || found->second.runs < header_.runs_in(number)) places.push_back({arm, number});
    }
  }
  return places;
}

bool StudyFile::has(ChunkPlace place) const { return index_.contains(place); }

bool StudyFile::has_traces(ChunkPlace place) const {
  const auto found = index_.find(place);
  return found != index_.end() && found->second.traces;
}

uint64_t StudyFile::finished_chunks() const { return index_.size(); }

void StudyFile::begin() {
  if (!database_.in_transaction()) database_.execute("BEGIN IMMEDIATE");
}

void StudyFile::commit_now() {
  if (database_.in_transaction()) database_.execute("COMMIT");
  uncommitted_.clear();
  uncommitted_bytes_ = 0;
  last_commit_ = std::chrono::steady_clock::now();
}

Diagnostics StudyFile::undo(const Failure& failure) {
  database_.roll_back();
  for (const ChunkPlace place : uncommitted_) index_.erase(place);
  uncommitted_.clear();
  uncommitted_bytes_ = 0;
  Diagnostics diagnostics;
  diagnostics.add(failure.diagnostic);
  return diagnostics;
}

void StudyFile::write(uint32_t arm, const results::Chunk& chunk) {
  DETENTE_CHECK(arm < header_.arms.size() && chunk.first_run % results::kChunkRuns == 0);
  const ChunkPlace place{arm, chunk.first_run / results::kChunkRuns};
  begin();
  // Before the first byte: should this fail, the place has to be forgotten with the others.
  uncommitted_.push_back(place);
  uncommitted_bytes_ += write_blocks(database_, place, chunk, header_);
  index_[place] = {chunk.runs, results::column_checksums(chunk), !chunk.traces.empty()};
}

Diagnostics StudyFile::put(uint32_t arm, const results::Chunk& chunk) {
  try {
    write(arm, chunk);
    const bool late = std::chrono::steady_clock::now() - last_commit_ >= kCommitEvery;
    if (uncommitted_bytes_ >= kCommitBytes || late) commit_now();
  } catch (const Failure& failure) {
    return undo(failure);
  }
  return {};
}

Diagnostics StudyFile::put(const Finding& finding) {
  try {
    begin();
    write_finding(database_, finding);
  } catch (const Failure& failure) {
    return undo(failure);
  }
  return {};
}

Diagnostics StudyFile::commit() {
  try {
    commit_now();
  } catch (const Failure& failure) {
    return undo(failure);
  }
  return {};
}

void StudyFile::grow(uint64_t runs) {
  header_.runs = runs;
  begin();
  write_meta(database_, kHeaderKey, to_json(header_));
  commit_now();
}

void StudyFile::note(const Session& session) {
  begin();
  Statement(database_, "INSERT INTO session(program, command, host, started) VALUES (?, ?, ?, ?)")
      .bind(session.program)
      .bind(session.command)
      .bind(session.host)
      .bind(session.started)
      .run();
  commit_now();
  sessions_.push_back(session);
}

Result<results::Chunk> StudyFile::read(ChunkPlace place, bool with_traces) {
  return guarded([&] { return read_blocks(database_, place, header_, with_traces); });
}

Result<std::vector<double>> StudyFile::column(uint32_t arm, ColumnKind kind, uint32_t index) {
  DETENTE_CHECK(kind != ColumnKind::Fault && kind != ColumnKind::Trace && index < header_.columns(kind));
  return guarded([&] {
    std::vector<double> values;
    for (auto entry = index_.lower_bound({arm, 0}); entry != index_.end() && entry->first.arm == arm; ++entry) {
      const std::vector<double> part = read_column(database_, entry->first, header_, kind, index);
      values.insert(values.end(), part.begin(), part.end());
    }
    return values;
  });
}

std::vector<ChunkPlace> StudyFile::damaged_places() {
  std::vector<ChunkPlace> places;
  for (const auto& [place, entry] : index_) {
    try {
      read_blocks(database_, place, header_, entry.traces);
    } catch (const Failure& failure) {
      if (failure.diagnostic.code != "E1302") throw;
      places.push_back(place);
    }
  }
  return places;
}

Diagnostics StudyFile::verify() {
  Diagnostics diagnostics;
  const auto places = guarded([&] { return damaged_places(); });
  diagnostics.append(places.diagnostics);
  if (!places) return diagnostics;
  for (const ChunkPlace place : *places) {
    diagnostics.add("E1302", {}, cat(place_text(place, header_), " in `", database_.path(), "` is damaged"))
        .with_help("go on with the study (the same command, the same -o) to compute it again");
  }
  verified_ = places->empty();
  return diagnostics;
}

void StudyFile::drop_damaged(Diagnostics& warnings) {
  for (const ChunkPlace place : damaged_places()) {
    begin();
    delete_blocks(database_, place);
    index_.erase(place);
    warnings.add({"W1302",
                  {},
                  cat(place_text(place, header_), " in `", database_.path(), "` is damaged"),
                  {},
                  "it will be computed again"});
  }
  try {
    read_findings();
  } catch (const Failure& failure) {
    if (failure.diagnostic.code != "E1302") throw;
    begin();
    database_.execute("DELETE FROM finding");
    warnings.add({"W1302", {}, failure.diagnostic.message, {}, "all findings will be judged again"});
  }
  commit_now();
}

std::vector<Finding> StudyFile::read_findings() {
  std::vector<Finding> findings;
  Statement select(database_, "SELECT kind, name, body, checksum FROM finding ORDER BY kind, name");
  while (select.step()) {
    if (results::checksum(select.bytes(2)) != static_cast<uint64_t>(select.integer(3))) {
      fail("E1302", cat("the ", select.bytes(0), " `", select.bytes(1), "` in `", database_.path(), "` is damaged"),
           "go on with the study (the same command, the same -o) to judge it again");
    }
    findings.push_back({std::string(select.bytes(0)), std::string(select.bytes(1)), std::string(select.bytes(2))});
  }
  return findings;
}

Result<std::vector<Finding>> StudyFile::findings() {
  return guarded([&] { return read_findings(); });
}

Result<std::string> StudyFile::digest() {
  if (!verified_) {
    if (Diagnostics found = verify(); found.has_errors()) return {std::nullopt, std::move(found)};
  }
  return guarded([&] {
    results::Digest digest(header_.model_hash, header_.design);
    for (const auto& [place, entry] : index_) digest.add_chunk(place.number, place.arm, entry.checksums);
    for (const Finding& finding : read_findings()) {
      if (finding.kind == "claim") digest.add_claim(finding.name, finding.body);
    }
    return digest.text();
  });
}

}  // namespace detente::store
