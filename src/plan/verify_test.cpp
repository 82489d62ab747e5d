#include "plan/verify.h"

#include <gtest/gtest.h>

#include "plan/builder.h"
#include "plan/examples.h"

namespace detente::plan {
namespace {

using kernels::Op;

std::string problem(const Plan& plan) {
  const base::Diagnostics found = verify(plan);
  return found.empty() ? "" : found.sorted()[0]->message;
}

std::vector<Plan> examples() {
  return {richardson(),         shocks(),   steering(),       ornstein_uhlenbeck(Method::Heun),
          geometric_brownian(), faulting(), every_operation()};
}

TEST(Verify, AcceptsTheExamples) {
  for (const Plan& plan : examples()) EXPECT_EQ(problem(plan), "");
}

// Each case damages a valid plan in one way and names the words that the refusal must hold.
struct Case {
  const char* says;
  void (*damage)(Plan&);
};

TEST(Verify, RefusesBrokenPlans) {
  const Case cases[] = {
      {"writes what is not a temporary", [](Plan& p) { p.rates.programs[0].code[0].dst = p.stocks[0].slot; }},
      {"writes what is not a temporary", [](Plan& p) { p.rates.programs[0].code[0].dst = p.clock.time; }},
      {"writes what is not a temporary", [](Plan& p) { p.rates.programs[0].code[0].dst = 1u << 30; }},
      {"not written before it", [](Plan& p) { p.rates.programs[0].code[0].a = 1u << 30; }},
      {"not written before it", [](Plan& p) { p.rates.programs[0].code[0].a = p.rates.programs[0].code[1].dst; }},
      {"not written before it", [](Plan& p) { p.record.programs[0].code[0].a = p.fault; }},
      {"not written before it", [](Plan& p) { p.record.programs[0].code.clear(); }},
      {"not written before it", [](Plan& p) { p.rates.programs.clear(); }},
      {"not written before it", [](Plan& p) { p.interface.metrics[0].slot = kNoSlot; }},
      {"operand too many", [](Plan& p) { p.record.programs[0].code[0].c = 0; }},
      {"no such operation", [](Plan& p) { p.rates.programs[0].code[0].op = Op::kCount; }},
      {"what differs between lanes", [](Plan& p) { p.slots[p.rates.programs[0].code[0].dst].uniform = true; }},
      {"uniformity", [](Plan& p) { p.slots[p.fault].uniform = true; }},
      {"second fault flag", [](Plan& p) { p.slots.push_back({SlotKind::Flag}); }},
      {"no fault flag", [](Plan& p) { p.fault = kNoSlot; }},
      {"is no input", [](Plan& p) { p.interface.inputs[0].slot = kNoSlot; }},
      {"no slot of its own", [](Plan& p) { p.interface.inputs[0].slot = p.interface.inputs[1].slot; }},
      {"no slot of its own", [](Plan& p) { p.clock.dt = p.clock.time; }},
      {"no slot of its own", [](Plan& p) { p.stocks[0].slot = p.interface.inputs[1].slot; }},
      {"part of the clock", [](Plan& p) { p.clock.dt = kNoSlot; }},
      {"without a site",
       [](Plan& p) {
         for (Instr& instr : p.record.programs[0].code) {
           if (instr.op == Op::Check) instr.site = 99;
         }
       }},
      {"does not set the fault flag",
       [](Plan& p) {
         for (Instr& instr : p.record.programs[0].code) {
           if (instr.op == Op::Check) instr.dst = p.slots.size();
         }
       }},
      {"commits one slot twice", [](Plan& p) { p.record.commits.push_back(p.record.commits[0]); }},
      {"what this phase may not", [](Plan& p) { p.record.commits[0].to = p.stocks[0].slot; }},
      {"what this phase may not", [](Plan& p) { p.finish.commits = p.record.commits; }},
      {"moves no slot", [](Plan& p) { p.record.commits[0].from = kNoSlot; }},
      {"rates commit", [](Plan& p) { p.rates.commits = p.record.commits; }},
      {"diffuses", [](Plan& p) { p.stocks[0].diffusion = p.stocks[0].slot; }},
      {"do not fill its time range", [](Plan& p) { p.time.steps += 1; }},
      {"no grid", [](Plan& p) { p.time.step = 0; }},
      {"no grid", [](Plan& p) { p.time.end = std::numeric_limits<double>::infinity(); }},
      {"every 0 steps", [](Plan& p) { p.time.save_every = 0; }},
      {"no table", [](Plan& p) { p.tables.push_back({"t", {1, 1}, {0, 0}}); }},
      {"no table", [](Plan& p) { p.tables.push_back({"t", {}, {}}); }},
      {"no valid depth", [](Plan& p) { p.rings.push_back({"r", 0}); }},
      {"is not written exactly once", [](Plan& p) { p.rings.push_back({"r", 3}); }},
      {"reads no table",
       [](Plan& p) { p.rates.programs[0].code[0] = {Op::Lookup, p.rates.programs[0].code[0].dst, 0}; }},
      {"draws from no stream",
       [](Plan& p) { p.rates.programs[0].code[0] = {Op::Uniform, p.rates.programs[0].code[0].dst}; }},
      {"beyond the end",
       [](Plan& p) { p.rates.programs[0].code[0] = {Op::SkipIfNone, kNoSlot, 0, kNoSlot, kNoSlot, 99}; }},
      {"may not be repeated", [](Plan& p) { p.rates.programs[0].repeat = p.clock.dt; }},
      {"reads no atom", [](Plan& p) { p.monitors[0].code[0].a = 1; }},
      {"not written before it", [](Plan& p) { p.monitors[0].code[1].a = 1; }},
      {"writes no trace", [](Plan& p) { p.monitors[0].code[1].dst = 7; }},
      {"writes a trace twice", [](Plan& p) { p.monitors[0].code[1].dst = 0; }},
      {"no result", [](Plan& p) { p.monitors[0].result = 2; }},
      {"too many traces", [](Plan& p) { p.monitors[0].traces = 1u << 31; }},
      {"refers to no input", [](Plan& p) { p.interface.groups.push_back({"g", {17}}); }},
      {"placed in no scenario",
       [](Plan& p) {
         p.interface.claims.emplace_back();
         p.interface.claims[0].scenario = 3;
       }},
      {"broken formula",
       [](Plan& p) {
         p.interface.claims.emplace_back();
         p.interface.claims[0].formula.slot_count = 1;
         p.interface.claims[0].formula.code = {{static_cast<uint16_t>(Op::Move), 0, 0}};
       }},
  };
  for (const Case& test : cases) {
    Plan plan = richardson();
    test.damage(plan);
    EXPECT_NE(problem(plan).find(test.says), std::string::npos) << test.says << ": " << problem(plan);
  }
}

TEST(Verify, KeepsLanesApart) {
  // Each case writes an events phase that would give a lane other values beside other neighbours.
  using Write = void (*)(Builder&, Slot x, Slot t, Slot zero);
  const std::pair<const char*, Write> cases[] = {
      {"not written before it",
       [](Builder& b, Slot x, Slot, Slot) {
         b.skip_if_none(x);
         const Slot lost = b(Op::Neg, x);
         b.end_skip();
         b(Op::Neg, lost);
       }},
      {"not written before it",
       [](Builder& b, Slot x, Slot t, Slot) {
         b.skip_if_none(x);
         b.to(t, Op::Neg, x);
         b.end_skip();
         b(Op::Neg, t);
       }},
      {"does not mask",
       [](Builder& b, Slot x, Slot t, Slot) {
         b.skip_if_none(x);
         b.check(t, "t");
         b.end_skip();
       }},
      {"skips inside a skip",
       [](Builder& b, Slot x, Slot, Slot) {
         b.skip_if_none(x);
         b.to(kNoSlot, Op::SkipIfNone, x);
         b.end_skip();
       }},
      {"not written before it",
       [](Builder& b, Slot x, Slot t, Slot) {
         b.repeat(x);
         b.to(t, Op::Add, t, x);
         b.once();
         b(Op::Neg, t);
       }},
      {"does not mask",
       [](Builder& b, Slot x, Slot t, Slot) {
         b.repeat(x);
         b.check(t, "t");
       }},
      {"its skip does not mask",
       [](Builder& b, Slot x, Slot, Slot zero) {
         b.skip_if_none(x);
         b(Op::Select, x, x, zero);
         b.end_skip();
         b.skip_if_none(zero);
         b.check(b(Op::Select, x, x, zero), "other condition");
         b.end_skip();
       }},
      {"",
       [](Builder& b, Slot x, Slot t, Slot zero) {
         b.skip_if_none(x);
         const Slot both = b(Op::And, t, x);
         b.to(t, Op::Select, both, x, t);
         b.check(b(Op::Select, x, t, zero), "t");
         b.end_skip();
         b.repeat(x);
         const Slot mask = b(Op::And, b(Op::Lt, b.clock().iteration, x), t);
         b.to(t, Op::Add, b(Op::Select, mask, x, zero), t);
         b.once();
         b(Op::Neg, t);
       }},
  };
  for (const auto& [says, write] : cases) {
    Builder b({.start = 0, .end = 1, .step = 1});
    const Slot x = b.input("x", 1), zero = b.constant(0);
    b.in(&Plan::events);
    const Slot t = b(Op::Move, x);
    write(b, x, t, zero);
    const std::string found = problem(b.take());
    if (*says) {
      EXPECT_NE(found.find(says), std::string::npos) << says << ": " << found;
    } else {
      EXPECT_EQ(found, "");
    }
  }
}

TEST(Verify, RefusesAPhaseThatCannotRunAgain) {
  Builder b({.start = 0, .end = 1, .step = 1});
  const Slot x = b.input("x", 1);
  b.in(&Plan::events);
  const Slot t = b(Op::Move, x);
  b.in(&Plan::step);
  b.to(t, Op::Add, t, x);
  EXPECT_NE(problem(b.take()).find("reads from an earlier one"), std::string::npos);
}

TEST(Verify, RefusesWhatTheSecondStepWouldMiss) {
  Builder b({.start = 0, .end = 2, .step = 1});
  const Slot x = b.input("x", 1);
  b.in(&Plan::setup);
  const Slot t = b(Op::Move, x);
  b.in(&Plan::events);
  b(Op::Neg, t);
  b.in(&Plan::step);
  b.skip_if_none(x);
  b.to(t, Op::Neg, x);
  b.end_skip();
  EXPECT_NE(problem(b.take()).find("events program 0 instruction 0"), std::string::npos);
}

}  // namespace
}  // namespace detente::plan
