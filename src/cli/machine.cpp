#include "cli/machine.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/number_text.h"

namespace detente::cli {
namespace {

std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream in(path);
  std::string text;
  if (!std::getline(in, text)) return std::nullopt;
  const auto value = base::parse_number(text);
  if (!value || *value < 1 || *value > 1e18) return std::nullopt;  // "max" is no number
  return static_cast<std::uint64_t>(*value);
}

// The path of this process in the unified hierarchy; empty when there is none.
std::string cgroup_of_process() {
  std::ifstream in("/proc/self/cgroup");
  std::string line;
  while (std::getline(in, line)) {
    if (line.starts_with("0::")) return line.substr(3);
  }
  return "";
}

}  // namespace

std::uint64_t physical_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGE_SIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : 1ull << 32;
}

std::optional<std::uint64_t> memory_limit_of_cgroup() {
  std::optional<std::uint64_t> smallest;
  const auto consider = [&](const std::string& path) {
    const auto limit = number_in(path);
    if (limit && (!smallest || *limit < *smallest)) smallest = limit;
  };
  // A parent's limit holds for its children.
  for (std::string group = cgroup_of_process(); !group.empty(); group.resize(group.find_last_of('/'))) {
    consider("/sys/fs/cgroup" + group + "/memory.max");
    if (group.find('/') == std::string::npos) break;
  }
  consider("/sys/fs/cgroup/memory.max");
  consider("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  if (smallest && *smallest >= physical_memory()) smallest.reset();
  return smallest;
}

std::uint64_t usable_memory() {
  const std::uint64_t all = std::min(physical_memory(), memory_limit_of_cgroup().value_or(~0ull));
  return all / 10 * 8;
}

std::string processor_name() {
  std::ifstream in("/proc/cpuinfo");
  std::string line;
  while (std::getline(in, line)) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace detente::cli
