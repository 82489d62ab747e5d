#include "analysis/claims/formula.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "kernels/apply.h"

namespace detente::analysis::claims {
namespace {

using Kind = plan::ArmValue::Kind;

const std::vector<double>& column_of(const results::Chunk& chunk, Kind kind) {
  switch (kind) {
    case Kind::Metric: return chunk.metrics;
    case Kind::Truth: return chunk.truth;
    case Kind::RobustLow: return chunk.robust_low;
    case Kind::RobustHigh: return chunk.robust_high;
    case Kind::FirstTime: return chunk.first_time;
    case Kind::Given: return chunk.given;
    case Kind::Strategic: return chunk.strategic;
  }
  return chunk.metrics;
}

}  // namespace

FormulaReader::FormulaReader(const plan::Claim& claim, const plan::Formula& formula, const Needs& needs, uint32_t asked,
                             uint32_t mix)
    : formula_(formula), slots_(formula.slot_count) {
  for (const plan::ArmValue& value : formula.inputs) {
    sources_.push_back({needs.arm({scenario_of(claim, value, asked), mix}), value});
  }
  std::copy(formula.constants.begin(), formula.constants.end(), slots_.begin() + formula.inputs.size());
}

void FormulaReader::open(std::span<const results::Chunk> arms) {
  for (Source& source : sources_) {
    const results::Chunk& chunk = arms[source.arm];
    const std::vector<double>& column = column_of(chunk, source.value.kind);
    DETENTE_CHECK((uint64_t{source.value.index} + 1) * chunk.runs <= column.size());
    source.column = column.data() + uint64_t{source.value.index} * chunk.runs;
    source.faults = chunk.faults.empty() ? nullptr : chunk.faults.data();
  }
}

FormulaValue FormulaReader::at(uint32_t run) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (formula_.result == plan::kNone) return {kNaN, kNaN, false};
  for (const Source& source : sources_) {
    if (source.faults && source.faults[run].site != results::kNoFault) return {kNaN, kNaN, true};
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    double value = sources_[i].column[run];
    if (std::isnan(value)) {
      if (sources_[i].value.kind != Kind::FirstTime) return {kNaN, kNaN, false};
      value = plan::kNever;
    }
    slots_[i] = value;
  }
  const auto slot = [&](uint32_t number) { return number == plan::kNone ? 0 : slots_[number]; };
  for (const plan::FormulaInstr& instr : formula_.code) {
    slots_[instr.dst] = kernels::apply(static_cast<kernels::Op>(instr.op), slot(instr.a), slot(instr.b), slot(instr.c));
  }
  return {slots_[formula_.result], formula_.robustness == plan::kNone ? kNaN : slots_[formula_.robustness], false};
}

}  // namespace detente::analysis::claims
