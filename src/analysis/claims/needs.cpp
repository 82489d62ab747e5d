#include "analysis/claims/needs.h"

#include <algorithm>

#include "base/check.h"

namespace detente::analysis::claims {
namespace {

using plan::Expectation;
using plan::kBaseline;
using plan::kNone;

template <class T>
uint32_t add_once(std::vector<T>& list, const T& item) {
  const auto found = std::find(list.begin(), list.end(), item);
  if (found != list.end()) return static_cast<uint32_t>(found - list.begin());
  list.push_back(item);
  return static_cast<uint32_t>(list.size() - 1);
}

}  // namespace

uint32_t Needs::arm(const Arm& wanted) const {
  const auto found = std::find(arms.begin(), arms.end(), wanted);
  DETENTE_CHECK(found != arms.end());
  return static_cast<uint32_t>(found - arms.begin());
}

uint32_t scenario_of(const plan::Claim& claim, const plan::ArmValue& value, uint32_t asked) {
  if (value.scenario != kNone) return value.scenario;
  return claim.scenario != kNone ? claim.scenario : asked;
}

std::vector<const plan::Formula*> formulas_of(const plan::Claim& claim) {
  std::vector<const plan::Formula*> formulas = {&claim.formula, &claim.given, &claim.x, &claim.y};
  for (const plan::Formula& z : claim.z) formulas.push_back(&z);
  return formulas;
}

bool is_about_players(const plan::Claim& claim) {
  if (!claim.equilibrium_players.empty()) return true;
  for (const plan::Formula* formula : formulas_of(claim)) {
    for (const plan::ArmValue& value : formula->inputs) {
      if (value.kind == plan::ArmValue::Kind::Strategic) return true;
    }
  }
  return false;
}

Needs needs(const plan::Interface& interface, uint32_t scenario, bool strategic) {
  Needs needs;
  needs.strategic = strategic;
  needs.arms.push_back({scenario, kNone});
  for (const plan::Claim& claim : interface.claims) {
    if (!strategic && is_about_players(claim)) continue;
    if (claim.expectation == Expectation::Worlds) needs.worlds = true;
    std::vector<uint32_t> mixes = {kNone};
    if (claim.expectation == Expectation::FirstOrder || claim.expectation == Expectation::TotalOrder) {
      mixes.push_back(add_once(needs.mixes, Mix{true, kNone}));
      mixes.push_back(add_once(needs.mixes, Mix{false, claim.group}));
    }
    for (const plan::Formula* formula : formulas_of(claim)) {
      for (const plan::ArmValue& value : formula->inputs) {
        for (uint32_t mix : mixes) add_once(needs.arms, Arm{scenario_of(claim, value, scenario), mix});
      }
    }
  }
  return needs;
}

bool is_certain(const plan::Interface& interface, const Needs& needs, bool streams) {
  if (streams) return false;
  for (const Arm& arm : needs.arms) {
    std::vector<bool> drawn;
    for (const plan::Input& input : interface.inputs) drawn.push_back(!input.spec.is_fixed());
    if (arm.scenario < interface.scenarios.size()) {
      for (const plan::Override& change : interface.scenarios[arm.scenario].overrides) {
        drawn[change.input] = change.redraw && !change.spec.is_fixed();
      }
    }
    if (std::find(drawn.begin(), drawn.end(), true) != drawn.end()) return false;
  }
  return true;
}

}  // namespace detente::analysis::claims
