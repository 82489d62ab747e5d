#include "base/cat.h"
#include "base/utf8.h"
#include "syntax/show.h"
#include "syntax/show_parts.h"

namespace detente::syntax {
namespace {

using base::cat;

// Writes one declaration: a head line, then one indented line a part.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void head(std::string_view word, const Decl& decl) {
    out_ += word;
    if (!decl.name.empty()) out_ += cat(" ", decl.name.text);
    if (decl.title.present) out_ += cat(" ", show_string(decl.title));
    out_ += "\n";
    if (!decl.doc.empty()) part("doc", base::escape_for_display(decl.doc));
    for (const SourceClause& source : decl.sources) {
      std::string text = source.assumed ? "assumed" : "";
      for (const Name& key : source.keys) text += cat(text.empty() ? "" : ", ", key.text);
      if (source.text.present) text += cat(" ", show_string(source.text));
      if (!source.grade.empty()) text += cat(" grade ", source.grade.text);
      part("source", text);
    }
  }

  void variable(std::string_view word, const VariableDecl& decl) {
    head(word, decl);
    indices(decl.indices);
    part("unit", decl.unit);
    equation("value", decl.value);
  }

  void part(std::string_view label, std::string_view text) { out_ += cat("  ", label, " ", text, "\n"); }
  void part(std::string_view label, const Expr* expr) {
    if (expr) part(label, show_expr(*expr));
  }
  void part(std::string_view label, const Name& name) {
    if (!name.empty()) part(label, name.text);
  }
  void flag(std::string_view label, bool set) {
    if (set) out_ += cat("  ", label, "\n");
  }
  void list(std::string_view label, const std::vector<const Expr*>& exprs) {
    if (!exprs.empty()) part(label, show_list(exprs));
  }
  void indices(const std::vector<Binder>& binders) {
    if (!binders.empty()) part("indices", cat("[", show_binders(binders), "]"));
  }
  void equation(std::string_view label, const Equation& equation) {
    part(label, equation.value);
    for (const ElementEquation& exception : equation.exceptions) {
      part("for", cat(show_list(exception.elements), ": ", show_expr(*exception.value)));
    }
  }
  void bounds(const std::optional<Bounds>& bounds) {
    if (bounds) part("in", show_bounds(*bounds));
  }
  void terms(std::string_view label, const std::vector<Term>& terms) {
    for (const Term& term : terms) {
      std::string text(term.name.text);
      if (term.unit) text += cat(": ", show_expr(*term.unit));
      if (term.bounds) text += cat(" in ", show_bounds(*term.bounds));
      if (term.default_value) text += cat(" = ", show_expr(*term.default_value));
      part(label, text);
    }
  }
  void points(const std::vector<Point>& points) {
    for (const Point& point : points) part("point", cat(show_expr(*point.x), ", ", show_expr(*point.y)));
  }
  void interpolation(Interpolation kind) {
    switch (kind) {
      case Interpolation::None: return;
      case Interpolation::Linear: return flag("linear", true);
      case Interpolation::Step: return flag("step", true);
    }
  }

  static std::string show_bounds(const Bounds& bounds) {
    if (bounds.choices) return show_expr(*bounds.choices);
    return cat("[", show_expr(*bounds.low), ", ", show_expr(*bounds.high), "]", bounds.log ? " log" : "");
  }

 private:
  std::string& out_;
};

std::string target(const Name& name, const std::vector<Binder>& indices) {
  return indices.empty() ? std::string(name.text) : cat(name.text, "[", show_binders(indices), "]");
}

std::string show_assignment(const Assignment& assignment) {
  const std::string where = assignment.where ? cat(" where ", show_expr(*assignment.where)) : "";
  return cat(target(assignment.target, assignment.indices), where,
             assignment.op == AssignOp::Set ? " := " : " += ", show_expr(*assignment.value));
}

std::string show_range(const TimeRange& range) {
  return cat(show_expr(*range.start), " to ", show_expr(*range.end), range.unit ? " " : "",
             range.unit ? show_expr(*range.unit) : "");
}

