// Times one task on a game of two in seconds of this process, for bench/compare_games.py. The game is read from the
// standard input: numbers of rows and columns, then both payoff matrices, row by row, whole numbers.
// Usage: games_times all|path|short_path|logit SECONDS     prints the shortest time, and how many equilibria or what
// regret
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "games/bimatrix.h"
#include "games/qre.h"
#include "games/two_player.h"

namespace {

using namespace detente::games;

std::vector<std::vector<Rational>> read_matrix(int rows, int columns) {
  std::vector<std::vector<Rational>> matrix(rows);
  for (auto& row : matrix) {
    for (int j = 0; j < columns; ++j) {
      long value = 0;
      if (std::scanf("%ld", &value) != 1) std::exit(2);
      row.emplace_back(static_cast<std::int64_t>(value));
    }
  }
  return matrix;
}

// The shortest time of `work` in so many seconds, at least once.
template <class Work>
double shortest(double seconds, Work work) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  const auto begin = Clock::now();
  double best = 1e300;
  do {
    const auto start = Clock::now();
    work();
    best = std::min(best, since(start));
  } while (since(begin) < seconds);
  return best;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::string task = arguments[1];
  const double seconds = std::atof(arguments[2]);
  int rows = 0, columns = 0;
  if (std::scanf("%d %d", &rows, &columns) != 2) return 2;
  const auto a = read_matrix(rows, columns), b = read_matrix(rows, columns);
  const Game game = Game::bimatrix(a, b);
  const Bimatrix numbers = bimatrix_of(game);
  double time = 0, found = 0;
  if (task == "all") {
    time = shortest(seconds, [&] { found = static_cast<double>(solve_two_player(game).extreme.size()); });
  } else if (task == "path" || task == "short_path") {
    PathFollower follower;
    time = shortest(seconds, [&] {
      const bool ended = task == "path" ? follower.follow(numbers, 0) : follower.follow_shortest(numbers);
      const Regrets regrets = regret_bounds(numbers, follower.first(), follower.second());
      found = ended ? std::max(regrets.first, regrets.second) : 1e300;
    });
  } else if (task == "logit") {
    time = shortest(seconds, [&] { found = follow_qre(game).end.worst_share; });
  } else {
    return 2;
  }
  std::printf("{\"seconds\": %.9g, \"found\": %.9g}\n", time, found);
  return 0;
}
