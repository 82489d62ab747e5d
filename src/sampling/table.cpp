#include "sampling/table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/cat.h"
#include "base/check.h"
#include "base/number_text.h"
#include "kernels/elementary.h"
#include "kernels/philox.h"
#include "sampling/permutation.h"
#include "sampling/stream.h"
#include "stats/special.h"

namespace detente::sampling {
namespace {

// Inputs are drawn at a step that no simulation reaches, so that a noise of the same name stays independent.
constexpr std::uint32_t kInputStep = 0xFFFF'FFFFu;
constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15u;
constexpr std::uint64_t kMostCombinations = 1'000'000'000;

double value_of(const Deep& deep, double u) {
  const double value =
      deep.log ? deep.low * kernels::exp(u * kernels::ln(deep.high / deep.low)) : deep.low + u * (deep.high - deep.low);
  return std::clamp(value, deep.low, deep.high);
}

double value_of(const Choice& choice, double u) {
  if (choice.weights.empty()) {
    return std::min(std::floor(u * static_cast<double>(choice.count)), static_cast<double>(choice.count) - 1);
  }
  double total = 0;
  for (const double weight : choice.weights) total += weight;
  double up_to = 0;
  std::uint32_t last = 0;  // the last branch with a weight, in case rounding leaves the sum short
  for (std::uint32_t branch = 0; branch < choice.count; ++branch) {
    if (choice.weights[branch] == 0) continue;
    up_to += choice.weights[branch];
    last = branch;
    if (up_to >= u * total) break;
  }
  return last;
}

bool is_crossed(const InputSpec& input, const Design& design) {
  return design.crosses_alternatives && std::holds_alternative<Choice>(input.law) && input.is_deep();
}

// The elements 0 .. count-1 that leave `remainder` when divided by `divisor`.
std::uint64_t count_of_class(std::uint64_t count, std::uint64_t remainder, std::uint64_t divisor) {
  return count > remainder ? (count - remainder - 1) / divisor + 1 : 0;
}

std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

// The group without the inputs that are not wanted; the correlations of the others stay.
template <class F>
CorrelationGroup part_of(const CorrelationGroup& group, F is_wanted) {
  CorrelationGroup part;
  const std::size_t n = group.inputs.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (!is_wanted(group.inputs[i])) continue;
    part.inputs.push_back(group.inputs[i]);
    for (std::size_t j = 0; j < n; ++j) {
      if (is_wanted(group.inputs[j])) part.matrix.push_back(group.matrix[i * n + j]);
    }
  }
  return part;
}

DistributionError fault(DistributionFault kind, std::string message) { return {kind, std::move(message)}; }

}  // namespace

std::optional<DistributionError> law_fault(const InputSpec& spec) {
  if (const auto* deep = std::get_if<Deep>(&spec.law)) {
    if (!std::isfinite(deep->low) || !std::isfinite(deep->high)) {
      return fault(DistributionFault::NotANumber, "a bound is not a finite number");
    }
    if (deep->low > deep->high) {
      return fault(DistributionFault::NotAscending, base::cat("the range is empty: ", base::number_text(deep->low),
                                                              " is above ", base::number_text(deep->high)));
    }
    if (deep->log && !(deep->low > 0)) {
      return fault(DistributionFault::NotPositive, "a range on log scale must lie above 0");
    }
  }
  if (const auto* choice = std::get_if<Choice>(&spec.law)) {
    if (choice->count == 0) return fault(DistributionFault::Arguments, "there is nothing to choose from");
    if (choice->weights.empty()) return std::nullopt;
    double total = 0;
    for (const double weight : choice->weights) {
      if (!(weight >= 0)) return fault(DistributionFault::NotPositive, "a weight must not be below 0");
      total += weight;
    }
    if (choice->weights.size() != choice->count || !(total > 0) || !std::isfinite(total)) {
      return fault(DistributionFault::NotPositive, "the weights, one for each branch, must have a positive finite sum");
    }
  }
  if (const auto* share = std::get_if<Share>(&spec.law)) {
    if (!(share->alpha > 0) || !std::isfinite(share->alpha)) {
      return fault(DistributionFault::NotPositive, "each number of a dirichlet distribution must be above 0");
    }
  }
  return std::nullopt;
}

