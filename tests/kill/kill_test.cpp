// Kills a writer of a study again and again, at arbitrary moments, and looks at what it left each time.
// DETENTE_KILLS says how often (10).
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "store/small_study_test.h"

namespace detente::store {
namespace {

constexpr uint64_t kRuns = 120 * 4096 + 100;

// Computes what is missing, with a commit after every few chunks; never ends by itself before the study is complete.
int write_study(const std::string& path) {
  auto file = StudyFile::resume(path, small_header(kRuns), kModelText, small_session());
  if (!file.value || !file.diagnostics.empty()) return 1;
  uint32_t since_commit = 0;
  for (const ChunkPlace place : file->missing()) {
    if (!file->put(place.arm, small_chunk(file->header(), place)).empty()) return 2;
    if (++since_commit % 3 == 0 && !file->commit().empty()) return 3;
  }
  return file->commit().empty() ? 0 : 4;
}

TEST(Kill, WhatWasFinishedStaysAndTheStudyEndsTheSame) {
  const char* wanted = std::getenv("DETENTE_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 10;
  const TemporaryFolder folder;
  const std::string path = folder / "study";
  uint64_t finished = 0;
  int killed = 0;
  for (int attempt = 0; attempt < kills; ++attempt) {
    const pid_t child = fork();
    if (child == 0) _exit(write_study(path));
    // Scattered over the first 40 ms, where opening, creating and the first commits lie.
    usleep(static_cast<useconds_t>(attempt * 2654435761u % 40'000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << WEXITSTATUS(status);
    killed += WIFSIGNALED(status);

    // Going on is always possible, without a warning, and nothing that was there has gone.
    auto file = StudyFile::resume(path, small_header(kRuns), kModelText, small_session());
    ASSERT_TRUE(file.value && file.diagnostics.empty()) << file.diagnostics.sorted()[0]->message;
    ASSERT_GE(file->finished_chunks(), finished);
    ASSERT_TRUE(file->verify().empty());
    finished = file->finished_chunks();
    if (file->missing().empty()) break;
  }
  EXPECT_GT(killed, 0);
  ASSERT_EQ(write_study(path), 0);
  ASSERT_EQ(write_study(folder / "other"), 0);
  EXPECT_EQ(*StudyFile::open(path)->digest(), *StudyFile::open(folder / "other")->digest());
}

}  // namespace
}  // namespace detente::store
