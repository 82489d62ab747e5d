#include "base/near_names.h"

#include <gtest/gtest.h>

namespace detente::base {
namespace {

TEST(NearNames, CountsEdits) {
  EXPECT_EQ(edit_distance("compute", "compute", 3), 0u);
  EXPECT_EQ(edit_distance("comptue", "compute", 3), 1u);
  EXPECT_EQ(edit_distance("cmpute", "compute", 3), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting", 5), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3u);
  EXPECT_EQ(edit_distance("", "abc", 5), 3u);
}

TEST(NearNames, FindsTheNearest) {
  constexpr std::string_view kNames[] = {"cost", "compute", "computer"};
  EXPECT_EQ(nearest_name("comptue", kNames), "compute");
  EXPECT_EQ(nearest_name("COST", kNames), "cost");
  EXPECT_EQ(nearest_name("x", kNames), "");
  EXPECT_EQ(nearest_name("spending", kNames), "");
}

}  // namespace
}  // namespace detente::base
