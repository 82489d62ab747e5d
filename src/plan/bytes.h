// Plans as bytes: what a worker, a browser tab or a study file stores instead of the model text.
// Portable (little-endian, fixed widths), versioned and checksummed; equal plans have equal bytes.
// Reading trusts nothing: damaged or hostile bytes give a diagnostic, and what is returned has passed verify().
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "plan/plan.h"

namespace detente::plan {

inline constexpr uint32_t kBytesVersion = 4;

std::string to_bytes(const Plan& plan);
base::Result<Plan> from_bytes(std::string_view bytes);

// 32 hex digits of a plan's content: the same wherever and whenever it was made.
std::string hash(const Plan& plan);

}  // namespace detente::plan
