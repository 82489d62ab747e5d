// Model scripts: a model text whose comments say what must come out. See tests/README.md for the lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace detente::tests {

// What a `# run` line asks for; the expectations after it are about that run.
struct RunLine {
  bool ensemble = false;  // no `# run` line yet: one central run
  unsigned long long runs = 1000;
  unsigned long long seed = 1;
  std::string scenario;
  std::string design;
  std::string preset;
  std::vector<std::string> settings;
};

struct Expectation {
  enum class Kind { Metric, Value, Fault, Warning, Claim };
  int line = 0;
  RunLine run;
  Kind kind = Kind::Metric;
  std::string statistic;  // of a metric in an ensemble: "mean", "sd", "p05", .. "p95"; empty: the one value;
                          // of a claim: "share", "robustness", "undecided"; empty: its verdict
  std::string name;       // metric, quantity, variable, code or claim
  double time = 0;        // Value: year
  std::string words;      // Claim: its verdict
  double value = 0;
  double tolerance = 0;
};

struct Script {
  std::vector<Expectation> expectations;
  std::vector<std::string> mistakes;  // lines that look like expectations and are none
};

Script read_script(std::string_view text);

}  // namespace detente::tests
