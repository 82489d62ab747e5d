#include "analysis/games/overlap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <memory>

#include "analysis/games/reply.h"
#include "analysis/games/solve.h"
#include "analysis/games/table.h"
#include "base/cat.h"
#include "search/cma_es.h"
#include "search/scan.h"
#include "search/section.h"
#include "stats/mean_interval.h"
#include "stats/quantile.h"

namespace detente::analysis::games {

using search::Point;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kBins = 5;
constexpr std::uint32_t kLeastPerBin = 10;   // futures
constexpr std::uint32_t kRefinements = 3;    // of the detection that is needed
constexpr std::size_t kCurves = 3;           // inputs shown because they matter most
constexpr std::uint32_t kMemberRounds = 40;  // of players joining and leaving, one at a time

using Columns = std::vector<std::vector<double>>;  // [party][future]; empty for a party without a payoff

struct Conduct {  // of one party in breach
  Candidate settings;
  std::string text;
};

// What one choice of terms gives, future by future.
struct TermsResult {
  std::vector<bool> members;
  Columns gain;                   // by the deal, of founding parties
  Columns temptation;             // by the best breach, of founding parties
  std::vector<double> passes[3];  // 1 or 0, per future: filters 1, 1 + 2, 1 + 2 + 3
};

class Study {
 public:
  Study(Oracle& oracle, std::uint32_t agreement, const OverlapOptions& options)
      : oracle_(oracle),
        options_(options),
        deal_(oracle, agreement, options.sign_at.value_or(oracle.grid().start)),
        judged_(options.judged ? *options.judged
                               : oracle.draw(sample_seed(options.seed, SampleUse::Judge), options.draws, options.chance)),
        searched_(oracle.draw(sample_seed(options.seed, SampleUse::Search),
                              oracle.draws_inputs() ? options.search_draws : 1, options.chance)) {
    const plan::Interface& interface = oracle.interface();
    view_.agreement = agreement;
    for (const plan::Party& party : deal_.agreement().parties) {
      PartyView& shown = view_.parties.emplace_back();
      while (interface.players[shown.player].name != party.player) ++shown.player;
      shown.founding = party.member_input == plan::kNone;
      const auto players = oracle.players();
      const auto at = std::find(players.begin(), players.end(), shown.player);
      position_.push_back(at == players.end() ? plan::kNone : static_cast<std::uint32_t>(at - players.begin()));
    }
    const double after = oracle.grid().end - deal_.sign_at();
    for (std::uint32_t k = 0; k < options.breach_dates; ++k) {
      view_.breach_dates.push_back(deal_.sign_at() + after * options.breach_until * k / options.breach_dates);
    }
  }

  base::Result<AgreementView> run() {
    base::Result<AgreementView> result;
    const bool done = without() && conducts() && over_terms() && verification();
    result.diagnostics = std::move(diagnostics_);
    if (!done) return result;
    sum_up();
    by_inputs();
    result.value = std::move(view_);
    return result;
  }

 private:
  // [candidate][party][future]
  bool evaluate(const Sample& sample, std::vector<Candidate> candidates, std::vector<Columns>& out) {
    for (Candidate& candidate : candidates) candidate = options_.standing + candidate;
    auto payoffs = oracle_.evaluate(sample, candidates);
    diagnostics_.append(payoffs.diagnostics);
    if (!payoffs.value) return false;
    out.assign(candidates.size(), Columns(view_.parties.size()));
    for (std::uint32_t c = 0; c < candidates.size(); ++c) {
      for (std::size_t p = 0; p < view_.parties.size(); ++p) {
        if (position_[p] == plan::kNone) continue;
        const auto column = payoffs->of(c, position_[p]);
        out[c][p].assign(column.begin(), column.end());
      }
    }
    return true;
  }

  bool without() {
    std::vector<Columns> columns;
    if (!evaluate(judged_, {deal_.unsigned_deal()}, columns)) return false;
    without_ = std::move(columns[0]);
    return true;
  }

