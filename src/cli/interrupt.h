// Ctrl-C while something runs: the first one asks to finish the chunk at hand, the second one to drop it.
// One at a time; signals reach it through the only mutable state of the program that is not owned by anybody.
#pragma once

#include <atomic>

namespace detente::cli {

class Interrupt {
 public:
  Interrupt();   // takes SIGINT and SIGTERM
  ~Interrupt();  // gives them back
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>* finish() const;
  const std::atomic<bool>* drop() const;
  bool happened() const { return finish()->load(); }
};

// For what keeps nothing that could be gone on with: from now on Ctrl-C ends the program at once, with exit code 130
// and a line on stderr.
void end_when_interrupted();

}  // namespace detente::cli
