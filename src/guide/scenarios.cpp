// What each scenario overrides.
#include "base/cat.h"
#include "guide/book.h"

namespace detente::guide {

using base::cat;
using namespace syntax;

namespace {

std::string target_html(const Book& book, const Name& target, const std::vector<Binder>& indices) {
  Typesetter typesetter(book.names);
  return formula(typesetter.indexed(target.text, indices));
}

std::string arguments_html(const Book& book, const std::vector<Argument>& arguments) {
  std::vector<std::string> all;
  for (const Argument& argument : arguments) {
    all.push_back(
        cat(argument.label.empty() ? "" : cat(escape(argument.label.text), ": "), expr_html(book, *argument.value)));
  }
  return all.empty() ? "" : cat(" (", join(all, ", "), ")");
}

std::string scenario_html(const Book& book, const ScenarioDecl& scenario) {
  std::vector<std::string> changes;
  if (scenario.time) {
    changes.push_back(
        cat("runs from ", expr_html(book, *scenario.time->start), " to ", expr_html(book, *scenario.time->end)));
  }
  for (const Override& one : scenario.overrides) {
    Typesetter typesetter(book.names, one.indices);
    changes.push_back(cat(target_html(book, one.target, one.indices), one.redraws ? " ~ " : " = ",
                          formula(typesetter.set(*one.value))));
  }
  for (const TimedAssignment& one : scenario.at) {
    Typesetter typesetter(book.names, one.assignment.indices);
    changes.push_back(
        cat("at ", expr_html(book, *one.time), ": ", target_html(book, one.assignment.target, one.assignment.indices),
            one.assignment.op == AssignOp::Set ? " ← " : " ← + ", formula(typesetter.set(*one.assignment.value))));
  }
  for (const SignClause& one : scenario.signs) {
    changes.push_back(cat("signs ",
                          link(id_of("v", one.agreement.text), cat("<code>", escape(one.agreement.text), "</code>")),
                          arguments_html(book, one.terms), one.time ? cat(" at ", expr_html(book, *one.time)) : ""));
  }
  for (const SwitchClause& one : scenario.switches) {
    changes.push_back(cat(expr_html(book, *one.event), one.on ? " may happen" : " never happens"));
  }
  for (const FollowsClause& one : scenario.follows) {
    changes.push_back(cat(expr_html(book, *one.player), " follows ",
                          link(id_of("policy", one.policy.text), cat("<code>", escape(one.policy.text), "</code>")),
                          arguments_html(book, one.coefficients)));
  }
  for (const BreachesClause& one : scenario.breaches) {
    changes.push_back(cat(expr_html(book, *one.player), " breaches <code>", escape(one.agreement.text), "</code>",
                          one.time ? cat(" from ", expr_html(book, *one.time)) : ""));
  }
  return changes.empty() ? "nothing of its own" : cat("<ul><li>", join(changes, "</li>\n<li>"), "</li></ul>");
}

}  // namespace

std::string scenarios_html(const Book& book) {
  HtmlTable table("Scenarios; what they do not name stays as in the baseline",
                  {{"Scenario"}, {"Extends"}, {"Changes"}, {"Remarks"}});
  for (const ScenarioDecl* scenario : book.structure.all<ScenarioDecl>()) {
    if (!book.names.symbol(scenario->name.text)) continue;  // left out by the preset
    const std::string name = cat("<code>", escape(scenario->name.text), "</code>");
    table.add(
        {cat(name, scenario->title.present ? cat("<br/>", escape(scenario->title.text)) : ""),
         scenario->parent.empty() ? "" : link(id_of("scenario", scenario->parent.text), escape(scenario->parent.text)),
         scenario_html(book, *scenario),
         cat(inline_prose(scenario->doc), scenario->doc.empty() || scenario->sources.empty() ? "" : " ",
             sources_html(book, scenario->sources))},
        id_of("scenario", scenario->name.text));
  }
  return table.html();
}

}  // namespace detente::guide
