#include "lower/emit.h"

#include <algorithm>

#include "base/check.h"
#include "lower/fuse.h"
#include "lower/reach.h"
#include "lower/skip.h"

namespace detente::lower {

namespace {

using kernels::Op;
using plan::Instr;
using plan::kNoSlot;

// The part of the work that goes into one kind of program: the straight ones, or one repeated one.
struct Scope {
  std::vector<NodeId> members;                                   // computed here, operands first
  std::unordered_map<NodeId, uint32_t> uses;                     // of members, by members, checks and results
  std::unordered_map<NodeId, Fused> fused;                       // by outer operation
  std::unordered_map<NodeId, std::vector<CheckedValue>> checks;  // by value
  std::unordered_map<NodeId, Slot> slot_of;                      // what is computed so far
  NodeId repeat = kNoNode;
};

// The sums with one count: one repeated program.
struct Repeat {
  NodeId count = kNoNode;
  std::vector<NodeId> sums;     // RepeatSum leaves
  std::vector<NodeId> imports;  // values of the straight programs that it reads
  Scope scope;
};

class Emitter {
 public:
  Emitter(const EmitContext& context, const PhaseTask& task) : context_(context), task_(task) {}

  Emitted run() {
    collect();
    result_.code.programs.emplace_back();
    for (const CheckedValue& check : task_.checks)
      if (check.repeat == kNoNode && context_.ready(check.value) != kNoSlot) emit_check(check);
    for (const NodeId value : task_.values) compute(outer_, value);
    for (const CheckedValue& check : task_.checks)
      if (check.repeat == kNoNode) compute(outer_, check.tested);
    for (const NodeId value : task_.values) {
      const Slot slot = slot_of(outer_, value);
      result_.slot_of[value] = slot;
      result_.code.kept.push_back(slot);
    }
    for (const auto& [leaf, to] : task_.copies) {
      const Slot copy = to != kNoSlot ? to : result_.code.temporary(context_.facts.uniform(leaf));
      write(Op::Move, copy, context_.ready(leaf));
      result_.slot_of[leaf] = copy;
      result_.code.kept.push_back(copy);
    }
    std::erase_if(result_.code.programs, [](const plan::Program& program) { return program.code.empty(); });
    return std::move(result_);
  }

 private:
  bool is_ready(NodeId id) const { return context_.ready(id) != kNoSlot; }
  const Node& node(NodeId id) const { return context_.graph[id]; }
  bool is_sum(NodeId id) const { return node(id).leaf == Leaf::RepeatSum; }

  // --- What is computed where ---

  void collect() {
    std::vector<NodeId> roots = task_.values;
    for (const CheckedValue& check : task_.checks)
      if (check.repeat == kNoNode) roots.push_back(check.tested);
    // A sum that only a repeated program reads is still computed in a straight one.
    for (bool grown = true; grown;) {
      grown = false;
      outer_.members = closure(roots, [&](NodeId id) { return !is_ready(id); });
      outer_set_.assign(context_.graph.size(), false);
      for (const NodeId id : outer_.members) outer_set_[id] = true;
      for (const NodeId id : outer_.members) {
        if (!is_sum(id)) continue;
        for (const NodeId inner : inner_values({node_of_term(id)})) {
          if (is_sum(inner) && !outer_set_[inner]) {
            roots.push_back(inner);
            grown = true;
          }
        }
        if (grown) break;
      }
    }
    for (const NodeId id : outer_.members)
      if (is_sum(id)) repeat_of(context_.sums[node(id).index].count).sums.push_back(id);

    for (const CheckedValue& check : task_.checks) {
      Scope& scope = check.repeat == kNoNode ? outer_ : repeat_of(check.repeat).scope;
      scope.checks[check.value].push_back(check);
    }
    for (Repeat& repeat : repeats_) prepare(repeat);
    for (const NodeId value : task_.values) ++outer_.uses[value];
    count_uses(outer_);
    for (const Repeat& repeat : repeats_)
      for (const NodeId import : repeat.imports) ++outer_.uses[import];
    choose_fusions(outer_);
    choose_branches();
  }

