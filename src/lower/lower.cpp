#include "lower/lower.h"

#include <map>
#include <optional>
#include <utility>

#include "lower/emit.h"
#include "lower/faults.h"
#include "lower/hoist.h"
#include "lower/rewrite.h"
#include "lower/signals.h"
#include "lower/slots.h"

namespace detente::lower {

namespace {

using model::HeldPhase;
using plan::kNoSlot;
using plan::SlotKind;

PhaseId phase_of(HeldPhase phase) {
  switch (phase) {
    case HeldPhase::Events: return PhaseId::Events;
    case HeldPhase::Observe: return PhaseId::Observe;
    case HeldPhase::Decide: return PhaseId::Decide;
    case HeldPhase::Record: break;
  }
  return PhaseId::Record;
}

const char* help_for(plan::FaultKind kind) {
  switch (kind) {
    case plan::FaultKind::DivisionByZero: return "safe_div(x, y, otherwise) gives a value where y is 0";
    case plan::FaultKind::LogOfNonPositive: return "keep the argument above 0, for instance by max(x, smallest)";
    case plan::FaultKind::RootOfNegative: return "keep the argument at or above 0, for instance by max(x, 0)";
    case plan::FaultKind::PowerDomain: return "a negative base takes whole exponents only, and 0 no negative one";
    case plan::FaultKind::Overflow: return "let growth saturate, or use a larger unit";
    case plan::FaultKind::OutOfRange:
      return "a delay lies between one step and its declared bound; at most 100,000 arrivals fall in one step";
    case plan::FaultKind::Conflict: return "let one event at a time assign this stock, or use += in all of them";
    case plan::FaultKind::NotFinite: break;
  }
  return "";
}

class Lowering {
 public:
  Lowering(const model::Model& model, const base::SourceMap& sources, const LowerOptions& options)
      : model_(model),
        sources_(sources),
        options_(options),
        graph_(model.graph),
        facts_(model, graph_),
        sums_(model.repeat_sums),
        slots_(plan_) {}

  base::Result<plan::Plan> run() {
    base::Result<plan::Plan> result;
    std::vector<std::string> names = options_.save;
    for (const plan::Observed& observed : model_.interface.observed) names.push_back(observed.signal);
    signals_ = find_values(model_, names, result.diagnostics);
    if (result.diagnostics.has_errors()) return result;

    start_values();
    replace_frozen_values();
    collect_results();
    facts_.extend();
    for (std::size_t phase = 0; phase < kPhaseCount; ++phase)
      checks_[phase] = find_checks(model_, sums_, graph_, facts_, results_[phase]);
    check_stocks();
    schedule_ = schedule(graph_, facts_, model_, sums_, results_, checks_);
    fixed_slots();
    add_copies();
    for (std::size_t phase = 0; phase < kPhaseCount; ++phase) write_phase(static_cast<PhaseId>(phase));
    result.value = std::move(plan_);
    return result;
  }

 private:
  // --- From the model to what each phase must give ---

  void start_values() {
    Rewriter start = at_start(model_, graph_);
    for (const model::StockCell& stock : model_.stocks) {
      const NodeId initial = start(stock.initial);
      start_of_stock_.push_back(stock.log_scale ? graph_.op(kernels::Op::Ln, stock.origin, initial) : initial);
    }
    for (const model::HeldCell& held : model_.held) start_of_held_.push_back(start(held.initial));
  }

  // A held value that never moves is its start value, wherever it is read; `initial(x)` is one. The step is a number:
  // scenarios move the ends of the grid only.
  void replace_frozen_values() {
    facts_.extend();
    std::vector<NodeId> replacement(model_.held.size(), kNoNode);
    keeps_slot_.assign(model_.held.size(), true);
    for (std::size_t i = 0; i < model_.held.size(); ++i) {
      if (model_.held[i].update != kNoNode || facts_.level(start_of_held_[i]) != Level::Run) continue;
      replacement[i] = start_of_held_[i];
      keeps_slot_[i] = false;
    }
    for (const uint32_t held : model_.lever_cells) keeps_slot_[held] = true;
    const NodeId step = graph_.constant(model_.time.step);
    rewrite_.emplace(graph_, [replacement, step](const Node& node) {
      if (node.leaf == Leaf::Dt) return step;
      return node.leaf == Leaf::Held ? replacement[node.index] : kNoNode;
    });
    for (model::RepeatSum& sum : sums_) sum = {now(sum.count), now(sum.term)};
  }

