// Players who think back: from a simulated world and policy classes to certified equilibria.
//
// Small finite classes are simulated as a whole table and solved exactly. Otherwise best-response iteration looks from
// several starts, and the double oracle where that finds nothing or where it is cheap; candidates are then judged on
// futures that nobody optimised on. Only what a certificate holds is called an equilibrium; the rest is listed as
// rejected, with the gain that spoke against it. Several equilibria are listed, never averaged.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "analysis/games/certify.h"
#include "analysis/games/iterate.h"
#include "analysis/games/table.h"

namespace detente::analysis::games {

struct SolveOptions {
  std::uint64_t seed = 1;
  std::uint32_t futures = 1000;        // on which results are judged
  std::uint32_t search_futures = 0;    // on which policies are searched; 0: as many, at most 128
  std::uint32_t chance = 1;            // runs per future
  std::uint64_t evaluations = 400;     // policies per search of several coordinates
  std::uint32_t rounds = 40;           // of best-response iteration
  std::uint64_t most_profiles = 4096;  // of a finite game that is simulated whole
  bool game = false;                   // Solution::game is wanted where it is not needed to solve
  CertifyOptions certify;
};

struct Equilibrium {
  Profile profile;
  std::vector<Payoff> payoffs;  // per player, on the judging futures
  Certificate certificate;
  std::string found;  // by what
  bool is_pure() const;
};

struct Solution {
  std::vector<Equilibrium> equilibria;
  std::vector<Equilibrium> rejected;
  bool complete = false;  // proven: there is no other in these classes (on the judging futures)
  std::string proof;
  std::vector<Payoff> standing;              // what players get as the model stands
  std::vector<double> ranges;                // of payoffs, as gains are measured: Arena::range
  std::vector<std::string> remarks;          // what the search met: divergence of plain replies, rounds that ran out
  std::vector<double> exploitability;        // of the double oracle, by round
  std::optional<detente::games::Game> game;  // of the policies compared, mean payoffs; of a finite class, or if wanted
  Sample judged;                             // the futures that results stand on
};

// How the samples of one study are seeded: searching, checking and judging never share futures.
enum class SampleUse : std::uint64_t { Search = 1, Check = 2, Judge = 3 };
std::uint64_t sample_seed(std::uint64_t seed, SampleUse use);

// The futures that policies are searched on, and those that results stand on.
Sample search_sample(const Arena& arena, const SolveOptions& options);
Sample judging_sample(const Arena& arena, const SolveOptions& options);
// Whether all joint profiles can be simulated; otherwise says so (E1804).
bool is_small(const Arena& arena, const SolveOptions& options, base::Diagnostics& diagnostics);

// This and every other way of thinking: E1802 a payoff has no value as the model stands, E1803 a payoff that no policy
// of its player moves.
base::Result<Solution> solve(Arena& arena, const SolveOptions& options);

// How others answer: one player moves one coordinate of a pure profile, another replies.
struct Answer {
  std::uint32_t mover = 0, axis = 0;
  double from = 0, to = 0;  // coordinates
  std::uint32_t responder = 0;
  search::Point before, after;
};
base::Result<std::vector<Answer>> answers(Arena& arena, const Sample& sample, const std::vector<search::Point>& at,
                                          double shift, const ReplyOptions& options);

// Commitment (Stackelberg): the leader's policy is best given that each other player then replies best, in the order
// of the players, round after round until nobody moves. Among equally good replies the first found counts.
struct Commitment {
  std::uint32_t leader = 0;
  Profile profile;
  std::vector<Payoff> payoffs;  // on the judging futures
  std::uint64_t tried = 0;      // policies of the leader
  Certificate followers;        // of everybody; the leader's own entry says what it would gain by breaking its word
};
base::Result<Commitment> commit(Arena& arena, std::uint32_t leader, const SolveOptions& options);

// Players who know the future they are in: pure equilibria of the finite game of each future.
struct KnownFutures {
  std::vector<std::uint32_t> counts;  // futures with 0, 1, 2 or more pure equilibria
  // By player and policy: share of futures in which it is played in some pure equilibrium.
  std::vector<std::vector<double>> played;
  std::vector<std::vector<search::Point>> policies;
};
// Nothing, and a reason, unless every class is finite and the table is small.
base::Result<KnownFutures> known_futures(Arena& arena, const SolveOptions& options);

}  // namespace detente::analysis::games
