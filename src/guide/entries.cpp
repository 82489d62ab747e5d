// One entry for each declaration that has equations of its own: what it is, its equations, who reads it.
#include "base/cat.h"
#include "base/number_text.h"
#include "guide/book.h"

namespace detente::guide {

using base::cat;
using namespace syntax;

namespace {

const std::vector<Binder> kNoIndices;

std::string_view kind_text(const Decl& decl) {
  switch (decl.kind) {
    case DeclKind::Stock: return as<StockDecl>(decl).log_scale ? "stock on log scale" : "stock";
    case DeclKind::Flow: return "flow";
    case DeclKind::Aux: return "auxiliary";
    case DeclKind::Event: return "event";
    case DeclKind::Function: return "function";
    case DeclKind::Lookup: return "lookup";
    case DeclKind::Data: return "data";
    case DeclKind::Noise: return "noise";
    case DeclKind::Input: return "stand-in";
    default: return "";
  }
}

// Equations that hold at some elements only.
std::string exceptions_html(const Book& book, const Equation& equation, const std::vector<Binder>& indices,
                            std::string_view what) {
  std::string html;
  for (const ElementEquation& exception : equation.exceptions) {
    Typesetter typesetter(book.names, indices);
    html += cat("<p class=\"except\">At ", list_html(book, exception.elements), what, ":</p>",
                element("p", "class=\"equation\"", formula(typesetter.set(*exception.value))));
  }
  return html;
}

std::string value_html(const Book& book, const VariableDecl& decl) {
  if (!decl.value.value) return "";
  Typesetter typesetter(book.names, decl.indices);
  const Math left = typesetter.indexed(decl.name.text, decl.indices);
  return equation(typesetter, left, *decl.value.value) + exceptions_html(book, decl.value, decl.indices, "");
}

Math rate_of(const Math& of) {
  const std::string d = "<mi class=\"word\">d</mi>";
  return {cat("<mfrac><mrow>", d, of.ml, "</mrow><mrow>", d, "<mi class=\"variable\">t</mi></mrow></mfrac>"),
          of.width + 1, Binding::Multiply};
}

std::string_view term_text(StockTermKind kind) {
  switch (kind) {
    case StockTermKind::Inflow: return ", instead of that inflow";
    case StockTermKind::Outflow: return ", instead of that outflow";
    case StockTermKind::Change: return ", instead of that change";
    case StockTermKind::Growth: return ", instead of that growth";
    case StockTermKind::Diffusion: return ", instead of that diffusion";
  }
  return "";
}

std::string stock_html(const Book& book, const StockDecl& stock, const Variable& variable) {
  Typesetter typesetter(book.names, stock.indices);
  const Math name = typesetter.indexed(stock.name.text, stock.indices);
  Math moved = name;
  if (stock.log_scale)
    moved = glue({{"<mi class=\"word\">ln</mi><mspace width=\"0.15em\"></mspace>", 2}, name}, Binding::Atom);

  // Named flows from and to this stock are terms, too.
  std::vector<std::pair<bool, Math>> terms;  // whether it adds
  std::vector<const Expr*> sole;
  std::string jumps, exceptions;
  for (const StockTerm& term : stock.terms) {
    exceptions += exceptions_html(book, term.equation, stock.indices, term_text(term.kind));
    if (!term.equation.value) continue;
    if (term.kind == StockTermKind::Diffusion) {
      jumps += cat("<p class=\"except\">and over a time d<i>t</i>, by noise:</p>",
                   element("p", "class=\"equation\"", formula(typesetter.set(*term.equation.value))));
      continue;
    }
    terms.emplace_back(term.kind != StockTermKind::Outflow, typesetter.set(*term.equation.value));
    sole.push_back(term.equation.value);
  }
  for (const FlowDecl* flow : book.structure.all<FlowDecl>()) {
    for (const Expr* end : {flow->from, flow->to}) {
      if (!end) continue;
      for (const std::string_view at : names_read(book.names, *end)) {
        if (at != stock.name.text) continue;
        Typesetter of_flow(book.names, flow->indices);
        terms.emplace_back(end == flow->to, of_flow.indexed(flow->name.text, flow->indices));
        sole.push_back(nullptr);
      }
    }
  }

  std::string html;
  if (terms.size() == 1 && terms[0].first && sole[0]) {
    html += equation(typesetter, rate_of(moved), *sole[0]);
  } else {
    std::vector<Math> parts{rate_of(moved), symbol("=")};
    if (terms.empty()) parts.push_back(number("0"));
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const bool first = i == 0;
      if (!first) parts.push_back({std::string(1, kBreak), 0});
      if (!first || !terms[i].first) {
        parts.push_back(terms[i].first ? symbol("+") : first ? Math{"<mo form=\"prefix\">−</mo>", 1} : symbol("−"));
      }
      parts.push_back(within(terms[i].second, first && terms[i].first ? Binding::Add : Binding::Sum));
    }
    html += element("p", "class=\"equation\"", formula(glue(std::move(parts), Binding::Compare)));
  }
  html += exceptions + jumps;
  if (stock.value.value) {
    const Math start =
        glue({name, bracketed(subscript({"<mi class=\"variable\">t</mi>", 1}, number("0")))}, Binding::Atom);
    html += equation(typesetter, start, *stock.value.value);
    html += exceptions_html(book, stock.value, stock.indices, " at the start");
  }
  std::vector<std::string> events;
  for (const std::uint32_t read : variable.reads) {
    const Variable& other = book.structure.variables()[read];
    const auto* event = try_as<EventDecl>(other.decl);
    if (!event) continue;
    for (const Assignment& assignment : event->assignments) {
      if (assignment.target.text != stock.name.text) continue;
      events.push_back(variable_link(book, other.symbol->name));
      break;
    }
  }
  if (!events.empty()) html += cat("<p class=\"except\">Moved at once by ", join(events, ", "), ".</p>");
  if (stock.non_negative) {
    html += "<p class=\"except\">Never negative: its outflows are scaled down to what is there.</p>";
  }
  return html;
}

std::string flow_html(const Book& book, const FlowDecl& flow) {
  const std::string from = flow.from ? cat("from ", expr_html(book, *flow.from, flow.indices)) : "";
  const std::string to = flow.to ? cat("to ", expr_html(book, *flow.to, flow.indices)) : "";
  const std::string way = cat(from, from.empty() || to.empty() ? "" : " ", to);
  return cat(value_html(book, flow), way.empty() ? "" : cat("<p class=\"except\">It flows ", way, ".</p>"));
}

std::string trigger_html(const Book& book, const EventDecl& event) {
  if (!event.trigger) return "Happens only where a scenario says so";
  const Trigger& trigger = *event.trigger;
  const std::string amount = trigger.amount ? expr_html(book, *trigger.amount, event.indices) : "";
  switch (trigger.kind) {
    case TriggerKind::At: return cat("Happens at ", list_html(book, trigger.times, event.indices));
    case TriggerKind::Every:
      return cat("Happens every ", amount,
                 trigger.times.empty() ? "" : cat(" from ", list_html(book, trigger.times, event.indices)));
    case TriggerKind::Rate: return cat("A Poisson process; it happens at the rate ", amount);
    case TriggerKind::When:
      return cat("Happens when this becomes true", trigger.once ? " for the first time: " : ": ", amount);
    case TriggerKind::After:
      return cat("Happens ", amount, " after ", trigger.event ? expr_html(book, *trigger.event, event.indices) : "");
  }
  return "";
}

std::string event_html(const Book& book, const EventDecl& event) {
  std::string html =
      cat("<p>", trigger_html(book, event),
          event.probability ? cat(", with probability ", expr_html(book, *event.probability, event.indices)) : "",
          ". Then:</p>");
  for (const Assignment& assignment : event.assignments) {
    Typesetter typesetter(book.names, event.indices);
    const Math left = typesetter.indexed(assignment.target.text, assignment.indices);
    typesetter.bind(assignment.indices);
    const Math value = typesetter.set(*assignment.value);
    html += element("p", "class=\"equation\"",
                    cat(formula(glue({left, symbol(assignment.op == AssignOp::Set ? "←" : "← +"), value}, Binding::Or)),
                        assignment.where ? cat(" for all with ", formula(typesetter.set(*assignment.where))) : ""));
  }
  return html;
}

std::string points_html(const Book& book, const std::vector<Point>& points, std::string_view x, std::string_view y) {
  std::string at, value;
  for (const Point& point : points) {
    at += cat("<td>", expr_html(book, *point.x), "</td>");
    value += cat("<td>", expr_html(book, *point.y), "</td>");
  }
  if (points.empty()) return "";
  return cat("<table class=\"points\"><tbody><tr><th scope=\"row\">", x, "</th>", at, "</tr><tr><th scope=\"row\">", y,
             "</th>", value, "</tr></tbody></table>");
}

std::string_view interpolation_text(Interpolation interpolation, bool extrapolate) {
  if (extrapolate) return "Straight lines between the points, and beyond them.";
  switch (interpolation) {
    case Interpolation::Linear: return "Straight lines between the points, flat outside.";
    case Interpolation::Step: return "Each value holds until the next point.";
    case Interpolation::None: return "";
  }
  return "";
}

std::string data_html(const Book& book, const DataDecl& data) {
  std::string html;
  if (data.file.present) {
    html = cat("<p>Read from <code>", escape(data.file.text), "</code>");
    if (data.where) html += cat(", rows where ", expr_html(book, *data.where));
    if (!data.time_column.empty()) html += cat(", time in column <code>", escape(data.time_column.text), "</code>");
    if (!data.value_column.empty()) html += cat(", values in column <code>", escape(data.value_column.text), "</code>");
    html += ".</p>";
  }
  html += points_html(book, data.points, "time", "value");
  const std::string_view between = interpolation_text(data.interpolation, false);
  return cat(html, between.empty() ? "" : cat("<p>", between, "</p>"));
}

std::string function_html(const Book& book, const FunctionDecl& function) {
  if (!function.value) return "";
  Typesetter typesetter(book.names);
  std::vector<Math> names;
  for (const Term& term : function.parameters) {
    if (!names.empty()) names.push_back({"<mo separator=\"true\">,</mo>", 1.5});
    names.push_back(typesetter.name(term.name.text));
  }
  const Math left =
      glue({typesetter.name(function.name.text), bracketed(glue(std::move(names), Binding::Or))}, Binding::Atom);
  return equation(typesetter, left, *function.value);
}

std::string input_html(const Book& book, const InputDecl& input) {
  return cat("<p>A stand-in for a part that this model leaves out.</p>", value_html(book, input));
}

const VariableDecl* variable_decl(const Decl& decl) {
  switch (decl.kind) {
    case DeclKind::Stock: return &as<StockDecl>(decl);
    case DeclKind::Flow: return &as<FlowDecl>(decl);
    case DeclKind::Aux: return &as<AuxDecl>(decl);
    case DeclKind::Data: return &as<DataDecl>(decl);
    case DeclKind::Noise: return &as<NoiseDecl>(decl);
    case DeclKind::Input: return &as<InputDecl>(decl);
    default: return nullptr;
  }
}

std::string body_html(const Book& book, const Variable& variable) {
  const Decl& decl = *variable.decl;
  switch (decl.kind) {
    case DeclKind::Stock: return stock_html(book, as<StockDecl>(decl), variable);
    case DeclKind::Flow: return flow_html(book, as<FlowDecl>(decl));
    case DeclKind::Aux: return value_html(book, as<AuxDecl>(decl));
    case DeclKind::Event: return event_html(book, as<EventDecl>(decl));
    case DeclKind::Function: return function_html(book, as<FunctionDecl>(decl));
    case DeclKind::Data: return data_html(book, as<DataDecl>(decl));
    case DeclKind::Noise: return "<p>A Wiener process: independent normal increments, variance one a year.</p>";
    case DeclKind::Input: return input_html(book, as<InputDecl>(decl));
    case DeclKind::Lookup: {
      const auto& lookup = as<LookupDecl>(decl);
      return cat(points_html(book, lookup.points, "at", "value"), "<p>",
                 interpolation_text(lookup.interpolation, lookup.extrapolate), "</p>");
    }
    default: return "";
  }
}

}  // namespace

