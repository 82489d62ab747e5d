#include "guide/example_test.h"

namespace detente::guide {
namespace {

const char* const kBibliography = R"(% Sources.
@article{hill1999, author = {Hill, {A. B.} and Vale, C.}, title = "Rates \& ranges", journal={J. of Rates}, volume=7,
  number={2}, pages={1--9}, year=1999, url = {https://example.org/a?b=1&c=2}}
@comment{nothing}
@misc{bare, title={No author}}
@broken{
)";

const char* const kModel = R"(model m "Rates <of> \"change\""

## What it is for: 1 < 2 & more.

time 0 to 10 year step 1/4 using rk4
set side = { a, b }
## How fast.
parameter rate[side]: 1/year = { a: 0.5, b: 0.4 } in [0, 1]
    source hill1999 "table 2" grade B
parameter other: fraction = 0.5 ~ uniform(0, 1)
    source assumed "nobody has <measured> it"
constant third: fraction = 3
stock level[s in side]: fraction = 1
    outflow rate[s] * other * third * level[s]
claim falls "It falls"
    source nowhere
    by 10: level[a] < 0.5
    expect share of futures >= 0.5
)";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Bibliography, ReadsEntriesAndLeavesOutWhatItCannotRead) {
  const std::vector<Reference> all = read_bibliography(kBibliography);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].key, "hill1999");
  EXPECT_EQ(all[0].fields.at("title"), "Rates & ranges");
  EXPECT_EQ(all[0].fields.at("year"), "1999");
  EXPECT_EQ(short_citation(all[0]), "Hill and Vale (1999)");
  EXPECT_EQ(reference_html(all[0]),
            "Hill, A. B.; Vale, C. (1999). <cite>Rates &amp; ranges</cite>. J. of Rates 7(2), 1–9. "
            "<a href=\"https://example.org/a?b=1&amp;c=2\">https://example.org/a?b=1&amp;c=2</a>");
  EXPECT_EQ(short_citation(all[1]), "No author");
}

TEST(Guide, SaysWhatTheModelSays) {
  const Example example(kModel, kBibliography);
  const std::string page = write(example.subject());
  EXPECT_TRUE(has(page, "<title>Rates &lt;of&gt; &quot;change&quot;</title>"));
  EXPECT_TRUE(has(page, "<p>What it is for: 1 &lt; 2 &amp; more.</p>"));
  EXPECT_TRUE(has(page, "nobody has &lt;measured&gt; it"));
  EXPECT_TRUE(has(page, "<a href=\"#ref-hill1999\">Hill and Vale (1999)</a>: table 2"));
  EXPECT_TRUE(has(page, "Cited, but not in the bibliography: <code>nowhere</code>"));
  EXPECT_TRUE(has(page, "0.05 · 0.5 · 0.95"));
  EXPECT_EQ(page, write(example.subject()));
}

TEST(Guide, CountsNumbersByElement) {
  const Example example(kModel, kBibliography);
  const Counts counts = count(example.subject());
  EXPECT_EQ(counts.stocks, 1u);
  EXPECT_EQ(counts.stock_elements, 2u);
  EXPECT_EQ(counts.numbers.sourced, 2u);
  EXPECT_EQ(counts.numbers.assumed, 1u);
  EXPECT_EQ(counts.numbers.unsourced, 1u);
  EXPECT_EQ(counts.numbers.deep, 2u);
  EXPECT_EQ(counts.numbers.probabilistic, 1u);
  EXPECT_EQ(counts.numbers.fixed, 1u);
}

TEST(Guide, CountsNoNumberThatIsComputedFromOthers) {
  const Example example(R"(model halves "Halves"
constant whole: fraction = 2
    source assumed "an example"
constant half: fraction = whole / 2
constant third: fraction = 3
)");
  const Counts counts = count(example.subject());
  EXPECT_EQ(counts.numbers.assumed, 1u);
  EXPECT_EQ(counts.numbers.unsourced, 1u);
}

TEST(Guide, TakesSectionsMadeElsewhere) {
  const Example example(kModel);
  const std::string page = write(example.subject(), {{{"fit", "How well it fits", "<p>Well.</p>"}}});
  EXPECT_TRUE(has(page, "How well it fits</h2>\n<p>Well.</p>"));
  EXPECT_LT(page.find("<p>Well.</p>"), page.find("id=\"assumptions\""));
}

}  // namespace
}  // namespace detente::guide
