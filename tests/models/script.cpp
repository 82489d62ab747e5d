#include "script.h"

#include <cctype>

#include "base/cat.h"
#include "base/number_text.h"

namespace detente::tests {

namespace {

// Words at blanks; brackets and quotation marks keep theirs together: `arms[a, b]`, "x = 3".
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  int depth = 0;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      continue;
    }
    if (c == '[') ++depth;
    if (c == ']') --depth;
    if (std::isspace(static_cast<unsigned char>(c)) && depth == 0 && !quoted) {
      if (!word.empty()) words.push_back(word);
      word.clear();
    } else if (!std::isspace(static_cast<unsigned char>(c)) || quoted) {
      word += c;
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

std::optional<RunLine> read_run(const std::vector<std::string>& words) {
  RunLine run;
  run.ensemble = true;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 == words.size()) return std::nullopt;
    const std::string& flag = words[i];
    const std::string& value = words[i + 1];
    const auto number = base::parse_number(value);
    if (flag == "-n" && number) {
      run.runs = static_cast<unsigned long long>(*number);
    } else if (flag == "--seed" && number) {
      run.seed = static_cast<unsigned long long>(*number);
    } else if (flag == "--scenario") {
      run.scenario = value;
    } else if (flag == "--design") {
      run.design = value;
    } else if (flag == "--preset") {
      run.preset = value;
    } else if (flag == "--set") {
      run.settings.push_back(value);
    } else {
      return std::nullopt;
    }
  }
  return run;
}

class LineReader {
 public:
  LineReader(std::vector<std::string> words, const RunLine& run) : words_(std::move(words)) { expectation_.run = run; }

  std::optional<Expectation> read() {
    if (!read_subject()) return std::nullopt;
    while (at_ < words_.size()) {
      if (take("under") && more()) {
        expectation_.run.scenario = next();
      } else if (take("set") && more()) {
        expectation_.run.settings.push_back(next());
      } else {
        return std::nullopt;
      }
    }
    return expectation_;
  }

 private:
  using Kind = Expectation::Kind;

  bool more() const { return at_ < words_.size(); }
  const std::string& next() { return words_[at_++]; }
  bool take(std::string_view word) {
    if (!more() || words_[at_] != word) return false;
    ++at_;
    return true;
  }
  bool take_number(double& number) {
    if (!more()) return false;
    const auto found = base::parse_number(words_[at_]);
    if (!found) return false;
    number = *found;
    ++at_;
    return true;
  }
  bool read_value() {
    if (!take("=")) return false;
    if (!take_number(expectation_.value)) return false;
    return !take("+-") || take_number(expectation_.tolerance);
  }

  bool read_subject() {
    if (take("metric")) {
      if (!more()) return false;
      expectation_.name = next();
      return read_value();
    }
    for (const char* statistic : {"mean", "sd", "p05", "p25", "p50", "p75", "p95"}) {
      if (!take(statistic)) continue;
      expectation_.statistic = statistic;
      if (!more()) return false;
      expectation_.name = next();
      return read_value();
    }
    for (const char* statistic : {"share", "robustness", "undecided"}) {
      if (!take(statistic)) continue;
      expectation_.kind = Kind::Claim;
      expectation_.statistic = statistic;
      if (!more()) return false;
      expectation_.name = next();
      return read_value();
    }
    for (const auto& [word, kind] : {std::pair{"fault", Kind::Fault}, std::pair{"warning", Kind::Warning}}) {
      if (!take(word)) continue;
      expectation_.kind = kind;
      if (!more()) return false;
      expectation_.name = next();
      return true;
    }
    if (take("claim")) {
      expectation_.kind = Kind::Claim;
      if (!more()) return false;
      expectation_.name = next();
      if (!take("=")) return false;
      while (more() && words_[at_] != "under" && words_[at_] != "set")
        expectation_.words += (expectation_.words.empty() ? "" : " ") + next();
      return !expectation_.words.empty();
    }
    if (!more()) return false;
    expectation_.kind = Kind::Value;
    expectation_.name = next();
    return take("@") && take_number(expectation_.time) && read_value();
  }

  std::vector<std::string> words_;
  std::size_t at_ = 0;
  Expectation expectation_;
};

}  // namespace

Script read_script(std::string_view text) {
  Script script;
  RunLine run;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    if (line.starts_with("# run ")) {
      const auto read = read_run(words_of(line.substr(6)));
      if (read) {
        run = *read;
      } else {
        script.mistakes.push_back(base::cat("line ", number, ": ", line));
      }
    } else if (line.starts_with("# expect ")) {
      auto read = LineReader(words_of(line.substr(9)), run).read();
      if (read) {
        read->line = number;
        script.expectations.push_back(std::move(*read));
      } else {
        script.mistakes.push_back(base::cat("line ", number, ": ", line));
      }
    }
  }
  return script;
}

}  // namespace detente::tests
