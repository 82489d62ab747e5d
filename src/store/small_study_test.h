// A small study with made-up but reproducible numbers, and a folder that goes with its test.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>

#include "store/study_file.h"

namespace detente::store {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "detente-store-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline constexpr const char* kModelText = "model race\n# two blocs\nstock arms[bloc] = 1 USD\n";

inline Header small_header(uint64_t runs) {
  Header header;
  header.model = "race";
  header.title = "A race";
  header.model_hash = "00112233445566778899aabbccddeeff";
  header.design = "monte_carlo seed=1";
  header.runs = runs;
  header.arms = {"", "treaty"};
  header.metrics = {{{"arms[us]", "arms", {"us"}, {"bloc"}}, "Arms", "USD", 1e9},
                    {{"arms[cn]", "arms", {"cn"}, {"bloc"}}, "Arms", "USD", 1e9},
                    {{"gap", "gap", {}, {}}, "Gap", "year", 1}};
  header.monitors = {{{"peace", "peace", {}, {}}, "Peace holds", "", 1}};
  header.signals = {{{"lead", "lead", {}, {}}, "Lead", "1", 1}};
  header.times = {{2025, 2026, 2027}, {2025, 2027}};
  header.fault_sites = {"gap: division by zero"};
  return header;
}

// Any chunk of the study; run 5 of every chunk has faulted. Traces come with the first chunk only.
inline results::Chunk small_chunk(const Header& header, ChunkPlace place) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  results::Chunk chunk;
  chunk.first_run = place.number * results::kChunkRuns;
  chunk.runs = header.runs_in(place.number);
  chunk.faults.resize(chunk.runs);
  const auto fill = [&](results::ColumnKind kind, uint64_t length) {
    for (uint64_t i = 0; i < header.columns(kind) * length; ++i) {
      const uint64_t run = chunk.first_run + i % chunk.runs;
      // Scattered, so that no two columns share a stretch of bytes.
      const uint64_t key = ((i / chunk.runs) * 8 + static_cast<uint64_t>(kind)) * 2 + place.arm;
      const uint64_t bits = (run * 1000 + key + 1) * 0x9E3779B97F4A7C15u;
      const double value = static_cast<double>(bits >> 11) * 0x1p-53;
      results::numbers(chunk, kind).push_back(i % chunk.runs == 5 ? kNan : value);
    }
  };
  for (const results::ColumnKind kind : results::kNumberKinds) fill(kind, chunk.runs);
  if (chunk.runs > 5) chunk.faults[5] = {0, 2};
  if (place.number == 0) {
    chunk.points = static_cast<uint32_t>(header.points(place.arm));
    fill(results::ColumnKind::Trace, uint64_t{chunk.runs} * chunk.points);
  }
  return chunk;
}

inline Session small_session() { return {"detente 0.1.0", "detente run race", "host", "2026-01-01T00:00:00Z"}; }

}  // namespace detente::store
