#include "exec/machine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

#include "plan/grid.h"
#include "plan/verify.h"

namespace detente::exec {
namespace {

using kernels::kLine;
using kernels::LoadedInstr;
using kernels::Op;
using plan::kNoSlot;
using plan::Slot;
using plan::SlotKind;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::align_val_t kAlignment{64};

uint64_t slot_doubles(const Expansion& expansion, uint32_t width) {
  uint64_t sum = 0;
  for (const plan::SlotInfo& slot : expansion.slots) sum += slot.uniform ? kLine : width;
  return sum;
}

uint64_t ring_doubles(const plan::Plan& plan, uint32_t width) {
  uint64_t sum = 0;
  for (const plan::Ring& ring : plan.rings) sum += uint64_t{ring.depth} * width;
  return sum;
}

bool records_atoms(const plan::Plan& plan) { return !plan.monitors.empty(); }

}  // namespace

void Machine::Free::operator()(double* memory) const { ::operator delete(memory, kAlignment); }

uint64_t Machine::bytes(const plan::Plan& plan, const Expansion& expansion, uint32_t width, uint32_t points) {
  uint64_t doubles = slot_doubles(expansion, width) + ring_doubles(plan, width);
  if (records_atoms(plan)) {
    uint64_t traces = 0;
    for (const plan::Monitor& monitor : plan.monitors) traces = std::max<uint64_t>(traces, monitor.traces);
    doubles += points * (2 * plan.atoms.size() * width + 3 * (traces + 1) * kLine);
  }
  return doubles * sizeof(double);
}

Machine::Machine(const plan::Plan& plan, const Expansion& expansion, kernels::Isa isa, uint32_t width)
    : plan_(plan),
      expansion_(expansion),
      run_code_(kernels::code_runner(isa)),
      width_(width),
      future_(width),
      faults_(width),
      monitors_(plan.monitors) {
  const auto doubles = static_cast<size_t>(slot_doubles(expansion, width) + ring_doubles(plan, width));
  memory_.reset(static_cast<double*>(::operator new(std::max<size_t>(doubles, 1) * sizeof(double), kAlignment)));
  arena_ = memory_.get();
  std::fill_n(arena_, doubles, 0.0);
  uint64_t offset = 0;
  for (const plan::SlotInfo& slot : expansion.slots) {
    offsets_.push_back(offset);
    offset += slot.uniform ? kLine : width;
  }
  for (const plan::Ring& ring : plan.rings) {
    rings_.push_back({arena_ + offset, ring.depth});
    offset += uint64_t{ring.depth} * width;
  }
  for (Slot slot = 0; slot < expansion.slots.size(); ++slot) {
    const plan::SlotInfo& info = expansion.slots[slot];
    if (info.kind == SlotKind::Constant) set_uniform(slot, info.value);
    if (info.kind == SlotKind::Stock || info.kind == SlotKind::Held) {
      fills_.push_back({at(slot), lanes(slot), info.value});
    }
  }
  for (const plan::Table& table : plan.tables) {
    tables_.push_back({table.x.data(), table.y.data(), static_cast<uint32_t>(table.x.size()), table.mode});
  }
  for (const plan::Stream& stream : plan.streams) streams_.push_back(stream.key);
  fault_ = at(plan.fault);
  setup_ = load(expansion.setup);
  init_ = load(expansion.init);
  events_ = load(expansion.events);
  observe_ = load(expansion.observe);
  decide_ = load(expansion.decide);
  step_ = load(expansion.step);
  record_ = load(expansion.record);
  integrate_ = load(expansion.integrate);
  finish_ = load(expansion.finish);
  rewind_ = load(expansion.rewind);
  integrate_.rewind = &rewind_;
  context_.tables = tables_.data();
  context_.rings = rings_.data();
  context_.streams = streams_.data();
  context_.future = future_.data();
  context_.width = width;
}

// --- Loading ---------------------------------------------------------------------------------------------------------

LoadedInstr Machine::load(const plan::Instr& instr) {
  LoadedInstr loaded{};
  loaded.op = instr.op;
  loaded.imm = instr.imm;
  loaded.lanes = width_;
  if (kernels::writes_dst(instr.op)) {
    loaded.dst = at(instr.dst);
    loaded.lanes = lanes(instr.dst);
  }
  const int arity = kernels::op_info(instr.op).arity;
  if (arity > 0) loaded.a = at(instr.a), loaded.mask_a = mask(instr.a);
  if (arity > 1) loaded.b = at(instr.b), loaded.mask_b = mask(instr.b);
  if (arity > 2) loaded.c = at(instr.c), loaded.mask_c = mask(instr.c);
  return loaded;
}

std::vector<LoadedInstr> Machine::load(const std::vector<plan::Instr>& code) {
  std::vector<LoadedInstr> loaded;
  loaded.reserve(code.size());
  for (const plan::Instr& instr : code) loaded.push_back(load(instr));
  return loaded;
}

Machine::LoadedPart Machine::load(const Part& part) {
  LoadedPart loaded;
  for (const plan::Program& program : part.programs) {
    LoadedProgram& to = loaded.programs.emplace_back();
    to.code = load(program.code);
    to.from = &program;
    if (program.repeat != kNoSlot) {
      to.repeat = at(program.repeat);
      to.repeat_mask = mask(program.repeat);
    }
  }
  loaded.moves = load(part.moves);
  loaded.checks = part.checks;
  return loaded;
}

void Machine::set_uniform(Slot slot, double value) {
  if (slot != kNoSlot) std::fill_n(at(slot), kLine, value);
}

// --- A block ---------------------------------------------------------------------------------------------------------

void Machine::run(const Block& block) {
  begin(block);
  simulate(block);
  write_results(block);
}

void Machine::begin(const Block& block) {
  const RunRequest& request = *block.request;
  used_ = std::min(width_, request.runs - block.first);
  for (uint32_t lane = 0; lane < width_; ++lane) {
    const uint32_t run = block.first + std::min(lane, used_ - 1);
    future_[lane] = request.numbers.empty() ? request.first_run + run : request.numbers[run];
  }
  context_.seed = request.seed;
  for (const Fill& fill : fills_) std::fill_n(fill.at, fill.count, fill.value);

  const auto& inputs = plan_.interface.inputs;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].slot == kNoSlot) continue;
    double* to = at(inputs[i].slot);
    const InputColumn column = request.inputs.empty() ? InputColumn{{}, inputs[i].value} : request.inputs[i];
    if (column.values.empty()) {
      std::fill_n(to, width_, column.fixed);
    } else {
      std::copy_n(column.values.data() + block.first, used_, to);
      std::fill_n(to + used_, width_ - used_, to[used_ - 1]);
    }
  }
  std::fill_n(fault_, width_, 0.0);
  std::fill_n(faults_.begin(), width_, results::Fault{});
  dead_ = 0;
  set_uniform(plan_.clock.start, block.grid.start);
  set_uniform(plan_.clock.end, block.grid.end);
  set_uniform(plan_.clock.dt, block.grid.step);
  set_iteration(0);
  if (records_atoms(plan_)) {
    atoms_.resize(static_cast<uint32_t>(plan_.atoms.size()), block.grid.steps + 1, width_);
  }
}

