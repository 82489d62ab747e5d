// What finite games take, on random ones: all equilibria with their proof, one equilibrium, the logit path.
// bench/compare_games.py runs it beside other programs.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "games/bimatrix.h"
#include "games/lemke_howson.h"
#include "games/qre.h"
#include "games/two_player.h"
#include "kernels/philox.h"

namespace detente {
namespace {

using games::Game;
using games::Rational;

// Payoffs are whole numbers from 0 to `most`: few of them make ties, and ties make degenerate games.
Game random_game(std::uint32_t size, std::uint32_t most, std::uint64_t seed) {
  std::vector<std::vector<Rational>> matrices[2];
  for (std::uint32_t player = 0; player < 2; ++player) {
    for (std::uint32_t i = 0; i < size; ++i) {
      std::vector<Rational>& row = matrices[player].emplace_back();
      for (std::uint32_t j = 0; j < size; ++j) {
        row.emplace_back(static_cast<std::int64_t>(kernels::random_bits(seed, {i * size + j, player, 0}) % (most + 1)));
      }
    }
  }
  return Game::bimatrix(matrices[0], matrices[1]);
}

constexpr std::uint64_t kGames = 8;  // taken in turns

std::vector<Game> random_games(std::uint32_t size, std::uint32_t most) {
  std::vector<Game> list;
  for (std::uint64_t seed = 0; seed < kGames; ++seed) list.push_back(random_game(size, most, seed));
  return list;
}

void all_equilibria(benchmark::State& state) {
  const std::vector<Game> list =
      random_games(static_cast<std::uint32_t>(state.range(0)), static_cast<std::uint32_t>(state.range(1)));
  std::uint64_t k = 0, vertices = 0, equilibria = 0, complete = 0;
  for (auto _ : state) {
    const games::TwoPlayerSolution found = games::solve_two_player(list[k++ % kGames]);
    vertices += found.vertices[0] + found.vertices[1];
    equilibria += found.extreme.size();
    complete += found.complete;
  }
  state.counters["vertices"] = static_cast<double>(vertices) / static_cast<double>(k);
  state.counters["equilibria"] = static_cast<double>(equilibria) / static_cast<double>(k);
  state.counters["proven"] = static_cast<double>(complete) / static_cast<double>(k);
}
BENCHMARK(all_equilibria)
    ->Args({8, 9999})
    ->Args({12, 9999})
    ->Args({12, 99})
    ->Args({12, 9})
    ->Args({15, 9999})
    ->Unit(benchmark::kMillisecond);

void lemke_howson(benchmark::State& state) {
  const std::vector<Game> list = random_games(static_cast<std::uint32_t>(state.range(0)), 9999);
  std::uint64_t k = 0, pivots = 0;
  for (auto _ : state) pivots += games::lemke_howson(list[k++ % kGames], 0)->pivots;
  state.counters["pivots"] = static_cast<double>(pivots) / static_cast<double>(k);
}
BENCHMARK(lemke_howson)->Arg(8)->Arg(12)->Arg(50)->Arg(100)->Unit(benchmark::kMicrosecond);

// In doubles, with a bound on the regrets; `shortest` tries label after label.
void path(benchmark::State& state, bool shortest) {
  std::vector<games::Bimatrix> list;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    list.push_back(games::bimatrix_of(random_game(static_cast<std::uint32_t>(state.range(0)), 9999, seed)));
    if (state.range(0) > 20 && seed == 50) break;
  }
  games::PathFollower follower;
  std::uint64_t k = 0, pivots = 0, failed = 0;
  double regret = 0;
  for (auto _ : state) {
    const games::Bimatrix& game = list[k++ % list.size()];
    if (!(shortest ? follower.follow_shortest(game) : follower.follow(game, 0))) ++failed;
    const games::Regrets bounds = games::regret_bounds(game, follower.first(), follower.second());
    regret = std::max({regret, bounds.first, bounds.second});
    pivots += follower.pivots();
  }
  state.counters["pivots"] = static_cast<double>(pivots) / static_cast<double>(k);
  state.counters["regret"] = regret / 9999;
  state.counters["failed"] = static_cast<double>(failed);
}
BENCHMARK_CAPTURE(path, label_1, false)->Arg(8)->Arg(12)->Arg(50)->Arg(100)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(path, shortest, true)->Arg(8)->Arg(12)->Arg(50)->Arg(100)->Unit(benchmark::kMicrosecond);

void logit_path(benchmark::State& state) {
  const std::vector<Game> list = random_games(static_cast<std::uint32_t>(state.range(0)), 9999);
  std::uint64_t k = 0, steps = 0;
  for (auto _ : state) steps += games::follow_qre(list[k++ % kGames]).steps;
  state.counters["steps"] = static_cast<double>(steps) / static_cast<double>(k);
}
BENCHMARK(logit_path)->Arg(12)->Arg(50)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace detente
