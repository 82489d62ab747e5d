#include "games/bimatrix.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace detente::games {
namespace {

constexpr std::uint32_t kMostDrift = 1000;    // pivots after which rounding errors are thrown away
constexpr std::uint32_t kFirstPatience = 40;  // pivots of the first paths tried
constexpr double kAbove = 0.25;               // the least payoff, when the largest is that and 1

struct Extent {
  double low, high;
};

Extent extent(const std::vector<double>& values) {
  Extent result{values[0], values[0]};
  for (const double v : values) {
    result.low = v < result.low ? v : result.low;
    result.high = v > result.high ? v : result.high;
  }
  return result;
}

}  // namespace

Bimatrix bimatrix_of(const Game& game) {
  DETENTE_CHECK(game.player_count() == 2);
  Bimatrix result{game.strategy_count(0), game.strategy_count(1), {}, {}};
  for (std::uint32_t i = 0; i < result.rows; ++i) {
    for (std::uint32_t j = 0; j < result.columns; ++j) {
      const std::uint32_t profile = game.profile({i, j});
      result.first.push_back(game.payoff(profile, 0).number());
      result.second.push_back(game.payoff(profile, 1).number());
    }
  }
  return result;
}

Regrets regret_bounds(const Bimatrix& game, const std::vector<double>& x, const std::vector<double>& y) {
  const std::uint32_t m = game.rows, n = game.columns;
  double best_first = 0, value_first = 0, value_second = 0, best_second = 0;
  for (std::uint32_t i = 0; i < m; ++i) {
    double u = 0, w = 0;
    for (std::uint32_t j = 0; j < n; ++j) {
      u += game.first[i * n + j] * y[j];
      w += game.second[i * n + j] * y[j];
    }
    best_first = i == 0 || u > best_first ? u : best_first;
    value_first += x[i] * u;
    value_second += x[i] * w;
  }
  for (std::uint32_t j = 0; j < n; ++j) {
    double u = 0;
    for (std::uint32_t i = 0; i < m; ++i) u += x[i] * game.second[i * n + j];
    best_second = j == 0 || u > best_second ? u : best_second;
  }
  // Each sum is wrong by less than (m + n) units in the last place of the largest payoff, and so are sum x and sum y.
  const auto error = [&](const std::vector<double>& payoffs) {
    const Extent all = extent(payoffs);
    return std::max(std::fabs(all.low), std::fabs(all.high)) * (m + n + 8) * 0x1p-50;
  };
  return {std::max(best_first - value_first, 0.0) + error(game.first),
          std::max(best_second - value_second, 0.0) + error(game.second)};
}

void PathFollower::Polytope::start(Dictionary& dictionary) const {
  const auto rows = static_cast<std::uint32_t>(ones.size());
  dictionary.reset(rows, static_cast<std::uint32_t>(payoffs.size()) / rows, payoffs.data(), ones.data());
}

bool PathFollower::Polytope::refresh() {
  std::vector<bool> basic(now.rows() + now.dimension());
  for (std::uint32_t label = 0; label < basic.size(); ++label) basic[label] = now.is_basic(label);
  fresh = 0;
  Dictionary origin;
  start(origin);
  return now.stand_on(origin, [&](std::uint32_t label) { return !basic[label]; });
}

void PathFollower::set_up(const Bimatrix& game) {
  rows_ = game.rows;
  columns_ = game.columns;
  const std::uint32_t m = rows_, n = columns_;
  DETENTE_CHECK(m > 0 && n > 0 && game.first.size() == std::size_t{m} * n && game.second.size() == game.first.size());
  for (const int player : {0, 1}) {
    Polytope& polytope = polytopes_[1 - player];  // player 1 chooses x against player 2's payoffs
    const std::vector<double>& payoffs = player == 0 ? game.first : game.second;
    const Extent all = extent(payoffs);
    const double by = all.high > all.low ? 1 / (all.high - all.low) : 1;
    polytope.payoffs.resize(payoffs.size());
    for (std::uint32_t i = 0; i < m; ++i) {
      for (std::uint32_t j = 0; j < n; ++j) {
        polytope.payoffs[player == 0 ? i * n + j : j * m + i] = (payoffs[i * n + j] - all.low) * by + kAbove;
      }
    }
    polytope.ones.assign(player == 0 ? m : n, 1.0);
  }
}

bool PathFollower::walk(std::uint32_t label, std::uint32_t most_pivots) {
  for (Polytope& polytope : polytopes_) {
    polytope.start(polytope.now);
    polytope.fresh = 0;
  }
  // Labels of the first polytope are the game's. In the second, player 2's strategies come first.
  const auto in_second = [&](std::uint32_t l) { return l < rows_ ? columns_ + l : l - rows_; };
  const auto of_second = [&](std::uint32_t l) { return l < columns_ ? rows_ + l : l - columns_; };
  bool second = label >= rows_;
  std::uint32_t entering = label;
  for (std::uint32_t count = 0; count < most_pivots; ++count) {
    Polytope& polytope = polytopes_[second ? 1 : 0];
    if (polytope.fresh == kMostDrift && !polytope.refresh()) return false;
    Dictionary& now = polytope.now;
    const std::uint32_t column = now.place(second ? in_second(entering) : entering);
    const std::uint32_t row = now.leaving_row_lexicographic(column);
    if (row == Dictionary::kNone) return false;
    const std::uint32_t leaving = now.basic(row);
    now.pivot(row, column);
    ++polytope.fresh;
    ++pivots_;
    entering = second ? of_second(leaving) : leaving;
    if (entering == label) return shares(polytopes_[0].now, first_) && shares(polytopes_[1].now, second_);
    second = !second;
  }
  return false;
}

bool PathFollower::shares(const Dictionary& polytope, std::vector<double>& result) {
  result.assign(polytope.dimension(), 0.0);
  double sum = 0;
  for (std::uint32_t r = 0; r < polytope.rows(); ++r) {
    if (polytope.basic(r) >= polytope.dimension()) continue;
    const double value = std::max(polytope.value(r), 0.0);
    result[polytope.basic(r)] = value;
    sum += value;
  }
  for (double& x : result) x /= sum;
  return sum > 0;
}

bool PathFollower::follow(const Bimatrix& game, std::uint32_t label, std::uint32_t most_pivots) {
  DETENTE_CHECK(label < game.rows + game.columns);
  set_up(game);
  pivots_ = 0;
  return walk(label, most_pivots);
}

bool PathFollower::follow_shortest(const Bimatrix& game, std::uint32_t most_pivots) {
  set_up(game);
  pivots_ = 0;
  for (std::uint32_t patience = kFirstPatience;; patience *= 2) {
    for (std::uint32_t label = 0; label < rows_ + columns_; ++label) {
      if (walk(label, std::min(patience, most_pivots))) return true;
    }
    if (patience >= most_pivots) return false;
  }
}

}  // namespace detente::games
