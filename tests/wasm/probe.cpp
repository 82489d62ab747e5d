// Prints results as text and bits. Built natively and for wasm32-wasi; tests/wasm/run.mjs wants the same output.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

#include "base/number_text.h"

namespace {

void print(double value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  std::printf("%016llx %s\n", static_cast<unsigned long long>(bits), detente::base::number_text(value).c_str());
}

}  // namespace

int main() {
  for (const char* text : {"0.1", "1e-9", "6.02e23", "5e-324", "1.7976931348623157e308", "-0", "inf", "15000000"}) {
    print(detente::base::parse_number(text).value_or(-1));
  }
}
