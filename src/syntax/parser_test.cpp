#include "syntax/parser.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/render.h"
#include "syntax/show.h"

namespace detente::syntax {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Parsed {
  base::SourceMap sources;
  base::Result<Ast> result;

  explicit Parsed(std::string text, const text::Limits& limits = {})
      : result(parse(sources, sources.add("m", std::move(text)), limits)) {}
  std::string messages() const { return base::render(result.diagnostics, sources); }
};

// The tree of one expression, or of the statement of one claim.
std::string tree(const std::string& expression) {
  const Parsed parsed("aux a = " + expression + "\n");
  EXPECT_TRUE(parsed.result.ok()) << parsed.messages();
  return show_expr(*as<AuxDecl>(*parsed.result->declarations().at(0)).value.value);
}

std::string statement(const std::string& formula) {
  const Parsed parsed("claim c\n    " + formula + "\n");
  EXPECT_TRUE(parsed.result.ok()) << parsed.messages();
  return show_expr(*as<ClaimDecl>(*parsed.result->declarations().at(0)).formula);
}

TEST(Parser, OperatorsBindAsInMathematics) {
  EXPECT_EQ(tree("a + b * c - d"), "(- (+ a (* b c)) d)");
  EXPECT_EQ(tree("a / b / c * d"), "(* (/ (/ a b) c) d)");
  EXPECT_EQ(tree("-x^2"), "(- (^ x 2))");
  EXPECT_EQ(tree("x^-y * 2"), "(* (^ x (- y)) 2)");
  EXPECT_EQ(tree("2 * -3"), "(* 2 (- 3))");
  EXPECT_EQ(tree("(a + b) * c"), "(* (+ a b) c)");
  EXPECT_EQ(tree("not a == b and c or d"), "(or (and (not (== a b)) c) d)");
  EXPECT_EQ(tree("a or b and c"), "(or a (and b c))");
  EXPECT_EQ(tree("a - 1 < b + 1"), "(< (- a 1) (+ b 1))");
  EXPECT_EQ(tree("1 + if a then b else c + d"), "(+ 1 (if a b (+ c d)))");
}

TEST(Parser, UnitsBindTighterThanAnyOperator) {
  EXPECT_EQ(tree("6 / 2 year"), "(/ 6 <2 year>)");
  EXPECT_EQ(tree("1/12 year"), "(/ 1 <12 year>)");
  EXPECT_EQ(tree("3 %/year"), "(/ <3 %> year)");
  EXPECT_EQ(tree("-0.3 effort * x"), "(* (- <0.3 effort>) x)");
}

TEST(Parser, SuffixesBindTighterThanOperators) {
  EXPECT_EQ(tree("0.75 * peak under deal"), "(* 0.75 (under peak deal))");
  EXPECT_EQ(tree("x[a] at 2035 - x[a] at 2030"), "(- (at x[a] 2035) (at x[a] 2030))");
  EXPECT_EQ(tree("integral(x) over [2030, 2035] under s"), "(under (over (integral x) [2030, 2035]) s)");
  EXPECT_EQ(tree("freeze.depth^2"), "(^ freeze.depth 2)");
}

TEST(Parser, CallsAndAggregates) {
  EXPECT_EQ(tree("max(a, b)"), "(max a b)");
  EXPECT_EQ(tree("max(q in power: x[q])"), "(max [q in power] x[q])");
  EXPECT_EQ(tree("max over time(x)"), "(max over time x)");
  EXPECT_EQ(tree("sum(q in power, r in region where q != r: m[q, r])"),
            "(sum [q in power, r in region] where (!= q r) m[q, r])");
  EXPECT_EQ(tree("count(q in power where x[q] > 1)"), "(count [q in power] where (> x[q] 1))");
  EXPECT_EQ(tree("beta(mean: 0.2, sd: 0.1)"), "(beta mean: 0.2 sd: 0.1)");
  EXPECT_EQ(tree("rank correlation(x, y given z, w)"), "(rank correlation x y given: z given: w)");
  EXPECT_EQ(tree("time when (x > time)"), "(time when (> x time))");
}

TEST(Parser, BracesAreArraysOrLists) {
  EXPECT_EQ(tree("{ a: 1, b, c: 2, else: { d: 3 } }"), "(array {a: 1} {b c: 2} {else: (array {d: 3})})");
  EXPECT_EQ(tree("{ a, b }"), "(list a b)");
  EXPECT_EQ(tree("{ a \"A\", b }"), "(list a \"A\" b)");
  EXPECT_EQ(tree("{ }"), "(list)");
  EXPECT_EQ(tree("if s in { a, b } then 1 else 0"), "(if (in s (list a b)) 1 0)");
}

TEST(Parser, StatementsAboutTime) {
  EXPECT_EQ(statement("always [2030, 2035]: x > 1"), "(always [2030, 2035] (> x 1))");
  EXPECT_EQ(statement("eventually within 6 year: x > 1"), "(eventually [within <6 year>] (> x 1))");
  EXPECT_EQ(statement("eventually [+0, +5 year]: x > 1"), "(eventually [+0, +<5 year>] (> x 1))");
  EXPECT_EQ(statement("by 2036: always: x > 1 and y > 2"), "(by by 2036 (always (and (> x 1) (> y 2))))");
  EXPECT_EQ(statement("x > 1 by 2035 and stays"), "(by-and-stays by 2035 (> x 1))");
  EXPECT_EQ(statement("a until [2030, 2032] b"), "(until [2030, 2032] a b)");
  EXPECT_EQ(statement("a until by 2032 b"), "(until [by 2032] a b)");
  EXPECT_EQ(statement("x[a] + 1 and y converge to within 2 by 2035-06-30"),
            "(converge by 2035-06-30 at 2 (+ x[a] 1) y)");
  EXPECT_EQ(statement("(always: a) and (by 2030: b)"), "(and (always a) (by by 2030 b))");
}

TEST(Parser, LongSumsAreWideNotDeep) {
  std::string sum = "a";
  for (int i = 0; i < 100'000; ++i) sum += " + a";
  const Parsed parsed("aux x = " + sum + "\n");
  ASSERT_TRUE(parsed.result.ok()) << parsed.messages();
  const auto& chain = as<BinaryExpr>(*as<AuxDecl>(*parsed.result->declarations().at(0)).value.value);
  EXPECT_EQ(chain.rest.size(), 100'000u);
}

TEST(Parser, DepthLimitIsExact) {
  const auto nested = [](int n) { return "aux x = " + std::string(n, '(') + "1" + std::string(n, ')') + "\n"; };
  EXPECT_TRUE(Parsed(nested(255)).result.ok());
  const Parsed deep(nested(256));
  ASSERT_EQ(deep.result.diagnostics.error_count(), 1u) << deep.messages();
  EXPECT_EQ(deep.result.diagnostics.sorted()[0]->code, "E0202");
  EXPECT_EQ(deep.sources.start(deep.result.diagnostics.sorted()[0]->span).column, 9 + 256u);
}

TEST(Parser, NodeLimitStopsOnce) {
  std::string text = "aux x = a";
  for (int i = 0; i < 5000; ++i) text += " + a";
  const Parsed parsed(text + "\naux y = = 1\n", {.nodes = 1000});
  ASSERT_EQ(parsed.result.diagnostics.error_count(), 1u) << parsed.messages();
  EXPECT_EQ(parsed.result.diagnostics.sorted()[0]->code, "E0203");
}

TEST(Parser, CountsErrorsBeyondThoseShown) {
  std::string text;
  for (int i = 0; i < 300'001; ++i) text += "aux a = = b\n";
  const Parsed parsed(std::move(text));
  EXPECT_EQ(parsed.result.diagnostics.error_count(), 300'001u);
  EXPECT_TRUE(parsed.messages().ends_with("299901 further errors not shown; fix the first\n"));
}

TEST(Parser, OneErrorAStatementAndGoesOn) {
  const Parsed parsed(
      "aux a = (1 + ) * 2 2 2\n"
      "stock s = 1\n"
      "    inflow 3 3\n"
      "    outflow s\n"
      "aux b = 1\n");
  EXPECT_EQ(parsed.result.diagnostics.error_count(), 2u) << parsed.messages();
  ASSERT_EQ(parsed.result->declarations().size(), 3u);
  EXPECT_EQ(as<StockDecl>(*parsed.result->declarations()[1]).terms.size(), 2u);
}

TEST(Parser, ReadsEveryForm) {
  const Parsed parsed(read("tests/syntax/everything.detente"));
  EXPECT_TRUE(parsed.result.diagnostics.empty()) << parsed.messages();
  EXPECT_EQ(show_ast(*parsed.result, parsed.sources), read("tests/syntax/everything.ast"));
}

TEST(Parser, ReadsThePage) {
  const Parsed parsed(read("tests/syntax/page.detente"));
  EXPECT_TRUE(parsed.result.diagnostics.empty()) << parsed.messages();
  EXPECT_EQ(parsed.result->declarations().size(), 25u);
}

TEST(Parser, NormalisedNamesOutliveTheTokens) {
  const Parsed parsed("aux cafe\xCC\x81 = 3 e\xCC\x81t + cafe\xCC\x81\n");
  ASSERT_TRUE(parsed.result.ok()) << parsed.messages();
  const auto& decl = as<AuxDecl>(*parsed.result->declarations().at(0));
  EXPECT_EQ(decl.name.text, "caf\xC3\xA9");
  EXPECT_EQ(show_expr(*decl.value.value), "(+ <3 \xC3\xA9t> caf\xC3\xA9)");
}

TEST(Parser, SpansCoverWhatWasRead) {
  const Parsed parsed("aux a = b + sum(q in s: x[q])\n    for c: 1 - 2\nconstant k = 1\n");
  const auto& decl = as<AuxDecl>(*parsed.result->declarations().at(0));
  EXPECT_EQ(parsed.sources.text(decl.span), "aux a = b + sum(q in s: x[q])\n    for c: 1 - 2");
  const auto& sum = as<BinaryExpr>(*decl.value.value);
  EXPECT_EQ(parsed.sources.text(sum.span), "b + sum(q in s: x[q])");
  EXPECT_EQ(parsed.sources.text(sum.rest[0].op_span), "+");
  EXPECT_EQ(parsed.sources.text(sum.rest[0].expr->span), "sum(q in s: x[q])");
  EXPECT_EQ(parsed.sources.text(decl.value.exceptions.at(0).value->span), "1 - 2");
}

// Deletes, doubles and swaps stretches of a good text: never a crash, and what parses formats.
TEST(Parser, SurvivesDamage) {
  for (const char* path : {"tests/syntax/page.detente", "tests/syntax/everything.detente"}) {
    const std::string good = read(path);
    std::uint64_t state = 20260101;
    const auto random = [&](std::size_t below) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return static_cast<std::size_t>((state >> 33) % below);
    };
    for (int round = 0; round < 500; ++round) {
      std::string text = good;
      for (std::size_t n = 1 + random(4); n > 0 && !text.empty(); --n) {
        const std::size_t from = random(text.size());
        const std::size_t count = 1 + random(12);
        const std::string piece = text.substr(from, count);
        if (random(2) == 0) text.erase(from, count);
        if (random(2) == 0 && !text.empty()) text.insert(random(text.size()), piece);
      }
      const Parsed parsed(std::move(text));
      show_ast(*parsed.result, parsed.sources);
      for (const base::Diagnostic* diagnostic : parsed.result.diagnostics.sorted()) {
        ASSERT_FALSE(diagnostic->help.empty()) << diagnostic->message;
      }
    }
  }
}

}  // namespace
}  // namespace detente::syntax