std::expected<InputTable, std::string> InputTable::make(std::vector<InputSpec> inputs, const Correlations& correlations,
                                                        const Design& design) {
  if (design.replicates == 0 || design.draws_per_world == 0) return std::unexpected("a count of the design is 0");
  InputTable table(design);
  std::uint32_t dimension = 0;
  std::map<std::uint32_t, std::vector<std::uint32_t>> shares;
  for (std::uint32_t i = 0; i < inputs.size(); ++i) {
    const InputSpec& input = inputs[i];
    if (const auto found = law_fault(input)) return std::unexpected(base::cat(input.stream, ": ", found->message));
    Column column;
    column.key = stream_key(design.seed, input.stream);
    column.deep = input.is_deep();
    if (is_crossed(input, design)) {
      column.crossed_stride = table.combinations_;
      table.combinations_ *= std::get<Choice>(input.law).count;
      if (table.combinations_ > kMostCombinations) {
        return std::unexpected(base::cat("the alternatives have more than ", kMostCombinations, " combinations"));
      }
    } else if (!input.is_fixed()) {
      if (design.kind == DesignKind::Sobol && dimension < kSobolDimensions) column.sobol.emplace(dimension);
      ++dimension;
    }
    if (const auto* distribution = std::get_if<Distribution>(&input.law)) column.quantile.emplace(*distribution);
    table.columns_.push_back(std::move(column));
    if (const auto* share = std::get_if<Share>(&input.law)) shares[share->group].push_back(i);
  }
  for (auto& [group, members] : shares) table.shares_.push_back(std::move(members));

  std::vector<bool> tied(inputs.size(), false);
  for (const CorrelationGroup& group : correlations) {
    if (!is_possible(group)) return std::unexpected("correlations that cannot all hold");
    for (const std::uint32_t input : group.inputs) {
      if (input >= inputs.size() || tied[input]) return std::unexpected("an input in two groups of correlations");
      tied[input] = true;
    }
    const CorrelationGroup uncertain =
        part_of(group, [&](std::uint32_t input) { return std::holds_alternative<Distribution>(inputs[input].law); });
    if (uncertain.inputs.size() > 1) table.copulas_.emplace_back(uncertain);
  }
  table.inputs_ = std::move(inputs);
  return table;
}

FuturePlace InputTable::place(std::uint64_t future) const {
  FuturePlace place;
  place.combination = future % combinations_;
  place.base = future / combinations_;
  const std::uint64_t deep_point = place.base / design_.draws_per_world;
  place.world = deep_point * combinations_ + place.combination;
  place.replicate = static_cast<std::uint32_t>(deep_point % design_.replicates);
  return place;
}

InputTable::Position InputTable::position(const FuturePlace& place, bool deep) const {
  const std::uint64_t draws = design_.draws_per_world, replicates = design_.replicates;
  const std::uint64_t deep_points = divide_up(divide_up(design_.futures, combinations_), draws);
  const std::uint64_t deep_number = place.base / draws, deep_index = deep_number / replicates;
  const std::uint64_t deep_size = count_of_class(deep_points, place.replicate, replicates);
  if (deep) return {deep_number, deep_index, deep_size, place.replicate};
  return {place.base, deep_index * draws + place.base % draws, deep_size * draws, place.replicate};
}

