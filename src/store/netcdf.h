// A study as one NetCDF-4 file with CF-1.10 names, as xarray.open_dataset reads it.
//   dimensions  scenario, run, time (when trajectories were saved), one per set of the model, claim, fault_site
//   variables   one per metric and saved signal, over (scenario, run, [time,] its sets); claim_truth and its kin;
//               fault and fault_step; coordinates with the labels; model_text
//   attributes  units and long_name per variable; title, source, history, design, digest of the whole
// Values are in the units people read (value / scale); what was not computed or faulted is NaN.
#pragma once

#include <string>

#include "base/diagnostics.h"
#include "store/study_file.h"

namespace detente::store {

// Writes beside `path` and renames, so that a failed export leaves what was there. Empty = done.
base::Diagnostics write_netcdf(StudyFile& file, const std::string& path);

}  // namespace detente::store
