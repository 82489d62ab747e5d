// Fills a study file: computes the chunks it lacks, in order, and commits them as they come.
// Invariant: stopping anywhere loses at most what was computed since the last commit (a second, or 8 MiB), and going on
// gives the same bits as never having stopped.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.h"
#include "driver/ensemble.h"
#include "results/chunk.h"
#include "store/study_file.h"

namespace detente::study {

// Computes chunk `number` of each of these arms: one result per arm, in their order. Nothing (and no error) when `stop`
// was set meanwhile.
using ComputeChunks = std::function<base::Result<std::vector<results::Chunk>>(
    uint64_t number, const std::vector<uint32_t>& arms, const std::atomic<bool>* stop)>;

struct Progress {
  uint64_t runs_done = 0;  // over all arms, those of earlier sessions included
  uint64_t runs_wanted = 0;
  uint64_t runs_before = 0;  // at the start of this session
};

struct RunOptions {
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const Progress&)> on_progress = {};  // after every chunk
};

enum class Outcome { Complete, Stopped };

// No value when a chunk could not be computed or written; whatever was finished before is committed all the same.
base::Result<Outcome> run(store::StudyFile& file, const ComputeChunks& compute, const RunOptions& options = {});

// The study of this ensemble, as describe() says. Trajectories are kept of the first chunk only: bands over time need
// no more, and the rest would be most of the file.
base::Result<Outcome> run(store::StudyFile& file, driver::Ensemble& ensemble, const RunOptions& options = {});

}  // namespace detente::study
