#include "guide/math.h"

#include "guide/example_test.h"

namespace detente::guide {
namespace {

// What a reader sees: tags that only carry style are dropped, the ones that make shapes stay.
std::string seen(const std::string& ml) {
  std::string out;
  for (std::size_t i = 0; i < ml.size(); ++i) {
    if (ml[i] == kBreak) {
      out += "¦";
      continue;
    }
    if (ml[i] != '<') {
      out += ml[i];
      continue;
    }
    const std::size_t end = ml.find('>', i);
    std::string tag = ml.substr(i + 1, end - i - 1);
    tag = tag.substr(0, tag.find(' '));
    const bool closes = tag.starts_with('/');
    const std::string name = closes ? tag.substr(1) : tag;
    for (const char* shape : {"mfrac", "msub", "msup", "msubsup", "msqrt", "munder", "mtable", "mtr", "mtd"}) {
      if (name == shape) out += closes ? ")" : name.substr(1) + "(";
    }
    if (name == "mrow") out += closes ? "}" : "{";
    i = end;
  }
  return out;
}

const char* const kModel = R"(model m
time 0 to 10 year step 1/4 using rk4
set side = { a, b }
unit effort
parameter x: fraction = 1 in [0, 1]
parameter wide_name_one: fraction = 1 in [0, 1]
parameter y[side]: fraction = 1 in [0, 1]
parameter mass: effort = 1 in [0, 2]
alternative form = { linear, square }
stock level: fraction = 1
    change 0 /year
aux wanted: )";

std::string shown(const std::string& unit, const std::string& expr) {
  const Example example(std::string(kModel) + unit + " = " + expr + "\n");
  const Names names(example.subject().model);
  const syntax::Decl& decl = *example.subject().files[0].declarations().back();
  Typesetter typesetter(names);
  return seen(typesetter.set(*syntax::as<syntax::AuxDecl>(decl).value.value).ml);
}

std::string shown(const std::string& expr) { return shown("fraction", expr); }

TEST(Math, NumbersAndQuantities) {
  EXPECT_EQ(shown("0.35"), "0.35");
  EXPECT_EQ(shown("1.5e6"), "{1.5·sup(10{6})}");
  EXPECT_EQ(shown("1e-3"), "{sup(10{−3})}");
  EXPECT_EQ(shown("10 %"), "10%");
  EXPECT_EQ(shown("effort", "0.3 effort"), "0.3effort");
  EXPECT_EQ(shown("1/year", "0.5/year"), "0.5/year");
}

TEST(Math, BracketsStandWhereTheyAreNeeded) {
  EXPECT_EQ(shown("x - (x - x)"), "x−{(x−x)}");
  EXPECT_EQ(shown("x + x * x"), "x+x·x");
  EXPECT_EQ(shown("(x + x) * x"), "{(x+x)}·x");
  EXPECT_EQ(shown("-x * x"), "−x·x");
  EXPECT_EQ(shown("x * (-x)"), "x·{(−x)}");
  EXPECT_EQ(shown("(x + 1)^2"), "sup({{(x+1)}}{2})");
  EXPECT_EQ(shown("(x / 2)^2"), "sup({{(frac({x}{2}))}}{2})");
}

TEST(Math, Fractions) {
  EXPECT_EQ(shown("x * x / (1 + x)"), "frac({x·x}{1+x})");
  EXPECT_EQ(shown("x / 2 * x"), "frac({x}{2})·x");
}

TEST(Math, IndicesAndSums) {
  EXPECT_EQ(shown("y[a]"), "sub({y}{a})");
  EXPECT_EQ(shown("sum(s in side where s != a: y[s])"), "under(∑{s∈side,s≠a})sub({y}{s})");
  EXPECT_EQ(shown("sum(s in side: y[s] + 1)"), "under(∑{s∈side}){(sub({y}{s})+1)}");
  EXPECT_EQ(shown("sum(s in side: y[s]) * x"), "{(under(∑{s∈side})sub({y}{s}))}·x");
  EXPECT_EQ(shown("max(s in side: y[s])"), "under(max{s∈side}){(sub({y}{s}))}");
  EXPECT_EQ(shown("mean(s in side: y[s])"), "under(mean{s∈side}){(sub({y}{s}))}");
}

TEST(Math, Functions) {
  EXPECT_EQ(shown("exp(-x)"), "sup({e}{−x})");
  EXPECT_EQ(shown("sqrt(x)"), "sqrt(x)");
  EXPECT_EQ(shown("abs(x)"), "{|x|}");
  EXPECT_EQ(shown("log10(x)"), "sub({log}{10}){(x)}");
  EXPECT_EQ(shown("min(x, 1)"), "min{(x,1)}");
  EXPECT_EQ(shown("initial(level)"), "level{(sub({t}{0}))}");
  EXPECT_EQ(shown("initial(level + x)"), "sub({{[level+x]}}{t=sub({t}{0})})");
}

TEST(Math, Choices) {
  EXPECT_EQ(shown("if time >= 5 year then x else 0"),
            "{{table(tr(td(x)td(\u00A0if\u00A0t≥5year))tr(td(0)td(\u00A0otherwise\u00A0)))}");
  EXPECT_EQ(shown("match form { linear: x, square: x^2 }"),
            "{{table(tr(td(x)td(\u00A0if\u00A0form=linear))tr(td(sup({x}{2}))td(\u00A0if\u00A0form=square)))}");
}

TEST(Math, WideFormulasMayBreakBeforeOperators) {
  const std::string wide = shown("wide_name_one + wide_name_one + wide_name_one + wide_name_one");
  EXPECT_EQ(wide, "wide_name_one¦+wide_name_one¦+wide_name_one¦+wide_name_one");
}

TEST(Math, EachPieceOfABrokenFormulaIsWellFormed) {
  const Example example(std::string(kModel) + "fraction = x\n");
  const Names names(example.subject().model);
  const Math broken{"<mi>a</mi>\n<mo>+</mo><mi>b</mi>", 50, Binding::Add};
  EXPECT_EQ(
      formula(broken),
      "<math displaystyle=\"true\"><mi>a</mi></math><wbr/><math displaystyle=\"true\"><mo>+</mo><mi>b</mi></math>");
}

TEST(Math, TextIsEscaped) {
  EXPECT_EQ(escape("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
  EXPECT_EQ(prose("one `x < y`\n\ntwo"), "<p>one <code>x &lt; y</code></p>\n<p>two</p>\n");
}

}  // namespace
}  // namespace detente::guide
