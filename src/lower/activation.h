// When a value is needed: on which branches of the equations it lies. Kept as a disjunction of paths, a path being the
// conditions met on the way down from a result. `if` takes one branch; `and`, `or` reach their right side only when the
// left one leaves it open; a start value is computed only where none was given.
#pragma once

#include <cstdint>
#include <vector>

#include "model/graph.h"

namespace detente::lower {

// A condition that must hold (value != 0), or must not.
struct Literal {
  model::NodeId condition = model::kNoNode;
  bool negated = false;
  friend auto operator<=>(const Literal&, const Literal&) = default;
};

using Path = std::vector<Literal>;  // ascending, one literal a condition

class Activation {
 public:
  static Activation always();

  bool never() const { return !always_ && paths_.empty(); }
  bool is_always() const { return always_; }
  const std::vector<Path>& paths() const { return paths_; }  // none when it is always

  void add(Path path);  // or
  void add(const Activation& other);
  Activation and_also(Literal literal) const;
  // Keeps the number of paths and their lengths bounded: many paths become their common conditions and one new
  // condition for the rest, a long path one new condition.
  void simplify(model::Graph& graph);

  // As a truth value: the conditions that all paths share and any of the rest. Neither never nor always.
  model::NodeId node(model::Graph& graph) const;

 private:
  static constexpr std::size_t kMaxPaths = 16, kMaxLiterals = 32;
  Path common() const;
  model::NodeId rest(model::Graph& graph) const;

  bool always_ = false;
  std::vector<Path> paths_;
};

}  // namespace detente::lower
