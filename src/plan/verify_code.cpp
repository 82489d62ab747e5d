#include "plan/verify_code.h"

#include <algorithm>
#include <array>

#include "base/cat.h"
#include "plan/verify.h"

namespace detente::plan {
namespace {

using base::cat;
using kernels::Op;
using kernels::op_info;

// What is known of a value that the program at hand has written. `Region` is the code under a SkipIfNone.
enum Fact : uint8_t {
  kRegionMask = 1,     // 0 where the condition of the region is 0
  kRegionGuarded = 2,  // Select(region mask, v, 0)
  kRepeatMask = 4,     // 0 where the iteration is beyond the lane's own count
  kRepeatGuarded = 8   // Select(repeat mask, v, 0)
};

bool is_random(Op op) { return op == Op::Uniform || op == Op::Normal; }

class CodeVerifier {
 public:
  CodeVerifier(const Plan& plan, Problems& problems)
      : plan_(plan), problems_(problems), values_(plan.slots.size()), ring_writes_(plan.rings.size()) {
    for (uint32_t slot = 0; slot < plan.slots.size(); ++slot) {
      const SlotKind kind = plan.slots[slot].kind;
      values_[slot].defined = kind != SlotKind::Temporary && kind != SlotKind::Flag;
    }
  }

  void run() {
    uint64_t instructions = 0;
    for (const PhaseName& name : kPhases) {
      for (const Program& program : (plan_.*name.member).programs) instructions += program.code.size();
    }
    if (instructions > kMaxInstructions) return problems_.add(cat("more than ", kMaxInstructions, " instructions"));

    run_phase(&Plan::setup);
    run_phase(&Plan::init);
    std::vector<Value> after_record;
    // Twice around the cycle: what one step loses, the next must not read.
    for (int step = 0; step < 2 && problems_.none(); ++step) {
      for (const auto phase : {&Plan::events, &Plan::observe, &Plan::decide, &Plan::step, &Plan::record}) {
        run_phase(phase);
      }
      check_readings();
      after_record = values_;
      run_phase(&Plan::rates);
      check_rates();
    }
    if (!problems_.none()) return;
    values_ = std::move(after_record);
    run_phase(&Plan::finish);
    check_metrics();
    for (uint32_t ring = 0; ring < plan_.rings.size(); ++ring) {
      if (ring_writes_[ring] != 2)  // the cycle was walked twice
        problems_.add(cat("ring ", ring, " is not written exactly once a step"));
    }
  }

 private:
  struct Value {
    bool defined = false;
    uint8_t facts = 0;
    uint32_t region = 0;   // the program or region in which the region facts hold
    uint32_t program = 0;  // the program that wrote it last, in which the facts hold
    uint32_t written = 0;  // last phase to write it for certain
    uint32_t carried = 0;  // last phase to read it from an earlier phase
  };

  void run_phase(Phase Plan::* member) {
    const Phase& phase = plan_.*member;
    phase_name_ = std::find_if(std::begin(kPhases), std::end(kPhases), [&](const PhaseName& of) {
                    return of.member == member;
                  })->name;
    ++phase_;
    is_init_ = member == &Plan::init;
    is_events_ = member == &Plan::events;
    is_step_phase_ = !is_init_ && member != &Plan::setup && member != &Plan::rates && member != &Plan::finish;
    for (program_number_ = 0; program_number_ < phase.programs.size(); ++program_number_) {
      run_program(phase.programs[program_number_]);
    }
    run_commits(phase);
  }

  void run_program(const Program& program) {
    ++program_;
    instruction_ = kNone;
    repeat_ = program.repeat;
    if (repeat_ != kNoSlot) {
      if (!is_step_phase_ && !is_init_) fail("may not be repeated");
      if (!is_readable(repeat_)) return fail("is repeated an unknown number of times");
    }
    std::vector<Slot> of_program, of_region;  // what is lost after the program, after the region
    uint64_t region_end = 0;
    condition_ = kNoSlot;
    for (size_t i = 0; i < program.code.size(); ++i) {
      instruction_ = static_cast<uint32_t>(i);
      if (condition_ != kNoSlot && i == region_end) leave(of_region);
      const Instr& instr = program.code[i];
      if (instr.op == Op::SkipIfNone) {
        if (condition_ != kNoSlot) return fail("skips inside a skip");
        if (!is_readable(instr.a)) return fail("skips on an unwritten value");
        region_end = uint64_t{i} + 1 + instr.imm;
        if (region_end > program.code.size()) return fail("skips beyond the end of its program");
        if (instr.imm > 0) condition_ = instr.a;
        ++region_;
        continue;
      }
      run_instruction(instr, of_region, of_program);
    }
    if (condition_ != kNoSlot) leave(of_region);
    for (const Slot slot : of_program) values_[slot].defined = false;
  }

