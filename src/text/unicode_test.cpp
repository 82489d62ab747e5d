#include "text/unicode.h"

#include <gtest/gtest.h>

namespace detente::text {
namespace {

TEST(Unicode, ComposesNames) {
  EXPECT_EQ(compose(U"cafe\u0301"), U"caf\u00E9");
  EXPECT_EQ(compose(U"caf\u00E9"), U"caf\u00E9");
  // Two marks in either order, and a composed letter with one more mark, are one Vietnamese letter.
  EXPECT_EQ(compose(U"a\u0302\u0323"), U"\u1EAD");
  EXPECT_EQ(compose(U"a\u0323\u0302"), U"\u1EAD");
  EXPECT_EQ(compose(U"\u00E2\u0323"), U"\u1EAD");
  EXPECT_EQ(compose(U"\u0438\u0306"), U"\u0439");
  // Marks of one class do not swap, and what has no composed form stays.
  EXPECT_EQ(compose(U"x\u0301"), U"x\u0301");
  EXPECT_EQ(compose(U"a\u0301\u0300"), U"\u00E1\u0300");
}

TEST(Unicode, KnowsScripts) {
  EXPECT_EQ(script_of('a'), Script::Latin);
  EXPECT_EQ(script_of('_'), Script::None);
  EXPECT_EQ(script_of(0x00D7), Script::None);  // multiplication sign
  EXPECT_EQ(script_of(0x03B1), Script::Greek);
  EXPECT_EQ(script_of(0x0441), Script::Cyrillic);
  EXPECT_EQ(script_of(0x4E2D), Script::Han);
  EXPECT_EQ(script_of(0x10FFFF), Script::None);
  EXPECT_EQ(lookalike_letter(0x0441), 'c');
  EXPECT_EQ(foreign_digit(0xFF12), '2');
  EXPECT_FALSE(foreign_digit('2'));
}

}  // namespace
}  // namespace detente::text
