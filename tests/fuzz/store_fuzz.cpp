// Opens arbitrary bytes as a study file and does with it what a user would: reads, exports, verifies.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "store/csv.h"
#include "store/study_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::string path = "/tmp/detente-store-fuzz-" + std::to_string(getpid());
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) std::abort();
  std::fwrite(data, 1, size, file);
  std::fclose(file);

  using namespace detente::store;
  auto study = StudyFile::open(path);
  if (study.value) {
    study->verify();
    (void)study->digest();
    (void)study->findings();
    for (const CsvTable table : {CsvTable::Metrics, CsvTable::Claims, CsvTable::Trajectories}) {
      (void)write_csv(*study, table, [](std::string_view) { return true; });
    }
  }
  std::remove(path.c_str());
  return 0;
}
