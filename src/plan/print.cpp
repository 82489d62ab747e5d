#include "plan/print.h"

#include "base/cat.h"
#include "base/number_text.h"

namespace detente::plan {
namespace {

using base::cat;
using base::number_text;
using kernels::Op;

std::string_view name(kernels::TableMode mode) {
  switch (mode) {
    case kernels::TableMode::Linear: return "linear";
    case kernels::TableMode::Step: return "step";
    case kernels::TableMode::Extrapolate: return "extrapolate";
  }
  return "?";
}

std::string_view name(MonitorOp op) {
  switch (op) {
    case MonitorOp::Atom: return "atom";
    case MonitorOp::Constant: return "constant";
    case MonitorOp::Not: return "not";
    case MonitorOp::And: return "and";
    case MonitorOp::Or: return "or";
    case MonitorOp::Always: return "always";
    case MonitorOp::Eventually: return "eventually";
    case MonitorOp::Until: return "until";
    case MonitorOp::After: return "after";
    case MonitorOp::Rises: return "rises";
  }
  return "?";
}

class Printer {
 public:
  explicit Printer(const Plan& plan) : plan_(plan), names_(plan.slots.size()) { name_slots(); }

  std::string run() {
    header();
    inputs();
    stocks();
    tables();
    for (const PhaseName& phase : kPhases) print_phase(phase);
    results();
    sites();
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }

  void call(Slot slot, std::string name) {
    if (slot < names_.size()) names_[slot] = std::move(name);
  }

  void name_slots() {
    for (uint32_t i = 0; i < plan_.slots.size(); ++i) {
      const SlotInfo& slot = plan_.slots[i];
      switch (slot.kind) {
        case SlotKind::Constant: names_[i] = number_text(slot.value); break;
        case SlotKind::Held: names_[i] = cat("h", i); break;
        case SlotKind::Flag: names_[i] = "fault"; break;
        default: names_[i] = cat(slot.uniform ? "u" : "t", i); break;
      }
    }
    call(plan_.clock.time, "time");
    call(plan_.clock.step, "step");
    call(plan_.clock.start, "start");
    call(plan_.clock.end, "end");
    call(plan_.clock.dt, "dt");
    call(plan_.clock.iteration, "iteration");
    for (const Input& input : plan_.interface.inputs) call(input.slot, input.quantity.name.full);
    for (const Stock& stock : plan_.stocks) call(stock.slot, stock.quantity.name.full);
    for (const Lever& lever : plan_.interface.levers) call(lever.slot, lever.quantity.name.full);
  }

  std::string show(Slot slot) const {
    if (slot == kNoSlot) return "-";
    return slot < names_.size() ? names_[slot] : cat("?", slot);
  }

  static std::string unit(const Quantity& quantity) {
    return quantity.unit.empty() ? "" : cat(" [", quantity.unit, "]");
  }

  void header() {
    const TimeGrid& time = plan_.time;
    line(cat("plan ", plan_.interface.model, " \"", plan_.interface.title, "\""));
    if (time.has_time) {
      line(cat("time ", number_text(time.start), " to ", number_text(time.end), " year, ", time.steps, " steps of ",
               number_text(time.step), " year using ", plan::name(time.method), ", saved every ", time.save_every));
    } else {
      line("no time");
    }
    uint64_t uniform = 0, instructions = 0;
    for (const SlotInfo& slot : plan_.slots) uniform += slot.uniform ? 1 : 0;
    for (const PhaseName& phase : kPhases) {
      for (const Program& program : (plan_.*phase.member).programs) instructions += program.code.size();
    }
    line(cat("slots ", plan_.slots.size(), ", ", uniform, " of them uniform; instructions ", instructions));
  }

  void inputs() {
    if (plan_.interface.inputs.empty()) return;
    line("\ninputs");
    for (const Input& input : plan_.interface.inputs) {
      line(cat("  ", input.quantity.name.full, unit(input.quantity), " = ", number_text(input.value),
               input.spec.is_fixed() ? "" : " uncertain", input.spec.is_deep() ? ", deep" : ""));
    }
  }

