// Names in expressions: variables of the model, bound variables, elements and what stands in square brackets.
#include "base/cat.h"
#include "model/check.h"
#include "model/sets.h"

namespace detente::model {

using syntax::as;
using syntax::ExprKind;
using syntax::try_as;

namespace {

std::string_view kind_word(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::Unit: return "a unit";
    case SymbolKind::Set: return "a set";
    case SymbolKind::Constant: return "a constant";
    case SymbolKind::Parameter: return "a parameter";
    case SymbolKind::Alternative: return "an alternative";
    case SymbolKind::Data: return "data";
    case SymbolKind::Lookup: return "a lookup";
    case SymbolKind::Stock: return "a stock";
    case SymbolKind::Flow: return "a flow";
    case SymbolKind::Aux: return "an aux";
    case SymbolKind::Noise: return "noise";
    case SymbolKind::Event: return "an event";
    case SymbolKind::Function: return "a function";
    case SymbolKind::Lever: return "a lever";
    case SymbolKind::Policy: return "a policy";
    case SymbolKind::Player: return "a player";
    case SymbolKind::Agreement: return "an agreement";
    case SymbolKind::Term: return "a term";
    case SymbolKind::Scenario: return "a scenario";
    case SymbolKind::Metric: return "a metric";
    case SymbolKind::Claim: return "a claim";
    case SymbolKind::Group: return "a group";
    case SymbolKind::Observed: return "an observed series";
    case SymbolKind::Calibrate: return "a calibration";
    case SymbolKind::Input: return "an input";
    case SymbolKind::Preset: return "a preset";
  }
  return "";
}

bool has_value(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::Constant:
    case SymbolKind::Parameter:
    case SymbolKind::Data:
    case SymbolKind::Stock:
    case SymbolKind::Flow:
    case SymbolKind::Aux:
    case SymbolKind::Noise:
    case SymbolKind::Lever:
    case SymbolKind::Term:
    case SymbolKind::Input: return true;
    default: return false;
  }
}

bool varies(SymbolKind kind) {
  return kind == SymbolKind::Stock || kind == SymbolKind::Flow || kind == SymbolKind::Aux || kind == SymbolKind::Lever;
}

// The parts of a product element: p.first, p.second ..
std::uint32_t part_number(std::string_view word) {
  static constexpr std::string_view kParts[] = {"first", "second", "third", "fourth", "fifth", "sixth"};
  for (std::uint32_t i = 0; i < std::size(kParts); ++i) {
    if (kParts[i] == word) return i;
  }
  return kNoId;
}

std::string index_words(const Context& context, const Symbol& symbol) {
  std::string text = "[";
  for (const SetId set : symbol.sets) text += base::cat(text.size() > 1 ? ", " : "", context.model.sets[set].name);
  return text + "]";
}

}  // namespace

Index Checker::variable(std::string_view name, const Scope& scope) const {
  Index index;
  index.id = kNoId;
  for (std::size_t i = scope.variables.size(); i-- > 0;) {
    if (scope.variables[i].name != name || name.empty()) continue;
    index.kind = Index::Kind::Variable;
    index.id = static_cast<std::uint32_t>(i);
    break;
  }
  return index;
}

const Expression* Checker::name(const syntax::NameExpr& expr, Scope& scope) {
  const std::string_view text = expr.name.text;
  for (std::size_t i = 0; i < scope.arguments.size(); ++i) {
    if (scope.arguments[i].name != text) continue;
    Expression made;
    made.form = Form::Argument;
    made.id = static_cast<std::uint32_t>(i);
    made.unit = scope.arguments[i].unit;
    made.span = expr.span;
    return context_.keep(std::move(made));
  }
  if (text == "time") {
    Expression made;
    made.form = Form::ClockTime;
    made.unit = units::UnitTable::year();
    made.span = expr.span;
    return context_.keep(std::move(made));
  }
  if (variable(text, scope).id != kNoId) {
    context_.report("E0307", expr.span, base::cat('`', text, "` stands for an element, not for a number"))
        .with_help("elements stand in [ ], { } and after ==, != and in");
    return poison(expr.span);
  }
  return cell(context_.find_read(text), {}, expr.span, scope);
}

