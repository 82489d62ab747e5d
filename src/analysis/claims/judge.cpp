#include "analysis/claims/judge.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "analysis/claims/formula.h"
#include "analysis/claims/sensitivity.h"
#include "analysis/claims/share.h"
#include "base/cat.h"
#include "base/number_text.h"
#include "stats/correlation.h"
#include "stats/mean_interval.h"
#include "stats/quantile.h"

namespace detente::analysis::claims {

using plan::Claim;
using plan::Expectation;

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::Supported: return "supported";
    case Verdict::Refuted: return "refuted";
    case Verdict::Unresolved: return "unresolved";
    case Verdict::NoEvidence: return "no evidence";
    case Verdict::NotSolved: return "not solved";
  }
  return "";
}

// What one claim has seen.
class ClaimState {
 public:
  virtual ~ClaimState() = default;
  virtual void add(std::span<const results::Chunk> arms) = 0;
  // Everything but the verdict; the interval has error `alpha`.
  virtual Finding read(double alpha) const = 0;
};

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Part of the error that the verdicts inside worlds may use up.
constexpr double kWorldErrorShare = 0.1;

Outcome outcome_of(double truth) {
  return truth == 1 ? Outcome::Success : truth == 0 ? Outcome::Failure : Outcome::Open;
}

Quantiles quantiles_of(const std::vector<double>& values) {
  const stats::SortedColumn sorted(values);
  if (sorted.count() == 0) return {};
  return {sorted.quantile(0.05), sorted.median(), sorted.quantile(0.95), sorted.count()};
}

// The condition of a claim, future by future: judged, set aside, or open.
class ConditionReader {
 public:
  ConditionReader(const Claim& claim, const Needs& needs, uint32_t asked)
      : conditional_(claim.conditional),
        formula_(claim, claim.formula, needs, asked),
        given_(claim, claim.given, needs, asked) {}

  struct Future {
    bool set_aside = false;
    Outcome outcome = Outcome::Open;
    Outcome condition = Outcome::Success;
    bool faulted = false;
    double robustness = kNaN;
  };

  void open(std::span<const results::Chunk> arms) {
    formula_.open(arms);
    if (conditional_) given_.open(arms);
  }

  Future at(uint32_t run) {
    Future future;
    if (conditional_) {
      const FormulaValue given = given_.at(run);
      future.condition = outcome_of(given.result);
      future.faulted = given.faulted;
      future.set_aside = future.condition == Outcome::Failure;
      if (future.condition != Outcome::Success) return future;
    }
    const FormulaValue value = formula_.at(run);
    future.faulted = value.faulted;
    future.outcome = outcome_of(value.result);
    future.robustness = value.robustness;
    return future;
  }

 private:
  bool conditional_;
  FormulaReader formula_, given_;
};

class ShareState : public ClaimState {
 public:
  ShareState(const Claim& claim, const Needs& needs, const Options& options, uint32_t asked)
      : conditional_(claim.conditional),
        reader_(claim, needs, asked),
        share_(options.design, options.crossed * std::max(options.design.draws_per_world, 1u)),
        condition_(options.design, options.crossed * std::max(options.design.draws_per_world, 1u)) {}

  void add(std::span<const results::Chunk> arms) override {
    reader_.open(arms);
    for (uint32_t run = 0; run < arms[0].runs; ++run) {
      const ConditionReader::Future future = reader_.at(run);
      const uint64_t number = arms[0].first_run + run;
      condition_.add(number, future.condition);
      if (future.set_aside) {
        ++set_aside_;
        continue;
      }
      share_.add(number, future.outcome);
      if (future.outcome == Outcome::Open) ++(future.faulted ? faulted_ : undecided_);
      if (robustness_.size() < kMostRanked) robustness_.push_back(future.robustness);
    }
  }

