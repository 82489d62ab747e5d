#include "analysis/games/policy.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cat.h"
#include "base/check.h"

namespace detente::analysis::games {
namespace {

using base::cat;
using search::Point;

constexpr std::uint32_t kUsualFutures = 64;

double coordinate_of(const Axis& axis, double value) {
  if (!axis.choices.empty()) {
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < axis.choices.size(); ++i) {
      if (std::fabs(axis.choices[i] - value) < std::fabs(axis.choices[nearest] - value)) nearest = i;
    }
    return axis.choices.size() < 2 ? 0 : static_cast<double>(nearest) / static_cast<double>(axis.choices.size() - 1);
  }
  return axis.high > axis.low ? std::clamp((value - axis.low) / (axis.high - axis.low), 0.0, 1.0) : 0;
}

double to_step(double coordinate, std::size_t count) {
  if (count < 2) return 0;
  const auto last = static_cast<double>(count - 1);
  return std::floor(std::clamp(coordinate, 0.0, 1.0) * last + 0.5) / last;
}

// "; it has meek, bold", or that there is none.
std::string rules_of(const plan::Interface& interface, const plan::Player& player) {
  std::vector<std::string> names;
  for (const std::uint32_t lever : player.levers) {
    for (const plan::LeverRule& rule : interface.levers[lever].rules) {
      if (rule.affine || std::find(names.begin(), names.end(), rule.name) != names.end()) continue;
      names.push_back(rule.name);
    }
  }
  std::string text;
  for (const std::string& name : names) text += cat(text.empty() ? "; it has " : ", ", name);
  return text.empty() ? "; the model gives it none" : text;
}

}  // namespace

base::Result<std::vector<Usual>> usually_seen(Oracle& oracle, std::uint32_t player, std::uint64_t seed) {
  base::Result<std::vector<Usual>> result;
  auto seen = oracle.seen_by(player, oracle.draw(seed, kUsualFutures));
  result.diagnostics = std::move(seen.diagnostics);
  if (!seen.value) return result;
  result.value.emplace();
  for (const std::vector<double>& values : *seen) {
    const stats::Moments moments = stats::column_moments(values);
    const bool varies = moments.count > 1 && moments.sd() > 1e-9 * std::fabs(moments.mean);
    const double size = std::fabs(moments.mean) > 0 ? std::fabs(moments.mean) : 1;
    result.value->push_back({moments.mean, varies ? moments.sd() : size});
  }
  return result;
}

Axis PolicyClass::axis_of(const plan::Interface& interface, std::uint32_t lever, std::string suffix) const {
  const plan::Lever& of = interface.levers[lever];
  return {.name = cat(of.quantity.name.full, suffix),
          .lever = lever,
          .low = of.low,
          .high = of.high,
          .choices = {},
          .unit = of.quantity.unit,
          .scale = of.quantity.scale};
}

std::expected<PolicyClass, std::string> PolicyClass::make(const Oracle& oracle, std::uint32_t player,
                                                          const PolicyOptions& options, std::vector<Usual> usual) {
  const plan::Interface& interface = oracle.interface();
  const plan::Player& owner = interface.players[player];
  PolicyClass made;
  made.player_ = player;
  made.kind_ = options.kind;
  made.steps_ = options.steps;
  made.duration_ = oracle.grid().end - oracle.grid().start;
  made.usual_ = std::move(usual);
  constexpr const char* kNames[] = {"constant levers", "levers that move in a straight line over time",
                                    "rules that answer what is seen, linear and clamped", ""};
  made.name_ = options.kind == PolicyKind::Rule ? cat("the rule ", options.rule)
                                                : kNames[static_cast<std::size_t>(options.kind)];
  for (const std::uint32_t lever : owner.levers) {
    const plan::Lever& of = interface.levers[lever];
    const plan::QuantityName& name = of.quantity.name;
    const auto& wanted = options.levers;
    const bool is_wanted = wanted.empty() || std::find(wanted.begin(), wanted.end(), name.full) != wanted.end() ||
                           std::find(wanted.begin(), wanted.end(), name.base) != wanted.end();
    if (!is_wanted && options.kind != PolicyKind::Rule) continue;
    LeverPart part{of.default_input, of.rule_input, 0, {}, made.dimension()};
    const double now = oracle.standing(of.default_input);
    if (options.kind == PolicyKind::Constant) {
      made.axes_.push_back(made.axis_of(interface, lever, ""));
      made.axes_.back().choices = of.choices;
      made.standing_.push_back(coordinate_of(made.axes_.back(), now));
      made.levers_.push_back(std::move(part));
      continue;
    }
    for (std::size_t r = 0; r < of.rules.size(); ++r) {
      const plan::LeverRule& rule = of.rules[r];
      if (options.kind == PolicyKind::Rule ? rule.name != options.rule || rule.affine : !rule.affine) continue;
      part.rule_number = static_cast<double>(r + 1);
      part.coefficients = rule.coefficients;
    }
    if (part.rule_number == 0) continue;
    if (options.kind == PolicyKind::Rule) {
      for (const std::uint32_t input : part.coefficients) {
        if (std::find(made.coefficients_.begin(), made.coefficients_.end(), input) != made.coefficients_.end())
          continue;
        const plan::Input& of_rule = interface.inputs[input];
        if (!of_rule.has_bounds) continue;  // a coefficient without a range keeps its value
        made.coefficients_.push_back(input);
        made.axes_.push_back({of_rule.quantity.name.full,
                              plan::kNone,
                              of_rule.low,
                              of_rule.high,
                              {},
                              of_rule.quantity.unit,
                              of_rule.quantity.scale});
        made.standing_.push_back(coordinate_of(made.axes_.back(), oracle.standing(input)));
      }
      made.levers_.push_back(std::move(part));
      continue;
    }
    const bool feedback = options.kind == PolicyKind::Feedback;
    made.axes_.push_back(made.axis_of(interface, lever, feedback ? "" : " at the start"));
    made.standing_.push_back(coordinate_of(made.axes_.back(), now));
    if (feedback) {
      DETENTE_CHECK(made.usual_.size() == owner.observations.size());
      for (const plan::Quantity& seen : owner.observations) {
        Axis axis = made.axis_of(interface, lever, cat(" per ", seen.name.full));
        axis.high = of.high - of.low;
        axis.low = -axis.high;
        made.axes_.push_back(std::move(axis));
        made.standing_.push_back(0.5);
      }
    } else {
      made.axes_.push_back(made.axis_of(interface, lever, " at the end"));
      made.standing_.push_back(made.standing_.back());
    }
    made.levers_.push_back(std::move(part));
  }
  if (options.kind == PolicyKind::Rule && (made.levers_.empty() || made.axes_.empty() || !options.levers.empty())) {
    if (made.levers_.empty()) {
      return std::unexpected(cat("`", owner.name, "` has no policy `", options.rule, "`", rules_of(interface, owner)));
    }
    return std::unexpected(made.axes_.empty()
                               ? cat("the policy `", options.rule, "` of `", owner.name,
                                     "` leaves nothing to choose: no coefficient of it has a range")
                               : cat("the policy `", options.rule,
                                     "` moves the levers that it names, so no levers can be chosen beside it"));
  }
  if (made.axes_.empty()) {
    return std::unexpected(options.levers.empty() ? cat("`", owner.name, "` controls no lever")
                                                  : cat("`", owner.name, "` controls none of these levers"));
  }
  return made;
}