const Expression* Checker::cell(SymbolId id, const std::vector<const syntax::Expr*>& written, base::Span span,
                                Scope& scope) {
  if (id == kNoId) {
    context_.report_unknown(context_.sources.text(span), span);
    return poison(span);
  }
  context_.definitions[id].used = true;
  const Symbol symbol = context_.model.symbols[id];
  if (context_.definitions[id].unit_unknown) return poison(span);
  if (symbol.kind == SymbolKind::Unit && written.empty()) return number(symbol.unit.size.value(), symbol.unit, span);
  if (!has_value(symbol.kind)) {
    base::Diagnostic& diagnostic = context_.report(
        "E0307", span, base::cat('`', symbol.name, "` is ", kind_word(symbol.kind), ", it has no value here"));
    if (!symbol.span.source.is_none()) diagnostic.with_note(symbol.span, "declared here");
    if (symbol.kind == SymbolKind::Alternative) {
      diagnostic.with_help(base::cat("choose by it: `match ", symbol.name, " { .. }`"));
    }
    if (symbol.kind == SymbolKind::Function || symbol.kind == SymbolKind::Lookup) {
      diagnostic.with_help(base::cat("give it its argument: `", symbol.name, "(..)`"));
    }
    if (diagnostic.help.empty()) diagnostic.with_help("name something that has a value: a stock, flow, aux or number");
    return poison(span);
  }
  if (symbol.kind == SymbolKind::Noise && !scope.noise) {
    context_.report("E0414", span, base::cat("noise `", symbol.name, "` may only stand in `diffusion`"))
        .with_help("write a stock's line `diffusion sigma * w`");
    return poison(span);
  }
  if (scope.measures && context_.model.time.has_time && varies(symbol.kind)) {
    context_.report("E1104", span, base::cat('`', symbol.name, "` changes over time: which of its values is meant?"))
        .with_help(base::cat("e.g. `final(", symbol.name, ")`, `", symbol.name, " at 2035`, `max over time(",
                             symbol.name, ")`"));
    return poison(span);
  }
  if (context_.definitions[id].has_time && !context_.definitions[id].interpolated) {
    context_.report("E0918", span, base::cat("what is `", symbol.name, "` between its times?"))
        .with_note(symbol.span, "declared here")
        .with_help("end its declaration with `linear` or `step`");
    return poison(span);
  }
  const std::uint64_t errors = context_.diagnostics.error_count();
  Expression made;
  made.form = Form::Cell;
  made.id = id;
  made.unit = symbol.unit;
  made.span = span;
  made.indices = indices(id, written, span, scope);
  if (context_.diagnostics.error_count() != errors) return poison(span);
  return context_.keep(std::move(made));
}

const Expression* Checker::indexed(const syntax::IndexExpr& expr, Scope& scope) {
  if (const auto* aggregated = try_as<syntax::AggregateExpr>(expr.base)) {
    if (aggregated->op == syntax::AggregateOp::Softmax && expr.indices.size() == 1) {
      return aggregate(*aggregated, expr.indices[0], scope);
    }
  }
  const auto* named = try_as<syntax::NameExpr>(expr.base);
  if (!named) {
    context_.report("E0507", expr.span, "this takes no index").with_help("only names of arrays do");
    return poison(expr.span);
  }
  const SymbolId symbol = context_.find_read(named->name.text);
  if (symbol == kNoId) {
    context_.report_unknown(named->name.text, named->span);
    return poison(expr.span);
  }
  return cell(symbol, expr.indices, expr.span, scope);
}

Index Checker::index(const syntax::Expr& expr, Scope& scope) {
  Index made;
  made.id = kNoId;
  made.span = expr.span;
  if (const auto* name = try_as<syntax::NameExpr>(&expr)) {
    made = variable(name->name.text, scope);
    made.span = expr.span;
    if (made.id != kNoId) return made;
    made.id = context_.find_element(name->name.text);
    if (made.id == kNoId) report_not_member(context_, name->name.text, kNoId, expr.span);
    return made;
  }
  if (const auto* member = try_as<syntax::MemberExpr>(&expr)) {
    made = variable(member->object.text, scope);
    made.span = expr.span;
    made.part = part_number(member->member.text);
    if (made.id != kNoId) {
      const std::size_t factors = context_.model.sets[scope.variables[made.id].set].factors.size();
      if (made.part < factors) {
        made.kind = Index::Kind::Part;
        return made;
      }
      made.id = kNoId;
    }
  }
  if (const auto* tuple = try_as<syntax::TupleExpr>(&expr)) {
    made.kind = Index::Kind::Tuple;
    made.id = 0;
    for (const syntax::Expr* item : tuple->items) {
      made.parts.push_back(index(*item, scope));
      if (made.parts.back().id == kNoId) made.id = kNoId;
    }
    return made;
  }
  context_.report("E0503", expr.span, "an index is an element or a variable that runs through a set")
      .with_help("e.g. `x[us]`, or `sum(p in power: x[p])`");
  return made;
}

