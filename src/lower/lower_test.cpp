#include "lower/lower.h"

#include <gtest/gtest.h>

#include <bit>

#include "lower/direct_test.h"
#include "plan/verify.h"

namespace detente::lower {
namespace {

uint32_t count_ops(const plan::Phase& phase, Op op) {
  uint32_t count = 0;
  for (const plan::Program& program : phase.programs)
    for (const plan::Instr& instr : program.code) count += instr.op == op;
  return count;
}
uint32_t size(const plan::Phase& phase) {
  uint32_t count = 0;
  for (const plan::Program& program : phase.programs) count += static_cast<uint32_t>(program.code.size());
  return count;
}

std::string problems(const plan::Plan& plan) {
  std::string all;
  for (const base::Diagnostic* problem : plan::verify(plan).sorted()) all += problem->message + "\n";
  return all;
}

plan::ReferenceRun run(const plan::Plan& plan, uint64_t future = 0) {
  EXPECT_EQ(problems(plan), "");
  plan::ReferenceRequest request;
  request.future = future;
  request.grid = plan.time;
  return plan::run_reference(plan, request);
}

TEST(Lower, GrowsExponentially) {
  TestModel m;
  m.set_time(10, 0.125, plan::Method::Rk4);
  const NodeId growth = m.input(0.1);
  const NodeId x = m.stock(m.constant(2));
  m.model.stocks[0].rate = m.op(Op::Mul, growth, x);
  m.metric(x);
  EXPECT_NEAR(run(m.plan()).metrics[0], 2 * std::exp(1.0), 1e-6);
}

TEST(Lower, ComputesWhatDependsOnInputsOnceARun) {
  TestModel m;
  m.set_time(2, 1, plan::Method::Rk4);
  const NodeId a = m.input(3), b = m.input(4);
  const NodeId x = m.stock(m.constant(1));
  const NodeId ratio = m.op(Op::Div, m.op(Op::Exp, a), b);
  m.model.stocks[0].rate = m.op(Op::Mul, ratio, x);
  m.metric(x);
  const plan::Plan plan = m.plan();
  EXPECT_EQ(count_ops(plan.setup, Op::Exp), 1u);
  EXPECT_EQ(count_ops(plan.setup, Op::Div), 1u);
  EXPECT_EQ(count_ops(plan.rates, Op::Div), 0u);
  EXPECT_EQ(size(plan.rates), 1u);
}

TEST(Lower, ComputesWhatTheStagesShareOnceAStep) {
  TestModel m;
  m.set_time(2, 1, plan::Method::Rk4);
  const NodeId lever = m.held(m.constant(1), model::HeldPhase::Decide);
  m.model.held[0].update = m.op(Op::Add, lever, m.constant(1));
  const NodeId x = m.stock(m.constant(1));
  m.model.stocks[0].rate = m.op(Op::Mul, m.op(Op::Tanh, lever), x);
  m.named("effect", m.op(Op::Tanh, lever));
  m.metric(x);
  const plan::Plan plan = m.plan(true, {"effect"});
  EXPECT_EQ(count_ops(plan.step, Op::Tanh), 1u);
  EXPECT_EQ(count_ops(plan.rates, Op::Tanh), 0u);
  EXPECT_EQ(count_ops(plan.record, Op::Tanh), 0u);
}

TEST(Lower, LeavesStartValuesInInit) {
  TestModel m;
  m.set_time(2, 1, plan::Method::Euler);
  const NodeId a = m.input(3);
  const NodeId x = m.stock(m.op(Op::Exp, a));
  m.model.stocks[0].rate = m.op(Op::Neg, x);
  m.metric(x);
  const plan::Plan plan = m.plan();
  EXPECT_EQ(size(plan.setup), 0u);
  EXPECT_EQ(count_ops(plan.init, Op::Exp), 1u);
}

TEST(Lower, InitialValuesNeedNoSlot) {
  TestModel m;
  m.set_time(2, 1, plan::Method::Euler);
  const NodeId x = m.stock(m.input(3));
  const NodeId initial = m.held(x, model::HeldPhase::Record);
  m.model.stocks[0].rate = m.op(Op::Mul, initial, m.constant(2));
  m.metric(m.op(Op::Sub, x, initial));
  const plan::Plan plan = m.plan();
  for (const plan::SlotInfo& slot : plan.slots) EXPECT_NE(slot.kind, plan::SlotKind::Held);
  EXPECT_EQ(run(plan).metrics[0], 12);
}

TEST(Lower, PreviousIsTheLastGridTimeThroughoutAStep) {
  TestModel m;
  m.set_time(4, 1, plan::Method::Rk4);
  const NodeId time = m.leaf(Leaf::Time);
  const NodeId previous = m.held(m.constant(-1), model::HeldPhase::Record);
  m.model.held[0].update = time;
  const NodeId x = m.stock(m.constant(0));
  m.model.stocks[0].rate = previous;
  m.metric(x);
  EXPECT_EQ(run(m.plan()).metrics[0], -1 + 0 + 1 + 2);
}

TEST(Lower, KeepsFusedRoundings) {
  TestModel m;
  const NodeId a = m.input(1.0 / 3), b = m.input(3.0000001), c = m.input(-1);
  m.metric(m.op(Op::Add, m.op(Op::Mul, a, b), c));
  m.metric(m.op(Op::Sub, c, m.op(Op::Mul, a, b)));
  m.metric(m.op(Op::Div, m.op(Op::Sub, a, b), m.constant(3)));
  const plan::Plan fused = m.plan(true), plain = m.plan(false);
  EXPECT_EQ(count_ops(fused.finish, Op::DiffDiv), 1u);
  EXPECT_LT(size(fused.finish), size(plain.finish));
  EXPECT_EQ(run(fused).metrics, run(plain).metrics);
}

TEST(Lower, AFaultNamesTheVariableAndTheStep) {
  TestModel m;
  m.model.origins.push_back({"ratio[a]", {}, plan::FaultKind::NotFinite});
  m.set_time(5, 1, plan::Method::Euler);
  const NodeId x = m.stock(m.constant(3));
  m.model.stocks[0].rate = m.constant(-1);
  m.metric(x);
  m.named("ratio", m.model.graph.op(Op::Div, 1, m.constant(1), x));
  const plan::Plan plan = m.plan(true, {"ratio"});
  const plan::ReferenceRun result = run(plan);
  ASSERT_NE(result.fault_site, plan::kNone);
  EXPECT_EQ(plan.sites[result.fault_site].variable, "ratio[a]");
  EXPECT_EQ(plan.sites[result.fault_site].kind, plan::FaultKind::DivisionByZero);
  EXPECT_EQ(result.fault_step, 3u);
}

TEST(Lower, ABranchNotTakenDoesNotFault) {
  TestModel m;
  m.set_time(1, 1, plan::Method::Euler);
  const NodeId p = m.input(0), x = m.stock(m.constant(1));
  const NodeId inverse = m.op(Op::Div, m.constant(1), p);
  const NodeId positive = m.op(Op::Lt, m.constant(0), p);
  m.model.stocks[0].rate = m.op(Op::Select, positive, m.op(Op::Mul, inverse, x), m.constant(2));
  m.metric(m.op(Op::Select, m.op(Op::And, positive, m.op(Op::Lt, inverse, m.constant(4))), inverse, x));
  const plan::ReferenceRun result = run(m.plan());
  EXPECT_EQ(result.fault_site, plan::kNone);
  EXPECT_EQ(result.metrics[0], 3);
  m.model.interface.inputs[0].value = 0.5;
  EXPECT_EQ(run(m.plan()).metrics[0], 2);
}

TEST(Lower, AnOverflowThatMinWouldHideIsAFault) {
  TestModel m;
  const NodeId a = m.input(1e200);
  m.metric(m.op(Op::Min, m.op(Op::Mul, a, a), m.constant(3)));
  const plan::Plan plan = m.plan();
  const plan::ReferenceRun result = run(plan);
  ASSERT_NE(result.fault_site, plan::kNone);
  EXPECT_EQ(plan.sites[result.fault_site].kind, plan::FaultKind::Overflow);
}

TEST(Lower, BoundedValuesNeedNoChecks) {
  TestModel m;
  const NodeId share = m.input(0.25);
  m.model.interface.inputs[0].has_bounds = true;
  m.model.interface.inputs[0].high = 1;
  const NodeId above = m.op(Op::Add, m.constant(1), share);
  m.metric(m.op(Op::Ln, above));
  m.metric(m.op(Op::Min, m.op(Op::Div, share, above), m.op(Op::Exp, m.op(Op::Neg, share))));
  const plan::Plan plan = m.plan();
  EXPECT_EQ(count_ops(plan.finish, Op::Check), 0u);
  EXPECT_EQ(run(plan).fault_site, plan::kNone);
}

TEST(Lower, AndOrReachTheirRightSideOnlyWhenItDecides) {
  TestModel m;
  const NodeId p = m.input(0);
  const NodeId large = m.op(Op::Lt, m.constant(1), m.op(Op::Div, m.constant(1), p));
  m.metric(m.op(Op::And, m.op(Op::Ne, p, m.constant(0)), large));
  m.metric(m.op(Op::Or, m.op(Op::Eq, p, m.constant(0)), large));
  EXPECT_EQ(run(m.plan()).metrics, (std::vector<double>{0, 1}));
  m.metric(m.op(Op::And, large, m.constant(1)));
  EXPECT_NE(run(m.plan()).fault_site, plan::kNone);
}

TEST(Lower, AValueSharedByBothBranchesIsCheckedOnce) {
  TestModel m;
  const NodeId p = m.input(1), c = m.input(1);
  const NodeId inverse = m.op(Op::Div, m.constant(1), p);
  m.metric(m.op(Op::Select, c, inverse, m.op(Op::Neg, inverse)));
  const plan::Plan plan = m.plan();
  EXPECT_EQ(count_ops(plan.finish, Op::Check), 1u);
  EXPECT_EQ(count_ops(plan.finish, Op::Select), 1u);  // the branch itself; the check needs none
}

TEST(Lower, SkipsALongBranchThatFollowsNoStock) {
  TestModel m;
  m.set_time(3, 1, plan::Method::Euler);
  const NodeId chosen = m.input(0), x = m.stock(m.constant(1));
  const NodeId costly = m.op(Op::Pow, x, m.op(Op::Exp, m.op(Op::Tanh, x)));
  m.model.stocks[0].rate = m.op(Op::Select, chosen, costly, m.op(Op::Sin, x));
  m.metric(x);
  const plan::Plan plan = m.plan(true), plain = m.plan(false);
  EXPECT_EQ(count_ops(plan.rates, Op::SkipIfNone), 1u);
  EXPECT_EQ(count_ops(plain.rates, Op::SkipIfNone), 0u);
  EXPECT_EQ(run(plan).metrics, run(plain).metrics);

  TestModel follows = m;
  follows.model.stocks[0].rate = follows.op(Op::Select, follows.op(Op::Lt, x, follows.constant(2)), costly, x);
  EXPECT_EQ(count_ops(follows.plan().rates, Op::SkipIfNone), 0u);
}

TEST(Lower, AnUnsetStartValueIsComputedAndASetOneIsNot) {
  TestModel m;
  const NodeId given = m.input(std::nan("")), p = m.input(2);
  const NodeId x = m.stock(m.op(Op::IfSet, given, m.op(Op::Div, m.constant(1), p)));
  m.metric(x);
  EXPECT_EQ(run(m.plan()).metrics[0], 0.5);
  m.model.interface.inputs[1].value = 0;
  EXPECT_NE(run(m.plan()).fault_site, plan::kNone);
  m.model.interface.inputs[0].value = 7;
  EXPECT_EQ(run(m.plan()).metrics[0], 7);
}

// Three arrivals in every step; the second one of each divides by zero when p is 0.
TEST(Lower, RepeatsTheBodyOfAnEvent) {
  TestModel m;
  m.set_time(2, 1, plan::Method::Euler);
  const NodeId count = m.input(3), p = m.input(1);
  const NodeId i = m.leaf(Leaf::Iteration);
  const NodeId x = m.stock(m.constant(0));
  const NodeId is_second = m.op(Op::Eq, i, m.constant(1));
  const NodeId term = m.op(Op::Select, is_second, m.op(Op::Div, m.constant(10), p), m.op(Op::Add, i, p));
  m.model.repeat_sums.push_back({count, term});
  m.model.repeat_sums.push_back({count, m.constant(1)});
  const NodeId sum = m.leaf(Leaf::RepeatSum, 0), arrivals = m.leaf(Leaf::RepeatSum, 1);
  m.model.stocks[0].after_events = m.op(Op::Add, x, m.op(Op::Mul, sum, arrivals));
  m.metric(x);
  const plan::Plan plan = m.plan();
  EXPECT_EQ(run(plan).metrics[0], 3 * 3 * (1 + 10 + 3));
  m.model.interface.inputs[1].value = 0;
  EXPECT_EQ(run(m.plan()).fault_step, 0u);
  m.model.interface.inputs[0].value = 1;
  EXPECT_EQ(run(m.plan()).metrics[0], 0);
}

TEST(Lower, ReadsRingsBeforeTheyAreOverwritten) {
  TestModel m;
  m.set_time(6, 1, plan::Method::Rk4);
  const NodeId x = m.stock(m.constant(0));
  m.model.stocks[0].rate = m.constant(1);
  m.model.rings.push_back({"x", 2, x});
  const NodeId delayed = m.op(Op::RingRead, m.constant(2), m.constant(-5), kNoNode, 0);
  const NodeId y = m.stock(m.constant(0));
  m.model.stocks[1].rate = delayed;
  m.named("delayed", delayed);
  m.metric(y);
  const plan::ReferenceRun result = run(m.plan(true, {"delayed"}));
  EXPECT_EQ(result.signals[0], (std::vector<double>{-5, -5, 0, 1, 2, 3, 4}));
  EXPECT_EQ(result.metrics[0], -5 - 5 + 0 + 1 + 2 + 3);
}

TEST(Lower, AnUnknownNameToSaveIsReported) {
  TestModel m;
  m.named("arms", m.constant(1));
  const auto result = lower(m.model, base::SourceMap(), {.save = {"armz"}});
  ASSERT_TRUE(result.diagnostics.has_errors());
  EXPECT_EQ(result.diagnostics.sorted()[0]->help, "did you mean `arms`?");
}

TEST(Lower, LongChainsNeedNoStack) {
  TestModel m;
  NodeId sum = m.input(0);
  const NodeId one = m.input(1);
  for (int i = 0; i < 200'000; ++i) sum = m.op(Op::Add, sum, one);
  m.metric(sum);
  EXPECT_EQ(run(m.plan()).metrics[0], 200'000);
}

// x / p is needed only where all of 20,000 conditions hold.
TEST(Lower, DeepBranchesOfManyConditions) {
  TestModel m;
  const NodeId p = m.input(0), level = m.input(19'999);
  NodeId value = m.op(Op::Div, m.constant(1), p);
  for (int i = 0; i < 20'000; ++i) value = m.op(Op::Select, m.op(Op::Lt, m.constant(i), level), value, m.constant(i));
  m.metric(value);
  EXPECT_EQ(run(m.plan()).metrics[0], 19'999);
  m.model.interface.inputs[1].value = 30'000;
  EXPECT_NE(run(m.plan()).fault_site, plan::kNone);
}

TEST(Lower, DeepBranchesOfOneConditionStart) {
  TestModel m;
  const NodeId p = m.input(0), q = m.input(5);
  NodeId value = m.input(7);
  for (int i = 0; i < 1000; ++i) value = m.op(Op::Select, p, q, m.op(Op::Add, q, value));
  m.metric(m.stock(value));
  EXPECT_EQ(run(m.plan()).metrics[0], 5007);
}

}  // namespace
}  // namespace detente::lower
