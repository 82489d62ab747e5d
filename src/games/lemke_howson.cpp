#include "games/lemke_howson.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "games/bimatrix.h"
#include "games/certificate.h"
#include "games/polytope.h"
#include "games/positive.h"

namespace detente::games {
namespace {

constexpr std::uint64_t kMostWhole =
    2'000'000'000;  // words multiplied along a path in whole numbers: about ten seconds

// "a x + slack = 1" with columns by label: those of x and those of the slacks lie where their labels are.
// Cells are whole numbers over the common denominator `scale`, the last pivot.
class Tableau {
 public:
  // Row r has `payoffs[r][k]` in column first_variable + k and its slack in column first_slack + r.
  Tableau(const IntegerMatrix& payoffs, std::uint32_t first_variable, std::uint32_t first_slack)
      : first_slack_(first_slack), scale_(1) {
    const std::size_t labels = payoffs.size() + payoffs[0].size();
    for (std::uint32_t r = 0; r < payoffs.size(); ++r) {
      std::vector<Integer>& row = rows_.emplace_back(labels + 1);
      for (std::size_t k = 0; k < payoffs[r].size(); ++k) row[first_variable + k] = payoffs[r][k];
      row[first_slack + r] = 1;
      row.back() = 1;
      basis_.push_back(first_slack + r);
    }
  }

  bool has(std::uint32_t label) const { return std::find(basis_.begin(), basis_.end(), label) != basis_.end(); }
  bool is_start() const {
    return std::all_of(basis_.begin(), basis_.end(), [&](std::uint32_t label) {
      return label >= first_slack_ && label < first_slack_ + rows_.size();
    });
  }

  // Brings the variable of a label into the basis; the label of the one that leaves.
  std::uint32_t enter(std::uint32_t label) {
    std::size_t leaving = rows_.size();
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (rows_[r][label].sign() > 0 && (leaving == rows_.size() || is_before(r, leaving, label))) leaving = r;
    }
    DETENTE_CHECK(leaving < rows_.size());  // the polytope is bounded
    const Integer pivot = rows_[leaving][label];
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (r == leaving) continue;
      const Integer times = rows_[r][label];
      for (std::size_t k = 0; k < rows_[r].size(); ++k) {
        Integer& cell = rows_[r][k];
        cell *= pivot;
        cell.subtract_product(times, rows_[leaving][k]);
        cell.divide_exactly(scale_);
      }
    }
    scale_ = pivot;
    return std::exchange(basis_[leaving], label);
  }

  // Values of the variables from `first` on, as shares of their sum.
  std::vector<Rational> shares(std::uint32_t first, std::uint32_t count) const {
    std::vector<Rational> result(count);
    Rational sum;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (basis_[r] < first || basis_[r] >= first + count) continue;
      result[basis_[r] - first] = Rational(rows_[r].back(), scale_);
      sum += result[basis_[r] - first];
    }
    for (Rational& x : result) x /= sum;
    return result;
  }

 private:
  // Row a leaves before row b: the smaller of (bound, inverse of the basis) / cell, cell by cell.
  bool is_before(std::size_t a, std::size_t b, std::uint32_t label) const {
    const auto compare = [&](std::size_t k) { return rows_[a][k] * rows_[b][label] <=> rows_[b][k] * rows_[a][label]; };
    auto order = compare(rows_[a].size() - 1);
    for (std::size_t k = 0; k < rows_.size() && order == 0; ++k) order = compare(first_slack_ + k);
    return order < 0;
  }

  std::uint32_t first_slack_;
  std::vector<std::vector<Integer>> rows_;
  std::vector<std::uint32_t> basis_;  // labels
  Integer scale_;
};

// A pair of bases: at no play and at every equilibrium each label is basic in exactly one of them.
class Pair {
 public:
  explicit Pair(const Game& game)
      : m_(game.strategy_count(0)),
        n_(game.strategy_count(1)),
        first_payoffs_(transposed(positive_payoffs(game, 1))),
        second_payoffs_(positive_payoffs(game, 0)),
        first_(first_payoffs_, 0, m_),
        second_(second_payoffs_, m_, 0) {}

  // Lets go of a label and pivots until all are there again: number of pivots, 0 when it takes too many.
  std::uint32_t drop(std::uint32_t label, std::uint32_t most_pivots) {
    bool in_first = !first_.has(label);
    std::uint32_t entering = label;
    for (std::uint32_t pivots = 1; pivots <= most_pivots; ++pivots) {
      entering = (in_first ? first_ : second_).enter(entering);
      if (entering == label) return pivots;
      in_first = !in_first;
    }
    return 0;
  }