  void leave(std::vector<Slot>& region) {
    for (const Slot slot : region) values_[slot].defined = false;
    region.clear();
    ++region_;
    condition_ = kNoSlot;
  }

  void run_instruction(const Instr& instr, std::vector<Slot>& of_region, std::vector<Slot>& of_program) {
    if (instr.op >= Op::kCount) return fail("has no such operation");
    const int arity = op_info(instr.op).arity;
    const std::array<Slot, 3> operands = {instr.a, instr.b, instr.c};
    bool uniform = true;
    for (int i = arity; i < 3; ++i) {
      if (operands[i] != kNoSlot) return fail("has an operand too many");
    }
    for (int i = 0; i < arity; ++i) {
      if (!is_readable(operands[i])) return fail("reads a value that is not written before it");
      uniform = uniform && plan_.slots[operands[i]].uniform;
    }
    switch (instr.op) {
      case Op::Lookup:
        if (instr.imm >= plan_.tables.size()) return fail("reads no table");
        break;
      case Op::RingRead:
      case Op::RingWrite:
        if (instr.imm >= plan_.rings.size()) return fail("uses no ring");
        break;
      case Op::Uniform:
      case Op::Normal:
        if (instr.imm >= plan_.streams.size()) return fail("draws from no stream");
        break;
      default: break;
    }
    if (instr.op == Op::Check) return run_check(instr);
    if (instr.op == Op::RingWrite) return run_ring_write(instr);
    if (instr.dst >= plan_.slots.size() || plan_.slots[instr.dst].kind != SlotKind::Temporary) {
      return fail("writes what is not a temporary");
    }
    if (plan_.slots[instr.dst].uniform && (!uniform || is_random(instr.op) || instr.op == Op::RingRead)) {
      return fail("writes a uniform slot from what differs between lanes");
    }
    write(instr, of_region, of_program);
  }

  void run_check(const Instr& instr) {
    if (instr.dst != plan_.fault) return fail("is a check that does not set the fault flag");
    if (instr.site >= plan_.sites.size()) return fail("is a check without a site");
    if (condition_ != kNoSlot && !has(instr.a, kRegionGuarded))
      return fail("checks a value that its skip does not mask");
    if (repeat_ != kNoSlot && !has(instr.a, kRepeatGuarded)) return fail("checks a value that its count does not mask");
  }

  void run_ring_write(const Instr& instr) {
    if (!is_step_phase_ || condition_ != kNoSlot || repeat_ != kNoSlot) return fail("writes a ring conditionally");
    ++ring_writes_[instr.imm];
  }

  void write(const Instr& instr, std::vector<Slot>& of_region, std::vector<Slot>& of_program) {
    const Slot dst = instr.dst;
    Value& value = values_[dst];
    if (dst == condition_) return fail("writes the condition of its skip");
    if (dst == repeat_) return fail("writes the count of its program");
    if (value.carried == phase_) return fail("overwrites a temporary that its phase reads from an earlier one");

    const bool selects = instr.op == Op::Select;
    const bool from_zero = selects && is_zero(instr.c);
    uint8_t facts = 0;
    if (is_mask(instr, kRegionMask)) facts |= kRegionMask;
    if (is_mask(instr, kRepeatMask)) facts |= kRepeatMask;
    if (from_zero && (instr.a == condition_ || has(instr.a, kRegionMask))) facts |= kRegionGuarded;
    if (from_zero && has(instr.a, kRepeatMask)) facts |= kRepeatGuarded;

    const bool keeps = selects && instr.c == dst;
    const bool kept_by_region = keeps && (instr.a == condition_ || has(instr.a, kRegionMask));
    const bool kept_by_repeat = (keeps && has(instr.a, kRepeatMask)) ||
                                (instr.op == Op::Add && ((instr.a == dst && has(instr.b, kRepeatGuarded)) ||
                                                         (instr.b == dst && has(instr.a, kRepeatGuarded))));
    const bool in_region = condition_ != kNoSlot;
    const bool in_repeat = repeat_ != kNoSlot;
    if (in_region && !kept_by_region) of_region.push_back(dst);
    if (in_repeat && !kept_by_repeat) of_program.push_back(dst);

    value.defined = true;
    value.facts = facts;
    value.region = region_;
    value.program = program_;
    if (!in_region && !in_repeat) value.written = phase_;
  }

  bool is_mask(const Instr& instr, Fact mask) const {
    if (mask == kRepeatMask && repeat_ != kNoSlot && instr.op == Op::Lt && instr.b == repeat_ &&
        instr.a == plan_.clock.iteration) {
      return true;
    }
    const auto masks = [&](Slot slot) { return has(slot, mask) || (mask == kRegionMask && slot == condition_); };
    return instr.op == Op::And && (masks(instr.a) || masks(instr.b));
  }

