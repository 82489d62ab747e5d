#include "model/presets.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/cat.h"
#include "model/sets.h"
#include "model/walk.h"

namespace detente::model {

using syntax::DeclKind;
using syntax::try_as;

namespace {

class Dropper {
 public:
  explicit Dropper(Context& context) : context_(context) {
    for (const syntax::Decl* decl : context.declarations) declared_.insert(decl->name.text);
  }

  void drop() {
    // A dropped declaration may take along others that name it.
    for (bool changed = true; changed;) {
      changed = false;
      std::vector<const syntax::Decl*> kept;
      for (const syntax::Decl* decl : context_.declarations) {
        if (is_lost(*decl)) {
          note(decl->name.empty() ? std::string("a clause") : std::string(decl->name.text));
          lost_names_.insert(decl->name.text);
          changed = true;
        } else {
          kept.push_back(decl);
        }
      }
      context_.declarations = std::move(kept);
    }
    for (const syntax::Decl*& decl : context_.declarations) decl = shortened(*decl);
  }

 private:
  using Expr = syntax::Expr;

  void note(std::string what) { context_.model.dropped.push_back(std::move(what)); }

  bool lost_label(std::string_view text) const {
    const ElementId element = context_.find_element(text);
    return element != kNoId && context_.model.elements[element].lost && !declared_.contains(text);
  }

  // Comparisons of elements fold by themselves and are left alone.
  bool names_lost(const Expr* expr) const {
    bool lost = false;
    walk(expr, [&](const Expr& part) {
      if (lost) return false;
      if (const auto* name = try_as<syntax::NameExpr>(&part)) {
        lost = lost_label(name->name.text) || lost_names_.contains(name->name.text);
      } else if (const auto* call = try_as<syntax::CallExpr>(&part)) {
        lost = lost_names_.contains(call->function.text);
      } else if (const auto* member = try_as<syntax::MemberExpr>(&part)) {
        lost = lost_names_.contains(member->object.text);
      } else if (const auto* binary = try_as<syntax::BinaryExpr>(&part)) {
        const syntax::BinaryOp op = binary->rest[0].op;
        const bool compares_labels =
            op == syntax::BinaryOp::In || ((op == syntax::BinaryOp::Equal || op == syntax::BinaryOp::NotEqual) &&
                                           is_name(binary->first) && is_name(binary->rest[0].expr));
        return !compares_labels;
      } else if (const auto* array = try_as<syntax::ArrayExpr>(&part)) {
        for (const syntax::Entry& entry : array->entries) {
          if (!all_keys_lost(entry)) lost = lost || names_lost(entry.value);
        }
        return false;
      }
      return true;
    });
    return lost;
  }
  static bool is_name(const Expr* expr) { return expr->kind == syntax::ExprKind::Name; }
  bool all_keys_lost(const syntax::Entry& entry) const {
    return !entry.keys.empty() && std::all_of(entry.keys.begin(), entry.keys.end(),
                                              [&](const syntax::Name& key) { return lost_label(key.text); });
  }
  bool any_lost(const std::vector<const Expr*>& exprs) const {
    return std::any_of(exprs.begin(), exprs.end(), [&](const Expr* expr) { return names_lost(expr); });
  }
  bool any_lost(const std::vector<syntax::Binder>& binders) const {
    return std::any_of(binders.begin(), binders.end(), [&](const syntax::Binder& b) { return names_lost(b.set); });
  }
  bool lost(const syntax::Assignment& assignment) const {
    return lost_names_.contains(assignment.target.text) || any_lost(assignment.indices) ||
           names_lost(assignment.where) || names_lost(assignment.value);
  }
  bool lost(const syntax::Expectation& expect) const {
    return names_lost(expect.body) || (expect.level && names_lost(expect.level->value));
  }