void show_data(Writer& w, const DataDecl& decl) {
  w.variable("data", decl);
  if (decl.file.present) w.part("from", show_string(decl.file));
  w.points(decl.points);
  w.part("where", decl.where);
  for (const DataIndex& column : decl.columns) {
    std::string text(column.column.text);
    for (const auto& [element, spelling] : column.spellings) {
      text += cat(" ", element.text, ": ", show_string(spelling));
    }
    w.part("index", text);
  }
  w.part("time", decl.time_column);
  w.part("value", decl.value_column);
  w.interpolation(decl.interpolation);
  w.flag("missing allowed", decl.missing_allowed);
}

std::string_view stock_term_text(StockTermKind kind) {
  switch (kind) {
    case StockTermKind::Inflow: return "inflow";
    case StockTermKind::Outflow: return "outflow";
    case StockTermKind::Change: return "change";
    case StockTermKind::Growth: return "growth";
    case StockTermKind::Diffusion: return "diffusion";
  }
  return "";
}

void show_event(Writer& w, const EventDecl& decl) {
  w.head("event", decl);
  w.indices(decl.indices);
  if (decl.trigger) {
    const Trigger& trigger = *decl.trigger;
    switch (trigger.kind) {
      case TriggerKind::At: break;
      case TriggerKind::Every: w.part("every", trigger.amount); break;
      case TriggerKind::Rate: w.part("rate", trigger.amount); break;
      case TriggerKind::When: w.part("when", trigger.amount); break;
      case TriggerKind::After: w.part("after", trigger.amount); break;
    }
    w.list(trigger.kind == TriggerKind::Every ? "from" : "at", trigger.times);
    w.part("event", trigger.event);
    w.flag("once", trigger.once);
  }
  w.part("probability", decl.probability);
  for (const Assignment& assignment : decl.assignments) w.part("assign", show_assignment(assignment));
}

void show_player(Writer& w, const PlayerDecl& decl) {
  w.head("player", decl);
  w.part("in", decl.set);
  for (const ControlsClause& clause : decl.controls) {
    w.list("controls", clause.levers);
    w.part("  every", clause.every);
    w.list("  after", clause.after);
  }
  w.list("subject to", decl.subject_to);
  for (const ObservesClause& clause : decl.observes) {
    w.list("observes", clause.variables);
    w.part("  error", clause.error);
    w.part("  delay", clause.delay);
  }
  for (const BelievesClause& clause : decl.believes) {
    w.part("believes", cat(show_expr(*clause.variable), " ~ ", show_expr(*clause.distribution)));
  }
  w.part("maximises", decl.maximises);
  w.part("at end", decl.at_end);
  w.part("discounts", decl.discounts);
}

void show_agreement(Writer& w, const AgreementDecl& decl) {
  w.head("agreement", decl);
  w.terms("term", decl.terms);
  w.list("between", decl.parties);
  for (const Expr* requirement : decl.requirements) w.part("requires", requirement);
  if (decl.monitors) {
    w.part("breach rate", decl.monitors->breach_rate);
    w.part("false alarm rate", decl.monitors->false_alarm_rate);
  }
  if (decl.punishes) {
    w.flag("ending", decl.punishes->ending);
    w.part("suspending", decl.punishes->suspension);
  }
  if (decl.open) {
    w.part("open to", decl.open->set);
    w.part("  by", decl.open->lever);
  }
}

void show_scenario(Writer& w, const ScenarioDecl& decl) {
  w.head("scenario", decl);
  w.part("extends", decl.parent);
  if (decl.time) w.part("time", show_range(*decl.time));
  for (const Override& o : decl.overrides) {
    w.part("set", cat(target(o.target, o.indices), o.redraws ? " ~ " : " = ", show_expr(*o.value)));
  }
  for (const TimedAssignment& timed : decl.at) {
    w.part("at", cat(show_expr(*timed.time), ": ", show_assignment(timed.assignment)));
  }
  for (const SignClause& sign : decl.signs) {
    w.part("sign", cat(sign.agreement.text, show_arguments(sign.terms)));
    w.part("  at", sign.time);
  }
  for (const SwitchClause& clause : decl.switches) w.part(clause.on ? "on" : "off", clause.event);
  for (const FollowsClause& follows : decl.follows) {
    w.part("follows", cat(show_expr(*follows.player), " ", follows.policy.text, show_arguments(follows.coefficients)));
  }
  for (const BreachesClause& breaches : decl.breaches) {
    w.part("breaches", cat(show_expr(*breaches.player), " ", breaches.agreement.text));
    w.part("  from", breaches.time);
  }
}

