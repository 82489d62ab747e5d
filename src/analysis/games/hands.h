// Which choices of terms are judged in which futures, where there are too many pairs for all of them.
//
// Terms are dealt like cards: each future gets a hand of its own, and no choice is dealt again before all others have
// been. Shares over pairs then cost the same however many terms there are; means of single choices of terms stand on
// different futures and are made comparable (intra-block estimates of an incomplete block design; Yates 1936,
// "Incomplete randomized blocks").
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace detente::analysis::games {

// How many choices to try when nobody says: so many that each meets eight futures, 64 at most, one hand at least.
std::uint32_t usual_terms(std::uint32_t futures, std::uint32_t hand);
// The hand that is dealt when `wanted` are: larger where some choice would meet no future, all at most.
std::uint32_t hand_size(std::uint32_t terms, std::uint32_t futures, std::uint32_t wanted);

// The futures of each choice of terms, ascending.
std::vector<std::vector<std::uint32_t>> futures_of_terms(std::uint32_t terms, std::uint32_t futures, std::uint32_t hand,
                                                         std::uint64_t key);

// columns[choice of terms][future], read in futures_of[choice]: least squares of value = choice + future, and then each
// choice's mean over all futures that some choice has a value in. Where every pair has one these are the plain means.
// NaN where a choice has no value.
std::vector<double> comparable_means(std::span<const std::vector<double>* const> columns,
                                     std::span<const std::vector<std::uint32_t>> futures_of);

}  // namespace detente::analysis::games
