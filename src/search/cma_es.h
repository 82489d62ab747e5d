// Covariance matrix adaptation evolution strategy (Hansen and Ostermeier 2001; weights and constants of Hansen's
// tutorial of 2016, positive weights only) over the unit cube. Points outside are moved to its surface before they are
// evaluated, and the moved point is what the strategy learns from, so optima on the surface are found.
#pragma once

#include "search/searcher.h"
#include "stats/matrix.h"

namespace detente::search {

struct CmaOptions {
  Point start;                   // the first mean
  double spread = 0.3;           // the first standard deviation, in [cube side]
  std::uint32_t population = 0;  // 0: 4 + 3 ln d, rounded up to a multiple of 8, so that it fills lanes
  std::uint64_t most_evaluations = 1000;
  double precision = 1e-6;  // ends when every axis of the cloud is shorter
  std::uint64_t key = 0;    // of its random numbers
};

class CmaEs : public Searcher {
 public:
  explicit CmaEs(CmaOptions options);  // start.size() >= 1

  std::vector<Point> ask() override;
  void tell(std::span<const double> values) override;

 private:
  void decompose();

  CmaOptions options_;
  std::uint32_t dimension_, population_, parents_;
  std::vector<double> weights_;
  double effective_ = 0, rate_sigma_ = 0, damp_sigma_ = 0, rate_path_ = 0, rate_one_ = 0, rate_many_ = 0, length_ = 0;
  Point mean_;
  double sigma_;
  std::vector<double> path_sigma_, path_;
  stats::Matrix covariance_, axes_;
  std::vector<double> lengths_;  // square roots of the eigenvalues
  std::uint32_t generation_ = 0;
  std::vector<Point> asked_;
};

}  // namespace detente::search
