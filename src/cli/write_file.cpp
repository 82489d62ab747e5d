#include "cli/write_file.h"

#include <cstdio>

#include "base/cat.h"

namespace detente::cli {

void write_file(const Program& program, const std::string& path, const std::string& text) {
  const std::string beside = path + ".partial";
  if (std::FILE* file = std::fopen(beside.c_str(), "wb")) {
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const bool closed = std::fclose(file) == 0;
    if (written && closed && std::rename(beside.c_str(), path.c_str()) == 0) return;
    std::remove(beside.c_str());
  }
  base::Diagnostic unwritable{"E1304", {}, base::cat("`", path, "` cannot be written")};
  program.fail(ExitCode::Io, unwritable.with_help("check the folder, the space and the permissions"));
}

}  // namespace detente::cli