  // What each founding party does best while it breaks the deal, on futures that are not judged, at the standing terms.
  bool conducts() {
    const std::vector<double> terms = deal_.terms(deal_.standing_terms());
    conducts_.resize(view_.parties.size());
    for (std::uint32_t p = 0; p < view_.parties.size(); ++p) {
      PartyView& party = view_.parties[p];
      if (!party.founding) continue;
      auto bound = bound_levers(oracle_, deal_, p, terms, searched_);
      diagnostics_.append(bound.diagnostics);
      if (!bound.value) return false;
      party.bound = std::move(*bound);
      if (party.bound.empty()) continue;
      PolicyOptions wanted;
      for (const std::uint32_t lever : party.bound) {
        wanted.levers.push_back(oracle_.interface().levers[lever].quantity.name.full);
      }
      const auto policies = PolicyClass::make(oracle_, party.player, wanted);
      if (!policies) continue;
      const Candidate signed_deal = deal_.signed_deal(terms, deal_.everybody());
      std::unique_ptr<search::Searcher> searcher;
      if (policies->dimension() == 1) {
        searcher = std::make_unique<search::SectionSearch>(9, 1e-2, std::vector<Point>{policies->standing()});
      } else {
        search::CmaOptions cma{.start = policies->standing(), .most_evaluations = options_.evaluations};
        cma.precision = 1e-2;
        searcher = std::make_unique<search::CmaEs>(std::move(cma));
      }
      for (auto points = searcher->ask(); !points.empty(); points = searcher->ask()) {
        std::vector<Candidate> candidates;
        for (const Point& point : points) {
          candidates.push_back(signed_deal + policies->settings(policies->rounded(point)) +
                               deal_.breach(p, view_.breach_dates[0]));
        }
        std::vector<Columns> columns;
        if (!evaluate(searched_, std::move(candidates), columns)) return false;
        std::vector<double> values;
        for (const Columns& column : columns) values.push_back(mean_of(column[p]));
        searcher->tell(values);
      }
      if (searcher->best().empty()) continue;
      const Point best = policies->rounded(searcher->best());
      conducts_[p] = {policies->settings(best), policy_name(*policies, best)};
      party.conduct = conducts_[p].text;
    }
    return true;
  }

  // Players join and leave one at a time, whoever gains most first, until nobody wants to; on means over the search
  // sample. The last coalition counts even if the walk was cut off: filter 3 then finds out that it does not stand.
  bool coalition(const std::vector<double>& terms, std::vector<bool>& members) {
    members = deal_.everybody();
    for (std::uint32_t round = 0; round < kMemberRounds; ++round) {
      std::vector<std::uint32_t> movers;
      std::vector<Candidate> candidates = {deal_.signed_deal(terms, members)};
      for (std::uint32_t p = 0; p < members.size(); ++p) {
        if (view_.parties[p].founding || position_[p] == plan::kNone) continue;
        std::vector<bool> other = members;
        other[p] = !other[p];
        movers.push_back(p);
        candidates.push_back(deal_.signed_deal(terms, other));
      }
      if (movers.empty()) return true;
      std::vector<Columns> columns;
      if (!evaluate(searched_, std::move(candidates), columns)) return false;
      double most = 0;
      std::optional<std::uint32_t> mover;
      for (std::size_t k = 0; k < movers.size(); ++k) {
        const double gain = mean_of(columns[k + 1][movers[k]]) - mean_of(columns[0][movers[k]]);
        if (!(gain > most)) continue;
        most = gain;
        mover = movers[k];
      }
      if (!mover) return true;
      members[*mover] = !members[*mover];
    }
    return true;
  }

  bool judge(const std::vector<double>& terms, TermsResult& out, bool with_stability) {
    if (!coalition(terms, out.members)) return false;
    const Candidate signed_deal = deal_.signed_deal(terms, out.members);
    std::vector<Columns> columns;
    if (!evaluate(judged_, {signed_deal}, columns)) return false;
    const Columns kept = std::move(columns[0]);
    const std::uint32_t futures = judged_.futures;
    for (auto& passes : out.passes) passes.assign(futures, 1.0);
    out.gain.assign(view_.parties.size(), {});
    out.temptation.assign(view_.parties.size(), {});
    for (std::uint32_t p = 0; p < view_.parties.size(); ++p) {
      if (!view_.parties[p].founding) continue;
      out.gain[p].resize(futures);
      for (std::uint32_t f = 0; f < futures; ++f) {
        out.gain[p][f] = kept[p][f] - without_[p][f];
        if (!(out.gain[p][f] > 0)) out.passes[0][f] = 0;
      }
    }
    std::vector<Candidate> breaches;
    std::vector<std::uint32_t> breaker;
    const bool anybody = std::find(out.passes[0].begin(), out.passes[0].end(), 1.0) != out.passes[0].end();
    for (std::uint32_t p = 0; p < view_.parties.size() && anybody; ++p) {
      if (!view_.parties[p].founding) continue;
      for (const double from : view_.breach_dates) {
        breaches.push_back(signed_deal + conducts_[p].settings + deal_.breach(p, from));
        breaker.push_back(p);
      }
    }
    if (!evaluate(judged_, std::move(breaches), columns)) return false;
    out.passes[1] = out.passes[0];
    for (std::size_t b = 0; b < breaker.size(); ++b) {
      std::vector<double>& best = out.temptation[breaker[b]];
      if (best.empty()) best.assign(futures, -std::numeric_limits<double>::infinity());
      for (std::uint32_t f = 0; f < futures; ++f) {
        const double gain = columns[b][breaker[b]][f] - kept[breaker[b]][f];
        best[f] = std::isnan(gain) ? kNaN : std::max(best[f], gain);
        if (!(gain <= 0)) out.passes[1][f] = 0;
      }
    }
    out.passes[2] = out.passes[1];
    return !with_stability || stability(terms, kept, out);
  }

