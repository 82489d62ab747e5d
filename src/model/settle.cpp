// The order of equations: cells are computed when they are asked for, what they need first, on a stack of its own.
#include <cmath>
#include <limits>
#include <utility>

#include "base/cat.h"
#include "base/check.h"
#include "model/instantiate.h"

namespace detente::model {
namespace {

constexpr std::size_t at(Phase phase) { return phase == Phase::Run ? 0 : 1; }

}  // namespace

void Instantiator::grow() {
  for (const std::size_t phase : {0u, 1u}) {
    nodes_[phase].resize(context_.model.cells.size(), kNoNode);
    states_[phase].resize(context_.model.cells.size(), State::New);
  }
}

NodeId Instantiator::cell(SymbolId symbol, std::span<const ElementId> elements, Phase phase, base::Span use) {
  const std::uint32_t found = context_.cell_at(symbol, elements);
  DETENTE_CHECK(found != kNoId);
  if (nodes_[0].size() < context_.model.cells.size()) grow();
  if (states_[at(phase)][found] == State::Done) return nodes_[at(phase)][found];
  missing_.push_back({found, phase, use});
  return kNoNode;
}

NodeId Instantiator::compute(std::uint32_t cell, Phase phase) {
  const SymbolId symbol = context_.model.cells[cell].symbol;
  const Compute& compute = context_.definitions[symbol].compute;
  if (!compute) return graph().constant(0);  // its declaration was reported
  return compute(*this, context_.elements_of_cell(symbol, cell - context_.model.symbols[symbol].first_cell), phase);
}

void Instantiator::settle_cell(const Wanted& wanted) {
  struct Frame {
    Wanted cell;
    std::vector<Wanted> missing;
    std::size_t next = 0;
    bool tried = false;
  };
  if (states_[at(wanted.phase)][wanted.cell] == State::Done) return;
  std::vector<Frame> stack;
  const auto open = [&](const Wanted& cell) {
    states_[at(cell.phase)][cell.cell] = State::Open;
    stack.push_back({cell, {}});
  };
  open(wanted);
  while (!stack.empty()) {
    Frame& top = stack.back();
    if (top.next < top.missing.size()) {
      const Wanted next = top.missing[top.next++];
      State& state = states_[at(next.phase)][next.cell];
      if (state == State::New) {
        open(next);
      } else if (state == State::Open) {
        std::vector<Wanted> loop;
        for (std::size_t i = stack.size(); i-- > 0;) {
          loop.insert(loop.begin(), stack[i].cell);
          if (stack[i].cell.cell == next.cell && stack[i].cell.phase == next.phase) break;
        }
        loop.front().use = next.use;
        report_loop(loop);
        nodes_[at(next.phase)][next.cell] = graph().constant(0);  // lets the others finish
        state = State::Done;
      }
      continue;
    }
    missing_.clear();
    const NodeId made = compute(top.cell.cell, top.cell.phase);
    if (!missing_.empty()) {
      top.missing = std::move(missing_);
      top.next = 0;
      continue;
    }
    DETENTE_CHECK(made != kNoNode);
    nodes_[at(top.cell.phase)][top.cell.cell] = made;
    states_[at(top.cell.phase)][top.cell.cell] = State::Done;
    stack.pop_back();
  }
}

void Instantiator::report_loop(const std::vector<Wanted>& loop) {
  constexpr std::size_t kShown = 12;
  const auto name = [&](const Wanted& link) {
    const SymbolId symbol = context_.model.cells[link.cell].symbol;
    return context_.cell_name(symbol,
                              context_.elements_of_cell(symbol, link.cell - context_.model.symbols[symbol].first_cell));
  };
  const auto span = [&](const Wanted& link) {
    return context_.model.symbols[context_.model.cells[link.cell].symbol].span;
  };
  // It is told from the link that stands first in the text, so that it reads the same whatever was asked first.
  std::size_t first = 0;
  for (std::size_t i = 1; i < loop.size(); ++i) {
    if (span(loop[i]) < span(loop[first])) first = i;
  }
  bool initial = false;
  std::string path;
  const base::Span start = span(loop[first]);
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const Wanted& link = loop[(first + i) % loop.size()];
    initial = initial || link.phase == Phase::Initial;
    if (i < kShown) path += base::cat(name(link), " (", context_.place(span(link), start), ") → ");
    if (i == kShown) path += base::cat(".. (", loop.size() - kShown, " more) → ");
  }
  path += name(loop[first]);
  base::Diagnostic& diagnostic =
      initial ? context_.report("E0511", start, base::cat("initial values need each other: ", path))
              : context_.report("E0510", start, base::cat("cycle without a stock: ", path));
  for (std::size_t i = 0; i < loop.size() && i < kShown; ++i) {
    const Wanted& reader = loop[(first + i) % loop.size()];
    const Wanted& read = loop[(first + i + 1) % loop.size()];
    diagnostic.with_note(read.use, base::cat(name(reader), " reads ", name(read)));
  }
  diagnostic.with_help(initial ? "give one of them a number to start with; delays take it as a third argument"
                               : "put a stock or a delay in the loop");
}

NodeId Instantiator::settle(const std::function<NodeId()>& attempt) {
  for (;;) {
    missing_.clear();
    const NodeId result = attempt();
    if (missing_.empty()) {
      DETENTE_CHECK(result != kNoNode);
      return result;
    }
    const std::vector<Wanted> wanted = std::move(missing_);
    for (const Wanted& cell : wanted) settle_cell(cell);
  }
}

NodeId Instantiator::value(const Expression& expression, const Environment& environment) {
  return settle([&] {
    Environment copy = environment;
    return node(expression, copy);
  });
}

NodeId Instantiator::value_of_cell(std::uint32_t cell, Phase phase) {
  if (nodes_[0].size() < context_.model.cells.size()) grow();
  settle_cell({cell, phase, context_.model.symbols[context_.model.cells[cell].symbol].span});
  return nodes_[at(phase)][cell];
}

double Instantiator::number(const Expression& expression, const Environment& environment) {
  const std::uint64_t errors = context_.diagnostics.error_count();
  const NodeId result = value(expression, environment);
  if (graph().is_constant(result)) {
    return context_.diagnostics.error_count() == errors && expression.form != Form::Poison
               ? graph()[result].value
               : std::numeric_limits<double>::quiet_NaN();
  }
  context_.report("E0522", expression.span, "a number known before the run is needed here")
      .with_help("use numbers, constants and data without time only");
  return std::numeric_limits<double>::quiet_NaN();
}

void Instantiator::run_later() {
  while (!later_.empty()) {
    const std::function<void()> job = std::move(later_.front());
    later_.pop_front();
    job();
  }
}

}  // namespace detente::model
