// One dimension: an even grid over [0, 1], then ever finer grids between the neighbours of the best point.
// A section search that takes kInner points a round, because points in one batch cost less than points one by one.
// Finds the maximum to `precision` if the function has one peak between the grid's neighbours of the best point.
#pragma once

#include "search/searcher.h"

namespace detente::search {

class SectionSearch : public Searcher {
 public:
  static constexpr std::uint32_t kInner = 8;  // points of a refining round

  // `grid` >= 3 points at first; `starts` are looked at besides.
  SectionSearch(std::uint32_t grid, double precision, std::vector<Point> starts = {});

  std::vector<Point> ask() override;
  void tell(std::span<const double> values) override;

 private:
  double precision_;
  double low_ = 0, high_ = 1;
  std::vector<Point> asked_;
};

}  // namespace detente::search
