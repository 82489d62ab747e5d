#include "guide/causes.h"

#include "guide/example_test.h"
#include "guide/ranges.h"

namespace detente::guide {
namespace {

const char* const kHead = R"(model m
time 0 to 10 year step 1/4 using rk4
set side = { a, b }
parameter rate: 1/year = 0.5 in [0, 1]
parameter either: fraction = 0 in [-1, 1]
parameter share: fraction = 0.5 in [0, 1]
)";

// '+', '-' or '?' of the link between two variables; ' ' when there is none.
char sign(const std::string& text, const std::string& from, const std::string& to) {
  const Example example(kHead + text);
  const Book book(example.subject());
  const std::uint32_t f = book.structure.variable(from), t = book.structure.variable(to);
  for (const Link& link : book.links) {
    if (link.from == f && link.to == t) return link.sign == Sign::Plus ? '+' : link.sign == Sign::Minus ? '-' : '?';
  }
  return ' ';
}

const std::string kStock = "stock s: fraction = 1\n    outflow rate * s\n";

TEST(Causes, MonotoneExpressions) {
  EXPECT_EQ(sign(kStock + "aux z: fraction = 2 * s\n", "s", "z"), '+');
  EXPECT_EQ(sign(kStock + "aux z: fraction = 1 - s\n", "s", "z"), '-');
  EXPECT_EQ(sign(kStock + "aux z: fraction = 1 / (1 + s)\n", "s", "z"), '-');
  EXPECT_EQ(sign(kStock + "aux z: fraction = exp(-s)\n", "s", "z"), '-');
  EXPECT_EQ(sign(kStock + "aux z: fraction = share * tanh(s)\n", "s", "z"), '+');
  EXPECT_EQ(sign(kStock + "aux z: fraction = max(0, 1 - s^2)\n", "s", "z"), '-');
  EXPECT_EQ(sign(kStock + "aux z: fraction = sqrt(1 + s)\n", "s", "z"), '+');
  EXPECT_EQ(sign(kStock + "aux z: fraction = smooth1(s, 1 year)\n", "s", "z"), '+');
}

TEST(Causes, WhatCannotBeToldStaysUnknown) {
  EXPECT_EQ(sign(kStock + "aux z: fraction = either * s\n", "s", "z"), '?');
  EXPECT_EQ(sign(kStock + "aux z: fraction = s * (1 - s)\n", "s", "z"), '?');
  EXPECT_EQ(sign(kStock + "aux z: fraction = if s > 0.5 then 1 else 0\n", "s", "z"), '?');
  EXPECT_EQ(sign(kStock + "aux z: fraction = (s - 0.5)^2\n", "s", "z"), '?');
}

TEST(Causes, WhatIsReadAtTheStartIsNoLink) {
  EXPECT_EQ(sign(kStock + "aux z: fraction = initial(s)\n", "s", "z"), ' ');
  EXPECT_EQ(sign(kStock + "aux w: fraction = 2 * share\nstock z: fraction = w\n    change 0 /year\n", "w", "z"), ' ');
}

TEST(Causes, FlowsOfStocks) {
  const std::string inflow =
      "aux z: 1/year = rate * share\nstock s: fraction = 1\n    inflow z\n    outflow rate * s\n";
  EXPECT_EQ(sign(inflow, "z", "s"), '+');
  const std::string outflow = "aux z: 1/year = rate\nstock s: fraction = 1\n    outflow z * s\n";
  EXPECT_EQ(sign(outflow, "z", "s"), '-');
  const std::string named = "stock p: fraction = 1\nstock q: fraction = 0\nflow f: 1/year = rate * p from p to q\n";
  EXPECT_EQ(sign(named, "f", "p"), '-');
  EXPECT_EQ(sign(named, "f", "q"), '+');
  EXPECT_EQ(sign(named, "p", "f"), '+');
}

TEST(Ranges, AStockThatCannotLeaveItsBoxKeepsIt) {
  const auto range = [](const std::string& text) {
    const Example example(kHead + text);
    const Book book(example.subject());
    return Ranges(book.structure).of(book.structure.variable("s"));
  };
  EXPECT_EQ(range(kStock), (Interval{0, 1}));
  EXPECT_EQ(range("stock s: fraction = 1\n    outflow rate\n"), (Interval{-kInfinity, 1}));
  EXPECT_EQ(range("stock s: fraction = 1\n    inflow rate\n"), (Interval{0, kInfinity}));
  EXPECT_EQ(range("stock s: fraction = 0.5\n    change rate * (either - s)\n"), (Interval{-kInfinity, 1}));
  EXPECT_EQ(range("stock s: fraction = 0.5\n    change rate * (share - s)\n"), (Interval{0, 1}));
  EXPECT_EQ(range("stock s: fraction = 0.5 on log scale\n    growth -rate\n"), (Interval{0, kInfinity}));
  // One falls because the other does.
  EXPECT_EQ(range("stock s: fraction = 0.5\n    inflow u / (1 year)\nstock u: fraction = 0\n    change -rate\n"),
            (Interval{-kInfinity, kInfinity}));
  EXPECT_EQ(range("stock s: fraction = 1\n    outflow rate * s\nevent e at 2\n    s += -0.5\n"),
            (Interval{-kInfinity, 1}));
}

TEST(Loops, ShortestFirstWithTheirSigns) {
  const std::vector<Link> links = {{0, 1, Sign::Plus}, {1, 0, Sign::Minus}, {1, 2, Sign::Plus},
                                   {2, 0, Sign::Plus}, {2, 3, Sign::Plus},  {3, 2, Sign::Unknown}};
  const Loops all = find_loops(links, std::vector<bool>(4, true), 10, 8);
  ASSERT_EQ(all.found.size(), 3u);
  EXPECT_TRUE(all.all);
  EXPECT_EQ(all.found[0].variables, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(all.found[0].sign, Sign::Minus);
  EXPECT_EQ(all.found[1].variables, (std::vector<std::uint32_t>{2, 3}));
  EXPECT_EQ(all.found[1].sign, Sign::Unknown);
  EXPECT_EQ(all.found[2].variables, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(all.found[2].sign, Sign::Plus);
  const Loops some = find_loops(links, std::vector<bool>(4, true), 2, 8);
  EXPECT_EQ(some.found.size(), 2u);
  EXPECT_FALSE(some.all);
  EXPECT_EQ(find_loops(links, {true, true, false, false}, 10, 8).found.size(), 1u);
}

}  // namespace
}  // namespace detente::guide
