#include "lower/facts.h"

#include <algorithm>
#include <cmath>

#include "kernels/apply.h"

namespace detente::lower {

namespace {

using kernels::Op;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Range kAnything = {-kInfinity, kInfinity};
constexpr Range kTruth = {0, 1};
constexpr Range kCalendar = {-1e100, 1e100};  // [year]; no grid of whole steps reaches further

// An end of a range may come out as NaN (infinity minus infinity): then nothing is known.
Range range_of(double low, double high) {
  if (std::isnan(low) || std::isnan(high)) return kAnything;
  return {low, high};
}

// A hair wider, so that the last-place error of an elementary function cannot leave the range.
Range widened(double low, double high) {
  return range_of(low - 1e-12 * std::fabs(low), high + 1e-12 * std::fabs(high));
}

Range corners(Op op, const Range& a, const Range& b) {
  const double values[] = {kernels::apply(op, a.low, b.low), kernels::apply(op, a.low, b.high),
                           kernels::apply(op, a.high, b.low), kernels::apply(op, a.high, b.high)};
  double low = values[0], high = values[0];
  for (const double value : values) {
    if (std::isnan(value)) return kAnything;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return {low, high};
}

Range united(const Range& a, const Range& b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

// What is known of an operand once it has been checked.
Range checked(const Range& range) { return {std::max(range.low, -kHuge), std::min(range.high, kHuge)}; }

// Rounding is monotonic, so the rounded ends of exact intervals bound the rounded results.
Range image(Op op, const Range& a, const Range& b, const Range& c) {
  switch (op) {
    case Op::Move:
    case Op::Sqrt:
    case Op::Floor:
    case Op::Round: return range_of(kernels::apply(op, a.low), kernels::apply(op, a.high));
    case Op::Neg: return {-a.high, -a.low};
    case Op::Abs:
      return {a.low <= 0 && a.high >= 0 ? 0 : std::min(std::fabs(a.low), std::fabs(a.high)),
              std::max(std::fabs(a.low), std::fabs(a.high))};
    case Op::Add: return range_of(a.low + b.low, a.high + b.high);
    case Op::Sub: return range_of(a.low - b.high, a.high - b.low);
    case Op::Mul: return corners(op, a, b);
    case Op::Div: return b.excludes_zero() ? corners(op, a, b) : kAnything;
    case Op::Min: return {std::min(a.low, b.low), std::min(a.high, b.high)};
    case Op::Max: return {std::max(a.low, b.low), std::max(a.high, b.high)};
    case Op::Clamp: return {std::min(std::max(a.low, b.low), c.low), std::min(std::max(a.high, b.high), c.high)};
    case Op::Exp:
    case Op::Ln:
    case Op::Log10: return widened(kernels::apply(op, a.low), kernels::apply(op, a.high));
    case Op::Sin:
    case Op::Cos: return a.finite() ? Range{-1, 1} : kAnything;
    case Op::Tanh:
    case Op::Sign: return {-1, 1};
    case Op::Atan: return {-1.6, 1.6};
    case Op::Logistic: return {0, 1};
    case Op::Lt:
    case Op::Le:
    case Op::Eq:
    case Op::Ne:
    case Op::And:
    case Op::Or:
    case Op::Not: return kTruth;
    case Op::Select: return united(b, c);
    case Op::IfSet:
    case Op::RingRead: return united(Range(), b);
    case Op::Uniform: return kTruth;
    case Op::PoissonQuantile: return {0, 1e6};
    case Op::Normal: return {-40, 40};
    default: return kAnything;
  }
}

bool can_fail(Op op, const Range& a, const Range& b, const Range& result) {
  switch (op) {
    case Op::Div:
      return !(b.excludes_zero() && (result.finite() || std::min(std::fabs(b.low), std::fabs(b.high)) >= 1));
    case Op::Ln:
    case Op::Log10: return !(a.low > 0);
    case Op::Sqrt: return !(a.low >= 0);
    case Op::Exp: return !result.finite();
    case Op::PoissonQuantile: return !(b.low >= 0 && b.high <= 1e5);
    case Op::Pow:
    case Op::Tan:
    case Op::NormalQuantile: return true;
    default: return false;
  }
}

}  // namespace

plan::FaultKind declared_fault(const model::Model& model, uint32_t origin) {
  return origin < model.origins.size() ? model.origins[origin].fault : plan::FaultKind::NotFinite;
}

bool absorbs(Op op, int position) {
  switch (op) {
    case Op::Move:
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::Neg:
    case Op::Abs:
    case Op::Sqrt:
    case Op::Exp:  // of an overflowed value it is the correctly rounded answer
    case Op::Ln:
    case Op::Log10:
    case Op::Sin:
    case Op::Cos:
    case Op::Tan: return false;
    case Op::Div: return position == 1;
    case Op::Select:
    case Op::IfSet: return position == 0;
    default: return true;
  }
}

void Facts::extend() {
  facts_.reserve(graph_.size());
  for (NodeId id = static_cast<NodeId>(facts_.size()); id < graph_.size(); ++id) {
    const Node& node = graph_[id];
    facts_.push_back(node.leaf == Leaf::None ? operation(node) : leaf(node));
  }
}

Facts::Fact Facts::leaf(const Node& node) const {
  Fact fact;
  switch (node.leaf) {
    case Leaf::Constant: fact.range = std::isnan(node.value) ? kAnything : Range{node.value, node.value}; break;
    case Leaf::Input: {
      const plan::Input& input = model_.interface.inputs[node.index];
      fact.uniform = false;
      if (input.has_bounds) fact.range = {input.low, input.high};
      break;
    }
    case Leaf::Stock:
    case Leaf::Held:
      fact.level = node.leaf == Leaf::Stock ? Level::Stage : Level::Step;
      fact.uniform = false;
      break;
    case Leaf::RepeatSum:
      fact.level = Level::Step;
      fact.uniform = false;
      fact.range = kAnything;
      break;
    case Leaf::Time:
      fact.level = Level::Stage;
      fact.range = kCalendar;
      break;
    case Leaf::Start:
    case Leaf::End: fact.range = kCalendar; break;
    case Leaf::StepIndex:
      fact.level = Level::Step;
      fact.range = {0, 1e10};
      break;
    // Fixed within a repeated program only, and never hoisted out of it.
    case Leaf::Iteration: fact.level = Level::Stage; break;
    default: break;
  }
  return fact;
}

Facts::Fact Facts::operation(const Node& node) const {
  Fact fact;
  Range ranges[3];
  const NodeId operands[] = {node.a, node.b, node.c};
  for (int i = 0; i < kernels::op_info(node.op).arity; ++i) {
    const Fact& operand = facts_[operands[i]];
    fact.level = std::max(fact.level, operand.level);
    fact.uniform = fact.uniform && operand.uniform;
    ranges[i] = absorbs(node.op, i) ? checked(operand.range) : operand.range;
  }
  // Draws and rings stay fixed through the stages, whatever their operands do.
  if (node.op == Op::Uniform || node.op == Op::Normal || node.op == Op::RingRead) {
    fact.level = Level::Step;
    fact.uniform = false;
  }
  if (node.op == Op::Lookup) {
    const plan::Table& table = model_.tables[node.index];
    if (table.mode == kernels::TableMode::Extrapolate) {
      fact.range = kAnything;
    } else {
      const auto [low, high] = std::minmax_element(table.y.begin(), table.y.end());
      fact.range = widened(*low, *high);
    }
    return fact;
  }
  const bool fault = node.op == Op::Select && declared_fault(model_, node.origin) != plan::FaultKind::NotFinite;
  fact.range = image(node.op, ranges[0], ranges[1], ranges[2]);
  fact.may_fail = fault || can_fail(node.op, ranges[0], ranges[1], fact.range);
  if (node.op == Op::RingRead)
    fact.may_fail = !(ranges[0].low >= 1 && ranges[0].high <= model_.rings[node.index].depth);
  if (fact.may_fail) fact.range = checked(fact.range);
  return fact;
}

}  // namespace detente::lower
