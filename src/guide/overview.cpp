// What stands around the submodels: what runs, who takes part, a summary by the headings of the ODD protocol, what is
// assumed, and what is cited.
#include <algorithm>
#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"
#include "guide/book.h"
#include "plan/print.h"

namespace detente::guide {

using base::cat;
using base::number_text;
using namespace syntax;

namespace {

// Whether a declaration says a number; a constant that is computed from others says none of its own.
bool says_number(const Decl& decl) {
  if (decl.kind != DeclKind::Constant) return decl.kind == DeclKind::Parameter || decl.kind == DeclKind::Lever;
  return !decl.sources.empty() || is_literal(as<ConstantDecl>(decl).value.value);
}

bool is_assumed(const Decl& decl) {
  return std::any_of(decl.sources.begin(), decl.sources.end(), [](const auto& source) { return source.assumed; });
}

Counts count(const Book& book) {
  Counts counts;
  for (const Chapter& chapter : book.structure.chapters()) counts.submodels += has_content(chapter) ? 1 : 0;
  for (const model::Symbol& symbol : book.subject.model.symbols) counts.sets += symbol.kind == model::SymbolKind::Set;
  for (const Variable& variable : book.structure.variables()) {
    const std::uint64_t elements = variable.symbol->count;
    switch (variable.decl->kind) {
      case DeclKind::Stock:
        ++counts.stocks;
        counts.stock_elements += elements;
        counts.equations += elements;
        break;
      case DeclKind::Flow:
        ++counts.flows;
        counts.equations += elements;
        break;
      case DeclKind::Aux:
        ++counts.auxiliaries;
        counts.equations += elements;
        break;
      case DeclKind::Event: ++counts.events; break;
      case DeclKind::Parameter: ++counts.parameters; break;
      case DeclKind::Constant: ++counts.constants; break;
      case DeclKind::Lever: ++counts.levers; break;
      case DeclKind::Metric: ++counts.metrics; break;
      default: break;
    }
    if (!says_number(*variable.decl)) continue;
    Numbers& numbers = counts.numbers;
    (is_assumed(*variable.decl)       ? numbers.assumed
     : variable.decl->sources.empty() ? numbers.unsourced
                                      : numbers.sourced) += elements;
    std::uint64_t known = 0;
    const auto inputs = book.inputs_of.find(variable.symbol->name);
    if (inputs != book.inputs_of.end()) {
      for (const std::uint32_t i : inputs->second) {
        const plan::Input& input = book.subject.model.interface.inputs[i];
        if (input.kind != plan::InputKind::Parameter || input.spec.is_fixed()) continue;
        ++(input.spec.is_deep() ? numbers.deep : numbers.probabilistic);
        ++known;
      }
    }
    numbers.fixed += elements - std::min(known, elements);
  }
  return counts;
}

std::string method_text(plan::Method method) {
  switch (method) {
    case plan::Method::Euler: return "Euler’s method";
    case plan::Method::Rk2: return "the second-order Runge-Kutta method";
    case plan::Method::Rk4: return "the classical fourth-order Runge-Kutta method";
    case plan::Method::EulerMaruyama: return "the Euler-Maruyama method";
    case plan::Method::Heun: return "the stochastic Heun method";
  }
  return "";
}

std::string year(double value) { return number_text(value, 8); }

std::string time_text(const plan::TimeGrid& time) {
  if (!time.has_time) return "The model has no time; it is evaluated once.";
  const double per_year = std::floor(1 / time.step + 0.5);
  const bool part = per_year > 1 && std::fabs(time.step * per_year - 1) < 1e-9;
  return cat("Time runs from ", year(time.start), " to ", year(time.end), " in ", time.steps, " steps of ",
             part ? cat("1/", number_text(per_year)) : number_text(time.step, 4), " year, by ",
             method_text(time.method), ".");
}

template <class T>
std::string links_of(const Book& book) {
  std::vector<std::string> links;
  for (const Variable& variable : book.structure.variables()) {
    if (variable.decl->kind == T::kKind) links.push_back(variable_link(book, variable.symbol->name));
  }
  return join(links, ", ");
}

std::string odd(std::string_view heading, const std::string& html) {
  return html.empty() ? "" : cat("<dt>", heading, "</dt><dd>", html, "</dd>\n");
}

std::string concept_line(std::string_view what, const std::string& html) {
  return html.empty() ? "" : cat("<b>", what, ".</b> ", html, "<br/>\n");
}

std::string concepts(const Book& book) {
  const plan::Interface& interface = book.subject.model.interface;
  std::string html;
  if (!interface.players.empty()) {
    std::vector<std::string> names;
    for (const plan::Player& player : interface.players) names.push_back(escape(player.name));
    html += concept_line("Objectives",
                         cat(join(names, ", "), interface.players.size() == 1 ? " maximises" : " each maximise",
                             " an integrated, discounted payoff (see ", link("strategy", "players"), ")."));
    html += concept_line("Sensing",
                         "Players see what they observe with the error and delay that is declared, at their "
                         "decisions only.");
  }
  if (!interface.agreements.empty()) {
    html += concept_line("Interaction", cat(count_of(interface.agreements.size(), "agreement", "agreements"),
                                            " may bind the levers of their parties while in force."));
  }
  std::vector<std::string> chance;
  if (const std::string noise = links_of<NoiseDecl>(book); !noise.empty()) chance.push_back(cat("noise: ", noise));
  std::vector<std::string> events;
  for (const EventDecl* event : book.structure.all<EventDecl>()) {
    const bool random = event->probability || (event->trigger && event->trigger->kind == TriggerKind::Rate);
    if (random && book.names.symbol(event->name.text)) events.push_back(variable_link(book, event->name.text));
  }
  if (!events.empty()) chance.push_back(cat("random events: ", join(events, ", ")));
  html += concept_line("Chance inside a run", join(chance, "; "));
  const Numbers numbers = count(book).numbers;
  html += concept_line("Uncertainty", cat(numbers.probabilistic,
                                          " of the model’s numbers have a probability distribution; ", numbers.deep,
                                          " are deep:"
                                          " known only as a range, which is explored and never averaged."));
  html += concept_line("Observation",
                       cat(count_of(interface.metrics.size(), "metric", "metrics"), " a run; ",
                           count_of(interface.claims.size(), "claim is", "claims are"), " judged over the ensemble."));
  return html;
}

}  // namespace

Counts count(const Subject& subject) { return count(Book(subject)); }

std::string facts_html(const Book& book) {
  const model::Model& model = book.subject.model;
  const Counts counts = count(book);
  HtmlTable table("What this document describes", {{"Fact"}, {"Value"}});
  const auto fact = [&](std::string_view name, std::string value) { table.add({std::string(name), std::move(value)}); };
  fact("Model", cat("<code>", escape(model.interface.model), "</code>"));
  fact("Hash of all its texts", cat("<code>", escape(model.interface.hash), "</code>"));
  fact("Variant", book.subject.preset.empty() ? "whole" : cat("preset <code>", escape(book.subject.preset), "</code>"));
  fact("Time", time_text(model.time));
  fact("Submodels", cat(counts.submodels));
  fact("Sets", cat(counts.sets));
  fact("Stocks", cat(counts.stocks, " declared, ", counts.stock_elements, " with their elements"));
  fact("Equations", cat(counts.equations, " (stocks, flows and auxiliaries, each element)"));
  fact("Parameters", cat(counts.parameters, " declared; constants ", counts.constants, ", levers ", counts.levers));
  fact("Players, agreements", cat(model.interface.players.size(), ", ", model.interface.agreements.size()));
  fact("Scenarios, claims", cat(model.interface.scenarios.size(), ", ", model.interface.claims.size()));
  std::string html = table.html();
  if (!model.dropped.empty()) {
    std::vector<std::string> names;
    for (const std::string& name : model.dropped) names.push_back(cat("<code>", escape(name), "</code>"));
    html += cat("<p>The preset leaves out: ", join(names, ", "), ".</p>\n");
  }
  return html;
}

std::string actors_html(const Book& book) {
  const model::Model& model = book.subject.model;
  HtmlTable sets("Sets", {{"Set"}, {"Size", true}, {"Elements"}, {"Meaning"}});
  for (const SetDecl* decl : book.structure.all<SetDecl>()) {
    const model::Symbol* symbol = book.names.symbol(decl->name.text);
    if (!symbol || symbol->kind != model::SymbolKind::Set) continue;
    const model::Set& set = model.sets[symbol->index];
    std::vector<std::string> elements;
    for (const std::uint32_t e : set.elements) {
      const model::Element& element = model.elements[e];
      elements.push_back(cat("<code>", escape(element.label), "</code>",
                             element.title.empty() ? "" : cat(" ", escape(element.title))));
    }
    sets.add({cat("<code>", escape(decl->name.text), "</code>"), cat(set.elements.size()), join(elements, ", "),
              cat(inline_prose(decl->doc), decl->title.present ? escape(decl->title.text) : "")});
  }
  HtmlTable units("Units; besides year, month, week, day, fraction and %", {{"Unit"}, {"Is"}, {"Meaning"}});
  for (const UnitDecl* decl : book.structure.all<UnitDecl>()) {
    for (const UnitItem& item : decl->units) {
      units.add({cat("<code>", escape(item.name.text), "</code>"),
                 item.definition ? expr_html(book, *item.definition) : "a base of its own", escape(item.title.text)});
    }
  }
  return sets.html() + units.html();
}

std::string overview_html(const Book& book) {
  const model::Model& model = book.subject.model;
  const Counts counts = count(book);
  std::vector<std::string> chapters;
  for (const Chapter& chapter : book.structure.chapters()) {
    if (has_content(chapter)) chapters.push_back(link(id_of("m", chapter.name), escape(chapter.title)));
  }
  std::vector<std::string> data;
  for (const DataDecl* decl : book.structure.all<DataDecl>()) {
    const std::string file = cat("<code>", escape(decl->file.text), "</code>");
    if (decl->file.present && std::find(data.begin(), data.end(), file) == data.end()) data.push_back(file);
  }
  std::string html =
      "<p>The headings are those of the ODD protocol for describing simulation models; every line is read "
      "off the model.</p>\n<dl class=\"odd\">\n";
  const std::size_t claims = model.interface.claims.size();
  const std::string asked =
      claims == 0 ? "It is asked about no claim."
                  : cat("The claims it is asked about: ", link("claims", count_of(claims, "claim", "claims")), ".");
  html += odd("Purpose", cat("Stated ", link("purpose", "above"), ". ", asked));
  html += odd("Entities", counts.sets == 0
                              ? "One of everything: the model has no sets."
                              : cat("The elements of the ", link("actors", count_of(counts.sets, "set", "sets")), "."));
  html += odd("State variables", cat(count_of(counts.stocks, "stock", "stocks"), " (", counts.stock_elements,
                                     " with their elements): ", links_of<StockDecl>(book)));
  html += odd("Scales", time_text(model.time));
  html +=
      odd("Process overview and scheduling",
          cat("At each step: events that are due happen; auxiliaries are computed; players whose decision is due "
              "observe and decide together; values are recorded; stocks move. Submodels: ",
              join(chapters, ", "), ". Within a step, equations are ordered by who reads whom, never by the text."));
  html += odd("Design concepts", concepts(book));
  html += odd("Initialisation",
              "Each stock starts at the value given with its equation, drawn anew in each future where "
              "a parameter enters it.");
  html += odd("Input data", data.empty() ? "None besides the numbers in the text." : join(data, ", "));
  html += odd("Submodels", cat("Chapters of ", link("submodels", "their own"), "."));
  return html + "</dl>\n";
}

std::string assumptions_html(const Book& book) {
  const Counts counts = count(book);
  const Numbers& numbers = counts.numbers;
  const std::uint64_t all = numbers.sourced + numbers.assumed + numbers.unsourced;
  std::string html = cat(
      "<p>The model’s parameters, constants and lever defaults are ", count_of(all, "number", "numbers"), ": <b>",
      numbers.sourced, "</b> cite a source, <b>", numbers.assumed, "</b> are assumed with a reason, <b>",
      numbers.unsourced, "</b> name no source. <b>", numbers.deep, "</b> are deep (a range without a probability), <b>",
      numbers.probabilistic, "</b> have a probability distribution, <b>", numbers.fixed, "</b> are fixed.</p>\n");
  HtmlTable grades("Grades of evidence, by declaration", {{"Grade"}, {"Declarations", true}});
  for (const std::string_view grade : {"A", "B", "C", "D", ""}) {
    std::uint64_t found = 0;
    for (const Variable& variable : book.structure.variables()) {
      if (!says_number(*variable.decl)) continue;
      for (const SourceClause& source : variable.decl->sources) found += !source.assumed && source.grade.text == grade;
    }
    if (found > 0) grades.add({grade.empty() ? "none given" : std::string(grade), cat(found)});
  }
  html += grades.html();
  HtmlTable table("What is assumed, and why", {{"Name"}, {"Value"}, {"Unit"}, {"Range"}, {"Reason"}, {"Submodel"}});
  HtmlTable bare("What names no source", {{"Name"}, {"Value"}, {"Unit"}, {"Submodel"}});
  for (const Variable& variable : book.structure.variables()) {
    if (!says_number(*variable.decl)) continue;
    const bool assumed = is_assumed(*variable.decl);
    if (!assumed && !variable.decl->sources.empty()) continue;
    std::vector<std::string> values, ranges;
    for (const ValueRow& row : value_rows(book, variable)) {
      std::string elements;
      for (const std::string& label : row.elements) elements += cat(elements.empty() ? "" : ", ", escape(label));
      if (!elements.empty()) elements += ": ";
      if (!row.value.empty()) values.push_back(elements + row.value);
      if (!row.range.empty()) ranges.push_back(elements + row.range);
    }
    if (values.empty()) values.push_back("computed from others");
    const Chapter& chapter = book.structure.chapters()[variable.chapter];
    const std::string where = link(id_of("m", chapter.name), escape(chapter.title));
    const std::string unit = escape(book.subject.model.units.text(variable.symbol->unit));
    const std::string name = variable_link(book, variable.symbol->name);
    if (assumed) {
      std::vector<std::string> reasons;
      for (const SourceClause& source : variable.decl->sources) {
        if (source.assumed) reasons.push_back(escape(source.text.text));
      }
      table.add({name, join(values, "; "), unit, join(ranges, "; "), join(reasons, "; "), where});
    } else {
      bare.add({name, join(values, "; "), unit, where});
    }
  }
  return html + table.html() + bare.html();
}

std::string bibliography_html(const Book& book) {
  std::vector<std::string_view> cited;
  for (const Chapter& chapter : book.structure.chapters()) {
    for (const Decl* decl : chapter.declarations) {
      for (const SourceClause& source : decl->sources) {
        for (const Name& key : source.keys) {
          if (std::find(cited.begin(), cited.end(), key.text) == cited.end()) cited.push_back(key.text);
        }
      }
    }
  }
  std::string list, missing;
  for (const Reference& reference : book.references) {
    if (std::find(cited.begin(), cited.end(), reference.key) == cited.end()) continue;
    list += cat("<li id=\"", id_of("ref", reference.key), "\">", reference_html(reference), " <code>",
                escape(reference.key), "</code></li>\n");
  }
  for (const std::string_view key : cited) {
    if (!book.reference_of.contains(key)) missing += cat(missing.empty() ? "" : ", ", "<code>", escape(key), "</code>");
  }
  return cat(list.empty() ? "" : cat("<ul class=\"references\">\n", list, "</ul>\n"),
             missing.empty() ? "" : cat("<p>Cited, but not in the bibliography: ", missing, ".</p>\n"));
}

}  // namespace detente::guide
