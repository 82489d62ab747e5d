#include "store/study_file.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>

#include "store/small_study_test.h"

namespace detente::store {
namespace {

using results::Chunk;
using results::ColumnKind;

constexpr uint64_t kRuns = 3 * 4096 + 100;

base::Result<StudyFile> resume(const std::string& path, uint64_t runs = kRuns) {
  return StudyFile::resume(path, small_header(runs), kModelText, small_session());
}

void fill(StudyFile& file) {
  for (const ChunkPlace place : file.missing()) {
    ASSERT_TRUE(file.put(place.arm, small_chunk(file.header(), place)).empty());
  }
  ASSERT_TRUE(file.commit().empty());
}

std::string make_study(const std::string& path, uint64_t runs = kRuns) {
  auto file = resume(path, runs);
  EXPECT_TRUE(file.ok());
  fill(*file);
  return *file->digest();
}

std::string code(const base::Diagnostics& diagnostics) {
  return diagnostics.empty() ? "" : std::string(diagnostics.sorted()[0]->code);
}

std::string message(const base::Diagnostics& diagnostics) {
  return diagnostics.empty() ? "" : diagnostics.sorted()[0]->message;
}

void sql(const std::string& path, const char* text) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, text, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

void expect_same(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  if (a.empty()) return;
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)), 0);
}

TEST(StudyFile, GivesBackWhatWasPut) {
  const TemporaryFolder folder;
  const std::string path = folder / "race.study";
  make_study(path);
  auto file = StudyFile::open(path);
  ASSERT_TRUE(file.ok()) << message(file.diagnostics);
  EXPECT_EQ(to_json(file->header()), to_json(small_header(kRuns)));
  EXPECT_EQ(file->model_text(), kModelText);
  ASSERT_EQ(file->sessions().size(), 1u);
  EXPECT_EQ(file->sessions()[0].command, "detente run race");
  EXPECT_EQ(file->finished_chunks(), 8u);
  for (const ChunkPlace place : {ChunkPlace{0, 0}, {1, 0}, {1, 3}}) {
    const bool with_traces = file->has_traces(place);
    EXPECT_EQ(with_traces, place.number == 0);
    const auto read = file->read(place, with_traces);
    ASSERT_TRUE(read.ok()) << message(read.diagnostics);
    const Chunk expected = small_chunk(file->header(), place);
    EXPECT_EQ(read->first_run, expected.first_run);
    EXPECT_EQ(read->runs, expected.runs);
    for (const ColumnKind kind : results::kNumberKinds) expect_same(numbers(*read, kind), numbers(expected, kind));
    expect_same(read->traces, expected.traces);
    EXPECT_EQ(read->faults[5].site, 0u);
    EXPECT_EQ(read->faults[5].step, 2u);
    EXPECT_EQ(read->faults[6].site, results::kNoFault);
  }
}

TEST(StudyFile, ReadsOneColumnOverAllChunks) {
  const TemporaryFolder folder;
  make_study(folder / "race.study");
  auto file = StudyFile::open(folder / "race.study");
  const auto column = file->column(1, ColumnKind::Metric, 2);
  ASSERT_TRUE(column.ok());
  ASSERT_EQ(column->size(), kRuns);
  const Chunk last = small_chunk(file->header(), {1, 3});
  EXPECT_EQ(column->back(), last.metrics[3 * last.runs - 1]);
}

TEST(StudyFile, IsTheSameStudyHoweverItWasGrown) {
  const TemporaryFolder folder;
  const std::string at_once = make_study(folder / "a");
  make_study(folder / "b", 4096 + 7);
  EXPECT_EQ(make_study(folder / "b", kRuns), at_once);
  {
    auto file = resume(folder / "c");
    ASSERT_TRUE(file->put(1, small_chunk(file->header(), {1, 2})).empty());
    // Destroyed without commit(): the chunk is lost, the file is not.
  }
  {
    auto file = resume(folder / "c");
    EXPECT_EQ(file->finished_chunks(), 0u);
    const std::vector<ChunkPlace> places = file->missing();
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
      ASSERT_TRUE(file->put(place->arm, small_chunk(file->header(), *place)).empty());
    }
    ASSERT_TRUE(file->commit().empty());
    EXPECT_EQ(*file->digest(), at_once);
  }
}

