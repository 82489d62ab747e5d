// Scenarios: named lists of input values. Parents come first, then what is said of whole arrays, then of sets, then of
// single elements, each in the order of the text; the last one on an input counts.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cat.h"
#include "base/near_names.h"
#include "base/number_text.h"
#include "model/equations.h"
#include "model/order.h"
#include "model/strategy.h"
#include "model/units_of.h"

namespace detente::model {

using plan::InputKind;
using syntax::try_as;

namespace {
const units::Unit kYear = units::UnitTable::year();
}

void Strategy::define_scenarios() {
  std::vector<plan::Scenario>& shown = context_.model.interface.scenarios;
  for (const syntax::ScenarioDecl* decl : scenarios_) {
    plan::Scenario scenario;
    scenario.name = decl->name.text;
    scenario.title = decl->title.text;
    shown.push_back(std::move(scenario));
  }
  const auto count = static_cast<std::uint32_t>(scenarios_.size());
  std::vector<std::uint32_t> parent(count, plan::kNone);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (scenarios_[i]->parent.empty()) continue;
    parent[i] = scenario_named(scenarios_[i]->parent);
  }
  const Order order = order_by_need(count, [&](std::uint32_t i) {
    return parent[i] == plan::kNone ? std::vector<std::uint32_t>() : std::vector<std::uint32_t>{parent[i]};
  });
  for (const std::vector<std::uint32_t>& cycle : order.cycles) {
    std::string path;
    for (const std::uint32_t i : cycle) path += base::cat(shown[i].name, " → ");
    context_
        .report("E1006", scenarios_[cycle[0]]->parent.span, base::cat("scenario cycle ", path, shown[cycle[0]].name))
        .with_help("a scenario extends at most one that does not extend it");
  }
  for (const std::uint32_t i : order.sequence) {
    if (parent[i] != plan::kNone && order.cycles.empty()) {
      shown[i].overrides = shown[parent[i]].overrides;
      shown[i].has_range = shown[parent[i]].has_range;
      shown[i].start = shown[parent[i]].start;
      shown[i].end = shown[parent[i]].end;
    }
    define_scenario(i, *scenarios_[i]);
  }
}

std::uint32_t Strategy::scenario_named(const syntax::Name& name) {
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < scenarios_.size(); ++i) {
    if (scenarios_[i]->name.text == name.text) return i;
    names.push_back(scenarios_[i]->name.text);
  }
  base::Diagnostic& diagnostic = context_.report("E1018", name.span, base::cat('`', name.text, "` is not a scenario"));
  const std::string_view near = base::nearest_name(name.text, names);
  diagnostic.with_help(near.empty() ? "declare it with `scenario`" : base::cat("did you mean `", near, "`?"));
  return plan::kNone;
}

void Strategy::set_input(std::uint32_t scenario, std::uint32_t input, double value) {
  plan::Override change;
  change.input = input;
  change.value = value;
  context_.model.interface.scenarios[scenario].overrides.push_back(std::move(change));
}

void Strategy::define_scenario(std::uint32_t index, const syntax::ScenarioDecl& decl) {
  if (decl.time) set_range(index, *decl.time);
  for (const syntax::FollowsClause& clause : decl.follows) follow(index, clause);
  std::vector<Pending> pending;
  for (const syntax::Override& written : decl.overrides) pending.push_back(aim(written));
  for (const Closeness closeness : {Closeness::Whole, Closeness::Sets, Closeness::Elements}) {
    for (Pending& change : pending) {
      if (change.target.closeness == closeness) override_one(index, change);
    }
  }
  for (const syntax::SignClause& clause : decl.signs) sign(index, clause);
  for (const syntax::BreachesClause& clause : decl.breaches) breach(index, clause);
  for (const syntax::SwitchClause& clause : decl.switches) switch_event(index, clause);
  for (const auto& [scenario, event] : event_of_scenario_) {
    if (scenario != index) continue;
    for (const std::uint32_t input : switches_of(event, {})) {
      context_.model.interface.inputs[input].value = 0;  // only in this scenario and those that extend it
      set_input(index, input, 1);
    }
  }
}