  Finding read(double alpha) const override {
    Finding finding;
    const Reading share = share_.read(alpha);
    finding.tally = share_.tally();
    finding.undecided = undecided_;
    finding.faulted = faulted_;
    finding.set_aside = set_aside_;
    finding.estimate = share.estimate;
    finding.interval = share.interval;
    finding.note = share.note;
    finding.robustness = quantiles_of(robustness_);
    finding.conditional = conditional_;
    if (conditional_) {
      const Reading condition = condition_.read(alpha);
      finding.condition = condition.estimate;
      finding.condition_interval = condition.interval;
      if (condition_.tally().successes == 0) {
        finding.verdict = Verdict::NoEvidence;
        finding.note = "the condition held in none of the futures";
      }
    }
    return finding;
  }

 private:
  bool conditional_;
  ConditionReader reader_;
  ShareCount share_, condition_;
  int64_t undecided_ = 0, faulted_ = 0, set_aside_ = 0;
  std::vector<double> robustness_;
};

// probability >= p in >= q of worlds. A world is judged when all its draws are in, by an exact one-sided test at error
// `error_`; a test may err in that share of worlds, by which the interval for the share of worlds is widened.
class WorldState : public ClaimState {
 public:
  WorldState(const Claim& claim, const Needs& needs, const Options& options, uint32_t asked)
      : claim_(claim),
        draws_(std::max(options.design.draws_per_world, 1u)),
        error_(options.alpha * kWorldErrorShare),
        reader_(claim, needs, asked),
        open_worlds_(std::max(options.crossed, 1u)),
        worlds_(options.design, options.crossed) {}

  void add(std::span<const results::Chunk> arms) override {
    reader_.open(arms);
    const uint64_t crossed = open_worlds_.size();
    for (uint32_t run = 0; run < arms[0].runs; ++run) {
      const ConditionReader::Future future = reader_.at(run);
      const uint64_t number = arms[0].first_run + run, draw = number / crossed;
      World& world = open_worlds_[static_cast<std::size_t>(number % crossed)];
      if (!future.set_aside) {
        if (future.outcome == Outcome::Open) ++(future.faulted ? faulted_ : undecided_);
        (future.outcome == Outcome::Success   ? world.successes
         : future.outcome == Outcome::Failure ? world.failures
                                              : world.open)++;
      } else {
        ++set_aside_;
      }
      if ((draw + 1) % draws_ == 0) {
        worlds_.add(draw / draws_ * crossed + number % crossed, judge(world));
        world = {};
      }
    }
  }

  Finding read(double alpha) const override {
    Finding finding;
    const Reading share = worlds_.read(alpha);
    finding.tally = worlds_.tally();
    finding.undecided = undecided_;
    finding.faulted = faulted_;
    finding.set_aside = set_aside_;
    finding.estimate = share.estimate;
    finding.interval = share.interval;
    finding.interval.low = std::max(0.0, finding.interval.low - error_);
    finding.interval.high = std::min(1.0, finding.interval.high + error_);
    finding.conditional = claim_.conditional;
    finding.note = "counted are worlds; open ones have too few draws to tell on which side of the probability they lie";
    return finding;
  }

 private:
  using World = stats::Tally;

  Outcome judge(const World& world) const {
    if (world.trials() == 0) return Outcome::Open;
    const stats::Interval interval = stats::tally_interval(stats::ProportionMethod::ClopperPearson, world, 2 * error_);
    const bool above = interval.low >= claim_.threshold, below = interval.high < claim_.threshold;
    if (claim_.at_least) return above ? Outcome::Success : below ? Outcome::Failure : Outcome::Open;
    return interval.high <= claim_.threshold ? Outcome::Success
           : interval.low > claim_.threshold ? Outcome::Failure
                                             : Outcome::Open;
  }

  const Claim& claim_;
  uint32_t draws_;
  double error_;
  ConditionReader reader_;
  std::vector<World> open_worlds_;  // one per combination of crossed alternatives
  ShareCount worlds_;
  int64_t undecided_ = 0, faulted_ = 0, set_aside_ = 0;
};

// Which futures a statistic is of.
class Selection {
 public:
  Selection(const Claim& claim, const Needs& needs, const Options& options, uint32_t asked)
      : conditional_(claim.conditional),
        given_(claim, claim.given, needs, asked),
        condition_(options.design, options.crossed * std::max(options.design.draws_per_world, 1u)) {}