TEST(StudyFile, DigestCoversClaimsButNotCertificates) {
  const TemporaryFolder folder;
  const std::string plain = make_study(folder / "a");
  auto file = resume(folder / "a");
  ASSERT_TRUE(file->put({"certificate", "nash", "regret 0.1"}).empty());
  ASSERT_TRUE(file->commit().empty());
  EXPECT_EQ(*file->digest(), plain);
  ASSERT_TRUE(file->put({"claim", "peace", "true in 0.4 of futures"}).empty());
  ASSERT_TRUE(file->commit().empty());
  EXPECT_NE(*file->digest(), plain);
  const auto findings = file->findings();
  ASSERT_EQ(findings->size(), 2u);
  EXPECT_EQ((*findings)[1].body, "true in 0.4 of futures");
}

TEST(StudyFile, RefusesAnotherStudyAndSaysWhy) {
  const TemporaryFolder folder;
  const std::string path = folder / "race.study";
  make_study(path);
  const auto refusal = [&](auto change) {
    Header header = small_header(kRuns);
    std::string text = kModelText;
    change(header, text);
    const auto file = StudyFile::resume(path, header, text, small_session());
    EXPECT_FALSE(file.ok());
    return code(file.diagnostics) + ": " + message(file.diagnostics);
  };
  EXPECT_EQ(refusal([](Header& header, std::string& text) {
              header.model_hash = "ff";
              text = "model race\n# three blocs\n";
            }),
            "E1301: cannot resume `" + path + "`: its model differs from line 2");
  EXPECT_EQ(refusal([](Header& header, std::string&) { header.design = "monte_carlo seed=2"; }),
            "E1307: cannot resume `" + path + "`: its design is `monte_carlo seed=1`, not `monte_carlo seed=2`");
  EXPECT_EQ(refusal([](Header& header, std::string&) { header.arms.pop_back(); }),
            "E1307: cannot resume `" + path + "`: it has other scenarios");
  EXPECT_EQ(refusal([](Header& header, std::string&) { header.runs = 10; }),
            "E1307: cannot resume `" + path + "`: it has 12388 runs, more than the 10 asked for");
}

TEST(StudyFile, HasOneWriterAndNamesIt) {
  const TemporaryFolder folder;
  const std::string path = folder / "race.study";
  auto first = resume(path);
  ASSERT_TRUE(first.ok());
  const auto second = resume(path);
  EXPECT_EQ(code(second.diagnostics), "E1306");
  EXPECT_NE(message(second.diagnostics).find("process " + std::to_string(getpid()) + " on "), std::string::npos)
      << message(second.diagnostics);
  // Reading goes on meanwhile, and the lock goes with the writer.
  fill(*first);
  EXPECT_TRUE(StudyFile::open(path).ok());
  first.value.reset();
  EXPECT_TRUE(resume(path).ok());
  EXPECT_FALSE(std::filesystem::exists(path + "-lock"));
}

TEST(StudyFile, ALockThatWasLeftOverMeansNothing) {
  const TemporaryFolder folder;
  std::ofstream(folder / "race.study-lock") << "process 1 on elsewhere\n";
  EXPECT_TRUE(resume(folder / "race.study").ok());
}

// Flips one bit in the data of a block, wherever it lies in the file.
void damage(const std::string& path, ChunkPlace place, ColumnKind kind) {
  const Chunk chunk = small_chunk(small_header(kRuns), place);
  const auto& values = numbers(chunk, kind);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const size_t at = bytes.find(std::string(bytes_of(values.data() + 10, 20)));
  ASSERT_NE(at, std::string::npos);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(bytes[at] ^ 4));
}

TEST(StudyFile, NamesADamagedChunkAndFillsItAgain) {
  const TemporaryFolder folder;
  const std::string path = folder / "race.study";
  const std::string whole = make_study(path);
  damage(path, {1, 1}, ColumnKind::Metric);
  {
    auto file = StudyFile::open(path);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(code(file->read({1, 1}).diagnostics), "E1302");
    EXPECT_TRUE(file->read({0, 1}).ok());
    EXPECT_EQ(message(file->verify()), "chunk 1 of `treaty` in `" + path + "` is damaged");
    EXPECT_EQ(code(file->digest().diagnostics), "E1302");
  }
  auto file = resume(path);
  EXPECT_EQ(code(file.diagnostics), "W1302");
  ASSERT_TRUE(file.value);
  EXPECT_EQ(file->missing(), (std::vector<ChunkPlace>{{1, 1}}));
  fill(*file);
  EXPECT_EQ(*file->digest(), whole);
}

