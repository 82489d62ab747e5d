#include "base/near_names.h"

#include <algorithm>
#include <string>
#include <vector>

namespace detente::base {
namespace {

constexpr std::size_t kMaxCompared = 128;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace

std::uint32_t edit_distance(std::string_view a, std::string_view b, std::uint32_t limit) {
  const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > limit || a.size() > kMaxCompared || b.size() > kMaxCompared) return limit + 1;
  std::vector<std::uint32_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = static_cast<std::uint32_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<std::uint32_t>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::uint32_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return std::min(above[b.size()], limit + 1);
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates) {
  const std::string wanted = lower(name);
  std::uint32_t best = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(name.size()) / 3) + 1;
  std::string_view nearest;
  for (std::string_view candidate : candidates) {
    const std::uint32_t distance = edit_distance(wanted, lower(candidate), best);
    if (distance < best && distance < name.size() && candidate != name) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace detente::base
