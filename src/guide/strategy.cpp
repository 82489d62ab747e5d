// Who may choose what: players and what they want, policies, agreements.
#include <algorithm>

#include "base/cat.h"
#include "base/number_text.h"
#include "guide/book.h"

namespace detente::guide {

using base::cat;
using namespace syntax;

namespace {

std::string bounds_html(const Book& book, const std::optional<Bounds>& bounds) {
  if (!bounds) return "";
  if (bounds->choices) return expr_html(book, *bounds->choices);
  return cat(expr_html(book, *bounds->low), " to ", expr_html(book, *bounds->high), bounds->log ? ", logarithmic" : "");
}

std::string terms_table(const Book& book, std::string_view caption, const std::vector<Term>& terms) {
  HtmlTable table(std::string(caption), {{"Name"}, {"Range"}, {"Default", true}, {"Unit"}});
  for (const Term& term : terms) {
    table.add({cat("<code>", escape(term.name.text), "</code>"), bounds_html(book, term.bounds),
               term.default_value ? expr_html(book, *term.default_value) : "", unit_html(book, term.unit)});
  }
  return table.html();
}

std::string levers_table(const Book& book) {
  const plan::Interface& interface = book.subject.model.interface;
  HtmlTable table("Every lever of the model, with who moves it",
                  {{"Lever"}, {"Moved by"}, {"From", true}, {"To", true}, {"Unit"}, {"Submodel"}});
  for (const Variable& variable : book.structure.variables()) {
    if (variable.decl->kind != DeclKind::Lever) continue;
    std::vector<std::string> owners;
    const plan::Lever* any = nullptr;
    for (const plan::Lever& lever : interface.levers) {
      if (lever.quantity.name.base != variable.symbol->name) continue;
      any = &lever;
      if (lever.owner == plan::kNone) continue;
      const std::string owner = escape(interface.players[lever.owner].name);
      if (std::find(owners.begin(), owners.end(), owner) == owners.end()) owners.push_back(owner);
    }
    if (!any) continue;
    const Chapter& chapter = book.structure.chapters()[variable.chapter];
    table.add({variable_link(book, variable.symbol->name), owners.empty() ? "scenarios" : join(owners, ", "),
               base::number_text(any->low / any->quantity.scale, 6),
               base::number_text(any->high / any->quantity.scale, 6), escape(any->quantity.unit),
               link(id_of("m", chapter.name), escape(chapter.title))});
  }
  return table.html();
}

std::string line(std::string_view what, const std::string& html) {
  return html.empty() ? "" : cat("<dt>", what, "</dt><dd>", html, "</dd>\n");
}

std::string player_html(const Book& book, const PlayerDecl& player) {
  std::vector<Binder> indices;
  if (player.set) indices.push_back({player.name, player.set, player.span});
  std::string facts;
  for (const ControlsClause& clause : player.controls) {
    std::string when = clause.every ? cat(", every ", expr_html(book, *clause.every, indices)) : "";
    if (!clause.after.empty()) when += cat(", after ", list_html(book, clause.after, indices));
    facts += line("controls", list_html(book, clause.levers, indices) + when);
  }
  facts += line("subject to", list_html(book, player.subject_to, indices));
  for (const ObservesClause& clause : player.observes) {
    facts += line("observes", cat(list_html(book, clause.variables, indices),
                                  clause.error ? cat(", with error ", expr_html(book, *clause.error, indices)) : "",
                                  clause.delay ? cat(", delay ", expr_html(book, *clause.delay, indices)) : ""));
  }
  for (const BelievesClause& clause : player.believes) {
    facts += line("believes", cat(expr_html(book, *clause.variable, indices), " ~ ",
                                  expr_html(book, *clause.distribution, indices)));
  }
  facts += line("maximises",
                player.maximises ? cat("the integral over time of ", expr_html(book, *player.maximises, indices)) : "");
  facts += line("at the end", player.at_end ? expr_html(book, *player.at_end, indices) : "");
  facts += line("discounts", player.discounts ? expr_html(book, *player.discounts, indices) : "");
  const std::string who =
      player.set ? cat("Each ", over_html(book, indices)) : cat("<code>", escape(player.name.text), "</code>");
  return cat("<section class=\"entry\"><h4>", who, " <span class=\"kind\">player</span></h4>\n", prose(player.doc),
             "<dl>", facts, "</dl></section>\n");
}

std::string policy_html(const Book& book, const PolicyDecl& policy) {
  std::vector<Binder> indices;
  if (policy.owner) indices.push_back(*policy.owner);
  std::string rules;
  for (const Rule& rule : policy.rules) {
    Typesetter typesetter(book.names, indices);
    const Math left = typesetter.indexed(rule.lever.text, rule.indices);
    typesetter.bind(rule.indices);
    rules += equation(typesetter, left, *rule.value);
  }
  return cat("<section class=\"entry\" id=\"", id_of("policy", policy.name.text), "\"><h4><code>",
             escape(policy.name.text), "</code>",
             policy.title.present ? cat(" <span class=\"title\">", escape(policy.title.text), "</span>") : "",
             indices.empty() ? "" : cat(" <span class=\"over\">for ", over_html(book, indices), "</span>"),
             " <span class=\"kind\">policy</span></h4>\n", prose(policy.doc), rules,
             terms_table(book, "Coefficients", policy.coefficients), "</section>\n");
}

std::string agreement_html(const Book& book, const AgreementDecl& agreement) {
  std::string facts = line("between", list_html(book, agreement.parties));
  for (const Expr* requirement : agreement.requirements) facts += line("requires", expr_html(book, *requirement));
  if (agreement.monitors) {
    const MonitorsClause& monitors = *agreement.monitors;
    facts +=
        line("detects a breach", monitors.breach_rate ? cat("at rate ", expr_html(book, *monitors.breach_rate)) : "");
    facts += line("false alarms",
                  monitors.false_alarm_rate ? cat("at rate ", expr_html(book, *monitors.false_alarm_rate)) : "");
  }
  if (agreement.punishes) {
    facts += line("after an alarm", agreement.punishes->ending ? "it ends"
                                    : agreement.punishes->suspension
                                        ? cat("it is suspended for ", expr_html(book, *agreement.punishes->suspension))
                                        : "");
  }
  if (agreement.open) {
    facts += line("open to",
                  cat(expr_html(book, *agreement.open->set),
                      agreement.open->lever ? cat(", who join by ", expr_html(book, *agreement.open->lever)) : ""));
  }
  facts += line("source", sources_html(book, agreement.sources));
  return cat("<section class=\"entry\" id=\"", id_of("v", agreement.name.text), "\"><h4><code>",
             escape(agreement.name.text), "</code>",
             agreement.title.present ? cat(" <span class=\"title\">", escape(agreement.title.text), "</span>") : "",
             " <span class=\"kind\">agreement</span></h4>\n", prose(agreement.doc), "<dl>", facts, "</dl>",
             terms_table(book, "Terms", agreement.terms), "</section>\n");
}

template <class T>
std::string part(const Book& book, std::string_view title, std::string (*html)(const Book&, const T&)) {
  std::string all;
  for (const T* one : book.structure.all<T>()) all += html(book, *one);
  return all.empty() ? "" : cat("<h3>", title, "</h3>\n", all);
}

}  // namespace

std::string strategy_html(const Book& book) {
  const std::string levers = levers_table(book);
  return cat(levers.empty() ? "" : "<h3>Levers</h3>\n", levers, part<PlayerDecl>(book, "Players", player_html),
             part<PolicyDecl>(book, "Policies", policy_html), part<AgreementDecl>(book, "Agreements", agreement_html));
}

}  // namespace detente::guide
