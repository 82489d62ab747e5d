#include "analysis/calibrate/calibrator.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/calibrate/mixture.h"
#include "analysis/calibrate/narrowing.h"
#include "base/check.h"
#include "kernels/elementary.h"

namespace detente::analysis::calibrate {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLow = (1 - kBand) / 2, kHigh = (1 + kBand) / 2;

stats::Interval share_interval(std::int64_t successes, std::int64_t trials) {
  return stats::proportion_interval(stats::ProportionMethod::ClopperPearson, successes, trials);
}

// Means over points, one after the other.
class Scoring {
 public:
  template <class Forecast>
  void add(const Forecast& forecast, double measured) {
    ++scores_.points;
    log_score_ += forecast.log_density(measured);
    crps_ += forecast.crps(measured);
    const double rank = forecast.cdf(measured);
    if (rank >= kLow && rank <= kHigh) ++scores_.inside;
  }
  Scores result() const {
    Scores result = scores_;
    result.log_score = log_score_ / result.points;
    result.crps = crps_ / result.points;
    result.coverage = share_interval(result.inside, result.points);
    return result;
  }

 private:
  Scores scores_;
  double log_score_ = 0, crps_ = 0;
};

void add_coverage(Scores& all, const Scores& one) {
  all.points += one.points;
  all.inside += one.inside;
  all.log_score = all.crps = kNan;
  all.coverage = share_interval(all.inside, all.points);
}

RivalScores score_rival(const Series& series, Rival rival) {
  std::vector<double> times, values;
  for (const Point& point : series.known) {
    times.push_back(point.time);
    values.push_back(point.value);
  }
  Scoring scoring;
  for (const Point& point : series.scores) {
    if (const auto made = forecast(rival, times, values, point.time, series.noise)) scoring.add(*made, point.value);
  }
  return {rival, scoring.result()};
}

// Keeps the three largest of what it is shown.
class Largest {
 public:
  void add(double value) {
    for (double& each : kept_) {
      if (value > each) std::swap(value, each);
    }
  }
  double first() const { return kept_[0]; }
  double third() const { return kept_[2]; }

 private:
  std::array<double, 3> kept_ = {0, 0, 0};
};

}  // namespace

const char* view_name(View view) {
  switch (view) {
    case View::Drawn: return "drawn";
    case View::Kept: return "kept";
    case View::Weighted: return "weighted";
  }
  DETENTE_CHECK(false);
}

double skill(const Scores& model, const Scores& rival) {
  return model.points > 0 && rival.points > 0 ? 1 - model.crps / rival.crps : kNan;
}

Coverage coverage(const Scores& scores) {
  if (scores.points == 0) return Coverage::NoPoints;
  if (scores.coverage.high < kBand) return Coverage::TooNarrow;
  if (scores.coverage.low > kBand) return Coverage::TooWide;
  return scores.coverage.contains(kPoorCoverage) ? Coverage::CannotTell : Coverage::Consistent;
}

Calibrator::Calibrator(const plan::Plan& plan, std::uint32_t calibration, const plan::TimeGrid& grid)
    : plan_(plan),
      grid_(grid),
      calibration_(calibration),
      evidence_(gather(plan, plan.interface.calibrations[calibration], grid)),
      inputs_(plan.interface.inputs.size()) {
  for (const plan::Input& input : plan.interface.inputs) varies_.push_back(!input.spec.is_fixed());
  for (const plan::Scenario& scenario : plan.interface.scenarios) {
    for (const plan::Override& change : scenario.overrides) {
      if (change.redraw) varies_[change.input] = true;
    }
  }
  for (const Series& series : evidence_.series) {
    predicted_.push_back({std::vector<Column>(series.fits.size()), std::vector<Column>(series.scores.size())});
  }
}

