// What the record phase leaves for the claims: every atom's truth (1, 0) and robustness (distance from flipping) at
// every grid time of one block of lanes. Row k of an atom is `width` doubles, time-major, so that recording appends
// whole rows and a monitor walks forward through memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace detente::exec {

class AtomTraces {
 public:
  // `points` grid times (steps + 1) of `atoms` conditions for `width` lanes; contents are whatever is written.
  void resize(uint32_t atoms, uint32_t points, uint32_t width) {
    points_ = points;
    width_ = width;
    values_.resize(static_cast<size_t>(uint64_t{2} * atoms * points * width));
  }

  uint32_t points() const { return points_; }
  uint32_t width() const { return width_; }

  double* truth(uint32_t atom, uint32_t point) { return values_.data() + row(atom, 0, point); }
  double* robustness(uint32_t atom, uint32_t point) { return values_.data() + row(atom, 1, point); }
  const double* truth(uint32_t atom, uint32_t point) const { return values_.data() + row(atom, 0, point); }
  const double* robustness(uint32_t atom, uint32_t point) const { return values_.data() + row(atom, 1, point); }

 private:
  uint64_t row(uint32_t atom, uint32_t channel, uint32_t point) const {
    return ((uint64_t{2} * atom + channel) * points_ + point) * width_;
  }

  std::vector<double> values_;
  uint32_t points_ = 0;
  uint32_t width_ = 0;
};

}  // namespace detente::exec
