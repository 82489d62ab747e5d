#include "lower/hoist.h"

#include <unordered_set>

#include "lower/reach.h"

namespace detente::lower {

namespace {

class Scheduler {
 public:
  Scheduler(const Graph& graph, const Facts& facts, const model::Model& model,
            const std::vector<model::RepeatSum>& sums)
      : graph_(graph), facts_(facts), model_(model), sums_(sums) {
    in_setup_.resize(graph.size());
    in_step_.resize(graph.size());
    result_.from_setup.resize(graph.size());
    result_.from_step.resize(graph.size());
  }

  Schedule run(const PerPhase<std::vector<Result>>& results, const PerPhase<std::vector<CheckedValue>>& checks) {
    distribute_checks(checks);
    for (std::size_t phase = 0; phase < kPhaseCount; ++phase)
      for (const Result& result : results[phase]) task(static_cast<PhaseId>(phase)).values.push_back(result.node);
    // Rates first: they say what `step` must compute, and both say what `setup` must.
    place(PhaseId::Rates);
    for (const NodeId id : task(PhaseId::Step).values) result_.from_step[id] = true;  // the integrator reads them later
    mark(in_step_, place(PhaseId::Step));
    for (const PhaseId phase : {PhaseId::Events, PhaseId::Observe, PhaseId::Decide, PhaseId::Record}) place(phase);
    mark(in_setup_, place(PhaseId::Setup));
    place(PhaseId::Init);
    place(PhaseId::Finish);
    return std::move(result_);
  }

 private:
  PhaseTask& task(PhaseId phase) { return result_.tasks[at(phase)]; }
  static bool runs_once(PhaseId phase) {
    return phase == PhaseId::Setup || phase == PhaseId::Init || phase == PhaseId::Finish;
  }

  static void mark(std::vector<bool>& set, const std::vector<NodeId>& nodes) {
    for (const NodeId id : nodes) set[id] = true;
  }

  // A check belongs to the phase that computes what it tests. A check on some branches is dropped where the same value
  // is checked on all of them.
  void distribute_checks(const PerPhase<std::vector<CheckedValue>>& checks) {
    const auto home = [&](PhaseId phase, const CheckedValue& check) {
      if (runs_once(phase)) return phase;
      const Level level = facts_.level(check.tested);
      if (level == Level::Run) return PhaseId::Setup;
      if (phase == PhaseId::Rates && (level == Level::Step || check.at_grid)) return PhaseId::Step;
      return phase;
    };
    std::array<std::unordered_set<NodeId>, kPhaseCount> certain, tested;  // looked up, never iterated
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
      for (const CheckedValue& check : checks[i]) {
        if (check.tested == check.value) certain[at(home(static_cast<PhaseId>(i), check))].insert(check.value);
      }
    }
    for (const PhaseId phase : {PhaseId::Setup, PhaseId::Rates, PhaseId::Step, PhaseId::Events, PhaseId::Observe,
                                PhaseId::Decide, PhaseId::Record, PhaseId::Init, PhaseId::Finish}) {
      for (const CheckedValue& check : checks[at(phase)]) {
        const PhaseId where = home(phase, check);
        const bool conditional = check.tested != check.value;
        if (conditional &&
            (certain[at(PhaseId::Setup)].contains(check.value) || certain[at(where)].contains(check.value))) {
          continue;
        }
        if (where == PhaseId::Record && tested[at(PhaseId::Step)].contains(check.tested)) continue;
        if (runs_once(where) && tested[at(PhaseId::Setup)].contains(check.tested)) continue;
        if (tested[at(where)].insert(check.tested).second) task(where).checks.push_back(check);
      }
    }
  }

  void need(std::vector<bool>& from, PhaseId home, NodeId id) {
    if (from[id]) return;
    from[id] = true;
    if (graph_[id].leaf == Leaf::Held) {
      task(home).copies.push_back({id, plan::kNoSlot});
    } else {
      task(home).values.push_back(id);
    }
  }

  bool computes(PhaseId phase, NodeId id) {
    const Node& node = graph_[id];
    const Level level = facts_.level(id);
    if (node.leaf == Leaf::Held) {
      const bool moves = phase == PhaseId::Rates && model_.held[node.index].phase == model::HeldPhase::Record;
      if (moves) need(result_.from_step, PhaseId::Step, id);
      return false;
    }
    if (node.leaf != Leaf::None && node.leaf != Leaf::RepeatSum) return false;
    const bool setup_has_it = runs_once(phase) ? phase != PhaseId::Setup && in_setup_[id] : level == Level::Run;
    if (setup_has_it) {
      need(result_.from_setup, PhaseId::Setup, id);
      return false;
    }
    const bool step_has_it =
        (phase == PhaseId::Rates && level == Level::Step) || (phase == PhaseId::Record && in_step_[id]);
    if (step_has_it) need(result_.from_step, PhaseId::Step, id);
    return !step_has_it;
  }

  // Notes what the phase wants from the others; gives what it computes itself, outside repeated programs.
  std::vector<NodeId> place(PhaseId phase) {
    const auto descend = [&](NodeId id) { return computes(phase, id); };
    std::vector<NodeId> roots = task(phase).values;
    for (const CheckedValue& check : task(phase).checks)
      if (check.repeat == kNoNode) roots.push_back(check.tested);
    const std::vector<NodeId> straight = computed_values(graph_, sums_, roots, descend);

    for (const CheckedValue& check : task(phase).checks) roots.push_back(check.tested);
    for (std::size_t terms = 0;;) {
      std::size_t found = 0;
      for (const NodeId id : computed_values(graph_, sums_, roots, descend)) {
        if (graph_[id].leaf != Leaf::RepeatSum) continue;
        if (++found > terms) roots.push_back(sums_[graph_[id].index].term);
      }
      if (found == terms) return straight;
      terms = found;
    }
  }

  const Graph& graph_;
  const Facts& facts_;
  const model::Model& model_;
  const std::vector<model::RepeatSum>& sums_;
  std::vector<bool> in_setup_, in_step_;
  Schedule result_;
};

}  // namespace

Schedule schedule(const Graph& graph, const Facts& facts, const model::Model& model,
                  const std::vector<model::RepeatSum>& sums, const PerPhase<std::vector<Result>>& results,
                  const PerPhase<std::vector<CheckedValue>>& checks) {
  return Scheduler(graph, facts, model, sums).run(results, checks);
}

}  // namespace detente::lower