  bool stability(const std::vector<double>& terms, const Columns& kept, TermsResult& out) {
    std::vector<Candidate> candidates;
    std::vector<std::uint32_t> movers;
    for (std::uint32_t p = 0; p < view_.parties.size(); ++p) {
      if (view_.parties[p].founding || position_[p] == plan::kNone) continue;
      std::vector<bool> other = out.members;
      other[p] = !other[p];
      candidates.push_back(deal_.signed_deal(terms, other));
      movers.push_back(p);
    }
    if (movers.empty()) return true;
    std::vector<Columns> columns;
    if (!evaluate(judged_, std::move(candidates), columns)) return false;
    for (std::size_t k = 0; k < movers.size(); ++k) {
      for (std::uint32_t f = 0; f < judged_.futures; ++f) {
        if (!(columns[k][movers[k]][f] <= kept[movers[k]][f])) out.passes[2][f] = 0;
      }
    }
    return true;
  }

  bool over_terms() {
    const std::uint64_t key = sample_seed(options_.seed, SampleUse::Check);
    const std::uint32_t points = deal_.term_count() == 0 ? 1 : options_.term_points;
    for (std::uint32_t k = 0; k < points; ++k) {
      const std::vector<double> terms = deal_.term_count() == 0
                                            ? std::vector<double>()
                                            : deal_.terms(search::sobol_point(deal_.term_count(), k, key));
      TermsResult& result = results_.emplace_back();
      if (!judge(terms, result, true)) return false;
      TermsView& shown = view_.terms.emplace_back();
      shown.terms = terms;
      shown.pass1 = mean_of(result.passes[0]);
      shown.pass12 = mean_of(result.passes[1]);
      shown.pass123 = mean_of(result.passes[2]);
      shown.interval = share_interval(result.passes[2]);
      for (std::uint32_t p = 0; p < view_.parties.size(); ++p) {
        if (view_.parties[p].founding) shown.gains.push_back(mean_of(result.gain[p]));
      }
    }
    return true;
  }

  static stats::Interval share_interval(const std::vector<double>& shares) {
    const stats::Moments moments = stats::column_moments(shares);
    if (shares.size() == 1) return {moments.mean, moments.mean};
    if (std::all_of(shares.begin(), shares.end(), [](double x) { return x == 0 || x == 1; })) {
      const auto successes = static_cast<std::int64_t>(std::count(shares.begin(), shares.end(), 1.0));
      return stats::proportion_interval(stats::ProportionMethod::Wilson, successes,
                                        static_cast<std::int64_t>(shares.size()));
    }
    stats::Interval interval = stats::mean_interval(moments);
    interval.low = std::max(0.0, interval.low);
    interval.high = std::min(1.0, interval.high);
    return interval;
  }

  // Each future's share over terms, for filters 1, 1 + 2, 1 + 2 + 3.
  std::vector<double> per_future(int filter) const {
    std::vector<double> shares(judged_.futures, 0.0);
    for (const TermsResult& result : results_) {
      for (std::uint32_t f = 0; f < judged_.futures; ++f) shares[f] += result.passes[filter][f];
    }
    for (double& share : shares) share /= static_cast<double>(results_.size());
    return shares;
  }

