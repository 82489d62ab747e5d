#include "analysis/games/certify.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
constexpr std::uint64_t kMostCellRuns = 1u << 20;  // runs that a bound may take

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

// One player's case.
class Case {
 public:
  Case(Arena& arena, const Profile& profile, std::uint32_t player, const CertifyOptions& options,
       base::Diagnostics& diagnostics)
      : arena_(arena), profile_(profile), player_(player), options_(options), diagnostics_(diagnostics) {}

  // False when stopped.
  bool judge(const Sample& search, const Sample& judge, std::span<const double> own, PlayerCertificate& out) {
    const PolicyClass& policies = arena_.policies(player_);
    out.bound = kNaN;
    if (const auto all = policies.all(kMostListed); !all.empty()) return listed(judge, own, all, out);
    if (options_.budget == 0) return local(judge, own, out);
    if (!searched(search, judge, own, out)) return false;
    return policies.dimension() > 2 || bounded(judge, own, out);
  }

 private:
  using Columns = std::vector<std::vector<double>>;

  bool gains(const Sample& sample, std::span<const double> own, std::span<const Point> points, Columns& out) {
    auto columns = arena_.deviations(sample, profile_, player_, points);
    diagnostics_.append(columns.diagnostics);
    if (!columns.value) return false;
    out.clear();
    for (const auto& column : *columns.value) out.push_back(difference(column, own));
    return true;
  }

  void keep(const Point& deviation, const std::vector<double>& gain, PlayerCertificate& out, double alpha) {
    out.deviation = deviation;
    out.gain = mean_of(gain);
    out.interval = interval_of(gain, alpha);
    out.share = by_range(out.interval.high);
  }

  double by_range(double gain) const {
    const double range = arena_.range(player_);
    if (range > 0) return gain / range;
    return gain > 0 ? std::numeric_limits<double>::infinity() : 0;
  }

  // Every deviation, with intervals that hold together (Bonferroni).
  bool listed(const Sample& judge, std::span<const double> own, const std::vector<Point>& all, PlayerCertificate& out) {
    Columns columns;
    if (!gains(judge, own, all, columns)) return false;
    out.grade = arena_.oracle().certain() ? Grade::Exact : Grade::Sampled;
    out.tried = all.size();
    out.gain = -std::numeric_limits<double>::infinity();
    stats::Interval widest{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double gain = mean_of(columns[i]);
      if (std::isnan(gain)) continue;
      const stats::Interval one = interval_of(columns[i], options_.alpha / static_cast<double>(all.size()));
      widest.low = std::max(widest.low, one.low);
      widest.high = std::max(widest.high, one.high);
      if (gain <= out.gain) continue;
      out.gain = gain;
      out.deviation = all[i];
    }
    out.interval = widest;
    out.share = by_range(widest.high);
    return true;
  }

  bool local(const Sample& judge, std::span<const double> own, PlayerCertificate& out) {
    std::vector<Point> points;
    for (const Point& policy : profile_[player_].policies) {
      for (std::size_t d = 0; d < policy.size(); ++d) {
        for (const double step : {-kLocalStep, kLocalStep}) {
          points.push_back(policy);
          points.back()[d] = std::clamp(policy[d] + step, 0.0, 1.0);
        }
      }
    }
    Columns columns;
    if (!gains(judge, own, points, columns)) return false;
    out.grade = Grade::Local;
    out.tried = points.size();
    std::size_t best = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
      if (search::is_better(mean_of(columns[i]), mean_of(columns[best]))) best = i;
    }
    keep(points[best], columns[best], out, options_.alpha / static_cast<double>(points.size()));
    return true;
  }

  // Looks for a better policy on one sample and measures what it found on the other.
  bool searched(const Sample& search, const Sample& judge, std::span<const double> own, PlayerCertificate& out) {
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
    if (scan.best().empty()) return true;  // no deviation has a value at all
    const Point best = policies.rounded(scan.best());
    Columns columns;
    if (!gains(judge, own, std::span(&best, 1), columns)) return false;
    keep(best, columns[0], out, options_.alpha);
    return true;
  }

  // Branch and bound by slopes: cells are cut until none can hold more than the tolerance.
  bool bounded(const Sample& judge, std::span<const double> own, PlayerCertificate& out) {
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
    if (!mean_gains(judge, own, grid, values)) return false;
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
      if (!mean_gains(judge, own, points, values)) return false;
      for (std::size_t i = 0; i < cut.size(); ++i) {
        if (std::isnan(values[i])) return true;
        cut[i].value = values[i];
      }
      open = std::move(cut);
    }
    out.tried += cells;
    out.slope = *std::max_element(slope.begin(), slope.end());
    out.bound = bound;
    // A bound that says less than the search is not worth its assumption.
    if (by_range(bound) > options_.tolerance) return true;
    out.grade = Grade::Bounded;
    out.share = std::max(out.share, by_range(bound));
    return true;
  }

  bool mean_gains(const Sample& sample, std::span<const double> own, std::span<const Point> points,
                  std::vector<double>& out) {
    Columns columns;
    if (!gains(sample, own, points, columns)) return false;
    out.clear();
    for (const auto& column : columns) out.push_back(mean_of(column));
    return true;
  }

  Arena& arena_;
  const Profile& profile_;
  std::uint32_t player_;
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
  auto own = arena.columns(judge, profile);
  result.diagnostics.append(own.diagnostics);
  if (!own.value) return result;
  Certificate certificate{.grade = Grade::Exact, .players = {}, .holds = true};
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    PlayerCertificate& player = certificate.players.emplace_back();
    if (!Case(arena, profile, p, options, result.diagnostics).judge(search, judge, (*own)[p], player)) return result;
    certificate.grade = std::max(certificate.grade, player.grade);
    certificate.holds = certificate.holds && player.share <= options.tolerance && !std::isnan(mean_of((*own)[p]));
  }
  result.value = std::move(certificate);
  return result;
}

}  // namespace detente::analysis::games
