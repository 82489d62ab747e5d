#include "model/strategy.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/cat.h"
#include "base/near_names.h"
#include "base/number_text.h"
#include "model/declare.h"
#include "model/distributions.h"
#include "model/equations.h"
#include "model/ranges.h"
#include "model/sets.h"
#include "model/units_of.h"

namespace detente::model {

using plan::InputKind;
using syntax::DeclKind;
using syntax::try_as;

void Strategy::begin() {
  for (const syntax::Decl* decl : context_.declarations) {
    if (const auto* scenario = try_as<syntax::ScenarioDecl>(decl)) scenarios_.push_back(scenario);
  }
  for (std::uint32_t scenario = 0; scenario < scenarios_.size(); ++scenario) add_events(scenario);
}

// What a scenario does at a time is an event that only this scenario switches on.
void Strategy::add_events(std::uint32_t scenario) {
  for (std::size_t i = 0; i < scenarios_[scenario]->at.size(); ++i) {
    const syntax::TimedAssignment& timed = scenarios_[scenario]->at[i];
    syntax::EventDecl event{};
    event.kind = DeclKind::Event;
    event.span = timed.assignment.span;
    kept_text_.push_back(base::cat(scenarios_[scenario]->name.text, ": change ", i + 1));
    event.name = {kept_text_.back(), timed.assignment.span};
    event.trigger = syntax::Trigger{syntax::TriggerKind::At, {timed.time}, nullptr, nullptr, false};
    event.assignments = {timed.assignment};
    scenario_events_.push_back(std::move(event));
    context_.declarations.push_back(&scenario_events_.back());
    event_of_scenario_.push_back({scenario, kept_text_.back()});
  }
}

void Strategy::declare() {
  declare_levers();
  declare_players();
  declare_agreements();
}

void Strategy::declare_levers() {
  for (const syntax::Decl* decl : context_.declarations) {
    const SymbolId symbol = decl->kind == DeclKind::Lever ? symbol_of(context_, *decl) : kNoId;
    if (symbol == kNoId) continue;
    const auto first = static_cast<std::uint32_t>(levers_.size());
    context_.model.symbols[symbol].index = first;
    const Symbol made = context_.model.symbols[symbol];
    for (std::uint32_t i = 0; i < made.count; ++i) {
      LeverState state;
      state.symbol = symbol;
      state.position = i;
      plan::Lever shown;
      shown.quantity = context_.quantity(symbol, context_.elements_of_cell(symbol, i));
      plan::Input fallback;
      fallback.quantity = shown.quantity;
      fallback.kind = InputKind::LeverDefault;
      fallback.source = made.source;
      fallback.grade = made.grade;
      shown.default_input = add_input(std::move(fallback), made.span);
      const std::uint32_t origin = context_.origin(shown.quantity.name.full, made.span);
      state.held = add_held(shown.quantity.name.full, input(shown.default_input), HeldPhase::Decide, origin);
      context_.model.lever_cells.push_back(state.held);
      context_.model.interface.levers.push_back(std::move(shown));
      levers_.push_back(std::move(state));
    }
    context_.definitions[symbol].compute = [this, symbol](Instantiator&, std::span<const ElementId> elements,
                                                          Phase phase) {
      const std::uint32_t lever = lever_of_cell(context_.cell_at(symbol, elements));
      return phase == Phase::Run ? held(levers_[lever].held)
                                 : input(context_.model.interface.levers[lever].default_input);
    };
  }
}

void Strategy::declare_players() {
  std::vector<ElementId> with_payoff;
  for (const syntax::Decl* decl : context_.declarations) {
    const auto* player = try_as<syntax::PlayerDecl>(decl);
    if (!player) continue;
    std::vector<ElementId> elements;
    Scope scope;
    if (player->set) {
      const SetId set = set_of(context_, *player->set);
      if (set == kNoId) continue;
      if (const SymbolId taken = context_.find(player->name.text); taken != kNoId) {
        context_.report("E0306", player->name.span, base::cat('`', player->name.text, "` is declared already"))
            .with_note(context_.model.symbols[taken].span, "declared here")
            .with_help("choose another name for the index");
        continue;
      }
      scope.variables.push_back({player->name.text, set, player->name.span});
      elements = context_.model.sets[set].elements;
    } else {
      if (symbol_of(context_, *decl) == kNoId) continue;
      elements = {context_.element(player->name.text, player->name.span)};
    }
    for (const ElementId element : elements) {
      if (const std::uint32_t other = player_of(element); other != plan::kNone) {
        context_
            .report("E1003", player->name.span,
                    base::cat("player `", context_.model.elements[element].label, "` is declared twice"))
            .with_note(players_[other].decl->span, "first here")
            .with_help("one declaration holds all of a player's lines");
        break;
      }
      PlayerState state;
      state.decl = player;
      state.element = element;
      state.scope = scope;
      if (player->set) state.environment.bound = {element};
      state.environment.origin =
          context_.origin(base::cat("player ", context_.model.elements[element].label), player->name.span);
      if (player->maximises || player->at_end) {  // payoff(p) may be read before the player is defined
        state.payoff_stock = static_cast<std::uint32_t>(context_.model.stocks.size());
        context_.model.stocks.emplace_back();
      }
      players_.push_back(std::move(state));
      plan::Player shown;
      shown.name = context_.model.elements[element].label;
      context_.model.interface.players.push_back(std::move(shown));
      if (player->maximises || player->at_end) with_payoff.push_back(element);
    }
  }
  if (with_payoff.empty()) return;
  Set set;
  set.name = "player";
  set.elements = std::move(with_payoff);
  context_.model.sets.push_back(std::move(set));
  const SymbolId payoff = context_.declare(SymbolKind::Aux, "payoff", {}, nullptr);
  if (payoff == kNoId) return;
  context_.give_cells(payoff, {static_cast<SetId>(context_.model.sets.size() - 1)});
  context_.model.symbols[payoff].unit = units::UnitTable::year();
  context_.definitions[payoff].used = true;
  context_.definitions[payoff].compute = [this](Instantiator&, std::span<const ElementId> elements, Phase phase) {
    return payoff_value(players_[player_of(elements[0])], phase);
  };
}

void Strategy::define() {
  for (const LeverState& lever : levers_) {
    if (lever.position == 0) define_lever(lever.symbol);
  }
  const syntax::PlayerDecl* wrong = nullptr;  // what is wrong with it is said for its first element
  for (std::uint32_t player = 0; player < players_.size(); ++player) {
    if (players_[player].decl == wrong) continue;
    const std::uint64_t errors = context_.diagnostics.error_count();
    define_player(player);
    if (context_.diagnostics.error_count() != errors) wrong = players_[player].decl;
  }
  for (std::uint32_t agreement = 0; agreement < agreements_.size(); ++agreement) define_agreement(agreement);
  for (const syntax::Decl* decl : context_.declarations) {
    if (const auto* policy = try_as<syntax::PolicyDecl>(decl)) define_policy(*policy);
  }
  add_affine_rules();
}

void Strategy::finish() {
  define_scenarios();
  update_levers();
}

// Bounds and defaults of all elements of a lever.
void Strategy::define_lever(SymbolId id) {
  const Symbol symbol = context_.model.symbols[id];
  const auto& decl = syntax::as<syntax::LeverDecl>(*context_.definitions[id].decl);
  if (!decl.bounds) {
    context_.report("E1007", symbol.span, base::cat("lever `", symbol.name, "` has no bounds"))
        .with_help("write what may be chosen: `in [0, 1]` or `in {0, 1}`");
    return;
  }
  const std::vector<DeclaredRange> ranges = declared_ranges(context_, at_, id, *decl.bounds);
  if (spread(context_, id, decl.value).values.empty()) {
    context_.report("E1008", symbol.span, base::cat("lever `", symbol.name, "` has no default"))
        .with_help("write the value it has until somebody moves it: `= 0`");
    return;
  }
  const std::vector<double> defaults = numbers_of(context_, at_, id, decl.value,
                                                  {.unit = symbol.unit,
                                                   .what = base::cat("lever `", symbol.name, '`'),
                                                   .subject = "the default",
                                                   .bare_numbers = true});
  bool told = ranges.empty();
  for (std::uint32_t i = 0; i < symbol.count && !ranges.empty(); ++i) {
    plan::Lever& lever = context_.model.interface.levers[symbol.index + i];
    lever.low = ranges[i].low;
    lever.high = ranges[i].high;
    lever.choices = ranges[i].choices;
    plan::Input& fallback = context_.model.interface.inputs[lever.default_input];
    fallback.has_bounds = true;
    fallback.low = lever.low;
    fallback.high = lever.high;
    fallback.value = defaults[i];
    const bool listed = lever.choices.empty() ||
                        std::find(lever.choices.begin(), lever.choices.end(), fallback.value) != lever.choices.end();
    if (told || std::isnan(fallback.value)) continue;
    if (listed && fallback.value >= lever.low && fallback.value <= lever.high) continue;
    told = true;  // once a lever
    const auto shown = [&](double value) { return base::number_text(value / lever.quantity.scale, 6); };
    context_
        .report("E1009", decl.value.value ? decl.value.value->span : symbol.span,
                base::cat("the default of `", lever.quantity.name.full, "`, ", shown(fallback.value),
                          listed ? base::cat(", is outside [", shown(lever.low), ", ", shown(lever.high), ']')
                                 : std::string(", is not one of its choices")))
        .with_note(decl.bounds->span, "what may be chosen")
        .with_help("move the default or widen the bounds");
  }
}

std::uint32_t Strategy::player_of(ElementId element) const {
  for (std::uint32_t i = 0; i < players_.size(); ++i) {
    if (players_[i].element == element) return i;
  }
  return plan::kNone;
}

std::uint32_t Strategy::player_named(const syntax::Expr& expr) {
  const auto* name = try_as<syntax::NameExpr>(&expr);
  if (name) {
    const ElementId element = context_.find_element(name->name.text);
    if (element != kNoId) {
      if (const std::uint32_t player = player_of(element); player != plan::kNone) return player;
    }
  }
  std::vector<std::string_view> names;
  std::string list;
  for (const plan::Player& player : context_.model.interface.players) {
    names.push_back(player.name);
    if (names.size() <= 8) list += base::cat(list.empty() ? "" : ", ", player.name);
  }
  const std::string_view text = context_.sources.text(expr.span);
  base::Diagnostic& diagnostic = context_.report("E1004", expr.span, base::cat('`', text, "` is not a player"));
  const std::string_view near = base::nearest_name(text, names);
  if (!near.empty()) {
    diagnostic.with_help(base::cat("did you mean `", near, "`?"));
  } else {
    diagnostic.with_help(list.empty() ? "declare one with `player`" : base::cat("the players are ", list));
  }
  return plan::kNone;
}

std::uint32_t Strategy::lever_of_cell(std::uint32_t cell) const {
  const Symbol& symbol = context_.model.symbols[context_.model.cells[cell].symbol];
  return symbol.kind == SymbolKind::Lever ? symbol.index + cell - symbol.first_cell : plan::kNone;
}

std::uint32_t Strategy::input_of_cell(std::uint32_t cell) {
  const Symbol& symbol = context_.model.symbols[context_.model.cells[cell].symbol];
  return symbol.kind == SymbolKind::Parameter ? symbol.index + cell - symbol.first_cell : plan::kNone;
}

std::optional<sampling::InputSpec> Strategy::law_of(const syntax::Expr& distribution, std::uint32_t cell) {
  const SymbolId symbol = context_.model.cells[cell].symbol;
  const std::vector<double> unknown(context_.model.symbols[symbol].count, std::numeric_limits<double>::quiet_NaN());
  auto laws = declared_laws(context_, at_, symbol, distribution, {}, unknown);
  if (!laws) return std::nullopt;
  return std::move((*laws)[cell - context_.model.symbols[symbol].first_cell]);
}

std::uint32_t Strategy::add_rule(std::uint32_t lever, Rule rule, base::Span span) {
  plan::Lever& shown = context_.model.interface.levers[lever];
  if (shown.rule_input == plan::kNone) {
    plan::Input choice;
    choice.kind = InputKind::LeverRule;
    choice.quantity.name = shown.quantity.name;
    choice.has_bounds = choice.integral = true;
    choice.choices = {shown.owner == plan::kNone ? "default" : "hands of its player"};
    shown.rule_input = add_input(std::move(choice), span);
  }
  plan::Input& choice = context_.model.interface.inputs[shown.rule_input];
  choice.choices.push_back(rule.shown.name);
  choice.high += 1;
  shown.rules.push_back(rule.shown);
  levers_[lever].rules.push_back(std::move(rule));
  return static_cast<std::uint32_t>(levers_[lever].rules.size());
}

std::uint32_t Strategy::add_input(plan::Input added, base::Span span) {
  added.place = context_.resolved(span);
  added.spec.stream = added.quantity.name.full;
  std::vector<plan::Input>& inputs = context_.model.interface.inputs;
  inputs.push_back(std::move(added));
  return static_cast<std::uint32_t>(inputs.size() - 1);
}

std::uint32_t Strategy::add_held(std::string name, NodeId initial, HeldPhase phase, std::uint32_t origin) {
  context_.model.held.push_back({std::move(name), initial, kNoNode, phase, origin});
  return static_cast<std::uint32_t>(context_.model.held.size() - 1);
}

std::uint32_t Strategy::find_input(InputKind kind, std::string_view name) const {
  const std::vector<plan::Input>& inputs = context_.model.interface.inputs;
  for (std::uint32_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].kind == kind && inputs[i].quantity.name.full == name) return i;
  }
  return plan::kNone;
}

double Strategy::constant(const syntax::Expr& expr, const units::Unit& unit, std::string what, bool bare_numbers) {
  Scope scope;
  const Expression* checked = checker_.quantity(
      expr, scope, {.unit = unit, .what = std::move(what), .subject = "this", .bare_numbers = bare_numbers});
  if (checked->form == Form::Poison) return std::numeric_limits<double>::quiet_NaN();
  return at_.number(*checked, {});
}

}  // namespace detente::model
