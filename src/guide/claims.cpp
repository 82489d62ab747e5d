// Claims in words and in formal terms.
#include "base/cat.h"
#include "guide/book.h"

namespace detente::guide {

using base::cat;
using namespace syntax;

namespace {

std::string level_html(const Book& book, const Level& level) {
  const char* sign = level.op == BinaryOp::Greater        ? ">"
                     : level.op == BinaryOp::GreaterEqual ? "≥"
                     : level.op == BinaryOp::Less         ? "<"
                                                          : "≤";
  return cat(" ", escape(sign), " ", expr_html(book, *level.value));
}

std::string expectation_html(const Book& book, const Expectation& expect, const std::vector<Binder>& indices) {
  const std::string body =
      expect.body ? element("p", "class=\"equation\"", expr_html(book, *expect.body, indices)) : "";
  if (expect.measure == Measure::Condition) return cat("<p>Over the whole ensemble:</p>", body);
  std::string html = expect.measure == Measure::Probability ? "The probability is" : "The share of futures is";
  if (expect.level) html += level_html(book, *expect.level);
  if (expect.worlds) html += cat(" in a share of worlds", level_html(book, *expect.worlds));
  return cat("<p>", html, body.empty() ? "." : ", of this:", "</p>", body);
}

std::string claim_html(const Book& book, const ClaimDecl& claim) {
  std::string html = cat("<section class=\"entry claim\" id=\"", id_of("claim", claim.name.text), "\"><h3>",
                         title_html(claim.title, claim.name.text), " <code>", escape(claim.name.text), "</code></h3>\n",
                         prose(claim.doc));
  if (const std::string over = over_html(book, claim.indices); !over.empty())
    html += cat("<p>For each ", over, ":</p>");
  if (claim.given) html += cat("<p>Given that ", expr_html(book, *claim.given, claim.indices), ":</p>");
  if (claim.formula) html += element("p", "class=\"equation\"", expr_html(book, *claim.formula, claim.indices));
  if (claim.expect) html += expectation_html(book, *claim.expect, claim.indices);
  std::vector<std::string> remarks;
  if (!claim.under.empty()) {
    remarks.push_back(cat("under scenario ", link(id_of("scenario", claim.under.text),
                                                  cat("<code>", escape(claim.under.text), "</code>"))));
  }
  if (!claim.every_equilibrium.empty()) {
    remarks.push_back(cat("in every equilibrium of ", list_html(book, claim.every_equilibrium),
                          claim.choosing.empty() ? "" : " choosing ", list_html(book, claim.choosing)));
  }
  if (claim.by_construction) remarks.push_back("follows from the sign of an equation, so that it counts for nothing");
  if (!claim.sources.empty()) remarks.push_back(cat("source: ", sources_html(book, claim.sources)));
  return cat(html, remarks.empty() ? "" : cat("<p class=\"meta\">", join(remarks, "; "), "</p>"), "</section>\n");
}

}  // namespace

std::string claims_html(const Book& book) {
  std::string html;
  for (const ClaimDecl* claim : book.structure.all<ClaimDecl>()) {
    if (book.names.symbol(claim->name.text)) html += claim_html(book, *claim);
  }
  return html;
}

}  // namespace detente::guide