void Calibrator::add(const results::Chunk& chunk, std::span<const double> inputs) {
  DETENTE_CHECK(chunk.points == grid_.steps + 1 && inputs.size() == inputs_.size() * chunk.runs);
  std::vector<bool> has_value(chunk.runs, true);
  const auto read = [&](const Series& series, const Point& point, Column& to) {
    const double steps = grid_.steps == 0 ? 0 : (point.time - grid_.start) / grid_.step;
    const double below = std::min(std::max(std::floor(steps), 0.0), grid_.steps == 0 ? 0.0 : grid_.steps - 1.0);
    const double ahead = std::min(std::max(steps - below, 0.0), 1.0);
    const std::size_t row = std::size_t{series.signal} * chunk.points + static_cast<std::size_t>(below);
    const double* at = chunk.traces.data() + row * chunk.runs;
    const double* next = grid_.steps == 0 ? at : at + chunk.runs;
    for (std::uint32_t run = 0; run < chunk.runs; ++run) {
      const bool faulted = chunk.faults[run].site != results::kNoFault;
      const double value = faulted ? kNan : series.compared(at[run] + ahead * (next[run] - at[run]));
      if (!std::isfinite(value)) has_value[run] = false;
      to.push_back(value);
    }
  };
  for (std::size_t s = 0; s < evidence_.series.size(); ++s) {
    const Series& series = evidence_.series[s];
    for (std::size_t p = 0; p < series.fits.size(); ++p) read(series, series.fits[p], predicted_[s].fits[p]);
    for (std::size_t p = 0; p < series.scores.size(); ++p) read(series, series.scores[p], predicted_[s].scores[p]);
  }
  for (std::uint32_t run = 0; run < chunk.runs; ++run) {
    const bool faulted = chunk.faults[run].site != results::kNoFault;
    faulted_ += faulted;
    without_value_ += !faulted && !has_value[run];
    usable_.push_back(!faulted && has_value[run]);
  }
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (!varies_[i]) continue;
    const std::span<const double> values = inputs.subspan(i * chunk.runs, chunk.runs);
    inputs_[i].insert(inputs_[i].end(), values.begin(), values.end());
  }
}

// Which futures are not ruled out, and how likely each one makes the fitted points (up to a common factor).
void Calibrator::rule_out(Finding& finding, std::vector<bool>& kept, std::vector<double>& log_likelihood) const {
  const std::size_t futures = usable_.size();
  const std::size_t count = evidence_.series.size();
  History& history = finding.history;
  history.points = evidence_.fit_points();
  history.forgives_two = history.points >= kManyPoints;
  history.closest = std::numeric_limits<double>::infinity();
  std::vector<std::int64_t> kept_alone(count, 0);
  std::vector<double> closest(count, std::numeric_limits<double>::infinity());
  for (std::size_t f = 0; f < futures; ++f) {
    if (!usable_[f]) continue;
    Largest over_all;
    for (std::size_t s = 0; s < count; ++s) {
      const Series& series = evidence_.series[s];
      const double spread = std::sqrt(series.noise * series.noise + series.discrepancy * series.discrepancy);
      Largest over_series;
      for (std::size_t p = 0; p < series.fits.size(); ++p) {
        const double distance = std::fabs(series.fits[p].value - predicted_[s].fits[p][f]) / spread;
        over_series.add(distance);
        over_all.add(distance);
        log_likelihood[f] -= 0.5 * distance * distance;
      }
      const double alone = series.fits.size() >= kManyPoints ? over_series.third() : over_series.first();
      kept_alone[s] += alone <= kImplausible;
      closest[s] = std::min(closest[s], alone);
    }
    const double implausibility = history.forgives_two ? over_all.third() : over_all.first();
    history.closest = std::min(history.closest, implausibility);
    kept[f] = implausibility <= kImplausible;
    history.kept += kept[f];
  }
  history.kept_share = share_interval(history.kept, finding.futures);
  for (std::size_t s = 0; s < count; ++s) {
    finding.series[s].kept_alone = static_cast<double>(kept_alone[s]) / static_cast<double>(futures);
    finding.series[s].closest = evidence_.series[s].fits.empty() ? 0 : closest[s];
  }
}

