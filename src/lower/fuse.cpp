#include "lower/fuse.h"

namespace detente::lower {

namespace {

using kernels::Op;

// Which operand of the outer operation the inner one is.
enum class Place : uint8_t { First, Second, Either };

struct Pattern {
  Op outer, inner;
  Place place;
  Op fused;
};

constexpr Pattern kPatterns[] = {
    {Op::Add, Op::Mul, Place::Either, Op::MulAdd},  {Op::Sub, Op::Mul, Place::First, Op::MulSub},
    {Op::Sub, Op::Mul, Place::Second, Op::SubMul},  {Op::Mul, Op::Add, Place::Either, Op::AddMul},
    {Op::Mul, Op::Sub, Place::Either, Op::DiffMul}, {Op::Mul, Op::Mul, Place::Either, Op::MulMul},
    {Op::Add, Op::Div, Place::Either, Op::DivAdd},  {Op::Add, Op::Add, Place::Either, Op::AddAdd},
    {Op::Div, Op::Mul, Place::First, Op::MulDiv},   {Op::Div, Op::Add, Place::First, Op::AddDiv},
    {Op::Div, Op::Sub, Place::First, Op::DiffDiv},  {Op::Exp, Op::Mul, Place::First, Op::ExpMul},
};

}  // namespace

std::optional<Fused> fuse(const Graph& graph, NodeId outer, const std::function<bool(NodeId)>& may_vanish) {
  const Node& node = graph[outer];
  for (const Pattern& pattern : kPatterns) {
    if (node.op != pattern.outer) continue;
    for (const bool second : {false, true}) {
      if (pattern.place != Place::Either && (pattern.place == Place::Second) != second) continue;
      const NodeId inner = second ? node.b : node.a;
      if (inner == kNoNode || graph[inner].leaf != Leaf::None || graph[inner].op != pattern.inner) continue;
      if (!may_vanish(inner)) continue;
      return Fused{pattern.fused, inner, {graph[inner].a, graph[inner].b, second ? node.a : node.b}};
    }
  }
  return std::nullopt;
}

}  // namespace detente::lower
