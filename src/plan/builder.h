// Writes plans by hand, for tests and benchmarks: a few words per equation.
//
//   Builder b({.start = 0, .end = 10, .step = 0.5, .method = Method::Rk4});
//   const Slot rate = b.input("rate", 0.1), x = b.stock("x", b.constant(1));
//   b.in(&Plan::rates);
//   b.rate(x, b(Op::Mul, rate, x));
//   b.in(&Plan::finish);
//   b.metric("end", x);
//   const Plan plan = b.take();
//
// New temporaries are uniform when everything they are made from is. Whether the plan is valid is for verify() to say.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace detente::plan {

class Builder {
 public:
  explicit Builder(const TimeGrid& time);  // without `steps` and `has_time`, which follow from it

  Slot constant(double value);
  Slot input(const std::string& name, double value);
  Slot stock(const std::string& name, Slot initial);  // committed at the end of init
  Slot held(double value, bool uniform = false);
  uint32_t stream(const std::string& name);
  uint32_t table(std::vector<double> x, std::vector<double> y, kernels::TableMode mode = kernels::TableMode::Linear);
  uint32_t ring(uint32_t depth);

  const ClockSlots& clock() const { return plan_.clock; }

  // What follows is written to the last program of this phase, until the next in() or repeat().
  void in(Phase Plan::* phase);
  void repeat(Slot count);  // begins a program of the same phase that runs `count` times
  void once();              // begins a program of the same phase that runs once

  Slot operator()(kernels::Op op, Slot a = kNoSlot, Slot b = kNoSlot, Slot c = kNoSlot, uint32_t imm = 0);
  void to(Slot dst, kernels::Op op, Slot a = kNoSlot, Slot b = kNoSlot, Slot c = kNoSlot, uint32_t imm = 0);
  void check(Slot value, const std::string& variable, FaultKind kind = FaultKind::NotFinite);
  void ring_write(uint32_t ring, Slot value);
  // Code from here to end_skip() is jumped over when `condition` holds in no lane.
  void skip_if_none(Slot condition);
  void end_skip();
  void commit(Slot to, Slot from);

  void rate(Slot stock, Slot rate, Slot diffusion = kNoSlot);
  void metric(const std::string& name, Slot slot);
  void signal(const std::string& name, Slot slot, bool saved = true);
  uint32_t atom(Slot truth, Slot robustness = kNoSlot);
  void monitor(Monitor monitor);

  Plan take();

 private:
  Slot add(const SlotInfo& info);
  std::vector<Instr>& code();

  Plan plan_;
  Phase Plan::* phase_ = &Plan::setup;
  size_t skip_ = 0;  // position of the open SkipIfNone
};

}  // namespace detente::plan
