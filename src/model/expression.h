// A checked expression: names resolved, units fitting, still at the level of arrays. One expression serves every
// element of what it belongs to; the Instantiator turns it into graph nodes for given elements.
// All numbers are in the coherent base of units. Expressions live in Context::expressions and never change.
#pragma once

#include <cstdint>
#include <vector>

#include "base/span.h"
#include "kernels/ops.h"
#include "units/unit.h"

namespace detente::model {

using SymbolId = std::uint32_t;   // Model::symbols
using SetId = std::uint32_t;      // Model::sets
using ElementId = std::uint32_t;  // Model::elements
inline constexpr std::uint32_t kNoId = 0xFFFFFFFFu;

// One place in square brackets: a bound variable, an element, or a tuple of those that names an element of a product.
struct Index {
  enum class Kind : std::uint8_t { Variable, Element, Part, Tuple };
  Kind kind = Kind::Element;
  std::uint32_t id = 0;      // Variable, Part: slot of the variable; Element: the element
  std::uint32_t part = 0;    // Part: which factor of the variable's product element
  std::vector<Index> parts;  // Tuple
  base::Span span;
};

// A variable that runs through a set inside an aggregate, and its slot in Environment::bound.
struct Bound {
  std::uint32_t slot = 0;
  SetId set = 0;
};

enum class Reduction : std::uint8_t { Sum, Product, Mean, Min, Max, Count, Any, All };

// Functions with a memory of their own. Each place in the text, at each element, has its own memory.
enum class Memory : std::uint8_t { Delay1, Delay3, DelayFixed, Smooth1, Smooth3, Trend, Previous };

enum class Draw : std::uint8_t {
  Uniform,
  Normal,
  LogNormal,
  Exponential,
  Bernoulli,
  Triangular,
  Weibull,
  LogUniform,
  Poisson
};

enum class Clock : std::uint8_t { Time, GridTime, Start, End, Step };

// A number made of what is recorded at each grid time, or of a stock moved by the run's own method.
enum class Measure : std::uint8_t { Final, At, Integral, Mean, Min, Max, TimeWhen };

enum class Form : std::uint8_t {
  Poison,       // an error was reported here; fits every unit
  Number,       // value; truth values are 1 and 0
  Cell,         // id: symbol, at indices
  Argument,     // id: position among the arguments of the function being expanded
  Operation,    // op of args
  Chain,        // args joined from the left by ops
  If,           // args: condition, then, otherwise
  SameElement,  // indices[0] and indices[1]
  ElementIn,    // indices[0] in set id
  Reduce,       // bounds; args: body, optional condition
  Softmax,      // bounds[0]; indices[0]: the wanted element; args: body, optional condition
  Match,        // id: symbol of the alternative; args: one a choice
  Lookup,       // id: symbol; args[0]
  Call,         // id: symbol of the function; args
  Initial,      // args[0] at the start
  Remember,     // memory; args as written
  Jump,         // args: when [year]; 1 from the first grid time at or after it, held over each step
  Random,       // draw; args: its parameters
  ClockTime,    // clock
  Word,         // id: Context::words, at indices: what a word of players, agreements or claims stands for there
  Measured      // measure; args[0], then its time or the ends of its window [year]
};

struct Expression {
  Form form = Form::Poison;
  kernels::Op op = kernels::Op::Move;
  bool truth = false;    // a condition; has no unit
  bool element = false;  // depends on elements only: known at instantiation
  Reduction reduction = Reduction::Sum;
  Memory memory = Memory::Previous;
  Draw draw = Draw::Uniform;
  Clock clock = Clock::Time;
  Measure measure = Measure::Final;
  double value = 0;
  std::uint32_t id = kNoId;
  std::vector<kernels::Op> ops;  // Chain: ops[i] joins args[i] and args[i + 1]
  std::vector<Index> indices;
  std::vector<Bound> bounds;
  std::vector<const Expression*> args;
  units::Unit unit;  // its dimension is binding; its size is how a person would write it
  base::Span span;
};

}  // namespace detente::model
