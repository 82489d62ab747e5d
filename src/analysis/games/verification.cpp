#include "analysis/games/verification.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "analysis/games/participation.h"
#include "base/cat.h"
#include "stats/quantile.h"

namespace detente::analysis::games {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kRefinements = 3;  // of the detection that is needed
constexpr std::uint32_t kLags = 3;         // the ends of the range and its middle

struct Look {  // at one choice of terms
  CurvePoint point;
  Columns kept, temptation;
};

class Verifier {
 public:
  Verifier(DealRuns& runs, std::span<const Conduct> conducts, const Columns& without, const std::vector<bool>& members)
      : runs_(runs),
        conducts_(conducts),
        without_(without),
        members_(members),
        terms_(runs.deal().terms(runs.deal().standing_terms())) {
    out_.deterrence.resize(runs.party_count());
    if (runs.options().curve_points < 2) return;
    out_.verification.detection_term = ranged_term(runs.options().detection);
    out_.verification.lag_term = ranged_term(runs.options().lag);
  }

  std::optional<Verified> run() {
    Verification& shown = out_.verification;
    if (shown.detection_term == plan::kNone) return std::move(out_);
    if (!choose_futures()) return std::nullopt;
    if (futures_.empty()) return std::move(out_);
    shown.futures = static_cast<std::uint32_t>(futures_.size());
    std::vector<Look> looks;
    if (!curve(looks, shown.needed)) return std::nullopt;
    for (const Look& look : looks) shown.curve.push_back(look.point);
    if (!deter(looks.front())) return std::nullopt;
    if (shown.lag_term == plan::kNone || shown.lag_term == shown.detection_term) return std::move(out_);
    const plan::Input& lag = term(shown.lag_term);
    for (std::uint32_t k = 0; k < kLags; ++k) {
      DetectionAtLag& at = shown.by_lag.emplace_back();
      at.lag = terms_[shown.lag_term] = lag.low + (lag.high - lag.low) * k / (kLags - 1);
      if (!curve(looks, at.needed)) return std::nullopt;
    }
    return std::move(out_);
  }

 private:
  const plan::Input& term(std::uint32_t number) const {
    return runs_.oracle().interface().inputs[runs_.deal().agreement().terms[number]];
  }
  std::uint32_t ranged_term(const std::string& name) const {
    for (std::uint32_t t = 0; t < runs_.deal().term_count(); ++t) {
      const bool is_it = term(t).quantity.name.full == base::cat(runs_.deal().agreement().name, ".", name);
      if (is_it && term(t).has_bounds && term(t).high > term(t).low) return t;
    }
    return plan::kNone;
  }

  bool choose_futures() {
    Outcome standing{.terms = terms_, .members = members_};
    for (std::uint32_t f = 0; f < runs_.judged().futures; ++f) standing.futures.push_back(f);
    auto kept = runs_.payoffs(runs_.judged(), {runs_.deal().signed_deal(terms_, members_)});
    if (!kept) return false;
    standing.kept = std::move(kept->front());
    participate(runs_, without_, standing);
    futures_ = accepted_in(standing);
    if (futures_.size() > runs_.options().verification_draws) futures_.resize(runs_.options().verification_draws);
    return true;
  }

  // The detection term at each of these values.
  bool look(const std::vector<double>& detections, std::vector<Look>& looks) {
    std::vector<Candidate> signed_deals;
    for (const double at : detections) {
      std::vector<double> terms = terms_;
      terms[out_.verification.detection_term] = at;
      signed_deals.push_back(runs_.deal().signed_deal(terms, members_));
    }
    auto kept = runs_.payoffs(runs_.judged(), signed_deals,
                              std::vector<std::vector<std::uint32_t>>(detections.size(), futures_));
    if (!kept) return false;
    std::vector<BreachCase> cases;
    for (std::size_t k = 0; k < detections.size(); ++k) cases.push_back({signed_deals[k], &(*kept)[k], futures_});
    auto tempted = temptations(runs_, conducts_, runs_.judged(), cases);
    if (!tempted) return false;
    looks.clear();
    for (std::size_t k = 0; k < detections.size(); ++k) {
      Look& made = looks.emplace_back();
      made.kept = std::move((*kept)[k]);
      made.temptation = std::move((*tempted)[k]);
      made.point = point_at(detections[k], made);
    }
    return true;
  }

