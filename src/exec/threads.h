// Shares items of work out among threads: the only place where Detente has threads.
// Items are taken in order from one counter by whichever worker is free; which worker does an item must not matter to
// the result. The caller is worker 0. Without threads (WebAssembly) everything runs inline.
#pragma once

#include <cstdint>
#include <memory>

namespace detente::exec {

class Workers {
 public:
  explicit Workers(uint32_t count);  // 0: as many as the machine runs at once
  Workers(Workers&&) noexcept;
  Workers& operator=(Workers&&) noexcept;
  ~Workers();

  uint32_t count() const;

  // Calls body(worker, item) once for each item below `items`, worker < count(); returns when all are done.
  // Not reentrant: one for_each at a time.
  template <class Body>
  void for_each(uint64_t items, const Body& body) {
    run(
        items,
        [](const void* what, uint32_t worker, uint64_t item) { (*static_cast<const Body*>(what))(worker, item); },
        &body);
  }

 private:
  using Call = void (*)(const void* body, uint32_t worker, uint64_t item);
  void run(uint64_t items, Call call, const void* body);

  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace detente::exec