  // Whether nothing of a declaration can stay.
  bool is_lost(const syntax::Decl& decl) const {
    switch (decl.kind) {
      case DeclKind::Constant:
      case DeclKind::Parameter:
      case DeclKind::Stock:
      case DeclKind::Aux:
      case DeclKind::Lever:
      case DeclKind::Metric:
      case DeclKind::Observed:
      case DeclKind::Input: return names_lost(static_cast<const syntax::VariableDecl&>(decl).value.value);
      case DeclKind::Flow: {
        const auto& flow = syntax::as<syntax::FlowDecl>(decl);
        return names_lost(flow.value.value) || names_lost(flow.from) || names_lost(flow.to);
      }
      case DeclKind::Event: {
        const auto& event = syntax::as<syntax::EventDecl>(decl);
        const bool trigger = event.trigger && (any_lost(event.trigger->times) || names_lost(event.trigger->amount) ||
                                               names_lost(event.trigger->event));
        const bool nothing_left =
            !event.assignments.empty() && std::all_of(event.assignments.begin(), event.assignments.end(),
                                                      [&](const syntax::Assignment& a) { return lost(a); });
        return trigger || nothing_left || names_lost(event.probability);
      }
      case DeclKind::Function: return names_lost(syntax::as<syntax::FunctionDecl>(decl).value);
      case DeclKind::Correlate: return any_lost(syntax::as<syntax::CorrelateDecl>(decl).variables);
      case DeclKind::Player: return lost_label(decl.name.text);
      case DeclKind::Policy: {
        const auto& policy = syntax::as<syntax::PolicyDecl>(decl);
        return policy.owner && names_lost(policy.owner->set);
      }
      case DeclKind::Agreement: return any_lost(syntax::as<syntax::AgreementDecl>(decl).parties);
      case DeclKind::Claim: {
        const auto& claim = syntax::as<syntax::ClaimDecl>(decl);
        return names_lost(claim.formula) || names_lost(claim.given) || any_lost(claim.every_equilibrium) ||
               any_lost(claim.choosing) || (claim.expect && lost(*claim.expect)) ||
               lost_names_.contains(claim.under.text);
      }
      default: return false;
    }
  }

  // --- Clauses ------------------------------------------------------------------------------------------------------

  template <class Clause, class IsLost>
  bool thin(std::vector<Clause>& clauses, const syntax::Decl& decl, const IsLost& is_lost_clause) {
    const std::size_t before = clauses.size();
    std::erase_if(clauses, [&](const Clause& clause) { return is_lost_clause(clause); });
    if (clauses.size() == before) return false;
    note(base::cat(decl.name.text, ": ", before - clauses.size(), " of ", before, " clauses"));
    return true;
  }
  bool thin(std::vector<const Expr*>& exprs, const syntax::Decl& decl) {
    return thin(exprs, decl, [&](const Expr* expr) { return names_lost(expr); });
  }
  bool thin(syntax::Equation& equation, const syntax::Decl& decl) {
    bool changed = false;
    for (syntax::ElementEquation& line : equation.exceptions) changed = thin(line.elements, decl) || changed;
    return thin(equation.exceptions, decl,
                [&](const syntax::ElementEquation& line) { return line.elements.empty() || names_lost(line.value); }) ||
           changed;
  }