  // A branch whose code others would miss is none: results, what later phases and repeated programs read.
  void choose_branches() {
    if (!context_.skip) return;
    std::vector<bool> pinned(context_.graph.size(), false);
    for (const NodeId value : task_.values) pinned[value] = true;
    for (const Repeat& repeat : repeats_) {
      pinned[repeat.count] = true;
      for (const NodeId import : repeat.imports) pinned[import] = true;
    }
    std::vector<CheckedValue> checks;
    for (const CheckedValue& check : task_.checks) {
      if (check.repeat != kNoNode) continue;
      if (is_ready(check.value)) pinned[check.tested] = true;  // written before everything else
      checks.push_back(check);
    }
    branches_ = find_branches(context_.graph, context_.facts, outer_.members, checks,
                              [&](NodeId id) { return pinned[id] || context_.wanted(id) != kNoSlot; });
  }

  NodeId node_of_term(NodeId sum) const { return context_.sums[node(sum).index].term; }

  Repeat& repeat_of(NodeId count) {
    for (Repeat& repeat : repeats_)
      if (repeat.count == count) return repeat;
    repeats_.emplace_back();
    repeats_.back().count = count;
    repeats_.back().scope.repeat = count;
    return repeats_.back();
  }

  std::vector<NodeId> closure(const std::vector<NodeId>& roots, const std::function<bool(NodeId)>& descend) const {
    return computed_values(context_.graph, context_.sums, roots, descend);
  }
  std::vector<NodeId> inner_values(const std::vector<NodeId>& roots) const {
    return closure(roots, [&](NodeId id) { return !is_ready(id) && !outer_set_[id]; });
  }

  void prepare(Repeat& repeat) {
    std::vector<NodeId> roots;
    for (const NodeId sum : repeat.sums) roots.push_back(node_of_term(sum));
    for (const CheckedValue& check : task_.checks)
      if (check.repeat == repeat.count) roots.push_back(check.tested);
    Scope& scope = repeat.scope;
    scope.members = inner_values(roots);
    const auto import = [&](NodeId id) {
      if (id == kNoNode || !outer_set_[id]) return;
      if (std::find(repeat.imports.begin(), repeat.imports.end(), id) == repeat.imports.end())
        repeat.imports.push_back(id);
    };
    for (const NodeId id : roots) import(id);
    for (const NodeId id : scope.members) {
      import(node(id).a);
      import(node(id).b);
      import(node(id).c);
    }
    for (const NodeId sum : repeat.sums) ++scope.uses[node_of_term(sum)];
    count_uses(scope);
    choose_fusions(scope);
  }

  void count_uses(Scope& scope) {
    for (const NodeId id : scope.members) {
      if (is_sum(id)) {
        ++scope.uses[context_.sums[node(id).index].count];
        continue;
      }
      for (const NodeId operand : {node(id).a, node(id).b, node(id).c})
        if (operand != kNoNode) ++scope.uses[operand];
    }
    for (const auto& check : task_.checks)
      if (check.repeat == scope.repeat) ++scope.uses[check.tested];
  }

  void choose_fusions(Scope& scope) {
    if (!context_.fuse) return;
    std::vector<bool> is_member(context_.graph.size(), false);
    for (const NodeId id : scope.members) is_member[id] = true;
    std::vector<bool> vanished(context_.graph.size(), false);
    for (std::size_t i = scope.members.size(); i-- > 0;) {
      const NodeId outer = scope.members[i];
      if (vanished[outer] || node(outer).leaf != Leaf::None) continue;
      const std::optional<Fused> fused = fuse(context_.graph, outer, [&](NodeId inner) {
        return is_member[inner] && scope.uses[inner] == 1 && !scope.checks.contains(inner) &&
               context_.wanted(inner) == kNoSlot && context_.facts.uniform(inner) == context_.facts.uniform(outer);
      });
      if (!fused) continue;
      vanished[fused->inner] = true;
      scope.fused[outer] = *fused;
    }
  }

  // --- Code ---

  std::vector<Instr>& code() { return result_.code.programs.back().code; }

  Slot slot_of(const Scope& scope, NodeId id) const {
    if (const auto at = scope.slot_of.find(id); at != scope.slot_of.end()) return at->second;
    if (const Slot slot = context_.ready(id); slot != kNoSlot) return slot;
    if (const auto at = outer_.slot_of.find(id); at != outer_.slot_of.end()) return at->second;
    return kNoSlot;
  }

