#include "games/two_player.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>
#include <set>

#include "base/cat.h"
#include "base/check.h"
#include "games/polytope.h"
#include "games/positive.h"

namespace detente::games {
namespace {

constexpr std::size_t kMostSubsets = 10'000;            // of one component
constexpr std::uint64_t kMostSubsetWork = 300'000'000;  // vertices looked at for them

// Sign of the determinant, by fraction-free elimination (Bareiss 1968).
int determinant_sign(IntegerMatrix a) {
  int sign = 1;
  Integer divisor(1);
  for (std::size_t k = 0; k < a.size(); ++k) {
    std::size_t pivot = k;
    while (pivot < a.size() && a[pivot][k].is_zero()) ++pivot;
    if (pivot == a.size()) return 0;
    if (pivot != k) {
      std::swap(a[pivot], a[k]);
      sign = -sign;
    }
    for (std::size_t i = k + 1; i < a.size(); ++i) {
      for (std::size_t j = k + 1; j < a.size(); ++j) {
        a[i][j] *= a[k][k];
        a[i][j].subtract_product(a[i][k], a[k][j]);
        a[i][j].divide_exactly(divisor);
      }
    }
    divisor = a[k][k];
  }
  return sign * divisor.sign();
}

std::vector<Rational> shares(const std::vector<Rational>& point) {
  Rational sum;
  for (const Rational& x : point) sum += x;
  std::vector<Rational> result = point;
  for (Rational& x : result) x /= sum;
  return result;
}

// One extreme equilibrium: a vertex of P and one of Q.
struct Pair {
  std::uint32_t first, second;
  auto operator<=>(const Pair&) const = default;
};

// For two players with a choice each.
class Solver {
 public:
  Solver(const Game& game, const TwoPlayerLimits& limits)
      : limits_(limits),
        m_(game.strategy_count(0)),
        n_(game.strategy_count(1)),
        a_(positive_payoffs(game, 0)),
        b_(positive_payoffs(game, 1)),
        columns_(transposed(b_)) {}

  TwoPlayerSolution solve() {
    if (m_ + n_ > Labels::kMost) {
      solution_.proof = base::cat("more than ", Labels::kMost, " strategies");
      return std::move(solution_);
    }
    if (!enumerate(columns_, p_) || !enumerate(a_, q_)) return std::move(solution_);
    solution_.vertices[0] = static_cast<std::uint32_t>(p_.size());
    solution_.vertices[1] = static_cast<std::uint32_t>(q_.size());
    solution_.degenerate = !is_simple(p_, m_) || !is_simple(q_, n_);
    if (!find_pairs()) return std::move(solution_);
    list_extreme();
    find_components();
    prove();
    return std::move(solution_);
  }

 private:
  // False when there are too many vertices.
  bool enumerate(const IntegerMatrix& rows, std::vector<Labels>& list) {
    Walk walk = vertices_by_walking(rows, limits_.vertices, limits_.work);
    if (walk.end == Walk::End::Undecided) {
      walked_ = false;
      walk = vertices(rows, limits_.vertices, limits_.work / 2);
    }
    list = std::move(walk.vertices);
    if (walk.end == Walk::End::Complete) return true;
    solution_.proof =
        walk.end == Walk::End::TooMany
            ? base::cat("a best-response polytope has more than ", limits_.vertices, " vertices")
            : std::string("the search for the vertices of a best-response polytope stopped at its limit of work");
    return false;
  }

  // Label of P that stands for the same strategy as this one of Q; those of Q begin with player 2's strategies.
  std::uint32_t in_first(std::uint32_t label) const { return label < n_ ? m_ + label : label - n_; }

  // Pairs that carry all labels between them; false when there are too many. For each label, one bit per vertex of P
  // tells whether it has it; the partners of a vertex of Q have all that it misses.
  bool find_pairs() {
    const std::uint32_t labels = m_ + n_;
    const std::uint64_t most = 1 + limits_.listed / labels;
    const std::size_t words = (p_.size() + 63) / 64;
    std::vector<std::uint64_t> has(labels * words, 0);
    for (std::uint32_t i = 0; i < p_.size(); ++i) {
      if (is_origin(p_[i], m_)) continue;
      for (std::uint32_t label = 0; label < labels; ++label) {
        if (p_[i].has(label)) has[label * words + i / 64] |= std::uint64_t{1} << i % 64;
      }
    }
    std::vector<const std::uint64_t*> missing;
    for (std::uint32_t j = 0; j < q_.size(); ++j) {
      if (is_origin(q_[j], n_)) continue;
      missing.clear();
      for (std::uint32_t label = 0; label < labels; ++label) {
        if (!q_[j].has(label)) missing.push_back(&has[in_first(label) * words]);
      }
      for (std::size_t w = 0; w < words; ++w) {
        std::uint64_t all = ~std::uint64_t{0};
        for (const std::uint64_t* bits : missing) {
          all &= bits[w];
          if (all == 0) break;
        }
        for (; all != 0; all &= all - 1) {
          pairs_.push_back({static_cast<std::uint32_t>(64 * w + static_cast<std::size_t>(std::countr_zero(all))), j});
        }
      }
      if (pairs_.size() > most) {
        solution_.proof = base::cat("there are more than ", most, " extreme equilibria");
        return false;
      }
    }
    std::sort(pairs_.begin(), pairs_.end());  // total order: no pair occurs twice
    return true;
  }

