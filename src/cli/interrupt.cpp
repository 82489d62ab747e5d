#include "cli/interrupt.h"

#include <unistd.h>

#include <csignal>
#include <string_view>

namespace detente::cli {
namespace {

std::atomic<bool> finish_asked = false, drop_asked = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // or a handler could not touch them

constexpr std::string_view kSaid = "\nfinishing the chunk at hand; once more drops it\n";

void take(int) {
  if (finish_asked.exchange(true)) {
    drop_asked = true;
  } else if (isatty(STDERR_FILENO) == 1) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kSaid.data(), kSaid.size());
  }
}

constexpr std::string_view kEnded = "interrupted: nothing was answered\n";

void end(int) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kEnded.data(), kEnded.size());
  _exit(130);  // ExitCode::Interrupted
}

void handle(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  finish_asked = drop_asked = false;
  handle(take);
}
Interrupt::~Interrupt() { handle(SIG_DFL); }

const std::atomic<bool>* Interrupt::finish() const { return &finish_asked; }
const std::atomic<bool>* Interrupt::drop() const { return &drop_asked; }

void end_when_interrupted() { handle(end); }

}  // namespace detente::cli
