#include "plan/print.h"

#include <gtest/gtest.h>

#include "plan/builder.h"
#include "plan/examples.h"

namespace detente::plan {
namespace {

using kernels::Op;

TEST(Print, ShowsAWholePlan) {
  Builder b({.start = 2030, .end = 2032, .step = 0.5, .save_every = 2, .method = Method::Rk2});
  const Slot rate = b.input("rate", 0.1), x = b.stock("x", b.constant(1));
  const Slot sum = b.held(0), half = b.constant(0.5);
  const uint32_t table = b.table({0, 1}, {2, 3});
  b.in(&Plan::events);
  const Slot due = b(Op::Lt, b.clock().step, half);
  const Slot t = b(Op::Move, x);
  b.skip_if_none(due);
  b.to(t, Op::Select, due, half, t);
  b.end_skip();
  b.commit(x, t);
  b.in(&Plan::record);
  const Slot y = b(Op::Lookup, x, kNoSlot, kNoSlot, table);
  b.check(y, "y", FaultKind::Overflow);
  b.commit(sum, b(Op::Add, sum, y));
  b.in(&Plan::rates);
  b.rate(x, b(Op::Mul, rate, x));
  b.metric("sum", sum);
  b.signal("x", x);
  b.atom(due);
  b.monitor({.name = "m",
             .code = {{.op = MonitorOp::Atom},
                      {.op = MonitorOp::Always, .dst = 1, .window = {{EdgeKind::Steps, 2}, {EdgeKind::Year, 2031}}}},
             .traces = 2,
             .result = 1});
  const Plan plan = b.take();
  EXPECT_EQ(print(plan), R"(plan  ""
time 2030 to 2032 year, 4 steps of 0.5 year using rk2, saved every 2
slots 17, 9 of them uniform; instructions 8

inputs
  rate = 0.1

stocks
  x: rate t16

held
  h10 = 0

tables
  0 table linear: (0, 2) (1, 3)

init
  commit x <- 1

events
  u12 = Lt(step, 0.5)
  t13 = Move(x)
  SkipIfNone(1, u12)
    t13 = Select(u12, 0.5, t13)
  commit x <- t13

record
  t14 = Lookup(table 0, x)
  Check(t14)  # y: overflow
  t15 = Add(h10, t14)
  commit h10 <- t15

rates
  t16 = Mul(rate, x)

metrics
  sum = h10

signals
  x = x saved

atoms
  0: u12 robustness -

monitors
  m = #1
    #0 = atom 0
    #1 = always #0 in [+2 steps, 2031]

sites
  0 y: overflow
)");
}

TEST(Print, SurvivesInvalidPlans) {
  Plan plan = richardson();
  plan.rates.programs[0].code[0] = {static_cast<Op>(999), 1u << 30, 1u << 29};
  plan.record.programs[0].code.push_back({Op::Check, 0, kNoSlot, kNoSlot, kNoSlot, 0, 1234});
  EXPECT_NE(print(plan).find("?"), std::string::npos);
}

}  // namespace
}  // namespace detente::plan
