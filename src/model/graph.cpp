#include "model/graph.h"

#include <bit>
#include <cmath>
#include <utility>

#include "kernels/apply.h"

namespace detente::model {

namespace {

using kernels::Op;

// a op b has the bits of b op a. `and` and `or` are left out: their right side may fault only when it is reached.
bool commutes(Op op) { return op == Op::Add || op == Op::Mul || op == Op::Eq || op == Op::Ne; }

uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
  return hash ^ (hash >> 29);
}

Node key_of(const Node& node) {
  Node key = node;
  if (node.leaf == Leaf::None && commutes(node.op) && key.a > key.b) std::swap(key.a, key.b);
  return key;
}

uint64_t hash_of(const Node& key) {
  uint64_t hash = mix(static_cast<uint64_t>(key.leaf), static_cast<uint64_t>(key.op));
  hash = mix(hash, key.a);
  hash = mix(hash, key.b);
  hash = mix(hash, key.c);
  hash = mix(hash, key.index);
  return mix(hash, std::bit_cast<uint64_t>(key.value));
}

bool same(const Node& x, const Node& y) {
  return x.leaf == y.leaf && x.op == y.op && x.a == y.a && x.b == y.b && x.c == y.c && x.index == y.index &&
         std::bit_cast<uint64_t>(x.value) == std::bit_cast<uint64_t>(y.value);
}

}  // namespace

NodeId Graph::add(const Node& node) {
  const Node key = key_of(node);
  std::vector<NodeId>& candidates = found_[hash_of(key)];
  for (const NodeId id : candidates)
    if (same(key_of(nodes_[id]), key)) return id;
  const NodeId id = size();
  nodes_.push_back(node);
  candidates.push_back(id);
  return id;
}

NodeId Graph::constant(double value) {
  Node node;
  node.leaf = Leaf::Constant;
  node.value = value;
  return add(node);
}

NodeId Graph::leaf(Leaf leaf, uint32_t index) {
  Node node;
  node.leaf = leaf;
  node.index = index;
  return add(node);
}

NodeId Graph::op(Op op, uint32_t origin, NodeId a, NodeId b, NodeId c, uint32_t imm) {
  const auto is = [&](NodeId id, double value) {
    return id != kNoNode && is_constant(id) && nodes_[id].value == value;
  };
  const int arity = kernels::op_info(op).arity;

  bool all_constant = kernels::is_pure(op);
  const NodeId operands[] = {a, b, c};
  for (int i = 0; i < arity; ++i) all_constant = all_constant && is_constant(operands[i]);
  if (all_constant) {
    double values[3] = {};
    for (int i = 0; i < arity; ++i) values[i] = nodes_[operands[i]].value;
    const double folded = kernels::apply(op, values[0], values[1], values[2]);
    if (std::isfinite(folded)) return constant(folded);
  }

  switch (op) {
    case Op::Move: return a;
    case Op::Select:
      if (is_constant(a)) return nodes_[a].value != 0 ? b : c;
      break;
    case Op::Mul:
      if (is(b, 1)) return a;
      if (is(a, 1)) return b;
      break;
    case Op::Div:
      if (is(b, 1)) return a;
      break;
    case Op::Sub:  // x - (+0) keeps even a negative zero
      if (is(b, 0) && !std::signbit(nodes_[b].value)) return a;
      break;
    case Op::Neg:
      if (nodes_[a].leaf == Leaf::None && nodes_[a].op == Op::Neg) return nodes_[a].a;
      break;
    default: break;
  }

  Node node;
  node.op = op;
  node.a = a;
  node.b = b;
  node.c = c;
  node.index = imm;
  node.origin = origin;
  return add(node);
}

}  // namespace detente::model
