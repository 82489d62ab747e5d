#include <cmath>
#include <cstddef>
#include <string_view>
#include <variant>

#include "base/cat.h"
#include "kernels/apply.h"
#include "plan/verify_code.h"

namespace detente::plan {
namespace {

using base::cat;

constexpr uint32_t kMaxFormulaSlots = 1u << 16;

class InterfaceVerifier {
 public:
  InterfaceVerifier(const Plan& plan, Problems& problems)
      : plan_(plan), interface_(plan.interface), problems_(problems) {}

  void run() {
    for (const Input& input : interface_.inputs) {
      if (!is_spec(input.spec)) wrong("input", input.quantity.name.full, "has no law");
    }
    for (const Scenario& scenario : interface_.scenarios) check_scenario(scenario);
    for (const Lever& lever : interface_.levers) check_lever(lever);
    for (const Player& player : interface_.players) check_player(player);
    for (const Agreement& agreement : interface_.agreements) check_agreement(agreement);
    for (const Claim& claim : interface_.claims) check_claim(claim);
    for (const Strategic& strategic : interface_.strategic) check_strategic(strategic);
    for (const Group& group : interface_.groups) {
      for (const uint32_t input : group.inputs) require_input(input, "group", group.name);
    }
    for (const Observed& observed : interface_.observed) check_observed(observed);
    for (const Calibration& calibration : interface_.calibrations) check_calibration(calibration);
    check_correlations();
  }

 private:
  void wrong(std::string_view kind, std::string_view name, std::string_view what) {
    problems_.add(cat(kind, " ", name, " ", what));
  }
  void require(bool condition, std::string_view kind, std::string_view name, std::string_view what) {
    if (!condition) wrong(kind, name, what);
  }
  void require_input(uint32_t input, std::string_view kind, std::string_view name) {
    require(input < interface_.inputs.size(), kind, name, "refers to no input");
  }

  bool is_arm(uint32_t scenario) const {
    return scenario == kNone || scenario == kBaseline || scenario < interface_.scenarios.size();
  }

  static bool is_spec(const sampling::InputSpec& spec) {
    if (const auto* choice = std::get_if<sampling::Choice>(&spec.law)) {
      double sum = 0;
      for (const double weight : choice->weights) {
        if (!(weight >= 0 && std::isfinite(weight))) return false;
        sum += weight;
      }
      return choice->count > 0 && (choice->weights.empty() || (choice->weights.size() == choice->count && sum > 0));
    }
    if (const auto* deep = std::get_if<sampling::Deep>(&spec.law)) {
      return std::isfinite(deep->low) && std::isfinite(deep->high) && deep->low <= deep->high &&
             (!deep->log || deep->low > 0);
    }
    if (const auto* share = std::get_if<sampling::Share>(&spec.law)) {
      return share->alpha > 0 && std::isfinite(share->alpha);
    }
    return true;
  }

  void check_scenario(const Scenario& scenario) {
    for (const Override& change : scenario.overrides) {
      require_input(change.input, "scenario", scenario.name);
      require(is_spec(change.spec), "scenario", scenario.name, "redraws without a law");
    }
    require(std::isfinite(scenario.start) && std::isfinite(scenario.end), "scenario", scenario.name,
            "has no time range");
  }

  void check_lever(const Lever& lever) {
    const std::string& name = lever.quantity.name.full;
    require(lever.owner == kNone || lever.owner < interface_.players.size(), "lever", name, "has no owner");
    require_input(lever.default_input, "lever", name);
    if (!lever.rules.empty() || lever.rule_input != kNone) require_input(lever.rule_input, "lever", name);
    require(lever.slot == kNoSlot || lever.slot < plan_.slots.size(), "lever", name, "has no slot");
    for (const LeverRule& rule : lever.rules) {
      for (const uint32_t input : rule.coefficients) require_input(input, "lever", name);
    }
  }

  void check_player(const Player& player) {
    for (const uint32_t lever : player.levers) {
      require(lever < interface_.levers.size(), "player", player.name, "controls no lever");
    }
    require(player.payoff == kNone || player.payoff < interface_.metrics.size(), "player", player.name,
            "has an unknown payoff");
    require(player.seen.empty() || player.seen.size() == player.observations.size(), "player", player.name,
            "does not see what it observes");
    for (const Slot slot : player.seen) {
      require(slot == kNoSlot || slot < plan_.slots.size(), "player", player.name, "sees no slot");
    }
    for (const Belief& belief : player.beliefs) {
      require_input(belief.input, "player", player.name);
      require(is_spec(belief.spec), "player", player.name, "believes in no law");
    }
    for (const uint32_t metric : player.constraints) {
      require(metric < interface_.metrics.size(), "player", player.name, "has an unknown constraint");
    }
  }

  void check_agreement(const Agreement& agreement) {
    for (const uint32_t term : agreement.terms) require_input(term, "agreement", agreement.name);
    require_input(agreement.sign_input, "agreement", agreement.name);
    for (const Party& party : agreement.parties) {
      if (party.breach_input != kNone) require_input(party.breach_input, "agreement", agreement.name);
      if (party.member_input != kNone) require_input(party.member_input, "agreement", agreement.name);
    }
  }

