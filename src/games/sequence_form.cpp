// What is solved over the sequences of a Tree, whose number grows with the tree only: constant-sum games by linear
// programming, others by linear complementarity.
#include <map>

#include "base/check.h"
#include "games/complementarity.h"
#include "games/lp.h"
#include "games/tree.h"

namespace detente::games {
namespace {

using Payoffs = std::map<std::pair<std::uint32_t, std::uint32_t>, Rational>;

// Payoff less `base` to a player for each pair of sequences that some leaf ends, times the chance of getting there.
Payoffs payoffs_by_sequence(const Tree& tree, std::uint32_t player, const Rational& base) {
  Payoffs payoffs;
  std::vector<Rational> chance(tree.nodes().size());
  chance[0] = 1;
  for (std::uint32_t node = 0; node < tree.nodes().size(); ++node) {
    const Node& here = tree.nodes()[node];
    for (std::size_t a = 0; a < here.children.size(); ++a) {
      chance[here.children[a]] = here.set == Node::kNone ? chance[node] * here.chances[a] : chance[node];
    }
    if (here.children.empty())
      payoffs[{tree.last(node, 0), tree.last(node, 1)}] += chance[node] * (here.payoffs[player] - base);
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
  for (const auto& [pair, payoff] : payoffs_by_sequence(tree, 0, 0)) {
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

std::uint64_t lemke_cells(const Tree& tree) {
  const std::uint64_t size = tree.sequence_count(0) + tree.sequence_count(1) + 2 * (2 + tree.sets().size());
  return size * (2 * size + 2);
}

std::optional<Behaviour> solve_by_lemke(const Tree& tree, std::uint64_t most_work) {
  DETENTE_CHECK(tree.player_count() == 2);
  // z: the weights of both players' sequences, then for each player what "no choice" and each of its sets are worth to
  // it, as differences of two. Each weight has a partner w: what its sequence falls short of the best. Payoffs below 0
  // see to it that the path does not end in a ray.
  const std::uint32_t sequences[] = {tree.sequence_count(0), tree.sequence_count(1)};
  const std::uint32_t first[] = {0, sequences[0]};
  std::uint32_t worth[2], size = sequences[0] + sequences[1];
  for (const std::uint32_t i : {0u, 1u}) {
    worth[i] = size;
    size += 2;
    for (const InformationSet& set : tree.sets()) size += set.player == i ? 2 : 0;
  }
  Complementarity problem{{size, std::vector<Rational>(size)}, std::vector<Rational>(size)};
  for (const std::uint32_t i : {0u, 1u}) {
    std::optional<Rational> most;
    for (const Node& node : tree.nodes()) {
      if (node.children.empty() && (!most || node.payoffs[i] > *most)) most = node.payoffs[i];
    }
    for (const auto& [pair, payoff] : payoffs_by_sequence(tree, i, *most + 1)) {
      const std::uint32_t x = first[0] + pair.first, y = first[1] + pair.second;
      problem.m[i == 0 ? x : y][i == 0 ? y : x] = -payoff;
    }
    // "sum of the weights after = weight before" as two inequalities, and the transposed for what sets are worth.
    const auto couple = [&](std::uint32_t at, std::uint32_t sequence, std::int64_t sign) {
      const std::uint32_t weight = first[i] + sequence;
      problem.m[at][weight] = Rational(-sign);
      problem.m[at + 1][weight] = Rational(sign);
      problem.m[weight][at] = Rational(sign);
      problem.m[weight][at + 1] = Rational(-sign);
    };
    std::uint32_t at = worth[i];
    couple(at, 0, 1);
    problem.q[at] = 1;
    problem.q[at + 1] = -1;
    for (std::uint32_t s = 0; s < tree.sets().size(); ++s) {
      const InformationSet& set = tree.sets()[s];
      if (set.player != i) continue;
      at += 2;
      couple(at, set.after, -1);
      for (std::uint32_t a = 0; a < set.actions.size(); ++a) couple(at, tree.sequence(s, a), 1);
    }
  }
  const auto z = solve(problem, most_work);
  if (!z) return std::nullopt;
  Behaviour behaviour(tree.sets().size());
  for (const std::uint32_t i : {0u, 1u}) {
    const auto begin = z->begin() + first[i];
    fill_behaviour(tree, i, {begin, begin + sequences[i]}, behaviour);
  }
  return behaviour;
}

}  // namespace detente::games
