// Claims: from statements to monitors over trajectories, formulas over finished runs, and what is expected of them.
//
// A statement about a trajectory becomes monitor code (plan::Monitor) whose conditions without temporal words are
// atoms, recorded at every grid time. What is said about finished runs, in several arms perhaps, becomes a formula over
// metrics and monitors' results: it is built in the model's graph over leaves of kind Outcome and then taken out of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/check.h"
#include "model/context.h"
#include "model/instantiate.h"
#include "model/strategy.h"

namespace detente::model {

// A condition: how true it is, and between which bounds its robustness lies (kNoNode: not defined).
struct Judged {
  NodeId truth = kNoNode;
  NodeId low = kNoNode, high = kNoNode;
};

// The unit of a claim's robustness: one dimension all through, or none.
struct RobustnessUnit {
  bool known = false;
  bool mixed = false;
  units::Unit unit;

  void add(const units::Unit& other);
  bool usable() const { return known && !mixed; }
};

class Claims {
 public:
  Claims(Context& context, Instantiator& instantiator, Strategy& strategy)
      : context_(context), at_(instantiator), checker_(context), strategy_(strategy) {}

  // After scenarios and metrics: groups, claims, observed series and calibrations.
  void define();

 private:
  struct Trajectory;  // a monitor under construction

  // claims.cpp
  void define_groups();
  void define_claim(const syntax::ClaimDecl& decl);
  void define_element(const syntax::ClaimDecl& decl, const std::string& name);
  void expect_share(plan::Claim& claim, const syntax::ClaimDecl& decl);
  void expect_statistic(plan::Claim& claim, const syntax::Expr& body);
  void expect_mean(plan::Claim& claim, const syntax::BinaryExpr& body);
  bool set_direction(plan::Claim& claim, const syntax::Level& level);
  bool set_level(plan::Claim& claim, const syntax::Level& level, bool is_share);
  void set_aside_unless(plan::Claim& claim, const syntax::Expr& given);
  double level_value(const syntax::Expr& expr, bool is_share);
  void forbid_deep(const plan::Claim& claim, const syntax::ClaimDecl& decl);

  // claim_formulas.cpp
  Judged condition(const syntax::Expr& expr, plan::Claim* claim);  // claim: where `after` puts its condition
  NodeId quantity(const syntax::Expr& expr);
  const Expression* outcome_word(const syntax::Expr& expr, Scope& scope);
  const Expression* word(const syntax::Expr& expr, std::vector<Index> indices, const units::Unit& unit,
                         Compute compute);
  const Expression* metric_word(const syntax::Expr& expr, SymbolId symbol, std::vector<Index> indices);
  const Expression* payoff_word(const syntax::CallExpr& call, Scope& scope);
  bool has_payoff(std::uint32_t player) const;  // false for plan::kNone
  std::uint32_t player_with_payoff(ElementId element, base::Span span);
  NodeId outcome(plan::ArmValue::Kind kind, std::uint32_t scenario, std::uint32_t index);
  plan::Formula formula(NodeId result, NodeId robustness, base::Span span);
  Scope outcome_scope();

  // claim_players.cpp
  const Expression* strategic_word(const syntax::CallExpr& call, plan::StrategicKind kind, Scope& scope);
  const Expression* overlap_word(const syntax::CallExpr& call);
  const Expression* reply_word(const syntax::CallExpr& call, Scope& scope);
  const Expression* deviation_word(const syntax::CallExpr& call, Scope& scope);
  SymbolId lever_in(const syntax::Expr& expr, std::vector<Index>& indices, Scope& scope);
  NodeId strategic(plan::Strategic wanted, std::uint32_t arm);
  void in_every_equilibrium(plan::Claim& claim, const syntax::ClaimDecl& decl);

  // claim_monitors.cpp
  std::uint32_t monitor(const syntax::Expr& expr);  // its number
  std::uint32_t state(Trajectory& made, const syntax::Expr& expr);
  std::uint32_t temporal(Trajectory& made, const syntax::TemporalExpr& expr);
  std::uint32_t atom(Trajectory& made, const syntax::Expr& expr);
  std::uint32_t atom(Trajectory& made, NodeId truth, NodeId robustness);
  NodeId robustness(const syntax::Expr& expr);
  plan::Window window(const syntax::Window* written);
  plan::WindowEdge calendar_edge(const syntax::Expr& expr);
  plan::WindowEdge steps_edge(const syntax::Expr& expr);
  bool pair(const syntax::TemporalExpr& expr, const Expression*& first, const Expression*& second);

  // ensemble.cpp
  void define_observed();
  void define_calibrations();
  // The sd of `normal(sd: ..)`; 0 when nothing is written, or when it is wrong.
  double spread_of(const syntax::Expr* written, std::string_view what, const Requirement& required);
  bool require_positive(const plan::Observed& series, base::Span span);
  double year_of(const syntax::Expr& expr);

  Context& context_;
  Instantiator& at_;
  Checker checker_;
  Strategy& strategy_;

  // Of the claim that is being defined.
  Scope scope_;
  Environment environment_;
  std::uint32_t arm_ = plan::kNone;  // inside `.. under SCENARIO`
  RobustnessUnit unit_;
  std::string name_;
  std::map<std::string, std::uint32_t> group_of_;
  std::map<SymbolId, std::uint32_t> first_observed_;
};

// The quantity that an analysis of the players is asked for by a call of this name.
std::optional<plan::StrategicKind> strategic_named(std::string_view function);

// Whether a word of time stands anywhere in the expression.
bool is_temporal(const syntax::Expr& expr);

}  // namespace detente::model
