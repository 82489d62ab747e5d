// Looks everywhere, then climbs: scrambled Sobol points over the cube, then a compass search (Hooke and Jeeves 1961
// in its simplest form) from the best of them and from each given start. Shares nothing with the other searchers, so it
// can check what they found.
#pragma once

#include "search/searcher.h"

namespace detente::search {

struct ScanOptions {
  std::uint32_t dimension = 1;
  std::uint64_t points = 64;             // of the scan, below 2^32
  std::uint64_t most_evaluations = 500;  // scan included
  std::uint32_t climbs = 3;              // how many of the best scanned points are climbed from
  double first_step = 0.1;
  double precision = 1e-5;    // a climb ends when its step is shorter
  std::vector<Point> starts;  // climbed from before the scanned ones
  std::uint64_t key = 0;
};

class ScanSearch : public Searcher {
 public:
  explicit ScanSearch(ScanOptions options);

  std::vector<Point> ask() override;
  void tell(std::span<const double> values) override;

  // Where the climbs have got to: those of the starts, then those of the scan.
  std::vector<Point> summits() const;

 private:
  struct Climb {
    Point at;
    double value;
    double step;
  };

  ScanOptions options_;
  std::vector<Climb> climbs_;
  bool scanned_ = false;
  std::vector<Point> asked_;
  std::vector<std::size_t> first_of_;  // of each climb among `asked_`
};

// Point `index` of a scrambled Sobol sequence in the unit cube.
Point sobol_point(std::uint32_t dimension, std::uint32_t index, std::uint64_t key);

}  // namespace detente::search
