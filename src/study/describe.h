// What a study is, from its plan and what is to be run of it: the header that decides whether a file can be gone on
// with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "driver/ensemble.h"
#include "sampling/spec.h"
#include "store/header.h"

namespace detente::study {

std::string_view kind_text(sampling::DesignKind kind);  // "monte_carlo"

// Among the settings, when nothing is drawn.
inline constexpr std::string_view kCentralText = "every input at its central value";

// "latin_hypercube seed=1 futures=10000": equal texts draw equal futures. The number of futures is named only where
// it moves the draws; `settings` hold in every arm, as text, in the order they were given.
std::string design_text(const sampling::Design& design, const std::vector<std::string>& settings = {});

// Trajectories are part of the study when the ensemble records them.
store::Header describe(const driver::Ensemble& ensemble);

// Who computes, now, on this machine.
store::Session this_session(std::string command);

}  // namespace detente::study