TEST(StudyFile, RescuesWhatCanBeReadWhenTheStructureIsDamaged) {
  const TemporaryFolder folder;
  const std::string path = folder / "race.study";
  const std::string whole = make_study(path);
  constexpr size_t kPage = 16384;
  const size_t pages = std::filesystem::file_size(path) / kPage;
  {  // A page of the middle, overwritten.
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(pages / 2 * kPage));
    file << std::string(kPage, '\xff');
  }
  EXPECT_EQ(code(StudyFile::open(path).diagnostics), "E1303");
  auto file = resume(path);
  ASSERT_TRUE(file.value) << message(file.diagnostics);
  EXPECT_EQ(code(file.diagnostics), "W1302");
  EXPECT_GE(file->finished_chunks(), 4u);
  EXPECT_LT(file->finished_chunks(), 8u);
  EXPECT_EQ(file->sessions().size(), 2u);
  fill(*file);
  EXPECT_EQ(*file->digest(), whole);
}

TEST(StudyFile, ADamagedByteNeverGoesUnnoticed) {
  const TemporaryFolder folder;
  const std::string path = folder / "study";
  const std::string whole = make_study(path, 40);
  std::ifstream in(path, std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(in)), {});
  int noticed = 0, mended = 0;
  for (uint32_t attempt = 0; attempt < 150; ++attempt) {
    std::string bad = good;
    // Pages are mostly empty: aim at bytes that hold something.
    size_t at = attempt * 2654435761u % bad.size();
    while (bad[at] == 0) at = (at + 1) % bad.size();
    bad[at] = static_cast<char>(bad[at] ^ (1 << attempt % 8));
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bad;
    {
      auto file = StudyFile::open(path);
      const auto digest = file.ok() ? file->digest() : base::Result<std::string>();
      if (digest.ok()) {
        EXPECT_EQ(*digest, whole) << "byte " << at;
        EXPECT_EQ(file->model_text(), kModelText);
      } else {
        ++noticed;
      }
    }
    auto file = resume(path, 40);
    if (!file.value) continue;
    if (!file.diagnostics.empty() || !file->missing().empty()) ++mended;
    fill(*file);
    const auto digest = file->digest();
    EXPECT_EQ(*digest, whole) << "byte " << at << ": " << message(digest.diagnostics) << "; "
                              << message(file.diagnostics);
  }
  EXPECT_GT(noticed, 50);
  EXPECT_GT(mended, 20);
}

// Runs `step` in a child process; gives how it ended.
template <class Step>
int in_child(const Step& step) {
  const pid_t child = fork();
  if (child == 0) _exit(step());
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

TEST(StudyFile, KeepsFinishedChunksWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  const std::string path = folder / "race.study";
  const int status = in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1'000'000, 1'000'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    auto file = resume(path);
    if (!file.ok()) return 1;
    for (const ChunkPlace place : file->missing()) {
      base::Diagnostics said = file->put(place.arm, small_chunk(file->header(), place));
      if (said.empty()) said = file->commit();
      if (said.empty()) continue;
      if (code(said) != "E1304" || file->has(place)) return 2;
      return file->finished_chunks() >= 2 ? 0 : 3;
    }
    return 4;
  });
  EXPECT_EQ(status, 0) << WEXITSTATUS(status);
  auto file = resume(path);
  ASSERT_TRUE(file.ok());
  EXPECT_GE(file->finished_chunks(), 2u);
  fill(*file);
  EXPECT_EQ(*file->digest(), make_study(folder / "other"));
}