  // Of a pivot: numbers of a tableau, times the words that they grow to.
  std::uint64_t cost() const {
    std::uint64_t bits = 0;
    for (const IntegerMatrix* payoffs : {&first_payoffs_, &second_payoffs_}) {
      for (const std::vector<Integer>& row : *payoffs) {
        for (const Integer& number : row) bits = std::max<std::uint64_t>(bits, mpz_sizeinbase(number.raw(), 2));
      }
    }
    return std::uint64_t{std::max(m_, n_)} * (m_ + n_) * (20 + bits * std::min(m_, n_) / 64);
  }

  // Not at no play.
  MixedProfile strategies() const { return {first_.shares(0, m_), second_.shares(m_, n_)}; }
  bool is_no_play() const { return first_.is_start() && second_.is_start(); }

 private:
  std::uint32_t m_, n_;
  IntegerMatrix first_payoffs_, second_payoffs_;
  Tableau first_, second_;  // x against the payoffs of player 2, y against those of player 1
};

// The exact point of a dictionary's basis as probabilities; nothing if there is no such point.
std::optional<std::vector<Rational>> exact_shares(const IntegerMatrix& rows, const Dictionary& polytope) {
  std::vector<std::uint32_t> used, held;
  for (std::uint32_t k = 0; k < polytope.dimension(); ++k) {
    if (polytope.is_basic(k)) used.push_back(k);
  }
  for (std::uint32_t r = 0; r < polytope.rows(); ++r) {
    if (!polytope.is_basic(polytope.dimension() + r)) held.push_back(r);
  }
  auto point = point_of(rows, used, held);
  if (!point) return std::nullopt;
  Rational sum;
  for (const Rational& x : *point) sum += x;
  if (sum.sign() <= 0) return std::nullopt;
  for (Rational& x : *point) x /= sum;
  return point;
}

// Where a path followed in doubles ended, if that is an equilibrium exactly.
std::optional<LemkeHowsonPath> exact_end(const Game& game, const PathFollower& follower) {
  auto first = exact_shares(transposed(positive_payoffs(game, 1)), follower.first_polytope());
  auto second = exact_shares(positive_payoffs(game, 0), follower.second_polytope());
  if (!first || !second) return std::nullopt;
  LemkeHowsonPath path{{std::move(*first), std::move(*second)}, follower.pivots()};
  if (!is_profile(game, path.strategies) || !certify(game, path.strategies).exact()) return std::nullopt;
  return path;
}

}  // namespace

std::optional<LemkeHowsonPath> lemke_howson(const Game& game, std::uint32_t label, std::uint32_t most_pivots) {
  PathFollower follower;
  if (follower.follow(bimatrix_of(game), label, most_pivots)) {
    if (auto path = exact_end(game, follower)) return path;
  }
  return lemke_howson_in_whole_numbers(game, label, most_pivots);
}

std::optional<LemkeHowsonPath> shortest_lemke_howson(const Game& game, std::uint32_t most_pivots) {
  PathFollower follower;
  if (follower.follow_shortest(bimatrix_of(game), most_pivots)) {
    if (auto path = exact_end(game, follower)) return path;
  }
  return lemke_howson_in_whole_numbers(game, 0, most_pivots);
}

std::optional<LemkeHowsonPath> lemke_howson_in_whole_numbers(const Game& game, std::uint32_t label,
                                                             std::uint32_t most_pivots) {
  DETENTE_CHECK(game.player_count() == 2 && label < game.strategy_count(0) + game.strategy_count(1));
  Pair pair(game);
  const std::uint64_t affordable = std::min<std::uint64_t>(most_pivots, 1 + kMostWhole / pair.cost());
  const std::uint32_t pivots = pair.drop(label, static_cast<std::uint32_t>(affordable));
  if (pivots == 0) return std::nullopt;
  return LemkeHowsonPath{pair.strategies(), pivots};
}

std::vector<MixedProfile> reachable_by_lemke_howson(const Game& game, std::uint32_t most_pivots) {
  DETENTE_CHECK(game.player_count() == 2);
  const std::uint32_t labels = game.strategy_count(0) + game.strategy_count(1);
  std::vector<MixedProfile> found;
  std::vector<Pair> starts = {Pair(game)};
  for (std::size_t at = 0; at < starts.size(); ++at) {
    for (std::uint32_t label = 0; label < labels; ++label) {
      Pair pair = starts[at];
      if (pair.drop(label, most_pivots) == 0 || pair.is_no_play()) continue;
      MixedProfile strategies = pair.strategies();
      if (std::find(found.begin(), found.end(), strategies) != found.end()) continue;
      found.push_back(std::move(strategies));
      starts.push_back(std::move(pair));
    }
  }
  return found;
}

}  // namespace detente::games
