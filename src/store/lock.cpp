#include "store/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/cat.h"
#include "store/sqlite.h"

namespace detente::store {

using base::cat;

namespace {

constexpr int kAttempts = 100;

std::string self() {
  char host[256] = {};
  if (gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  return cat("process ", static_cast<long>(getpid()), " on ", std::string(host[0] ? host : "this machine"));
}

// What the holder wrote, made harmless for a terminal: the file beside the study is as hostile as the study.
std::string read_holder(int descriptor) {
  char text[300] = {};
  const ssize_t size = pread(descriptor, text, sizeof text - 1, 0);
  std::string holder;
  for (ssize_t i = 0; i < size && text[i] != '\n'; ++i) holder += text[i] >= 32 && text[i] < 127 ? text[i] : '?';
  return holder.empty() ? "another process" : holder;
}

}  // namespace

WriterLock::WriterLock(const std::string& path) : lock_path_(path + "-lock") {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const int descriptor = open(lock_path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) fail("E1305", cat("cannot write `", lock_path_, "`: ", std::string(std::strerror(errno))));
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const bool held = errno == EWOULDBLOCK;
      const std::string why = held ? read_holder(descriptor) : std::strerror(errno);
      close(descriptor);
      if (!held) fail("E1305", cat("cannot lock `", lock_path_, "`: ", why));
      fail("E1306", cat("`", path, "` is being written by ", why), "wait for it, stop it, or write to another file");
    }
    // The last holder may have removed the file between our open and our lock; then others lock a new one.
    struct stat ours{}, named{};
    if (fstat(descriptor, &ours) != 0 || stat(lock_path_.c_str(), &named) != 0 || ours.st_ino != named.st_ino) {
      close(descriptor);
      continue;
    }
    // A holder that cannot write its name (a full disk) still holds the lock.
    const std::string name = self() + "\n";
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, name.data(), name.size(), 0) < 0) errno = 0;
    descriptor_ = descriptor;
    return;
  }
  fail("E1306", cat("`", path, "` is being opened by many processes at once"));
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : lock_path_(std::move(other.lock_path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  std::swap(lock_path_, other.lock_path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

WriterLock::~WriterLock() {
  if (descriptor_ < 0) return;
  unlink(lock_path_.c_str());
  close(descriptor_);
}

}  // namespace detente::store
