#include "analysis/games/certify.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/games/reply.h"
#include "kernels/philox.h"
#include "search/scan.h"
#include "stats/mean_interval.h"

namespace detente::analysis::games {

using search::Point;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSteeper = 2;        // assumed slopes by those seen
constexpr double kLocalStep = 1e-3;   // of a coordinate
constexpr std::uint32_t kLine = 129;  // grid points of one coordinate, of two: kSquare each
constexpr std::uint32_t kSquare = 21;
constexpr std::uint64_t kMostCells = 4000;         // that a bound is refined to
constexpr std::uint64_t kMostCellRuns = 1u << 16;  // runs that a bound may take
constexpr std::uint32_t kFirstLook = 128;          // futures of a race
constexpr std::uint64_t kMostFutures = 1u << 24;
constexpr double kMostTable = 4096;

std::vector<double> difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result[i] = a[i] - b[i];
  return result;
}

stats::Interval interval_of(const std::vector<double>& column, double alpha) {
  if (column.size() == 1) return {column[0], column[0]};
  const stats::Moments moments = stats::column_moments(column);
  if (moments.squares == 0) return {moments.mean, moments.mean};
  return stats::mean_interval(moments, alpha);
}

// The profile's payoffs on the first futures of the judging sample, on as many as somebody asks for.
class Judged {
 public:
  Judged(Arena& arena, const Profile& profile, const Sample& sample, base::Diagnostics& diagnostics)
      : arena_(arena), profile_(profile), whole_(sample), diagnostics_(diagnostics) {}

  const Sample& whole() const { return whole_; }

  // False when stopped.
  bool extend(std::uint32_t futures) {
    if (futures == sample_.futures && !columns_.empty()) return true;
    sample_ = arena_.oracle().draw(whole_.seed, futures, whole_.chance);
    auto columns = arena_.columns(sample_, profile_);
    diagnostics_.append(columns.diagnostics);
    if (!columns.value) return false;
    columns_ = std::move(*columns);
    return true;
  }
  const Sample& sample() const { return sample_; }
  const std::vector<std::vector<double>>& columns() const { return columns_; }

 private:
  Arena& arena_;
  const Profile& profile_;
  const Sample& whole_;
  base::Diagnostics& diagnostics_;
  Sample sample_{.futures = 0};
  std::vector<std::vector<double>> columns_;
};

// One player's case.
class Case {
 public:
  Case(Arena& arena, const Profile& profile, std::uint32_t player, Judged& judged, const CertifyOptions& options,
       base::Diagnostics& diagnostics)
      : arena_(arena),
        profile_(profile),
        player_(player),
        judged_(judged),
        options_(options),
        diagnostics_(diagnostics) {}

  // False when stopped.
  bool judge(const Sample& search, PlayerCertificate& out) {
    const PolicyClass& policies = arena_.policies(player_);
    out.bound = kNaN;
    if (const auto all = policies.all(kMostListed); !all.empty()) {
      out.grade = arena_.oracle().certain() ? Grade::Exact : Grade::Sampled;
      out.tried = all.size();
      const Sample& whole = judged_.whole();  // a table of all profiles took as many runs
      return race(
          all, static_cast<std::uint64_t>(std::min(arena_.profiles(), kMostTable)) * whole.futures * whole.chance, out);
    }
    if (options_.budget == 0) return local(out);
    if (!searched(search, out)) return false;
    return policies.dimension() > 2 || bounded(out);
  }

 private:
  using Columns = std::vector<std::vector<double>>;

  // Gains of policies over the profile on the judged futures.
  bool gains(std::span<const Point> points, Columns& out) {
    auto columns = arena_.deviations(judged_.sample(), profile_, player_, points);
    diagnostics_.append(columns.diagnostics);
    if (!columns.value) return false;
    out.clear();
    for (const auto& column : *columns.value) out.push_back(difference(column, judged_.columns()[player_]));
    return true;
  }

  double by_range(double gain) const {
    const double range = arena_.range(player_);
    if (range > 0) return gain / range;
    return gain > 0 ? std::numeric_limits<double>::infinity() : 0;
  }

