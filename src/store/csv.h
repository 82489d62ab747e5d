// A study as tidy CSV (RFC 4180, UTF-8, decimal points): one row per observation, units in the head in brackets.
//   Metrics       scenario, run, one column per metric, fault (what went wrong first; empty = nothing)
//   Claims        scenario, run, claim, truth, robustness, when, given
//   Trajectories  scenario, run, time, one column per saved signal; only of the chunks that have them
// Values are in the units people read (value / scale); an empty cell is NaN: a faulted run.
#pragma once

#include <functional>
#include <string_view>

#include "base/diagnostics.h"
#include "store/study_file.h"

namespace detente::store {

enum class CsvTable { Metrics, Claims, Trajectories };

// Takes the next piece of output; false = it cannot be written, and the rest is not tried.
using Sink = std::function<bool(std::string_view)>;

// Empty = done. A sink that fails gives E1304.
base::Diagnostics write_csv(StudyFile& file, CsvTable table, const Sink& sink);

}  // namespace detente::store
