// A finite game in extensive form with perfect recall: a tree of moves by chance and players, information sets, payoffs
// at the leaves (those met on the way included). Payoffs and chances are exact.
// Nodes are numbered from the root, parents before children, information sets in the order in which nodes meet them.
// Perfect recall: all nodes of an information set come after the same own choices, so a player's last own choice (its
// sequence) says all that it did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "games/game.h"

namespace detente::games {

struct InformationSet {
  std::uint32_t player = 0;
  std::string name;
  std::vector<std::string> actions;
  std::uint32_t after = 0;  // the player's sequence that leads here; filled in by Tree::make
};

struct Node {
  static constexpr std::uint32_t kNone = ~0u;
  std::uint32_t parent = kNone;
  std::uint32_t set = kNone;            // information set; none for chance and leaves
  std::vector<Rational> chances;        // of the moves, at a chance node
  std::vector<std::uint32_t> children;  // one per move; none: a leaf
  std::vector<Rational> payoffs;        // per player, at a leaf
};

// Probability of each action at each information set.
using Behaviour = std::vector<std::vector<Rational>>;

class Tree {
 public:
  struct Fault {
    std::uint32_t set = 0;
    bool absent_minded = false;  // one path passes the set twice; else the player forgets a choice
  };
  // Nodes, sets and payoffs fit together; nothing is said of recall. `fault` tells why there is no Tree.
  static std::optional<Tree> make(std::string title, std::vector<std::string> players, std::vector<InformationSet> sets,
                                  std::vector<Node> nodes, Fault& fault);

  const std::string& title() const { return title_; }
  const std::vector<std::string>& players() const { return players_; }
  std::uint32_t player_count() const { return static_cast<std::uint32_t>(players_.size()); }
  const std::vector<InformationSet>& sets() const { return sets_; }
  const std::vector<Node>& nodes() const { return nodes_; }

  // A player's sequences: 0 is no choice at all, then one for each action of each of its sets.
  std::uint32_t sequence(std::uint32_t set, std::uint32_t action) const { return first_sequence_[set] + action; }
  std::uint32_t sequence_count(std::uint32_t player) const { return sequences_[player]; }
  // The player's sequence at a node.
  std::uint32_t last(std::uint32_t node, std::uint32_t player) const { return last_[node * player_count() + player]; }

 private:
  std::string title_;
  std::vector<std::string> players_;
  std::vector<InformationSet> sets_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> first_sequence_, sequences_, last_;
};

// Payoffs and regrets of a behaviour, exact, by a walk over the tree and the best reply set by set.
struct TreeCertificate {
  std::vector<Rational> payoff, regret;  // per player
  std::vector<double> share;             // regret by the range of the player's payoffs at the leaves
  bool exact() const;
};
TreeCertificate certify(const Tree& tree, const Behaviour& behaviour);

// The game of reduced strategies: a choice at each set that the player's own earlier choices allow. Nothing when it
// exceeds Game's limits, or would take more than seconds to fill in. plans[player][strategy] gives the action at each
// of the tree's sets (kNone: not reached).
struct ReducedForm {
  Game game;
  std::vector<std::vector<std::vector<std::uint32_t>>> plans;
};
std::optional<ReducedForm> reduced_form(const Tree& tree);

// The behaviour that a mixture of reduced strategies amounts to; even where the player's own choices never lead.
Behaviour behaviour_of(const Tree& tree, const ReducedForm& form, const MixedProfile& profile);

// The sum of the payoffs, if it is the same at every leaf.
std::optional<Rational> constant_sum(const Tree& tree);

// The value to player 1 and one optimal behaviour each, by a linear programme over sequences (Koller, Megiddo and von
// Stengel 1996). `tree` has two players and a constant sum.
struct TreeSolution {
  Rational value;
  Behaviour behaviour;
};
TreeSolution solve_zero_sum(const Tree& tree);

// One equilibrium of a tree of two players, by complementary pivoting over sequences, without a normal form (Koller,
// Megiddo and von Stengel 1996). Nothing when the path takes more work; see
// complementarity.h.
std::optional<Behaviour> solve_by_lemke(const Tree& tree, std::uint64_t most_work = 40'000'000);
// Numbers in the tableau of that: what it costs.
std::uint64_t lemke_cells(const Tree& tree);

}  // namespace detente::games
