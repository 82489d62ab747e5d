#include "cli/answer.h"

#include <functional>
#include <optional>

#include "analysis/claims/judge.h"
#include "base/cat.h"
#include "cli/flags.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "driver/record.h"
#include "report/run_text.h"
#include "report/words.h"
#include "results/digest.h"
#include "study/describe.h"
#include "study/run.h"

namespace detente::cli {

using analysis::claims::Judge;
using base::cat;
using results::Chunk;

namespace {

// Takes the chunks of all arms, in order.
class Collector {
 public:
  Collector(const Wanted& wanted, const driver::Ensemble& ensemble) : wanted_(wanted), ensemble_(ensemble) {
    const plan::Plan& plan = ensemble.plan();
    for (std::size_t arm = 0; arm < ensemble.needs().arms.size(); ++arm) faults_.emplace_back(plan);
    answer_.columns.assign(wanted.keep.size(), report::MetricColumns(plan));
    if (wanted.judge) {
      judge_.emplace(plan.interface, ensemble.needs(),
                     analysis::claims::Options{.design = ensemble.design(),
                                               .crossed = ensemble.crossed(),
                                               .certain = is_certain(ensemble),
                                               .tested_elsewhere = static_cast<std::uint32_t>(wanted.solved.size())});
    }
  }

  void add(const std::vector<Chunk>& arms) {
    const plan::Plan& plan = ensemble_.plan();
    if (answer_.runs == 0) {
      const plan::TimeGrid grid = report::grid_of(plan, ensemble_.needs().arms[0].scenario);
      answer_.bands = report::bands(plan, grid, arms[0]);
    }
    for (std::size_t arm = 0; arm < arms.size(); ++arm) faults_[arm].add(arms[arm]);
    for (std::size_t k = 0; k < wanted_.keep.size(); ++k) answer_.columns[k].add(arms[wanted_.keep[k]]);
    if (judge_) judge_->add(arms);
    answer_.runs += arms[0].runs;
  }

  Answer finish() {
    for (const report::FaultCount& count : faults_) answer_.faults.push_back(count.summary());
    if (judge_ && answer_.runs > 0) answer_.findings = judge_->findings();
    return std::move(answer_);
  }

