#include "report/table.h"

#include <gtest/gtest.h>

namespace detente::report {
namespace {

TEST(Table, AlignsColumnsLeavesEmptyOnesOutAndEndsNoLineInBlanks) {
  Table table({{"name"}, {"mean", Align::Right}, {"never filled"}, {"unit"}});
  table.add({"peak", "1.25", "", "effort"});
  table.add({"größe", "13", "", ""});
  table.note("a note");
  EXPECT_EQ(table.text({}),
            "name   mean  unit\n"
            "peak   1.25  effort\n"
            "größe    13\n"
            "    a note\n");
}

TEST(Table, ColoursDoNotMoveColumns) {
  Table table({{"verdict"}, {"claim"}});
  table.add({Cell("supported", Colour::Good), "a"});
  table.add({Cell("refuted", Colour::Bad), "b"});
  EXPECT_EQ(table.text({true}),
            "\x1b[1mverdict\x1b[0m    \x1b[1mclaim\x1b[0m\n"
            "\x1b[32msupported\x1b[0m  a\n"
            "\x1b[31mrefuted\x1b[0m    b\n");
}

}  // namespace
}  // namespace detente::report
