// Logit quantal response equilibrium: every player chooses strategy s with probability proportional to
// exp(lambda * u(s)), given that the others do the same. lambda is in 1 / payoff: 0 is random play, and as it grows
// the principal branch from there ends at a Nash equilibrium.
// The branch is followed in (log probability, lambda) by predictor and corrector along its arc length, so it passes
// where lambda turns back. Method: McKelvey and Palfrey (1995), Turocy (2005). Nothing is accepted but by its regret.
#pragma once

#include <cstdint>
#include <vector>

#include "games/certificate.h"
#include "games/game.h"

namespace detente::games {

struct QrePoint {
  double lambda = 0;
  Profile<double> strategies;
  double worst_share = 0;  // regret by payoff range, the largest of the players
};

struct QreOptions {
  std::vector<double> stops;  // lambdas to report, ascending, where the branch first reaches them
  double regret = 1e-6;       // as a share of the payoff range: the branch is followed until it is below
  double lambda = 1e7;        // by the largest payoff range: give up beyond it
  std::uint32_t steps = 100'000;
};

struct QreBranch {
  std::vector<QrePoint> stops;  // those that were reached
  QrePoint end;
  bool converged = false;       // the end's regret is below the one asked for
  bool turned = false;          // lambda turned back on the way
  std::uint32_t crossings = 0;  // other branches crossed, as games with symmetries have them; it goes straight on
  std::uint32_t steps = 0;
};

QreBranch follow_qre(const Game& game, const QreOptions& options = {});

}  // namespace detente::games