  void check_claim(const Claim& claim) {
    require(is_arm(claim.scenario), "claim", claim.name, "is placed in no scenario");
    require(claim.group == kNone || claim.group < interface_.groups.size(), "claim", claim.name, "is about no group");
    for (const Formula* formula : {&claim.formula, &claim.given, &claim.x, &claim.y}) {
      require(is_formula(*formula), "claim", claim.name, "has a broken formula");
    }
    for (const Formula& formula : claim.z) require(is_formula(formula), "claim", claim.name, "has a broken formula");
    for (const uint32_t player : claim.equilibrium_players) {
      require(player < interface_.players.size(), "claim", claim.name, "speaks of an unknown player");
    }
    for (const uint32_t lever : claim.equilibrium_levers) {
      require(lever < interface_.levers.size(), "claim", claim.name, "speaks of an unknown lever");
    }
  }

  void check_strategic(const Strategic& strategic) {
    const auto has_payoff = [&](uint32_t player) {
      return player < interface_.players.size() && interface_.players[player].payoff != kNone;
    };
    const auto has_owner = [&](uint32_t lever) {
      return lever < interface_.levers.size() && has_payoff(interface_.levers[lever].owner);
    };
    bool good = false;
    switch (strategic.kind) {
      case StrategicKind::Overlap: good = strategic.agreement < interface_.agreements.size(); break;
      case StrategicKind::BestReply:
        good = has_owner(strategic.reply) && strategic.against < interface_.levers.size();
        break;
      case StrategicKind::DeviationGain: good = has_payoff(strategic.player); break;
    }
    require(good, "strategic quantity", strategic.text, "is about nothing in the model");
  }

  bool is_formula(const Formula& formula) const {
    const size_t given = formula.inputs.size() + formula.constants.size();
    if (formula.slot_count > kMaxFormulaSlots || formula.slot_count < given) return false;
    for (const ArmValue& value : formula.inputs) {
      if (value.kind > ArmValue::Kind::Strategic) return false;
      const size_t known = value.kind == ArmValue::Kind::Metric      ? interface_.metrics.size()
                           : value.kind == ArmValue::Kind::Strategic ? interface_.strategic.size()
                                                                     : plan_.monitors.size();
      if (value.index >= known) return false;
      if (!is_arm(value.scenario)) return false;
    }
    std::vector<bool> written(formula.slot_count, false);
    for (size_t i = 0; i < given; ++i) written[i] = true;
    const auto reads = [&](uint32_t slot) { return slot < formula.slot_count && written[slot]; };
    for (const FormulaInstr& instr : formula.code) {
      const auto op = static_cast<kernels::Op>(instr.op);
      if (op >= kernels::Op::kCount || !kernels::is_pure(op)) return false;
      const int arity = kernels::op_info(op).arity;
      if ((arity > 0 && !reads(instr.a)) || (arity > 1 && !reads(instr.b)) || (arity > 2 && !reads(instr.c))) {
        return false;
      }
      if (instr.dst < given || instr.dst >= formula.slot_count) return false;
      written[instr.dst] = true;
    }
    return (formula.result == kNone || reads(formula.result)) &&
           (formula.robustness == kNone || reads(formula.robustness));
  }

  void check_observed(const Observed& observed) {
    bool good = observed.times.size() == observed.values.size();
    for (size_t i = 0; good && i < observed.times.size(); ++i) {
      good = std::isfinite(observed.times[i]) && (i == 0 || observed.times[i - 1] < observed.times[i]) &&
             std::isfinite(observed.values[i]) && (!observed.log_scale || observed.values[i] > 0);
    }
    for (const double sd : {observed.noise_sd, observed.discrepancy_sd}) good = good && std::isfinite(sd) && sd >= 0;
    require(good, "series", observed.name, "is no series");
  }

  void check_calibration(const Calibration& calibration) {
    require(is_arm(calibration.scenario), "calibration", calibration.name, "is placed in no scenario");
    for (const auto* targets : {&calibration.fits, &calibration.scores}) {
      for (const CalibrationTarget& target : *targets) {
        const bool exists = target.observed < interface_.observed.size();
        require(exists && target.from <= target.to, "calibration", calibration.name, "is set against no series");
        require(!exists || interface_.observed[target.observed].noise_sd > 0, "calibration", calibration.name,
                "uses a series without noise");
      }
    }
  }

  void check_correlations() {
    for (const sampling::CorrelationGroup& group : interface_.correlations) {
      const size_t count = group.inputs.size();
      bool good = group.matrix.size() == count * count;
      for (size_t i = 0; good && i < count; ++i) {
        good = group.inputs[i] < interface_.inputs.size() && (i == 0 || group.inputs[i - 1] < group.inputs[i]);
      }
      for (const double entry : group.matrix) good = good && entry >= -1 && entry <= 1;
      if (!good) problems_.add("correlations of unknown inputs");
    }
  }

  const Plan& plan_;
  const Interface& interface_;
  Problems& problems_;
};

}  // namespace

void verify_interface(const Plan& plan, Problems& problems) { InterfaceVerifier(plan, problems).run(); }

}  // namespace detente::plan