void Strategy::set_range(std::uint32_t index, const syntax::TimeRange& range) {
  plan::Scenario& shown = context_.model.interface.scenarios[index];
  Scope scope;
  const auto year_of = [&](const syntax::Expr* expr, double otherwise) {
    if (!expr) return otherwise;
    const Expression* checked = checker_.calendar(*expr, scope);
    return checked->form == Form::Poison ? otherwise : at_.number(*checked, {});
  };
  shown.start = year_of(range.start, context_.model.time.start);
  shown.end = year_of(range.end, context_.model.time.end);
  shown.has_range = true;
  const double steps = (shown.end - shown.start) / context_.model.time.step;
  if (shown.end <= shown.start) {
    context_.report("E0601", range.span, "end before start").with_help("write `time START to END`");
  } else if (std::fabs(steps - std::floor(steps + 0.5)) > 1e-6) {
    context_
        .report("E0603", range.span,
                base::cat(base::number_text(shown.end - shown.start, 6), " year is not a whole number of steps of ",
                          base::number_text(context_.model.time.step, 6), " year"))
        .with_help("move the start or the end");
  }
}

// --- What is set
// -------------------------------------------------------------------------------------------------------

Strategy::Pending Strategy::aim(const syntax::Override& written) {
  Pending pending;
  pending.written = &written;
  pending.target =
      resolve_target(context_, at_, checker_, written.target, written.indices, written.span, pending.scope, {});
  if (pending.target.symbol != kNoId) context_.definitions[pending.target.symbol].used = true;
  return pending;
}

void Strategy::override_one(std::uint32_t scenario, Pending& pending) {
  const syntax::Override& written = *pending.written;
  if (pending.target.symbol == kNoId) return;
  const Symbol symbol = context_.model.symbols[pending.target.symbol];
  switch (symbol.kind) {
    case SymbolKind::Alternative: return choose(scenario, written, symbol);
    case SymbolKind::Parameter:
    case SymbolKind::Input:
    case SymbolKind::Stock:
    case SymbolKind::Lever: break;
    default:
      context_.report("E1019", written.span, base::cat("`", symbol.name, "` cannot be set by a scenario"))
          .with_note(symbol.span, "declared here")
          .with_help(symbol.kind == SymbolKind::Constant
                         ? "declare it as a `parameter`"
                         : "a scenario sets parameters, alternatives, levers and start values of stocks");
      return;
  }
  if (written.redraws) return redraw(scenario, pending, symbol);
  Equation values;
  if (pending.target.closeness == Closeness::Whole) values = spread(context_, pending.target.symbol, *written.value);
  Scope scope = pending.scope;
  scope.memory = false;
  scope.place = "a scenario";
  const bool is_lever = symbol.kind == SymbolKind::Lever;
  const auto check = [&](const syntax::Expr& expr) {
    return checker_.quantity(expr, scope,
                             {.unit = symbol.unit,
                              .what = base::cat('`', symbol.name, '`'),
                              .subject = "the value set",
                              .bare_numbers = true});
  };
  std::vector<const Expression*> checked;
  for (const syntax::Expr* value : values.values) checked.push_back(check(*value));
  if (values.values.empty()) checked.push_back(check(*written.value));
  for (const Target::Cell& each : pending.target.cells) {
    const std::uint32_t position = each.cell - symbol.first_cell;
    const std::uint32_t which = values.values.empty() ? 0 : values.which[position];
    if (which == kNoId || checked[which]->form == Form::Poison) continue;
    Environment environment = each.environment;
    environment.origin =
        context_.origin(base::cat("scenario ", context_.model.interface.scenarios[scenario].name), written.span);
    if (is_lever) {
      set_lever(scenario, lever_of_cell(each.cell), *checked[which], environment, written.span);
      continue;
    }
    const std::uint32_t target =
        symbol.kind == SymbolKind::Stock
            ? find_input(
                  InputKind::InitialValue,
                  context_.cell_name(pending.target.symbol, context_.elements_of_cell(pending.target.symbol, position)))
            : input_of_cell(each.cell);
    if (target == plan::kNone) {
      context_.report("E1019", written.span, base::cat("`", symbol.name, "` is fixed by an equation of another file"))
          .with_note(symbol.span, "declared here")
          .with_help("set what that equation reads");
      return;
    }
    const double value = at_.number(*checked[which], environment);
    if (std::isnan(value)) return;
    if (!within_bounds(target, value, written.span)) return;
    set_input(scenario, target, value);
  }
}

bool Strategy::within_bounds(std::uint32_t index, double value, base::Span span) {
  const plan::Input& input = context_.model.interface.inputs[index];
  if (!input.has_bounds || (value >= input.low && value <= input.high)) return true;
  const auto shown = [&](double x) { return base::number_text(x / input.quantity.scale, 6); };
  context_
      .report("E1020", span,
              base::cat(shown(value), " is outside the bounds of `", input.quantity.name.full, "`, [", shown(input.low),
                        ", ", shown(input.high), ']'))
      .with_help("stay inside, or widen the declaration's bounds");
  return false;
}

