// Any bytes as a plan: refused, or a plan that runs safely. The checksum is put right first, so that the fuzzer looks
// at what a careful attacker could send.
#include <cstddef>
#include <cstdint>
#include <string>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "exec/engine.h"
#include "plan/bytes.h"
#include "plan/print.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace detente;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.size() > 8) {
    bytes.resize(bytes.size() - 8);
    const uint64_t sum = XXH3_64bits(bytes.data(), bytes.size());
    for (int byte = 0; byte < 8; ++byte) bytes += static_cast<char>(sum >> (8 * byte) & 0xFF);
  }
  const auto plan = plan::from_bytes(bytes);
  if (!plan.ok()) return 0;
  plan::print(*plan);
  // Valid, so it runs; a long run would only be slow.
  if (plan->time.steps > 1000) return 0;
  for (const plan::Ring& ring : plan->rings) {
    if (ring.depth > 1000) return 0;
  }
  for (const plan::PhaseName& phase : plan::kPhases) {
    for (const plan::Program& program : ((*plan).*phase.member).programs) {
      if (program.repeat != plan::kNoSlot) return 0;
    }
  }
  auto engine = exec::Engine::load(*plan, {.threads = 1, .memory_limit = 64u << 20});
  if (engine.ok()) engine->run({.runs = 3});
  return 0;
}
