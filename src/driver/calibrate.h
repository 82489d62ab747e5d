// Runs a model beside its past: the ensemble of one arm, all observed quantities at every step, judged by one
// calibration of the model.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>

#include "analysis/calibrate/finding.h"
#include "base/result.h"
#include "driver/ensemble.h"

namespace detente::driver {

struct CalibrateOptions {
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const results::Chunk&)> on_chunk = {};  // after every chunk
};

// `ensemble` records every step; its first arm is the one looked at. Stopped, it says what the finished chunks show:
// nothing (and no error) when there is none.
base::Result<analysis::calibrate::Finding> calibrate(Ensemble& ensemble, std::uint32_t calibration,
                                                     const CalibrateOptions& options = {});

}  // namespace detente::driver
