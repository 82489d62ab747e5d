// Delays, smooths, trend and `previous`: hidden stocks that start in equilibrium, and rings of recorded values.
#include <algorithm>
#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/bounds.h"
#include "model/instantiate.h"

namespace detente::model {

using kernels::Op;

namespace {

std::string_view memory_name(Memory memory) {
  switch (memory) {
    case Memory::Delay1: return "delay1";
    case Memory::Delay3: return "delay3";
    case Memory::DelayFixed: return "delay_fixed";
    case Memory::Smooth1: return "smooth1";
    case Memory::Smooth3: return "smooth3";
    case Memory::Trend: return "trend";
    case Memory::Previous: return "previous";
  }
  return "";
}

std::uint32_t levels(Memory memory) {
  if (memory == Memory::DelayFixed || memory == Memory::Previous) return 0;
  return memory == Memory::Delay3 || memory == Memory::Smooth3 ? 3 : 1;
}

// What is remembered before the start: the third argument, or the first value for ever.
const Expression& at_start(const Expression& expression) {
  return *expression.args[expression.args.size() > 2 ? 2 : 0];
}

}  // namespace

std::uint32_t Instantiator::hidden_stock(const std::string& name, const units::Unit& unit, std::uint32_t origin) {
  StockCell stock;
  stock.quantity.name.full = stock.quantity.name.base = name;
  stock.quantity.unit = context_.unit_text(unit);
  stock.quantity.scale = unit.size.value();
  stock.origin = origin;
  stock.hidden = true;
  context_.model.stocks.push_back(std::move(stock));
  return static_cast<std::uint32_t>(context_.model.stocks.size() - 1);
}

std::string Instantiator::hidden_name(std::string_view what, const Environment& environment) {
  std::string name = base::cat(what, " in ", context_.model.origins[environment.origin].variable);
  const std::uint32_t times = ++hidden_names_[name];
  return times == 1 ? name : base::cat(name, " ", times);
}

NodeId Instantiator::remembered(const Expression& expression, Environment& environment) {
  const Expression& argument = *expression.args[0];
  const Memory memory = expression.memory;
  if (environment.phase == Phase::Initial) {
    return memory == Memory::Trend ? graph().constant(0) : node(at_start(expression), environment);
  }
  const std::uint32_t count = levels(memory);
  if (count == 0) return ring_read(expression, environment);

  const auto [place, is_new] = memories_.try_emplace({&expression, environment.bound});
  std::vector<std::uint32_t>& stocks = place->second;
  if (is_new) {
    for (std::uint32_t i = 0; i < count; ++i) {
      stocks.push_back(hidden_stock(hidden_name(memory_name(memory), environment), argument.unit, environment.origin));
    }
    const bool conserves = memory == Memory::Delay1 || memory == Memory::Delay3;
    later([this, &expression, at = environment, stocks, count, conserves] {
      Environment start = at;
      start.phase = Phase::Initial;
      const auto share = [&](const Environment& when) {  // of the delay, per level
        const NodeId delay = value(*expression.args[1], when);
        return count == 1 ? delay : op(Op::Div, when, delay, graph().constant(count));
      };
      const NodeId per_level = share(at);
      check_delay(expression, per_level, count);
      NodeId inflow = value(*expression.args[0], at);
      const NodeId initial_inflow = value(at_start(expression), start);
      for (const std::uint32_t index : stocks) {
        const NodeId level = graph().leaf(Leaf::Stock, index);
        StockCell& stock = context_.model.stocks[index];
        if (conserves) {
          const NodeId outflow = op(Op::Div, at, level, per_level);
          stock.rate = op(Op::Sub, at, inflow, outflow);
          stock.initial = op(Op::Mul, start, initial_inflow, share(start));
          inflow = outflow;
        } else {
          stock.rate = op(Op::Div, at, op(Op::Sub, at, inflow, level), per_level);
          stock.initial = initial_inflow;
          inflow = level;
        }
      }
    });
  }
  const NodeId level = graph().leaf(Leaf::Stock, stocks.back());
  if (memory == Memory::Smooth1 || memory == Memory::Smooth3) return level;
  NodeId delay = node(*expression.args[1], environment);
  if (memory == Memory::Trend) {
    const NodeId gap = op(Op::Sub, environment, node(argument, environment), level);
    return op(Op::Div, environment, gap, op(Op::Mul, environment, level, delay));
  }
  if (count > 1) delay = op(Op::Div, environment, delay, graph().constant(count));
  return op(Op::Div, environment, level, delay);
}

// A delay shorter than one step cannot be followed: the result would oscillate.
void Instantiator::check_delay(const Expression& expression, NodeId per_level, std::uint32_t count) {
  const double step = context_.model.time.step;
  if (!graph().is_constant(per_level) || !context_.model.time.has_time) return;
  const double shortest = graph()[per_level].value;
  if (shortest >= step * (1 - 1e-9) || !reported_.insert(&expression).second) return;
  const double total = shortest * count;
  const std::string_view name = memory_name(expression.memory);
  base::Diagnostic& diagnostic = context_.report(
      "E0605", expression.args[1]->span,
      count == 1 ? base::cat("delay of ", base::number_text(total, 6), " year is shorter than one step of ",
                             base::number_text(step, 6), " year")
                 : base::cat("each of the ", count, " levels of this delay of ", base::number_text(total, 6),
                             " year is shorter than one step of ", base::number_text(step, 6), " year"));
  if (shortest > 0) {
    diagnostic.with_help(base::cat("use a step of at most ", base::number_text(shortest, 6), " year, or ", name,
                                   " over at least ", base::number_text(step * count, 6), " year"));
  } else {
    diagnostic.with_help("a delay is longer than 0");
  }
}

// `previous` is what was recorded one step ago; `delay_fixed` is a whole number of steps, the nearest to the delay.
NodeId Instantiator::ring_read(const Expression& expression, Environment& environment) {
  const bool one_step = expression.memory == Memory::Previous;
  const auto [place, is_new] = memories_.try_emplace({&expression, environment.bound});
  if (is_new) {
    const auto index = static_cast<std::uint32_t>(context_.model.rings.size());
    place->second.push_back(index);
    context_.model.rings.push_back({hidden_name(memory_name(expression.memory), environment), 2, kNoNode});
    later([this, &expression, at = environment, index, one_step] {
      const NodeId recorded = value(*expression.args[0], at);
      context_.model.rings[index].recorded = recorded;
      if (one_step) return;
      const NodeId delay = value(*expression.args[1], at);
      check_delay(expression, delay, 1);
      const double longest = upper_bound(context_.model, delay);
      const double steps = std::floor(longest / context_.model.time.step + 0.5);
      if (std::isfinite(longest) && steps <= static_cast<double>(context_.options.steps_limit)) {
        context_.model.rings[index].depth = static_cast<std::uint32_t>(std::max(steps, 1.0)) + 1;
      } else if (reported_.insert(&expression).second) {
        context_.report("E0607", expression.args[1]->span, "the longest this delay may be is not known")
            .with_help("declare bounds of the parameter (`in [lo, hi]`), or write `min(delay, 5 year)`");
      }
    });
  }
  const std::uint32_t index = place->second[0];
  Environment start = environment;
  start.phase = Phase::Initial;
  const NodeId before = node(at_start(expression), start);
  NodeId steps = graph().constant(1);
  if (!one_step) {
    const NodeId delay = node(*expression.args[1], environment);
    steps = op(Op::Max, environment, op(Op::Div, environment, delay, graph().leaf(Leaf::Dt)), steps);
  }
  return op(Op::RingRead, environment, steps, before, kAbsent, index);
}

}  // namespace detente::model
