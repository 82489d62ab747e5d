// From checked expressions to graph nodes, one element at a time, in the order the equations need.
// `node` may find that a cell it reads has no node yet: it notes the cell and gives kNoNode; `settle` computes what was
// noted (depth first, on a stack of its own, so long chains of equations are safe) and tries again. A cell that needs
// itself without a stock, delay or event between is a loop and is reported link by link (E0510, E0511).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/context.h"
#include "model/expression.h"

namespace detente::model {

struct Environment {
  Phase phase = Phase::Run;
  std::vector<ElementId> bound;   // by slot
  std::vector<NodeId> arguments;  // of the function being expanded
  std::uint32_t origin = 0;
  std::string stream;  // what random draws are named after: "event scare[a]"
};

// Counts how often, on the grid, something happens that a person should know of (W0802, W0705).
struct Watch {
  std::string code;
  std::string name;
  base::Span span;
  std::vector<NodeId> conditions;  // each counts one a step
};

class Instantiator {
 public:
  static constexpr NodeId kAbsent = kNoNode - 1;  // an operand the operation does not have

  explicit Instantiator(Context& context) : context_(context) {}
  Instantiator(const Instantiator&) = delete;

  // For Compute functions and other attempts: kNoNode while something is missing.
  NodeId node(const Expression& expression, Environment& environment);
  NodeId cell(SymbolId symbol, std::span<const ElementId> at, Phase phase, base::Span use);
  // An operation; kNoNode while an operand is missing.
  NodeId op(kernels::Op op, const Environment& environment, NodeId a, NodeId b = kAbsent, NodeId c = kAbsent,
            std::uint32_t immediate = 0);
  // Of a condition on elements.
  bool holds(const Expression& condition, const Environment& environment) const;
  ElementId element(const Index& index, const Environment& environment) const;  // kNoId: no such tuple
  // For the element `at` of a symbol: its variables bound, its name as origin.
  Environment environment(SymbolId symbol, std::span<const ElementId> at, Phase phase);

  // For the top level: always a node.
  NodeId settle(const std::function<NodeId()>& attempt);
  NodeId value(const Expression& expression, const Environment& environment);
  NodeId value_of_cell(std::uint32_t cell, Phase phase);
  // The number an expression of constants comes to; NaN after a report (E0522).
  double number(const Expression& expression, const Environment& environment);

  // Work that reads cells but that no cell waits for (rates, memories); run_later runs all of it.
  void later(std::function<void()> job) { later_.push_back(std::move(job)); }
  void run_later();

  // The first step whose grid time is at or after a calendar time, as a node; a tolerance of 1e-6 steps.
  NodeId step_of(NodeId year, const Environment& environment);
  NodeId grid_time(const Environment& environment);
  std::uint32_t stream(const std::string& name);  // found or made
  // Op::Uniform or Op::Normal of a stream.
  NodeId random_leaf(kernels::Op which, const std::string& name, const Environment& environment);
  // A value that stays until its phase moves it; `update` gets the leaf that reads it.
  NodeId held(std::string name, NodeId initial, HeldPhase phase, std::uint32_t origin,
              const std::function<NodeId(NodeId self)>& update);
  // A stock that no declaration names: index in Model::stocks.
  std::uint32_t hidden_stock(const std::string& name, const units::Unit& unit, std::uint32_t origin);
  // "smooth1 in threat[a]", numbered from the second on.
  std::string hidden_name(std::string_view what, const Environment& environment);
  Watch& watch(std::string_view code, SymbolId symbol);
  const std::vector<Watch>& watches() const { return watches_; }

  Graph& graph() { return context_.model.graph; }
  Context& context() { return context_; }

 private:
  struct Wanted {
    std::uint32_t cell;
    Phase phase;
    base::Span use;
  };
  enum class State : std::uint8_t { New, Open, Done };

  void settle_cell(const Wanted& wanted);
  NodeId compute(std::uint32_t cell, Phase phase);
  void report_loop(const std::vector<Wanted>& loop);
  void grow();
  NodeId chain(const Expression& expression, Environment& environment);
  NodeId reduce(const Expression& expression, Environment& environment);
  NodeId softmax(const Expression& expression, Environment& environment);
  NodeId match(const Expression& expression, Environment& environment);
  NodeId call(const Expression& expression, Environment& environment);
  NodeId lookup(const Expression& expression, Environment& environment);
  NodeId remembered(const Expression& expression, Environment& environment);  // delays.cpp
  NodeId drawn(const Expression& expression, Environment& environment);       // draws.cpp
  NodeId measured(const Expression& expression, Environment& environment);    // measures.cpp
  // Runs through the elements of bounds for which the condition on elements holds.
  void each(const Expression& expression, Environment& environment, const std::function<void(NodeId condition)>& visit);
  NodeId ring_read(const Expression& expression, Environment& environment);
  void check_delay(const Expression& expression, NodeId per_level, std::uint32_t count);

  Context& context_;
  std::vector<NodeId> nodes_[2];  // by phase and cell
  std::vector<State> states_[2];
  std::vector<Wanted> missing_;
  std::deque<std::function<void()>> later_;
  std::vector<std::uint32_t> origin_of_cell_;
  std::map<std::vector<std::uint32_t>, NodeId> calls_;
  std::map<std::pair<const Expression*, std::vector<ElementId>>, std::vector<std::uint32_t>> memories_;
  std::map<std::string, std::uint32_t> streams_;
  std::map<std::pair<std::string, const Expression*>, std::uint32_t> draws_;
  std::map<std::string, std::uint32_t> draw_counts_;
  std::map<std::string, std::uint32_t> hidden_names_;
  std::set<const Expression*> reported_;
  std::vector<Watch> watches_;
  std::uint64_t visits_ = 0;
  std::uint32_t call_depth_ = 0;
};

}  // namespace detente::model
