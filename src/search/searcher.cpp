#include "search/searcher.h"

#include <cmath>

#include "base/check.h"

namespace detente::search {

bool is_better(double a, double b) { return a > b || (std::isnan(b) && !std::isnan(a)); }

void Searcher::keep_best(std::span<const Point> points, std::span<const double> values) {
  DETENTE_CHECK(points.size() == values.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!is_better(values[i], best_value_)) continue;
    best_ = points[i];
    best_value_ = values[i];
  }
  evaluations_ += points.size();
}

}  // namespace detente::search