std::vector<Index> Checker::indices(SymbolId id, const std::vector<const syntax::Expr*>& written, base::Span span,
                                    Scope& scope) {
  const Symbol symbol = context_.model.symbols[id];
  const auto miscounted = [&] {
    if (symbol.sets.empty()) {
      context_.report("E0507", span, base::cat('`', symbol.name, "` has no index"))
          .with_note(symbol.span, "declared here")
          .with_help("delete the brackets");
    } else {
      context_
          .report("E0507", span,
                  base::cat('`', symbol.name, "` is indexed by ", index_words(context_, symbol), ", got ",
                            written.size(), written.size() == 1 ? " index" : " indices"))
          .with_note(symbol.span, "declared here")
          .with_help(base::cat("write an element or a variable for each, e.g. `sum(i in ",
                               context_.model.sets[symbol.sets[0]].name, ": ", symbol.name,
                               symbol.sets.size() == 1 ? "[i])`" : "[i, ..])`"));
    }
    return std::vector<Index>();
  };
  std::vector<Index> got;
  for (const syntax::Expr* expr : written) {
    got.push_back(index(*expr, scope));
    if (got.back().id == kNoId) return {};
  }
  const auto is_whole = [&](const Index& at) {  // names an element of a product by itself
    if (at.kind == Index::Kind::Tuple) return true;
    if (at.kind == Index::Kind::Element) return !context_.model.elements[at.id].parts.empty();
    if (at.kind == Index::Kind::Variable) return !context_.model.sets[scope.variables[at.id].set].factors.empty();
    return false;
  };
  std::vector<Index> result;
  std::size_t next = 0;
  for (const SetId set : symbol.sets) {
    if (next == got.size()) return miscounted();
    const std::size_t factors = context_.model.sets[set].factors.size();
    if (factors == 0 || is_whole(got[next])) {
      result.push_back(got[next++]);
    } else {
      Index tuple;
      tuple.kind = Index::Kind::Tuple;
      tuple.span = span;
      for (std::size_t i = 0; i < factors; ++i) {
        if (next == got.size()) return miscounted();
        tuple.parts.push_back(got[next++]);
      }
      result.push_back(std::move(tuple));
    }
    const Index& at = result.back();
    if (at.kind == Index::Kind::Element && context_.position(set, at.id) == kNoId &&
        !context_.model.elements[at.id].lost) {
      report_not_member(context_, context_.model.elements[at.id].label, set, at.span);
      return {};
    }
  }
  if (next != got.size()) return miscounted();
  return result;
}

std::vector<SetId> Checker::bind(const std::vector<syntax::Binder>& binders, Scope& scope) {
  std::vector<SetId> sets;
  for (const syntax::Binder& binder : binders) {
    const SetId set = set_of(context_, *binder.set);
    if (set == kNoId) continue;
    std::string_view name = binder.name.text;
    if (binder.name.empty()) {
      if (const auto* named = try_as<syntax::NameExpr>(binder.set)) name = named->name.text;
      if (!name.empty() && variable(name, scope).id != kNoId) {
        context_.report("E0502", binder.span, base::cat("index `", name, "` stands twice"))
            .with_help(base::cat("name them: `[i in ", name, ", j in ", name, "]`"));
        name = "";
      }
    } else if (const SymbolId taken = context_.find(name); taken != kNoId) {
      base::Diagnostic& diagnostic = context_.report(
          "E0306", binder.name.span, base::cat("`", name, "` hides ", kind_word(context_.model.symbols[taken].kind)));
      if (!context_.model.symbols[taken].span.source.is_none()) {
        diagnostic.with_note(context_.model.symbols[taken].span, "declared here");
      }
      diagnostic.with_help("choose another name for the index");
    } else if (const Index hidden = variable(name, scope); hidden.id != kNoId) {
      context_.report("E0306", binder.name.span, base::cat("`", name, "` hides an index of the same name"))
          .with_note(scope.variables[hidden.id].span, "bound here")
          .with_help("choose another name");
    }
    scope.variables.push_back({name, set, binder.span});
    sets.push_back(set);
  }
  return sets;
}

bool Checker::is_element(const syntax::Expr& expr, const Scope& scope, bool labels_too) const {
  if (const auto* name = try_as<syntax::NameExpr>(&expr)) {
    if (variable(name->name.text, scope).id != kNoId) return true;
    return labels_too && context_.find(name->name.text) == kNoId && context_.find_element(name->name.text) != kNoId;
  }
  if (const auto* member = try_as<syntax::MemberExpr>(&expr)) return variable(member->object.text, scope).id != kNoId;
  return labels_too && expr.kind == ExprKind::Tuple;
}

}  // namespace detente::model
