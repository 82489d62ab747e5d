#include "analysis/games/hands.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sampling/permutation.h"

namespace detente::analysis::games {
namespace {

constexpr std::uint32_t kMostTerms = 64, kFuturesPerTerm = 8;
constexpr std::uint32_t kMostSweeps = 10'000;
constexpr double kStill = 1e-13;  // of the largest value: nothing moves any more

struct Pair {
  std::uint32_t term, future;
  double value;
};

// Each effect becomes the mean of what the other side leaves over. Returns the largest move.
double sweep(const std::vector<Pair>& pairs, std::uint32_t Pair::* own, std::uint32_t Pair::* other,
             std::vector<double>& effects, const std::vector<double>& others) {
  std::vector<double> sums(effects.size(), 0.0), counts(effects.size(), 0.0);
  for (const Pair& pair : pairs) {
    sums[pair.*own] += pair.value - others[pair.*other];
    ++counts[pair.*own];
  }
  double move = 0;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    if (counts[i] == 0) continue;
    const double effect = sums[i] / counts[i];
    move = std::max(move, std::fabs(effect - effects[i]));
    effects[i] = effect;
  }
  return move;
}

}  // namespace

std::uint32_t usual_terms(std::uint32_t futures, std::uint32_t hand) {
  const std::uint64_t pairs = std::uint64_t{futures} * hand;
  const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>(kMostTerms, pairs / kFuturesPerTerm));
  return std::max(hand, most);
}

std::uint32_t hand_size(std::uint32_t terms, std::uint32_t futures, std::uint32_t wanted) {
  return std::min(terms, std::max(wanted, (terms + futures - 1) / futures));
}

std::vector<std::vector<std::uint32_t>> futures_of_terms(std::uint32_t terms, std::uint32_t futures, std::uint32_t hand,
                                                         std::uint64_t key) {
  hand = hand_size(terms, futures, hand);
  std::vector<std::vector<std::uint32_t>> result(terms);
  std::vector<std::uint32_t> deck;  // its last card is dealt next
  for (std::uint32_t future = 0; future < futures; ++future) {
    const auto in_hand = [&](std::uint32_t term) { return !result[term].empty() && result[term].back() == future; };
    for (std::uint32_t dealt = 0; dealt < hand; ++dealt) {
      if (std::all_of(deck.begin(), deck.end(), in_hand)) {
        std::vector<std::uint32_t> fresh;
        for (std::uint32_t k = 0; k < terms; ++k) {
          fresh.push_back(static_cast<std::uint32_t>(sampling::permuted(k, terms, key)));
        }
        ++key;
        deck.insert(deck.begin(), fresh.begin(), fresh.end());  // cards left over come first
      }
      const auto card = std::find_if_not(deck.rbegin(), deck.rend(), in_hand);
      result[*card].push_back(future);
      deck.erase(std::next(card).base());
    }
  }
  return result;
}

std::vector<double> comparable_means(std::span<const std::vector<double>* const> columns,
                                     std::span<const std::vector<std::uint32_t>> futures_of) {
  std::vector<Pair> pairs;
  double largest = 0;
  for (std::uint32_t term = 0; term < columns.size(); ++term) {
    for (const std::uint32_t future : futures_of[term]) {
      const double value = (*columns[term])[future];
      if (!std::isfinite(value)) continue;
      pairs.push_back({term, future, value});
      largest = std::max(largest, std::fabs(value));
    }
  }
  std::vector<double> by_term(columns.size(), 0.0), by_future(columns.empty() ? 0 : columns[0]->size(), 0.0);
  for (std::uint32_t k = 0; k < kMostSweeps; ++k) {
    const double moved = sweep(pairs, &Pair::term, &Pair::future, by_term, by_future);
    if (sweep(pairs, &Pair::future, &Pair::term, by_future, by_term) + moved <= kStill * largest) break;
  }
  std::vector<bool> term_met(by_term.size()), future_met(by_future.size());
  for (const Pair& pair : pairs) term_met[pair.term] = future_met[pair.future] = true;
  double sum = 0, count = 0;
  for (std::size_t f = 0; f < by_future.size(); ++f) {
    if (!future_met[f]) continue;
    sum += by_future[f];
    ++count;
  }
  std::vector<double> means;
  for (std::size_t k = 0; k < by_term.size(); ++k) {
    means.push_back(term_met[k] ? by_term[k] + sum / count : std::numeric_limits<double>::quiet_NaN());
  }
  return means;
}

}  // namespace detente::analysis::games
