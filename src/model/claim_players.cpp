// What claims say about players: strategic quantities, and clauses about every equilibrium. Only their meaning is
// settled here; the numbers come from an analysis of the players.
#include <algorithm>
#include <utility>

#include "base/cat.h"
#include "model/claims.h"

namespace detente::model {

using plan::Strategic;
using plan::StrategicKind;
using syntax::try_as;

namespace {

constexpr std::string_view kForms[] = {"overlap(AGREEMENT)", "best reply(LEVER, LEVER)",
                                       "deviation gain(PLAYER, POLICY)"};

const syntax::Name* name_in(const syntax::Expr& expr) {
  const auto* name = try_as<syntax::NameExpr>(&expr);
  return name ? &name->name : nullptr;
}

}  // namespace

std::optional<StrategicKind> strategic_named(std::string_view function) {
  if (function == "overlap") return StrategicKind::Overlap;
  if (function == "best reply") return StrategicKind::BestReply;
  if (function == "deviation gain") return StrategicKind::DeviationGain;
  return std::nullopt;
}

// Its place in Interface::strategic; equal ones share it.
NodeId Claims::strategic(Strategic wanted, std::uint32_t arm) {
  std::vector<Strategic>& all = context_.model.interface.strategic;
  const auto same = [&](const Strategic& other) { return other.text == wanted.text; };
  const auto found = std::find_if(all.begin(), all.end(), same);
  const auto place = static_cast<std::uint32_t>(found - all.begin());
  if (found == all.end()) all.push_back(std::move(wanted));
  return outcome(plan::ArmValue::Kind::Strategic, arm, place);
}

const Expression* Claims::strategic_word(const syntax::CallExpr& call, StrategicKind kind, Scope& scope) {
  const std::size_t wants = kind == StrategicKind::Overlap ? 1 : 2;
  if (call.arguments.size() != wants) {
    context_
        .report("E0804", call.span,
                base::cat('`', call.function.text, "` takes ", wants, wants == 1 ? " argument" : " arguments"))
        .with_help(base::cat("write `", kForms[static_cast<std::size_t>(kind)], "`"));
    return checker_.poison(call.span);
  }
  switch (kind) {
    case StrategicKind::Overlap: return overlap_word(call);
    case StrategicKind::BestReply: return reply_word(call, scope);
    case StrategicKind::DeviationGain: return deviation_word(call, scope);
  }
  return checker_.poison(call.span);
}

const Expression* Claims::overlap_word(const syntax::CallExpr& call) {
  const syntax::Expr& argument = *call.arguments[0].value;
  const syntax::Name* name = name_in(argument);
  const auto& agreements = context_.model.interface.agreements;
  const auto found = std::find_if(agreements.begin(), agreements.end(),
                                  [&](const plan::Agreement& a) { return name && a.name == name->text; });
  if (found == agreements.end()) {
    context_.report("E1005", argument.span, base::cat('`', context_.sources.text(argument.span), "` is no agreement"))
        .with_help("declare it with `agreement`");
    return checker_.poison(call.span);
  }
  for (const plan::Party& party : found->parties) {
    const auto& players = context_.model.interface.players;
    const auto who = std::find_if(players.begin(), players.end(),
                                  [&](const plan::Player& player) { return player.name == party.player; });
    if (party.member_input != plan::kNone || who->payoff != plan::kNone) continue;
    context_
        .report("E1005", argument.span,
                base::cat('`', party.player, "`, party to `", name->text, "`, is no player with a payoff"))
        .with_help("nobody can say whether it gains: give it a line `maximises ..`");
    return checker_.poison(call.span);
  }
  context_.find_read(name->text);
  const Strategic wanted{.kind = StrategicKind::Overlap,
                         .text = base::cat("overlap(", found->name, ")"),
                         .agreement = static_cast<std::uint32_t>(found - agreements.begin())};
  return word(call, {}, {}, [this, wanted, arm = arm_](Instantiator&, std::span<const ElementId>, Phase) {
    return strategic(wanted, arm);
  });
}

// A lever with its places in brackets; kNoId after a report.
SymbolId Claims::lever_in(const syntax::Expr& expr, std::vector<Index>& indices, Scope& scope) {
  const auto* index = try_as<syntax::IndexExpr>(&expr);
  const syntax::Name* name = name_in(index ? *index->base : expr);
  const SymbolId symbol = name ? context_.find_read(name->text) : kNoId;
  if (symbol == kNoId || context_.model.symbols[symbol].kind != SymbolKind::Lever) {
    context_.report("E1023", expr.span, base::cat('`', context_.sources.text(expr.span), "` is not a lever"))
        .with_help("players answer with what is declared with `lever`");
    return kNoId;
  }
  const std::uint64_t errors = context_.diagnostics.error_count();
  const std::vector<Index> places =
      checker_.indices(symbol, index ? index->indices : std::vector<const syntax::Expr*>(), expr.span, scope);
  if (context_.diagnostics.error_count() != errors) return kNoId;
  indices.insert(indices.end(), places.begin(), places.end());
  return symbol;
}

const Expression* Claims::reply_word(const syntax::CallExpr& call, Scope& scope) {
  std::vector<Index> indices;
  const SymbolId reply = lever_in(*call.arguments[0].value, indices, scope);
  const std::size_t first = indices.size();
  const SymbolId against = reply == kNoId ? kNoId : lever_in(*call.arguments[1].value, indices, scope);
  if (against == kNoId) return checker_.poison(call.span);
  const auto compute = [this, reply, against, first, arm = arm_, span = call.span](
                           Instantiator&, std::span<const ElementId> elements, Phase) {
    const plan::Interface& interface = context_.model.interface;
    const auto lever = [&](SymbolId symbol, std::span<const ElementId> at) {
      const Symbol& of = context_.model.symbols[symbol];
      const std::uint32_t cell = context_.cell_at(symbol, at);
      return cell == kNoId ? plan::kNone : of.index + cell - of.first_cell;
    };
    const std::uint32_t answers = lever(reply, elements.first(first)), moved = lever(against, elements.subspan(first));
    if (answers == plan::kNone || moved == plan::kNone) return at_.graph().constant(0);
    const std::string &name = interface.levers[answers].quantity.name.full,
                      &other = interface.levers[moved].quantity.name.full;
    const std::uint32_t owner = interface.levers[answers].owner;
    if (!has_payoff(owner)) {
      context_.report("E1005", span, base::cat("nobody who wants something controls `", name, "`"))
          .with_help("a reply is best for a player with a line `maximises ..`");
      return at_.graph().constant(0);
    }
    if (interface.levers[moved].owner == plan::kNone) {
      context_.report("E1005", span, base::cat("nobody controls `", other, "`"))
          .with_help("a reply is to a lever of some player");
      return at_.graph().constant(0);
    }
    if (answers == moved) {
      context_.report("E1005", span, base::cat("`", name, "` cannot answer itself"))
          .with_help("write `best reply(LEVER, LEVER OF A RIVAL)`");
      return at_.graph().constant(0);
    }
    return strategic({.kind = StrategicKind::BestReply,
                      .text = base::cat("best reply(", name, ", ", other, ")"),
                      .reply = answers,
                      .against = moved},
                     arm);
  };
  return word(call, std::move(indices), {}, compute);
}

const Expression* Claims::deviation_word(const syntax::CallExpr& call, Scope& scope) {
  const Index player = checker_.index(*call.arguments[0].value, scope);
  if (player.id == kNoId) return checker_.poison(call.span);
  const syntax::Expr& argument = *call.arguments[1].value;
  const syntax::Name* name = name_in(argument);
  const SymbolId symbol = name ? context_.find_read(name->text) : kNoId;
  if (symbol == kNoId || context_.model.symbols[symbol].kind != SymbolKind::Policy) {
    context_.report("E1021", argument.span, base::cat('`', context_.sources.text(argument.span), "` is not a policy"))
        .with_help("declare it with `policy`");
    return checker_.poison(call.span);
  }
  const auto compute = [this, policy = std::string(name->text), arm = arm_, span = call.span](
                           Instantiator&, std::span<const ElementId> elements, Phase) {
    const plan::Interface& interface = context_.model.interface;
    const std::uint32_t number = player_with_payoff(elements[0], span);
    if (number == plan::kNone) return at_.graph().constant(0);
    const auto follows = [&](std::uint32_t lever) {
      const auto& rules = interface.levers[lever].rules;
      return std::any_of(rules.begin(), rules.end(), [&](const plan::LeverRule& rule) { return rule.name == policy; });
    };
    const plan::Player& who = interface.players[number];
    if (std::none_of(who.levers.begin(), who.levers.end(), follows)) {
      context_.report("E1021", span, base::cat("policy `", policy, "` has no rule for ", who.name))
          .with_help("a policy is for the players named after `for`");
      return at_.graph().constant(0);
    }
    return strategic({.kind = StrategicKind::DeviationGain,
                      .text = base::cat("deviation gain(", who.name, ", ", policy, ")"),
                      .player = number,
                      .policy = policy},
                     arm);
  };
  return word(call, {player}, units::UnitTable::year(), compute);
}

// in every equilibrium of us, cn choosing sharing, posture
void Claims::in_every_equilibrium(plan::Claim& claim, const syntax::ClaimDecl& decl) {
  const plan::Interface& interface = context_.model.interface;
  for (const syntax::Expr* written : decl.every_equilibrium) {
    const std::uint32_t player = strategy_.player_named(*written);
    if (player == plan::kNone) return;
    if (!has_payoff(player) || interface.players[player].levers.empty()) {
      context_
          .report("E1005", written->span,
                  base::cat('`', interface.players[player].name, "` has no payoff, or nothing to choose"))
          .with_help("players in an equilibrium need `controls` and `maximises`");
      return;
    }
    claim.equilibrium_players.push_back(player);
  }
  for (const syntax::Expr* written : decl.choosing) {
    const syntax::Name* name = name_in(*written);
    const SymbolId symbol = name ? context_.find_read(name->text) : kNoId;
    const std::size_t before = claim.equilibrium_levers.size();
    if (symbol != kNoId && context_.model.symbols[symbol].kind == SymbolKind::Lever) {
      const Symbol& lever = context_.model.symbols[symbol];
      for (std::uint32_t l = lever.index; l < lever.index + lever.count; ++l) {
        const auto& players = claim.equilibrium_players;
        const bool owned = std::find(players.begin(), players.end(), interface.levers[l].owner) != players.end();
        if (owned) claim.equilibrium_levers.push_back(l);
      }
    }
    if (claim.equilibrium_levers.size() != before) continue;
    context_
        .report("E1023", written->span,
                base::cat('`', context_.sources.text(written->span), "` is no lever of these players"))
        .with_help("name levers without places in brackets: each player chooses its own");
  }
}

}  // namespace detente::model
