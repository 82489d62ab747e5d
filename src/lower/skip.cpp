#include "lower/skip.h"

#include <algorithm>
#include <optional>
#include <queue>

namespace detente::lower {

namespace {

using kernels::Op;

constexpr uint32_t kNowhere = 0xFFFFFFFFu;
// Below this a branch costs less than looking whether it is needed; in additions.
constexpr uint32_t kLeastCost = 12;

uint32_t cost(Op op) {
  switch (op) {
    case Op::Exp:
    case Op::ExpMul:
    case Op::Ln:
    case Op::Log10:
    case Op::Sin:
    case Op::Cos:
    case Op::Tan:
    case Op::Tanh:
    case Op::Atan:
    case Op::Logistic:
    case Op::Lookup:
    case Op::Uniform:
    case Op::Normal:
    case Op::NormalQuantile: return 10;
    case Op::Pow:
    case Op::PoissonQuantile: return 25;
    case Op::Div:
    case Op::Sqrt: return 4;
    default: return 1;
  }
}

class BranchFinder {
 public:
  BranchFinder(const Graph& graph, const Facts& facts, const std::vector<NodeId>& members,
               const std::vector<CheckedValue>& checks, const std::function<bool(NodeId)>& pinned)
      : graph_(graph), facts_(facts), members_(members), pinned_(pinned) {
    position_.assign(graph.size(), kNowhere);
    for (uint32_t i = 0; i < members.size(); ++i) position_[members[i]] = i;
    users_.resize(members.size());
    tests_.resize(members.size());
    taken_.assign(members.size(), false);
    splits_.assign(members.size(), false);
    inside_.assign(members.size(), 0);
    std::vector<uint32_t> uses(members.size(), 0);
    const auto for_operands = [&](NodeId id, auto&& visit) {
      const Node& node = graph_[id];
      for (const NodeId operand : {node.a, node.b, node.c})
        if (operand != kNoNode && position_[operand] != kNowhere) visit(position_[operand]);
    };
    for (const NodeId id : members) for_operands(id, [&](uint32_t operand) { ++uses[operand]; });
    // The Select that only a check reads goes where the checked value goes.
    std::vector<bool> only_tests(members.size(), false);
    for (const CheckedValue& check : checks) {
      const uint32_t value = position_[check.value], tested = position_[check.tested];
      if (value == kNowhere || tested == kNowhere) continue;
      tests_[value].push_back(tested);
      if (value != tested && uses[tested] == 0 && !pinned(check.tested)) only_tests[tested] = true;
    }
    for (uint32_t i = 0; i < members.size(); ++i) {
      for_operands(members[i], [&](uint32_t operand) {
        const bool own_test = only_tests[i] && graph_[members[i]].b == members[operand];
        if (!own_test) users_[operand].push_back(i);
      });
    }
    only_tests_ = std::move(only_tests);
  }

  std::unordered_map<NodeId, std::vector<Branch>> find() {
    std::unordered_map<NodeId, std::vector<Branch>> found;
    for (uint32_t i = static_cast<uint32_t>(members_.size()); i-- > 0;) {
      const NodeId id = members_[i];
      const Node& node = graph_[id];
      if (taken_[i] || only_tests_[i] || node.leaf != Leaf::None || node.op != Op::Select || node.b == node.c) continue;
      const bool steady = facts_.uniform(node.a) || facts_.level(node.a) != Level::Stage;
      if (facts_.uniform(id) || !steady) continue;
      for (const bool when_true : {true, false}) {
        const NodeId arm = when_true ? node.b : node.c;
        if (auto branch = branch_of(i, arm)) {
          branch->when_true = when_true;
          found[id].push_back(std::move(*branch));
          splits_[i] = true;
        }
      }
    }
    return found;
  }

