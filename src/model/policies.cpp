// Policies: rules for a player's levers. A rule sees the world as the player does: through seen(x), its own levers,
// time and what does not change during a run.
#include "base/cat.h"
#include "model/sets.h"
#include "model/strategy.h"
#include "model/units_of.h"

namespace detente::model {

using plan::InputKind;
using syntax::try_as;

const Expression* Strategy::word(Compute compute, std::vector<Index> indices, const units::Unit& unit,
                                 base::Span span) {
  Expression made;
  made.form = Form::Word;
  made.id = static_cast<std::uint32_t>(context_.words.size());
  made.indices = std::move(indices);
  made.unit = unit;
  made.span = span;
  context_.words.push_back(std::move(compute));
  return context_.keep(std::move(made));
}

void Strategy::report_unobserved(std::uint32_t player, std::string_view what, base::Span span) {
  if (!reported_.insert(span.begin).second) return;
  const std::string& name = context_.model.interface.players[player].name;
  context_.report("E0512", span, base::cat('`', what, "` is not observed by `", name, '`'))
      .with_note(players_[player].decl->span, base::cat("what ", name, " observes stands here"))
      .with_help(base::cat("add `observes ", what, "` to the player, and read it as `seen(", what, ")`"));
}

// What words mean in a rule: seen(x), the policy's coefficients, levers; anything else that changes is out of sight.
const Expression* Strategy::policy_word(const syntax::PolicyDecl& policy, const Index& owner, const syntax::Expr& expr,
                                        Scope& scope) {
  if (const auto* call = try_as<syntax::CallExpr>(&expr)) {
    if (call->function.text != "seen") return nullptr;
    const syntax::Expr* inside = call->arguments.size() == 1 ? call->arguments[0].value : nullptr;
    const auto* index = inside ? try_as<syntax::IndexExpr>(inside) : nullptr;
    const auto* name = index    ? try_as<syntax::NameExpr>(index->base)
                       : inside ? try_as<syntax::NameExpr>(inside)
                                : nullptr;
    if (!name) {
      context_.report("E0512", expr.span, "`seen` takes one observed variable").with_help("e.g. `seen(x[us])`");
      return checker_.poison(expr.span);
    }
    const SymbolId symbol = context_.find_read(name->name.text);
    if (symbol == kNoId) {
      context_.report_unknown(name->name.text, name->span);
      return checker_.poison(expr.span);
    }
    std::vector<Index> indices = {owner};
    const std::uint64_t errors = context_.diagnostics.error_count();
    const std::vector<Index> places =
        checker_.indices(symbol, index ? index->indices : std::vector<const syntax::Expr*>(), inside->span, scope);
    if (context_.diagnostics.error_count() != errors) return checker_.poison(expr.span);
    indices.insert(indices.end(), places.begin(), places.end());
    const base::Span span = inside->span;
    return word(
        [this, symbol, span](Instantiator& at, std::span<const ElementId> elements, Phase) {
          const std::uint32_t player = player_of(elements[0]);
          const std::uint32_t cell = context_.cell_at(symbol, elements.subspan(1));
          for (const Observation& observation : players_[player].observations) {
            if (observation.cell == cell) return at.graph().leaf(Leaf::Held, observation.held);
          }
          report_unobserved(player, context_.sources.text(span), span);
          return at.graph().constant(0);
        },
        std::move(indices), context_.model.symbols[symbol].unit, expr.span);
  }
  const auto* index = try_as<syntax::IndexExpr>(&expr);
  const auto* name = index ? try_as<syntax::NameExpr>(index->base) : try_as<syntax::NameExpr>(&expr);
  if (!name) return nullptr;
  for (std::size_t i = 0; i < policy.coefficients.size() && !index; ++i) {
    const syntax::Term& coefficient = policy.coefficients[i];
    if (coefficient.name.text != name->name.text) continue;
    const units::Unit unit = coefficient.unit ? unit_of(context_, *coefficient.unit) : units::Unit();
    return word([this, &policy, i](Instantiator&, std::span<const ElementId> elements,
                                   Phase) { return input(policy_coefficient(policy, i, player_of(elements[0]))); },
                {owner}, unit, expr.span);
  }
  const SymbolId symbol = context_.find(name->name.text);
  if (symbol == kNoId) return nullptr;
  const SymbolKind kind = context_.model.symbols[symbol].kind;
  const bool out_of_sight = kind == SymbolKind::Stock || kind == SymbolKind::Flow || kind == SymbolKind::Aux;
  if (!out_of_sight && kind != SymbolKind::Lever) return nullptr;
  const std::uint64_t errors = context_.diagnostics.error_count();
  std::vector<Index> indices = {owner};
  const std::vector<Index> places =
      checker_.indices(symbol, index ? index->indices : std::vector<const syntax::Expr*>(), expr.span, scope);
  if (context_.diagnostics.error_count() != errors) return checker_.poison(expr.span);
  indices.insert(indices.end(), places.begin(), places.end());
  const base::Span span = expr.span;
  return word(
      [this, symbol, span](Instantiator& at, std::span<const ElementId> elements, Phase) {
        const std::uint32_t player = player_of(elements[0]);
        const std::uint32_t lever = lever_of_cell(context_.cell_at(symbol, elements.subspan(1)));
        if (lever != plan::kNone && context_.model.interface.levers[lever].owner == player) {
          return at.graph().leaf(Leaf::Held, levers_[lever].held);
        }
        report_unobserved(player, context_.sources.text(span), span);
        return at.graph().constant(0);
      },
      std::move(indices), context_.model.symbols[symbol].unit, span);
}

// The input that holds coefficient i of a policy for one player; made when first asked for.
std::uint32_t Strategy::policy_coefficient(const syntax::PolicyDecl& policy, std::size_t i, std::uint32_t player) {
  const syntax::Term& coefficient = policy.coefficients[i];
  const std::string name =
      base::cat(policy.name.text, '.', coefficient.name.text, '[', context_.model.interface.players[player].name, ']');
  const std::uint32_t found = find_input(InputKind::RuleCoefficient, name);
  if (found != plan::kNone) return found;
  plan::Input added;
  added.kind = InputKind::RuleCoefficient;
  added.quantity.name.full = name;
  added.quantity.name.base = base::cat(policy.name.text, '.', coefficient.name.text);
  added.quantity.name.labels = {context_.model.interface.players[player].name};
  added.quantity.name.sets = {"player"};
  define_term(coefficient, base::cat("coefficient `", coefficient.name.text, '`'), added);
  return add_input(std::move(added), coefficient.span);
}

// Unit, bounds and default of a policy's coefficient or an agreement's term.
void Strategy::define_term(const syntax::Term& term, const std::string& what, plan::Input& made) {
  const units::Unit unit = term.unit ? unit_of(context_, *term.unit) : units::Unit();
  made.quantity.unit = context_.unit_text(unit);
  made.quantity.scale = unit.size.value();
  if (term.bounds && term.bounds->low && term.bounds->high) {
    made.has_bounds = true;
    made.low = constant(*term.bounds->low, unit, what);
    made.high = constant(*term.bounds->high, unit, what);
    if (made.low > made.high) {
      context_.report("E1001", term.bounds->span, "empty range").with_help("write the smaller bound first");
    }
    made.value = made.low;
  }
  if (term.default_value) made.value = constant(*term.default_value, unit, what);
  if (made.has_bounds && (made.value < made.low || made.value > made.high) && made.low <= made.high) {
    context_.report("E1009", term.span, base::cat("the default of ", what, " is outside its bounds"))
        .with_help("move the default or widen the bounds");
  }
  if (!term.bounds && !term.default_value) {
    context_.report("E1008", term.span, base::cat(what, " has neither bounds nor a default"))
        .with_help("write e.g. `in [0, 1] = 0.5`");
  }
}

void Strategy::define_policy(const syntax::PolicyDecl& policy) {
  Scope scope;
  scope.memory = false;
  scope.place = "a policy";
  Index owner;
  std::vector<ElementId> owners;
  if (!policy.owner) {
    context_.report("E1004", policy.name.span, base::cat("policy `", policy.name.text, "` is for nobody"))
        .with_help("write `policy NAME for PLAYER`, or `for p in SET`");
    return;
  }
  const auto* single = try_as<syntax::NameExpr>(policy.owner->set);
  if (policy.owner->name.empty() && single && context_.find_element(single->name.text) != kNoId) {
    const std::uint32_t player = player_named(*policy.owner->set);
    if (player == plan::kNone) return;
    owner.kind = Index::Kind::Element;
    owner.id = players_[player].element;
    owners = {owner.id};
  } else {
    const std::vector<SetId> sets = checker_.bind({*policy.owner}, scope);
    if (sets.empty()) return;
    owner.kind = Index::Kind::Variable;
    owner.id = 0;
    owners = context_.model.sets[sets[0]].elements;
  }
  owner.span = policy.owner->span;
  scope.words = [this, &policy, owner](const syntax::Expr& expr, Scope& inner) {
    return policy_word(policy, owner, expr, inner);
  };
  for (const syntax::Rule& written : policy.rules) {
    for (const ElementId element : owners) {
      const std::uint32_t player = player_of(element);
      if (player == plan::kNone) {
        if (reported_.insert(policy.owner->span.begin).second) {
          context_
              .report("E1004", policy.owner->span,
                      base::cat('`', context_.model.elements[element].label, "` is not a player"))
              .with_help("policies are for players");
        }
        continue;
      }
      Environment outer;
      if (owner.kind == Index::Kind::Variable) outer.bound = {element};
      Scope inner = scope;
      const Target levers =
          resolve_target(context_, at_, checker_, written.lever, written.indices, written.span, inner, outer);
      if (levers.cells.empty()) break;
      const Expression* value = checker_.quantity(*written.value, inner,
                                                  {.unit = context_.model.symbols[levers.symbol].unit,
                                                   .what = base::cat("lever `", written.lever.text, '`'),
                                                   .subject = "the rule",
                                                   .bare_numbers = true});
      if (value->form == Form::Poison) break;
      for (const Target::Cell& each : levers.cells) {
        const std::uint32_t lever = lever_of_cell(each.cell);
        const bool own = lever != plan::kNone && context_.model.interface.levers[lever].owner == player;
        if (!own) {
          if (levers.closeness != Closeness::Elements) continue;  // of a whole set, a policy moves the player's own
          if (reported_.insert(written.span.begin).second) {
            context_
                .report("E1023", written.span,
                        base::cat('`', context_.model.interface.players[player].name, "` does not control `",
                                  written.lever.text, '`'))
                .with_note(players_[player].decl->span, "what it controls stands here")
                .with_help("a policy moves levers of its own player");
          }
          continue;
        }
        Environment environment = each.environment;
        environment.origin = context_.origin(
            base::cat("policy ", policy.name.text, " for ", context_.model.interface.players[player].name),
            written.span);
        Rule rule;
        rule.shown.name = policy.name.text;
        rule.value = at_.value(*value, environment);
        for (std::size_t i = 0; i < policy.coefficients.size(); ++i) {
          rule.shown.coefficients.push_back(policy_coefficient(policy, i, player));
        }
        policy_rules_[{std::string(policy.name.text), player}].push_back(
            {lever, add_rule(lever, std::move(rule), written.span)});
      }
    }
  }
}

}  // namespace detente::model
