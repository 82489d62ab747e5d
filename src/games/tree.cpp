#include "games/tree.h"

#include <algorithm>

#include "base/check.h"

namespace detente::games {
namespace {

constexpr std::size_t kMostPlans = std::size_t{1} << 16;       // reduced strategies of a player
constexpr std::size_t kMostChoices = std::size_t{1} << 24;     // those times information sets
constexpr std::uint64_t kMostVisits = std::uint64_t{1} << 26;  // nodes times profiles of a reduced form

}  // namespace

std::optional<Tree> Tree::make(std::string title, std::vector<std::string> players, std::vector<InformationSet> sets,
                               std::vector<Node> nodes, Fault& fault) {
  Tree tree;
  tree.title_ = std::move(title);
  tree.players_ = std::move(players);
  tree.sets_ = std::move(sets);
  tree.nodes_ = std::move(nodes);
  const std::uint32_t n = tree.player_count();
  tree.sequences_.assign(n, 1);
  for (const InformationSet& set : tree.sets_) {
    tree.first_sequence_.push_back(tree.sequences_[set.player]);
    tree.sequences_[set.player] += static_cast<std::uint32_t>(set.actions.size());
  }
  tree.last_.assign(tree.nodes_.size() * n, 0);
  std::vector<std::uint32_t> move(tree.nodes_.size(), 0);  // that leads to each node
  for (const Node& node : tree.nodes_) {
    for (std::uint32_t a = 0; a < node.children.size(); ++a) move[node.children[a]] = a;
  }
  std::uint32_t met = 0;  // information sets
  for (std::uint32_t node = 0; node < tree.nodes_.size(); ++node) {
    const Node& here = tree.nodes_[node];
    if (here.parent != Node::kNone) {
      const Node& parent = tree.nodes_[here.parent];
      for (std::uint32_t i = 0; i < n; ++i) tree.last_[node * n + i] = tree.last(here.parent, i);
      if (parent.set != Node::kNone) {
        tree.last_[node * n + tree.sets_[parent.set].player] = tree.sequence(parent.set, move[node]);
      }
    }
    if (here.set == Node::kNone) continue;
    InformationSet& set = tree.sets_[here.set];
    const std::uint32_t after = tree.last(node, set.player);
    if (here.set >= met) {
      DETENTE_CHECK(here.set == met++);
      set.after = after;
    } else if (set.after != after) {
      fault.set = here.set;
      for (std::uint32_t up = here.parent; up != Node::kNone; up = tree.nodes_[up].parent) {
        fault.absent_minded = fault.absent_minded || tree.nodes_[up].set == here.set;
      }
      return std::nullopt;
    }
  }
  DETENTE_CHECK(met == tree.sets_.size());
  return tree;
}

bool TreeCertificate::exact() const {
  return std::all_of(regret.begin(), regret.end(), [](const Rational& r) { return r.is_zero(); });
}

TreeCertificate certify(const Tree& tree, const Behaviour& behaviour) {
  const std::uint32_t n = tree.player_count();
  TreeCertificate certificate;
  for (std::uint32_t i = 0; i < n; ++i) {
    // What each own sequence earns at the leaves it ends at, weighted by chance and the others' choices.
    std::vector<Rational> reach(tree.nodes().size()), own(tree.nodes().size());
    std::vector<Rational> best(tree.sequence_count(i));
    Rational value, low, high;
    bool first_leaf = true;
    reach[0] = own[0] = 1;
    for (std::uint32_t node = 0; node < tree.nodes().size(); ++node) {
      const Node& here = tree.nodes()[node];
      if (here.children.empty()) {
        const Rational& payoff = here.payoffs[i];
        best[tree.last(node, i)] += reach[node] * payoff;
        value += reach[node] * own[node] * payoff;
        if (first_leaf || payoff < low) low = payoff;
        if (first_leaf || payoff > high) high = payoff;
        first_leaf = false;
      }
      for (std::size_t a = 0; a < here.children.size(); ++a) {
        const std::uint32_t child = here.children[a];
        const bool is_own = here.set != Node::kNone && tree.sets()[here.set].player == i;
        const Rational& chance = here.set == Node::kNone ? here.chances[a] : behaviour[here.set][a];
        reach[child] = is_own ? reach[node] : reach[node] * chance;
        own[child] = is_own ? own[node] * chance : own[node];
      }
    }
    // What a set adds to the sequence that leads to it: the best of its own; later sets first.
    for (std::uint32_t s = static_cast<std::uint32_t>(tree.sets().size()); s-- > 0;) {
      const InformationSet& set = tree.sets()[s];
      if (set.player != i) continue;
      Rational most = best[tree.sequence(s, 0)];
      for (std::uint32_t a = 1; a < set.actions.size(); ++a) most = std::max(most, best[tree.sequence(s, a)]);
      best[set.after] += most;
    }
    const Rational range = high - low;
    certificate.regret.push_back(best[0] - value);
    certificate.share.push_back(range.is_zero() ? 0 : (certificate.regret.back() / range).number());
    certificate.payoff.push_back(std::move(value));
  }
  return certificate;
}

namespace {

// All reduced strategies of a player, as actions by set; nothing when there are too many.
std::optional<std::vector<std::vector<std::uint32_t>>> plans_of(const Tree& tree, std::uint32_t player) {
  std::vector<std::vector<std::uint32_t>> plans = {std::vector<std::uint32_t>(tree.sets().size(), Node::kNone)};
  std::vector<std::uint32_t> set_of(tree.sequence_count(player), Node::kNone);  // whose choice a sequence ends with
  for (std::uint32_t s = 0; s < tree.sets().size(); ++s) {
    const InformationSet& set = tree.sets()[s];
    if (set.player != player) continue;
    for (std::uint32_t a = 0; a < set.actions.size(); ++a) set_of[tree.sequence(s, a)] = s;
    const std::uint32_t before = set_of[set.after];
    std::vector<std::vector<std::uint32_t>> longer;
    for (std::vector<std::uint32_t>& plan : plans) {
      const bool reached =
          before == Node::kNone || (plan[before] != Node::kNone && tree.sequence(before, plan[before]) == set.after);
      const std::uint32_t choices = reached ? static_cast<std::uint32_t>(set.actions.size()) : 1;
      for (std::uint32_t a = 0; a < choices; ++a) {
        longer.push_back(a + 1 < choices ? plan : std::move(plan));
        if (reached) longer.back()[s] = a;
        if (longer.size() > std::min(kMostPlans, kMostChoices / tree.sets().size())) return std::nullopt;
      }
    }
    plans = std::move(longer);
  }
  return plans;
}

std::string name_of(const Tree& tree, const std::vector<std::uint32_t>& plan) {
  std::string name;
  for (std::uint32_t s = 0; s < plan.size(); ++s) {
    if (plan[s] == Node::kNone) continue;
    if (!name.empty()) name += ", ";
    name += tree.sets()[s].name + ": " + tree.sets()[s].actions[plan[s]];
  }
  return name.empty() ? "no choice" : name;
}

}  // namespace

std::optional<ReducedForm> reduced_form(const Tree& tree) {
  std::vector<std::vector<std::vector<std::uint32_t>>> plans;
  std::vector<Player> players;
  for (std::uint32_t i = 0; i < tree.player_count(); ++i) {
    auto own = plans_of(tree, i);
    if (!own) return std::nullopt;
    Player& player = players.emplace_back(Player{tree.players()[i], {}});
    for (const auto& plan : *own) player.strategies.push_back(name_of(tree, plan));
    plans.push_back(std::move(*own));
  }
  if (!Game::fits(players)) return std::nullopt;
  std::uint64_t visits = tree.nodes().size();
  for (const Player& player : players) visits *= player.strategies.size();
  if (visits > kMostVisits) return std::nullopt;
  Game game(tree.title(), std::move(players));
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    std::vector<Rational> reach(tree.nodes().size());
    reach[0] = 1;
    for (std::uint32_t node = 0; node < tree.nodes().size(); ++node) {
      if (reach[node].is_zero()) continue;
      const Node& here = tree.nodes()[node];
      for (std::uint32_t i = 0; i < game.player_count() && here.children.empty(); ++i) {
        game.payoff(p, i) += reach[node] * here.payoffs[i];
      }
      if (here.set != Node::kNone) {
        const std::uint32_t i = tree.sets()[here.set].player;
        reach[here.children[plans[i][game.strategy(p, i)][here.set]]] = reach[node];
        continue;
      }
      for (std::size_t a = 0; a < here.children.size(); ++a) reach[here.children[a]] = reach[node] * here.chances[a];
    }
  }
  return ReducedForm{std::move(game), std::move(plans)};
}

Behaviour behaviour_of(const Tree& tree, const ReducedForm& form, const MixedProfile& profile) {
  Behaviour behaviour;
  for (std::uint32_t s = 0; s < tree.sets().size(); ++s) {
    const InformationSet& set = tree.sets()[s];
    std::vector<Rational>& here = behaviour.emplace_back(set.actions.size());
    Rational sum;
    for (std::size_t k = 0; k < form.plans[set.player].size(); ++k) {
      const std::uint32_t action = form.plans[set.player][k][s];
      if (action == Node::kNone) continue;
      here[action] += profile[set.player][k];
      sum += profile[set.player][k];
    }
    for (Rational& p : here) {
      p = sum.is_zero() ? Rational(1, static_cast<std::int64_t>(set.actions.size())) : p / sum;
    }
  }
  return behaviour;
}

}  // namespace detente::games
