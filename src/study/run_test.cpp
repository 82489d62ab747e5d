#include "study/run.h"

#include <gtest/gtest.h>

#include "store/small_study_test.h"

namespace detente::study {
namespace {

using store::small_chunk;
using store::small_header;
using store::StudyFile;

constexpr uint64_t kRuns = 5 * 4096 + 1;

base::Result<StudyFile> open(const std::string& path) {
  return StudyFile::resume(path, small_header(kRuns), store::kModelText, store::small_session());
}

// Computes as the file's header says, and counts how often it was asked.
struct Computer {
  store::Header header = small_header(kRuns);
  std::vector<uint64_t> asked = {};
  ComputeChunks door() {
    return [this](uint64_t number, const std::vector<uint32_t>& arms, const std::atomic<bool>*) {
      asked.push_back(number);
      base::Result<std::vector<results::Chunk>> result;
      result.value.emplace();
      for (const uint32_t arm : arms) result->push_back(small_chunk(header, {arm, number}));
      return result;
    };
  }
};

TEST(Run, FillsWhatIsMissingInOrderAndReportsProgress) {
  const store::TemporaryFolder folder;
  auto file = open(folder / "study");
  Computer computer;
  std::vector<uint64_t> done;
  RunOptions options;
  options.on_progress = [&](const Progress& progress) {
    EXPECT_EQ(progress.runs_wanted, 2 * kRuns);
    done.push_back(progress.runs_done);
  };
  EXPECT_EQ(*run(*file, computer.door(), options), Outcome::Complete);
  EXPECT_EQ(computer.asked, (std::vector<uint64_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(done.front(), 2 * 4096u);
  EXPECT_EQ(done.back(), 2 * kRuns);
  EXPECT_EQ(*run(*file, computer.door()), Outcome::Complete);
  EXPECT_EQ(computer.asked.size(), 6u);
}

TEST(Run, StopsWhenAskedAndGoesOnToTheSameDigest) {
  const store::TemporaryFolder folder;
  Computer computer;
  {
    auto file = open(folder / "study");
    std::atomic<bool> stop = false;
    RunOptions options;
    options.stop = &stop;
    options.on_progress = [&](const Progress& progress) { stop = progress.runs_done >= 3 * 2 * 4096; };
    EXPECT_EQ(*run(*file, computer.door(), options), Outcome::Stopped);
  }
  auto file = open(folder / "study");
  EXPECT_EQ(file->finished_chunks(), 6u);
  uint64_t before = 0;
  RunOptions options;
  options.on_progress = [&](const Progress& progress) { before = progress.runs_before; };
  EXPECT_EQ(*run(*file, computer.door(), options), Outcome::Complete);
  EXPECT_EQ(before, 3 * 2 * 4096u);
  EXPECT_EQ(computer.asked, (std::vector<uint64_t>{0, 1, 2, 3, 4, 5}));
  auto other = open(folder / "other");
  EXPECT_EQ(*run(*other, computer.door()), Outcome::Complete);
  EXPECT_EQ(*file->digest(), *other->digest());
}

TEST(Run, AComputationThatWasStoppedIsNoError) {
  const store::TemporaryFolder folder;
  auto file = open(folder / "study");
  const auto result = run(*file, [](auto&&...) { return base::Result<std::vector<results::Chunk>>(); });
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, Outcome::Stopped);
}

TEST(Run, AnErrorKeepsWhatWasFinished) {
  const store::TemporaryFolder folder;
  Computer computer;
  {
    auto file = open(folder / "study");
    const auto result =
        run(*file, [&](uint64_t number, const std::vector<uint32_t>& arms, const std::atomic<bool>* stop) {
          if (number < 2) return computer.door()(number, arms, stop);
          base::Result<std::vector<results::Chunk>> failed;
          failed.diagnostics.add("E0799", {}, "every run faulted");
          return failed;
        });
    EXPECT_FALSE(result.ok());
    EXPECT_FALSE(result.value);
    EXPECT_EQ(result.diagnostics.sorted()[0]->code, "E0799");
  }
  EXPECT_EQ(open(folder / "study")->finished_chunks(), 4u);
}

}  // namespace
}  // namespace detente::study
