#include "plan/bytes.h"

#include <gtest/gtest.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "kernels/philox.h"
#include "plan/examples.h"
#include "plan/fields.h"

namespace detente::plan {
namespace {

// A plan with something in every list of the interface.
Plan full_plan() {
  Plan plan = shocks();
  Interface& interface = plan.interface;
  interface.model = "full";
  interface.hash = std::string(32, 'a');
  interface.inputs[0].spec = {"rate", *sampling::Distribution::make(sampling::Family::Normal, {1, 0.1}, {0, 2})};
  interface.inputs[1].spec = {"decay", sampling::Deep{0.1, 1, true}};
  interface.inputs[1].choices = {"slow", "fast"};
  interface.scenarios = {
      {"calm", "Calm \xC3\xA9", {{0, 0.5, true, {"rate", sampling::Choice{2, {1, 3}}}}}, true, 0, 5}};
  Lever lever;
  lever.default_input = lever.rule_input = 0;
  lever.rules = {{"hold", false, true, {0, 1}}};
  lever.choices = {0, 1};
  interface.levers = {lever};
  Player player;
  player.name = "a";
  player.levers = {0};
  player.observations = {interface.inputs[0].quantity};
  player.beliefs = {{0, {"rate", sampling::Share{2, 1}}}};
  player.constraints = {1};
  interface.players = {player};
  interface.agreements = {{"freeze", "", {0}, {{"a", 0, kNone}}, 1, {"m.detente", 3, 4}}};
  Claim claim;
  claim.formula.inputs = {{ArmValue::Kind::Metric, kBaseline, 1}};
  claim.formula.constants = {2.5};
  claim.formula.slot_count = 3;
  claim.formula.code = {{static_cast<uint16_t>(kernels::Op::Lt), 2, 0, 1}};
  claim.formula.result = 2;
  claim.z = {claim.formula};
  claim.group = 0;
  interface.claims = {claim};
  interface.groups = {{"g", {0, 1}}};
  interface.observed = {{"series", "stress", {2000, 2001}, {1, 2}, true, 0.1, 0.2, false}};
  interface.calibrations = {{"past", 0, {{0, 2000, 2001}}, {{0}}, {"trend"}, {"m.detente", 9, 1}}};
  interface.correlations = {{{0, 1}, {1, 0.5, 0.5, 1}}};
  plan.monitors = richardson().monitors;
  plan.atoms = {{plan.interface.metrics[1].slot, kNoSlot}};
  return plan;
}

TEST(Bytes, ReadBackWhatWasWritten) {
  for (const Plan& plan : {full_plan(), richardson(), steering(), every_operation(), Plan(faulting())}) {
    const std::string bytes = to_bytes(plan);
    const auto read = from_bytes(bytes);
    ASSERT_TRUE(read.ok()) << read.diagnostics.sorted()[0]->message;
    EXPECT_EQ(to_bytes(*read), bytes);
    EXPECT_EQ(hash(*read), hash(plan));
  }
}

TEST(Bytes, KeepTheirHash) {
  EXPECT_EQ(hash(richardson()).size(), 32u);
  EXPECT_NE(hash(richardson()), hash(richardson(Method::Euler)));
  Plan renamed = richardson();
  renamed.interface.metrics[0].quantity.title = "x";
  EXPECT_NE(hash(richardson()), hash(renamed));
}

TEST(Bytes, RefuseWhatIsDamaged) {
  const std::string bytes = to_bytes(full_plan());
  for (size_t size = 0; size < bytes.size(); size += 7) EXPECT_FALSE(from_bytes(bytes.substr(0, size)).ok());
  for (size_t at = 0; at < bytes.size(); at += 11) {
    std::string damaged = bytes;
    damaged[at] ^= 0x10;
    EXPECT_FALSE(from_bytes(damaged).ok()) << at;
  }
  EXPECT_FALSE(from_bytes("").ok());
  EXPECT_FALSE(from_bytes("a model text").ok());
}

std::string with_checksum(std::string body) {
  const uint64_t sum = XXH3_64bits(body.data(), body.size());
  for (int byte = 0; byte < 8; ++byte) body += static_cast<char>(sum >> (8 * byte) & 0xFF);
  return body;
}

TEST(Bytes, RefuseAnotherFormat) {
  std::string body = to_bytes(richardson());
  body.resize(body.size() - 8);
  body[8] = 77;
  const auto read = from_bytes(with_checksum(body));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.diagnostics.sorted()[0]->code, "E1311");
}

// Somebody who can compute the checksum changes bytes: the plan is refused, or it is another valid plan.
TEST(Bytes, SurviveHostileChanges) {
  uint32_t accepted = 0;
  for (const Plan& plan : {full_plan(), richardson(), steering()}) {
    std::string body = to_bytes(plan);
    body.resize(body.size() - 8);
    for (uint32_t round = 0; round < 3000; ++round) {
      std::string hostile = body;
      const uint64_t draw = kernels::random_bits(1, {round, 0, 0});
      const uint64_t changes = 1 + draw % 3;
      for (uint32_t change = 0; change < changes; ++change) {
        const uint64_t bits = kernels::random_bits(2, {round, change, 0});
        hostile[12 + (bits >> 16) % (hostile.size() - 12)] = static_cast<char>(bits % 4 == 0 ? 0xFF : bits >> 8);
      }
      const auto read = from_bytes(with_checksum(hostile));
      if (!read.ok()) continue;
      ++accepted;
      EXPECT_EQ(to_bytes(*read), with_checksum(hostile));
    }
  }
  EXPECT_GT(accepted, 100u);  // names and numbers may be anything
}

// A field that a struct has and fields() has not would be lost on the way: counts both.
struct Counter {
  template <class T>
  using Ref = const T&;
  size_t fields = 0;
  template <class... Fields>
  void operator()(const Fields&...) {
    fields += sizeof...(Fields);
  }
};

struct Anything {
  template <class T>
  operator T() const;  // NOLINT: only named, never called
};
template <class T, class... Parts>
constexpr size_t members() {
  if constexpr (requires { T{Parts{}..., Anything{}}; }) {
    return members<T, Parts..., Anything>();
  } else {
    return sizeof...(Parts);
  }
}

template <class... Parts>
void expect_all_fields() {
  const auto expect = []<class T>(const T& part) {
    Counter counter;
    fields(counter, part);
    EXPECT_EQ(counter.fields, members<T>()) << __PRETTY_FUNCTION__;
  };
  (expect(Parts()), ...);
}

TEST(Bytes, HoldEveryField) {
  expect_all_fields<QuantityName, Quantity, Place, Input, Override, Scenario, LeverRule, Lever, Belief, Player, Party,
                    Agreement, Metric, Strategic, ArmValue, FormulaInstr, Formula, Claim, Group, Observed,
                    CalibrationTarget, Calibration, Interface, SlotInfo, Instr, Program, Commit, Phase, TimeGrid,
                    ClockSlots, Stock, Stream, Table, Ring, Site, Signal, Atom, WindowEdge, Window, MonitorInstr,
                    Monitor, Plan, sampling::InputSpec, sampling::Fixed, sampling::Deep, sampling::Choice,
                    sampling::Share, sampling::CorrelationGroup>();
}

}  // namespace
}  // namespace detente::plan