  NodeId now(NodeId id) { return id == kNoNode ? kNoNode : (*rewrite_)(id); }

  // States, rates and what events and noise make of stocks need no check of their own: see check_stocks.
  void collect_results() {
    const auto add = [&](PhaseId phase, NodeId id, uint32_t origin, bool finite = true) {
      if (id != kNoNode) results_[at(phase)].push_back({id, finite, origin});
      return id;
    };
    for (std::size_t i = 0; i < model_.stocks.size(); ++i) {
      const model::StockCell& stock = model_.stocks[i];
      add(PhaseId::Init, start_of_stock_[i], stock.origin, false);
      after_events_.push_back(add(PhaseId::Events, now(stock.after_events), stock.origin, false));
      diffusion_.push_back(add(PhaseId::Step, now(stock.diffusion), stock.origin, false));
      rate_.push_back(add(PhaseId::Rates, now(stock.rate), stock.origin, false));
    }
    for (std::size_t i = 0; i < model_.held.size(); ++i) {
      const model::HeldCell& held = model_.held[i];
      if (keeps_slot_[i]) add(PhaseId::Init, start_of_held_[i], held.origin);
      update_.push_back(add(phase_of(held.phase), now(held.update), held.origin));
    }
    for (const model::RingCell& ring : model_.rings) {
      const NodeId recorded = now(ring.recorded);
      recorded_.push_back(add(PhaseId::Record, recorded, graph_[recorded].origin));
    }
    for (const model::AtomCell& atom : model_.atoms) {
      const NodeId truth = now(atom.truth), robustness = now(atom.robustness);
      truth_.push_back(add(PhaseId::Record, truth, graph_[truth].origin));
      // Infinite where a condition has no distance from flipping.
      robustness_.push_back(add(PhaseId::Record, robustness, 0, false));
    }
    for (NamedValue& signal : signals_) {
      signal.node = now(signal.node);
      add(PhaseId::Record, signal.node, signal.origin);
    }
    for (const NodeId metric : model_.metric_values) {
      const NodeId value = now(metric);
      metric_.push_back(add(PhaseId::Finish, value, graph_[value].origin));
    }
  }

  // Whatever a stock met on its way, in a rate, an event or a stage, it is no longer finite when it is recorded.
  void check_stocks() {
    for (uint32_t i = 0; i < model_.stocks.size(); ++i) {
      CheckedValue check;
      check.value = check.tested = graph_.leaf(Leaf::Stock, i);
      check.origin = model_.stocks[i].origin;
      checks_[at(PhaseId::Record)].push_back(check);
    }
    facts_.extend();
  }

  // --- Slots ---

  void fixed_slots() {
    plan_.interface = model_.interface;
    plan_.time = model_.time;
    plan_.streams = model_.streams;
    plan_.tables = model_.tables;
    plan_.monitors = model_.monitors;
    plan_.fault = slots_.add(SlotKind::Flag, false);
    for (Slot* clock : {&plan_.clock.time, &plan_.clock.step, &plan_.clock.start, &plan_.clock.end, &plan_.clock.dt,
                        &plan_.clock.iteration}) {
      *clock = slots_.add(SlotKind::Clock, true);
    }
    for (plan::Input& input : plan_.interface.inputs) input.slot = slots_.add(SlotKind::Input, false);
    for (const model::StockCell& stock : model_.stocks) {
      plan_.stocks.push_back({stock.quantity, slots_.add(SlotKind::Stock, false), kNoSlot, kNoSlot, stock.log_scale});
    }
    for (std::size_t i = 0; i < model_.held.size(); ++i)
      held_.push_back(keeps_slot_[i] ? slots_.add(SlotKind::Held, false) : kNoSlot);
    for (std::size_t i = 0; i < model_.lever_cells.size(); ++i)
      plan_.interface.levers[i].slot = held_[model_.lever_cells[i]];
    for (std::size_t p = 0; p < model_.seen_cells.size(); ++p) {
      for (const uint32_t cell : model_.seen_cells[p]) plan_.interface.players[p].seen.push_back(held_[cell]);
    }
    // One value more than the longest delay: the finish still reads the oldest when the last one has been written.
    for (const model::RingCell& ring : model_.rings) plan_.rings.push_back({ring.name, ring.depth + 1});

    setup_slot_.assign(graph_.size(), kNoSlot);
    step_slot_.assign(graph_.size(), kNoSlot);
    for (NodeId id = 0; id < graph_.size(); ++id) {
      if (schedule_.from_setup[id]) setup_slot_[id] = slots_.persistent(facts_.uniform(id));
      if (schedule_.from_step[id] && ready(PhaseId::Step, id) == kNoSlot)
        step_slot_[id] = slots_.persistent(facts_.uniform(id));
    }
    for (PhaseTask::Copy& copy : schedule_.tasks[at(PhaseId::Step)].copies) {
      copy.to = slots_.persistent(false);
      step_slot_[copy.leaf] = copy.to;
    }
  }

