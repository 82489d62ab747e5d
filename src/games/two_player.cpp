#include "games/two_player.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "base/cat.h"
#include "base/check.h"
#include "games/polytope.h"
#include "games/positive.h"

namespace detente::games {
namespace {

constexpr std::size_t kMostSubsets = 10'000;  // of one component

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

class Solver {
 public:
  Solver(const Game& game, const TwoPlayerLimits& limits)
      : game_(game),
        limits_(limits),
        m_(game.strategy_count(0)),
        n_(game.strategy_count(1)),
        a_(positive_payoffs(game, 0)),
        b_(positive_payoffs(game, 1)) {}

  TwoPlayerSolution solve() {
    if (m_ + n_ > Labels::kMost) {
      solution_.proof = base::cat("more than ", Labels::kMost, " strategies");
      return std::move(solution_);
    }
    auto p = vertices(transposed(b_), limits_.vertices);
    auto q = p ? vertices(a_, limits_.vertices) : std::nullopt;
    if (!q) {
      solution_.proof = base::cat("a best-response polytope has more than ", limits_.vertices, " vertices");
      return std::move(solution_);
    }
    p_ = std::move(*p);
    q_ = std::move(*q);
    solution_.vertices[0] = static_cast<std::uint32_t>(p_.size());
    solution_.vertices[1] = static_cast<std::uint32_t>(q_.size());
    solution_.degenerate = !is_simple(p_) || !is_simple(q_);
    find_pairs();
    list_extreme();
    find_components();
    prove();
    return std::move(solution_);
  }

 private:
  // A vertex of Q by the labels of the game: strategies of player 2 come after those of player 1.
  Labels missing_from(const Vertex& q) const {
    Labels missing;
    for (std::uint32_t i = 0; i < m_; ++i) {
      if (!q.tight.has(n_ + i)) missing.add(i);
    }
    for (std::uint32_t j = 0; j < n_; ++j) {
      if (!q.tight.has(j)) missing.add(m_ + j);
    }
    return missing;
  }

  static bool is_origin(const Vertex& vertex) {
    return std::all_of(vertex.point.begin(), vertex.point.end(), [](const Rational& x) { return x.is_zero(); });
  }

  void find_pairs() {
    std::vector<std::pair<std::uint32_t, Labels>> replies;
    for (std::uint32_t j = 0; j < q_.size(); ++j) {
      if (!is_origin(q_[j])) replies.emplace_back(j, missing_from(q_[j]));
    }
    for (std::uint32_t i = 0; i < p_.size(); ++i) {
      if (is_origin(p_[i])) continue;
      for (const auto& [j, missing] : replies) {
        if (p_[i].tight.holds(missing)) pairs_.push_back({i, j});
      }
    }
  }

  void list_extreme() {
    std::vector<std::pair<MixedProfile, Pair>> found;
    for (const Pair pair : pairs_) {
      found.emplace_back(MixedProfile{shares(p_[pair.first].point), shares(q_[pair.second].point)}, pair);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    pairs_.clear();
    for (auto& [strategies, pair] : found) {
      Certificate certificate = certify(game_, strategies);
      DETENTE_CHECK(certificate.exact());
      solution_.extreme.push_back({std::move(strategies), std::move(certificate)});
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
    while (!open.empty()) {
      const std::vector<std::uint32_t> set = std::move(open.back());
      open.pop_back();
      for (const auto& list : replies) {
        std::vector<std::uint32_t> both;
        std::set_intersection(set.begin(), set.end(), list.begin(), list.end(), std::back_inserter(both));
        if (!both.empty() && closed.insert(both).second) open.push_back(std::move(both));
      }
      if (closed.size() > kMostSubsets) return;
    }
    for (const std::vector<std::uint32_t>& ys : closed) {
      NashSubset& subset = component.subsets.emplace_back();
      for (std::size_t k = 0; k < xs.size(); ++k) {
        if (std::includes(replies[k].begin(), replies[k].end(), ys.begin(), ys.end())) {
          subset.first.push_back(shares(p_[xs[k]].point));
        }
      }
      for (const std::uint32_t y : ys) subset.second.push_back(shares(q_[y].point));
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
    solution_.proof = "every vertex of both best-response polytopes was enumerated in exact arithmetic";
    if (solution_.degenerate) return;
    int sum = 0;
    for (const Equilibrium& equilibrium : solution_.extreme) {
      solution_.index.push_back(index_of(equilibrium.strategies));
      sum += solution_.index.back();
    }
    DETENTE_CHECK(sum == 1 && edges_are_closed(p_) && edges_are_closed(q_));
    solution_.proof += "; every edge between them ends at a listed vertex, and the indices add up to 1";
  }

  static constexpr std::uint32_t kNone = ~0u;
  const Game& game_;
  TwoPlayerLimits limits_;
  std::uint32_t m_, n_;
  IntegerMatrix a_, b_;
  std::vector<Vertex> p_, q_;
  std::vector<Pair> pairs_;
  TwoPlayerSolution solution_;
};

// The game of one player against somebody without a choice.
Game with_bystander(const Game& game) {
  std::vector<Player> players = game.players();
  players.push_back({"", {""}});
  Game result(game.title(), std::move(players));
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) result.payoff(p, 0) = game.payoff(p, 0);
  return result;
}

}  // namespace

TwoPlayerSolution solve_two_player(const Game& game, const TwoPlayerLimits& limits) {
  DETENTE_CHECK(game.player_count() <= 2);
  if (game.player_count() == 2) return Solver(game, limits).solve();
  TwoPlayerSolution solution = Solver(with_bystander(game), limits).solve();
  for (Equilibrium& equilibrium : solution.extreme) {
    equilibrium.strategies.pop_back();
    equilibrium.certificate = certify(game, equilibrium.strategies);
  }
  return solution;
}

}  // namespace detente::games
