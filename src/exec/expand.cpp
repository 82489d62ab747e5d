#include "exec/expand.h"

#include <algorithm>

namespace detente::exec {
namespace {

using kernels::Op;
using plan::Instr;
using plan::kNoSlot;
using plan::Method;
using plan::Phase;
using plan::Plan;
using plan::Program;
using plan::Slot;
using plan::SlotInfo;
using plan::SlotKind;
using plan::Stock;

class Expander {
 public:
  explicit Expander(const Plan& plan) : plan_(plan) { out_.slots = plan.slots; }

  Expansion run() {
    out_.setup = part(plan_.setup);
    out_.init = part(plan_.init);
    out_.events = part(plan_.events);
    out_.observe = part(plan_.observe);
    out_.decide = part(plan_.decide);
    out_.step = part(plan_.step);
    out_.record = part(plan_.record);
    out_.finish = part(plan_.finish);
    integrate();
    return std::move(out_);
  }

 private:
  Slot new_slot(const SlotInfo& info) {
    out_.slots.push_back(info);
    return static_cast<Slot>(out_.slots.size() - 1);
  }
  Slot constant(double value) { return new_slot({SlotKind::Constant, true, value}); }
  Slot temporary_like(Slot slot) { return new_slot({SlotKind::Temporary, out_.slots[slot].uniform}); }

  Part part(const Phase& phase) {
    Part result;
    for (const Program& program : phase.programs) {
      if (program.code.empty()) continue;
      auto& done = result.programs;
      if (!done.empty() && done.back().repeat == kNoSlot && program.repeat == kNoSlot) {
        done.back().code.insert(done.back().code.end(), program.code.begin(), program.code.end());
      } else {
        done.push_back(program);
      }
    }
    for (const Program& program : result.programs) {
      result.checks =
          result.checks || std::ranges::any_of(program.code, [](const Instr& instr) { return instr.op == Op::Check; });
    }
    result.moves = moves(phase.commits);
    return result;
  }

  // Commits happen together: what one of them overwrites, the others still read as it was.
  std::vector<Instr> moves(const std::vector<plan::Commit>& commits) {
    std::vector<bool> overwritten(plan_.slots.size(), false);
    for (const plan::Commit& commit : commits) overwritten[commit.to] = true;
    std::vector<Instr> saves, moves;
    for (const plan::Commit& commit : commits) {
      if (commit.to == commit.from) continue;
      Slot from = commit.from;
      if (overwritten[from]) {
        from = temporary_like(from);
        saves.push_back({Op::Move, from, commit.from});
      }
      moves.push_back({Op::Move, commit.to, from});
    }
    saves.insert(saves.end(), moves.begin(), moves.end());
    return saves;
  }

  void emit(Op op, Slot dst, Slot a, Slot b = kNoSlot, Slot c = kNoSlot) { code_.push_back({op, dst, a, b, c}); }

  void set_time(Slot time) {
    if (plan_.clock.time != kNoSlot) emit(Op::Move, plan_.clock.time, time);
  }

  void rates() {
    for (const Program& program : plan_.rates.programs) {
      code_.insert(code_.end(), program.code.begin(), program.code.end());
    }
    // A rate that is itself a stock would move while the stocks do.
    for (size_t i = 0; i < rate_.size(); ++i) {
      if (rate_[i] != plan_.stocks[i].rate) emit(Op::Move, rate_[i], plan_.stocks[i].rate);
    }
  }

  // Every stock becomes from + rate * time, and its diffusion if it has one.
  void move(const std::vector<Slot>& from, const std::vector<Slot>& rate, Slot time) {
    for (size_t i = 0; i < plan_.stocks.size(); ++i) {
      const Stock& stock = plan_.stocks[i];
      emit(Op::MulAdd, stock.slot, rate[i], time, from[i]);
      if (stock.diffusion != kNoSlot) emit(Op::Add, stock.slot, stock.slot, stock.diffusion);
    }
  }

  void copy(const std::vector<Slot>& to, const std::vector<Slot>& from) {
    for (size_t i = 0; i < to.size(); ++i) emit(Op::Move, to[i], from[i]);
  }

  void integrate() {
    if (plan_.stocks.empty()) return;
    std::vector<Slot> stocks, start, sum;
    for (const Stock& stock : plan_.stocks) {
      stocks.push_back(stock.slot);
      const bool moves = plan_.slots[stock.rate].kind == SlotKind::Stock;
      rate_.push_back(moves ? temporary_like(stock.rate) : stock.rate);
    }
    const Method method = plan_.time.method;
    const bool staged = method != Method::Euler && method != Method::EulerMaruyama;
    const bool summed = method == Method::Rk4 || method == Method::Heun;
    for (const Slot stock : stocks) {
      if (staged) start.push_back(temporary_like(stock));
      if (summed) sum.push_back(temporary_like(stock));
    }
    const double h = plan_.time.step;
    const Slot whole = constant(h), half = constant(h / 2);
    if (staged) {
      const SlotInfo clock{SlotKind::Clock, true};
      out_.times = {new_slot(clock), new_slot(clock), new_slot(clock)};
    }

    Part& part = out_.integrate;
    if (staged) copy(start, stocks);
    rates();
    if (summed) copy(sum, rate_);
    switch (method) {
      case Method::Euler:
      case Method::EulerMaruyama:
        end_stages();
        move(stocks, rate_, whole);
        break;
      case Method::Rk2:  // midpoint
        move(start, rate_, half);
        set_time(out_.times.middle);
        rates();
        end_stages();
        move(start, rate_, whole);
        break;
      case Method::Heun:  // trapezoidal drift
        move(start, rate_, whole);
        set_time(out_.times.end);
        rates();
        for (size_t i = 0; i < sum.size(); ++i) emit(Op::Add, sum[i], sum[i], rate_[i]);
        end_stages();
        move(start, sum, half);
        break;
      case Method::Rk4: {
        const Slot two = constant(2), sixth = constant(h / 6);
        for (const Slot ahead : {half, half, whole}) {
          move(start, rate_, ahead);
          set_time(ahead == half ? out_.times.middle : out_.times.end);
          rates();
          for (size_t i = 0; i < sum.size(); ++i) {
            if (ahead == half) emit(Op::MulAdd, sum[i], rate_[i], two, sum[i]);
            if (ahead == whole) emit(Op::Add, sum[i], sum[i], rate_[i]);
          }
        }
        end_stages();
        move(start, sum, sixth);
        break;
      }
    }
    part.moves = std::move(code_);
    code_.clear();
    if (staged) {
      copy(stocks, start);
      set_time(out_.times.start);
      out_.rewind = std::move(code_);
    }
  }

  // The code so far is the stages; what follows moves the stocks.
  void end_stages() {
    Part& part = out_.integrate;
    part.checks = std::ranges::any_of(code_, [](const Instr& instr) { return instr.op == Op::Check; });
    if (!code_.empty()) part.programs.push_back({std::move(code_), kNoSlot});
    code_.clear();
  }

  const Plan& plan_;
  Expansion out_;
  std::vector<Slot> rate_;   // of every stock, where it does not move with the stocks
  std::vector<Instr> code_;  // being written
};

}  // namespace

Expansion expand(const Plan& plan) { return Expander(plan).run(); }

}  // namespace detente::exec