  // Measures the gains of all points, of those that may still exceed the tolerance on ever more futures.
  bool race(const std::vector<Point>& points, std::uint64_t affordable_runs, PlayerCertificate& out) {
    const Sample& whole = judged_.whole();
    const std::uint64_t per_future = (points.size() + 1) * whole.chance * arena_.others(profile_, player_).size();
    std::vector<std::uint32_t> looks = {std::min(whole.futures, kFirstLook)};
    const std::uint64_t affordable = affordable_runs / per_future;
    const std::uint64_t most =
        arena_.oracle().certain() ? 1 : std::max<std::uint64_t>(whole.futures, std::min(affordable, kMostFutures));
    while (looks.back() < most) {
      looks.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(most, std::uint64_t{4} * looks.back())));
    }
    const double alpha = options_.alpha / static_cast<double>(points.size() * looks.size());
    std::vector<std::size_t> alive(points.size());
    std::iota(alive.begin(), alive.end(), std::size_t{0});
    std::vector<double> gain(points.size(), kNaN);
    std::vector<stats::Interval> interval(points.size());
    double enough = 0;
    for (const std::uint32_t futures : looks) {
      std::vector<Point> still;
      for (const std::size_t i : alive) still.push_back(points[i]);
      Columns columns;
      if (!judged_.extend(futures) || !gains(still, columns)) return false;
      out.futures = futures;
      enough = options_.tolerance * arena_.range(player_);
      bool exceeds = false;
      std::vector<std::size_t> next;
      for (std::size_t k = 0; k < alive.size(); ++k) {
        const std::size_t i = alive[k];
        gain[i] = mean_of(columns[k]);
        if (std::isnan(gain[i])) continue;
        interval[i] = interval_of(columns[k], alpha);
        exceeds = exceeds || interval[i].low > enough;
        if (interval[i].high > enough) next.push_back(i);
      }
      alive = std::move(next);
      if (alive.empty() || exceeds) break;
    }
    const double infinite = std::numeric_limits<double>::infinity();
    out.gain = -infinite;
    out.interval = {-infinite, -infinite};
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (std::isnan(gain[i])) continue;
      out.interval.low = std::max(out.interval.low, interval[i].low);
      out.interval.high = std::max(out.interval.high, interval[i].high);
      if (gain[i] <= out.gain) continue;
      out.gain = gain[i];
      out.deviation = points[i];
    }
    if (out.deviation.empty()) {  // no deviation has a value at all
      out.gain = 0;
      out.interval = {0, 0};
    }
    out.share = by_range(out.interval.high);
    out.exceeds = out.interval.low > enough;
    return true;
  }

  bool local(PlayerCertificate& out) {
    std::vector<Point> points;
    for (const Point& policy : profile_[player_].policies) {
      for (std::size_t d = 0; d < policy.size(); ++d) {
        for (const double step : {-kLocalStep, kLocalStep}) {
          points.push_back(policy);
          points.back()[d] = std::clamp(policy[d] + step, 0.0, 1.0);
        }
      }
    }
    out.grade = Grade::Local;
    out.tried = points.size();
    return race(points, 0, out);
  }

  // Looks for better policies on one sample and measures what it found on the other.
  bool searched(const Sample& search, PlayerCertificate& out) {
    const PolicyClass& policies = arena_.policies(player_);
    search::ScanOptions wanted;
    wanted.dimension = policies.dimension();
    wanted.points = std::max<std::uint64_t>(8, options_.budget / 3);
    wanted.most_evaluations = options_.budget;
    wanted.starts = profile_[player_].policies;
    wanted.key = kernels::stream_key(options_.key, player_);
    search::ScanSearch scan(std::move(wanted));
    for (auto points = scan.ask(); !points.empty(); points = scan.ask()) {
      for (Point& point : points) point = policies.rounded(point);
      auto columns = arena_.deviations(search, profile_, player_, points);
      diagnostics_.append(columns.diagnostics);
      if (!columns.value) return false;
      std::vector<double> values;
      for (const auto& column : *columns.value) values.push_back(mean_of(column));
      scan.tell(values);
    }
    out.grade = Grade::Searched;
    out.tried = scan.evaluations();
    std::vector<Point> best = scan.summits();
    for (Point& point : best) point = policies.rounded(point);
    return race(best, scan.evaluations() * search.futures * search.chance, out);
  }

  // Branch and bound by slopes: cells are cut until none can hold more than the tolerance.
  bool bounded(PlayerCertificate& out) {
    const Sample& judge = judged_.sample();
    const std::uint32_t dimension = arena_.policies(player_).dimension();
    const std::uint32_t side = dimension == 1 ? kLine : kSquare;
    std::vector<Point> grid;
    const std::uint64_t runs = std::uint64_t{judge.futures} * judge.chance * arena_.others(profile_, player_).size();
    const std::uint64_t most_cells = std::min(kMostCells, kMostCellRuns / runs);
    if (most_cells < (dimension == 1 ? side : side * side)) return true;  // too dear: what was searched counts
    for (std::uint32_t i = 0; i < (dimension == 1 ? side : side * side); ++i) {
      Point point;
      std::uint32_t rest = i;
      for (std::uint32_t d = 0; d < dimension; ++d, rest /= side) point.push_back((rest % side + 0.5) / side);
      grid.push_back(std::move(point));
    }
    std::vector<double> values;
    if (!mean_gains(grid, values)) return false;
    std::vector<double> slope(dimension, 0.0);
    std::uint32_t stride = 1;
    for (std::uint32_t d = 0; d < dimension; ++d, stride *= side) {
      for (std::uint32_t i = 0; i < grid.size(); ++i) {
        if (i / stride % side + 1 == side) continue;
        const double rise = std::fabs(values[i + stride] - values[i]) * side;
        if (std::isnan(rise)) return true;  // gaps: no bound
        slope[d] = std::max(slope[d], kSteeper * rise);
      }
    }
    const double enough = 0.5 * options_.tolerance * arena_.range(player_);
    struct Cell {
      Point centre;
      double half, value;
    };
    std::vector<Cell> open;
    for (std::size_t i = 0; i < grid.size(); ++i) open.push_back({grid[i], 0.5 / side, values[i]});
    double bound = 0;
    std::uint64_t cells = grid.size();
    while (!open.empty()) {
      std::vector<Cell> cut;
      std::vector<Point> points;
      for (const Cell& cell : open) {
        double most = cell.value;
        for (const double steep : slope) most += steep * cell.half;
        if (most <= enough || cells >= most_cells) {
          bound = std::max(bound, most);
          continue;
        }
        for (std::uint32_t corner = 0; corner < (1u << dimension); ++corner) {
          Cell part{cell.centre, 0.5 * cell.half, 0};
          for (std::uint32_t d = 0; d < dimension; ++d) part.centre[d] += (corner >> d & 1 ? 1 : -1) * part.half;
          points.push_back(part.centre);
          cut.push_back(std::move(part));
        }
        cells += 1u << dimension;
      }
      if (points.empty()) break;
      if (!mean_gains(points, values)) return false;
      for (std::size_t i = 0; i < cut.size(); ++i) {
        if (std::isnan(values[i])) return true;
        cut[i].value = values[i];
      }
      open = std::move(cut);
    }
    out.slope = *std::max_element(slope.begin(), slope.end());
    out.bound = bound;
    // A bound that says less than the search is not worth its assumption.
    if (by_range(bound) > options_.tolerance) return true;
    out.tried += cells;
    out.grade = Grade::Bounded;
    out.share = std::max(out.share, by_range(bound));
    return true;
  }

  bool mean_gains(std::span<const Point> points, std::vector<double>& out) {
    Columns columns;
    if (!gains(points, columns)) return false;
    out.clear();
    for (const auto& column : columns) out.push_back(mean_of(column));
    return true;
  }

  Arena& arena_;
  const Profile& profile_;
  std::uint32_t player_;
  Judged& judged_;
  const CertifyOptions& options_;
  base::Diagnostics& diagnostics_;
};

}  // namespace

std::string_view grade_name(Grade grade) {
  constexpr std::string_view kNames[] = {"E0", "E1", "E2", "E3", "E4"};
  return kNames[static_cast<std::size_t>(grade)];
}

base::Result<Certificate> certify(Arena& arena, const Profile& profile, const Sample& search, const Sample& judge,
                                  const CertifyOptions& options) {
  base::Result<Certificate> result;
  Judged judged(arena, profile, judge, result.diagnostics);
  Certificate certificate{.grade = Grade::Exact, .players = {}, .holds = true};
  bool exceeds = false;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    PlayerCertificate& player = certificate.players.emplace_back();
    if (!Case(arena, profile, p, judged, options, result.diagnostics).judge(search, player)) return result;
    certificate.grade = std::max(certificate.grade, player.grade);
    certificate.holds = certificate.holds && player.share <= options.tolerance;
    exceeds = exceeds || player.exceeds;
  }
  certificate.undecided = !certificate.holds && !exceeds;
  for (const auto& column : judged.columns()) {
    if (std::isnan(mean_of(column))) certificate.holds = certificate.undecided = false;
  }
  result.value = std::move(certificate);
  return result;
}

}  // namespace detente::analysis::games
