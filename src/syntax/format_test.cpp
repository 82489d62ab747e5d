#include "syntax/format.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/render.h"
#include "text/tokenize.h"

namespace detente::syntax {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string formatted(const std::string& text) {
  base::SourceMap sources;
  const auto result = format(sources, sources.add("m", text));
  EXPECT_TRUE(result.ok()) << base::render(result.diagnostics, sources);
  return result.value.value_or("");
}

std::string words(const std::string& text) {
  base::SourceMap sources;
  base::Diagnostics diagnostics;
  const text::TokenList list = text::tokenize(sources, sources.add("m", text), {}, diagnostics);
  std::string all;
  for (const text::Token& token : list.tokens) all += std::string(list.text(token)) + "\n";
  return all;
}

TEST(Format, KeepsThePage) {
  const std::string page = read("tests/syntax/page.detente");
  EXPECT_EQ(formatted(page), page);
}

TEST(Format, TidiesUp) {
  EXPECT_EQ(formatted(read("tests/syntax/untidy.detente")), read("tests/syntax/untidy.formatted"));
}

TEST(Format, IsIdempotentAndKeepsEveryWord) {
  for (const char* path :
       {"tests/syntax/page.detente", "tests/syntax/everything.detente", "tests/syntax/untidy.detente"}) {
    const std::string text = read(path);
    const std::string once = formatted(text);
    EXPECT_EQ(formatted(once), once) << path;
    EXPECT_EQ(words(once), words(text)) << path;
  }
}

TEST(Format, DoesNotDependOnHowWideBlanksAre) {
  const std::string page = read("tests/syntax/page.detente");
  std::string wide;
  bool quoted = false, comment = false;
  for (char c : page) {
    if (c == '"' && !comment) quoted = !quoted;
    if (c == '#' && !quoted) comment = true;
    if (c == '\n') comment = false;
    wide += c;
    if (c == ' ' && !quoted && !comment) wide += "   ";
  }
  EXPECT_EQ(formatted(wide), page);
}

TEST(Format, RefusesWhatDoesNotParse) {
  base::SourceMap sources;
  const auto result = format(sources, sources.add("m", "aux a = = 1\n"));
  EXPECT_FALSE(result.value);
  EXPECT_TRUE(result.diagnostics.has_errors());
}

TEST(Format, NothingFromNothing) {
  EXPECT_EQ(formatted(""), "");
  EXPECT_EQ(formatted("\n\n# only a remark   \n\n"), "# only a remark\n");
}

}  // namespace
}  // namespace detente::syntax
