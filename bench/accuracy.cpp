// Prints the largest error of every elementary function against MPFR, and where it was found.
// Usage: accuracy [samples per function, default 1000000]
#include <cstdio>
#include <cstdlib>

#include "kernels/accuracy_test.h"

int main(int argc, char** argv) {
  using namespace detente::kernels;
  const int samples = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  std::printf("%-16s %12s %8s  %s\n", "function", "largest ulp", "allowed", "at");
  for (const Measured& f : measured_functions()) {
    const Worst worst = measure(f, samples, 1);
    std::printf("%-16s %12.3f %8.1f  %a", f.name, worst.error, f.limit, worst.x);
    std::printf(f.binary ? ", %a\n" : "\n", worst.y);
  }
}