  void stocks() {
    if (!plan_.stocks.empty()) line("\nstocks");
    for (const Stock& stock : plan_.stocks) {
      std::string text = cat("  ", stock.quantity.name.full, unit(stock.quantity),
                             stock.log_scale ? " on log scale" : "", ": rate ", show(stock.rate));
      if (stock.diffusion != kNoSlot) text += cat(", diffusion ", show(stock.diffusion));
      line(text);
    }
    bool any = false;
    for (uint32_t i = 0; i < plan_.slots.size(); ++i) {
      if (plan_.slots[i].kind != SlotKind::Held) continue;
      if (!any) line("\nheld");
      any = true;
      line(cat("  ", show(i), " = ", number_text(plan_.slots[i].value), plan_.slots[i].uniform ? " uniform" : ""));
    }
  }

  void tables() {
    if (!plan_.tables.empty()) line("\ntables");
    for (uint32_t i = 0; i < plan_.tables.size(); ++i) {
      const Table& table = plan_.tables[i];
      std::string text = cat("  ", i, " ", table.name, " ", name(table.mode), ":");
      for (size_t p = 0; p < table.x.size() && p < table.y.size(); ++p) {
        text += cat(" (", number_text(table.x[p]), ", ", number_text(table.y[p]), ")");
      }
      line(text);
    }
    if (!plan_.rings.empty()) line("\nrings");
    for (uint32_t i = 0; i < plan_.rings.size(); ++i) {
      line(cat("  ", i, " ", plan_.rings[i].name, ": ", plan_.rings[i].depth, " steps"));
    }
    if (!plan_.streams.empty()) line("\nstreams");
    for (uint32_t i = 0; i < plan_.streams.size(); ++i) line(cat("  ", i, " ", plan_.streams[i].name));
  }

  void print_phase(const PhaseName& name) {
    const Phase& phase = plan_.*name.member;
    if (phase.programs.empty() && phase.commits.empty()) return;
    line(cat("\n", name.name));
    for (const Program& program : phase.programs) {
      std::string indent = "  ";
      if (program.repeat != kNoSlot) {
        line(cat("  repeat ", show(program.repeat)));
        indent = "    ";
      }
      uint64_t skip_end = 0;
      for (size_t i = 0; i < program.code.size(); ++i) {
        const Instr& instr = program.code[i];
        line(cat(indent, i < skip_end ? "  " : "", show(instr)));
        if (instr.op == Op::SkipIfNone) skip_end = i + 1 + instr.imm;
      }
    }
    for (const Commit& commit : phase.commits) line(cat("  commit ", show(commit.to), " <- ", show(commit.from)));
  }

  std::string show(const Instr& instr) const {
    if (instr.op >= Op::kCount) return "?";
    const kernels::OpInfo& info = kernels::op_info(instr.op);
    std::string arguments;
    const auto argue = [&](const std::string& text) {
      if (!arguments.empty()) arguments += ", ";
      arguments += text;
    };
    if (info.uses_imm) argue(imm(instr));
    if (info.arity > 0) argue(show(instr.a));
    if (info.arity > 1) argue(show(instr.b));
    if (info.arity > 2) argue(show(instr.c));
    std::string text = cat(info.name, "(", arguments, ")");
    if (instr.op == Op::Check) {
      const bool known = instr.site < plan_.sites.size();
      return text + (known
                         ? cat("  # ", plan_.sites[instr.site].variable, ": ", plan::name(plan_.sites[instr.site].kind))
                         : "  # ?");
    }
    return kernels::writes_dst(instr.op) ? cat(show(instr.dst), " = ", text) : text;
  }

  std::string imm(const Instr& instr) const {
    switch (instr.op) {
      case Op::Lookup: return cat("table ", instr.imm);
      case Op::RingRead:
      case Op::RingWrite: return cat("ring ", instr.imm);
      case Op::Uniform:
      case Op::Normal: return cat("stream ", instr.imm);
      default: return cat(instr.imm);
    }
  }