  void sum_up() {
    const std::vector<double> shares[3] = {per_future(0), per_future(1), per_future(2)};
    view_.pass1 = mean_of(shares[0]);
    view_.pass12 = mean_of(shares[1]);
    view_.pass123 = mean_of(shares[2]);
    view_.interval1 = share_interval(shares[0]);
    view_.interval12 = share_interval(shares[1]);
    view_.interval123 = share_interval(shares[2]);
    view_.open = shares[2];
    const double lost[3] = {1 - view_.pass1, view_.pass1 - view_.pass12, view_.pass12 - view_.pass123};
    constexpr const char* kFilters[3] = {"participation", "self-enforcement", "stability"};
    const auto most = std::max_element(lost, lost + 3) - lost;
    if (lost[most] > 0) view_.binding = kFilters[most];

    double in_the_way = 0;
    std::uint32_t faulted = 0;
    for (std::uint32_t p = 0; p < view_.parties.size(); ++p) {
      PartyView& party = view_.parties[p];
      for (const TermsResult& result : results_) {
        party.member += result.members[p] ? 1.0 : 0.0;
      }
      party.member /= static_cast<double>(results_.size());
      if (!party.founding) continue;
      const double blocked = look_at(p, party);
      if (blocked > in_the_way) {
        in_the_way = blocked;
        view_.blocker = p;
      }
    }
    for (std::uint32_t f = 0; f < judged_.futures; ++f) {
      bool fault = false;
      for (const TermsResult& result : results_) {
        for (const auto& column : result.gain) fault = fault || (!column.empty() && std::isnan(column[f]));
        for (const auto& column : result.temptation) fault = fault || (!column.empty() && std::isnan(column[f]));
      }
      faulted += fault ? 1 : 0;
    }
    view_.faulted = static_cast<double>(faulted) / judged_.futures;
    std::vector<std::vector<double>> gains;
    for (const TermsView& terms : view_.terms) gains.push_back(terms.gains);
    view_.bargaining = bargain(gains);
  }

  // Fills in what one founding party thinks of the deal; the share of all pairs that it stands in the way of.
  double look_at(std::uint32_t p, PartyView& party) const {
    double refused = 0, passed = 0, tempted = 0, affordable = 0, all = 0;
    std::vector<double> needed, gains, temptations;
    for (const TermsResult& result : results_) {
      for (std::uint32_t f = 0; f < judged_.futures; ++f) {
        ++all;
        const double gain = result.gain[p][f];
        gains.push_back(gain);
        const bool refuses = !(gain > 0);
        if (refuses) {
          ++refused;
          needed.push_back(-gain);
          double others = 0;
          for (std::size_t q = 0; q < view_.parties.size(); ++q) {
            if (q != p && view_.parties[q].founding) others += result.gain[q][f];
          }
          if (others > -gain) ++affordable;
        }
        if (!result.temptation[p].empty()) temptations.push_back(result.temptation[p][f]);
        if (result.passes[0][f] == 0) continue;
        ++passed;
        if (!(result.temptation[p][f] <= 0)) ++tempted;
      }
    }
    party.refuses = refused / all;
    party.tempted = passed > 0 ? tempted / passed : 0;
    party.gain = stats::column_moments(gains).mean;
    party.best_breach = temptations.empty() ? kNaN : stats::column_moments(temptations).mean;
    party.side_payment = needed.empty() ? kNaN : stats::SortedColumn(needed).median();
    party.affordable = refused > 0 ? affordable / refused : 0;
    return (refused + tempted) / all;
  }