  static bool is_origin(const Labels& vertex, std::uint32_t dimension) {
    for (std::uint32_t k = 0; k < dimension; ++k) {
      if (!vertex.has(k)) return false;
    }
    return true;
  }

  // What a vertex plays.
  std::vector<Rational> first(std::uint32_t vertex) const { return shares(point_of(columns_, p_[vertex])); }
  std::vector<Rational> second(std::uint32_t vertex) const { return shares(point_of(a_, q_[vertex])); }

  void list_extreme() {
    std::vector<std::pair<MixedProfile, Pair>> found;
    for (const Pair pair : pairs_) {
      found.emplace_back(MixedProfile{first(pair.first), second(pair.second)}, pair);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    pairs_.clear();
    for (auto& [strategies, pair] : found) {
      solution_.extreme.push_back({std::move(strategies), {}});
      pairs_.push_back(pair);
    }
  }

  // Extreme equilibria that share a vertex are connected.
  void find_components() {
    std::vector<std::uint32_t> parent(pairs_.size());
    std::iota(parent.begin(), parent.end(), 0u);
    const auto root = [&](std::uint32_t e) {
      while (parent[e] != e) e = parent[e] = parent[parent[e]];
      return e;
    };
    std::vector<std::uint32_t> with_first(p_.size(), kNone), with_second(q_.size(), kNone);
    for (std::uint32_t e = 0; e < pairs_.size(); ++e) {
      for (std::uint32_t* other : {&with_first[pairs_[e].first], &with_second[pairs_[e].second]}) {
        if (*other == kNone) {
          *other = e;
        } else {
          const std::uint32_t a = root(*other), b = root(e);
          parent[std::max(a, b)] = std::min(a, b);
        }
      }
    }
    std::vector<std::uint32_t> component_of(pairs_.size(), kNone);
    for (std::uint32_t e = 0; e < pairs_.size(); ++e) {
      std::uint32_t& component = component_of[root(e)];
      if (component == kNone) {
        component = static_cast<std::uint32_t>(solution_.components.size());
        solution_.components.emplace_back();
      }
      solution_.components[component].extreme.push_back(e);
    }
    for (Component& component : solution_.components) list_subsets(component);
  }

  // Maximal sets U x V of exchangeable vertices: V runs through the intersections of the reply sets of single x.
  void list_subsets(Component& component) const {
    std::vector<std::uint32_t> xs;
    std::vector<std::vector<std::uint32_t>> replies;  // of each x, the vertices of Q, ascending
    for (const std::uint32_t e : component.extreme) {
      auto place = std::find(xs.begin(), xs.end(), pairs_[e].first);
      if (place == xs.end()) {
        xs.push_back(pairs_[e].first);
        replies.emplace_back();
        place = xs.end() - 1;
      }
      replies[place - xs.begin()].push_back(pairs_[e].second);
    }
    for (auto& list : replies) std::sort(list.begin(), list.end());  // total order: distinct numbers
    std::set<std::vector<std::uint32_t>> closed(replies.begin(), replies.end());
    std::vector<std::vector<std::uint32_t>> open(closed.begin(), closed.end());
    std::uint64_t work = 0;
    while (!open.empty()) {
      const std::vector<std::uint32_t> set = std::move(open.back());
      open.pop_back();
      for (const auto& list : replies) {
        work += set.size() + list.size();
        std::vector<std::uint32_t> both;
        std::set_intersection(set.begin(), set.end(), list.begin(), list.end(), std::back_inserter(both));
        if (!both.empty() && closed.insert(both).second) open.push_back(std::move(both));
      }
      if (closed.size() > kMostSubsets || work > kMostSubsetWork) return;
    }
    for (const std::vector<std::uint32_t>& ys : closed) {
      NashSubset& subset = component.subsets.emplace_back();
      for (std::size_t k = 0; k < xs.size(); ++k) {
        if (std::includes(replies[k].begin(), replies[k].end(), ys.begin(), ys.end())) {
          subset.first.push_back(first(xs[k]));
        }
      }
      for (const std::uint32_t y : ys) subset.second.push_back(second(y));
    }
  }

  // +1 or -1 for an equilibrium of a nondegenerate game, whose supports are equally large.
  int index_of(const MixedProfile& strategies) const {
    std::vector<std::uint32_t> rows, columns;
    for (std::uint32_t i = 0; i < m_; ++i) {
      if (!strategies[0][i].is_zero()) rows.push_back(i);
    }
    for (std::uint32_t j = 0; j < n_; ++j) {
      if (!strategies[1][j].is_zero()) columns.push_back(j);
    }
    IntegerMatrix a(rows.size()), b(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (const std::uint32_t j : columns) {
        a[i].push_back(a_[rows[i]][j]);
        b[i].push_back(b_[rows[i]][j]);
      }
    }
    const int sign = determinant_sign(std::move(a)) * determinant_sign(std::move(b));
    return rows.size() % 2 == 1 ? sign : -sign;
  }

  void prove() {
    solution_.complete = true;
    solution_.proof =
        walked_ ? "every edge of both best-response polytopes was followed, and every vertex proven by rounding bounds"
                : "every vertex of both best-response polytopes was enumerated in exact arithmetic";
    if (solution_.degenerate) return;
    int sum = 0;
    for (const Equilibrium& equilibrium : solution_.extreme) {
      solution_.index.push_back(index_of(equilibrium.strategies));
      sum += solution_.index.back();
    }
    DETENTE_CHECK(sum == 1);
    solution_.proof += "; the indices add up to 1";
  }

  static constexpr std::uint32_t kNone = ~0u;
  TwoPlayerLimits limits_;
  std::uint32_t m_, n_;
  IntegerMatrix a_, b_, columns_;  // columns_: b_ by player 2's strategies
  std::vector<Labels> p_, q_;
  bool walked_ = true;  // both polytopes, without falling back to exact arithmetic
  std::vector<Pair> pairs_;
  TwoPlayerSolution solution_;
};

// Only one player has a choice, and takes any of the best.
void solve_alone(const Condensed& left, TwoPlayerSolution& solution, const TwoPlayerLimits& limits) {
  const std::uint32_t chooser = left.players[0];
  Rational most = left.game.payoff(0, 0);
  for (std::uint32_t s = 1; s < left.game.profile_count(); ++s) most = std::max(most, left.game.payoff(s, 0));
  std::uint64_t strategies = 0;
  for (const std::uint32_t count : left.counts) strategies += count;
  NashSubset subset;
  Component component;
  solution.complete = true;
  for (std::uint32_t s = 0; s < left.game.profile_count(); ++s) {
    if (left.game.payoff(s, 0) != most) continue;
    if (solution.extreme.size() * strategies > limits.listed) {
      solution.complete = false;
      break;
    }
    component.extreme.push_back(static_cast<std::uint32_t>(solution.extreme.size()));
    Equilibrium& equilibrium = solution.extreme.emplace_back();
    equilibrium.strategies = left.expanded(pure_profile(left.game, s));
    const bool is_second = left.counts.size() == 2 && chooser == 1;
    if (!is_second || subset.first.empty()) subset.first.push_back(equilibrium.strategies[is_second ? 0 : chooser]);
    if (left.counts.size() == 2 && (is_second || subset.second.empty())) {
      subset.second.push_back(equilibrium.strategies[1]);
    }
  }
  solution.degenerate = solution.extreme.size() > 1;
  if (!solution.degenerate) solution.index = {1};
  if (!solution.complete) {
    solution.proof = base::cat("one player chooses, but has more than ", solution.extreme.size(), " best strategies");
    return;
  }
  component.subsets = {std::move(subset)};
  solution.components = {std::move(component)};
  solution.proof =
      "but for dominated strategies, and others that are alike, one player at most has a choice; every strategy of it "
      "was "
      "looked at";
}

Condensed condensed_for_two(const Game& game) {
  std::uint64_t strategies = 0;
  for (std::uint32_t i = 0; i < game.player_count(); ++i) strategies += game.strategy_count(i);
  if (strategies <= Labels::kMost) {
    Condensed left = condensed(game, AlikeOnes::Kept);
    if (left.players.size() <= 2) return left;
  }
  return condensed(game, AlikeOnes::Merged);
}

}  // namespace

TwoPlayerSolution solve_two_player(const Game& game, const TwoPlayerLimits& limits) {
  const Condensed left = condensed_for_two(game);
  DETENTE_CHECK(left.players.size() <= 2);
  TwoPlayerSolution solution;
  if (left.players.size() == 1) {
    solve_alone(left, solution, limits);
  } else {
    solution = Solver(left.game, limits).solve();
    for (Equilibrium& equilibrium : solution.extreme) equilibrium.strategies = left.expanded(equilibrium.strategies);
    for (Component& component : solution.components) {
      for (NashSubset& subset : component.subsets) {
        for (auto& x : subset.first) x = left.expanded(0, x);
        for (auto& y : subset.second) y = left.expanded(1, y);
      }
    }
  }
  solution.alike = left.alike;
  if (!left.alike.empty()) solution.index.clear();  // of the merged game only
  const Certifier certify_one(game);
  for (Equilibrium& equilibrium : solution.extreme) {
    equilibrium.certificate = certify_one(equilibrium.strategies);
    DETENTE_CHECK(equilibrium.certificate.exact());
  }
  return solution;
}

}  // namespace detente::games