  // What must be there before `id` can be computed.
  std::vector<NodeId> needs(const Scope& scope, NodeId id) {
    if (is_sum(id)) {
      const Repeat& repeat = repeat_of(context_.sums[node(id).index].count);
      std::vector<NodeId> result = {repeat.count};
      result.insert(result.end(), repeat.imports.begin(), repeat.imports.end());
      return result;
    }
    std::vector<NodeId> result;
    if (const auto branches = branches_.find(id); &scope == &outer_ && branches != branches_.end()) {
      result.push_back(node(id).a);
      for (const Branch& branch : branches->second)
        result.insert(result.end(), branch.imports.begin(), branch.imports.end());
      for (const NodeId arm : {node(id).b, node(id).c})
        if (!is_skipped(branches->second, arm)) result.push_back(arm);
      return result;
    }
    const auto fused = scope.fused.find(id);
    if (fused != scope.fused.end()) {
      for (const NodeId operand : fused->second.operands)
        if (operand != kNoNode) result.push_back(operand);
    } else {
      for (const NodeId operand : {node(id).a, node(id).b, node(id).c})
        if (operand != kNoNode) result.push_back(operand);
    }
    return result;
  }

  struct Item {
    NodeId value = kNoNode;
    const CheckedValue* check = nullptr;  // else: compute the value
  };

  void compute(Scope& scope, NodeId root) {
    std::vector<Item> stack = {{root, nullptr}};
    while (!stack.empty()) {
      const Item item = stack.back();
      const NodeId id = item.check ? item.check->tested : item.value;
      if (slot_of(scope, id) == kNoSlot) {
        bool ready = true;
        const std::vector<NodeId> operands = needs(scope, id);
        if (item.check) {
          stack.push_back({id, nullptr});
          continue;
        }
        for (std::size_t i = operands.size(); i-- > 0;) {
          if (slot_of(scope, operands[i]) != kNoSlot) continue;
          stack.push_back({operands[i], nullptr});
          ready = false;
        }
        if (!ready) continue;
        stack.pop_back();
        if (is_sum(id)) {
          emit_repeat(repeat_of(context_.sums[node(id).index].count));
          continue;
        }
        if (&scope == &outer_ && branches_.contains(id)) {
          emit_branches(id);
        } else {
          emit_operation(scope, id, operands);
        }
        if (const auto checks = scope.checks.find(id); checks != scope.checks.end()) {
          for (std::size_t i = checks->second.size(); i-- > 0;) {
            const CheckedValue& check = checks->second[i];
            if (check.tested == branching_) {
              write_check(scope, check);
            } else {
              stack.push_back({kNoNode, &check});
            }
          }
        }
        continue;
      }
      stack.pop_back();
      if (item.check) write_check(scope, *item.check);
    }
  }

  void emit_check(const CheckedValue& check) {
    compute(outer_, check.tested);
    write_check(outer_, check);
  }

  void write_check(const Scope& scope, const CheckedValue& check) {
    Instr instr;
    instr.op = Op::Check;
    instr.dst = context_.fault;
    // Inside a branch its Select is not there yet, and is the value.
    instr.a = slot_of(scope, check.tested == branching_ ? check.value : check.tested);
    if (inside_ != kNoSlot) {  // where the branch is not taken there is nothing to look at
      const Slot masked = result_.code.temporary(false);
      write(Op::Select, masked, inside_, instr.a, context_.slots.constant(0));
      instr.a = masked;
    }
    instr.site = context_.site(check);
    code().push_back(instr);
  }

  void emit_operation(Scope& scope, NodeId id, const std::vector<NodeId>& operands) {
    Instr instr;
    const auto fused = scope.fused.find(id);
    DETENTE_CHECK(node(id).leaf == Leaf::None);  // leaves are ready
    instr.op = fused != scope.fused.end() ? fused->second.op : node(id).op;
    const auto operand = [&](std::size_t i) { return i < operands.size() ? slot_of(scope, operands[i]) : kNoSlot; };
    instr.a = operand(0);
    instr.b = operand(1);
    instr.c = operand(2);
    instr.imm = kernels::op_info(instr.op).uses_imm ? node(id).index : 0;
    const Slot wanted = &scope == &outer_ ? context_.wanted(id) : kNoSlot;
    instr.dst = wanted != kNoSlot ? wanted : result_.code.temporary(context_.facts.uniform(id));
    scope.slot_of[id] = instr.dst;
    code().push_back(instr);
  }