  CurvePoint point_at(double at, const Look& look) const {
    CurvePoint point{.at = at, .temptation = kNaN};
    for (const std::uint32_t f : futures_) {
      bool accepts = true, keeps = true;
      for (const std::uint32_t p : runs_.founders()) {
        accepts = accepts && look.kept[p][f] - without_[p][f] > 0;
        keeps = keeps && look.temptation[p][f] <= 0;
      }
      point.pass1 += accepts ? 1 : 0;
      point.pass12 += accepts && keeps ? 1 : 0;
    }
    for (double* share : {&point.pass1, &point.pass12}) *share /= static_cast<double>(futures_.size());
    for (const std::uint32_t p : runs_.founders()) {
      double sum = 0;
      for (const std::uint32_t f : futures_) sum += look.temptation[p][f];
      const double mean = sum / static_cast<double>(futures_.size());
      if (std::isnan(point.temptation) || mean > point.temptation) point.temptation = mean;
    }
    return point;
  }

  // Looks over the range of the detection term, and where the mean temptation falls through zero for good: between two
  // neighbours, by the straight line, refined.
  bool curve(std::vector<Look>& looks, std::optional<double>& needed) {
    const plan::Input& detection = term(out_.verification.detection_term);
    const std::uint32_t points = runs_.options().curve_points;
    std::vector<double> at;
    for (std::uint32_t k = 0; k < points; ++k) {
      at.push_back(detection.low + (detection.high - detection.low) * k / (points - 1));
    }
    if (!look(at, looks)) return false;
    std::size_t k = looks.size() - 1;
    if (!(looks[k].point.temptation <= 0)) return true;
    while (k > 0 && looks[k - 1].point.temptation <= 0) --k;
    needed = looks[k].point.at;
    if (k == 0 || !(looks[k - 1].point.temptation > 0)) return true;
    CurvePoint above = looks[k - 1].point, below = looks[k].point;
    for (std::uint32_t round = 0;; ++round) {
      const double part = above.temptation / (above.temptation - below.temptation);
      needed = above.at + (below.at - above.at) * part;
      if (round == kRefinements) return true;
      std::vector<Look> between;
      if (!look({*needed}, between)) return false;
      if (std::isnan(between[0].point.temptation)) return true;
      (between[0].point.temptation > 0 ? above : below) = between[0].point;
    }
  }

  bool deter(const Look& undetected) {
    std::vector<Look> standing;
    if (!look({terms_[out_.verification.detection_term]}, standing)) return false;
    for (const std::uint32_t p : runs_.founders()) {
      std::vector<double> needed, amounts;
      double deterred = 0;
      for (const std::uint32_t f : futures_) {
        const double gain = undetected.temptation[p][f], left = standing[0].temptation[p][f];
        const double loss = undetected.kept[p][f] - without_[p][f];
        needed.push_back(deterring_chance(gain, loss));
        if (gain > 0 && loss > 0) amounts.push_back((gain - left) / (gain + loss));
        if (left <= 0) ++deterred;
      }
      const stats::SortedColumn sorted(needed);
      Deterrence& shown = out_.deterrence[p].emplace();
      shown.needed = sorted.median();
      shown.needed_low = sorted.quantile(0.05);
      shown.needed_high = sorted.quantile(0.95);
      shown.standing = amounts.empty() ? kNaN : stats::SortedColumn(amounts).median();
      shown.deterred = deterred / static_cast<double>(futures_.size());
    }
    return true;
  }

  DealRuns& runs_;
  std::span<const Conduct> conducts_;
  const Columns& without_;
  const std::vector<bool>& members_;
  std::vector<double> terms_;
  std::vector<std::uint32_t> futures_;
  Verified out_;
};

}  // namespace

double deterring_chance(double gain, double loss) {
  if (std::isnan(gain) || std::isnan(loss)) return kNaN;
  if (gain <= 0) return 0;
  return loss <= 0 ? 1 : gain / (gain + loss);
}

std::optional<Verified> verify(DealRuns& runs, std::span<const Conduct> conducts, const Columns& without,
                               const std::vector<bool>& members) {
  return Verifier(runs, conducts, without, members).run();
}

}  // namespace detente::analysis::games
