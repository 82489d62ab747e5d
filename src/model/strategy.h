// Levers, players, policies, agreements and scenarios.
//
// Everything here becomes inputs, held values and hidden stocks of the one graph, so an engine knows nothing of
// players:
//   seen(x)      held, Observe phase: moved when a decision of the player is due
//   agreements   held, Observe phase: in force, breaching, suspended until, alarms
//   levers       held, Decide phase: the player's choice, and the value in force (bounds of agreements applied)
//   payoffs      a hidden stock, integrated and discounted, and a metric
// build() calls begin, declare, define and finish in this order.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/check.h"
#include "model/context.h"
#include "model/instantiate.h"
#include "model/targets.h"

namespace detente::model {

struct Observation {
  std::uint32_t cell = 0;  // Model::cells: what is observed
  std::uint32_t held = 0;  // Model::held: as last seen
};

// Beside interface.players.
struct PlayerState {
  const syntax::PlayerDecl* decl = nullptr;
  ElementId element = kNoId;  // the player's own name is an element
  Scope scope;                // with the player's index, if it has one
  Environment environment;
  std::vector<Observation> observations;
  NodeId due = kNoNode;                // 1 when a decision is due at this step
  NodeId discount = kNoNode;           // [1/year]; kNoNode = none
  NodeId end_value = kNoNode;          // kNoNode = none
  std::uint32_t payoff_stock = kNoId;  // kNoId: wants nothing
};

// One way of steering a lever; becomes a plan::LeverRule.
struct Rule {
  plan::LeverRule shown;
  NodeId value = kNoNode;
  NodeId at_start = kNoNode;  // of a rule that is followed at every step: the value before the first
};

// Beside interface.levers.
struct LeverState {
  SymbolId symbol = kNoId;
  std::uint32_t position = 0;  // among the cells of its symbol
  std::uint32_t held = 0;      // the value in force
  NodeId due = kNoNode;        // when its owner decides about it
  std::vector<Rule> rules;
};

// A bound that an agreement sets on a lever.
struct LeverBound {
  std::uint32_t lever = 0;
  bool at_least = true;
  NodeId bound = kNoNode;
  NodeId binds = kNoNode;  // 1 while it does
};

struct PartyState {
  std::uint32_t player = plan::kNone;
  std::uint32_t breaching = 0;  // held
  NodeId member = kNoNode;
};

// Beside interface.agreements.
struct AgreementState {
  const syntax::AgreementDecl* decl = nullptr;
  std::uint32_t origin = 0;
  std::uint32_t in_force = 0, suspended_until = 0, alarms = 0;  // held
  std::vector<PartyState> parties;
};

class Strategy {
 public:
  Strategy(Context& context, Instantiator& instantiator) : context_(context), at_(instantiator), checker_(context) {}
  Strategy(const Strategy&) = delete;  // what it declares refers to it

  // Before names are declared: adds the events that scenarios bring along to the declarations.
  void begin();
  // Once names have cells, before any expression is checked: levers, payoffs, the words that read agreements.
  void declare();
  // Once everything else that has a value is defined, before metrics: players, policies, agreements.
  void define();
  // Once all inputs exist: scenarios, and the updates of levers.
  void finish();

  std::uint32_t player_of(ElementId element) const;        // plan::kNone
  std::uint32_t player_named(const syntax::Expr& expr);    // reports E1004
  std::uint32_t scenario_named(const syntax::Name& name);  // reports E1018

 private:
  struct Pending {
    const syntax::Override* written = nullptr;
    Scope scope;
    Target target;
  };
  using InputOf = std::function<std::uint32_t(std::size_t)>;

  // strategy.cpp
  void add_events(std::uint32_t scenario);
  void declare_levers();
  void declare_players();
  void define_lever(SymbolId symbol);
  std::uint32_t lever_of_cell(std::uint32_t cell) const;
  std::uint32_t input_of_cell(std::uint32_t cell);
  std::optional<sampling::InputSpec> law_of(const syntax::Expr& distribution, std::uint32_t cell);
  // Its number as a rule: from 1.
  std::uint32_t add_rule(std::uint32_t lever, Rule rule, base::Span span);
  std::uint32_t add_input(plan::Input input, base::Span span);
  std::uint32_t add_held(std::string name, NodeId initial, HeldPhase phase, std::uint32_t origin);
  std::uint32_t find_input(plan::InputKind kind, std::string_view name) const;  // plan::kNone
  // A number known before the run; NaN after a report.
  double constant(const syntax::Expr& expr, const units::Unit& unit, std::string what, bool bare_numbers = true);
  NodeId held(std::uint32_t index) { return at_.graph().leaf(Leaf::Held, index); }
  NodeId input(std::uint32_t index) { return at_.graph().leaf(Leaf::Input, index); }
  NodeId number(double value) { return at_.graph().constant(value); }

