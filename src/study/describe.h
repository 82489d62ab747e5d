// What a study is, from its plan and what is to be run of it: the header that decides whether a file can be gone on
// with.
#pragma once

#include <string>

#include "driver/ensemble.h"
#include "store/header.h"

namespace detente::study {

// Trajectories are part of the study when the ensemble records them.
store::Header describe(const driver::Ensemble& ensemble);

// Who computes, now, on this machine.
store::Session this_session(std::string command);

}  // namespace detente::study
