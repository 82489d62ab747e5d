// What lowering knows about each node of the equations: how often its value changes, whether all lanes share it, and
// the range its value is sure to lie in.
//
// A node is settled when its value is finite for sure, once every check that it and its operands need has passed.
// Sums and products of settled values may overflow; such values travel on as infinities or NaN and are checked where an
// operation could hide them (see absorbs) or where they leave the equations.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "model/model.h"

namespace detente::lower {

using model::Graph;
using model::kNoNode;
using model::Leaf;
using model::Node;
using model::NodeId;

enum class Level : uint8_t {
  Run,   // inputs only: one value per run
  Step,  // held values, draws, rings, the step number: fixed while stocks move
  Stage  // stocks and time: new at every stage of the integrator
};

inline constexpr double kHuge = std::numeric_limits<double>::max();

struct Range {
  double low = -kHuge, high = kHuge;
  bool finite() const { return low >= -kHuge && high <= kHuge; }
  bool excludes_zero() const { return low > 0 || high < 0; }
};

class Facts {
 public:
  Facts(const model::Model& model, const Graph& graph) : model_(model), graph_(graph) {}
  void extend();  // to the nodes that the graph gained

  Level level(NodeId id) const { return facts_[id].level; }
  bool uniform(NodeId id) const { return facts_[id].uniform; }
  const Range& range(NodeId id) const { return facts_[id].range; }
  bool settled(NodeId id) const { return facts_[id].range.finite(); }
  // The operation itself may fail, and its result is checked at once.
  bool may_fail(NodeId id) const { return facts_[id].may_fail; }

 private:
  struct Fact {
    Level level = Level::Run;
    bool uniform = true;
    bool may_fail = false;
    Range range;
  };
  Fact leaf(const Node& node) const;
  Fact operation(const Node& node) const;

  const model::Model& model_;
  const Graph& graph_;
  std::vector<Fact> facts_;
};

// The fault that a value which is not finite stands for at this origin; NotFinite: none in particular.
plan::FaultKind declared_fault(const model::Model& model, uint32_t origin);

// Could operand `position` (0, 1, 2) be infinite or NaN and the result a wrong finite number?
bool absorbs(kernels::Op op, int position);

}  // namespace detente::lower
