#include "search/surface.h"

#include <algorithm>
#include <cmath>

#include "search/scan.h"

namespace detente::search {
namespace {

constexpr double kShrink = 0.25;
constexpr double kRoom = 0.25;            // of the radius: nearer to the cube's side, both points lie on the other side
constexpr std::uint32_t kSweeps = 40;     // of the climb on the surface, one coordinate after the other
constexpr double kWellInside = 0.5;       // of the radius
constexpr double kRoundingOfFit = 1e-13;  // gains below this share of the values' size are rounding

}  // namespace

SurfaceSearch::SurfaceSearch(SurfaceOptions options)
    : options_(std::move(options)),
      dimension_(static_cast<std::uint32_t>(options_.starts.front().size())),
      radius_(options_.radius) {}

std::vector<Point> SurfaceSearch::ask() {
  asked_.clear();
  if (stage_ == Stage::Look) {
    asked_ = options_.starts;
    for (std::uint32_t i = 0; i < options_.look; ++i) asked_.push_back(sobol_point(dimension_, i, options_.key));
    return asked_;
  }
  if (stage_ == Stage::Try) {
    // The highest point, half the way to it, and as far again where only the box stopped it.
    const Point top = highest(Point(dimension_, 0.0));
    expected_ = rise(top);
    Point half = centre_, full = centre_, beyond = centre_;
    for (std::uint32_t d = 0; d < dimension_; ++d) {
      half[d] += 0.5 * top[d];
      full[d] += top[d];
      const bool stopped = std::fabs(top[d]) >= radius_ * (1 - 1e-9);
      beyond[d] += stopped ? 2 * top[d] : top[d];
    }
    asked_ = {full};
    if (half != full) asked_.push_back(half);
    if (beyond != full) asked_.push_back(beyond);
    for (Point& point : asked_) {
      for (double& x : point) x = std::clamp(x, 0.0, 1.0);
    }
    return asked_;
  }
  const bool crossed = dimension_ <= kMostCrossed;
  if (stage_ == Stage::Done || radius_ < options_.precision ||
      evaluations() + evaluations_of_fit(dimension_) > options_.most_evaluations) {
    return {};
  }
  offsets_.assign(dimension_, {});
  low_.assign(dimension_, 0.0);
  high_.assign(dimension_, 0.0);
  for (std::uint32_t d = 0; d < dimension_; ++d) {
    low_[d] = -std::min(radius_, centre_[d]);
    high_[d] = std::min(radius_, 1 - centre_[d]);
    if (-low_[d] < kRoom * radius_) {
      offsets_[d] = {0.5 * high_[d], high_[d]};
    } else if (high_[d] < kRoom * radius_) {
      offsets_[d] = {0.5 * low_[d], low_[d]};
    } else {
      offsets_[d] = {low_[d], high_[d]};
    }
    for (const double offset : offsets_[d]) {
      asked_.push_back(centre_);
      asked_.back()[d] += offset;
    }
  }
  for (std::uint32_t i = 0; crossed && i < dimension_; ++i) {
    for (std::uint32_t j = 0; j < i; ++j) {
      asked_.push_back(centre_);
      asked_.back()[i] += offsets_[i][1];
      asked_.back()[j] += offsets_[j][1];
    }
  }
  for (Point& point : asked_) {
    for (double& x : point) x = std::clamp(x, 0.0, 1.0);
  }
  return asked_;
}

double SurfaceSearch::rise(const Point& step) const {
  double sum = 0;
  for (std::uint32_t i = 0; i < dimension_; ++i) {
    sum += surface_.slope[i] * step[i];
    for (std::uint32_t j = 0; j < dimension_; ++j) sum += 0.5 * surface_.bend[i][j] * step[i] * step[j];
  }
  return sum;
}

// One coordinate after the other to its best place in the box, until nothing moves.
Point SurfaceSearch::highest(const Point& from) const {
  Point step = from;
  for (std::uint32_t sweep = 0; sweep < kSweeps; ++sweep) {
    double moved = 0;
    for (std::uint32_t i = 0; i < dimension_; ++i) {
      double slope = surface_.slope[i];
      for (std::uint32_t j = 0; j < dimension_; ++j) {
        if (j != i) slope += surface_.bend[i][j] * step[j];
      }
      const double bend = surface_.bend[i][i];
      const auto at = [&](double s) { return slope * s + 0.5 * bend * s * s; };
      double best = at(low_[i]) > at(high_[i]) ? low_[i] : high_[i];
      if (bend < 0) best = std::clamp(-slope / bend, low_[i], high_[i]);
      if (at(best) <= at(step[i])) continue;
      moved = std::max(moved, std::fabs(best - step[i]));
      step[i] = best;
    }
    if (moved <= 1e-3 * options_.precision) break;
  }
  return step;
}

bool SurfaceSearch::fit(std::span<const double> values) {
  surface_.slope.assign(dimension_, 0.0);
  surface_.bend.assign(dimension_, Point(dimension_, 0.0));
  for (std::uint32_t d = 0; d < dimension_; ++d) {
    // f(a) = g a + h a^2 / 2, f(b) = g b + h b^2 / 2
    const double a = offsets_[d][0], b = offsets_[d][1];
    const double fa = values[2 * d] - value_, fb = values[2 * d + 1] - value_;
    if (std::isnan(fa) || std::isnan(fb)) return false;
    surface_.bend[d][d] = 2 * (fb / b - fa / a) / (b - a);
    surface_.slope[d] = fa / a - 0.5 * surface_.bend[d][d] * a;
  }
  std::size_t next = 2 * dimension_;
  for (std::uint32_t i = 0; i < dimension_ && next < values.size(); ++i) {
    for (std::uint32_t j = 0; j < i; ++j, ++next) {
      const double together = values[next] - value_ - (values[2 * i + 1] - value_) - (values[2 * j + 1] - value_);
      if (std::isnan(together)) return false;
      surface_.bend[i][j] = surface_.bend[j][i] = together / (offsets_[i][1] * offsets_[j][1]);
    }
  }
  return true;
}

void SurfaceSearch::tell(std::span<const double> values) {
  keep_best(asked_, values);
  if (stage_ == Stage::Look) {
    stage_ = best().empty() ? Stage::Done : Stage::Fit;
    centre_ = best();
    value_ = best_value();
    return;
  }
  if (stage_ == Stage::Fit) {
    if (fit(values)) {
      stage_ = Stage::Try;
    } else {  // the box reaches where there is no value
      radius_ *= kShrink;
    }
    return;
  }
  const double gained = best_value() - value_;
  double moved = 0;
  for (std::uint32_t d = 0; d < dimension_; ++d) moved = std::max(moved, std::fabs(best()[d] - centre_[d]));
  centre_ = best();
  value_ = best_value();
  const double small = std::max(options_.least_gain, kRoundingOfFit * std::fabs(value_));
  stage_ = gained <= small && expected_ <= small ? Stage::Done : Stage::Fit;
  if (moved > radius_ * (1 + 1e-9)) {
    radius_ = std::min(1.0, 2 * radius_);
  } else if (moved < kWellInside * radius_ || gained <= small) {
    radius_ = std::max(kShrink * radius_, std::min(2 * moved, radius_));
  }
}

}  // namespace detente::search
