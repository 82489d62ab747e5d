// Linear programmes in exact arithmetic: maximise c x subject to rows "a x <= b" and "a x = b", x >= 0.
// Method: the two-phase simplex method on a dense tableau, largest coefficient first, Bland's rule while it stalls, so
// it ends. An optimum comes with its dual, and `proves` checks both without the tableau.
#pragma once

#include <cstdint>
#include <vector>

#include "games/rational.h"

namespace detente::games {

struct LinearProgram {
  struct Row {
    std::vector<Rational> coefficients;
    Rational bound;
    bool equal = false;
  };
  std::vector<Rational> objective;
  std::vector<Row> rows;  // coefficients as many as the objective has

  // The first `count` variables are probabilities: together exactly 1.
  void require_distribution(std::size_t count);
};

// Numbers in the tableau of a programme: what it costs. Exact programmes of a million take minutes.
constexpr std::uint64_t tableau_cells(std::uint64_t rows, std::uint64_t variables) {
  return (rows + 1) * (rows + variables + 1);
}

struct Optimum {
  enum class Status : unsigned char { Optimal, Infeasible, Unbounded };
  Status status = Status::Infeasible;
  Rational value;
  std::vector<Rational> point;
  std::vector<Rational> dual;  // of each row
};

Optimum maximise(const LinearProgram& program);

// The point is feasible, the dual is feasible, and their values agree: no feasible point is better.
bool proves(const LinearProgram& program, const Optimum& optimum);

}  // namespace detente::games
