// Climbs on fitted quadratics: points around the best one so far, in a box that shrinks as the fit holds, fix a
// quadratic surface; its highest point in the box comes next. A first look at scrambled Sobol points over the cube
// says where to begin. Few evaluations for smooth functions of a few coordinates, corners included; interactions are
// fitted up to kMostCrossed coordinates. Method: sequential quadratic models in a trust region (Powell 2002).
#pragma once

#include "search/searcher.h"

namespace detente::search {

struct SurfaceOptions {
  std::vector<Point> starts;  // at least one
  std::uint32_t look = 0;     // Sobol points besides
  double radius = 0.25;       // half the first box, in [cube side]
  double precision = 1e-4;    // ends when half the box is shorter
  double least_gain = 0;      // or when neither the surface nor what was found on it gains more, in values
  std::uint64_t most_evaluations = 400;
  std::uint64_t key = 0;
};

class SurfaceSearch : public Searcher {
 public:
  static constexpr std::uint32_t kMostCrossed = 8;

  explicit SurfaceSearch(SurfaceOptions options);

  // What one fit and the points tried on it take.
  static std::uint64_t evaluations_of_fit(std::uint32_t dimension) {
    return 2 * dimension + (dimension <= kMostCrossed ? dimension * (dimension - 1) / 2 : 0) + 3;
  }

  std::vector<Point> ask() override;
  void tell(std::span<const double> values) override;

 private:
  enum class Stage : std::uint8_t { Look, Fit, Try, Done };

  // value(centre + s) = slope * s + s * bend * s / 2, for s in the box
  struct Surface {
    Point slope;
    std::vector<Point> bend;
  };
  double rise(const Point& step) const;
  Point highest(const Point& from) const;
  bool fit(std::span<const double> values);

  SurfaceOptions options_;
  std::uint32_t dimension_;
  Stage stage_ = Stage::Look;
  double radius_;
  Point centre_;
  double value_ = 0;                          // at the centre
  std::vector<std::vector<double>> offsets_;  // of each coordinate: two steps that were evaluated
  Point low_, high_;                          // the box, as steps from the centre
  Surface surface_;
  double expected_ = 0;  // rise of the surface's highest point
  std::vector<Point> asked_;
};

}  // namespace detente::search
