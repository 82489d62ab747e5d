// The equations of an equilibrium on one choice of supports: everybody is indifferent between the strategies in use.
// Over boxes of probabilities every answer is an outward-rounded enclosure over the whole box; at points it is a
// double, as good as rounding leaves it, which proves nothing.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/check.h"
#include "games/enclosure.h"
#include "games/game.h"

namespace detente::games {

using Box = std::vector<Enclosure>;

// One choice of supports. The unknowns x are the probabilities of all strategies in use but each player's last.
class Support {
 public:
  static constexpr std::size_t kMostUsed = 20;  // strategies of one player
  // Boxes reach this far outside the simplex, so that roots on its edge are inside.
  static constexpr double kMargin = 0x1p-7;

  // `work` counts the payoffs looked at.
  Support(const Game& game, const std::vector<Enclosure>& payoffs, std::vector<std::vector<std::uint32_t>> used,
          std::uint64_t& work)
      : game_(game), payoffs_(payoffs), used_(std::move(used)), work_(work), corner_(0) {
    std::vector<std::uint32_t> first;
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      first_.push_back(unknowns_);
      unknowns_ += static_cast<std::uint32_t>(used_[i].size()) - 1;
      first.push_back(used_[i][0]);
    }
    corner_ = game.profile(first);
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      DETENTE_CHECK(used_[i].size() <= kMostUsed);
      stride_.push_back(game.strategy_count(i) > 1 ? game.with(0, i, 1) : 0);
    }
  }

  const std::vector<std::vector<std::uint32_t>>& used() const { return used_; }
  std::uint32_t unknowns() const { return unknowns_; }

  // Some strategy in use is always worse than another one, given what the others use.
  bool is_dominated() const {
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      for (const std::uint32_t s : used_[i]) {
        for (std::uint32_t t = 0; t < game_.strategy_count(i); ++t) {
          if (t != s && always_better(i, t, s, 0, corner_)) return true;
        }
      }
    }
    return false;
  }

  Box whole() const { return Box(unknowns_, {-kMargin, 1 + kMargin}); }

  // What is left of the box where probabilities can be right; nothing if that is empty.
  bool clip(Box& box) const {
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      const std::uint32_t free = static_cast<std::uint32_t>(used_[i].size()) - 1;
      double least = 0;
      for (std::uint32_t k = 0; k < free; ++k) least += box[first_[i] + k].low;
      if (least > 1 + kMargin * (free + 1)) return false;
    }
    return true;
  }

  // Probabilities of the strategies in use, by player.
  template <class Number>
  Profile<Number> probabilities(const std::vector<Number>& x) const {
    Profile<Number> result(used_.size());
    for (std::size_t i = 0; i < used_.size(); ++i) {
      Number last = one<Number>();
      for (std::size_t k = 0; k + 1 < used_[i].size(); ++k) {
        result[i].push_back(x[first_[i] + k]);
        last = last - x[first_[i] + k];
      }
      result[i].push_back(last);
    }
    return result;
  }

  // Gain of player i by strategy s over the first strategy in use.
  template <class Number>
  Number gain(std::uint32_t i, std::uint32_t s, const Profile<Number>& p) const {
    return expect<Number>(0, corner_ + offset(i, s), corner_, i, i, 0, 0, p);
  }

  // Equation number first_[i] + k: the gain of player i by strategy used_[i][k + 1].
  template <class Number>
  std::vector<Number> equations(const Profile<Number>& p) const {
    std::vector<Number> result;
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      for (std::size_t k = 1; k < used_[i].size(); ++k) result.push_back(gain<Number>(i, used_[i][k], p));
    }
    return result;
  }

  // Their derivatives by the unknowns. The sign of their determinant at a regular equilibrium is its index.
  template <class Number>
  std::vector<std::vector<Number>> slopes(const Profile<Number>& p) const {
    std::vector<std::vector<Number>> rows;
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      for (std::size_t e = 1; e < used_[i].size(); ++e) {
        std::vector<Number>& row = rows.emplace_back(unknowns_, Number{});
        for (std::uint32_t k = 0; k < game_.player_count(); ++k) {
          for (std::size_t t = 0; t + 1 < used_[k].size() && k != i; ++t) {
            row[first_[k] + t] = expect<Number>(0, corner_ + offset(i, used_[i][e]), corner_, i, k,
                                                offset(k, used_[k][t]), offset(k, used_[k].back()), p);
          }
        }
      }
    }
    return rows;
  }

  MixedProfile profile(const std::vector<Rational>& x) const {
    MixedProfile result(used_.size());
    for (std::uint32_t i = 0; i < used_.size(); ++i) {
      result[i].resize(game_.strategy_count(i));
      Rational last = 1;
      for (std::size_t k = 0; k + 1 < used_[i].size(); ++k) {
        result[i][used_[i][k]] = x[first_[i] + k];
        last -= x[first_[i] + k];
      }
      result[i][used_[i].back()] = last;
    }
    return result;
  }

  // Some strategy out of use is surely better than those in use.
  bool is_tempted(const Profile<Enclosure>& p) const {
    return any_unused([&](std::uint32_t i, std::uint32_t s) { return gain(i, s, p).low > 0; });
  }
  // All strategies out of use are surely no better.
  bool is_content(const Profile<Enclosure>& p) const {
    return !any_unused([&](std::uint32_t i, std::uint32_t s) { return gain(i, s, p).high > 0; });
  }

 private:
  template <class Test>
  bool any_unused(Test test) const {
    for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
      for (std::uint32_t s = 0; s < game_.strategy_count(i); ++s) {
        if (std::find(used_[i].begin(), used_[i].end(), s) == used_[i].end() && test(i, s)) return true;
      }
    }
    return false;
  }

  const Enclosure& payoff(std::uint32_t profile, std::uint32_t player) const {
    return payoffs_[profile * game_.player_count() + player];
  }

  bool always_better(std::uint32_t i, std::uint32_t t, std::uint32_t s, std::uint32_t player,
                     std::uint32_t profile) const {
    if (player == game_.player_count()) {
      ++work_;
      return (payoff(game_.with(profile, i, t), i) - payoff(game_.with(profile, i, s), i)).low > 0;
    }
    if (player == i) return always_better(i, t, s, player + 1, profile);
    return std::all_of(used_[player].begin(), used_[player].end(), [&](std::uint32_t a) {
      return always_better(i, t, s, player + 1, game_.with(profile, player, a));
    });
  }

  // What is added to a profile in which player i plays its first strategy in use to make it play s.
  std::uint32_t offset(std::uint32_t i, std::uint32_t s) const { return (s - used_[i][0]) * stride_[i]; }

  // Expected payoff to player i at `plus` less that at `minus`, players from `player` on mixing, i fixed. If k is not
  // i, k is fixed too: the difference where k plays what lies at offset `to` less the difference at offset `from`.
  template <class Number>
  Number expect(std::uint32_t player, std::uint32_t plus, std::uint32_t minus, std::uint32_t i, std::uint32_t k,
                std::uint32_t to, std::uint32_t from, const Profile<Number>& p) const {
    while (player < used_.size() && (player == i || player == k || used_[player].size() == 1)) ++player;
    if (player == used_.size()) {
      ++work_;
      if (k == i) return difference<Number>(plus, minus, i);
      return difference<Number>(plus + to, minus + to, i) - difference<Number>(plus + from, minus + from, i);
    }
    const std::vector<std::uint32_t>& own = used_[player];
    Number values[kMostUsed];
    for (std::size_t s = 0; s < own.size(); ++s) {
      const std::uint32_t more = offset(player, own[s]);
      values[s] = expect<Number>(player + 1, plus + more, minus + more, i, k, to, from, p);
    }
    return average(p[player], values);
  }

  template <class Number>
  static Number one() {
    if constexpr (std::is_same_v<Number, double>)
      return 1;
    else
      return exactly(1);
  }

  template <class Number>
  Number difference(std::uint32_t plus, std::uint32_t minus, std::uint32_t i) const {
    if constexpr (std::is_same_v<Number, double>)
      return payoff(plus, i).low - payoff(minus, i).low;
    else
      return payoff(plus, i) - payoff(minus, i);
  }

  static double average(const std::vector<double>& p, const double* values) {
    double sum = 0;
    for (std::size_t t = 0; t < p.size(); ++t) sum += p[t] * values[t];
    return sum;
  }

  // Encloses sum p_t v_t for all p in their enclosures that add up to 1 and all v in theirs.
  static Enclosure average(const std::vector<Enclosure>& p, const Enclosure* values) {
    double shift = 0, least = 0;  // the shift makes the weights q = p + shift positive
    for (const Enclosure& each : p) {
      shift = std::max(shift, -each.low);
      least += each.low;
    }
    const auto extreme = [&](bool high) {
      // The most that weights adding up to 1 + n shift can give: each at its least, the rest to the largest values.
      const auto value = [&](std::size_t t) { return high ? values[t].high : -values[t].low; };
      std::uint8_t order[kMostUsed];
      for (std::size_t t = 0; t < p.size(); ++t) {
        std::size_t at = t;
        for (; at > 0 && value(order[at - 1]) < value(t); --at) order[at] = order[at - 1];
        order[at] = static_cast<std::uint8_t>(t);
      }
      double sum = 0, size = 0, rest = 1 - least;
      for (std::size_t k = 0; k < p.size(); ++k) {
        const std::size_t t = order[k];
        const double more = std::min(std::max(rest, 0.0), p[t].width());
        rest -= more;
        sum += (p[t].low + shift + more) * value(t) + shift * (high ? -values[t].low : values[t].high);
        size += (std::fabs(p[t].low) + std::fabs(p[t].high) + shift) *
                std::max(std::fabs(values[t].low), std::fabs(values[t].high));
      }
      return sum + size * 1e-14;  // far more than these few roundings can amount to
    };
    return {-extreme(false), extreme(true)};
  }

  const Game& game_;
  const std::vector<Enclosure>& payoffs_;
  std::vector<std::vector<std::uint32_t>> used_;
  std::uint64_t& work_;
  std::vector<std::uint32_t> first_, stride_;  // of each player: its first unknown; between its strategies in profiles
  std::uint32_t unknowns_ = 0;
  std::uint32_t corner_;  // the profile of everybody's first strategy in use
};

}  // namespace detente::games
