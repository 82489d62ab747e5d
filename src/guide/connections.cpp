// How the submodels hang together: who reads whom, and the loops through all of them.
#include <algorithm>

#include "base/cat.h"
#include "guide/book.h"
#include "guide/diagram.h"

namespace detente::guide {

using base::cat;

namespace {

constexpr std::uint32_t kMostLoops = 60;    // that are listed
constexpr std::uint32_t kLongestLoop = 10;  // variables

}  // namespace

std::string map_html(const Book& book) {
  const auto& chapters = book.structure.chapters();
  const auto& variables = book.structure.variables();
  HtmlTable table("What each submodel takes from others", {{"Submodel"}, {"Takes"}, {"From"}});
  for (std::uint32_t c = 0; c < chapters.size(); ++c) {
    bool first = true;
    for (std::uint32_t other = 0; other < chapters.size(); ++other) {
      if (other == c) continue;
      std::vector<std::uint32_t> taken;
      for (std::uint32_t v = 0; v < variables.size(); ++v) {
        if (variables[v].chapter != other) continue;
        const auto& readers = variables[v].read_by;
        const bool takes = std::any_of(readers.begin(), readers.end(),
                                       [&](std::uint32_t reader) { return variables[reader].chapter == c; });
        if (takes) taken.push_back(v);
      }
      if (taken.empty()) continue;
      table.add({first ? link(id_of("m", chapters[c].name), escape(chapters[c].title)) : "",
                 variable_links(book, taken), link(id_of("m", chapters[other].name), escape(chapters[other].title))});
      first = false;
    }
  }
  return reading_figure(book.structure) + table.html();
}

std::string loops_html(const Book& book) {
  const auto& variables = book.structure.variables();
  const Loops loops = find_loops(book.links, std::vector<bool>(variables.size(), true), kMostLoops, kLongestLoop);
  HtmlTable table("Loops through the whole model, shortest first", {{"Kind"}, {"Length", true}, {"Way round"}});
  std::uint64_t reinforcing = 0, balancing = 0;
  for (const Loop& loop : loops.found) {
    std::vector<std::string> names;
    for (const std::uint32_t v : loop.variables) names.push_back(variable_link(book, variables[v].symbol->name));
    names.push_back(names.front());
    reinforcing += loop.sign == Sign::Plus;
    balancing += loop.sign == Sign::Minus;
    const char* kind = loop.sign == Sign::Plus ? "R reinforcing" : loop.sign == Sign::Minus ? "B balancing" : "? open";
    table.add({kind, cat(loop.variables.size()), join(names, " → ")});
  }
  if (table.empty()) return "";
  return cat(
      "<p>A loop is reinforcing (R) when going round it once returns more for more, balancing (B) when it returns "
      "less; it is open (?) when the direction of one of its links is not the same everywhere in the declared ranges, "
      "or could not be shown. Of the ",
      loops.found.size(), loops.all ? " loops" : " shortest loops", " of at most ", kLongestLoop, " variables, ",
      reinforcing, " are reinforcing, ", balancing, " balancing and ", loops.found.size() - reinforcing - balancing,
      " open.", loops.all ? "" : " There are more.", " Arrays count as one variable.</p>\n", table.html());
}

}  // namespace detente::guide
