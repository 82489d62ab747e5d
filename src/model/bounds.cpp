#include "model/bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace detente::model {
namespace {

using kernels::Op;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Interval {
  double low = -kInfinity, high = kInfinity;
};

Interval of_input(plan::Input& input) {
  if (input.has_bounds) return {input.low, input.high};
  Interval bounds;
  if (const auto* deep = std::get_if<sampling::Deep>(&input.spec.law)) {
    bounds = {deep->low, deep->high};
  } else if (const auto* distribution = std::get_if<sampling::Distribution>(&input.spec.law)) {
    const sampling::Range support = distribution->support();
    bounds = {support.low, support.high};
  } else if (std::holds_alternative<sampling::Share>(input.spec.law)) {
    bounds = {0, 1};
  }
  if (std::isfinite(bounds.low) && std::isfinite(bounds.high)) {
    input.has_bounds = true;
    input.low = bounds.low;
    input.high = bounds.high;
  }
  return bounds;
}

Interval corners(Interval a, Interval b, double (*apply)(double, double)) {
  Interval result{kInfinity, -kInfinity};
  for (const double x : {a.low, a.high}) {
    for (const double y : {b.low, b.high}) {
      const double value = apply(x, y);
      if (std::isnan(value)) return {};
      result.low = std::min(result.low, value);
      result.high = std::max(result.high, value);
    }
  }
  return result;
}

Interval interval(Model& model, NodeId id, int depth) {
  if (id == kNoNode || depth == 0) return {};
  const Node node = model.graph[id];
  if (node.leaf == Leaf::Constant) return {node.value, node.value};
  if (node.leaf == Leaf::Input) return of_input(model.interface.inputs[node.index]);
  if (node.leaf != Leaf::None) return {};
  const Interval a = interval(model, node.a, depth - 1), b = interval(model, node.b, depth - 1),
                 c = interval(model, node.c, depth - 1);
  switch (node.op) {
    case Op::Add: return {a.low + b.low, a.high + b.high};
    case Op::Sub: return {a.low - b.high, a.high - b.low};
    case Op::Mul: return corners(a, b, [](double x, double y) { return x * y; });
    case Op::Div:
      if (b.low <= 0 && b.high >= 0) return {};
      return corners(a, b, [](double x, double y) { return x / y; });
    case Op::Neg: return {-a.high, -a.low};
    case Op::Min: return {std::min(a.low, b.low), std::min(a.high, b.high)};
    case Op::Max: return {std::max(a.low, b.low), std::max(a.high, b.high)};
    case Op::Clamp: return {std::min(std::max(a.low, b.low), c.low), std::min(std::max(a.high, b.high), c.high)};
    case Op::Select: return {std::min(b.low, c.low), std::max(b.high, c.high)};
    default: return {};
  }
}

}  // namespace

double upper_bound(Model& model, NodeId node) {
  constexpr int kDeepest = 24;
  return interval(model, node, kDeepest).high;
}

}  // namespace detente::model
