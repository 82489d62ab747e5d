#include "games/supports.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "base/cat.h"
#include "base/check.h"
#include "games/indifference.h"
#include "games/linear.h"
#include "kernels/philox.h"

namespace detente::games {
namespace {

constexpr double kSmallest = 1e-7;  // a box this narrow is not cut further
constexpr std::int64_t kMostDenominator = 1'000'000;
constexpr double kMostSupports = 0x1p18;
constexpr std::uint64_t kFewBoxes = 30;
constexpr std::uint32_t kMostStarts = 20;    // of Newton's method on one choice of supports
constexpr std::uint32_t kMoreStarts = 1000;  // while the indices of what was found do not add up to 1
constexpr std::uint32_t kMostPure = 1000;    // listed where everything is an equilibrium
constexpr int kMostSteps = 25;
constexpr double kMostOutside = 3;   // of [0, 1]: beyond, Newton's method will not come back
constexpr double kConverged = 1e-9;  // the last step; the next would be its square
constexpr double kAround = 1e-7;     // where the root must be the only one

std::vector<double> middle(const Box& box) {
  std::vector<double> result;
  for (const Enclosure& x : box) result.push_back(x.middle());
  return result;
}

Box point_box(const std::vector<double>& x) {
  Box result;
  for (const double each : x) result.push_back(exactly(each));
  return result;
}

// The box that holds every root that `box` holds; `contracts` when it lies inside, so that there is exactly one.
std::optional<Box> krawczyk(const Support& support, const Box& box, bool& contracts) {
  const std::size_t n = box.size();
  const std::vector<double> at = middle(box);
  const std::vector<Box> slopes = support.slopes(support.probabilities(box));
  const Box values = support.equations(support.probabilities(point_box(at)));
  Rows inverse(n, std::vector<double>(2 * n, 0.0));
  for (std::size_t r = 0; r < n; ++r) {
    for (std::size_t c = 0; c < n; ++c) inverse[r][c] = slopes[r][c].middle();
    inverse[r][n + r] = 1;
  }
  if (!eliminate(inverse)) return std::nullopt;
  Box result;
  contracts = true;
  for (std::size_t r = 0; r < n; ++r) {
    const double* const row = &inverse[r][n];
    Enclosure sum = exactly(at[r]);
    for (std::size_t l = 0; l < n; ++l) sum = sum - exactly(row[l]) * values[l];
    for (std::size_t c = 0; c < n; ++c) {
      // 1 or 0 less the product of the row and the column of slopes, as a middle and what it may be off.
      double middle_of = r == c ? 1 : 0, off = 0, size = middle_of;
      for (std::size_t l = 0; l < n; ++l) {
        const double term = row[l] * slopes[l][c].middle();
        middle_of -= term;
        size += std::fabs(term);
        off += std::fabs(row[l]) * (slopes[l][c].width() / 2);
      }
      off = (off + size * static_cast<double>(n + 4) * 0x1p-51) * (1 + 0x1p-40);
      sum = sum + Enclosure{middle_of - off, middle_of + off} * (box[c] - exactly(at[c]));
    }
    if (!(sum.low - sum.low == 0 && sum.high - sum.high == 0)) return std::nullopt;
    contracts = contracts && sum.is_inside(box[r]);
    result.push_back(sum);
  }
  return result;
}

Box widened(const Box& box) {
  Box result;
  for (const Enclosure& x : box) {
    const double more = x.width() / 8 + 1e-12;
    result.push_back({x.low - more, x.high + more});
  }
  return result;
}

// A proven root: the only one in a box, and where in it.
struct Root {
  Box alone_in, at;
};

class Search {
 public:
  Search(const Game& game, const SupportsLimits& limits) : game_(game), limits_(limits), certify_(game) {
    for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
      for (std::uint32_t i = 0; i < game.player_count(); ++i) payoffs_.push_back(Enclosure::of(game.payoff(p, i)));
    }
  }

