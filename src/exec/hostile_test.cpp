// Plans changed at random: most are refused; what the verifier accepts must run safely and give every lane what the
// reference gives a run alone, whatever its neighbours, at every width and instruction set.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "exec/engine.h"
#include "kernels/philox.h"
#include "plan/examples.h"
#include "plan/reference.h"
#include "plan/verify.h"

namespace detente::exec {
namespace {

using kernels::Op;
using plan::Plan;

class Dice {
 public:
  explicit Dice(uint64_t key) : key_(key) {}
  uint32_t below(uint64_t limit) {
    return static_cast<uint32_t>((kernels::random_bits(key_, {0, 0, next_++}) >> 20) % limit);
  }

 private:
  uint64_t key_;
  uint32_t next_ = 0;
};

plan::Slot any_slot(const Plan& plan, Dice& dice) { return dice.below(plan.slots.size()); }

// A slot that is like one the plan reads already, so that changes survive the verifier now and then.
void change_instruction(Plan& plan, plan::Instr& instr, Dice& dice) {
  const int arity = instr.op < Op::kCount ? kernels::op_info(instr.op).arity : 0;
  switch (dice.below(6)) {
    case 0:
      for (;;) {
        const auto op = static_cast<Op>(dice.below(static_cast<uint64_t>(Op::kCount)));
        if (kernels::op_info(op).arity != arity) continue;
        instr.op = op;
        break;
      }
      break;
    case 1: instr.dst = any_slot(plan, dice); break;
    case 2: (arity > 0 ? instr.a : instr.dst) = any_slot(plan, dice); break;
    case 3: (arity > 1 ? instr.b : instr.dst) = any_slot(plan, dice); break;
    case 4: (arity > 2 ? instr.c : instr.dst) = any_slot(plan, dice); break;
    case 5: instr.imm = dice.below(4); break;
  }
}

bool change(Plan& plan, Dice& dice) {
  plan::Phase& phase = plan.*plan::kPhases[dice.below(std::size(plan::kPhases))].member;
  if (phase.programs.empty()) return false;
  plan::Program& program = phase.programs[dice.below(phase.programs.size())];
  if (program.code.empty()) return false;
  const uint32_t at = dice.below(program.code.size());
  switch (dice.below(8)) {
    case 0: program.code.erase(program.code.begin() + at); break;
    case 1: program.code.insert(program.code.begin() + at, program.code[dice.below(program.code.size())]); break;
    case 2: std::swap(program.code[at], program.code[dice.below(program.code.size())]); break;
    case 3:
      program.code.insert(program.code.begin() + at, {Op::SkipIfNone, plan::kNoSlot, any_slot(plan, dice),
                                                      plan::kNoSlot, plan::kNoSlot, dice.below(4)});
      break;
    case 4:
      if (!phase.commits.empty()) phase.commits[dice.below(phase.commits.size())].from = any_slot(plan, dice);
      break;
    default: change_instruction(plan, program.code[at], dice); break;
  }
  return true;
}

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

TEST(Hostile, AcceptedPlansRunAsTheReferenceSays) {
  const Plan examples[] = {plan::shocks(), plan::steering(), plan::faulting(),
                           plan::richardson(plan::Method::Rk2, 0.5)};
  uint32_t accepted = 0;
  for (uint32_t round = 0; round < 6000; ++round) {
    Dice dice(round);
    Plan plan = examples[round % std::size(examples)];
    for (uint32_t changes = 1 + dice.below(2); changes > 0; --changes) change(plan, dice);
    auto engine = Engine::load(plan, {.threads = 1,
                                      .width = round % 8 < 4 ? 8u : 64u,
                                      .isa = round % 3 ? kernels::best_isa() : kernels::Isa::Baseline});
    if (!engine.ok()) continue;
    ++accepted;
    constexpr uint32_t kRuns = 3;
    std::vector<std::vector<double>> data;
    std::vector<InputColumn> columns;
    for (const plan::Input& input : plan.interface.inputs) {
      data.push_back({input.value, 0, input.value * 3});
    }
    for (const auto& column : data) columns.push_back({column});
    const auto chunk = engine->run({.seed = round, .runs = kRuns, .inputs = columns});
    ASSERT_TRUE(chunk.ok());
    for (uint32_t run = 0; run < kRuns; ++run) {
      plan::ReferenceRequest request{.seed = round, .future = run, .grid = plan.time};
      for (const auto& column : data) request.inputs.push_back(column[run]);
      const plan::ReferenceRun truth = plan::run_reference(plan, request);
      ASSERT_EQ(chunk->faults[run].site, truth.fault_site) << round;
      ASSERT_EQ(chunk->faults[run].step, truth.fault_step) << round;
      for (size_t m = 0; m < truth.metrics.size(); ++m) {
        ASSERT_TRUE(same(chunk->metrics[m * kRuns + run], truth.metrics[m]))
            << round << " run " << run << " metric " << m << ": " << chunk->metrics[m * kRuns + run] << " "
            << truth.metrics[m];
      }
    }
  }
  EXPECT_GT(accepted, 2000u);
}

}  // namespace
}  // namespace detente::exec
