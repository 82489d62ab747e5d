// Sets an ensemble beside what was measured: takes the chunks of one arm, in order, and says what they show.
//
// History matching after Craig, Goldstein, Seheult and Smith (1997) and Vernon, Goldstein and Bower (2010): a future is
// ruled out when it lies further from the fitted points than noise and model discrepancy together explain. Weights are
// the normal likelihood of the fitted points, as if these were independent. Forecasts carry the noise of the
// measurement alone: a discrepancy forgives a future, it never widens a band that is scored.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/calibrate/evidence.h"
#include "analysis/calibrate/finding.h"
#include "plan/plan.h"
#include "results/chunk.h"

namespace detente::analysis::calibrate {

class Calibrator {
 public:
  // The plan outlives the calibrator; `grid` is that of the runs.
  Calibrator(const plan::Plan& plan, std::uint32_t calibration, const plan::TimeGrid& grid);

  // The next futures, with all signals recorded at every step, and the inputs they ran with: input i of run r stands
  // at inputs[i * chunk.runs + r].
  void add(const results::Chunk& chunk, std::span<const double> inputs);

  Finding finding() const;  // after at least one future

 private:
  // Values of the model at one point, future by future, on the scale of comparison; NaN where there is none.
  using Column = std::vector<double>;
  struct Predicted {
    std::vector<Column> fits, scores;  // beside the series' points
  };

  void rule_out(Finding& finding, std::vector<bool>& kept, std::vector<double>& log_likelihood) const;
  void score(Finding& finding, const std::array<std::vector<double>, kViews>& weights) const;
  void compare_inputs(Finding& finding, const std::vector<bool>& kept) const;

  const plan::Plan& plan_;
  plan::TimeGrid grid_;
  std::uint32_t calibration_;
  Evidence evidence_;
  std::vector<Predicted> predicted_;  // beside evidence_.series
  std::vector<bool> varies_;          // beside the plan's inputs: whether they are drawn at all
  std::vector<Column> inputs_;        // those that are
  std::vector<bool> usable_;          // futures with a value at every point
  std::int64_t faulted_ = 0, without_value_ = 0;
};

}  // namespace detente::analysis::calibrate
