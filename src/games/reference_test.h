// Games of tests/games/ for the tests of this folder, and Gaussian elimination that no solver uses.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "games/nfg.h"

namespace detente::games {

inline std::string game_text(const std::string& path) {
  std::ifstream file("tests/games/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// tests/games/reference/NAME.nfg
inline Game reference_game(const std::string& name) {
  base::SourceMap sources;
  const base::SourceId id = sources.add(name, game_text("reference/" + name + ".nfg"));
  base::Result<Game> game = read_nfg(sources, id);
  EXPECT_TRUE(game.ok()) << name;
  return std::move(*game);
}

// The one solution of a x = b, rows of a with b at their end; nothing if there is none, or more than one.
inline std::optional<std::vector<Rational>> solve_linear(std::vector<std::vector<Rational>> rows,
                                                         std::size_t unknowns) {
  std::size_t rank = 0;
  for (std::size_t column = 0; column < unknowns; ++column) {
    std::size_t pivot = rank;
    while (pivot < rows.size() && rows[pivot][column].is_zero()) ++pivot;
    if (pivot == rows.size()) return std::nullopt;
    std::swap(rows[pivot], rows[rank]);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (r == rank || rows[r][column].is_zero()) continue;
      const Rational factor = rows[r][column] / rows[rank][column];
      for (std::size_t c = column; c <= unknowns; ++c) rows[r][c] -= factor * rows[rank][c];
    }
    ++rank;
  }
  for (std::size_t r = rank; r < rows.size(); ++r) {
    if (!rows[r][unknowns].is_zero()) return std::nullopt;
  }
  std::vector<Rational> solution;
  for (std::size_t k = 0; k < unknowns; ++k) solution.push_back(rows[k][unknowns] / rows[k][k]);
  return solution;
}

}  // namespace detente::games
