// What this machine offers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace detente::cli {

std::uint64_t physical_memory();                        // [byte]
std::optional<std::uint64_t> memory_limit_of_cgroup();  // [byte]; none when there is no limit
// What one ensemble may use: 80 % of the smaller of the two.
std::uint64_t usable_memory();
std::string processor_name();

}  // namespace detente::cli