TEST(StudyFile, KeepsWhatWasCommittedWhenKilled) {
  const TemporaryFolder folder;
  const std::string path = folder / "race.study";
  const int status = in_child([&] {
    auto file = resume(path);
    for (uint64_t number = 0; number < 2; ++number) {
      if (!file->put(0, small_chunk(file->header(), {0, number})).empty()) return 1;
    }
    if (!file->commit().empty()) return 2;
    if (!file->put(1, small_chunk(file->header(), {1, 0})).empty()) return 3;
    raise(SIGKILL);
    return 4;
  });
  EXPECT_TRUE(WIFSIGNALED(status));
  auto file = resume(path);
  ASSERT_TRUE(file.ok()) << message(file.diagnostics);
  EXPECT_EQ(file->finished_chunks(), 2u);
  fill(*file);
  EXPECT_EQ(*file->digest(), make_study(folder / "other"));
}

TEST(StudyFile, RefusesWhatCannotBeAStudy) {
  const TemporaryFolder folder;
  EXPECT_EQ(code(StudyFile::open(folder / "absent").diagnostics), "E1305");
  EXPECT_EQ(code(resume(folder / "no/such/folder").diagnostics), "E1305");
  std::ofstream(folder / "text") << std::string(5000, 'x');
  EXPECT_EQ(message(StudyFile::open(folder / "text").diagnostics), "`" + folder / "text" + "` is not a study file");
  EXPECT_EQ(code(resume(folder / "text").diagnostics), "E1303");
  EXPECT_EQ(std::filesystem::file_size(folder / "text"), 5000u);
  ASSERT_EQ(mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(code(StudyFile::open(folder / "fifo").diagnostics), "E1305");
  sql(folder / "other", "CREATE TABLE t(x)");
  EXPECT_EQ(code(StudyFile::open(folder / "other").diagnostics), "E1303");
}

TEST(StudyFile, RefusesAHostileOne) {
  const TemporaryFolder folder;
  const auto opened_after = [&](const char* attack) {
    const std::string path = folder / "study";
    std::filesystem::remove(path);
    make_study(path);
    sql(path, attack);
    const auto file = StudyFile::open(path);
    return file.ok() ? "" : code(file.diagnostics);
  };
  EXPECT_EQ(opened_after("SELECT 1"), "");
  EXPECT_EQ(opened_after("CREATE TRIGGER t AFTER INSERT ON session BEGIN DELETE FROM block; END"), "E1303");
  EXPECT_EQ(opened_after("CREATE VIEW v AS SELECT 1"), "E1303");
  EXPECT_EQ(opened_after("PRAGMA user_version = 2"), "E1303");
  EXPECT_EQ(opened_after("DELETE FROM meta WHERE key = 'header'"), "E1303");
  EXPECT_EQ(opened_after("UPDATE meta SET value = '{}' WHERE key = 'header'"), "E1303");
  EXPECT_EQ(opened_after("UPDATE block SET arm = 7 WHERE arm = 1 AND chunk = 0"), "E1303");
  EXPECT_EQ(opened_after("UPDATE block SET chunk = 9223372036854775807 WHERE rowid = 1"), "E1303");
  EXPECT_EQ(opened_after("UPDATE block SET runs = -1"), "E1303");
  EXPECT_EQ(opened_after("UPDATE block SET kind = 99 WHERE rowid = 1"), "E1303");
}

TEST(StudyFile, ATornChunkCountsAsMissing) {
  const TemporaryFolder folder;
  for (const char* tear : {"DELETE FROM block WHERE arm = 0 AND chunk = 2 AND kind = 6",
                           "DELETE FROM block WHERE arm = 0 AND chunk = 2 AND kind = 0 AND item = 1",
                           "UPDATE block SET data = zeroblob(8) WHERE arm = 0 AND chunk = 2 AND kind = 3",
                           "UPDATE block SET runs = 9 WHERE arm = 0 AND chunk = 2 AND kind = 3"}) {
    const std::string path = folder / "study";
    std::filesystem::remove(path);
    const std::string whole = make_study(path);
    sql(path, tear);
    auto file = resume(path);
    ASSERT_TRUE(file.value) << message(file.diagnostics);
    EXPECT_EQ(file->missing(), (std::vector<ChunkPlace>{{0, 2}})) << tear;
    fill(*file);
    EXPECT_EQ(*file->digest(), whole);
  }
}

}  // namespace
}  // namespace detente::store