double PolicyClass::value(std::uint32_t axis, double coordinate) const {
  const Axis& of = axes_[axis];
  if (!of.choices.empty()) {
    const double last = static_cast<double>(of.choices.size() - 1);
    return of.choices[static_cast<std::size_t>(to_step(coordinate, of.choices.size()) * last + 0.5)];
  }
  return coordinate >= 1 ? of.high : of.low + coordinate * (of.high - of.low);
}

Point PolicyClass::rounded(Point point) const {
  for (std::uint32_t a = 0; a < dimension(); ++a) {
    if (!axes_[a].choices.empty()) {
      point[a] = to_step(point[a], axes_[a].choices.size());
    } else if (steps_ > 1) {
      point[a] = to_step(point[a], steps_);
    }
  }
  return point;
}

Candidate PolicyClass::settings(const Point& point) const {
  Candidate result;
  for (const LeverPart& lever : levers_) {
    const double first = kind_ == PolicyKind::Rule ? 0 : value(lever.first_axis, point[lever.first_axis]);
    if (kind_ == PolicyKind::Constant) {
      result.push_back({lever.default_input, first});
      if (lever.rule_input != plan::kNone) result.push_back({lever.rule_input, 0});
      continue;
    }
    result.push_back({lever.rule_input, lever.rule_number});
    if (kind_ == PolicyKind::Rule) continue;
    // clamp(c0 + sum_j c_j seen_j + c_t (time - start))
    double constant = first;
    const std::size_t seen = lever.coefficients.size() - 2;
    for (std::size_t j = 0; j < seen; ++j) {
      double slope = 0;
      if (kind_ == PolicyKind::Feedback) {
        const auto axis = static_cast<std::uint32_t>(lever.first_axis + 1 + j);
        slope = value(axis, point[axis]) / usual_[j].sd;
        constant -= slope * usual_[j].mean;
      }
      result.push_back({lever.coefficients[1 + j], slope});
    }
    double in_time = 0;
    if (kind_ == PolicyKind::Schedule && duration_ > 0) {
      in_time = (value(lever.first_axis + 1, point[lever.first_axis + 1]) - first) / duration_;
    }
    result.push_back({lever.coefficients.front(), constant});
    result.push_back({lever.coefficients.back(), in_time});
    // Before the first decision, and where the player's hands are tied, the lever's default counts.
    result.push_back({lever.default_input, first});
  }
  for (std::uint32_t a = 0; a < coefficients_.size(); ++a) result.push_back({coefficients_[a], value(a, point[a])});
  return result;
}

bool PolicyClass::finite() const {
  return steps_ > 1 || std::all_of(axes_.begin(), axes_.end(), [](const Axis& axis) { return !axis.choices.empty(); });
}

double PolicyClass::count() const {
  if (!finite()) return std::numeric_limits<double>::infinity();
  double count = 1;
  for (const Axis& axis : axes_) count *= axis.choices.empty() ? steps_ : static_cast<double>(axis.choices.size());
  return count;
}

std::vector<Point> PolicyClass::all(std::uint64_t most) const {
  if (!finite()) return {};
  std::vector<Point> points = {Point()};
  for (const Axis& axis : axes_) {
    const std::size_t count = axis.choices.empty() ? steps_ : axis.choices.size();
    if (points.size() * count > most) return {};
    std::vector<Point> longer;
    for (const Point& point : points) {
      for (std::size_t i = 0; i < count; ++i) {
        longer.push_back(point);
        longer.back().push_back(count < 2 ? 0 : static_cast<double>(i) / static_cast<double>(count - 1));
      }
    }
    points = std::move(longer);
  }
  return points;
}

}  // namespace detente::analysis::games
