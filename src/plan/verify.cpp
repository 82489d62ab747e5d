#include "plan/verify.h"

#include <cmath>

#include "base/cat.h"
#include "plan/verify_code.h"

namespace detente::plan {
namespace {

using base::cat;

class PlanVerifier {
 public:
  explicit PlanVerifier(const Plan& plan) : plan_(plan), owner_(plan.slots.size(), false) {}

  base::Diagnostics run() {
    check_time();
    check_slots();
    check_clock();
    check_inputs();
    check_stocks();
    check_tables();
    check_rings();
    for (uint32_t i = 0; i < plan_.monitors.size(); ++i) check_monitor(i);
    verify_interface(plan_, problems_);
    if (problems_.none()) verify_code(plan_, problems_);
    return problems_.take();
  }

 private:
  void check_time() {
    const TimeGrid& time = plan_.time;
    const bool finite = std::isfinite(time.start) && std::isfinite(time.end) && std::isfinite(time.step);
    if (!finite || time.step <= 0) return problems_.add("its time grid is no grid");
    if (time.steps > kMaxSteps) problems_.add(cat("more than ", kMaxSteps, " steps"));
    if (!time.has_time && time.steps != 0) problems_.add("it has steps but no time");
    const double steps = (time.end - time.start) / time.step;
    if (time.has_time && !(std::fabs(steps - time.steps) <= 1e-6 * (1 + steps))) {
      problems_.add("its steps do not fill its time range");
    }
    if (time.save_every == 0) problems_.add("it saves every 0 steps");
    if (time.method > Method::Heun) problems_.add("it has no integration method");
  }

  void check_slots() {
    if (plan_.fault >= plan_.slots.size() || plan_.slots[plan_.fault].kind != SlotKind::Flag) {
      problems_.add("it has no fault flag");
    }
    if (plan_.slots.size() > kMaxSlots) problems_.add(cat("more than ", kMaxSlots, " slots"));
    for (uint32_t i = 0; i < plan_.slots.size(); ++i) {
      const SlotInfo& slot = plan_.slots[i];
      if (slot.kind > SlotKind::Flag) problems_.add(cat("slot ", i, " is of no kind"));
      const bool always = slot.kind == SlotKind::Constant || slot.kind == SlotKind::Clock;
      const bool never = slot.kind == SlotKind::Input || slot.kind == SlotKind::Flag;
      if ((always && !slot.uniform) || (never && slot.uniform)) {
        problems_.add(cat("slot ", i, " has a kind that does not go with its uniformity"));
      }
      if (slot.kind == SlotKind::Flag && i != plan_.fault) problems_.add(cat("slot ", i, " is a second fault flag"));
    }
  }

  // Every slot of the kind belongs to exactly one thing.
  void own(Slot slot, SlotKind kind, std::string_view what) {
    if (slot >= plan_.slots.size() || plan_.slots[slot].kind != kind || owner_[slot]) {
      return problems_.add(cat(what, " has no slot of its own"));
    }
    owner_[slot] = true;
  }
  void check_owned(SlotKind kind, std::string_view what) {
    for (uint32_t i = 0; i < plan_.slots.size(); ++i) {
      if (plan_.slots[i].kind == kind && !owner_[i]) problems_.add(cat("slot ", i, " is no ", what));
    }
  }

  void check_clock() {
    const ClockSlots& clock = plan_.clock;
    for (const Slot slot : {clock.time, clock.step, clock.start, clock.end, clock.dt, clock.iteration}) {
      if (slot != kNoSlot) own(slot, SlotKind::Clock, "the clock");
    }
    check_owned(SlotKind::Clock, "part of the clock");
  }

  void check_inputs() {
    for (const Input& input : plan_.interface.inputs) {
      if (input.slot != kNoSlot) own(input.slot, SlotKind::Input, cat("input ", input.quantity.name.full));
    }
    check_owned(SlotKind::Input, "input");
  }

  void check_stocks() {
    const bool noisy = plan_.time.method == Method::EulerMaruyama || plan_.time.method == Method::Heun;
    for (const Stock& stock : plan_.stocks) {
      own(stock.slot, SlotKind::Stock, cat("stock ", stock.quantity.name.full));
      if (stock.diffusion != kNoSlot && !noisy) {
        problems_.add(cat("stock ", stock.quantity.name.full, " diffuses, which its integration method cannot do"));
      }
    }
    check_owned(SlotKind::Stock, "stock");
  }

  void check_tables() {
    for (const Table& table : plan_.tables) {
      bool good = !table.x.empty() && table.x.size() == table.y.size() && table.x.size() <= kMaxTablePoints &&
                  table.mode <= kernels::TableMode::Extrapolate;
      for (size_t i = 0; good && i < table.x.size(); ++i) {
        good = std::isfinite(table.x[i]) && std::isfinite(table.y[i]) && (i == 0 || table.x[i - 1] < table.x[i]);
      }
      if (!good) problems_.add(cat("table ", table.name, " is no table"));
    }
  }

  void check_rings() {
    for (const Ring& ring : plan_.rings) {
      if (ring.depth == 0 || ring.depth > kMaxRingDepth) problems_.add(cat("ring ", ring.name, " has no valid depth"));
    }
  }

  void check_monitor(uint32_t number) {
    const Monitor& monitor = plan_.monitors[number];
    const auto wrong = [&](std::string_view what) { problems_.add(cat("monitor ", number, " ", what)); };
    if (monitor.traces > kMaxMonitorTraces) return wrong("has too many traces");
    std::vector<bool> written(monitor.traces, false);
    const auto reads = [&](uint32_t trace) { return trace < monitor.traces && written[trace]; };
    for (const MonitorInstr& instr : monitor.code) {
      if (instr.op > MonitorOp::Rises) return wrong("has no such operation");
      const bool two = instr.op == MonitorOp::And || instr.op == MonitorOp::Or || instr.op == MonitorOp::Until ||
                       instr.op == MonitorOp::After;
      const bool none = instr.op == MonitorOp::Atom || instr.op == MonitorOp::Constant;
      if (instr.op == MonitorOp::Atom && instr.a >= plan_.atoms.size()) return wrong("reads no atom");
      if (!none && !reads(instr.a)) return wrong("reads a trace that is not written before it");
      if (two && !reads(instr.b)) return wrong("reads a trace that is not written before it");
      if (instr.op == MonitorOp::Constant && instr.value != 0 && instr.value != 0.5 && instr.value != 1) {
        return wrong("has a constant that is no truth");
      }
      for (const WindowEdge& edge : {instr.window.from, instr.window.to}) {
        if (edge.kind > EdgeKind::End || !std::isfinite(edge.value)) return wrong("has a window without an end");
        if (edge.kind == EdgeKind::Steps && edge.value != std::floor(edge.value)) return wrong("has a broken window");
      }
      if (instr.dst >= monitor.traces) return wrong("writes no trace");
      if (written[instr.dst]) return wrong("writes a trace twice");
      written[instr.dst] = true;
    }
    if (!reads(monitor.result)) wrong("has no result");
    if (monitor.given != kNone && !reads(monitor.given)) wrong("has an unknown condition");
    if (monitor.first_of != kNone && !reads(monitor.first_of)) wrong("times an unknown trace");
  }

  const Plan& plan_;
  std::vector<bool> owner_;
  Problems problems_;
};

}  // namespace

base::Diagnostics verify(const Plan& plan) { return PlanVerifier(plan).run(); }

}  // namespace detente::plan
