#include "lower/activation.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace detente::lower {

namespace {

using kernels::Op;
using model::kNoNode;
using model::NodeId;

bool covers(const Path& wide, const Path& narrow) {
  return std::includes(narrow.begin(), narrow.end(), wide.begin(), wide.end());
}

// The position in `a` of the one literal that `b` has the other way round, all others being equal; -1 if not so.
int only_difference(const Path& a, const Path& b) {
  if (a.size() != b.size()) return -1;
  int found = -1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    if (a[i].condition != b[i].condition || found >= 0) return -1;
    found = static_cast<int>(i);
  }
  return found;
}

NodeId conjunction(model::Graph& graph, const Path& path) {
  NodeId all = kNoNode;
  for (const Literal& literal : path) {
    const NodeId one = literal.negated ? graph.op(Op::Not, 0, literal.condition) : literal.condition;
    all = all == kNoNode ? one : graph.op(Op::And, 0, all, one);
  }
  return all;
}

void insert(Path& path, Literal literal) { path.insert(std::lower_bound(path.begin(), path.end(), literal), literal); }

// Said apart from all other conditions: it names the repeated program.
bool counts_arrivals(const model::Graph& graph, const Literal& literal) {
  const model::Node& node = graph[literal.condition];
  return node.leaf == model::Leaf::None && node.op == Op::Lt && graph[node.a].leaf == model::Leaf::Iteration;
}

}  // namespace

Activation Activation::always() {
  Activation result;
  result.always_ = true;
  return result;
}

void Activation::add(Path path) {
  if (always_) return;
  for (bool merged = true; merged;) {
    merged = false;
    for (const Path& old : paths_)
      if (covers(old, path)) return;
    for (std::size_t i = 0; i < paths_.size() && !merged; ++i) {
      const int position = only_difference(path, paths_[i]);
      if (position < 0) continue;
      path.erase(path.begin() + position);
      paths_.erase(paths_.begin() + static_cast<std::ptrdiff_t>(i));
      merged = true;
    }
  }
  if (path.empty()) {
    *this = always();
    return;
  }
  std::erase_if(paths_, [&](const Path& old) { return covers(path, old); });
  paths_.push_back(std::move(path));
}

void Activation::add(const Activation& other) {
  if (other.always_) *this = always();
  for (const Path& path : other.paths_) add(path);
}

Activation Activation::and_also(Literal literal) const {
  Activation result;
  if (always_) result.add({literal});
  for (Path path : paths_) {
    const auto at = std::lower_bound(path.begin(), path.end(), Literal{literal.condition, false});
    if (at != path.end() && at->condition == literal.condition) {
      if (at->negated != literal.negated) continue;  // this way is never taken
    } else {
      path.insert(at, literal);
    }
    result.add(std::move(path));
  }
  return result;
}

Path Activation::common() const {
  Path shared = paths_.front();
  for (const Path& path : paths_)
    std::erase_if(shared, [&](const Literal& l) { return !std::binary_search(path.begin(), path.end(), l); });
  return shared;
}

NodeId Activation::rest(model::Graph& graph) const {
  const Path shared = common();
  NodeId any = kNoNode;
  for (const Path& path : paths_) {
    Path own;
    std::set_difference(path.begin(), path.end(), shared.begin(), shared.end(), std::back_inserter(own));
    const NodeId all = conjunction(graph, own);
    any = any == kNoNode ? all : graph.op(Op::Or, 0, any, all);
  }
  return any;
}

void Activation::simplify(model::Graph& graph) {
  if (paths_.size() >= kMaxPaths) {
    Path path = common();
    insert(path, {rest(graph), false});
    paths_ = {std::move(path)};
  }
  for (Path& path : paths_) {
    if (path.size() < kMaxLiterals) continue;
    Path kept, joined;
    for (const Literal& literal : path) (counts_arrivals(graph, literal) ? kept : joined).push_back(literal);
    insert(kept, {conjunction(graph, joined), false});
    path = std::move(kept);
  }
}

NodeId Activation::node(model::Graph& graph) const {
  DETENTE_CHECK(!never() && !is_always());
  if (paths_.size() == 1) return conjunction(graph, paths_[0]);
  const Path shared = common();
  if (shared.empty()) return rest(graph);
  return graph.op(Op::And, 0, conjunction(graph, shared), rest(graph));
}

}  // namespace detente::lower
