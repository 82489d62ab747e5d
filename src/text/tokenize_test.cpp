#include "text/tokenize.h"

#include <gtest/gtest.h>

namespace detente::text {
namespace {

// Statements on a line each, tokens separated by blanks.
std::string statements(std::string text, base::Diagnostics* diagnostics = nullptr) {
  base::SourceMap sources;
  base::Diagnostics own;
  const base::SourceId id = sources.add("m", std::move(text));
  const TokenList raw = tokenize(sources, id, {}, diagnostics ? *diagnostics : own);
  const TokenList list = layout(raw, diagnostics ? *diagnostics : own);
  std::string out;
  for (const Token& token : list.tokens) {
    if (token.kind == TokenKind::EndOfFile) break;
    if (token.kind == TokenKind::EndOfLine) {
      out += "|";
    } else {
      out += std::string(token.begin == token.end ? describe(token.kind) : list.text(token)) + " ";
    }
  }
  if (!diagnostics) {
    EXPECT_TRUE(own.empty());
  }
  return out;
}

TEST(Tokenize, SplitsWords) {
  EXPECT_EQ(statements("a:=b+=c==d!=e<=f>=g->h"), "a := b += c == d != e <= f >= g -> h |");
  EXPECT_EQ(statements("x^-2*3.5e-3/y_1"), "x ^ - 2 * 3.5e-3 / y_1 |");
  EXPECT_EQ(statements("2028-03-15 2028 - 3 2028-03-1"), "2028-03-15 2028 - 3 2028 - 03 - 1 |");
  EXPECT_EQ(statements("10 %/year freeze.depth"), "10 % / year freeze . depth |");
  EXPECT_EQ(statements("\xEF\xBB\xBFmodel m \"a # b\" # c"), "model m \"a # b\" |");
}

TEST(Tokenize, ReadsTextValues) {
  EXPECT_EQ(string_value(R"("a \"b\" \\ c")"), R"(a "b" \ c)");
  EXPECT_EQ(string_value("\"open"), "open");
}

TEST(Layout, EndsStatementsWithLines) {
  EXPECT_EQ(statements("a\nb\n\n  c # remark\n# remark\nd"), "a |b |c |d |");
  EXPECT_EQ(statements("a +\nb\n* c\n, d"), "a + b * c , d |");
  EXPECT_EQ(statements("if a then\nb\nelse c where\nd"), "if a then b else c where d |");
  EXPECT_EQ(statements("x = 1\n  ~ f(\n2,\n\n3\n)\ny"), "x = 1 ~ f ( 2 , 3 ) |y |");
  // `in` may open a clause, so it joins only at the end of a line.
  EXPECT_EQ(statements("a in\nb\nin c"), "a in b |in c |");
}

TEST(Layout, DocumentsStatements) {
  EXPECT_EQ(statements("## one\n## two\na ## no\nb"), "## one ## two a |b |");
  EXPECT_EQ(statements("a + (\n## no\nb)\nc"), "a + ( b ) |c |");
}

TEST(Layout, BalancesBrackets) {
  base::Diagnostics diagnostics;
  EXPECT_EQ(statements("aux a = (1 + [2\naux b = {3", &diagnostics), "aux a = ( 1 + [ 2 `]` `)` |aux b = { 3 `}` |");
  EXPECT_EQ(diagnostics.error_count(), 2u);
  base::Diagnostics wrong;
  EXPECT_EQ(statements("a ( [ b ) c ] )", &wrong), "a ( [ b `]` ) c |");
  EXPECT_EQ(wrong.error_count(), 3u);
}

TEST(Tokenize, StaysLinearOnHostileText) {
  base::Diagnostics diagnostics;
  const std::string half(1'000'000, '(');
  statements(half + std::string(1'000'000, ']'), &diagnostics);
  std::string names;
  for (int i = 0; i < 200'000; ++i) names += "e\xCC\x81 ";
  statements(names, &diagnostics);
  std::string long_name;
  for (int i = 0; i < 1'000'000; ++i) long_name += "\xC3\xA9";
  statements(long_name, &diagnostics);
  EXPECT_TRUE(diagnostics.has_errors());
}

TEST(Tokenize, RefusesLargeFiles) {
  base::SourceMap sources;
  base::Diagnostics diagnostics;
  const base::SourceId id = sources.add("m", "aux a = 1\n");
  const TokenList list = tokenize(sources, id, {.source_bytes = 9}, diagnostics);
  EXPECT_EQ(list.tokens.size(), 1u);
  EXPECT_EQ(diagnostics.sorted().at(0)->code, "E0112");
}

}  // namespace
}  // namespace detente::text
