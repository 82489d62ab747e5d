// Everything the program says as JSON: the shapes of docs/json.md. Numbers that are not finite are null; text that is
// not UTF-8 is repaired. Values are in the units people read.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "analysis/claims/finding.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "plan/plan.h"
#include "report/comparison.h"
#include "report/scoreboard.h"
#include "report/summary.h"

namespace detente::report {

using Json = nlohmann::ordered_json;

// Indented, with a line end.
std::string json_text(const Json& value);

Json json_of(const base::Diagnostics& diagnostics, const base::SourceMap& sources);  // an array
Json json_of(const Summary& summary, const plan::Quantity& quantity);
Json json_of(const plan::Plan& plan, std::span<const Summary> metrics);  // by name
Json json_of(const plan::Plan& plan, const plan::TimeGrid& grid, const FaultSummary& faults);
Json json_of(const plan::Interface& interface, std::span<const analysis::claims::Finding> findings);  // an array
Json json_of(const Score& score);
Json json_of(const Bands& bands);  // by name
Json json_of(const Difference& difference, const plan::Quantity& quantity);
Json json_of(const plan::Input& input);

}  // namespace detente::report
