// Agreements: their terms, who is party to them, when they are in force, what they require and how breach is punished.
//
// Everything that changes is held and moved in the Observe phase, from what stood during the step before:
//   alarm      with probability 1 - exp(-rate dt): false alarms, and the rate of detection for each party in breach
//   suspended  until the alarm's time plus the suspension, for ever when the punishment is ending it
//   in force   signed, and not suspended
#include <algorithm>

#include "base/cat.h"
#include "model/declare.h"
#include "model/sets.h"
#include "model/strategy.h"
#include "model/units_of.h"

namespace detente::model {

using kernels::Op;
using plan::InputKind;
using syntax::BinaryOp;
using syntax::try_as;

namespace {
const units::Unit kYear = units::UnitTable::year();
}

void Strategy::declare_agreements() {
  for (const syntax::Decl* decl : context_.declarations) {
    const auto* agreement = try_as<syntax::AgreementDecl>(decl);
    if (!agreement) continue;
    if (symbol_of(context_, *decl) == kNoId) continue;
    const std::string name(agreement->name.text);
    const std::uint32_t origin = context_.origin(base::cat("agreement ", name), agreement->name.span);
    AgreementState state;
    state.decl = agreement;
    state.origin = origin;
    plan::Agreement shown;
    shown.name = name;
    shown.title = agreement->title.text;
    shown.place = context_.resolved(agreement->name.span);

    const auto time_input = [&](InputKind kind, std::string text, base::Span span) {
      plan::Input added;
      added.kind = kind;
      added.quantity.name.full = added.quantity.name.base = std::move(text);
      added.quantity.unit = context_.unit_text(kYear);
      added.value = plan::kNever;
      return add_input(std::move(added), span);
    };
    shown.sign_input = time_input(InputKind::SignTime, base::cat("sign ", name), agreement->name.span);
    state.in_force = add_held(base::cat("signed(", name, ')'), number(0), HeldPhase::Observe, origin);
    state.suspended_until =
        add_held(base::cat(name, " suspended until"), number(-plan::kNever), HeldPhase::Observe, origin);
    state.alarms = add_held(base::cat("alarms(", name, ')'), number(0), HeldPhase::Observe, origin);

    // Words that read an agreement; their names hold characters that no declared name has.
    const auto status = [&](std::string text, std::uint32_t index) {
      const SymbolId symbol = context_.declare(SymbolKind::Aux, text, agreement->name.span, nullptr);
      if (symbol == kNoId) return;
      context_.give_cells(symbol, {});
      context_.definitions[symbol].used = true;
      context_.definitions[symbol].compute = [this, index](Instantiator&, std::span<const ElementId>, Phase phase) {
        return phase == Phase::Run ? held(index) : number(0);
      };
    };
    status(base::cat("signed(", name, ')'), state.in_force);
    status(base::cat("alarms(", name, ')'), state.alarms);

    for (const syntax::Term& term : agreement->terms) {
      plan::Input added;
      added.kind = InputKind::AgreementTerm;
      added.quantity.name.full = added.quantity.name.base = base::cat(name, '.', term.name.text);
      const std::uint32_t made = add_input(std::move(added), term.span);
      shown.terms.push_back(made);
      const SymbolId symbol =
          context_.declare(SymbolKind::Term, base::cat(name, '.', term.name.text), term.name.span, nullptr);
      if (symbol == kNoId) continue;
      context_.give_cells(symbol, {});
      context_.definitions[symbol].used = true;
      context_.model.symbols[symbol].unit = term.unit ? unit_of(context_, *term.unit) : units::Unit();
      context_.definitions[symbol].compute = [this, made](Instantiator&, std::span<const ElementId>, Phase) {
        return input(made);
      };
    }

    std::vector<ElementId> parties;
    const auto join = [&](const syntax::Expr& expr, bool open) {
      const auto* single = try_as<syntax::NameExpr>(&expr);
      std::vector<ElementId> elements;
      const SymbolId named = single ? context_.find(single->name.text) : kNoId;
      const bool is_element = single && context_.find_element(single->name.text) != kNoId &&
                              (named == kNoId || context_.model.symbols[named].kind == SymbolKind::Player);
      if (is_element) {
        elements = {context_.find_element(single->name.text)};
      } else if (const SetId set = set_of(context_, expr); set != kNoId) {
        elements = context_.model.sets[set].elements;
      }
      for (const ElementId element : elements) {
        if (is_lost(context_, element)) continue;
        const std::uint32_t player = player_of(element);
        const std::string& label = context_.model.elements[element].label;
        if (player == plan::kNone) {
          context_.report("E1004", expr.span, base::cat('`', label, "` is not a player"))
              .with_help("parties are players: declare it with `player`");
          return;
        }
        if (std::find(parties.begin(), parties.end(), element) != parties.end()) continue;
        parties.push_back(element);
        plan::Party party;
        party.player = label;
        party.breach_input = time_input(InputKind::BreachTime, base::cat(label, " breaches ", name), expr.span);
        if (open) {
          plan::Input added;
          added.kind = InputKind::Membership;
          added.quantity.name.full = added.quantity.name.base = base::cat(label, " joins ", name);
          added.has_bounds = added.integral = true;
          added.low = 0;
          added.high = 1;
          party.member_input = add_input(std::move(added), expr.span);
        }
        PartyState party_state;
        party_state.player = player;
        party_state.breaching =
            add_held(base::cat("breaching(", name, ", ", label, ')'), number(0), HeldPhase::Observe, origin);
        state.parties.push_back(party_state);
        shown.parties.push_back(std::move(party));
      }
    };
    for (const syntax::Expr* party : agreement->parties) join(*party, false);
    if (agreement->open) join(*agreement->open->set, true);

    if (!parties.empty()) {
      Set set;
      set.name = base::cat("party of ", name);
      set.elements = parties;
      context_.model.sets.push_back(std::move(set));
      const SymbolId symbol =
          context_.declare(SymbolKind::Aux, base::cat("breaching(", name, ')'), agreement->name.span, nullptr);
      if (symbol != kNoId) {
        context_.give_cells(symbol, {static_cast<SetId>(context_.model.sets.size() - 1)});
        context_.definitions[symbol].used = true;
        const auto number_of = static_cast<std::uint32_t>(agreements_.size());
        context_.definitions[symbol].compute = [this, number_of](Instantiator&, std::span<const ElementId> at,
                                                                 Phase phase) {
          const std::uint32_t player = player_of(at[0]);
          for (const PartyState& party : agreements_[number_of].parties) {
            if (party.player == player && phase == Phase::Run) return held(party.breaching);
          }
          return number(0);
        };
      }
    }
    agreements_.push_back(std::move(state));
    context_.model.interface.agreements.push_back(std::move(shown));
  }
}

void Strategy::define_agreement(std::uint32_t index) {
  AgreementState& state = agreements_[index];
  const syntax::AgreementDecl& decl = *state.decl;
  Graph& graph = at_.graph();
  const std::uint32_t origin = state.origin;
  const auto op = [&](Op what, NodeId a, NodeId b = kNoNode, NodeId c = kNoNode) {
    return graph.op(what, origin, a, b, c);
  };
  {
    const plan::Agreement& shown = context_.model.interface.agreements[index];
    for (std::size_t i = 0; i < decl.terms.size() && i < shown.terms.size(); ++i) {
      define_term(decl.terms[i], base::cat("term `", decl.terms[i].name.text, '`'),
                  context_.model.interface.inputs[shown.terms[i]]);
    }
  }
  if (state.parties.size() < 2) {
    context_.report("E1016", decl.name.span, base::cat("agreement `", decl.name.text, "` has fewer than two parties"))
        .with_help("write `between a, b`");
  }
  const NodeId now = graph.leaf(Leaf::Time), never = number(plan::kNever);
  const NodeId was_in_force = held(state.in_force);

  // Members: founding parties always, others by their input or their lever.
  for (std::size_t i = 0; i < state.parties.size(); ++i) {
    PartyState& party = state.parties[i];
    const plan::Party& shown = context_.model.interface.agreements[index].parties[i];
    party.member = number(1);
    if (shown.member_input == plan::kNone) continue;
    party.member = input(shown.member_input);
    if (decl.open && decl.open->lever) {
      const Target target = open_lever(*decl.open, players_[party.player]);
      for (const Target::Cell& each : target.cells) {
        const std::uint32_t lever = lever_of_cell(each.cell);
        if (lever == plan::kNone) continue;
        const NodeId joins = op(Op::Le, number(0.5), held(levers_[lever].held));
        party.member = op(Op::Max, party.member, joins);
      }
    }
  }

  // Alarms during the step that has passed.
  const units::Unit per_year = *units::divide(units::Unit(), kYear);
  NodeId rate = number(0);
  if (decl.monitors) {
    const auto rate_of = [&](const syntax::Expr* expr, std::string_view what) {
      if (!expr) return number(0);
      Scope scope;
      const Expression* checked = checker_.quantity(
          *expr, scope,
          {.unit = per_year, .what = std::string(what), .subject = "this", .help = "give a rate, e.g. `0.5/year`"});
      Environment environment;
      environment.origin = origin;
      return at_.value(*checked, environment);
    };
    const NodeId detection = rate_of(decl.monitors->breach_rate, "a rate of detection");
    rate = rate_of(decl.monitors->false_alarm_rate, "a rate of false alarms");
    for (const PartyState& party : state.parties) {
      rate = op(Op::Add, rate, op(Op::Mul, detection, held(party.breaching)));
    }
  }
  NodeId alarm = number(0);
  if (decl.monitors) {
    const NodeId quiet = op(Op::Exp, op(Op::Neg, op(Op::Mul, rate, graph.leaf(Leaf::Dt))));
    const NodeId draw =
        graph.op(Op::Uniform, origin, kNoNode, kNoNode, kNoNode, at_.stream(base::cat("alarms of ", decl.name.text)));
    alarm = op(Op::And, was_in_force, op(Op::Lt, quiet, draw));
  }
  NodeId released = never;
  if (decl.punishes && !decl.punishes->ending && decl.punishes->suspension) {
    Scope scope;
    const Expression* length = checker_.duration(*decl.punishes->suspension, scope);
    Environment environment;
    environment.origin = origin;
    released = op(Op::Add, now, at_.value(*length, environment));
  } else if (!decl.punishes) {
    released = number(-plan::kNever);
  }
  const NodeId suspended_until = op(Op::Select, alarm, released, held(state.suspended_until));
  // Grid times carry rounding errors: a thousandth of a step decides nothing.
  const NodeId slack = op(Op::Mul, number(1e-3), graph.leaf(Leaf::Dt));
  const NodeId soon = op(Op::Add, now, slack);
  const plan::Agreement& shown = context_.model.interface.agreements[index];
  const NodeId signed_already = op(Op::Le, input(shown.sign_input), soon);
  const NodeId in_force = op(Op::And, signed_already, op(Op::Le, suspended_until, soon));
  context_.model.held[state.suspended_until].update = suspended_until;
  context_.model.held[state.alarms].update = op(Op::Add, held(state.alarms), alarm);
  context_.model.held[state.in_force].update = in_force;
  for (std::size_t i = 0; i < state.parties.size(); ++i) {
    const NodeId started = op(Op::Le, input(shown.parties[i].breach_input), soon);
    const NodeId breaching = op(Op::And, op(Op::And, in_force, started), state.parties[i].member);
    context_.model.held[state.parties[i].breaching].update = breaching;
  }
  for (const syntax::Expr* requirement : decl.requirements) {
    Scope scope;
    Environment environment;
    environment.origin = origin;
    require(index, *requirement, scope, environment);
  }
}

Target Strategy::open_lever(const syntax::OpenClause& open, const PlayerState& player) {
  const auto* index = try_as<syntax::IndexExpr>(open.lever);
  const auto* name = index ? try_as<syntax::NameExpr>(index->base) : try_as<syntax::NameExpr>(open.lever);
  const SymbolId symbol = name ? context_.find(name->name.text) : kNoId;
  if (symbol == kNoId || context_.model.symbols[symbol].kind != SymbolKind::Lever) {
    if (reported_.insert(open.lever->span.begin).second) {
      context_
          .report("E1023", open.lever->span,
                  base::cat('`', context_.sources.text(open.lever->span), "` is not a lever"))
          .with_help("others join by a lever of theirs: `open to SET by join[f]`");
    }
    return {};
  }
  Target target;
  target.symbol = symbol;
  const std::uint32_t cell = context_.cell_at(symbol, std::span(&player.element, 1));
  if (cell != kNoId) target.cells.push_back({cell, {}});
  return target;
}

// A requirement is a bound on levers: `lever >= e`, `lever <= e`, joined by `and` or all(..).
void Strategy::require(std::uint32_t index, const syntax::Expr& requirement, Scope& scope,
                       const Environment& environment) {
  if (const auto* every = try_as<syntax::AggregateExpr>(&requirement)) {
    if (every->op == syntax::AggregateOp::All && every->body && every->binders.size() == 1 && !every->where) {
      Scope inner = scope;
      const std::vector<SetId> sets = checker_.bind(every->binders, inner);
      if (sets.empty()) return;
      for (const ElementId element : context_.model.sets[sets[0]].elements) {
        Environment bound = environment;
        bound.bound.push_back(element);
        require(index, *every->body, inner, bound);
      }
      return;
    }
  }
  const auto* binary = try_as<syntax::BinaryExpr>(&requirement);
  const BinaryOp op = binary ? binary->rest.front().op : BinaryOp::Or;
  if (op == BinaryOp::And) {
    require(index, *binary->first, scope, environment);
    for (const syntax::Operand& operand : binary->rest) require(index, *operand.expr, scope, environment);
    return;
  }
  const bool less = op == BinaryOp::LessEqual || op == BinaryOp::Less;
  const bool more = op == BinaryOp::GreaterEqual || op == BinaryOp::Greater;
  if (less || more) {
    if (bound_lever(index, *binary->first, more, *binary->rest.front().expr, scope, environment)) return;
    if (bound_lever(index, *binary->rest.front().expr, less, *binary->first, scope, environment)) return;
  }
  if (!reported_.insert(requirement.span.begin).second) return;
  context_.report("E1017", requirement.span, "an agreement requires bounds on levers of its parties")
      .with_help("write `lever >= bound` or `lever <= bound`, several joined by `and`");
}

bool Strategy::bound_lever(std::uint32_t index, const syntax::Expr& lever_expr, bool at_least,
                           const syntax::Expr& bound_expr, Scope& scope, const Environment& environment) {
  const auto* indexed = try_as<syntax::IndexExpr>(&lever_expr);
  const auto* name = indexed ? try_as<syntax::NameExpr>(indexed->base) : try_as<syntax::NameExpr>(&lever_expr);
  const SymbolId symbol = name ? context_.find(name->name.text) : kNoId;
  if (symbol == kNoId || context_.model.symbols[symbol].kind != SymbolKind::Lever) return false;
  std::vector<syntax::Binder> binders;
  if (indexed) {
    for (const syntax::Expr* place : indexed->indices) binders.push_back({{}, place, place->span});
  }
  Scope inner = scope;
  const Target target =
      resolve_target(context_, at_, checker_, name->name, binders, lever_expr.span, inner, environment);
  const Expression* bound = checker_.quantity(bound_expr, inner,
                                              {.unit = context_.model.symbols[symbol].unit,
                                               .what = base::cat("lever `", name->name.text, '`'),
                                               .subject = "the bound",
                                               .bare_numbers = true});
  if (bound->form == Form::Poison) return true;
  bool any = target.cells.empty();
  for (const Target::Cell& each : target.cells) {
    const std::uint32_t lever = lever_of_cell(each.cell);
    const std::uint32_t owner = context_.model.interface.levers[lever].owner;
    for (const PartyState& party : agreements_[index].parties) {
      if (party.player != owner) continue;
      any = true;
      Graph& graph = at_.graph();
      const std::uint32_t origin = agreements_[index].origin;
      const NodeId loyal = graph.op(Op::Not, origin, held(party.breaching));
      const NodeId member = graph.op(Op::And, origin, held(agreements_[index].in_force), party.member);
      LeverBound made;
      made.lever = lever;
      made.at_least = at_least;
      made.bound = at_.value(*bound, each.environment);
      made.binds = graph.op(Op::And, origin, member, loyal);
      bounds_.push_back(made);
    }
  }
  if (!any && reported_.insert(lever_expr.span.begin).second) {
    context_
        .report("E1017", lever_expr.span,
                base::cat('`', context_.sources.text(lever_expr.span), "` belongs to no party of the agreement"))
        .with_note(agreements_[index].decl->span, "the parties stand here")
        .with_help("agreements bind levers that their parties control");
  }
  return true;
}

}  // namespace detente::model
