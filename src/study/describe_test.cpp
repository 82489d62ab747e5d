#include "study/describe.h"

#include <gtest/gtest.h>

namespace detente::study {
namespace {

TEST(ThisSession, SaysWhoAndWhen) {
  const store::Session session = this_session("detente run race");
  EXPECT_EQ(session.program.rfind("detente ", 0), 0u);
  EXPECT_EQ(session.command, "detente run race");
  EXPECT_EQ(session.started.size(), 20u);
  EXPECT_EQ(session.started.back(), 'Z');
}

}  // namespace
}  // namespace detente::study