  // players.cpp
  void define_player(std::uint32_t player);
  Target target(const syntax::Expr& expr, const PlayerState& player, std::string_view what);
  std::optional<std::uint32_t> whole_steps(double years, base::Span span, std::string_view what);
  NodeId event_happened(const syntax::Expr& event, const PlayerState& player);
  void claim_levers(std::uint32_t player, const syntax::ControlsClause& clause);
  void observe(std::uint32_t player, const syntax::ObservesClause& clause);
  void observe_cell(std::uint32_t player, std::uint32_t cell, NodeId error, std::uint32_t delay, base::Span span);
  void define_beliefs(std::uint32_t player);
  void define_constraints(std::uint32_t player);
  void define_payoff(std::uint32_t player);
  NodeId discount_factor(const PlayerState& player);
  NodeId payoff_value(const PlayerState& player, Phase phase);
  void add_affine_rules();

  // policies.cpp
  void define_policy(const syntax::PolicyDecl& policy);
  const Expression* policy_word(const syntax::PolicyDecl& policy, const Index& owner, const syntax::Expr& expr,
                                Scope& scope);
  const Expression* word(Compute compute, std::vector<Index> indices, const units::Unit& unit, base::Span span);
  void report_unobserved(std::uint32_t player, std::string_view what, base::Span span);
  std::uint32_t policy_coefficient(const syntax::PolicyDecl& policy, std::size_t i, std::uint32_t player);
  void define_term(const syntax::Term& term, const std::string& what, plan::Input& made);

  // agreements.cpp
  void declare_agreements();
  void define_agreement(std::uint32_t agreement);
  Target open_lever(const syntax::OpenClause& open, const PlayerState& player);
  void require(std::uint32_t agreement, const syntax::Expr& requirement, Scope& scope, const Environment& environment);
  // False when `lever` is none.
  bool bound_lever(std::uint32_t agreement, const syntax::Expr& lever, bool at_least, const syntax::Expr& bound,
                   Scope& scope, const Environment& environment);

  // scenarios.cpp
  void define_scenarios();
  void define_scenario(std::uint32_t scenario, const syntax::ScenarioDecl& decl);
  void set_range(std::uint32_t scenario, const syntax::TimeRange& range);
  void set_input(std::uint32_t scenario, std::uint32_t input, double value);
  bool within_bounds(std::uint32_t input, double value, base::Span span);  // reports E1020
  Pending aim(const syntax::Override& written);
  void override_one(std::uint32_t scenario, Pending& pending);
  void choose(std::uint32_t scenario, const syntax::Override& written, const Symbol& symbol);
  void redraw(std::uint32_t scenario, const Pending& pending, const Symbol& symbol);
  void set_lever(std::uint32_t scenario, std::uint32_t lever, const Expression& value, const Environment& environment,
                 base::Span span);
  void follow(std::uint32_t scenario, const syntax::FollowsClause& clause);
  void set_terms(std::uint32_t scenario, const std::vector<syntax::Argument>& given,
                 const std::vector<syntax::Term>& terms, base::Span span, const InputOf& input_of);
  std::uint32_t agreement_named(const syntax::Name& name);  // reports E1005
  double calendar_time(const syntax::Expr* expr, double otherwise);
  void sign(std::uint32_t scenario, const syntax::SignClause& clause);
  void breach(std::uint32_t scenario, const syntax::BreachesClause& clause);
  std::vector<std::uint32_t> switches_of(std::string_view event, const std::vector<std::string_view>& labels);
  void switch_event(std::uint32_t scenario, const syntax::SwitchClause& clause);

  // decisions.cpp
  void update_levers();
  NodeId into_bounds(const plan::Lever& lever, NodeId value, std::uint32_t origin);

  Context& context_;
  Instantiator& at_;
  Checker checker_;
  std::vector<LeverState> levers_;
  std::vector<PlayerState> players_;
  std::vector<AgreementState> agreements_;
  std::vector<LeverBound> bounds_;
  std::vector<const syntax::ScenarioDecl*> scenarios_;  // beside interface.scenarios
  // By policy and player: levers with the numbers of their rules.
  std::map<std::pair<std::string, std::uint32_t>, std::vector<std::pair<std::uint32_t, std::uint32_t>>> policy_rules_;
  std::deque<syntax::EventDecl> scenario_events_;
  std::deque<std::string> kept_text_;
  std::vector<std::pair<std::uint32_t, std::string_view>> event_of_scenario_;  // scenario, event
  std::set<std::uint32_t> reported_;  // places that were reported once and are met for every element
};

}  // namespace detente::model
