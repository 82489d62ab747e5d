// From checked expressions to graph nodes, one element at a time, in the order the equations need.
// `node` may find that a cell it reads has no node yet: it notes the cell and gives kNoNode; `settle` computes what was
// noted (depth first, on a stack of its own, so long chains of equations are safe) and tries again. A cell that needs
// itself without a stock, delay or event between is a loop and is reported link by link (E0510, E0511).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
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

class Instantiator {
 public:
  explicit Instantiator(Context& context) : context_(context) {}

  // For Compute functions and other attempts: kNoNode while something is missing.
  NodeId node(const Expression& expression, Environment& environment);
  NodeId cell(SymbolId symbol, std::span<const ElementId> at, Phase phase, base::Span use);

  // For the top level: always a node.
  NodeId settle(const std::function<NodeId()>& attempt);
  NodeId value(const Expression& expression, const Environment& environment);
  NodeId value_of_cell(std::uint32_t cell, Phase phase);
  // The number an expression of constants comes to; NaN after a report.
  double number(const Expression& expression, const Environment& environment);

  // Work that reads cells but that no cell waits for (rates, memories); run_later runs all of it.
  void later(std::function<void()> job);
  void run_later();

  Graph& graph() { return context_.model.graph; }
  Context& context() { return context_; }

 private:
  Context& context_;
};

}  // namespace detente::model
