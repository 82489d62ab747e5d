// Where bargaining would end among listed deals, by four solutions that disagree on purpose.
// gains[deal][party] is what a party gets beyond the disagreement point; only deals from which everybody gains count.
// Equal gains and the largest sum compare payoffs between parties, so they depend on the scale of each payoff; Nash's
// product and the proportions of Kalai and Smorodinsky do not. The ideal gain of a party is its largest among deals
// that leave nobody worse off.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace detente::analysis::games {

struct Bargaining {
  std::optional<std::uint32_t> nash, kalai_smorodinsky, egalitarian, utilitarian;  // deals; none: nobody would sign
  std::vector<std::uint32_t> frontier;  // deals that no other deal beats for all parties, in their order
};

Bargaining bargain(const std::vector<std::vector<double>>& gains);

}  // namespace detente::analysis::games
