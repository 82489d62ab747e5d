#include "plan/builder.h"

#include "base/check.h"
#include "kernels/philox.h"
#include "plan/grid.h"

namespace detente::plan {

using kernels::Op;

Builder::Builder(const TimeGrid& time) {
  plan_.time = time;
  const auto steps = whole_steps(time.start, time.end, time.step);
  DETENTE_CHECK(steps.has_value());
  plan_.time.steps = *steps;
  plan_.time.has_time = *steps > 0;
  for (Slot* slot : {&plan_.clock.time, &plan_.clock.step, &plan_.clock.start, &plan_.clock.end, &plan_.clock.dt,
                     &plan_.clock.iteration}) {
    *slot = add({SlotKind::Clock, true});
  }
  plan_.fault = add({SlotKind::Flag, false});
}

Slot Builder::add(const SlotInfo& info) {
  plan_.slots.push_back(info);
  return static_cast<Slot>(plan_.slots.size() - 1);
}

Slot Builder::constant(double value) { return add({SlotKind::Constant, true, value}); }

Slot Builder::input(const std::string& name, double value) {
  Input input;
  input.quantity.name.full = input.quantity.name.base = name;
  input.slot = add({SlotKind::Input});
  input.value = value;
  plan_.interface.inputs.push_back(input);
  return input.slot;
}

Slot Builder::stock(const std::string& name, Slot initial) {
  Stock stock;
  stock.quantity.name.full = stock.quantity.name.base = name;
  stock.slot = add({SlotKind::Stock});
  plan_.stocks.push_back(stock);
  plan_.init.commits.push_back({stock.slot, initial});
  return stock.slot;
}

Slot Builder::held(double value, bool uniform) { return add({SlotKind::Held, uniform, value}); }

uint32_t Builder::stream(const std::string& name) {
  uint64_t key = 0;
  for (const char c : name) key = kernels::mix(key ^ static_cast<unsigned char>(c));
  plan_.streams.push_back({name, key});
  return static_cast<uint32_t>(plan_.streams.size() - 1);
}

uint32_t Builder::table(std::vector<double> x, std::vector<double> y, kernels::TableMode mode) {
  plan_.tables.push_back({"table", std::move(x), std::move(y), mode});
  return static_cast<uint32_t>(plan_.tables.size() - 1);
}

uint32_t Builder::ring(uint32_t depth) {
  plan_.rings.push_back({"ring", depth});
  return static_cast<uint32_t>(plan_.rings.size() - 1);
}

void Builder::in(Phase Plan::* phase) {
  phase_ = phase;
  once();
}

void Builder::repeat(Slot count) { (plan_.*phase_).programs.push_back({{}, count}); }
void Builder::once() { (plan_.*phase_).programs.push_back({}); }

std::vector<Instr>& Builder::code() {
  if ((plan_.*phase_).programs.empty()) once();
  return (plan_.*phase_).programs.back().code;
}

Slot Builder::operator()(Op op, Slot a, Slot b, Slot c, uint32_t imm) {
  bool uniform = op != Op::RingRead && op != Op::Uniform && op != Op::Normal;
  for (const Slot operand : {a, b, c}) uniform = uniform && (operand == kNoSlot || plan_.slots[operand].uniform);
  const Slot dst = add({SlotKind::Temporary, uniform});
  to(dst, op, a, b, c, imm);
  return dst;
}

void Builder::to(Slot dst, Op op, Slot a, Slot b, Slot c, uint32_t imm) { code().push_back({op, dst, a, b, c, imm}); }

void Builder::check(Slot value, const std::string& variable, FaultKind kind) {
  plan_.sites.push_back({variable, kind});
  code().push_back({Op::Check, plan_.fault, value, kNoSlot, kNoSlot, 0, static_cast<uint32_t>(plan_.sites.size() - 1)});
}

void Builder::ring_write(uint32_t ring, Slot value) { to(kNoSlot, Op::RingWrite, value, kNoSlot, kNoSlot, ring); }

void Builder::skip_if_none(Slot condition) {
  skip_ = code().size();
  to(kNoSlot, Op::SkipIfNone, condition);
}

void Builder::end_skip() { code()[skip_].imm = static_cast<uint32_t>(code().size() - skip_ - 1); }

void Builder::commit(Slot to, Slot from) { (plan_.*phase_).commits.push_back({to, from}); }

void Builder::rate(Slot stock, Slot rate, Slot diffusion) {
  for (Stock& candidate : plan_.stocks) {
    if (candidate.slot != stock) continue;
    candidate.rate = rate;
    candidate.diffusion = diffusion;
  }
}

void Builder::metric(const std::string& name, Slot slot) {
  Metric metric;
  metric.quantity.name.full = metric.quantity.name.base = name;
  metric.slot = slot;
  plan_.interface.metrics.push_back(metric);
}

void Builder::signal(const std::string& name, Slot slot, bool saved) {
  Signal signal;
  signal.quantity.name.full = signal.quantity.name.base = name;
  signal.slot = slot;
  signal.saved = saved;
  plan_.signals.push_back(signal);
}

uint32_t Builder::atom(Slot truth, Slot robustness) {
  plan_.atoms.push_back({truth, robustness});
  return static_cast<uint32_t>(plan_.atoms.size() - 1);
}

void Builder::monitor(Monitor monitor) { plan_.monitors.push_back(std::move(monitor)); }

Plan Builder::take() { return std::move(plan_); }

}  // namespace detente::plan
