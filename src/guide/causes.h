// Who moves whom while the model runs, with the direction where it can be told, and the loops that this closes.
// A link goes from what an equation reads to what it computes; an array is one variable; what is read only at the
// start (inside `initial`, and in start values) makes no link. Constants and parameters move nothing.
//
// Directions come from interval arithmetic on the derivative: if it is never negative anywhere in the ranges that
// guide/ranges.h finds, more of the cause makes more of the effect. Everything else is unknown: nothing is guessed.
#pragma once

#include <cstdint>
#include <vector>

#include "guide/structure.h"

namespace detente::guide {

class Ranges;

enum class Sign : std::uint8_t { Plus, Minus, Unknown };

struct Link {
  std::uint32_t from = 0, to = 0;  // variables
  Sign sign = Sign::Unknown;
};

// Ascending by (from, to), without links from a variable to itself: a stock's own outflow is no news.
std::vector<Link> causal_links(const Structure& structure, const Ranges& ranges);

struct Loop {
  std::vector<std::uint32_t> variables;  // in the direction of the links; the lowest number first
  Sign sign = Sign::Unknown;             // Plus: reinforcing, Minus: balancing
};

struct Loops {
  std::vector<Loop> found;  // shortest first
  bool all = true;          // false: there are more of the lengths that were asked for
};

// Loops through variables for which `inside` is true; at most `most`, of at most `longest` variables.
Loops find_loops(const std::vector<Link>& links, const std::vector<bool>& inside, std::uint32_t most,
                 std::uint32_t longest);

}  // namespace detente::guide