double InputTable::uniform(const Column& column, const Position& at) const {
  // Another key per replicate makes another, independent scramble.
  const std::uint64_t key = kernels::mix(column.key + at.replicate * kOdd);
  if (column.sobol && at.index >> 32 == 0) {
    return scrambled_uniform(column.sobol->point(static_cast<std::uint32_t>(at.index)), key);
  }
  if (design_.kind == DesignKind::LatinHypercube) {
    const std::uint64_t stratum = permuted(at.index, at.size, key);
    const double inside = kernels::uniform(key, {at.index, kInputStep, 0});
    const double u = (static_cast<double>(stratum) + inside) / static_cast<double>(at.size);
    return std::min(u, 1 - 0x1p-53);
  }
  // Independent of the number of replicates.
  return kernels::uniform(column.key, {at.number, kInputStep, 0});
}

void InputTable::draw(std::uint64_t first, std::uint32_t count, std::span<double> out) const {
  DETENTE_CHECK(out.size() == inputs_.size() * count);
  DETENTE_CHECK(design_.kind != DesignKind::LatinHypercube || first + count <= design_.futures);
  std::vector<FuturePlace> places(count);
  std::vector<Position> by_chance(count), deep(count);
  for (std::uint32_t k = 0; k < count; ++k) {
    places[k] = place(first + k);
    by_chance[k] = position(places[k], false);
    deep[k] = position(places[k], true);
  }

  // Uniform numbers first.
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const std::span<double> column = out.subspan(i * count, count);
    if (inputs_[i].is_fixed() || columns_[i].crossed_stride != 0) continue;
    const std::vector<Position>& positions = columns_[i].deep ? deep : by_chance;
    for (std::uint32_t k = 0; k < count; ++k) column[k] = uniform(columns_[i], positions[k]);
  }
  std::vector<double> tied;
  for (const Copula& copula : copulas_) {
    const auto& members = copula.inputs();
    tied.resize(members.size());
    for (std::uint32_t k = 0; k < count; ++k) {
      for (std::size_t m = 0; m < members.size(); ++m) tied[m] = out[std::size_t{members[m]} * count + k];
      copula.apply(tied);
      for (std::size_t m = 0; m < members.size(); ++m) out[std::size_t{members[m]} * count + k] = tied[m];
    }
  }

  // Then the values they stand for.
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const std::span<double> column = out.subspan(i * count, count);
    const auto& law = inputs_[i].law;
    if (const auto* fixed = std::get_if<Fixed>(&law)) {
      std::ranges::fill(column, fixed->value);
    } else if (columns_[i].quantile) {
      for (double& x : column) x = (*columns_[i].quantile)(x);
    } else if (const auto* range = std::get_if<Deep>(&law)) {
      for (double& x : column) x = value_of(*range, x);
    } else if (const auto* choice = std::get_if<Choice>(&law)) {
      const std::uint64_t stride = columns_[i].crossed_stride;
      for (std::uint32_t k = 0; k < count; ++k) {
        column[k] = stride == 0 ? value_of(*choice, column[k])
                                : static_cast<double>(places[k].combination / stride % choice->count);
      }
    }
  }
  // A Dirichlet draw breaks a stick: each component takes a beta-distributed part of what is left.
  for (const auto& members : shares_) {
    for (std::uint32_t k = 0; k < count; ++k) {
      double alpha_left = 0;
      for (const std::uint32_t i : members) alpha_left += std::get<Share>(inputs_[i].law).alpha;
      double stick = 1;
      for (const std::uint32_t i : members) {
        double& x = out[std::size_t{i} * count + k];
        const double alpha = std::get<Share>(inputs_[i].law).alpha;
        alpha_left -= alpha;
        const bool is_last = i == members.back() || alpha_left <= 0;
        const double part = is_last ? 1 : stats::beta_quantile(x, alpha, alpha_left);
        x = stick * part;
        stick *= 1 - part;
      }
    }
  }
}

std::vector<double> InputTable::draw(std::uint64_t first, std::uint32_t count) const {
  std::vector<double> out(inputs_.size() * count);
  draw(first, count, out);
  return out;
}

}  // namespace detente::sampling