  void open(std::span<const results::Chunk> arms) {
    first_run_ = arms[0].first_run;
    if (conditional_) given_.open(arms);
  }
  bool takes(uint32_t run) {
    if (!conditional_) return true;
    const Outcome outcome = outcome_of(given_.at(run).result);
    condition_.add(first_run_ + run, outcome);
    return outcome == Outcome::Success;
  }
  // Futures in which the condition is open are open to the claim.
  int64_t open_futures() const { return condition_.tally().open; }
  void describe(double alpha, Finding& finding) const {
    finding.conditional = conditional_;
    if (!conditional_) return;
    const Reading condition = condition_.read(alpha);
    finding.condition = condition.estimate;
    finding.condition_interval = condition.interval;
    finding.set_aside = condition_.tally().failures;
    if (condition_.tally().successes > 0) return;
    finding.verdict = Verdict::NoEvidence;
    finding.note = "the condition held in none of the futures";
  }

 private:
  bool conditional_;
  FormulaReader given_;
  ShareCount condition_;
  uint64_t first_run_ = 0;
};

class CorrelationState : public ClaimState {
 public:
  CorrelationState(const Claim& claim, const Needs& needs, const Options& options, uint32_t asked)
      : selection_(claim, needs, options, asked) {
    readers_.emplace_back(claim, claim.x, needs, asked);
    readers_.emplace_back(claim, claim.y, needs, asked);
    for (const plan::Formula& z : claim.z) readers_.emplace_back(claim, z, needs, asked);
    columns_.resize(readers_.size());
  }

  void add(std::span<const results::Chunk> arms) override {
    selection_.open(arms);
    for (FormulaReader& reader : readers_) reader.open(arms);
    for (uint32_t run = 0; run < arms[0].runs && columns_[0].size() < kMostRanked; ++run) {
      if (!selection_.takes(run)) continue;
      for (std::size_t i = 0; i < readers_.size(); ++i) columns_[i].push_back(readers_[i].at(run).result);
    }
  }

  Finding read(double alpha) const override {
    std::vector<std::span<const double>> given(columns_.begin() + 2, columns_.end());
    const stats::Correlation correlation =
        given.empty() ? stats::rank_correlation(columns_[0], columns_[1], alpha)
                      : stats::partial_rank_correlation(columns_[0], columns_[1], given, alpha);
    Finding finding;
    finding.tally.successes = correlation.count;
    finding.tally.open = finding.faulted = correlation.excluded + selection_.open_futures();
    finding.estimate = correlation.estimate;
    finding.interval = correlation.interval;
    selection_.describe(alpha, finding);
    return finding;
  }

 private:
  Selection selection_;
  std::vector<FormulaReader> readers_;
  std::vector<std::vector<double>> columns_;
};

class SensitivityState : public ClaimState {
 public:
  SensitivityState(const Claim& claim, const Needs& needs, const Options& options, uint32_t asked)
      : design_(options.design),
        order_(claim.expectation == Expectation::FirstOrder ? Order::First : Order::Total),
        columns_(3) {
    const auto mix = [&](Mix wanted) {
      return static_cast<uint32_t>(std::find(needs.mixes.begin(), needs.mixes.end(), wanted) - needs.mixes.begin());
    };
    readers_.emplace_back(claim, claim.x, needs, asked);
    readers_.emplace_back(claim, claim.x, needs, asked, mix({true, plan::kNone}));
    readers_.emplace_back(claim, claim.x, needs, asked, mix({false, claim.group}));
  }

  void add(std::span<const results::Chunk> arms) override {
    for (FormulaReader& reader : readers_) reader.open(arms);
    for (uint32_t run = 0; run < arms[0].runs; ++run) {
      for (std::size_t i = 0; i < readers_.size(); ++i) columns_[i].push_back(readers_[i].at(run).result);
    }
  }

  Finding read(double alpha) const override {
    const Sensitivity index = sensitivity(order_, columns_[0], columns_[1], columns_[2], design_, alpha);
    Finding finding;
    finding.tally.successes = index.count;
    finding.tally.open = finding.faulted = index.excluded;
    finding.estimate = index.estimate;
    finding.interval = index.interval;
    return finding;
  }

