// solve_zero_sum of a Tree: linear programming over sequences, whose number grows with the tree only.
#include <map>

#include "base/check.h"
#include "games/lp.h"
#include "games/tree.h"

namespace detente::games {
namespace {

// Expected payoff to player 1 for each pair of sequences that some leaf ends.
std::map<std::pair<std::uint32_t, std::uint32_t>, Rational> payoffs_by_sequence(const Tree& tree) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, Rational> payoffs;
  std::vector<Rational> chance(tree.nodes().size());
  chance[0] = 1;
  for (std::uint32_t node = 0; node < tree.nodes().size(); ++node) {
    const Node& here = tree.nodes()[node];
    for (std::size_t a = 0; a < here.children.size(); ++a) {
      chance[here.children[a]] = here.set == Node::kNone ? chance[node] * here.chances[a] : chance[node];
    }
    if (here.children.empty()) payoffs[{tree.last(node, 0), tree.last(node, 1)}] += chance[node] * here.payoffs[0];
  }
  return payoffs;
}

// Behaviour from the weights of one player's sequences.
void fill_behaviour(const Tree& tree, std::uint32_t player, const std::vector<Rational>& weights,
                    Behaviour& behaviour) {
  for (std::uint32_t s = 0; s < tree.sets().size(); ++s) {
    const InformationSet& set = tree.sets()[s];
    if (set.player != player) continue;
    const Rational& before = weights[set.after];
    for (std::uint32_t a = 0; a < set.actions.size(); ++a) {
      behaviour[s].push_back(before.is_zero() ? Rational(1, static_cast<std::int64_t>(set.actions.size()))
                                              : weights[tree.sequence(s, a)] / before);
    }
  }
}

}  // namespace

std::optional<Rational> constant_sum(const Tree& tree) {
  std::optional<Rational> constant;
  for (const Node& node : tree.nodes()) {
    if (!node.children.empty()) continue;
    Rational sum;
    for (const Rational& payoff : node.payoffs) sum += payoff;
    if (constant && *constant != sum) return std::nullopt;
    constant = sum;
  }
  return constant;
}

TreeSolution solve_zero_sum(const Tree& tree) {
  DETENTE_CHECK(tree.player_count() == 2);
  // Variables: weights x of player 1's sequences; for "no choice" and each set of player 2, the payoff q that player 2
  // can hold player 1 to from there on, as a difference of two. Rows for player 2's sequences have its weights as dual.
  const std::uint32_t own = tree.sequence_count(0), other = tree.sequence_count(1);
  std::vector<std::uint32_t> place(tree.sets().size(), 0);  // of q
  std::uint32_t held = 1;
  for (std::uint32_t s = 0; s < tree.sets().size(); ++s) {
    if (tree.sets()[s].player == 1) place[s] = held++;
  }
  const std::size_t variables = own + 2 * std::size_t{held};
  const auto add_q = [&](LinearProgram::Row& row, std::uint32_t q, std::int64_t sign) {
    row.coefficients[own + 2 * q] += Rational(sign);
    row.coefficients[own + 2 * q + 1] -= Rational(sign);
  };
  LinearProgram program;
  program.objective.resize(variables);
  program.objective[own] = 1;
  program.objective[own + 1] = -1;
  program.rows.resize(other);
  for (LinearProgram::Row& row : program.rows) row.coefficients.resize(variables);
  add_q(program.rows[0], 0, 1);
  for (const auto& [pair, payoff] : payoffs_by_sequence(tree)) {
    program.rows[pair.second].coefficients[pair.first] = -payoff;
  }
  for (std::uint32_t s = 0; s < tree.sets().size(); ++s) {
    const InformationSet& set = tree.sets()[s];
    if (set.player == 1) {
      add_q(program.rows[set.after], place[s], -1);
      for (std::uint32_t a = 0; a < set.actions.size(); ++a) add_q(program.rows[tree.sequence(s, a)], place[s], 1);
      continue;
    }
    LinearProgram::Row& row = program.rows.emplace_back();
    row.coefficients.resize(variables);
    row.coefficients[set.after] = -1;
    for (std::uint32_t a = 0; a < set.actions.size(); ++a) row.coefficients[tree.sequence(s, a)] = 1;
    row.equal = true;
  }
  LinearProgram::Row& start = program.rows.emplace_back();
  start.coefficients.resize(variables);
  start.coefficients[0] = 1;
  start.bound = 1;
  start.equal = true;
  const Optimum optimum = maximise(program);
  DETENTE_CHECK(proves(program, optimum));
  TreeSolution solution{optimum.value, Behaviour(tree.sets().size())};
  fill_behaviour(tree, 0, optimum.point, solution.behaviour);
  fill_behaviour(tree, 1, optimum.dual, solution.behaviour);
  return solution;
}

}  // namespace detente::games