std::string show_level(const Level& level) { return cat(op_text(level.op), " ", show_expr(*level.value)); }

void show_claim(Writer& w, const ClaimDecl& decl) {
  w.head("claim", decl);
  w.indices(decl.indices);
  w.part("statement", decl.formula);
  w.part("under", decl.under);
  w.part("given", decl.given);
  w.list("in every equilibrium of", decl.every_equilibrium);
  w.list("choosing", decl.choosing);
  w.flag("by construction", decl.by_construction);
  if (!decl.expect) return;
  const Expectation& expect = *decl.expect;
  switch (expect.measure) {
    case Measure::Probability: w.part("expect probability", show_level(*expect.level)); break;
    case Measure::ShareOfFutures: w.part("expect share of futures", show_level(*expect.level)); break;
    case Measure::Condition: w.flag("expect", true); break;
  }
  if (expect.worlds) w.part("  in worlds", show_level(*expect.worlds));
  w.part("  that", expect.body);
}

void show_calibrate(Writer& w, const CalibrateDecl& decl) {
  w.head("calibrate", decl);
  w.part("under", decl.under);
  const auto clause = [&](std::string_view label, const FitClause& fit) {
    w.list(label, fit.targets);
    if (fit.window) w.part("  in", show_window(*fit.window));
    for (const Name& reference : fit.against) w.part("  against", reference);
  };
  for (const FitClause& fit : decl.fits) clause("fits", fit);
  for (const FitClause& fit : decl.scores) clause("scores", fit);
}