void Strategy::choose(std::uint32_t scenario, const syntax::Override& written, const Symbol& symbol) {
  const plan::Input& input = context_.model.interface.inputs[symbol.index];
  const auto* name = try_as<syntax::NameExpr>(written.value);
  std::string list;
  for (std::size_t i = 0; i < input.choices.size(); ++i) {
    if (name && input.choices[i] == name->name.text) {
      return set_input(scenario, symbol.index, static_cast<double>(i));
    }
    list += base::cat(list.empty() ? "" : ", ", input.choices[i]);
  }
  context_
      .report("E0516", written.value->span,
              base::cat('`', context_.sources.text(written.value->span), "` is not a choice of `", symbol.name, '`'))
      .with_help(base::cat("its choices are ", list));
}

void Strategy::redraw(std::uint32_t scenario, const Pending& pending, const Symbol& symbol) {
  const syntax::Override& written = *pending.written;
  if (symbol.kind != SymbolKind::Parameter) {
    context_.report("E1019", written.span, base::cat('`', symbol.name, "` is not a parameter"))
        .with_help("only parameters are redrawn; set others with `=`");
    return;
  }
  for (const Target::Cell& each : pending.target.cells) {
    const std::uint32_t input = input_of_cell(each.cell);
    if (input == plan::kNone) continue;
    const auto law = law_of(*written.value, each.cell);
    if (!law) return;
    plan::Override change;
    change.input = input;
    change.redraw = true;
    change.spec = context_.model.interface.inputs[input].spec;
    change.spec.law = law->law;
    context_.model.interface.scenarios[scenario].overrides.push_back(std::move(change));
  }
}

// A number fixes the default; an expression becomes a rule that is followed at every step. Either way the lever leaves
// its player's hands.
void Strategy::set_lever(std::uint32_t scenario, std::uint32_t lever, const Expression& value,
                         const Environment& environment, base::Span span) {
  const NodeId node = at_.value(value, environment);
  const plan::Lever& shown = context_.model.interface.levers[lever];
  if (at_.graph().is_constant(node)) {
    const double fixed = at_.graph()[node].value;
    if (!within_bounds(shown.default_input, fixed, span)) return;
    set_input(scenario, shown.default_input, fixed);
    if (shown.rule_input != plan::kNone) set_input(scenario, shown.rule_input, 0);
    return;
  }
  Rule rule;
  rule.shown.name = base::cat("scenario ", context_.model.interface.scenarios[scenario].name);
  rule.shown.at_decisions = false;
  rule.value = node;
  Environment start = environment;
  start.phase = Phase::Initial;
  rule.at_start = at_.value(value, start);
  const std::uint32_t number = add_rule(lever, std::move(rule), span);
  set_input(scenario, context_.model.interface.levers[lever].rule_input, number);
}

// --- Policies and agreements
// ---------------------------------------------------------------------------------------------

void Strategy::follow(std::uint32_t scenario, const syntax::FollowsClause& clause) {
  const std::uint32_t player = player_named(*clause.player);
  const SymbolId symbol = context_.find_read(clause.policy.text);
  if (symbol == kNoId || context_.model.symbols[symbol].kind != SymbolKind::Policy) {
    context_.report("E1021", clause.policy.span, base::cat('`', clause.policy.text, "` is not a policy"))
        .with_help("declare it with `policy`");
    return;
  }
  if (player == plan::kNone) return;
  const auto rules = policy_rules_.find({std::string(clause.policy.text), player});
  if (rules == policy_rules_.end()) {
    if (context_.diagnostics.has_errors()) return;
    context_
        .report("E1021", clause.span,
                base::cat("policy `", clause.policy.text, "` has no rule for ",
                          context_.model.interface.players[player].name))
        .with_note(context_.model.symbols[symbol].span, "declared here")
        .with_help("a policy is for the players named after `for`");
    return;
  }
  for (const auto& [lever, rule] : rules->second) {
    set_input(scenario, context_.model.interface.levers[lever].rule_input, rule);
  }
  const auto& policy = syntax::as<syntax::PolicyDecl>(*context_.definitions[symbol].decl);
  set_terms(scenario, clause.coefficients, policy.coefficients, clause.span,
            [&](std::size_t i) { return policy_coefficient(policy, i, player); });
}