  // The declaration itself, or a copy without its lost clauses.
  const syntax::Decl* shortened(const syntax::Decl& decl) {
    switch (decl.kind) {
      case DeclKind::Stock:
        return copy<syntax::StockDecl>(decl, [&](syntax::StockDecl& stock) {
          bool changed = thin(stock.value, decl);
          changed =
              thin(stock.terms, decl, [&](const syntax::StockTerm& term) { return names_lost(term.equation.value); }) ||
              changed;
          for (syntax::StockTerm& term : stock.terms) changed = thin(term.equation, decl) || changed;
          return changed;
        });
      case DeclKind::Aux:
        return copy<syntax::AuxDecl>(decl, [&](syntax::AuxDecl& aux) { return thin(aux.value, decl); });
      case DeclKind::Flow:
        return copy<syntax::FlowDecl>(decl, [&](syntax::FlowDecl& flow) { return thin(flow.value, decl); });
      case DeclKind::Constant:
        return copy<syntax::ConstantDecl>(decl, [&](syntax::ConstantDecl& made) { return thin(made.value, decl); });
      case DeclKind::Metric:
        return copy<syntax::MetricDecl>(decl, [&](syntax::MetricDecl& made) { return thin(made.value, decl); });
      case DeclKind::Event:
        return copy<syntax::EventDecl>(decl, [&](syntax::EventDecl& event) {
          return thin(event.assignments, decl, [&](const syntax::Assignment& each) { return lost(each); });
        });
      case DeclKind::Player:
        return copy<syntax::PlayerDecl>(decl, [&](syntax::PlayerDecl& player) {
          bool changed = thin(player.subject_to, decl);
          for (auto& clause : player.controls) changed = thin(clause.levers, decl) || changed;
          for (auto& clause : player.observes) changed = thin(clause.variables, decl) || changed;
          return changed;
        });
      case DeclKind::Policy:
        return copy<syntax::PolicyDecl>(decl, [&](syntax::PolicyDecl& policy) {
          return thin(policy.rules, decl, [&](const syntax::Rule& rule) {
            return lost_names_.contains(rule.lever.text) || any_lost(rule.indices) || names_lost(rule.value);
          });
        });
      case DeclKind::Agreement:
        return copy<syntax::AgreementDecl>(decl,
                                           [&](syntax::AgreementDecl& made) { return thin(made.requirements, decl); });
      case DeclKind::Group:
        return copy<syntax::GroupDecl>(decl, [&](syntax::GroupDecl& group) { return thin(group.members, decl); });
      case DeclKind::Scenario: return copy<syntax::ScenarioDecl>(decl, [&](auto& made) { return thin_scenario(made); });
      case DeclKind::Calibrate:
        return copy<syntax::CalibrateDecl>(decl, [&](syntax::CalibrateDecl& made) {
          bool changed = false;
          for (auto& clause : made.fits) changed = thin(clause.targets, decl) || changed;
          for (auto& clause : made.scores) changed = thin(clause.targets, decl) || changed;
          return changed;
        });
      default: return &decl;
    }
  }

  bool thin_scenario(syntax::ScenarioDecl& made) {
    bool changed = thin(made.overrides, made, [&](const syntax::Override& each) {
      return lost_names_.contains(each.target.text) || any_lost(each.indices) || names_lost(each.value);
    });
    changed =
        thin(made.at, made, [&](const syntax::TimedAssignment& each) { return lost(each.assignment); }) || changed;
    changed = thin(made.signs, made,
                   [&](const syntax::SignClause& each) { return lost_names_.contains(each.agreement.text); }) ||
              changed;
    changed =
        thin(made.switches, made, [&](const syntax::SwitchClause& each) { return names_lost(each.event); }) || changed;
    changed = thin(made.follows, made,
                   [&](const syntax::FollowsClause& each) {
                     return names_lost(each.player) || lost_names_.contains(each.policy.text);
                   }) ||
              changed;
    return thin(made.breaches, made,
                [&](const syntax::BreachesClause& each) {
                  return names_lost(each.player) || lost_names_.contains(each.agreement.text);
                }) ||
           changed;
  }

  template <class T>
  const syntax::Decl* copy(const syntax::Decl& decl, const std::function<bool(T&)>& change) {
    auto made = std::make_shared<T>(syntax::as<T>(decl));
    if (!change(*made)) return &decl;
    context_.rewritten.push_back(made);
    return made.get();
  }

  Context& context_;
  std::set<std::string_view> declared_;
  std::set<std::string_view> lost_names_;
};

}  // namespace

void drop_lost(Context& context) {
  const bool any = std::any_of(context.model.elements.begin(), context.model.elements.end(),
                               [](const Element& element) { return element.lost; });
  if (any) Dropper(context).drop();
}

}  // namespace detente::model
