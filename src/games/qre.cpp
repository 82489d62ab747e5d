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
constexpr int kMostCorrections = 12, kFewCorrections = 7;
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
    Factors factors;
    std::optional<Point> tangent;
    if (factor(at, direction, factors, side)) tangent = tangent_of(factors, direction);
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
      // One factorisation a step: where the predictor leads. It serves the corrections, and the tangent after them.
      int next_side = 0;
      const bool has_factors = factor(next, *tangent, factors, next_side);
      const int corrections = has_factors ? correct(next, factors) : 0;
      if (corrections == 0 || moved_too_far(at, next, *tangent, step)) {
        step /= 2;
        continue;
      }
      // The sign of the determinant is constant along a branch: where it changes, either the step was so long that it
      // reached another branch, or two branches cross, and the path goes straight on.
      std::optional<Point> next_tangent = tangent_of(factors, *tangent);
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
      if (corrections <= kFewCorrections) step *= 1.5;
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

  // The likeliest strategy.
  static std::uint32_t base_of(const std::vector<double>& mixed) {
    return static_cast<std::uint32_t>(std::max_element(mixed.begin(), mixed.end()) - mixed.begin());
  }

  // How far these are from holding:
  //   log p_s - log p_b - lambda (u_s - u_b) = 0 for each strategy s but the likeliest b, and sum of p = 1.
  Point errors(const Point& at) const {
    const Profile<double> p = mixed(at);
    const Profile<double> u = payoffs_.deviations(p);
    Point result;
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      const std::uint32_t base = base_of(p[i]), there = payoffs_.position(i, base);
      for (std::uint32_t s = 0; s < game_.strategy_count(i); ++s) {
        const std::uint32_t here = payoffs_.position(i, s);
        if (s == base) {
          double sum = -1;
          for (const double each : p[i]) sum += each;
          result.push_back(sum);
        } else {
          result.push_back(at[here] - at[there] - at[lambda_] * (u[i][s] - u[i][base]));
        }
      }
    }
    return result;
  }

  // Their derivatives, with the row `last` below, as factors; false when they have none.
  bool factor(const Point& at, const Point& last, Factors& factors, int& sign) const {
    const Profile<double> p = mixed(at);
    const Profile<double> u = payoffs_.deviations(p);
    const std::vector<std::vector<double>> slopes = payoffs_.slopes(p);
    const double lambda = at[lambda_];
    factors.reset(lambda_ + 1);
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      const std::uint32_t base = base_of(p[i]), there = payoffs_.position(i, base);
      for (std::uint32_t s = 0; s < game_.strategy_count(i); ++s) {
        const std::uint32_t here = payoffs_.position(i, s);
        if (s == base) {
          for (std::uint32_t t = 0; t < game_.strategy_count(i); ++t)
            factors.at(here, payoffs_.position(i, t)) = p[i][t];
          continue;
        }
        for (std::uint32_t k = 0; k < game_.player_count(); ++k) {
          for (std::uint32_t t = 0; t < game_.strategy_count(k) && k != i; ++t) {
            const std::uint32_t other = payoffs_.position(k, t);
            factors.at(here, other) = -lambda * (slopes[here][other] - slopes[there][other]) * p[k][t];
          }
        }
        factors.at(here, here) += 1;
        factors.at(here, there) -= 1;
        factors.at(here, lambda_) = u[i][base] - u[i][s];
      }
    }
    for (std::uint32_t k = 0; k <= lambda_; ++k) factors.at(lambda_, k) = last[k];
    return factors.factor(sign);
  }

  // Unit vector along the branch where the factors were made, on the side of `before`.
  std::optional<Point> tangent_of(const Factors& factors, const Point& before) const {
    Point tangent(lambda_ + 1, 0.0);
    tangent[lambda_] = 1;
    factors.solve(tangent);
    const double size = length(tangent);
    for (double& x : tangent) x /= size;
    if (!(size < 1e300) || dot(tangent, before) <= 0) return std::nullopt;
    return tangent;
  }

  // Newton's method with the derivatives of a point nearby, moving at right angles to their last row: number of
  // corrections, 0 when it fails.
  int correct(Point& at, const Factors& factors) const {
    for (int correction = 1; correction <= kMostCorrections; ++correction) {
      Point step = errors(at);
      double worst = 0;
      for (double& error : step) {
        worst = std::max(worst, std::fabs(error));
        error = -error;
      }
      if (!(worst < 1e6)) return 0;
      // Logarithms grow with lambda, and with them the smallest error that can be reached.
      if (worst < kAccuracy * (1 + std::fabs(at[lambda_]) * 1e-2)) return correction;
      step.push_back(0);
      factors.solve(step);
      for (std::size_t k = 0; k < at.size(); ++k) at[k] += step[k];
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
    Factors factors;
    int sign = 0;
    return factor(at, fixed, factors, sign) && correct(corrected, factors) > 0 ? corrected : at;
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