  // What is read after a phase has moved its slot is copied before.
  void add_copies() {
    const auto moves = [&](NodeId id, PhaseId phase) {
      const Node& node = graph_[id];
      if (node.leaf == Leaf::Stock)
        return phase == PhaseId::Events && model_.stocks[node.index].after_events != kNoNode;
      return node.leaf == Leaf::Held && model_.held[node.index].update != kNoNode &&
             phase_of(model_.held[node.index].phase) == phase;
    };
    for (const PhaseId phase : {PhaseId::Events, PhaseId::Observe, PhaseId::Decide, PhaseId::Record}) {
      std::vector<bool> copied(graph_.size());
      for (const Result& result : results_[at(phase)]) {
        if (!moves(result.node, phase) || copied[result.node]) continue;
        copied[result.node] = true;
        schedule_.tasks[at(phase)].copies.push_back({result.node, kNoSlot});
      }
    }
  }

  Slot leaf_slot(const Node& node) {
    switch (node.leaf) {
      case Leaf::Constant: return slots_.constant(node.value);
      case Leaf::Input: return plan_.interface.inputs[node.index].slot;
      case Leaf::Stock: return plan_.stocks[node.index].slot;
      case Leaf::Held: return held_[node.index];
      case Leaf::Time: return plan_.clock.time;
      case Leaf::StepIndex: return plan_.clock.step;
      case Leaf::Start: return plan_.clock.start;
      case Leaf::End: return plan_.clock.end;
      case Leaf::Dt: return plan_.clock.dt;
      case Leaf::Iteration: return plan_.clock.iteration;
      default: return kNoSlot;
    }
  }

  Slot ready(PhaseId phase, NodeId id) {
    if (phase != PhaseId::Setup && setup_slot_[id] != kNoSlot) return setup_slot_[id];
    const bool same_moment = phase == PhaseId::Record && graph_[id].leaf != Leaf::Held;
    const bool fixed = phase == PhaseId::Rates && facts_.level(id) == Level::Step;
    if ((same_moment || fixed) && step_slot_[id] != kNoSlot) return step_slot_[id];
    return leaf_slot(graph_[id]);
  }

  Slot wanted(PhaseId phase, NodeId id) const {
    if (phase == PhaseId::Setup) return setup_slot_[id];
    if (phase == PhaseId::Step) return step_slot_[id];
    return kNoSlot;
  }

  uint32_t site(const CheckedValue& check) {
    const auto key = std::pair(check.origin, check.kind);
    const auto [found, is_new] = sites_.try_emplace(key, static_cast<uint32_t>(plan_.sites.size()));
    if (is_new) {
      plan::Site site;
      site.kind = check.kind;
      site.help = help_for(check.kind);
      if (check.origin < model_.origins.size()) {
        const model::Origin& origin = model_.origins[check.origin];
        site.variable = origin.variable;
        if (!origin.span.source.is_none()) {
          const base::LineColumn start = sources_.start(origin.span);
          site.place = {std::string(sources_.name(origin.span.source)), start.line, start.column};
        }
      }
      plan_.sites.push_back(std::move(site));
    }
    return found->second;
  }

  // --- Code ---

