// What a player may choose from: a policy class, as a map from the unit cube to inputs of the plan.
//
//   Constant   each lever at one value for the whole run
//   Schedule   each lever a straight line in time: its value at the start and at the end of the run
//   Feedback   each lever clamp(value + sum of slopes * (what is seen - usual) / spread + line in time)
//   Rule       a policy of the model with coefficients; they are the coordinates
// An equilibrium is always one within such classes. A coordinate 0 or 1 is the low or high end of its Axis.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/games/oracle.h"
#include "search/searcher.h"

namespace detente::analysis::games {

enum class PolicyKind : std::uint8_t { Constant, Schedule, Feedback, Rule };

struct PolicyOptions {
  PolicyKind kind = PolicyKind::Constant;
  std::string rule;                 // Rule: the policy's name
  std::vector<std::string> levers;  // names or bases; empty: all of the player's
  std::uint32_t steps = 0;          // > 1: every coordinate takes only this many values, evenly spaced
};

// What a player usually sees of one observed quantity, over a run and over futures.
struct Usual {
  double mean = 0, sd = 1;
};

struct Axis {
  std::string name;     // "chip_control[us]", "chip_control[us] at the end", "chip_control[us] per gap"
  std::uint32_t lever;  // plan::kNone for a coefficient of a rule
  double low = 0, high = 1;
  std::vector<double> choices;  // a listed set; empty: the whole range
  std::string unit;
  double scale = 1;  // shown = value / scale
};

// Of each observation of a player (number in the interface), over a few futures as the model stands.
base::Result<std::vector<Usual>> usually_seen(Oracle& oracle, std::uint32_t player, std::uint64_t seed);

class PolicyClass {
 public:
  // The reason if the player has nothing to choose from. `usual` is needed for Feedback: beside the observations.
  static std::expected<PolicyClass, std::string> make(const Oracle& oracle, std::uint32_t player,
                                                      const PolicyOptions& options, std::vector<Usual> usual = {});

  std::uint32_t player() const { return player_; }
  const std::string& name() const { return name_; }  // "constant levers", ...
  const std::vector<Axis>& axes() const { return axes_; }
  std::uint32_t dimension() const { return static_cast<std::uint32_t>(axes_.size()); }

  Candidate settings(const search::Point& point) const;
  double value(std::uint32_t axis, double coordinate) const;  // in the plan's units
  // The point moved to where it may stand: listed choices and steps.
  search::Point rounded(search::Point point) const;
  // Levers at the values in force where nobody decides anything.
  const search::Point& standing() const { return standing_; }
  // A finite class: every policy in it, or none if there are more than `most`.
  bool finite() const;
  double count() const;  // of policies; infinity unless finite
  std::vector<search::Point> all(std::uint64_t most) const;

 private:
  Axis axis_of(const plan::Interface& interface, std::uint32_t lever, std::string suffix) const;

  struct LeverPart {
    std::uint32_t default_input = plan::kNone, rule_input = plan::kNone;
    double rule_number = 0;
    std::vector<std::uint32_t> coefficients;
    std::uint32_t first_axis = 0;
  };

  std::uint32_t player_ = 0;
  PolicyKind kind_ = PolicyKind::Constant;
  std::string name_;
  std::uint32_t steps_ = 0;
  double duration_ = 0;  // [year]
  std::vector<Axis> axes_;
  std::vector<LeverPart> levers_;
  std::vector<std::uint32_t> coefficients_;  // Rule: inputs beside the axes
  std::vector<Usual> usual_;
  search::Point standing_;
};

}  // namespace detente::analysis::games