void Strategy::set_terms(std::uint32_t scenario, const std::vector<syntax::Argument>& given,
                         const std::vector<syntax::Term>& terms, base::Span span,
                         const std::function<std::uint32_t(std::size_t)>& input_of) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    std::size_t place = i;
    if (!given[i].label.empty()) {
      place = 0;
      while (place < terms.size() && terms[place].name.text != given[i].label.text) ++place;
    }
    if (place >= terms.size()) {
      std::string list;
      for (const syntax::Term& term : terms) list += base::cat(list.empty() ? "" : ", ", term.name.text);
      context_
          .report(
              "E1022", given[i].label.empty() ? span : given[i].label.span,
              given[i].label.empty() ? std::string("too many terms") : base::cat("no term `", given[i].label.text, '`'))
          .with_help(list.empty() ? "it has no terms" : base::cat("its terms are ", list));
      continue;
    }
    const std::uint32_t target = input_of(place);
    const units::Unit unit = terms[place].unit ? unit_of(context_, *terms[place].unit) : units::Unit();
    const double value = constant(*given[i].value, unit, base::cat("term `", terms[place].name.text, '`'));
    if (std::isnan(value) || !within_bounds(target, value, given[i].value->span)) continue;
    set_input(scenario, target, value);
  }
}

std::uint32_t Strategy::agreement_named(const syntax::Name& name) {
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < agreements_.size(); ++i) {
    if (agreements_[i].decl->name.text == name.text) return i;
    names.push_back(agreements_[i].decl->name.text);
  }
  base::Diagnostic& diagnostic = context_.report("E1005", name.span, base::cat('`', name.text, "` is no agreement"));
  const std::string_view near = base::nearest_name(name.text, names);
  diagnostic.with_help(near.empty() ? "declare it with `agreement`" : base::cat("did you mean `", near, "`?"));
  return plan::kNone;
}

double Strategy::calendar_time(const syntax::Expr* expr, double otherwise) {
  if (!expr) return otherwise;
  Scope scope;
  const Expression* checked = checker_.calendar(*expr, scope);
  return checked->form == Form::Poison ? otherwise : at_.number(*checked, {});
}

void Strategy::sign(std::uint32_t scenario, const syntax::SignClause& clause) {
  const std::uint32_t agreement = agreement_named(clause.agreement);
  if (agreement == plan::kNone) return;
  const plan::Agreement& shown = context_.model.interface.agreements[agreement];
  set_input(scenario, shown.sign_input, calendar_time(clause.time, -plan::kNever));
  set_terms(scenario, clause.terms, agreements_[agreement].decl->terms, clause.span,
            [&](std::size_t i) { return shown.terms[i]; });
}

void Strategy::breach(std::uint32_t scenario, const syntax::BreachesClause& clause) {
  const std::uint32_t agreement = agreement_named(clause.agreement);
  const std::uint32_t player = player_named(*clause.player);
  if (agreement == plan::kNone || player == plan::kNone) return;
  for (const plan::Party& party : context_.model.interface.agreements[agreement].parties) {
    if (party.player != context_.model.interface.players[player].name) continue;
    return set_input(scenario, party.breach_input, calendar_time(clause.time, -plan::kNever));
  }
  context_
      .report(
          "E1016", clause.span,
          base::cat(context_.model.interface.players[player].name, " is not a party of `", clause.agreement.text, '`'))
      .with_note(agreements_[agreement].decl->span, "the parties stand here")
      .with_help("only a party can breach an agreement");
}

// The switches of an event: of all its elements, or of one.
std::vector<std::uint32_t> Strategy::switches_of(std::string_view event, const std::vector<std::string_view>& labels) {
  std::vector<std::uint32_t> found;
  const std::vector<plan::Input>& inputs = context_.model.interface.inputs;
  for (std::uint32_t i = 0; i < inputs.size(); ++i) {
    const plan::QuantityName& name = inputs[i].quantity.name;
    if (inputs[i].kind != InputKind::EventSwitch || name.base != event) continue;
    if (labels.empty() || std::equal(labels.begin(), labels.end(), name.labels.begin(), name.labels.end())) {
      found.push_back(i);
    }
  }
  return found;
}

void Strategy::switch_event(std::uint32_t scenario, const syntax::SwitchClause& clause) {
  const auto* index = try_as<syntax::IndexExpr>(clause.event);
  const auto* name = index ? try_as<syntax::NameExpr>(index->base) : try_as<syntax::NameExpr>(clause.event);
  std::vector<std::string_view> labels;
  if (index) {
    for (const syntax::Expr* place : index->indices) labels.push_back(context_.sources.text(place->span));
  }
  std::vector<std::uint32_t> switches;
  if (name) switches = switches_of(name->name.text, labels);
  if (switches.empty()) {
    context_
        .report("E1024", clause.event->span, base::cat('`', context_.sources.text(clause.event->span), "` is no event"))
        .with_help("`off` and `on` follow the name of an event, with one element or none");
  }
  for (const std::uint32_t input : switches) set_input(scenario, input, clause.on ? 1 : 0);
}

}  // namespace detente::model