  void write_phase(PhaseId phase) {
    const EmitContext context{graph_,
                              facts_,
                              sums_,
                              slots_,
                              plan_.fault,
                              plan_.clock.iteration,
                              options_.fuse,
                              options_.skip,
                              [&](NodeId id) { return ready(phase, id); },
                              [&](NodeId id) { return wanted(phase, id); },
                              [&](const CheckedValue& check) { return site(check); }};
    Emitted emitted = emit(context, schedule_.tasks[at(phase)]);
    if (phase == PhaseId::Record) write_rings(emitted);
    const std::vector<Slot> placed = place_temporaries(emitted.code, slots_);
    slot_of_ = [&](NodeId id) {
      const Slot slot = emitted.slot_of.at(id);
      return slot >= kVirtual && slot != kNoSlot ? placed[slot - kVirtual] : slot;
    };
    plan::Phase& out = plan_.*plan::kPhases[at(phase)].member;
    out.programs = std::move(emitted.code.programs);
    hand_on(phase, out);
  }

  // After everything else, so that the oldest value of a ring is read before it is overwritten.
  void write_rings(Emitted& emitted) {
    if (model_.rings.empty()) return;
    std::vector<plan::Program>& programs = emitted.code.programs;
    if (programs.empty() || programs.back().repeat != kNoSlot) programs.emplace_back();
    for (uint32_t i = 0; i < model_.rings.size(); ++i) {
      plan::Instr instr;
      instr.op = kernels::Op::RingWrite;
      instr.a = emitted.slot_of.at(recorded_[i]);
      instr.imm = i;
      programs.back().code.push_back(instr);
    }
  }

  void hand_on(PhaseId phase, plan::Phase& out) {
    const auto commit = [&](Slot to, NodeId from) {
      if (to != kNoSlot && from != kNoNode && slot_of_(from) != to) out.commits.push_back({to, slot_of_(from)});
    };
    for (std::size_t i = 0; i < model_.stocks.size(); ++i) {
      plan::Stock& stock = plan_.stocks[i];
      if (phase == PhaseId::Init) commit(stock.slot, start_of_stock_[i]);
      if (phase == PhaseId::Events) commit(stock.slot, after_events_[i]);
      if (phase == PhaseId::Step && diffusion_[i] != kNoNode) stock.diffusion = slot_of_(diffusion_[i]);
      if (phase == PhaseId::Rates) stock.rate = rate_[i] == kNoNode ? slots_.constant(0) : slot_of_(rate_[i]);
    }
    for (std::size_t i = 0; i < model_.held.size(); ++i) {
      if (phase == PhaseId::Init && keeps_slot_[i]) commit(held_[i], start_of_held_[i]);
      if (update_[i] != kNoNode && phase == phase_of(model_.held[i].phase)) commit(held_[i], update_[i]);
    }
    if (phase == PhaseId::Record) {
      for (std::size_t i = 0; i < truth_.size(); ++i) {
        const bool measured = robustness_[i] != kNoNode;
        plan_.atoms.push_back({slot_of_(truth_[i]), measured ? slot_of_(robustness_[i]) : kNoSlot});
      }
      for (const NamedValue& signal : signals_) plan_.signals.push_back({signal.quantity, slot_of_(signal.node), true});
    }
    if (phase == PhaseId::Finish) {
      for (std::size_t i = 0; i < metric_.size(); ++i) plan_.interface.metrics[i].slot = slot_of_(metric_[i]);
    }
  }

  const model::Model& model_;
  const base::SourceMap& sources_;
  const LowerOptions& options_;
  Graph graph_;
  Facts facts_;
  std::vector<model::RepeatSum> sums_;
  std::vector<NamedValue> signals_;
  std::optional<Rewriter> rewrite_;

  // What the model asks for, as nodes; beside the model's lists.
  std::vector<NodeId> start_of_stock_, after_events_, diffusion_, rate_;
  std::vector<NodeId> start_of_held_, update_, recorded_, truth_, robustness_, metric_;
  std::vector<bool> keeps_slot_;  // of held values

  PerPhase<std::vector<Result>> results_;
  PerPhase<std::vector<CheckedValue>> checks_;
  Schedule schedule_;

  plan::Plan plan_;
  Slots slots_;
  std::vector<Slot> held_;
  std::vector<Slot> setup_slot_, step_slot_;  // by node; kNoSlot: not kept for later phases
  std::map<std::pair<uint32_t, plan::FaultKind>, uint32_t> sites_;
  std::function<Slot(NodeId)> slot_of_;  // of the phase being written
};

}  // namespace

base::Result<plan::Plan> lower(const model::Model& model, const base::SourceMap& sources, const LowerOptions& options) {
  return Lowering(model, sources, options).run();
}

}  // namespace detente::lower