void Calibrator::score(Finding& finding, const std::array<std::vector<double>, kViews>& weights) const {
  for (std::size_t s = 0; s < evidence_.series.size(); ++s) {
    const Series& series = evidence_.series[s];
    SeriesFinding& found = finding.series[s];
    const auto over = [&](const std::vector<Point>& points, const std::vector<Column>& columns, bool scored,
                          std::array<Scores, kViews>& to) {
      const std::size_t first = found.points.size();
      for (const Point& point : points) found.points.push_back({point.time, series.shown(point.value), scored, {}});
      for (std::size_t view = 0; view < kViews; ++view) {
        if (weights[view].empty() || points.empty()) continue;
        Scoring scoring;
        for (std::size_t p = 0; p < points.size(); ++p) {
          const Mixture mixture(columns[p], weights[view], series.noise);
          scoring.add(mixture, points[p].value);
          found.points[first + p].forecast[view] = {
              series.shown(mixture.quantile(kLow)), series.shown(mixture.quantile(0.5)),
              series.shown(mixture.quantile(kHigh)), mixture.cdf(points[p].value)};
        }
        to[view] = scoring.result();
      }
    };
    over(series.fits, predicted_[s].fits, false, found.fitted);
    over(series.scores, predicted_[s].scores, true, found.held_out);
    for (std::size_t view = 0; view < kViews; ++view) {
      add_coverage(finding.fitted[view], found.fitted[view]);
      add_coverage(finding.held_out[view], found.held_out[view]);
    }
    if (series.scores.empty()) continue;
    for (const Rival rival : evidence_.rivals) found.rivals.push_back(score_rival(series, rival));
  }
}

void Calibrator::compare_inputs(Finding& finding, const std::vector<bool>& kept) const {
  std::vector<std::uint32_t> varying;
  for (std::uint32_t i = 0; i < inputs_.size(); ++i) {
    const Column& column = inputs_[i];
    if (std::any_of(column.begin(), column.end(), [&](double value) { return value != column[0]; }) &&
        std::none_of(column.begin(), column.end(), [](double value) { return std::isnan(value); })) {
      varying.push_back(i);
    }
  }
  for (const std::uint32_t i : varying) {
    const auto& choices = plan_.interface.inputs[i].choices;
    finding.inputs.push_back(narrow(inputs_[i], kept, static_cast<std::uint32_t>(varying.size()),
                                    static_cast<std::uint32_t>(choices.size())));
    finding.inputs.back().input = i;
  }
  std::stable_sort(finding.inputs.begin(), finding.inputs.end(),
                   [](const Narrowing& a, const Narrowing& b) { return a.moved > b.moved; });
}

Finding Calibrator::finding() const {
  const std::size_t futures = usable_.size();
  Finding finding;
  finding.calibration = calibration_;
  finding.futures = static_cast<std::int64_t>(futures);
  finding.faulted = faulted_;
  finding.without_value = without_value_;
  finding.evidence = evidence_;
  finding.series.resize(evidence_.series.size());

  std::vector<bool> kept(futures, false);
  std::vector<double> log_likelihood(futures, 0);
  rule_out(finding, kept, log_likelihood);

  std::array<std::vector<double>, kViews> weights;
  const auto of = [&](View view) -> std::vector<double>& { return weights[static_cast<std::size_t>(view)]; };
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t f = 0; f < futures; ++f) {
    if (usable_[f]) most = std::max(most, log_likelihood[f]);
  }
  double sum = 0, squares = 0;
  for (std::size_t f = 0; f < futures; ++f) {
    of(View::Drawn).push_back(usable_[f] ? 1 : 0);
    of(View::Kept).push_back(kept[f] ? 1 : 0);
    of(View::Weighted).push_back(usable_[f] ? kernels::exp(log_likelihood[f] - most) : 0);
    sum += of(View::Weighted).back();
    squares += of(View::Weighted).back() * of(View::Weighted).back();
  }
  finding.history.effective = sum > 0 ? sum * sum / squares : 0;
  if (sum == 0) of(View::Drawn).clear();
  const bool fits = finding.history.points > 0;
  if (!fits || !finding.kept_enough()) of(View::Kept).clear();
  if (!fits || !finding.weighted()) of(View::Weighted).clear();
  score(finding, weights);
  if (fits && finding.kept_enough() && finding.history.kept < finding.futures) compare_inputs(finding, kept);
  return finding;
}

}  // namespace detente::analysis::calibrate
