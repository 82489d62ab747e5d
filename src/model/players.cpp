// Players: which levers they own and when they decide, what they see, believe, must keep to, and want.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/strategy.h"

namespace detente::model {

using kernels::Op;
using plan::InputKind;
using syntax::try_as;

namespace {

const units::Unit kYear = units::UnitTable::year();

// `x`, `x[p]` as a left-hand side is written.
struct Written {
  syntax::Name name;
  std::vector<syntax::Binder> indices;
};

std::optional<Written> written_target(const syntax::Expr& expr) {
  if (const auto* name = try_as<syntax::NameExpr>(&expr)) return Written{name->name, {}};
  const auto* index = try_as<syntax::IndexExpr>(&expr);
  const auto* base = index ? try_as<syntax::NameExpr>(index->base) : nullptr;
  if (!base) return std::nullopt;
  Written written{base->name, {}};
  for (const syntax::Expr* place : index->indices) written.indices.push_back({{}, place, place->span});
  return written;
}

}  // namespace

Target Strategy::target(const syntax::Expr& expr, const PlayerState& player, std::string_view what) {
  const std::optional<Written> written = written_target(expr);
  if (!written) {
    context_.report("E1010", expr.span, base::cat(what, " is named, e.g. `x` or `x[p]`"))
        .with_help("declare an `aux` for an expression");
    return {};
  }
  Scope scope = player.scope;
  return resolve_target(context_, at_, checker_, written->name, written->indices, expr.span, scope, player.environment);
}

void Strategy::define_player(std::uint32_t number) {
  const syntax::PlayerDecl& decl = *players_[number].decl;
  players_[number].due = this->number(0);
  for (const syntax::ControlsClause& clause : decl.controls) claim_levers(number, clause);
  for (const syntax::ObservesClause& clause : decl.observes) observe(number, clause);
  define_beliefs(number);
  define_constraints(number);
  if (decl.maximises || decl.at_end) define_payoff(number);
}

// A step count for a length of time; nothing after a report.
std::optional<std::uint32_t> Strategy::whole_steps(double years, base::Span span, std::string_view what) {
  if (!std::isfinite(years)) return std::nullopt;
  const double steps = years / context_.model.time.step, nearest = std::floor(steps + 0.5);
  if (nearest >= 1 && nearest < 1e9 && std::fabs(steps - nearest) <= 1e-6) return static_cast<std::uint32_t>(nearest);
  const std::string step = base::number_text(context_.model.time.step, 6);
  base::Diagnostic& diagnostic = context_.report(
      "E1011", span,
      base::cat(what, " of ", base::number_text(years, 6), " year is not a whole number of steps of ", step, " year"));
  const double down = std::max(1.0, std::floor(steps)) * context_.model.time.step;
  diagnostic.with_help(base::cat("e.g. ", base::number_text(down, 6), " year"));
  return std::nullopt;
}

void Strategy::claim_levers(std::uint32_t number, const syntax::ControlsClause& clause) {
  PlayerState& player = players_[number];
  plan::Player& shown = context_.model.interface.players[number];
  Graph& graph = at_.graph();
  NodeId due = this->number(0);
  if (clause.every) {
    const double period = constant(*clause.every, kYear, "a decision period", false);
    if (const auto steps = whole_steps(period, clause.every->span, "a decision period")) {
      if (shown.period == 0 || period < shown.period) shown.period = period;
      const NodeId k = graph.leaf(Leaf::StepIndex), n = this->number(*steps);
      const std::uint32_t origin = player.environment.origin;
      const NodeId turns = graph.op(Op::Floor, origin, graph.op(Op::Div, origin, k, n));
      due = *steps == 1 ? this->number(1) : graph.op(Op::Eq, origin, graph.op(Op::Mul, origin, turns, n), k);
    }
  }
  for (const syntax::Expr* event : clause.after) {
    due = graph.op(Op::Or, player.environment.origin, due, event_happened(*event, player));
  }
  if (!clause.every && clause.after.empty()) {
    context_.report("E1012", clause.span, "when does the player decide?")
        .with_help("write `every 1 year`, `after EVENT`, or both");
  }
  player.due = graph.op(Op::Or, player.environment.origin, player.due, due);
  for (const syntax::Expr* expr : clause.levers) {
    const Target named = target(*expr, player, "a lever");
    for (const Target::Cell& each : named.cells) {
      const std::uint32_t lever = lever_of_cell(each.cell);
      if (lever == plan::kNone) {
        context_.report("E1023", expr->span, base::cat('`', context_.sources.text(expr->span), "` is not a lever"))
            .with_note(context_.model.symbols[named.symbol].span, "declared here")
            .with_help("players control what is declared with `lever`");
        break;
      }
      plan::Lever& owned = context_.model.interface.levers[lever];
      if (owned.owner != plan::kNone) {
        context_
            .report("E1003", expr->span,
                    base::cat('`', owned.quantity.name.full, "` already belongs to ",
                              context_.model.interface.players[owned.owner].name))
            .with_note(players_[owned.owner].decl->span, "declared here")
            .with_help("a lever has one owner");
        continue;
      }
      owned.owner = number;
      levers_[lever].due = due;
      shown.levers.push_back(lever);
    }
  }
}

NodeId Strategy::event_happened(const syntax::Expr& event, const PlayerState& player) {
  const Target named = target(event, player, "an event");
  NodeId happened = number(0);
  for (const Target::Cell& each : named.cells) {
    if (context_.model.symbols[named.symbol].kind != SymbolKind::Event) {
      context_.report("E1024", event.span, base::cat('`', context_.sources.text(event.span), "` is no event"))
          .with_note(context_.model.symbols[named.symbol].span, "declared here")
          .with_help("decisions follow what is declared with `event`");
      break;
    }
    context_.definitions[named.symbol].used = true;
    const NodeId count = at_.value_of_cell(each.cell, Phase::Run);
    happened = at_.graph().op(Op::Or, player.environment.origin, happened, count);
  }
  return happened;
}

void Strategy::observe(std::uint32_t number, const syntax::ObservesClause& clause) {
  PlayerState& player = players_[number];
  NodeId error = kNoNode;
  if (clause.error) {
    Scope scope = player.scope;
    const Expression* checked =
        checker_.quantity(*clause.error, scope, {.unit = {}, .what = "an error of observation", .subject = "this"});
    error = at_.value(*checked, player.environment);
  }
  std::uint32_t delay = 0;
  if (clause.delay) {
    const double years = constant(*clause.delay, kYear, "a delay of observation", false);
    if (years != 0) delay = whole_steps(years, clause.delay->span, "a delay of observation").value_or(1);
  }
  for (const syntax::Expr* expr : clause.variables) {
    const Target seen = target(*expr, player, "what is observed");
    if (seen.cells.empty()) continue;
    const Symbol symbol = context_.model.symbols[seen.symbol];
    const bool varies = symbol.kind == SymbolKind::Stock || symbol.kind == SymbolKind::Flow ||
                        symbol.kind == SymbolKind::Aux || symbol.kind == SymbolKind::Lever;
    if (!varies) {
      context_.report("E1010", expr->span, base::cat('`', symbol.name, "` does not change during a run"))
          .with_note(symbol.span, "declared here")
          .with_help("only stocks, flows, auxes and levers are observed; rules read the others directly");
      continue;
    }
    context_.definitions[seen.symbol].used = true;
    for (const Target::Cell& each : seen.cells) observe_cell(number, each.cell, error, delay, expr->span);
  }
}

void Strategy::observe_cell(std::uint32_t number, std::uint32_t cell, NodeId error, std::uint32_t delay,
                            base::Span span) {
  PlayerState& player = players_[number];
  Graph& graph = at_.graph();
  const SymbolId symbol = context_.model.cells[cell].symbol;
  const std::vector<ElementId> elements =
      context_.elements_of_cell(symbol, cell - context_.model.symbols[symbol].first_cell);
  plan::Player& shown = context_.model.interface.players[number];
  plan::Quantity quantity = context_.quantity(symbol, elements);
  for (const Observation& other : player.observations) {
    if (other.cell != cell) continue;
    context_.report("E1013", span, base::cat(shown.name, " observes ", quantity.name.full, " twice"))
        .with_help("one line holds its error and delay");
    return;
  }
  const std::string name = base::cat(shown.name, " sees ", quantity.name.full);
  const std::uint32_t origin = context_.origin(name, span);
  const NodeId now = at_.value_of_cell(cell, Phase::Run), start = at_.value_of_cell(cell, Phase::Initial);
  NodeId value = now;
  if (delay > 0) {
    context_.model.rings.push_back({name, delay, now});
    const auto ring = static_cast<std::uint32_t>(context_.model.rings.size() - 1);
    value = graph.op(Op::RingRead, origin, this->number(delay), start, kNoNode, ring);
  }
  if (error != kNoNode) {  // x (1 + error z), z fresh at each decision
    const NodeId z = graph.op(Op::Normal, origin, kNoNode, kNoNode, kNoNode, at_.stream(name));
    const NodeId factor = graph.op(Op::Add, origin, this->number(1), graph.op(Op::Mul, origin, error, z));
    value = graph.op(Op::Mul, origin, value, factor);
  }
  const std::uint32_t seen = add_held(name, start, HeldPhase::Observe, origin);
  context_.model.held[seen].update = graph.op(Op::Select, origin, player.due, value, held(seen));
  player.observations.push_back({cell, seen});
  context_.model.seen_cells.resize(players_.size());
  context_.model.seen_cells[number].push_back(seen);
  shown.observations.push_back(std::move(quantity));
}

void Strategy::define_beliefs(std::uint32_t number) {
  PlayerState& player = players_[number];
  for (const syntax::BelievesClause& clause : player.decl->believes) {
    const Target believed = target(*clause.variable, player, "what is believed");
    for (const Target::Cell& each : believed.cells) {
      const std::uint32_t input = input_of_cell(each.cell);
      if (input == plan::kNone) {
        context_
            .report("E1014", clause.variable->span,
                    base::cat('`', context_.sources.text(clause.variable->span), "` is not uncertain"))
            .with_help("beliefs are about parameters");
        break;
      }
      plan::Belief belief;
      belief.input = input;
      belief.spec.stream = base::cat(context_.model.interface.players[number].name, " believes ",
                                     context_.model.interface.inputs[input].quantity.name.full);
      if (const auto law = law_of(*clause.distribution, each.cell)) {
        belief.spec.law = law->law;
        context_.model.interface.players[number].beliefs.push_back(std::move(belief));
      }
    }
  }
}

void Strategy::define_constraints(std::uint32_t number) {
  PlayerState& player = players_[number];
  Graph& graph = at_.graph();
  for (std::size_t i = 0; i < player.decl->subject_to.size(); ++i) {
    const syntax::Expr& expr = *player.decl->subject_to[i];
    Scope scope = player.scope;
    const NodeId holds = at_.value(*checker_.condition(expr, scope), player.environment);
    plan::Metric metric;
    metric.quantity.name.full = metric.quantity.name.base =
        base::cat(context_.model.interface.players[number].name, " breaks constraint ", i + 1);
    metric.quantity.title = base::cat("time during which `", context_.sources.text(expr.span), "` does not hold");
    metric.quantity.unit = context_.unit_text(kYear);
    metric.place = context_.resolved(expr.span);
    const std::uint32_t origin = player.environment.origin;
    const std::uint32_t broken = add_held(metric.quantity.name.full, this->number(0), HeldPhase::Record, origin);
    const NodeId more = graph.op(Op::Select, origin, holds, this->number(0), graph.leaf(Leaf::Dt));
    context_.model.held[broken].update = graph.op(Op::Add, origin, held(broken), more);
    std::vector<plan::Metric>& metrics = context_.model.interface.metrics;
    context_.model.interface.players[number].constraints.push_back(static_cast<std::uint32_t>(metrics.size()));
    metrics.push_back(std::move(metric));
    context_.model.metric_values.push_back(held(broken));
  }
}

// --- Payoffs
// -----------------------------------------------------------------------------------------------------------

NodeId Strategy::discount_factor(const PlayerState& player) {
  if (player.discount == kNoNode) return number(1);
  Graph& graph = at_.graph();
  const std::uint32_t origin = player.environment.origin;
  const NodeId passed = graph.op(Op::Sub, origin, graph.leaf(Leaf::Time), graph.leaf(Leaf::Start));
  return graph.op(Op::Exp, origin, graph.op(Op::Neg, origin, graph.op(Op::Mul, origin, player.discount, passed)));
}

NodeId Strategy::payoff_value(const PlayerState& player, Phase phase) {
  if (phase == Phase::Initial || player.payoff_stock == kNoId) return number(0);
  Graph& graph = at_.graph();
  NodeId value = graph.leaf(Leaf::Stock, player.payoff_stock);
  if (player.end_value != kNoNode) {
    const std::uint32_t origin = player.environment.origin;
    const NodeId end = graph.op(Op::Mul, origin, discount_factor(player), player.end_value);
    value = graph.op(Op::Add, origin, value, end);
  }
  return value;
}

void Strategy::define_payoff(std::uint32_t number) {
  PlayerState& player = players_[number];
  const syntax::PlayerDecl& decl = *player.decl;
  plan::Player& shown = context_.model.interface.players[number];
  Graph& graph = at_.graph();
  const std::uint32_t origin = player.environment.origin;
  Scope scope = player.scope;
  if (decl.discounts) {
    const units::Unit per_year = *units::divide(units::Unit(), kYear);
    const Expression* rate = checker_.quantity(
        *decl.discounts, scope,
        {.unit = per_year, .what = "a discount rate", .subject = "this", .help = "give a rate, e.g. `3 %/year`"});
    player.discount = at_.value(*rate, player.environment);
    shown.discount =
        graph.is_constant(player.discount) ? graph[player.discount].value : std::numeric_limits<double>::quiet_NaN();
    if (shown.discount < 0) {
      context_.report("E1027", decl.discounts->span, "a negative discount rate: later years count for more and more")
          .with_help("give a rate of 0 or above; the run ends, so `0 %/year` has a value, too");
    }
  }
  NodeId rate = this->number(0);
  if (decl.maximises) {
    const Expression* wanted =
        checker_.quantity(*decl.maximises, scope,
                          {.unit = {},
                           .what = "a payoff",
                           .subject = "`maximises`",
                           .help = "weigh its parts against each other as pure numbers, e.g. `x / (1 USD)`"});
    rate = at_.value(*wanted, player.environment);
  }
  if (decl.at_end) {
    const Expression* wanted = checker_.any(*decl.at_end, scope);
    if (wanted->form != Form::Poison && !wanted->unit.dimension.is_dimensionless() &&
        wanted->unit.dimension != kYear.dimension) {
      context_
          .report("E1015", decl.at_end->span,
                  base::cat("a final payoff is a number or a time, this has unit ", context_.unit_text(wanted->unit)))
          .with_help("it is added to the integral over the years, e.g. `10 * x / (1 USD)`");
    }
    player.end_value = at_.value(*wanted, player.environment);
  }
  StockCell stock;
  stock.quantity.name.full = stock.quantity.name.base = base::cat("payoff(", shown.name, ") so far");
  stock.quantity.unit = context_.unit_text(kYear);
  stock.initial = this->number(0);
  stock.rate = graph.op(Op::Mul, origin, discount_factor(player), rate);
  stock.hidden = true;
  stock.origin = origin;
  // payoff_value may have been read before: its stock was set aside when the player was declared.
  context_.model.stocks[player.payoff_stock] = std::move(stock);

  plan::Metric metric;
  metric.quantity.name.full = base::cat("payoff(", shown.name, ')');
  metric.quantity.name.base = "payoff";
  metric.quantity.name.labels = {shown.name};
  metric.quantity.name.sets = {"player"};
  metric.quantity.title = base::cat("payoff of ", shown.name, ", discounted");
  metric.quantity.unit = context_.unit_text(kYear);
  metric.place = context_.resolved(decl.span);
  shown.payoff = static_cast<std::uint32_t>(context_.model.interface.metrics.size());
  context_.model.interface.metrics.push_back(std::move(metric));
  context_.model.metric_values.push_back(payoff_value(player, Phase::Run));
}

// --- The built-in rule of every owned lever
// ------------------------------------------------------------------------------

void Strategy::add_affine_rules() {
  Graph& graph = at_.graph();
  for (std::uint32_t number = 0; number < levers_.size(); ++number) {
    const std::uint32_t owner = context_.model.interface.levers[number].owner;
    if (owner == plan::kNone) continue;
    const PlayerState& player = players_[owner];
    const plan::Quantity lever = context_.model.interface.levers[number].quantity;
    const std::uint32_t origin = context_.origin(base::cat("rule of ", lever.name.full), player.decl->span);
    Rule rule;
    rule.shown.name = "affine";
    rule.shown.affine = true;
    const auto coefficient = [&](const std::string& of) {
      plan::Input added;
      added.kind = InputKind::RuleCoefficient;
      added.quantity.name.full = base::cat(lever.name.full, " rule: ", of);
      added.quantity.name.base = added.quantity.name.full;
      const std::uint32_t made = add_input(std::move(added), player.decl->span);
      rule.shown.coefficients.push_back(made);
      return input(made);
    };
    rule.value = coefficient("constant");
    for (std::size_t i = 0; i < player.observations.size(); ++i) {
      const std::string& seen = context_.model.interface.players[owner].observations[i].name.full;
      const NodeId term = graph.op(Op::Mul, origin, coefficient(seen), held(player.observations[i].held));
      rule.value = graph.op(Op::Add, origin, rule.value, term);
    }
    const NodeId passed = graph.op(Op::Sub, origin, graph.leaf(Leaf::Time), graph.leaf(Leaf::Start));
    rule.value = graph.op(Op::Add, origin, rule.value, graph.op(Op::Mul, origin, coefficient("time"), passed));
    add_rule(number, std::move(rule), player.decl->span);
  }
}

}  // namespace detente::model
