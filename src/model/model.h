// A model after checking: every name resolved, every unit checked, every array spread into its elements, equations
// ordered. No text is looked up after this. `plan::Interface` holds what people and analyses see (inputs, players,
// scenarios, metrics, claims); the graph holds what runs. Lowering turns the graph into the programs of a plan.
//
// Invariants: all numbers are in the coherent base of units (time in years); a node never depends on itself except
// through a stock, a held value or a ring; slots in the interface are still kNoSlot.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/span.h"
#include "model/graph.h"
#include "plan/interface.h"
#include "plan/plan.h"
#include "units/unit_table.h"

namespace detente::model {

// A label. One label in two sets is one element. An element of a product has parts and the label "a,b".
struct Element {
  std::string label;
  std::string title;
  std::vector<uint32_t> parts;
  base::Span span;
  bool lost = false;  // left out by the preset
};

struct Set {
  std::string name;
  std::string title;
  std::vector<uint32_t> elements;  // Model::elements, in declared order
  std::vector<uint32_t> factors;   // sets of a product; empty for a plain set
  base::Span span;
};

enum class SymbolKind : uint8_t {
  Unit,
  Set,
  Constant,
  Parameter,
  Alternative,
  Data,
  Lookup,
  Stock,
  Flow,
  Aux,
  Noise,
  Event,
  Function,
  Lever,
  Policy,
  Player,
  Agreement,
  Term,
  Scenario,
  Metric,
  Claim,
  Group,
  Observed,
  Calibrate,
  Input,
  Preset
};

// One declared name. Symbols with values own `count` consecutive cells, in index order (last index fastest).
struct Symbol {
  SymbolKind kind = SymbolKind::Aux;
  std::string name;
  std::string title;  // the quoted title
  std::string doc;    // its ## text
  std::string source, grade;
  units::Unit unit;
  std::vector<uint32_t> sets;  // index sets
  uint32_t first_cell = 0;
  uint32_t count = 0;
  uint32_t index = 0;  // in the list of its kind: Set: sets; Alternative: interface.inputs; Lookup: tables
  base::Span span;     // of the name
};

// One element of a symbol that has a value: the node that computes it.
struct Cell {
  uint32_t symbol = 0;
  NodeId value = kNoNode;
};

// What a fault at a node is blamed on.
struct Origin {
  std::string variable;  // with element
  base::Span span;
  plan::FaultKind fault = plan::FaultKind::NotFinite;  // of a constant NaN that stands for a mistake of the run
};

struct StockCell {
  plan::Quantity quantity;
  uint32_t initial_input = plan::kNone;  // its start value as an input, already part of `initial`
  NodeId initial = kNoNode;              // in the stock's unit (not its logarithm)
  NodeId rate = kNoNode;                 // net rate [unit/year]; of the logarithm [1/year] on log scale
  NodeId diffusion = kNoNode;            // what the noise adds over the whole step; kNoNode = none
  NodeId after_events = kNoNode;         // the state after this step's events; kNoNode = events leave it alone
  bool log_scale = false;
  bool hidden = false;  // made by a delay, a smooth or an integral: no declaration names it
  uint32_t origin = 0;
};

enum class HeldPhase : uint8_t { Events, Observe, Decide, Record };

// A value that stays until its phase moves it: levers, what players have seen, agreement status, previous values,
// accumulators of metrics. `update` reads all held values from before the phase.
struct HeldCell {
  std::string name;
  NodeId initial = kNoNode;
  NodeId update = kNoNode;
  HeldPhase phase = HeldPhase::Record;
  uint32_t origin = 0;
};

// The sum of `term` over arrivals 0 .. count - 1 of this step, each with its own iteration number.
struct RepeatSum {
  NodeId count = kNoNode;
  NodeId term = kNoNode;
};

struct RingCell {
  std::string name;
  uint32_t depth = 0;         // steps
  NodeId recorded = kNoNode;  // at the record phase
};

struct AtomCell {
  NodeId truth = kNoNode;
  NodeId robustness = kNoNode;  // kNoNode: +-infinity by truth
};

struct Model {
  plan::Interface interface;
  plan::TimeGrid time;
  units::UnitTable units;
  std::vector<Element> elements;
  std::vector<Set> sets;
  std::vector<Symbol> symbols;
  std::vector<Cell> cells;
  Graph graph;
  std::vector<Origin> origins;
  std::vector<StockCell> stocks;
  std::vector<HeldCell> held;
  std::vector<RepeatSum> repeat_sums;
  std::vector<RingCell> rings;
  std::vector<plan::Stream> streams;
  std::vector<plan::Table> tables;
  std::vector<AtomCell> atoms;
  std::vector<plan::ArmValue> outcomes;  // of Leaf::Outcome
  std::vector<plan::Monitor> monitors;
  std::vector<NodeId> metric_values;              // beside interface.metrics, evaluated at the finish
  std::vector<uint32_t> lever_cells;              // beside interface.levers: index into held
  std::vector<std::vector<uint32_t>> seen_cells;  // beside interface.players and their observations: index into held
  std::vector<std::string> dropped;               // what a preset left out, by name
};

}  // namespace detente::model