  bool has(Slot slot, Fact fact) const {
    if (slot >= values_.size() || !(values_[slot].facts & fact)) return false;
    const bool of_region = fact == kRegionMask || fact == kRegionGuarded;
    return of_region ? values_[slot].region == region_ : values_[slot].program == program_;
  }

  bool is_zero(Slot slot) const {
    return slot < plan_.slots.size() && plan_.slots[slot].kind == SlotKind::Constant && plan_.slots[slot].value == 0;
  }

  bool is_readable(Slot slot) {
    if (slot >= plan_.slots.size() || !values_[slot].defined) return false;
    Value& value = values_[slot];
    if (plan_.slots[slot].kind == SlotKind::Temporary && value.written != phase_ && value.program != program_) {
      value.carried = phase_;
    }
    return true;
  }

  void run_commits(const Phase& phase) {
    const bool stocks = is_init_ || is_events_;
    const bool held = is_init_ || is_step_phase_;
    std::vector<Slot> moved;
    for (uint32_t i = 0; i < phase.commits.size(); ++i) {
      const Commit& commit = phase.commits[i];
      const auto wrong = [&](std::string_view what) { problems_.add(cat(phase_name_, " commit ", i, " ", what)); };
      if (commit.to >= plan_.slots.size() || commit.from >= plan_.slots.size()) {
        wrong("moves no slot");
        continue;
      }
      const SlotInfo& to = plan_.slots[commit.to];
      if (!(to.kind == SlotKind::Stock && stocks) && !(to.kind == SlotKind::Held && held)) {
        wrong("moves what this phase may not");
      }
      if (!values_[commit.from].defined) wrong("reads a value that is not written before it");
      if (to.uniform && !plan_.slots[commit.from].uniform) wrong("moves what differs between lanes to a uniform slot");
      moved.push_back(commit.to);
    }
    std::sort(moved.begin(), moved.end());  // total order: plain numbers
    if (std::adjacent_find(moved.begin(), moved.end()) != moved.end()) {
      problems_.add(cat(phase_name_, " commits one slot twice"));
    }
  }

  void need(Slot slot, std::string_view what, uint64_t number) {
    if (slot >= plan_.slots.size() || !values_[slot].defined) {
      problems_.add(cat(what, " ", number, " reads a value that is not written before it"));
    }
  }

  void check_readings() {
    for (uint32_t i = 0; i < plan_.signals.size(); ++i) need(plan_.signals[i].slot, "signal", i);
    for (uint32_t i = 0; i < plan_.atoms.size(); ++i) {
      need(plan_.atoms[i].truth, "atom", i);
      if (plan_.atoms[i].robustness != kNoSlot) need(plan_.atoms[i].robustness, "atom", i);
    }
    for (uint32_t i = 0; i < plan_.stocks.size(); ++i) {
      if (plan_.stocks[i].diffusion != kNoSlot) need(plan_.stocks[i].diffusion, "the diffusion of stock", i);
    }
  }

  void check_rates() {
    if (!plan_.rates.commits.empty()) problems_.add("rates commit values");
    for (uint32_t i = 0; i < plan_.stocks.size(); ++i) {
      const Stock& stock = plan_.stocks[i];
      need(stock.rate, "the rate of stock", i);
      if (!problems_.none() || !plan_.slots[stock.slot].uniform) continue;
      const bool noisy = stock.diffusion != kNoSlot && !plan_.slots[stock.diffusion].uniform;
      if (!plan_.slots[stock.rate].uniform || noisy) problems_.add(cat("uniform stock ", i, " differs between lanes"));
    }
  }

  void check_metrics() {
    const auto& metrics = plan_.interface.metrics;
    for (uint32_t i = 0; i < metrics.size(); ++i) need(metrics[i].slot, "metric", i);
  }

  void fail(std::string_view what) {
    std::string place = cat(phase_name_, " program ", program_number_);
    if (instruction_ != kNone) place += cat(" instruction ", instruction_);
    problems_.add(cat(place, " ", what));
  }

  const Plan& plan_;
  Problems& problems_;
  std::vector<Value> values_;
  std::vector<uint32_t> ring_writes_;
  const char* phase_name_ = "";
  uint32_t phase_ = 0;    // counts visits
  uint32_t program_ = 0;  // counts visits
  uint32_t program_number_ = 0;
  uint32_t instruction_ = kNone;
  uint32_t region_ = 0;  // counts entries and exits
  bool is_init_ = false, is_events_ = false;
  bool is_step_phase_ = false;  // events to record
  Slot condition_ = kNoSlot;    // of the region at hand
  Slot repeat_ = kNoSlot;       // of the program at hand
};

}  // namespace

void verify_code(const Plan& plan, Problems& problems) { CodeVerifier(plan, problems).run(); }

}  // namespace detente::plan
