// The one writer of a study file.
// Invariant: at most one process, and one object in it, holds the lock of a path; it goes with its holder, even when
// that one is killed. The file `<path>-lock` beside the study names the holder; left over, it means nothing.
#pragma once

#include <string>

namespace detente::store {

class WriterLock {
 public:
  // Throws Failure naming the holder when there is one, or when the folder cannot be written.
  explicit WriterLock(const std::string& path);
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;
  ~WriterLock();

 private:
  std::string lock_path_;
  int descriptor_ = -1;
};

}  // namespace detente::store
