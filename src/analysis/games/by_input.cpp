#include "analysis/games/by_input.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace detente::analysis::games {
namespace {

constexpr std::uint32_t kBins = 5;
constexpr std::uint32_t kLeastPerBin = 10;  // futures
constexpr std::size_t kCurves = 3;          // inputs shown because they matter most

bool is_asked(const plan::Interface& interface, std::uint32_t input, std::span<const std::string> asked) {
  const plan::QuantityName& name = interface.inputs[input].quantity.name;
  if (std::find(asked.begin(), asked.end(), name.full) != asked.end()) return true;
  if (std::find(asked.begin(), asked.end(), name.base) != asked.end()) return true;
  return std::any_of(interface.groups.begin(), interface.groups.end(), [&](const plan::Group& group) {
    return group.name == kHazardGroup &&
           std::find(group.inputs.begin(), group.inputs.end(), input) != group.inputs.end();
  });
}

// Ends of the bins in the futures ordered by value: one for each value of a choice, else of equally many futures.
std::vector<std::uint32_t> bin_ends(const std::vector<std::uint32_t>& order, const std::vector<double>& values,
                                    bool is_choice) {
  const auto futures = static_cast<std::uint32_t>(order.size());
  std::vector<std::uint32_t> ends;
  if (is_choice) {
    for (std::uint32_t i = 1; i < futures; ++i) {
      if (values[order[i]] != values[order[i - 1]]) ends.push_back(i);
    }
    ends.push_back(futures);
  } else {
    for (std::uint32_t bin = 1; bin <= kBins; ++bin) ends.push_back(futures * bin / kBins);
  }
  return ends;
}

InputCurve curve_of(const plan::Input& of, std::uint32_t input, const std::vector<double>& values,
                    const AgreementView& view) {
  InputCurve curve{.input = input};
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  // total order: ties go by number
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return values[a] != values[b] ? values[a] < values[b] : a < b; });
  std::uint32_t from = 0;
  for (const std::uint32_t to : bin_ends(order, values, of.integral)) {
    CurvePoint point{.at = values[order[(from + to) / 2]], .temptation = std::numeric_limits<double>::quiet_NaN()};
    for (std::uint32_t i = from; i < to; ++i) {
      point.pass1 += view.signed_in[order[i]];
      point.pass12 += view.kept_in[order[i]];
      point.pass123 += view.open[order[i]];
    }
    for (double* share : {&point.pass1, &point.pass12, &point.pass123}) *share /= to - from;
    curve.bins.push_back(point);
    from = to;
  }
  if (of.integral) {
    const auto [least, most] = std::minmax_element(curve.bins.begin(), curve.bins.end(),
                                                   [](const auto& a, const auto& b) { return a.pass123 < b.pass123; });
    curve.spread = most->pass123 - least->pass123;
  } else {
    curve.spread = curve.bins.back().pass123 - curve.bins.front().pass123;
  }
  return curve;
}

}  // namespace

std::vector<InputCurve> curves_by_input(const plan::Interface& interface, const Sample& sample,
                                        const AgreementView& view, std::span<const std::string> asked) {
  std::vector<InputCurve> wanted, others;
  if (sample.futures < kBins * kLeastPerBin) return wanted;
  for (std::size_t d = 0; d < sample.drawn.size(); ++d) {
    InputCurve curve = curve_of(interface.inputs[sample.drawn[d]], sample.drawn[d], sample.values[d], view);
    (is_asked(interface, curve.input, asked) ? wanted : others).push_back(std::move(curve));
  }
  std::stable_sort(others.begin(), others.end(),
                   [](const InputCurve& a, const InputCurve& b) { return std::fabs(a.spread) > std::fabs(b.spread); });
  if (others.size() > kCurves) others.resize(kCurves);
  std::erase_if(others, [](const InputCurve& curve) { return curve.spread == 0; });
  wanted.insert(wanted.end(), others.begin(), others.end());
  return wanted;
}

}  // namespace detente::analysis::games
