// What is written down of an ensemble besides its columns: the texts that a study keeps and its digest goes over.
// Equal texts on every machine for equal studies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/claims/finding.h"
#include "driver/ensemble.h"
#include "plan/interface.h"
#include "sampling/spec.h"

namespace detente::driver {

std::string_view kind_text(sampling::DesignKind kind);  // "monte_carlo"

// What a setting of this input is called; a lever and its rule share their own name.
std::string setting_name(const plan::Input& input);

// Among the settings, when nothing is drawn.
inline constexpr std::string_view kCentralText = "every input at its central value";

// "latin_hypercube seed=1 futures=10000": equal texts draw equal futures. The number of futures is named only where
// it moves the draws; `settings` hold in every arm, as text, in the order they were given.
std::string design_text(const sampling::Design& design, const std::vector<std::string>& settings = {});
std::string design_text(const Ensemble& ensemble);

// A claim's verdict, estimate, interval and count, as one line of JSON.
std::string finding_text(const plan::Interface& interface, const analysis::claims::Finding& finding);

}  // namespace detente::driver
