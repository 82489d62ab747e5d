#include "search/section.h"

#include <algorithm>

namespace detente::search {

SectionSearch::SectionSearch(std::uint32_t grid, double precision, std::vector<Point> starts) : precision_(precision) {
  for (std::uint32_t i = 0; i < grid; ++i) asked_.push_back({static_cast<double>(i) / (grid - 1)});
  for (Point& start : starts) asked_.push_back(std::move(start));
  // total order: equal points are the same point
  std::sort(asked_.begin(), asked_.end());
  asked_.erase(std::unique(asked_.begin(), asked_.end()), asked_.end());
}

std::vector<Point> SectionSearch::ask() {
  if (evaluations() == 0) return asked_;
  if (high_ - low_ <= precision_) return {};
  asked_.clear();
  for (std::uint32_t i = 1; i <= kInner; ++i) asked_.push_back({low_ + (high_ - low_) * i / (kInner + 1)});
  return asked_;
}

void SectionSearch::tell(std::span<const double> values) {
  keep_best(asked_, values);
  if (best().empty()) {  // no point has a value: there is nothing to refine
    low_ = high_;
    return;
  }
  // The best point so far may be one of an earlier round; its neighbours are then the nearest new points.
  const double centre = best()[0];
  double below = low_, above = high_;
  for (const Point& point : asked_) {
    if (point[0] < centre) below = std::max(below, point[0]);
    if (point[0] > centre) above = std::min(above, point[0]);
  }
  low_ = below;
  high_ = above;
}

}  // namespace detente::search
