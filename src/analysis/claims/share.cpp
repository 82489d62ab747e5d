#include "analysis/claims/share.h"

#include <algorithm>
#include <limits>

#include "stats/accumulate.h"
#include "stats/mean_interval.h"

namespace detente::analysis::claims {
namespace {

using stats::Interval;
using stats::IntervalKind;
using stats::ProportionMethod;
using stats::Tally;

void count(Tally& tally, Outcome outcome) {
  switch (outcome) {
    case Outcome::Success: ++tally.successes; return;
    case Outcome::Failure: ++tally.failures; return;
    case Outcome::Open: ++tally.open; return;
  }
}

double low_share(const Tally& tally) {
  return static_cast<double>(tally.successes) / static_cast<double>(tally.trials());
}
double high_share(const Tally& tally) {
  return static_cast<double>(tally.successes + tally.open) / static_cast<double>(tally.trials());
}

bool all_equal(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
}

// From one pair of estimates per independent scramble.
Reading of_replicates(const std::vector<double>& low, const std::vector<double>& high, const Tally& total,
                      double alpha) {
  Reading reading;
  reading.interval = {0, 1, IntervalKind::Fixed};
  if (low.size() < 2) {
    reading.note = "a quasi-random design gives an interval only from several independent replicates";
    return reading;
  }
  reading.interval.low = std::max(0.0, stats::replicate_interval(low, alpha).low);
  reading.interval.high = std::min(1.0, stats::replicate_interval(high, alpha).high);
  // Replicates that all agree show no spread; then the exact binomial interval says what the number of runs can.
  const Interval exact = stats::tally_interval(ProportionMethod::ClopperPearson, total, alpha);
  if (all_equal(low)) reading.interval.low = std::min(reading.interval.low, exact.low);
  if (all_equal(high)) reading.interval.high = std::max(reading.interval.high, exact.high);
  return reading;
}

}  // namespace

ShareCount::ShareCount(const sampling::Design& design, uint32_t together)
    : sequence_(design.kind == sampling::DesignKind::MonteCarlo), together_(std::max(together, 1u)) {
  if (!sequence_) replicates_.resize(std::max(design.replicates, 1u));
}

void ShareCount::close_group() {
  if (group_.trials() > 0) {
    group_low_.push_back(low_share(group_));
    group_high_.push_back(high_share(group_));
  }
  group_ = {};
}

void ShareCount::add(uint64_t item, Outcome outcome) {
  count(total_, outcome);
  if (!sequence_) count(replicates_[item % replicates_.size()], outcome);
  if (sequence_ && together_ > 1) {
    if (item / together_ != group_number_) close_group();
    group_number_ = item / together_;
    count(group_, outcome);
  }
}

Reading ShareCount::read(double alpha) const {
  Reading reading;
  if (total_.trials() == 0) {
    reading.interval = {0, 1, sequence_ ? IntervalKind::Sequence : IntervalKind::Fixed};
  } else if (!sequence_) {
    std::vector<double> low, high;
    for (const Tally& tally : replicates_) {
      if (tally.trials() == 0) continue;
      low.push_back(low_share(tally));
      high.push_back(high_share(tally));
    }
    reading = of_replicates(low, high, total_, alpha);
  } else if (together_ == 1) {
    reading.interval = stats::tally_interval(ProportionMethod::BetaBinomial, total_, alpha);
  } else if (group_low_.size() < 2) {
    reading.interval = {0, 1, IntervalKind::Sequence};
  } else {
    const Interval low = stats::bernstein_sequence(stats::column_moments(group_low_), 0, 1, alpha);
    const Interval high = stats::bernstein_sequence(stats::column_moments(group_high_), 0, 1, alpha);
    reading.interval = {std::max(0.0, low.low), std::min(1.0, high.high), IntervalKind::Sequence};
  }
  const double decided = static_cast<double>(total_.successes + total_.failures);
  reading.estimate =
      decided > 0 ? static_cast<double>(total_.successes) / decided : std::numeric_limits<double>::quiet_NaN();
  return reading;
}

}  // namespace detente::analysis::claims
