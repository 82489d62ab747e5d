// What a study is: everything that decides its results, and how they are laid out.
// Two studies with the same model hash, design, arms and columns have the same chunks, whoever computes them; `runs`
// says how many of them are wanted. As JSON in the file; read back as hostile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "plan/interface.h"
#include "results/chunk.h"
#include "results/digest.h"

namespace detente::store {

struct Header {
  std::string model;  // name
  std::string title;
  std::string model_hash;         // of all sources, 32 hex digits
  std::string design;             // canonical text of what is drawn and run, seed included, number of runs left out
  uint64_t runs = 0;              // wanted, per arm; run numbers are 0 .. runs-1
  std::vector<std::string> arms;  // scenarios, by name; "" = the model as written
  std::vector<plan::Quantity> metrics;
  std::vector<plan::Quantity> monitors;
  std::vector<plan::Quantity> signals;     // saved trajectories; empty = none
  std::vector<std::vector<double>> times;  // of the saved trajectories, per arm [year]
  std::vector<std::string> fault_sites;    // what results::Fault::site means, in words

  uint64_t chunk_count() const { return (runs + results::kChunkRuns - 1) / results::kChunkRuns; }
  // How many runs chunk `number` has when the study is complete.
  uint32_t runs_in(uint64_t number) const;
  // How many times a saved trajectory has.
  uint64_t points(uint32_t arm) const { return times[arm].size(); }
  // How many columns of a kind a chunk has.
  uint64_t columns(results::ColumnKind kind) const;
};

// Who computed: kept beside the results, no part of them.
struct Session {
  std::string program;  // name and version
  std::string command;
  std::string host;
  std::string started;  // UTC, ISO 8601
};

std::string to_json(const Header& header);
// Throws Failure when the text is not such a header; `path` names the file in the message.
Header header_from_json(std::string_view text, const std::string& path);

// Why `wanted` cannot go on with the study at `path` that has `kept`; nothing when it can. More runs are no reason.
std::optional<base::Diagnostic> difference(const Header& kept, std::string_view kept_text, const Header& wanted,
                                           std::string_view wanted_text, const std::string& path);

}  // namespace detente::store