  SupportsSolution solve() {
    double supports = 1;
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      double own = 1;
      for (std::uint32_t s = 0; s < game_.strategy_count(i) && own <= kMostSupports; ++s) own *= 2;
      supports *= own - 1;
    }
    if (supports > kMostSupports) {
      solution_.searched = false;
      solution_.proof = "too many choices of supports";
      return std::move(solution_);
    }
    std::uint32_t most = 0;
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) most += game_.strategy_count(i) - 1;
    for (std::uint32_t unknowns = 0; unknowns <= most; ++unknowns) choose(0, unknowns, {});
    prove();
    look_where_nothing_is_proven();
    for (const Open& each : open_) solution_.unresolved.push_back(each.support.used());
    solution_.complete = open_.empty();
    solution_.proof =
        solution_.complete
            ? "every choice of supports was searched; boxes without an equilibrium were excluded, and "
              "each equilibrium proven to be the only one in its box, by outward-rounded arithmetic"
            : base::cat(open_.size(),
                        " choices of supports could not be resolved (a continuum, or too much work); there Newton's "
                        "method looked from ",
                        starts_, " starts each");
    if (!solution_.complete && is_regular_ && indices_ != 1) {
      solution_.proof += "; the indices of what was found add up to " + std::to_string(indices_) +
                         " where those of all equilibria of a regular game do to 1: some are missing";
    }
    return std::move(solution_);
  }

 private:
  // A choice of supports on which nothing is proven but for the roots, which are judged.
  struct Open {
    Support support;
    std::vector<Root> roots;
  };

  // Every choice of supports with so many unknowns for the players from `player` on.
  void choose(std::uint32_t player, std::uint32_t unknowns, std::vector<std::vector<std::uint32_t>> used) {
    if (player == game_.player_count()) {
      if (unknowns == 0) search(Support(game_, payoffs_, std::move(used), work_));
      return;
    }
    for (std::uint32_t mask = 1; mask < 1u << game_.strategy_count(player); ++mask) {
      const auto own_unknowns = static_cast<std::uint32_t>(std::popcount(mask)) - 1;
      if (own_unknowns > unknowns) continue;
      std::vector<std::uint32_t> own;
      for (std::uint32_t s = 0; s < game_.strategy_count(player); ++s) {
        if (mask >> s & 1) own.push_back(s);
      }
      used.push_back(std::move(own));
      choose(player + 1, unknowns - own_unknowns, used);
      used.pop_back();
    }
  }

  void search(Support support) {
    if (work_ < limits_.proving && support.is_dominated()) return;
    if (support.unknowns() > 0) {
      open_.push_back({std::move(support), {}});
      return;
    }
    const MixedProfile profile = support.profile({});
    if (add_if_exact(profile)) count_pure(profile);
  }

  // Most supports are excluded by a few boxes: those first, whatever the others take.
  void prove() {
    std::vector<Open> undecided;
    for (const std::uint64_t boxes : {std::min(kFewBoxes, limits_.boxes_per_support), limits_.boxes_per_support}) {
      std::vector<Open> left;
      for (Open& each : open_) {
        std::vector<Root> roots;
        const bool resolved = cut(each.support, boxes, roots);
        each.roots = std::move(roots);
        if (!resolved) {
          left.push_back(std::move(each));
        } else if (!judge_all(each)) {
          undecided.push_back(std::move(each));
        }
      }
      open_ = std::move(left);
    }
    for (const Open& each : open_) judge_all(each);
    for (Open& each : undecided) open_.push_back(std::move(each));
  }

  bool judge_all(const Open& open) {
    bool decided = true;
    for (const Root& root : open.roots) decided = judge(open.support, root.at) && decided;
    return decided;
  }

  // Cuts boxes until each is empty or holds one root; false when they are too small or too many.
  bool cut(const Support& support, std::uint64_t most, std::vector<Root>& roots) {
    std::vector<Box> open = {support.whole()};
    std::uint64_t boxes = 0;
    while (!open.empty()) {
      work_ += support.unknowns() * support.unknowns() * support.unknowns();
      if (++boxes > most || ++solution_.boxes > limits_.boxes) return false;
      if (work_ > limits_.proving) return false;
      Box box = std::move(open.back());
      open.pop_back();
      if (!examine(support, box, roots)) continue;
      std::size_t widest = 0;
      for (std::size_t k = 1; k < box.size(); ++k) {
        if (box[k].width() > box[widest].width()) widest = k;
      }
      if (box[widest].width() < kSmallest) return false;
      Box upper = box;
      box[widest].high = upper[widest].low = box[widest].middle();
      open.push_back(std::move(box));
      open.push_back(std::move(upper));
    }
    return true;
  }

  void look_where_nothing_is_proven() {
    const std::uint64_t before = work_;
    for (starts_ = 0; starts_ < kMoreStarts && !open_.empty(); ++starts_) {
      const bool adds_up = !is_regular_ || indices_ == 1;
      if (adds_up && starts_ >= kMostStarts) return;
      for (Open& each : open_) {
        look_from(each, starts_);
        if (work_ - before > (adds_up ? 1 : 2) * limits_.guessing) return;
      }
    }
  }

  // Newton's method from the middle of the support, or from random probabilities; what it finds is proven to be a root.
  void look_from(Open& open, std::uint32_t start) {
    const Support& support = open.support;
    std::vector<double> x;
    std::uint32_t draws = 0;
    for (const std::vector<std::uint32_t>& own : support.used()) {
      std::vector<double> weights;
      double sum = 0;
      for (std::size_t k = 0; k < own.size(); ++k) {
        weights.push_back(start == 0 ? 1 : kernels::uniform(start, {draws++, 0, 0}));
        sum += weights.back();
      }
      for (std::size_t k = 0; k + 1 < own.size(); ++k) x.push_back(weights[k] / sum);
    }
    const std::size_t n = x.size();
    for (int step = 1; step <= kMostSteps; ++step) {
      work_ += n * n * n;
      const Profile<double> p = support.probabilities(x);
      const std::vector<double> values = support.equations(p);
      Rows rows = support.slopes(p);
      for (std::size_t r = 0; r < n; ++r) rows[r].push_back(values[r]);
      if (!eliminate(rows)) return;
      double moved = 0, outside = 0;
      for (std::size_t k = 0; k < n; ++k) {
        x[k] -= rows[k].back();
        moved = std::max(moved, std::fabs(rows[k].back()));
        outside = std::max({outside, -x[k], x[k] - 1});
      }
      if (!(outside < kMostOutside)) return;
      if (moved > kConverged) continue;
      Box around;
      for (const double each : x) around.push_back({each - kAround, each + kAround});
      bool contracts = false;
      const auto image = krawczyk(support, around, contracts);
      if (image && contracts && add_root(support, {around, *image}, open.roots)) judge(support, open.roots.back().at);
      return;
    }
  }

  // Shrinks the box; true when it must be cut. A box that holds exactly one root goes to `roots`.
  static bool examine(const Support& support, Box& box, std::vector<Root>& roots) {
    for (int round = 0; round < 4; ++round) {
      if (!support.clip(box)) return false;
      const auto p = support.probabilities(box);
      if (support.is_tempted(p)) return false;
      for (const Enclosure& equation : support.equations(p)) {
        if (!equation.has(0)) return false;
      }
      // Looking a little beyond the box finds roots that lie on its edge.
      const Box wide = widened(box);
      bool contracts = false;
      const auto image = krawczyk(support, wide, contracts);
      if (!image) return true;
      double before = 0, after = 0;
      for (std::size_t k = 0; k < box.size(); ++k) {
        if (!box[k].meets((*image)[k])) return false;
        before = std::max(before, box[k].width());
        box[k] = box[k].meet((*image)[k]);
        after = std::max(after, box[k].width());
      }
      if (contracts) {
        add_root(support, {wide, *image}, roots);
        return false;
      }
      if (after > 0.7 * before) return true;
    }
    return true;
  }

  // Neighbouring boxes may prove the same root: false when it is known.
  static bool add_root(const Support& support, Root root, std::vector<Root>& roots) {
    for (int round = 0; round < 20; ++round) {
      bool contracts = false;
      const auto image = krawczyk(support, root.at, contracts);
      if (!image) break;
      for (std::size_t k = 0; k < root.at.size(); ++k) root.at[k] = root.at[k].meet((*image)[k]);
    }
    const auto lies_in = [&](const Box& box) {
      for (std::size_t k = 0; k < box.size(); ++k) {
        if (!root.at[k].is_inside(box[k])) return false;
      }
      return true;
    };
    const bool known =
        std::any_of(roots.begin(), roots.end(), [&](const Root& other) { return lies_in(other.alone_in); });
    if (!known) roots.push_back(std::move(root));
    return !known;
  }

  // Adds the root if it is an equilibrium; false when that cannot be told.
  bool judge(const Support& support, const Box& box) {
    std::vector<Rational> x;
    bool inside = true;
    for (const Enclosure& each : box) {
      x.push_back(Rational::near(each.middle(), kMostDenominator));
      inside = inside && Rational::exactly(each.low) <= x.back() && x.back() <= Rational::exactly(each.high);
    }
    const MixedProfile fraction = support.profile(x);
    if (inside && solves(support, fraction)) {
      // It is the root. On the edge of the simplex it belongs to a smaller support.
      for (std::size_t i = 0; i < fraction.size(); ++i) {
        for (const std::uint32_t s : support.used()[i]) {
          if (fraction[i][s].sign() <= 0) return true;
        }
      }
      if (add_if_exact(fraction)) count_index(support, box);
      return true;
    }
    const auto p = support.probabilities(box);
    double within = 0;
    for (const auto& player : p) {
      for (const Enclosure& each : player) {
        if (each.high < 0) return true;
        if (each.low <= 0) return false;
        within = std::max(within, each.width());
      }
    }
    if (support.is_tempted(p)) return true;
    if (!support.is_content(p)) return false;
    x.clear();
    for (const double each : middle(box)) x.push_back(Rational::exactly(each));
    MixedProfile profile = support.profile(x);
    solution_.equilibria.push_back({{std::move(profile), {}}, within});
    count_index(support, box);
    return true;
  }

  // Everybody is exactly indifferent between the strategies in use (probabilities may be negative here).
  bool solves(const Support& support, const MixedProfile& profile) const {
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      const std::vector<Rational> payoffs = deviation_payoffs(game_, profile, i);
      for (const std::uint32_t s : support.used()[i]) {
        if (payoffs[s] != payoffs[support.used()[i][0]]) return false;
      }
    }
    return true;
  }

  bool add_if_exact(const MixedProfile& profile) {
    work_ += 20 * game_.profile_count();
    const bool exact = certify_(profile).exact();
    if (exact) solution_.equilibria.push_back({{profile, {}}, 0});
    return exact;
  }

  void count_index(const Support& support, const Box& box) {
    const Rows slopes = support.slopes(support.probabilities(middle(box)));
    Factors factors;
    factors.reset(slopes.size());
    for (std::size_t r = 0; r < slopes.size(); ++r) {
      for (std::size_t c = 0; c < slopes.size(); ++c) factors.at(r, c) = slopes[r][c];
    }
    int sign = 0;
    is_regular_ = is_regular_ && factors.factor(sign);
    indices_ += sign;
  }

  // A strict pure equilibrium has index 1; with another best reply the game is not regular.
  void count_pure(const MixedProfile& profile) {
    ++indices_;
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      const std::vector<Rational> payoffs = deviation_payoffs(game_, profile, i);
      const Rational& best = *std::max_element(payoffs.begin(), payoffs.end());
      is_regular_ = is_regular_ && std::count(payoffs.begin(), payoffs.end(), best) == 1;
    }
  }

  const Game& game_;
  SupportsLimits limits_;
  Certifier certify_;
  std::vector<Enclosure> payoffs_;
  bool is_regular_ = true;  // as far as the equilibria found tell
  int indices_ = 0;         // their sum
  std::uint64_t work_ = 0;
  std::vector<Open> open_;
  std::uint32_t starts_ = 0;
  SupportsSolution solution_;
};