void Machine::set_iteration(uint32_t iteration) {
  context_.iteration = iteration;
  set_uniform(plan_.clock.iteration, iteration);
}

// False when every lane has faulted: nothing is left to run.
bool Machine::simulate(const Block& block) {
  const plan::TimeGrid& grid = block.grid;
  const auto set_clock = [&](uint32_t step) {
    context_.step = step;
    set_uniform(plan_.clock.step, step);
    set_uniform(plan_.clock.time, plan::grid_time(grid, step));
    set_uniform(expansion_.times.start, plan::grid_time(grid, step));
    set_uniform(expansion_.times.middle, plan::grid_time(grid, step, 0.5));
    set_uniform(expansion_.times.end, plan::grid_time(grid, step, 1));
  };
  set_clock(0);
  if (!run(setup_) || !run(init_)) return false;
  for (uint32_t step = 0;; ++step) {
    set_clock(step);
    if (!run(events_) || !run(observe_) || !run(decide_) || !run(step_) || !run(record_)) return false;
    record(block);
    if (step == grid.steps) return run(finish_);
    if (!run(integrate_)) return false;
  }
}

bool Machine::run(LoadedPart& part) {
  for (const LoadedProgram& program : part.programs) {
    if (program.repeat == nullptr) {
      run_code(program.code);
      continue;
    }
    const double count = most_repeats(program);
    for (uint32_t iteration = 0; iteration < count && iteration < plan::kMaxRepeats; ++iteration) {
      set_iteration(iteration);
      run_code(program.code);
    }
    set_iteration(0);
  }
  if (part.checks && has_new_faults()) find_faults(part);
  run_code(part.moves);
  return dead_ < width_;
}

// Over the lanes that are alive; NaN counts as none.
double Machine::most_repeats(const LoadedProgram& program) const {
  double most = 0;
  for (uint32_t lane = 0; lane < width_; ++lane) {
    const double count = program.repeat[lane & program.repeat_mask];
    if (fault_[lane] == 0 && count > most) most = count;
  }
  return most;
}

void Machine::run_code(const std::vector<LoadedInstr>& code) {
  if (!code.empty()) run_code_(code.data(), static_cast<uint32_t>(code.size()), context_);
}

// --- Faults ----------------------------------------------------------------------------------------------------------

bool Machine::has_new_faults() const {
  double flagged = 0;
  for (uint32_t lane = 0; lane < width_; ++lane) flagged += fault_[lane];
  return flagged != dead_;
}