 private:
  sampling::Design design_;
  Order order_;
  std::vector<FormulaReader> readers_;
  std::vector<std::vector<double>> columns_;
};

// The mean of a quantity over futures. Student's t, for one look at independent futures.
class MeanState : public ClaimState {
 public:
  MeanState(const Claim& claim, const Needs& needs, const Options& options, uint32_t asked)
      : threshold_(claim.threshold), selection_(claim, needs, options, asked), value_(claim, claim.x, needs, asked) {}

  void add(std::span<const results::Chunk> arms) override {
    selection_.open(arms);
    value_.open(arms);
    for (uint32_t run = 0; run < arms[0].runs; ++run) {
      if (!selection_.takes(run)) continue;
      const FormulaValue value = value_.at(run);
      if (std::isnan(value.result)) {
        ++open_;
      } else {
        values_.push_back(value.result);
      }
    }
  }

  Finding read(double alpha) const override {
    Finding finding;
    const auto moments = stats::column_moments(values_);
    const int64_t open = open_ + selection_.open_futures();
    finding.tally.successes = static_cast<int64_t>(values_.size());
    finding.tally.open = finding.faulted = open;
    finding.estimate = values_.empty() ? kNaN : moments.mean;
    finding.interval = stats::mean_interval(moments, alpha);
    // Nobody knows what an open future is worth.
    if (open > 0) finding.interval = {-kInfinity, kInfinity};
    if (values_.empty()) {
      finding.verdict = Verdict::NoEvidence;
      finding.note = "no future has a value";
    } else if (values_.size() > 1) {
      const auto share = [&](auto&& is_counted) {
        const auto count = std::count_if(values_.begin(), values_.end(), is_counted);
        return base::number_text(static_cast<double>(count) / static_cast<double>(values_.size()), 2);
      };
      finding.note = base::cat("above the bound in ", share([&](double x) { return x > threshold_; }),
                               " of futures, below it in ", share([&](double x) { return x < threshold_; }));
    }
    selection_.describe(alpha, finding);
    return finding;
  }

 private:
  double threshold_;
  Selection selection_;
  FormulaReader value_;
  std::vector<double> values_;
  int64_t open_ = 0;
};

class UnsolvedState : public ClaimState {
 public:
  explicit UnsolvedState(std::string wanted) : wanted_(std::move(wanted)) {}
  void add(std::span<const results::Chunk>) override {}
  Finding read(double) const override {
    Finding finding;
    finding.verdict = Verdict::NotSolved;
    finding.estimate = kNaN;
    finding.note = base::cat("nobody looked for ", wanted_);
    return finding;
  }

 private:
  std::string wanted_;
};

std::unique_ptr<ClaimState> state_of(const Claim& claim, const Needs& needs, const Options& options) {
  const uint32_t asked = needs.arms[0].scenario;
  switch (claim.expectation) {
    case Expectation::Probability:
    case Expectation::ShareOfFutures: return std::make_unique<ShareState>(claim, needs, options, asked);
    case Expectation::Worlds: return std::make_unique<WorldState>(claim, needs, options, asked);
    case Expectation::Correlation: return std::make_unique<CorrelationState>(claim, needs, options, asked);
    case Expectation::FirstOrder:
    case Expectation::TotalOrder: return std::make_unique<SensitivityState>(claim, needs, options, asked);
    case Expectation::Mean: break;
  }
  return std::make_unique<MeanState>(claim, needs, options, asked);
}

// What a claim about players speaks of, in the words of the text.
std::string strategic_words(const plan::Interface& interface, const Claim& claim) {
  std::string words;
  for (const uint32_t player : claim.equilibrium_players) {
    words += base::cat(words.empty() ? "every equilibrium of " : ", ", interface.players[player].name);
  }
  for (const plan::Formula* formula : formulas_of(claim)) {
    for (const plan::ArmValue& value : formula->inputs) {
      if (value.kind != plan::ArmValue::Kind::Strategic) continue;
      const std::string& text = interface.strategic[value.index].text;
      if (words.find(text) == std::string::npos) words += base::cat(words.empty() ? "" : ", ", text);
    }
  }
  return words;
}

