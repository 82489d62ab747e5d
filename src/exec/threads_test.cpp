#include "exec/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace detente::exec {
namespace {

TEST(Workers, DoEveryItemOnce) {
  for (const uint32_t count : {1, 2, 5}) {
    Workers workers(count);
    EXPECT_EQ(workers.count(), count);
    for (const uint64_t items : {0, 1, 2, 1000}) {
      std::vector<std::atomic<int>> done(items);
      std::atomic<bool> strangers = false;
      workers.for_each(items, [&](uint32_t worker, uint64_t item) {
        if (worker >= count) strangers = true;
        ++done[item];
      });
      EXPECT_FALSE(strangers);
      for (const auto& times : done) EXPECT_EQ(times, 1);
    }
  }
}

TEST(Workers, WaitForEveryItem) {
  Workers workers(3);
  for (int round = 0; round < 2000; ++round) {
    std::atomic<uint64_t> sum = 0;
    workers.for_each(7, [&](uint32_t, uint64_t item) { sum += item; });
    ASSERT_EQ(sum, 21u);
  }
}

TEST(Workers, ShareWork) {
  // Each of two items waits for the other: done in turn they would never end.
  Workers workers(2);
  std::atomic<int> begun = 0;
  workers.for_each(2, [&](uint32_t, uint64_t) {
    ++begun;
    while (begun < 2) {
    }
  });
  EXPECT_EQ(begun, 2);
}

TEST(Workers, AreAsManyAsTheMachineRuns) { EXPECT_GE(Workers(0).count(), 1u); }

}  // namespace
}  // namespace detente::exec