  void results() {
    if (!plan_.interface.metrics.empty()) line("\nmetrics");
    for (const Metric& metric : plan_.interface.metrics) {
      line(cat("  ", metric.quantity.name.full, unit(metric.quantity), " = ", show(metric.slot)));
    }
    if (!plan_.signals.empty()) line("\nsignals");
    for (const Signal& signal : plan_.signals) {
      line(cat("  ", signal.quantity.name.full, unit(signal.quantity), " = ", show(signal.slot),
               signal.saved ? " saved" : ""));
    }
    if (!plan_.atoms.empty()) line("\natoms");
    for (uint32_t i = 0; i < plan_.atoms.size(); ++i) {
      line(cat("  ", i, ": ", show(plan_.atoms[i].truth), " robustness ", show(plan_.atoms[i].robustness)));
    }
    if (!plan_.monitors.empty()) line("\nmonitors");
    for (const Monitor& monitor : plan_.monitors) {
      std::string first = monitor.first_of == kNone ? "" : cat(", first time of #", monitor.first_of);
      if (monitor.given != kNone) first += cat(", given #", monitor.given);
      line(cat("  ", monitor.name, " = #", monitor.result, first));
      for (const MonitorInstr& instr : monitor.code) line(cat("    ", show(instr)));
    }
  }

  static std::string show(const WindowEdge& edge) {
    switch (edge.kind) {
      case EdgeKind::Steps: return cat("+", number_text(edge.value), " steps");
      case EdgeKind::Year: return number_text(edge.value);
      case EdgeKind::End: return "end";
    }
    return "?";
  }

  static std::string show(const MonitorInstr& instr) {
    const std::string left = cat("#", instr.dst, " = ", name(instr.op), " ");
    const std::string window = cat(" in [", show(instr.window.from), ", ", show(instr.window.to), "]");
    switch (instr.op) {
      case MonitorOp::Atom: return cat(left, instr.a);
      case MonitorOp::Constant: return left + number_text(instr.value);
      case MonitorOp::Not: return cat(left, "#", instr.a);
      case MonitorOp::And:
      case MonitorOp::Or:
      case MonitorOp::After: return cat(left, "#", instr.a, " #", instr.b);
      case MonitorOp::Until: return cat(left, "#", instr.a, " #", instr.b, window);
      case MonitorOp::Always:
      case MonitorOp::Eventually:
      case MonitorOp::Rises: return cat(left, "#", instr.a, window);
    }
    return left;
  }

  void sites() {
    if (!plan_.sites.empty()) line("\nsites");
    for (uint32_t i = 0; i < plan_.sites.size(); ++i) {
      const Site& site = plan_.sites[i];
      std::string text = cat("  ", i, " ", site.variable, ": ", plan::name(site.kind));
      if (!site.place.file.empty()) text += cat(" at ", site.place.file, ":", site.place.line, ":", site.place.column);
      line(text);
    }
  }

  const Plan& plan_;
  std::vector<std::string> names_;
  std::string out_;
};

}  // namespace

std::string_view name(Method method) {
  switch (method) {
    case Method::Euler: return "euler";
    case Method::Rk2: return "rk2";
    case Method::Rk4: return "rk4";
    case Method::EulerMaruyama: return "euler_maruyama";
    case Method::Heun: return "heun";
  }
  return "?";
}

std::string_view name(FaultKind kind) {
  switch (kind) {
    case FaultKind::DivisionByZero: return "division by zero";
    case FaultKind::LogOfNonPositive: return "logarithm of a number that is not positive";
    case FaultKind::RootOfNegative: return "root of a negative number";
    case FaultKind::Overflow: return "overflow";
    case FaultKind::PowerDomain: return "power without a value";
    case FaultKind::Conflict: return "conflicting assignments";
    case FaultKind::OutOfRange: return "out of range";
    case FaultKind::NotFinite: return "not a finite number";
  }
  return "?";
}

std::string print(const Plan& plan) { return Printer(plan).run(); }

}  // namespace detente::plan