  // How much detection a deal needs that keeps itself: its detection term moved over its range, the others standing.
  bool verification() {
    const plan::Interface& interface = oracle_.interface();
    for (std::uint32_t t = 0; t < deal_.term_count(); ++t) {
      const plan::Input& term = interface.inputs[deal_.agreement().terms[t]];
      const std::string& name = term.quantity.name.full;
      if (name == deal_.agreement().name + "." + options_.detection && term.has_bounds) view_.detection_term = t;
    }
    if (view_.detection_term == plan::kNone || options_.curve_points < 2) return true;
    const plan::Input& term = interface.inputs[deal_.agreement().terms[view_.detection_term]];
    std::vector<double> terms = deal_.terms(deal_.standing_terms());
    const auto look = [&](double at, CurvePoint& point) {
      terms[view_.detection_term] = at;
      TermsResult result;
      if (!judge(terms, result, false)) return false;
      point = {at, mean_of(result.passes[0]), mean_of(result.passes[1]), kNaN, kNaN};
      for (const auto& column : result.temptation) {
        if (column.empty()) continue;
        const double mean = stats::column_moments(column).mean;
        if (std::isnan(point.temptation) || mean > point.temptation) point.temptation = mean;
      }
      return true;
    };
    for (std::uint32_t k = 0; k < options_.curve_points; ++k) {
      const double at = term.low + (term.high - term.low) * k / (options_.curve_points - 1);
      if (!look(at, view_.verification.emplace_back())) return false;
    }
    // Where the mean temptation falls through zero for good: between two neighbours, by the straight line, refined.
    const auto& curve = view_.verification;
    if (!(curve.back().temptation <= 0)) return true;
    std::size_t k = curve.size() - 1;
    while (k > 0 && curve[k - 1].temptation <= 0) --k;
    view_.detection_needed = curve[k].at;
    if (k == 0 || !(curve[k - 1].temptation > 0)) return true;
    CurvePoint above = curve[k - 1], below = curve[k];
    for (std::uint32_t round = 0;; ++round) {
      const double part = above.temptation / (above.temptation - below.temptation);
      view_.detection_needed = above.at + (below.at - above.at) * part;
      if (round == kRefinements) return true;
      CurvePoint between;
      if (!look(*view_.detection_needed, between)) return false;
      if (std::isnan(between.temptation)) return true;
      (between.temptation > 0 ? above : below) = between;
    }
  }

  // Shares by the value of an input, in bins of equally many futures: those asked for, and those that matter most.
  void by_inputs() {
    const std::uint32_t futures = judged_.futures;
    if (futures < kBins * kLeastPerBin) return;
    const std::vector<double> shares[3] = {per_future(0), per_future(1), per_future(2)};
    std::vector<InputCurve> wanted, others;
    for (std::size_t d = 0; d < judged_.drawn.size(); ++d) {
      InputCurve curve{.input = judged_.drawn[d]};
      std::vector<std::uint32_t> order(futures);
      std::iota(order.begin(), order.end(), 0u);
      const std::vector<double>& values = judged_.values[d];
      // total order: ties go by number
      std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return values[a] != values[b] ? values[a] < values[b] : a < b;
      });
      for (std::uint32_t bin = 0; bin < kBins; ++bin) {
        const std::uint32_t from = futures * bin / kBins, to = futures * (bin + 1) / kBins;
        CurvePoint point{.at = values[order[(from + to) / 2]], .temptation = kNaN};
        for (std::uint32_t i = from; i < to; ++i) {
          point.pass1 += shares[0][order[i]];
          point.pass12 += shares[1][order[i]];
          point.pass123 += shares[2][order[i]];
        }
        for (double* share : {&point.pass1, &point.pass12, &point.pass123}) *share /= to - from;
        curve.bins.push_back(point);
      }
      curve.spread = curve.bins.back().pass123 - curve.bins.front().pass123;
      const plan::QuantityName& name = oracle_.interface().inputs[curve.input].quantity.name;
      const auto& asked = options_.by;
      const bool is_asked = std::find(asked.begin(), asked.end(), name.full) != asked.end() ||
                            std::find(asked.begin(), asked.end(), name.base) != asked.end();
      (is_asked ? wanted : others).push_back(std::move(curve));
    }
    std::stable_sort(others.begin(), others.end(), [](const InputCurve& a, const InputCurve& b) {
      return std::fabs(a.spread) > std::fabs(b.spread);
    });
    if (others.size() > kCurves) others.resize(kCurves);
    std::erase_if(others, [](const InputCurve& curve) { return curve.spread == 0; });
    view_.by = std::move(wanted);
    view_.by.insert(view_.by.end(), others.begin(), others.end());
  }

  Oracle& oracle_;
  const OverlapOptions& options_;
  Deal deal_;
  Sample judged_, searched_;
  std::vector<std::uint32_t> position_;  // of each party among the oracle's players
  Columns without_;
  std::vector<Conduct> conducts_;
  std::vector<TermsResult> results_;
  AgreementView view_;
  base::Diagnostics diagnostics_;
};

}  // namespace

base::Result<AgreementView> overlap(Oracle& oracle, std::uint32_t agreement, const OverlapOptions& options) {
  return Study(oracle, agreement, options).run();
}

}  // namespace detente::analysis::games
