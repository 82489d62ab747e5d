// The page around the chapters: style, table of contents, order.
#include "base/cat.h"
#include "guide/book.h"

namespace detente::guide {

using base::cat;

namespace {

constexpr std::string_view kStyle = R"CSS(
:root { --ink: #1d1f23; --soft: #5c6169; --line: #d9dce1; --page: #ffffff; --panel: #f5f6f8; --accent: #1f5fa8;
  --plus: #1f6f43; --minus: #a8321f; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e6ea; --soft: #a0a6b0; --line: #3a3f47; --page: #16181c; --panel: #1f2227; --accent: #8ab8ee;
    --plus: #7fd0a2; --minus: #f0998a; }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.55 Charter, "Bitstream Charter", "Source Serif 4",
  Georgia, "DejaVu Serif", serif; }
.layout { display: grid; grid-template-columns: 16rem minmax(0, 54rem); gap: 3rem; margin: 0 auto; max-width: 76rem;
  padding: 0 1.5rem; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2rem 0;
  font-size: .85rem;
  font-family: system-ui, "DejaVu Sans", sans-serif; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav ol ol { padding-left: .9rem; }
nav a { display: block; padding: .1rem 0; color: var(--soft); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
main { padding: 2rem 0 6rem; }
a { color: var(--accent); text-underline-offset: .3em; text-decoration-thickness: 1px; }
a:has(> code) { text-decoration: none; }
a:has(> code):hover { text-decoration: underline; }
a code { color: inherit; }
h1 { font-size: 2.1rem; line-height: 1.15; margin: 0 0 .3rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.5rem; margin: 3.2rem 0 1rem; padding-top: .6rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; }
h4 { font-size: 1rem; margin: 0 0 .3rem; font-weight: 600; }
p { margin: .5rem 0; max-width: 44rem; }
.lead { font-size: 1.1rem; color: var(--soft); margin: 0 0 1.5rem; }
code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .86em;
  overflow-wrap: anywhere; }
.file, .over, .doc, .title { color: var(--soft); font-weight: 400; font-size: .9em; }
.file { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .8rem; }
.kind { float: right; font: .75rem system-ui, "DejaVu Sans", sans-serif; color: var(--soft); letter-spacing: .02em;
  padding-top: .25rem; }
.entry { border-top: 1px solid var(--line); padding: .9rem 0 .7rem; }
.entry:target, tr:target { background: var(--panel); }
.entry > p { margin: .25rem 0; }
.entry > .equation, .equation { margin: .45rem 0 .45rem 1.5rem; padding-left: 2.2rem; text-indent: -2.2rem;
  max-width: none; line-height: 2; }
div.equation { text-indent: 0; padding-left: 0; }
div.equation > p { margin: 0; }
.except { color: var(--soft); font-size: .95em; }
math { font-size: 1.05em; text-indent: 0; }
mi { text-transform: none; font-family: inherit; font-style: normal; }
mi.variable { font-style: italic; }
mi.unit { color: var(--soft); }
mtext { font-family: inherit; }
table { border-collapse: collapse; margin: 1.2rem 0; width: 100%; font-size: .88rem; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; caption-side: top; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0;
  border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
tbody th { font-weight: 400; max-width: 22rem; }
thead th { border-bottom: 1.5px solid var(--ink); white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
table.cases { width: auto; margin: 0 0 0 1.5rem; border-left: 2px solid var(--soft); font-size: inherit; }
table.cases td { border: 0; padding: .1rem 1rem; }
table.cases td:first-child { padding-left: 3rem; text-indent: -2.2rem; line-height: 2; }
table.points { width: auto; }
table ul { margin: 0; padding-left: 1rem; }
.meta { color: var(--soft); font-size: .82rem; line-height: 1.5; max-width: none; }
.meta span { margin-right: .9rem; }
.meta b { font-weight: 600; font-family: system-ui, "DejaVu Sans", sans-serif; font-size: .92em; }
.assumed { font-style: italic; color: var(--soft); }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr); gap: .35rem 1.2rem;
  margin: .6rem 0; }
dl.odd { grid-template-columns: 10rem minmax(0, 1fr); }
dt { font-weight: 600; font-size: .92rem; }
dd { margin: 0; }
figure { margin: 1.4rem 0; overflow-x: auto; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
figcaption { color: var(--soft); font-size: .88rem; margin-top: .5rem; }
svg text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: var(--ink); }
svg a text { fill: var(--ink); }
svg a:hover text { fill: var(--accent); text-decoration: underline; }
svg .box { fill: var(--panel); stroke: var(--ink); stroke-width: 1.4; }
svg .quiet { fill: var(--soft); }
svg .pipe { fill: none; stroke: var(--ink); stroke-width: 3; }
svg .valve { fill: var(--page); stroke: var(--ink); stroke-width: 1.3; }
svg .cloud { fill: var(--page); stroke: var(--soft); stroke-width: 1.2; }
svg .link { fill: none; stroke: var(--accent); stroke-width: 1.1; opacity: .75; }
svg .plus { stroke: var(--plus); }
svg .minus { stroke: var(--minus); }
svg .tip { fill: var(--accent); }
svg .solid { fill: var(--ink); }
svg path.tip.plus { fill: var(--plus); stroke: none; }
svg path.tip.minus { fill: var(--minus); stroke: none; }
svg .lever { font-style: italic; }
svg .none { fill: none; stroke: var(--line); stroke-width: .5; }
svg .self { fill: var(--line); stroke: var(--line); }
svg .reads { fill: var(--accent); stroke: var(--line); stroke-width: .5; }
svg text.plus { fill: var(--plus); stroke: none; font-weight: 700; }
svg text.minus { fill: var(--minus); stroke: none; font-weight: 700; }
.references li { margin: .4rem 0; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .5rem; z-index: 1; }
footer { color: var(--soft); font-size: .85rem; border-top: 1px solid var(--line); margin-top: 4rem;
  padding-top: .8rem; }
@media screen and (max-width: 60rem) {
  .layout { display: block; padding: 0 1rem; }
  nav { position: static; max-height: none; padding-bottom: 0; }
  main { padding-top: 1rem; }
  table { display: block; overflow-x: auto; }
  dl, dl.odd { display: block; }
  dd { margin: 0 0 .6rem 1rem; }
}
@page { size: A4; margin: 18mm 16mm; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --page: #fff; --panel: #f2f2f2; --accent: #000; --plus: #000;
  --minus: #000; }
  body { font-size: 9.6pt; }
  .layout { display: block; padding: 0; max-width: none; }
  nav { position: static; max-height: none; break-after: page; columns: 2; }
  main { padding: 0; }
  a { text-decoration: none; }
  h2, h3, h4, caption { break-after: avoid; }
  h2 { margin-top: 2rem; }
  tr, figure, .equation, .claim { break-inside: avoid; }
  thead { display: table-header-group; }
  table { font-size: 8pt; }
  figure { overflow: visible; }
  figure svg { max-height: 230mm; width: auto; }
  .skip { display: none; }
}
)CSS";

struct Heading {
  std::string id, title;
  std::vector<std::pair<std::string, std::string>> inner;  // id, title
};

class Page {
 public:
  explicit Page(const Book& book) : book_(book) {}