double threshold_of(const Claim& claim) {
  return claim.expectation == Expectation::Worlds ? claim.world_share : claim.threshold;
}

// Worlds are always claimed "in at least"; what holds inside them has its own direction.
bool at_least(const Claim& claim) { return claim.expectation == Expectation::Worlds || claim.at_least; }

Verdict verdict_of(const Claim& claim, const Finding& finding) {
  if (finding.verdict != Verdict::Unresolved) return finding.verdict;
  const double threshold = threshold_of(claim);
  const stats::Interval& interval = finding.interval;
  const bool statistic = claim.expectation == Expectation::Correlation ||
                         claim.expectation == Expectation::FirstOrder || claim.expectation == Expectation::TotalOrder ||
                         claim.expectation == Expectation::Mean;
  if (statistic && std::isnan(finding.estimate)) return Verdict::NoEvidence;
  // Away from the threshold, on the claimed side: what lies above 0 there is claimed.
  const double side = at_least(claim) ? 1 : -1;
  const double nearest = side * ((side > 0 ? interval.low : interval.high) - threshold);
  const double furthest = side * ((side > 0 ? interval.high : interval.low) - threshold);
  const bool strict = claim.strict && claim.expectation != Expectation::Worlds;
  if (strict ? nearest > 0 : nearest >= 0) return Verdict::Supported;
  if (strict ? furthest <= 0 : furthest < 0) return Verdict::Refuted;
  return Verdict::Unresolved;
}

}  // namespace

Judge::Judge(const plan::Interface& interface, const Needs& needs, const Options& options)
    : interface_(interface), options_(options) {
  for (const Claim& claim : interface.claims) {
    const bool solved = needs.strategic || !is_about_players(claim);
    solved_.push_back(solved);
    states_.push_back(solved ? state_of(claim, needs, options)
                             : std::make_unique<UnsolvedState>(strategic_words(interface, claim)));
  }
}
Judge::Judge(Judge&&) noexcept = default;
Judge::~Judge() = default;

void Judge::add(std::span<const results::Chunk> arms) {
  for (const auto& state : states_) state->add(arms);
}

std::vector<Finding> Judge::findings() const {
  const auto is_tested = [&](uint32_t number) { return !interface_.claims[number].by_construction && solved_[number]; };
  uint32_t together = options_.tested_elsewhere;
  for (uint32_t number = 0; number < states_.size(); ++number) together += is_tested(number) ? 1 : 0;
  std::vector<Finding> findings;
  for (uint32_t number = 0; number < states_.size(); ++number) {
    const Claim& claim = interface_.claims[number];
    const auto read = [&](double alpha) {
      Finding finding = states_[number]->read(alpha);
      finding.claim = number;
      const bool counted = finding.tally.trials() > 0 && finding.tally.open == 0;
      const bool share = claim.expectation == Expectation::ShareOfFutures ||
                         claim.expectation == Expectation::Probability || claim.expectation == Expectation::Mean;
      if (options_.certain && counted && share) {
        finding.exact = true;
        finding.interval = {finding.estimate, finding.estimate, stats::IntervalKind::Sequence};
      }
      finding.verdict = verdict_of(claim, finding);
      finding.margin = (at_least(claim) ? 1 : -1) * (finding.estimate - threshold_of(claim));
      return finding;
    };
    Finding finding = read(options_.alpha);
    finding.corrected = finding.verdict;
    if (is_tested(number) && together > 1) {
      finding.tested_together = together;
      finding.corrected = read(options_.alpha / together).verdict;
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

Gate gate(const plan::Interface& interface, std::span<const Finding> findings) {
  Gate gate;
  for (const Finding& finding : findings) {
    const bool passes = finding.verdict == Verdict::Supported || finding.verdict == Verdict::NotSolved;
    if (passes || interface.claims[finding.claim].by_construction) continue;
    gate.passes = false;
    gate.failing.push_back(finding.claim);
  }
  return gate;
}

}  // namespace detente::analysis::claims
