#include "model/set_value.h"

#include <gtest/gtest.h>

namespace detente::model {
namespace {

using plan::InputKind;

struct SetValue : testing::Test {
  SetValue() {
    effort = units.declare_base("effort");
    add("reaction", {}, InputKind::Parameter, "1/year", 1, 0, 2);
    add("arms", {"a"}, InputKind::InitialValue, "effort", 1);
    add("arms", {"b"}, InputKind::InitialValue, "effort", 1);
    add("lag", {}, InputKind::Parameter, "month", 1.0 / 12);
    add("restraint", {"a"}, InputKind::LeverDefault, "fraction", 1, 0, 1);
    add("restraint", {"a"}, InputKind::LeverRule, "", 1, 0, 3);
    plan::Lever lever;
    lever.default_input = 4;
    lever.rule_input = 5;
    interface.levers.push_back(lever);
    add("form", {}, InputKind::Alternative, "", 1, 0, 1);
    interface.inputs.back().choices = {"linear", "saturating"};
    interface.inputs.back().integral = true;
  }
  void add(std::string base, std::vector<std::string> labels, InputKind kind, std::string unit, double scale,
           double low = 0, double high = -1) {
    plan::Input input;
    input.quantity.name.base = base;
    input.quantity.name.full = labels.empty() ? base : base + "[" + labels[0] + "]";
    input.quantity.name.labels = labels;
    input.quantity.unit = unit;
    input.quantity.scale = scale;
    input.kind = kind;
    input.has_bounds = low <= high;
    input.low = low;
    input.high = high;
    interface.inputs.push_back(input);
  }
  std::vector<plan::Override> set(std::string_view text) {
    const auto result = set_value(interface, units, text);
    EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
    return result.value_or(std::vector<plan::Override>());
  }
  std::string error(std::string_view text) {
    const auto result = set_value(interface, units, text);
    EXPECT_FALSE(result.has_value()) << text;
    return result ? "" : std::string(result.error().code) + ": " + result.error().message + " | " + result.error().help;
  }
  plan::Interface interface;
  units::UnitTable units;
  units::Unit effort;
};

TEST_F(SetValue, TakesTheOwnUnitOrOneThatConverts) {
  EXPECT_EQ(set("reaction=0.5")[0].value, 0.5);
  EXPECT_EQ(set("reaction = 0.5/year")[0].value, 0.5);
  EXPECT_EQ(set("reaction=0.125 1/month")[0].value, 1.5);
  EXPECT_EQ(set("reaction=30 %/year")[0].value, 0.3);
  EXPECT_EQ(set("lag=6")[0].value, 0.5);
  EXPECT_EQ(set("lag=2 year")[0].value, 2);
  EXPECT_EQ(set("reaction=1e-1")[0].value, 0.1);
}

TEST_F(SetValue, WithoutBracketsMeansEveryElement) {
  EXPECT_EQ(set("arms=3").size(), 2u);
  const auto one = set("arms[b]=3 effort");
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].input, 2u);
}

TEST_F(SetValue, ALeverLeavesItsPlayersHands) {
  const auto changes = set("restraint[a]=0.7");
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].input, 4u);
  EXPECT_EQ(changes[1].input, 5u);
  EXPECT_EQ(changes[1].value, 0);
}

TEST_F(SetValue, ChoicesByName) { EXPECT_EQ(set("form=saturating")[0].value, 1); }

TEST_F(SetValue, SaysWhatIsWrong) {
  EXPECT_EQ(error("raction=1"), "E1025: the model has no input `raction` | did you mean `reaction`?");
  EXPECT_EQ(error("reaction=3"), "E1020: 3 is outside the bounds of `reaction`, [0, 2] | stay inside them");
  EXPECT_EQ(error("reaction=1 effort"),
            "E0405: `1 effort` has unit effort, `reaction` needs 1/year | give a value in 1/year");
  EXPECT_EQ(error("form=square"), "E1026: `square` is not a value for `form` | its choices are linear, saturating");
  EXPECT_EQ(error("reaction"), "E1026: `reaction` sets nothing | write `name=value`");
  EXPECT_EQ(error("reaction=nan"), "E1026: `nan` is not a value for `reaction` | write a number in 1/year");
}

}  // namespace
}  // namespace detente::model
