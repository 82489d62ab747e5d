#include "cli/progress.h"

#include <span>

#include "base/cat.h"
#include "base/number_text.h"
#include "report/words.h"

namespace detente::cli {

using base::cat;

namespace {

constexpr auto kPause = std::chrono::milliseconds(200);
constexpr const char* kWipe = "\r\x1b[K";

std::string time_text(double seconds) {
  if (seconds < 90) return cat(static_cast<std::uint64_t>(seconds + 0.5), " s");
  if (seconds < 5400) return cat(static_cast<std::uint64_t>(seconds / 60 + 0.5), " min");
  return cat(base::number_text(seconds / 3600, 2), " h");
}

}  // namespace

Progress::Progress(const Program& program, const driver::Ensemble& ensemble, std::uint64_t done)
    : program_(program), ensemble_(ensemble), shown_(program.error_is_terminal()), before_(done), done_(done) {
  if (!shown_) return;
  const std::uint64_t wanted = ensemble.design().futures - done;
  program.say(cat("running ", report::count_of(wanted, "future", "futures"), " in ",
                  report::count_of(ensemble.needs().arms.size(), "arm", "arms"), " ..."));
  written_ = true;
}

Progress::~Progress() {
  if (written_) program_.say(kWipe);
}

void Progress::add(const results::Chunk& chunk) {
  done_ += chunk.runs;
  if (!shown_) return;
  const plan::Plan& plan = ensemble_.plan();
  if (!plan.interface.metrics.empty()) {
    first_metric_.push(stats::chunk_moments(std::span(chunk.metrics).first(chunk.runs)));
  }
  const Clock::time_point now = Clock::now();
  if (now - last_ < kPause) return;
  last_ = now;

  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done_ - before_) / seconds;
  const std::uint64_t wanted = ensemble_.design().futures;
  std::string line = cat(kWipe, report::count_text(done_), " of ", report::count_text(wanted), " futures, ",
                         report::count_text(static_cast<std::uint64_t>(rate)), "/s, ",
                         time_text(static_cast<double>(wanted - done_) / rate), " left");
  if (const stats::Moments moments = first_metric_.total(); moments.count > 1) {
    const plan::Quantity& quantity = plan.interface.metrics[0].quantity;
    line += cat("; ", quantity.name.full, " ", base::number_text(moments.mean / quantity.scale, 4), " ± ",
                base::number_text(moments.standard_error() / quantity.scale, 2), " ", quantity.unit);
  }
  program_.say(line);
}

void RunCount::add(std::uint64_t runs) {
  done_ += runs;
  const Clock::time_point now = Clock::now();
  if (!shown_ || (written_ && now - last_ < kPause)) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  program_.say(cat(kWipe, what_, what_.empty() ? "" : ": ", report::count_of(done_, "run", "runs"), ", ",
                   report::count_text(static_cast<std::uint64_t>(static_cast<double>(done_) / seconds)), "/s"));
  written_ = true;
}

void RunCount::wipe() {
  if (written_) program_.say(kWipe);
  written_ = false;
}

}  // namespace detente::cli
