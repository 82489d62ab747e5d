#include "analysis/games/bargaining.h"

#include <algorithm>
#include <numeric>

#include "kernels/elementary.h"

namespace detente::analysis::games {
namespace {

// At least as good for all, better for one.
bool beats(const std::vector<double>& a, const std::vector<double>& b) {
  bool better = false;
  for (std::size_t p = 0; p < a.size(); ++p) {
    if (!(a[p] >= b[p])) return false;
    better = better || a[p] > b[p];
  }
  return better;
}

}  // namespace

Bargaining bargain(const std::vector<std::vector<double>>& gains) {
  Bargaining result;
  const auto deals = static_cast<std::uint32_t>(gains.size());
  std::vector<double> ideal(deals > 0 ? gains[0].size() : 0, 0.0);
  const auto acceptable = [&](std::uint32_t deal) {
    return std::all_of(gains[deal].begin(), gains[deal].end(), [](double gain) { return gain >= 0; });
  };
  for (std::uint32_t deal = 0; deal < deals; ++deal) {
    const bool beaten =
        std::any_of(gains.begin(), gains.end(), [&](const auto& other) { return beats(other, gains[deal]); });
    if (!beaten) result.frontier.push_back(deal);
    if (!acceptable(deal)) continue;
    for (std::size_t p = 0; p < ideal.size(); ++p) ideal[p] = std::max(ideal[p], gains[deal][p]);
  }
  const auto choose = [&](const auto& value) {
    std::optional<std::uint32_t> best;
    double highest = 0;
    for (std::uint32_t deal = 0; deal < deals; ++deal) {
      if (!std::all_of(gains[deal].begin(), gains[deal].end(), [](double gain) { return gain > 0; })) continue;
      const double own = value(gains[deal]);
      if (best && own <= highest) continue;
      best = deal;
      highest = own;
    }
    return best;
  };
  result.nash = choose([](const std::vector<double>& gain) {
    double sum = 0;
    for (const double x : gain) sum += kernels::ln(x);
    return sum;
  });
  result.kalai_smorodinsky = choose([&](const std::vector<double>& gain) {
    double least = gain[0] / ideal[0];
    for (std::size_t p = 1; p < gain.size(); ++p) least = std::min(least, gain[p] / ideal[p]);
    return least;
  });
  result.egalitarian =
      choose([](const std::vector<double>& gain) { return *std::min_element(gain.begin(), gain.end()); });
  result.utilitarian =
      choose([](const std::vector<double>& gain) { return std::accumulate(gain.begin(), gain.end(), 0.0); });
  return result;
}

}  // namespace detente::analysis::games
