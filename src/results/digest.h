// "The same results" as one printed number.
// Every column of every chunk has a checksum; the digest goes over the model's hash, the design with its seed, those
// checksums chunk by chunk (arms in order inside a chunk) and the claims. Trajectories are saved extras and do not
// count. The bits are the same on every machine: columns are little-endian IEEE doubles in which every NaN is the same
// NaN.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "results/chunk.h"

namespace detente::results {

// The kinds of column of a chunk, in the order in which they are digested and numbered in files.
enum class ColumnKind : uint8_t { Metric, Truth, RobustLow, RobustHigh, FirstTime, Given, Fault, Trace };
inline constexpr ColumnKind kNumberKinds[] = {ColumnKind::Metric,     ColumnKind::Truth,     ColumnKind::RobustLow,
                                              ColumnKind::RobustHigh, ColumnKind::FirstTime, ColumnKind::Given};

// All numbers of one kind in a chunk; kind is not Fault.
const std::vector<double>& numbers(const Chunk& chunk, ColumnKind kind);
std::vector<double>& numbers(Chunk& chunk, ColumnKind kind);

// Makes every NaN the one quiet NaN with no payload.
void make_nan_canonical(std::span<double> values);

uint64_t checksum(std::string_view bytes);
uint64_t checksum(std::span<const double> column);  // of the column with canonical NaN
uint64_t checksum(std::span<const Fault> faults);

// The checksums of a chunk's columns in the order of ColumnKind, traces left out.
std::vector<uint64_t> column_checksums(const Chunk& chunk);

class Digest {
 public:
  // `design` is the canonical text of what was drawn and run, its seed included.
  Digest(std::string_view model_hash, std::string_view design);

  // Chunks and claims may be added in any order; the digest does not depend on it.
  void add_chunk(uint64_t number, uint32_t arm, const std::vector<uint64_t>& checksums);
  void add_chunk(uint64_t number, uint32_t arm, const Chunk& chunk) { add_chunk(number, arm, column_checksums(chunk)); }
  void add_claim(std::string_view name, std::string_view verdict);

  std::string text() const;  // 32 hex digits

 private:
  std::string start_;
  std::map<std::pair<uint64_t, uint32_t>, uint64_t> chunks_;
  std::map<std::string, std::string, std::less<>> claims_;
};

}  // namespace detente::results