std::string entry_html(const Book& book, const Variable& variable) {
  const Decl& decl = *variable.decl;
  if (kind_text(decl).empty()) return "";
  const VariableDecl* valued = variable_decl(decl);
  const std::vector<Binder>& indices = valued                         ? valued->indices
                                       : decl.kind == DeclKind::Event ? as<EventDecl>(decl).indices
                                                                      : kNoIndices;
  const Expr* unit = valued ? valued->unit : decl.kind == DeclKind::Function ? as<FunctionDecl>(decl).unit : nullptr;
  std::string head = cat("<code>", escape(decl.name.text), "</code>");
  if (decl.title.present) head += cat(" <span class=\"title\">", escape(decl.title.text), "</span>");
  if (const std::string over = over_html(book, indices); !over.empty()) {
    head += cat(" <span class=\"over\">for ", over, "</span>");
  }
  if (unit) head += cat(" <span class=\"over\">in ", unit_html(book, unit), "</span>");
  head += cat(" <span class=\"kind\">", kind_text(decl), "</span>");

  std::string meta;
  const auto line = [&](std::string_view what, const std::string& html) {
    if (!html.empty()) meta += cat("<span><b>", what, "</b> ", html, "</span> ");
  };
  line("reads", variable_links(book, variable.reads));
  line("read by", variable_links(book, variable.read_by));
  line("source", sources_html(book, decl.sources));
  line("grade", grades_html(decl.sources));
  return cat("<section class=\"entry\" id=\"", id_of("v", variable.symbol->name), "\">\n<h4>", head, "</h4>\n",
             prose(decl.doc), body_html(book, variable), meta.empty() ? "" : cat("<p class=\"meta\">", meta, "</p>"),
             "\n</section>\n");
}

}  // namespace detente::guide
