#include "games/qre.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/check.h"
#include "games/expected.h"
#include "games/linear.h"
#include "kernels/elementary.h"

namespace detente::games {
namespace {

constexpr double kAccuracy = 1e-11;  // of the equations, in logarithms of probabilities
constexpr int kMostCorrections = 8;
constexpr double kFirstStep = 0.03;
constexpr double kFinestStep = 1e-5;  // on which a crossing of branches is believed

// Points are (log probability of every strategy of every player, lambda), payoffs in units of the largest range.
using Point = std::vector<double>;

double length(const Point& v) {
  double sum = 0;
  for (const double x : v) sum += x * x;
  return std::sqrt(sum);
}

double dot(const Point& a, const Point& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

class Branch {
 public:
  Branch(const Game& game, const QreOptions& options, double scale)
      : game_(game), options_(options), scale_(scale), payoffs_(game, scale), lambda_(payoffs_.size()) {
    for (std::uint32_t i = 0; i < game.player_count(); ++i) ranges_.push_back(game.range(i).number() / scale);
  }

  QreBranch follow() {
    Point at(lambda_ + 1, 0.0), direction(lambda_ + 1, 0.0);
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      for (std::uint32_t s = 0; s < game_.strategy_count(i); ++s) {
        at[payoffs_.position(i, s)] = -kernels::ln(game_.strategy_count(i));
      }
    }
    direction[lambda_] = 1;
    QreBranch branch;
    double step = kFirstStep;
    int side = 0;
    std::optional<Point> tangent = tangent_at(at, direction, side);
    std::size_t next_stop = 0;
    while (next_stop < options_.stops.size() && options_.stops[next_stop] <= 0) {
      branch.stops.push_back(point(at));
      ++next_stop;
    }
    branch.end = point(at);
    for (branch.steps = 0; branch.steps < options_.steps && tangent; ++branch.steps) {
      if (branch.end.worst_share <= options_.regret && next_stop == options_.stops.size()) break;
      if (at[lambda_] > options_.lambda || step < 1e-12) break;
      Point next = at;
      for (std::size_t k = 0; k < next.size(); ++k) next[k] += step * (*tangent)[k];
      const int corrections = correct(next, *tangent);
      if (corrections == 0 || moved_too_far(at, next, *tangent, step)) {
        step /= 2;
        continue;
      }
      // The sign of the determinant is constant along a branch: where it changes, either the step was so long that it
      // reached another branch, or two branches cross, and the path goes straight on.
      int next_side = 0;
      std::optional<Point> next_tangent = tangent_at(next, *tangent, next_side);
      if ((!next_tangent || next_side != side) && step > kFinestStep) {
        step /= 2;
        continue;
      }
      branch.crossings += next_side != side ? 1 : 0;
      side = next_side;
      branch.turned = branch.turned || next[lambda_] < at[lambda_];
      while (next_stop < options_.stops.size() && next[lambda_] >= options_.stops[next_stop] * scale_) {
        branch.stops.push_back(point(between(at, next, options_.stops[next_stop] * scale_)));
        ++next_stop;
      }
      at = std::move(next);
      tangent = std::move(next_tangent);
      branch.end = point(at);
      if (corrections <= 3) step *= 1.5;
    }
    branch.converged = branch.end.worst_share <= options_.regret;
    return branch;
  }

 private:
  Profile<double> mixed(const Point& at) const {
    Profile<double> result(game_.player_count());
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      for (std::uint32_t s = 0; s < game_.strategy_count(i); ++s) {
        result[i].push_back(kernels::exp(at[payoffs_.position(i, s)]));
      }
    }
    return result;
  }

  QrePoint point(const Point& at) const {
    Profile<double> strategies = mixed(at);
    for (std::vector<double>& row : strategies) {
      double sum = 0;
      for (const double p : row) sum += p;
      for (double& p : row) p /= sum;
    }
    const double share = worst_share(payoffs_, strategies, ranges_);
    return {at[lambda_] / scale_, std::move(strategies), share};
  }