  // A numbered chapter; nothing when there is nothing to say.
  void add(std::string id, std::string title, const std::string& html, Heading inner = {}) {
    if (html.empty()) return;
    contents_.push_back({id, title, std::move(inner.inner)});
    body_ += cat("<section aria-labelledby=\"", id, "\">\n<h2 id=\"", id, "\">", contents_.size(), "  ", escape(title),
                 "</h2>\n", html, "</section>\n");
  }

  std::string text() const {
    const plan::Interface& interface = book_.subject.model.interface;
    const std::string title = escape(interface.title.empty() ? interface.model : interface.title);
    std::string list;
    std::size_t number = 0;
    for (const Heading& heading : contents_) {
      std::string inner;
      for (const auto& [id, name] : heading.inner) inner += cat("<li>", link(id, escape(name)), "</li>\n");
      list += cat("<li>", link(heading.id, cat(++number, "  ", escape(heading.title))),
                  inner.empty() ? "" : cat("<ol>\n", inner, "</ol>"), "</li>\n");
    }
    return cat(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"generator\" content=\"detente guide\"/>\n<title>",
        title, "</title>\n<style>", kStyle,
        "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the text</a>\n"
        "<div class=\"layout\">\n<nav aria-label=\"Contents\">\n<ol>\n",
        list, "</ol>\n</nav>\n<main id=\"content\">\n<h1>", title, "</h1>\n<p class=\"lead\">The model <code>",
        escape(interface.model), "</code>, documented from its own text</p>\n", body_,
        "<footer>Made by <code>detente guide</code> from the texts with hash <code>", escape(interface.hash),
        "</code>.</footer>\n</main>\n</div>\n</body>\n</html>\n");
  }

 private:
  const Book& book_;
  std::vector<Heading> contents_;
  std::string body_;
};

constexpr std::string_view kNotation =
    "<p>Equations are set from the model’s text as it was typed. Names of variables and indices are <i>italic</i>; "
    "elements "
    "of sets, units and functions are upright. A subscript picks an element: <math><msub><mi "
    "class=\"variable\">chips</mi>"
    "<mi class=\"word\">us</mi></msub></math>. <math><mi class=\"variable\">t</mi></math> is time in years, "
    "<math><msub><mi class=\"variable\">t</mi><mn>0</mn></msub></math> the start of a run. A number beside a unit is a "
    "quantity; quantities in different units of one dimension convert exactly. <i>Deep</i> is what is known only as a "
    "range, "
    "without a probability: it is explored, never averaged. Grades of evidence run from A (measured) to D (guessed "
    "from "
    "afar).</p>\n";

}  // namespace

std::string write(const Subject& subject, const GuideParts& parts) {
  const Book book(subject);
  Page page(book);
  const std::vector<Chapter>& chapters = book.structure.chapters();
  const std::string purpose = chapters.empty() ? "" : prose(chapters.front().about);
  page.add("purpose", "Purpose", purpose.empty() ? "<p>The model’s text does not say.</p>\n" : purpose);
  page.add("facts", "What runs", facts_html(book));
  page.add("overview", "Summary", overview_html(book));
  page.add("actors", "Actors, sets and units", actors_html(book));
  page.add("map", "Map of the submodels", map_html(book));
  std::string submodels;
  Heading inner;
  for (std::uint32_t c = 0; c < chapters.size(); ++c) {
    if (!has_content(chapters[c])) continue;
    submodels += submodel_html(book, c);
    inner.inner.emplace_back(id_of("m", chapters[c].name), chapters[c].title);
  }
  page.add("submodels", "Submodels", submodels.empty() ? "" : cat(kNotation, submodels), std::move(inner));
  page.add("loops", "Feedback loops", loops_html(book));
  page.add("strategy", "Levers, players, agreements", strategy_html(book));
  page.add("scenarios", "Scenarios", scenarios_html(book));
  page.add("claims", "Claims", claims_html(book));
  for (const Section& section : parts.sections) page.add(section.id, section.title, section.html);
  page.add("assumptions", "Assumptions", assumptions_html(book));
  page.add("bibliography", "Bibliography", bibliography_html(book));
  return page.text();
}

}  // namespace detente::guide
