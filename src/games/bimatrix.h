// Games of two players in doubles, for whoever has many of them to solve: one equilibrium each by the path of Lemke and
// Howson, in microseconds, with a bound on its regrets that includes all rounding.
#pragma once

#include <cstdint>
#include <vector>

#include "games/dictionary.h"
#include "games/game.h"

namespace detente::games {

// Payoffs row by row: a row for each strategy of player 1, finite.
struct Bimatrix {
  std::uint32_t rows = 0, columns = 0;
  std::vector<double> first, second;
};
Bimatrix bimatrix_of(const Game& game);  // of two players; each payoff the nearest double

// How much a player with these payoffs could gain, at most: of the profile x / sum x, y / sum y, whose numbers are not
// negative and add up to 1 but for rounding.
struct Regrets {
  double first = 0, second = 0;
};
Regrets regret_bounds(const Bimatrix& game, const std::vector<double>& x, const std::vector<double>& y);

// Follows paths, one game after another, without taking memory anew.
class PathFollower {
 public:
  // From no play at all, dropping `label` (player 2's strategies come after player 1's); ties are broken
  // lexicographically. False when the path is longer than `most_pivots`, or rounding leads nowhere.
  bool follow(const Bimatrix& game, std::uint32_t label, std::uint32_t most_pivots = 1'000'000);
  // The first label whose path ends, with short paths tried first: they differ by orders of magnitude.
  bool follow_shortest(const Bimatrix& game, std::uint32_t most_pivots = 1'000'000);

  // Of the path's end.
  const std::vector<double>& first() const { return first_; }
  const std::vector<double>& second() const { return second_; }
  std::uint32_t pivots() const { return pivots_; }  // of all paths that were tried
  // The bases there, from which the exact point follows.
  const Dictionary& first_polytope() const { return polytopes_[0].now; }
  const Dictionary& second_polytope() const { return polytopes_[1].now; }

 private:
  // {x >= 0, B'x <= 1} and {y >= 0, A y <= 1}, of payoffs moved above zero.
  struct Polytope {
    std::vector<double> payoffs, ones;
    Dictionary now;
    std::uint32_t fresh = 0;  // pivots since `now` was computed from the payoffs
    void start(Dictionary& dictionary) const;
    bool refresh();
  };

  void set_up(const Bimatrix& game);
  bool walk(std::uint32_t label, std::uint32_t most_pivots);
  static bool shares(const Dictionary& polytope, std::vector<double>& result);

  Polytope polytopes_[2];
  std::uint32_t rows_ = 0, columns_ = 0, pivots_ = 0;
  std::vector<double> first_, second_;
};

}  // namespace detente::games
