#include "study/run.h"

#include "base/check.h"

namespace detente::study {

using base::Result;
using store::ChunkPlace;

namespace {

Progress progress_at_start(const store::StudyFile& file, const std::vector<ChunkPlace>& missing) {
  const store::Header& header = file.header();
  Progress progress;
  progress.runs_wanted = header.runs * header.arms.size();
  progress.runs_before = progress.runs_wanted;
  for (const ChunkPlace place : missing) progress.runs_before -= header.runs_in(place.number);
  progress.runs_done = progress.runs_before;
  return progress;
}

}  // namespace

Result<Outcome> run(store::StudyFile& file, const ComputeChunks& compute, const RunOptions& options) {
  const std::vector<ChunkPlace> missing = file.missing();
  Progress progress = progress_at_start(file, missing);
  Result<Outcome> result;
  result.value = Outcome::Complete;

  size_t next = 0;
  while (next < missing.size() && result.value == Outcome::Complete) {
    // All arms of one chunk together: the same futures, and more work to share out.
    const uint64_t number = missing[next].number;
    std::vector<uint32_t> arms;
    for (; next < missing.size() && missing[next].number == number; ++next) arms.push_back(missing[next].arm);

    if (options.stop && options.stop->load()) {
      result.value = Outcome::Stopped;
      break;
    }
    Result<std::vector<results::Chunk>> chunks = compute(number, arms, options.stop);
    result.diagnostics.append(chunks.diagnostics);
    if (!chunks.value) {
      if (chunks.diagnostics.has_errors()) {
        result.value.reset();
      } else {
        result.value = Outcome::Stopped;
      }
      break;
    }
    DETENTE_CHECK(chunks->size() == arms.size());
    for (size_t i = 0; i < arms.size() && result.value; ++i) {
      const base::Diagnostics said = file.put(arms[i], (*chunks)[i]);
      result.diagnostics.append(said);
      if (said.has_errors()) result.value.reset();
    }
    if (!result.value) return result;  // what could not be written has been undone; there is nothing to commit
    progress.runs_done += uint64_t{file.header().runs_in(number)} * arms.size();
    if (options.on_progress) options.on_progress(progress);
  }

  const base::Diagnostics said = file.commit();
  result.diagnostics.append(said);
  if (said.has_errors()) result.value.reset();
  return result;
}

Result<Outcome> run(store::StudyFile& file, driver::Ensemble& ensemble, const RunOptions& options) {
  const auto compute = [&](uint64_t number, const std::vector<uint32_t>& arms, const std::atomic<bool>* stop) {
    Result<std::vector<results::Chunk>> chunks = ensemble.compute(number, arms, stop);
    if (chunks.value && number > 0) {
      for (results::Chunk& chunk : *chunks) {
        chunk.traces.clear();
        chunk.points = 0;
      }
    }
    return chunks;
  };
  return run(file, compute, options);
}

}  // namespace detente::study
