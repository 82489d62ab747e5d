#include "search/scan.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/philox.h"
#include "sampling/sobol.h"

namespace detente::search {

Point sobol_point(std::uint32_t dimension, std::uint32_t index, std::uint64_t key) {
  Point point(dimension);
  for (std::uint32_t d = 0; d < dimension; ++d) {
    const std::uint64_t scramble = kernels::stream_key(key, d);
    if (d < sampling::kSobolDimensions) {
      point[d] = sampling::scrambled_uniform(sampling::SobolDimension(d).point(index), scramble);
    } else {
      point[d] = kernels::uniform(scramble, {index});
    }
  }
  return point;
}

ScanSearch::ScanSearch(ScanOptions options) : options_(std::move(options)) {}

std::vector<Point> ScanSearch::ask() {
  asked_.clear();
  if (!scanned_) {
    asked_ = options_.starts;
    for (std::uint64_t i = 0; i < options_.points; ++i) {
      asked_.push_back(sobol_point(options_.dimension, static_cast<std::uint32_t>(i), options_.key));
    }
    return asked_;
  }
  first_of_.clear();
  for (Climb& climb : climbs_) {
    first_of_.push_back(asked_.size());
    if (climb.step < options_.precision) continue;
    for (std::uint32_t d = 0; d < options_.dimension; ++d) {
      for (const double step : {-climb.step, climb.step}) {
        const double moved = std::clamp(climb.at[d] + step, 0.0, 1.0);
        if (moved == climb.at[d]) continue;
        asked_.push_back(climb.at);
        asked_.back()[d] = moved;
      }
    }
  }
  first_of_.push_back(asked_.size());
  if (evaluations() + asked_.size() > options_.most_evaluations) asked_.clear();
  return asked_;
}

std::vector<Point> ScanSearch::summits() const {
  std::vector<Point> points;
  for (const Climb& climb : climbs_) {
    if (!std::isnan(climb.value)) points.push_back(climb.at);
  }
  return points;
}

void ScanSearch::tell(std::span<const double> values) {
  keep_best(asked_, values);
  if (!scanned_) {
    scanned_ = true;
    const std::size_t given = options_.starts.size();
    for (std::size_t i = 0; i < given; ++i) climbs_.push_back({asked_[i], values[i], options_.first_step});
    std::vector<std::size_t> order(asked_.size() - given);
    std::iota(order.begin(), order.end(), given);
    // total order: ties go by number
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      if (is_better(values[a], values[b])) return true;
      if (is_better(values[b], values[a])) return false;
      return a < b;
    });
    order.resize(std::min<std::size_t>(order.size(), options_.climbs));
    for (const std::size_t i : order) climbs_.push_back({asked_[i], values[i], options_.first_step});
    return;
  }
  for (std::size_t c = 0; c < climbs_.size(); ++c) {
    Climb& climb = climbs_[c];
    std::size_t found = asked_.size();
    double best = climb.value;
    for (std::size_t i = first_of_[c]; i < first_of_[c + 1]; ++i) {
      if (!is_better(values[i], best)) continue;
      best = values[i];
      found = i;
    }
    if (found == asked_.size()) {
      climb.step *= 0.5;
    } else {
      climb.at = asked_[found];
      climb.value = best;
    }
  }
}

}  // namespace detente::search
