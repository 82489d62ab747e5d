// Vertices of a polytope {x >= 0, A x <= 1} whose A is positive. A vertex is known by its labels, the constraints that
// it meets with equality: k < dimension: x_k = 0; dimension + r: row r of A.
//
// Two ways that share no code. `vertices` is exact: double description (Motzkin et al. 1953), one row of A after
// another; two rays are neighbours when the constraints they share leave only a plane (Fukuda and Prodon 1996).
// `vertices_by_walking` is hundreds of times faster: from vertex to vertex along every edge, by pivots in floating
// point, each vertex proven afterwards by rounding bounds. Where bounds cannot decide it gives up.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "games/rational.h"
#include "kernels/philox.h"

namespace detente::games {

// A set of numbers below kMost.
class Labels {
 public:
  static constexpr std::uint32_t kMost = 256;

  void add(std::uint32_t label) { words_[label / 64] |= std::uint64_t{1} << label % 64; }
  void remove(std::uint32_t label) { words_[label / 64] &= ~(std::uint64_t{1} << label % 64); }
  bool has(std::uint32_t label) const { return (words_[label / 64] >> label % 64 & 1) != 0; }
  std::uint32_t count() const {
    std::uint32_t sum = 0;
    for (const std::uint64_t word : words_) sum += static_cast<std::uint32_t>(std::popcount(word));
    return sum;
  }
  bool holds(const Labels& other) const {
    std::uint64_t missing = 0;
    for (std::size_t w = 0; w < words_.size(); ++w) missing |= other.words_[w] & ~words_[w];
    return missing == 0;
  }
  std::uint64_t hash() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t word : words_) sum = kernels::mix(sum ^ word);
    return sum;
  }
  friend Labels operator&(Labels a, const Labels& b) {
    for (std::size_t w = 0; w < a.words_.size(); ++w) a.words_[w] &= b.words_[w];
    return a;
  }
  friend auto operator<=>(const Labels&, const Labels&) = default;

 private:
  std::array<std::uint64_t, kMost / 64> words_ = {};
};

// A list of vertices in ascending order, the origin among them, if it is `Complete`; else why it is not: more than the
// limit (of those on the way, too, or of ties untied), more work, or something that could not be decided.
struct Walk {
  enum class End : unsigned char { Complete, TooMany, TooMuchWork, Undecided };
  End end = End::Undecided;
  std::vector<Labels> vertices;
};

// At least one row, all of one length (the dimension), every number positive; rows and dimension together at most
// Labels::kMost. `work`: pairs of vertices looked at, and what the arithmetic takes beside that.
Walk vertices(const std::vector<std::vector<Integer>>& rows, std::uint32_t limit,
              std::uint64_t work = ~std::uint64_t{0});

// The same list by the other way; rows as there. `work`: numbers of the dictionaries looked at.
Walk vertices_by_walking(const std::vector<std::vector<Integer>>& rows, std::uint32_t limit,
                         std::uint64_t work = ~std::uint64_t{0});

// The point where these constraints hold with equality; they leave no other.
std::vector<Rational> point_of(const std::vector<std::vector<Integer>>& rows, const Labels& tight);
// The x with a x = 1 for the rows `held` that is zero outside `used`; nothing if those rows leave more than one.
std::optional<std::vector<Rational>> point_of(const std::vector<std::vector<Integer>>& rows,
                                              const std::vector<std::uint32_t>& used,
                                              const std::vector<std::uint32_t>& held);

// Every vertex meets exactly as many constraints as the polytope has dimensions.
bool is_simple(const std::vector<Labels>& vertices, std::uint32_t dimension);

// For a simple polytope, a proof that no vertex is missing, by reading the sets of tight constraints alone: along each
// edge, where one constraint is let go, lies exactly one other listed vertex. The graph of a polytope is connected.
bool edges_are_closed(const std::vector<Labels>& vertices);

}  // namespace detente::games