// Nobody's payoff depends on what it does itself: every profile is an equilibrium.
bool nobody_gains(const Game& game) {
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    const bool same = every_profile_of_others(game, i, [&](std::uint32_t profile, std::uint32_t step) {
      for (std::uint32_t s = 1; s < game.strategy_count(i); ++s) {
        if (game.payoff(profile + s * step, i) != game.payoff(profile, i)) return false;
      }
      return true;
    });
    if (!same) return false;
  }
  return true;
}

SupportsSolution everything(const Game& game) {
  SupportsSolution solution;
  for (std::uint32_t p = 0; p < game.profile_count() && p < kMostPure; ++p) {
    solution.equilibria.push_back({{pure_profile(game, p), {}}, 0});
  }
  solution.complete = true;
  solution.proof =
      base::cat("nobody's payoff depends on what it does itself: every profile, pure or mixed, is an equilibrium; of ",
                game.profile_count(), " pure ones ", solution.equilibria.size(), " are listed");
  return solution;
}

}  // namespace

SupportsSolution solve_by_supports(const Game& game, const SupportsLimits& limits) {
  const Condensed left = condensed(game, AlikeOnes::Merged);
  SupportsSolution solution = left.game.profile_count() > 1 && nobody_gains(left.game)
                                  ? everything(left.game)
                                  : Search(left.game, limits).solve();
  const Certifier certify_one(game);
  for (ProvenEquilibrium& each : solution.equilibria) {
    each.equilibrium.strategies = left.expanded(each.equilibrium.strategies);
    each.equilibrium.certificate = certify_one(each.equilibrium.strategies);
  }
  std::stable_sort(solution.equilibria.begin(), solution.equilibria.end(),
                   [](const auto& a, const auto& b) { return a.equilibrium.strategies > b.equilibrium.strategies; });
  for (auto& used : solution.unresolved) {
    std::vector<std::vector<std::uint32_t>> whole = left.keep;  // who has no choice uses the only strategy
    for (std::size_t k = 0; k < used.size(); ++k) {
      std::vector<std::uint32_t>& own = whole[left.players[k]];
      for (std::uint32_t& s : used[k]) s = left.keep[left.players[k]][s];
      own = std::move(used[k]);
    }
    used = std::move(whole);
  }
  solution.alike = left.alike;
  return solution;
}

}  // namespace detente::games