  void write(Op op, Slot dst, Slot a, Slot b = kNoSlot, Slot c = kNoSlot) {
    Instr instr;
    instr.op = op;
    instr.dst = dst;
    instr.a = a;
    instr.b = b;
    instr.c = c;
    code().push_back(instr);
  }

  static bool is_skipped(const std::vector<Branch>& branches, NodeId arm) {
    return std::any_of(branches.begin(), branches.end(), [&](const Branch& branch) { return branch.arm == arm; });
  }

  // The value starts as the other branch and takes over this one where its condition holds.
  void emit_branches(NodeId id) {
    const std::vector<Branch>& branches = branches_.at(id);
    const NodeId other = is_skipped(branches, node(id).c) ? node(id).b : node(id).c;
    const Slot wanted = context_.wanted(id);
    const Slot value = wanted != kNoSlot ? wanted : result_.code.temporary(false);
    const bool both = branches.size() == 2;
    write(Op::Move, value, both ? context_.slots.constant(0) : slot_of(outer_, other));
    const Slot condition = slot_of(outer_, node(id).a);
    for (const Branch& branch : branches) {
      Slot mask = condition;
      if (!branch.when_true) {
        mask = result_.code.temporary(context_.facts.uniform(node(id).a));
        write(Op::Not, mask, condition);
      }
      write(Op::SkipIfNone, kNoSlot, mask);
      const std::size_t start = code().size();
      inside_ = mask;
      branching_ = id;
      compute(outer_, branch.arm);
      inside_ = kNoSlot;
      branching_ = kNoNode;
      write(Op::Select, value, mask, slot_of(outer_, branch.arm), value);
      code()[start - 1].imm = static_cast<uint32_t>(code().size() - start);
    }
    outer_.slot_of[id] = value;
  }

  // Every sum starts from zero; each round adds its terms where the lane still has an arrival.
  void emit_repeat(Repeat& repeat) {
    const Slot zero = context_.slots.constant(0);
    for (const NodeId sum : repeat.sums) {
      const Slot wanted = context_.wanted(sum);
      const Slot total = wanted != kNoSlot ? wanted : result_.code.temporary(false);
      outer_.slot_of[sum] = total;
      write(Op::Move, total, zero);
    }
    result_.code.programs.emplace_back();
    result_.code.programs.back().repeat = slot_of(outer_, repeat.count);
    Scope& scope = repeat.scope;
    Slot arrived = kNoSlot;
    for (const CheckedValue& check : task_.checks) {
      const bool here = check.repeat == repeat.count;
      if (here && slot_of(scope, check.value) != kNoSlot) {  // a value of the straight programs
        compute(scope, check.tested);
        write_check(scope, check);
      }
    }
    for (const NodeId sum : repeat.sums) {
      compute(scope, node_of_term(sum));
      if (arrived == kNoSlot) {
        arrived = result_.code.temporary(false);
        write(Op::Lt, arrived, context_.iteration, slot_of(outer_, repeat.count));
      }
      const Slot term = result_.code.temporary(false);
      write(Op::Select, term, arrived, slot_of(scope, node_of_term(sum)), zero);
      write(Op::Add, outer_.slot_of[sum], outer_.slot_of[sum], term);
    }
    result_.code.programs.emplace_back();
    for (const NodeId sum : repeat.sums) {
      const auto checks = outer_.checks.find(sum);
      if (checks == outer_.checks.end()) continue;
      for (const CheckedValue& check : checks->second) emit_check(check);
    }
  }

  const EmitContext& context_;
  const PhaseTask& task_;
  Scope outer_;
  std::vector<bool> outer_set_;
  std::vector<Repeat> repeats_;
  std::unordered_map<NodeId, std::vector<Branch>> branches_;  // of the straight programs; looked up, never iterated
  Slot inside_ = kNoSlot;                                     // the mask of the branch being written
  NodeId branching_ = kNoNode;                                // the Select it belongs to
  Emitted result_;
};

}  // namespace

Emitted emit(const EmitContext& context, const PhaseTask& task) { return Emitter(context, task).run(); }

}  // namespace detente::lower
