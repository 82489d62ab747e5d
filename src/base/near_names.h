// Finds the declared name a mistyped one most likely meant.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace detente::base {

// Least number of inserted, deleted, replaced or swapped neighbouring bytes that
// turn `a` into `b`; anything above `limit` is returned as limit + 1.
std::uint32_t edit_distance(std::string_view a, std::string_view b, std::uint32_t limit);

// The candidate nearest to `name`, ignoring case, at most a third of its length (and
// at least one edit) away; the earliest wins a tie. Empty if there is none.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace detente::base
