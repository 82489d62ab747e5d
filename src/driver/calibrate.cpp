#include "driver/calibrate.h"

#include "analysis/calibrate/calibrator.h"
#include "base/check.h"
#include "report/run_text.h"

namespace detente::driver {

base::Result<analysis::calibrate::Finding> calibrate(Ensemble& ensemble, std::uint32_t calibration,
                                                     const CalibrateOptions& options) {
  DETENTE_CHECK(ensemble.options().record == exec::Record::EveryStep);
  base::Result<analysis::calibrate::Finding> result;
  const plan::TimeGrid grid = report::grid_of(ensemble.plan(), ensemble.needs().arms[0].scenario);
  analysis::calibrate::Calibrator calibrator(ensemble.plan(), calibration, grid);
  bool any = false;
  for (std::uint64_t number = 0; number < ensemble.chunk_count(); ++number) {
    auto chunks = ensemble.compute(number, {0}, options.stop);
    result.diagnostics.append(chunks.diagnostics);
    if (chunks.diagnostics.has_errors()) return result;
    if (!chunks.value) break;
    calibrator.add(chunks->front(), ensemble.inputs(number, 0));
    any = true;
    if (options.on_chunk) options.on_chunk(chunks->front());
  }
  if (any) result.value = calibrator.finding();
  return result;
}

}  // namespace detente::driver
