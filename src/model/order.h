// Orders things that need each other, without recursion: sets, units, functions, scenarios.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace detente::model {

struct Order {
  std::vector<std::uint32_t> sequence;             // what is needed comes first; things on a cycle too
  std::vector<std::vector<std::uint32_t>> cycles;  // each as a -> b -> .. (back to a), one a cycle met
};

// `needs(i)` lists what thing i of 0 .. count - 1 needs; the order is the same for the same input.
Order order_by_need(std::uint32_t count, const std::function<std::vector<std::uint32_t>(std::uint32_t)>& needs);

}  // namespace detente::model