void show_decl(Writer& w, const Decl& decl) {
  switch (decl.kind) {
    case DeclKind::Model: return w.head("model", decl);
    case DeclKind::Import: w.head("import", decl); return w.part("path", show_string(as<ImportDecl>(decl).path));
    case DeclKind::Time: {
      const auto& time = as<TimeDecl>(decl);
      w.head("time", decl);
      w.part("range", show_range(time.range));
      w.part("step", time.step);
      return w.part("using", time.method);
    }
    case DeclKind::Save: w.head("save", decl); return w.part("every", as<SaveDecl>(decl).every);
    case DeclKind::Preset:
      w.head("preset", decl);
      for (const PresetSet& set : as<PresetDecl>(decl).sets) w.part(set.set.text, set.elements);
      return;
    case DeclKind::Unit:
      w.head("unit", decl);
      for (const UnitItem& unit : as<UnitDecl>(decl).units) {
        w.part("unit", unit.definition ? cat(unit.name.text, " = ", show_expr(*unit.definition)) : unit.name.text);
      }
      return;
    case DeclKind::Set: {
      const auto& set = as<SetDecl>(decl);
      w.head("set", decl);
      w.part("value", set.value);
      return w.part("where", set.where);
    }
    case DeclKind::Constant: return w.variable("constant", as<ConstantDecl>(decl));
    case DeclKind::Parameter: {
      const auto& parameter = as<ParameterDecl>(decl);
      w.variable("parameter", parameter);
      w.part("distribution", parameter.distribution);
      return w.bounds(parameter.bounds);
    }
    case DeclKind::Correlate: {
      const auto& correlate = as<CorrelateDecl>(decl);
      w.head("correlate", decl);
      w.list("parameters", correlate.variables);
      return w.part("value", correlate.value);
    }
    case DeclKind::Alternative:
      w.head("alternative", decl);
      for (const Option& option : as<AlternativeDecl>(decl).options) {
        w.part("option", option.weight ? cat(option.name.text, " ", show_expr(*option.weight)) : option.name.text);
      }
      return;
    case DeclKind::Input: return w.variable("input", as<InputDecl>(decl));
    case DeclKind::Data: return show_data(w, as<DataDecl>(decl));
    case DeclKind::Lookup: {
      const auto& lookup = as<LookupDecl>(decl);
      w.head("lookup", decl);
      w.part("input unit", lookup.input_unit);
      w.part("unit", lookup.unit);
      w.points(lookup.points);
      w.interpolation(lookup.interpolation);
      return w.flag("extrapolate", lookup.extrapolate);
    }
    case DeclKind::Stock: {
      const auto& stock = as<StockDecl>(decl);
      w.variable("stock", stock);
      w.flag("on log scale", stock.log_scale);
      w.flag("non negative", stock.non_negative);
      for (const StockTerm& term : stock.terms) w.equation(stock_term_text(term.kind), term.equation);
      return;
    }
    case DeclKind::Flow: {
      const auto& flow = as<FlowDecl>(decl);
      w.variable("flow", flow);
      w.part("from", flow.from);
      return w.part("to", flow.to);
    }
    case DeclKind::Aux: return w.variable("aux", as<AuxDecl>(decl));
    case DeclKind::Noise: return w.variable("noise", as<NoiseDecl>(decl));
    case DeclKind::Event: return show_event(w, as<EventDecl>(decl));
    case DeclKind::Function: {
      const auto& function = as<FunctionDecl>(decl);
      w.head("function", decl);
      w.terms("parameter", function.parameters);
      w.part("unit", function.unit);
      return w.part("value", function.value);
    }
    case DeclKind::Lever: w.variable("lever", as<LeverDecl>(decl)); return w.bounds(as<LeverDecl>(decl).bounds);
    case DeclKind::Player: return show_player(w, as<PlayerDecl>(decl));
    case DeclKind::Policy: {
      const auto& policy = as<PolicyDecl>(decl);
      w.head("policy", decl);
      w.terms("coefficient", policy.coefficients);
      if (policy.owner) w.part("for", show_binder(*policy.owner));
      for (const Rule& rule : policy.rules) {
        w.part("rule", cat(target(rule.lever, rule.indices), " = ", show_expr(*rule.value)));
      }
      return;
    }
    case DeclKind::Agreement: return show_agreement(w, as<AgreementDecl>(decl));
    case DeclKind::Scenario: return show_scenario(w, as<ScenarioDecl>(decl));
    case DeclKind::Metric: return w.variable("metric", as<MetricDecl>(decl));
    case DeclKind::Claim: return show_claim(w, as<ClaimDecl>(decl));
    case DeclKind::Group: w.head("group", decl); return w.list("members", as<GroupDecl>(decl).members);
    case DeclKind::Observed: {
      const auto& observed = as<ObservedDecl>(decl);
      w.variable("observed", observed);
      w.part("against", observed.against);
      w.flag("on log scale", observed.log_scale);
      w.part("noise", observed.noise);
      return w.part("discrepancy", observed.discrepancy);
    }
    case DeclKind::Calibrate: return show_calibrate(w, as<CalibrateDecl>(decl));
  }
}

std::string place(base::Span span, const base::SourceMap& sources) {
  const base::LineColumn at = sources.start(span);
  return cat(at.line, ":", at.column);
}

}  // namespace

std::string show_ast(const Ast& ast, const base::SourceMap& sources) {
  std::string out;
  Writer writer(out);
  for (const Decl* decl : ast.declarations()) {
    out += cat(place(decl->span, sources), " ");
    show_decl(writer, *decl);
  }
  return out;
}

std::string show_tokens(const text::TokenList& tokens, const base::SourceMap& sources) {
  std::string out;
  for (const text::Token& token : tokens.tokens) {
    const std::string kind(text::describe(token.kind));
    const bool has_text = token.kind != text::TokenKind::EndOfLine && token.kind != text::TokenKind::EndOfFile;
    out += cat(place(tokens.span(token), sources), " ", kind);
    if (has_text) out += cat(" ", base::escape_for_display(tokens.text(token)));
    out += "\n";
  }
  return out;
}

}  // namespace detente::syntax
