#include "results/digest.h"

#include <bit>
#include <cstring>
#include <limits>

#include "base/check.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace detente::results {

static_assert(std::endian::native == std::endian::little, "columns are hashed and stored as they lie in memory");
static_assert(sizeof(Fault) == 8, "faults are hashed and stored as they lie in memory");

namespace {

void append(std::string& bytes, uint64_t value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes.append(raw, sizeof value);
}

void append(std::string& bytes, std::string_view text) {
  append(bytes, uint64_t{text.size()});
  bytes += text;
}

}  // namespace

const std::vector<double>& numbers(const Chunk& chunk, ColumnKind kind) {
  switch (kind) {
    case ColumnKind::Metric: return chunk.metrics;
    case ColumnKind::Truth: return chunk.truth;
    case ColumnKind::RobustLow: return chunk.robust_low;
    case ColumnKind::RobustHigh: return chunk.robust_high;
    case ColumnKind::FirstTime: return chunk.first_time;
    case ColumnKind::Given: return chunk.given;
    case ColumnKind::Trace: return chunk.traces;
    case ColumnKind::Fault: break;
  }
  DETENTE_CHECK(false);
}

std::vector<double>& numbers(Chunk& chunk, ColumnKind kind) {
  return const_cast<std::vector<double>&>(numbers(std::as_const(chunk), kind));
}

void make_nan_canonical(std::span<double> values) {
  for (double& value : values) {
    if (value != value) value = std::numeric_limits<double>::quiet_NaN();
  }
}

uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

uint64_t checksum(std::span<const double> column) {
  constexpr size_t kPiece = 512;
  double piece[kPiece];
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  for (size_t begin = 0; begin < column.size(); begin += kPiece) {
    const std::span<const double> part = column.subspan(begin, std::min(kPiece, column.size() - begin));
    std::memcpy(piece, part.data(), part.size_bytes());
    make_nan_canonical({piece, part.size()});
    XXH3_64bits_update(&state, piece, part.size_bytes());
  }
  return XXH3_64bits_digest(&state);
}

uint64_t checksum(std::span<const Fault> faults) { return XXH3_64bits(faults.data(), faults.size_bytes()); }

std::vector<uint64_t> column_checksums(const Chunk& chunk) {
  std::vector<uint64_t> sums;
  for (const ColumnKind kind : kNumberKinds) {
    const std::span<const double> all = numbers(chunk, kind);
    for (size_t begin = 0; begin < all.size(); begin += chunk.runs) {
      sums.push_back(checksum(all.subspan(begin, chunk.runs)));
    }
  }
  sums.push_back(checksum(std::span<const Fault>(chunk.faults)));
  return sums;
}

Digest::Digest(std::string_view model_hash, std::string_view design) {
  append(start_, model_hash);
  append(start_, design);
}

void Digest::add_chunk(uint64_t number, uint32_t arm, const std::vector<uint64_t>& checksums) {
  chunks_[{number, arm}] = XXH3_64bits(checksums.data(), checksums.size() * sizeof(uint64_t));
}

void Digest::add_claim(std::string_view name, std::string_view verdict) {
  claims_.insert_or_assign(std::string(name), std::string(verdict));
}

std::string Digest::text() const {
  std::string bytes = start_;
  append(bytes, uint64_t{chunks_.size()});
  for (const auto& [place, sum] : chunks_) {
    append(bytes, place.first);
    append(bytes, uint64_t{place.second});
    append(bytes, sum);
  }
  for (const auto& [name, verdict] : claims_) {
    append(bytes, name);
    append(bytes, verdict);
  }
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  std::string text;
  for (const uint64_t half : {uint64_t{hash.high64}, uint64_t{hash.low64}}) {
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(half >> shift) & 15];
  }
  return text;
}

}  // namespace detente::results