 private:
  // What only `arm` of the Select at `select` needs.
  std::optional<Branch> branch_of(uint32_t select, NodeId arm) {
    if (position_[arm] == kNowhere) return std::nullopt;
    ++stamp_;
    select_ = select;
    std::vector<uint32_t> code;
    std::priority_queue<uint32_t> candidates;  // users before what they read; total order: positions
    const auto add = [&](uint32_t at) {
      inside_[at] = stamp_;
      code.push_back(at);
      const Node& node = graph_[members_[at]];
      for (const NodeId operand : {node.a, node.b, node.c})
        if (operand != kNoNode && position_[operand] != kNowhere) candidates.push(position_[operand]);
    };
    const auto grow = [&] {
      while (!candidates.empty()) {
        const uint32_t at = candidates.top();
        candidates.pop();
        if (inside_[at] != stamp_ && is_only_for_branch(at)) add(at);
      }
    };
    const uint32_t start = position_[arm];
    if (taken_[start] || !may_move(start) || users_[start] != std::vector<uint32_t>{select}) return std::nullopt;
    add(start);
    grow();
    for (std::size_t i = 0; i < code.size(); ++i) {  // grows while it is walked
      for (const uint32_t tested : tests_[code[i]]) {
        if (only_tests_[tested] && splits_[tested]) return std::nullopt;
        if (only_tests_[tested] && inside_[tested] != stamp_) add(tested);
      }
      grow();
    }
    return accept(select, arm, code);
  }

  bool may_move(uint32_t at) const { return !pinned_(members_[at]) && graph_[members_[at]].leaf == Leaf::None; }

  bool is_only_for_branch(uint32_t at) const {
    if (taken_[at] || !may_move(at) || only_tests_[at] || users_[at].empty()) return false;
    return std::all_of(users_[at].begin(), users_[at].end(), [&](uint32_t user) { return inside_[user] == stamp_; });
  }

  std::optional<Branch> accept(uint32_t select, NodeId arm, const std::vector<uint32_t>& code) {
    uint32_t total = 0;
    for (const uint32_t at : code)
      if (!facts_.uniform(members_[at])) total += cost(graph_[members_[at]].op);
    if (total < kLeastCost) return std::nullopt;
    Branch branch;
    branch.arm = arm;
    for (const uint32_t at : code) {
      const Node& node = graph_[members_[at]];
      for (const NodeId operand : {node.a, node.b, node.c}) {
        if (operand == kNoNode || position_[operand] == kNowhere || inside_[position_[operand]] == stamp_) continue;
        if (position_[operand] >= select) return std::nullopt;  // it may need the Select itself
        branch.imports.push_back(operand);
      }
    }
    std::sort(branch.imports.begin(), branch.imports.end());  // total order: node numbers
    branch.imports.erase(std::unique(branch.imports.begin(), branch.imports.end()), branch.imports.end());
    for (const uint32_t at : code) taken_[at] = true;
    return branch;
  }

  const Graph& graph_;
  const Facts& facts_;
  const std::vector<NodeId>& members_;
  const std::function<bool(NodeId)>& pinned_;
  std::vector<uint32_t> position_;            // by node: in members_
  std::vector<std::vector<uint32_t>> users_;  // beside members_; tests left out
  std::vector<std::vector<uint32_t>> tests_;  // beside members_: what its checks look at
  std::vector<bool> only_tests_, taken_;      // beside members_
  std::vector<bool> splits_;                  // beside members_: a Select with branches of its own stays outside others
  std::vector<uint32_t> inside_;              // beside members_: the branch being grown
  uint32_t stamp_ = 0, select_ = 0;
};

}  // namespace

std::unordered_map<NodeId, std::vector<Branch>> find_branches(const Graph& graph, const Facts& facts,
                                                              const std::vector<NodeId>& members,
                                                              const std::vector<CheckedValue>& checks,
                                                              const std::function<bool(NodeId)>& pinned) {
  return BranchFinder(graph, facts, members, checks, pinned).find();
}

}  // namespace detente::lower