// Runs the part again as it was before its moves. The verifier saw to it that this gives the same values.
void Machine::find_faults(LoadedPart& part) {
  for (uint32_t lane = 0; lane < width_; ++lane) fault_[lane] = faults_[lane].site != results::kNoFault ? 1 : 0;
  if (part.rewind != nullptr) run_code(*part.rewind);
  for (const LoadedProgram& program : part.programs) {
    if (program.repeat == nullptr) {
      diagnose(program);
      continue;
    }
    const double count = most_repeats(program);
    for (uint32_t iteration = 0; iteration < count && iteration < plan::kMaxRepeats; ++iteration) {
      set_iteration(iteration);
      diagnose(program);
    }
    set_iteration(0);
  }
}

void Machine::diagnose(const LoadedProgram& program) {
  for (size_t i = 0; i < program.code.size(); ++i) {
    const LoadedInstr& instr = program.code[i];
    if (instr.op == Op::SkipIfNone) {
      bool none = true;
      for (uint32_t lane = 0; lane < width_ && none; ++lane) none = instr.a[lane & instr.mask_a] == 0;
      if (none) i += instr.imm;
      continue;
    }
    run_code_(&instr, 1, context_);
    if (instr.op != Op::Check || !has_new_faults()) continue;
    for (uint32_t lane = 0; lane < width_; ++lane) {
      if (fault_[lane] == 0 || faults_[lane].site != results::kNoFault) continue;
      faults_[lane] = {program.from->code[i].site, context_.step};
      ++dead_;
    }
  }
}

// --- Results ---------------------------------------------------------------------------------------------------------

void Machine::copy_lanes(Slot slot, double* to, uint32_t count) {
  const double* from = at(slot);
  if (expansion_.slots[slot].uniform) {
    std::fill_n(to, count, *from);
  } else {
    std::copy_n(from, count, to);
  }
}

void Machine::record(const Block& block) {
  const uint32_t step = context_.step;
  if (records_atoms(plan_)) {
    for (uint32_t i = 0; i < plan_.atoms.size(); ++i) {
      const plan::Atom& atom = plan_.atoms[i];
      double* truth = atoms_.truth(i, step);
      double* robustness = atoms_.robustness(i, step);
      copy_lanes(atom.truth, truth, width_);
      if (atom.robustness != kNoSlot) {
        copy_lanes(atom.robustness, robustness, width_);
      } else {
        for (uint32_t lane = 0; lane < width_; ++lane) robustness[lane] = truth[lane] != 0 ? kInfinity : -kInfinity;
      }
    }
  }
  const Record wanted = block.request->record;
  const uint32_t every = wanted == Record::EveryStep ? 1 : block.grid.save_every;
  if (block.chunk->traces.empty() || step % every != 0) return;
  double* to = block.chunk->traces.data() + uint64_t{step / every} * block.chunk->runs + block.first;
  for (const plan::Signal& signal : plan_.signals) {
    if (wanted == Record::Saved && !signal.saved) continue;
    copy_lanes(signal.slot, to, used_);
    to += uint64_t{block.chunk->points} * block.chunk->runs;
  }
}

void Machine::write_results(const Block& block) {
  results::Chunk& chunk = *block.chunk;
  const uint64_t runs = chunk.runs;
  std::copy_n(faults_.begin(), used_, chunk.faults.begin() + block.first);
  // Every NaN is the same NaN, so that equal results have equal bytes.
  const auto finish = [&](double* column) {
    for (uint32_t lane = 0; lane < used_; ++lane) {
      if (faults_[lane].site != results::kNoFault || std::isnan(column[lane])) column[lane] = kNan;
    }
  };
  const auto& metrics = plan_.interface.metrics;
  for (size_t i = 0; i < metrics.size(); ++i) {
    double* to = chunk.metrics.data() + i * runs + block.first;
    copy_lanes(metrics[i].slot, to, used_);
    finish(to);
  }
  if (records_atoms(plan_) && dead_ < width_) monitors_.judge(atoms_, block.grid, verdicts_);
  const auto put = [&](const std::vector<double>& from, std::vector<double>& to) {
    for (size_t i = 0; i < plan_.monitors.size(); ++i) {
      double* column = to.data() + i * runs + block.first;
      if (dead_ < width_) std::copy_n(from.data() + i * width_, used_, column);
      finish(column);
    }
  };
  put(verdicts_.truth, chunk.truth);
  put(verdicts_.robust_low, chunk.robust_low);
  put(verdicts_.robust_high, chunk.robust_high);
  put(verdicts_.first_time, chunk.first_time);
  put(verdicts_.given, chunk.given);
  for (uint64_t row = block.first; row < chunk.traces.size(); row += runs) finish(chunk.traces.data() + row);
}

}  // namespace detente::exec