  // The equations (how far they are from holding) behind their derivatives, one row each:
  //   log p_s - log p_b - lambda (u_s - u_b) = 0 for each strategy s but the likeliest b, and sum of p = 1.
  Rows equations(const Point& at) const {
    const Profile<double> p = mixed(at);
    const Profile<double> u = payoffs_.deviations(p);
    const std::vector<std::vector<double>> slopes = payoffs_.slopes(p);
    const double lambda = at[lambda_];
    Rows rows;
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      const std::uint32_t base = static_cast<std::uint32_t>(std::max_element(p[i].begin(), p[i].end()) - p[i].begin());
      for (std::uint32_t s = 0; s < game_.strategy_count(i); ++s) {
        std::vector<double>& row = rows.emplace_back(lambda_ + 2, 0.0);
        const std::uint32_t here = payoffs_.position(i, s), there = payoffs_.position(i, base);
        if (s == base) {
          double sum = -1;
          for (std::uint32_t t = 0; t < game_.strategy_count(i); ++t) {
            sum += row[payoffs_.position(i, t)] = p[i][t];
          }
          row.back() = sum;
          continue;
        }
        for (std::uint32_t k = 0; k < game_.player_count(); ++k) {
          for (std::uint32_t t = 0; t < game_.strategy_count(k) && k != i; ++t) {
            const std::uint32_t other = payoffs_.position(k, t);
            row[other] = -lambda * (slopes[here][other] - slopes[there][other]) * p[k][t];
          }
        }
        row[here] += 1;
        row[there] -= 1;
        row[lambda_] = u[i][base] - u[i][s];
        row.back() = at[here] - at[there] - lambda * (u[i][s] - u[i][base]);
      }
    }
    return rows;
  }

  // Unit vector along the branch, on the side of `before`; `side` is the sign of the determinant with it.
  std::optional<Point> tangent_at(const Point& at, const Point& before, int& side) const {
    Rows rows = equations(at);
    for (std::vector<double>& row : rows) row.back() = 0;
    rows.push_back(before);
    rows.back().push_back(1);
    if (!eliminate(rows, &side)) return std::nullopt;
    Point tangent;
    for (const std::vector<double>& row : rows) tangent.push_back(row.back());
    const double size = length(tangent);
    for (double& x : tangent) x /= size;
    if (!(size < 1e300) || dot(tangent, before) <= 0) return std::nullopt;
    return tangent;
  }

  // Newton's method at right angles to `normal`: number of corrections, 0 when it fails.
  int correct(Point& at, const Point& normal) const {
    for (int correction = 1; correction <= kMostCorrections; ++correction) {
      Rows rows = equations(at);
      double worst = 0;
      for (std::vector<double>& row : rows) {
        worst = std::max(worst, std::fabs(row.back()));
        row.back() = -row.back();
      }
      if (!(worst < 1e6)) return 0;
      // Logarithms grow with lambda, and with them the smallest error that can be reached.
      if (worst < kAccuracy * (1 + std::fabs(at[lambda_]) * 1e-2)) return correction;
      rows.push_back(normal);
      rows.back().push_back(0);
      if (!eliminate(rows)) return 0;
      for (std::size_t k = 0; k < at.size(); ++k) at[k] += rows[k].back();
    }
    return 0;
  }

  static bool moved_too_far(const Point& from, const Point& to, const Point& tangent, double step) {
    Point off = to;
    for (std::size_t k = 0; k < off.size(); ++k) off[k] -= from[k] + step * tangent[k];
    return !(length(off) <= 0.3 * step + 1e-9);
  }

  // The point of the branch between two with this lambda.
  Point between(const Point& a, const Point& b, double lambda) const {
    const double share = (lambda - a[lambda_]) / (b[lambda_] - a[lambda_]);
    Point at = a;
    for (std::size_t k = 0; k < at.size(); ++k) at[k] += share * (b[k] - a[k]);
    Point fixed(lambda_ + 1, 0.0);
    fixed[lambda_] = 1;
    at[lambda_] = lambda;
    Point corrected = at;
    return correct(corrected, fixed) > 0 ? corrected : at;
  }

  const Game& game_;
  const QreOptions& options_;
  double scale_;
  PayoffNumbers payoffs_;
  std::uint32_t lambda_;  // its place in a point
  std::vector<double> ranges_;
};

}  // namespace

QreBranch follow_qre(const Game& game, const QreOptions& options) {
  double scale = 0;
  for (std::uint32_t i = 0; i < game.player_count(); ++i) scale = std::max(scale, game.range(i).number());
  return Branch(game, options, scale > 0 ? scale : 1).follow();
}

}  // namespace detente::games