 private:
  const Wanted& wanted_;
  const driver::Ensemble& ensemble_;
  Answer answer_;
  std::vector<report::FaultCount> faults_;
  std::optional<Judge> judge_;
};

Answer in_memory(const Program& program, const Wanted& wanted, driver::Ensemble& ensemble) {
  Collector collector(wanted, ensemble);
  results::Digest digest(ensemble.plan().interface.hash, driver::design_text(ensemble));
  const Interrupt interrupt;
  Progress progress(program, ensemble, 0);
  bool interrupted = false;
  for (std::uint64_t number = 0; number < ensemble.chunk_count() && !interrupted; ++number) {
    auto chunks = ensemble.compute(number, interrupt.drop());
    if (!chunks.ok() && chunks.diagnostics.has_errors()) {
      program.fail(code_for(chunks.diagnostics), chunks.diagnostics, wanted.compiled->sources);
    }
    if (!chunks.value) {
      interrupted = true;
      break;
    }
    for (std::uint32_t arm = 0; arm < chunks->size(); ++arm) digest.add_chunk(number, arm, (*chunks)[arm]);
    collector.add(*chunks);
    progress.add((*chunks)[0]);
    interrupted = interrupt.happened() && number + 1 < ensemble.chunk_count();
  }
  Answer result = collector.finish();
  result.interrupted = interrupted;
  for (const auto& finding : result.findings) {
    const plan::Interface& interface = ensemble.plan().interface;
    digest.add_claim(interface.claims[finding.claim].name, driver::finding_text(interface, finding));
  }
  result.digest = digest.text();
  return result;
}

// Runs what the file lacks. False when interrupted.
bool fill(const Program& program, const Wanted& wanted, driver::Ensemble& ensemble, store::StudyFile& file) {
  const Interrupt interrupt;
  std::optional<Progress> progress;
  const auto compute = [&](std::uint64_t number, const std::vector<std::uint32_t>& arms, const std::atomic<bool>*) {
    auto chunks = ensemble.compute(number, arms, interrupt.drop());
    if (!chunks.value) return chunks;
    if (progress && !arms.empty() && arms[0] == 0) progress->add((*chunks)[0]);
    if (number > 0) {  // bands over time need the first chunk only
      for (Chunk& chunk : *chunks) {
        chunk.traces.clear();
        chunk.points = 0;
      }
    }
    return chunks;
  };
  std::uint64_t missing = 0;
  for (const store::ChunkPlace place : file.missing()) missing += place.arm == 0 ? ensemble.runs_in(place.number) : 0;
  progress.emplace(program, ensemble, ensemble.design().futures - missing);
  const auto outcome = study::run(file, compute, {.stop = interrupt.finish()});
  progress.reset();
  if (!outcome.value) program.fail(code_for(outcome.diagnostics), outcome.diagnostics, wanted.compiled->sources);
  program.warn(outcome.diagnostics, wanted.compiled->sources);
  return *outcome == study::Outcome::Complete;
}

Answer through_file(const Program& program, const Wanted& wanted, driver::Ensemble& ensemble) {
  const base::SourceMap& sources = wanted.compiled->sources;
  const auto require = [&](auto&& result) {
    if (!result.ok()) program.fail(code_for(result.diagnostics), result.diagnostics, sources);
    program.warn(result.diagnostics, sources);
    return std::move(*result.value);
  };
  store::StudyFile file = require(store::StudyFile::resume(
      wanted.output, study::describe(ensemble), wanted.compiled->bundle, study::this_session(wanted.command)));
  if (!fill(program, wanted, ensemble, file)) {
    Answer nothing;
    nothing.interrupted = true;
    return nothing;
  }
  Collector collector(wanted, ensemble);
  for (std::uint64_t number = 0; number < ensemble.chunk_count(); ++number) {
    std::vector<Chunk> chunks;
    for (std::uint32_t arm = 0; arm < ensemble.needs().arms.size(); ++arm) {
      const store::ChunkPlace place{arm, number};
      chunks.push_back(require(file.read(place, file.has_traces(place))));
    }
    collector.add(chunks);
  }
  Answer result = collector.finish();
  base::Diagnostics said;
  for (const auto& finding : result.findings) {
    const plan::Interface& interface = ensemble.plan().interface;
    said.append(file.put({"claim", interface.claims[finding.claim].name, driver::finding_text(interface, finding)}));
  }
  said.append(file.commit());
  if (said.has_errors()) program.fail(code_for(said), said, sources);
  result.digest = require(file.digest());
  return result;
}

}  // namespace

Answer answer(const Program& program, const Wanted& wanted, driver::Ensemble& ensemble) {
  Answer result =
      wanted.output.empty() ? in_memory(program, wanted, ensemble) : through_file(program, wanted, ensemble);
  for (const auto& solved : wanted.solved) {
    for (auto& finding : result.findings) {
      if (finding.claim == solved.claim) finding = solved;
    }
  }
  return result;
}

ExitCode judge_faults(const Program& program, const driver::Ensemble& ensemble, const Answer& answer,
                      double fault_limit) {
  const plan::Plan& plan = ensemble.plan();
  if (answer.runs == 0) return ExitCode::Ok;
  if (const report::FaultSummary& first = answer.faults[0]; first.runs == answer.runs) {
    const plan::TimeGrid grid = report::grid_of(plan, ensemble.needs().arms[0].scenario);
    base::Diagnostic diagnostic{"E0799",
                                {},
                                cat("all ", report::count_of(answer.runs, "run", "runs"),
                                    " faulted; the first cause: ", report::cause_text(plan, grid, first.causes[0]))};
    program.fail(ExitCode::Faults, diagnostic.with_help(plan.sites[first.causes[0].site].help));
  }
  for (std::uint32_t arm = 0; arm < answer.faults.size(); ++arm) {
    const double rate = static_cast<double>(answer.faults[arm].runs) / static_cast<double>(answer.runs);
    if (rate <= fault_limit) continue;
    const std::string name = ensemble.arm_name(arm);
    program.say(cat("error: ", report::percent_text(rate), " of the runs of `", name.empty() ? kBaselineName : name,
                    "` faulted; --fault-limit allows ", report::percent_text(fault_limit), "\n"));
    return ExitCode::Faults;
  }
  return ExitCode::Ok;
}

}  // namespace detente::cli
