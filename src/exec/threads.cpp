#include "exec/threads.h"

#include <algorithm>
#include <atomic>

#ifdef __wasm__

namespace detente::exec {

struct Workers::Pool {};

Workers::Workers(uint32_t) : pool_(std::make_unique<Pool>()) {}
uint32_t Workers::count() const { return 1; }
void Workers::run(uint64_t items, Call call, const void* body) {
  for (uint64_t item = 0; item < items; ++item) call(body, 0, item);
}

}  // namespace detente::exec

#else

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace detente::exec {

struct Workers::Pool {
  explicit Pool(uint32_t workers) : count(workers) {}
  ~Pool() {
    {
      const std::lock_guard lock(mutex);
      ending = true;
    }
    started.notify_all();
    for (std::thread& thread : threads) thread.join();
  }

  void take_items(uint32_t worker) {
    for (uint64_t item = next.fetch_add(1); item < items; item = next.fetch_add(1)) call(body, worker, item);
  }

  void wait_for_work(uint32_t worker) {
    uint64_t done_rounds = 0;
    std::unique_lock lock(mutex);
    for (;;) {
      started.wait(lock, [&] { return ending || rounds != done_rounds; });
      if (ending) return;
      done_rounds = rounds;
      lock.unlock();
      take_items(worker);
      lock.lock();
      if (--busy == 0) finished.notify_one();
    }
  }

  const uint32_t count;
  std::vector<std::thread> threads;  // workers 1 .. count - 1, begun when there is work to share
  std::mutex mutex;
  std::condition_variable started, finished;
  uint64_t rounds = 0;  // calls of run() so far; guarded by mutex, as are the next two
  uint32_t busy = 0;
  bool ending = false;
  std::atomic<uint64_t> next = 0;
  uint64_t items = 0;
  Call call = nullptr;
  const void* body = nullptr;
};

Workers::Workers(uint32_t count)
    : pool_(std::make_unique<Pool>(count > 0 ? count : std::max(1u, std::thread::hardware_concurrency()))) {}

uint32_t Workers::count() const { return pool_->count; }

void Workers::run(uint64_t items, Call call, const void* body) {
  if (pool_->count == 1 || items <= 1) {
    for (uint64_t item = 0; item < items; ++item) call(body, 0, item);
    return;
  }
  while (pool_->threads.size() + 1 < pool_->count) {
    const auto worker = static_cast<uint32_t>(pool_->threads.size() + 1);
    pool_->threads.emplace_back([pool = pool_.get(), worker] { pool->wait_for_work(worker); });
  }
  {
    const std::lock_guard lock(pool_->mutex);
    pool_->next = 0;
    pool_->items = items;
    pool_->call = call;
    pool_->body = body;
    pool_->busy = pool_->count - 1;
    ++pool_->rounds;
  }
  pool_->started.notify_all();
  pool_->take_items(0);
  std::unique_lock lock(pool_->mutex);
  pool_->finished.wait(lock, [&] { return pool_->busy == 0; });
}

}  // namespace detente::exec

#endif

namespace detente::exec {

Workers::Workers(Workers&&) noexcept = default;
Workers& Workers::operator=(Workers&&) noexcept = default;
Workers::~Workers() = default;

}  // namespace detente::exec
