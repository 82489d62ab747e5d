#include "store/header.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/cat.h"
#include "store/sqlite.h"

namespace detente::store {

using base::cat;
using nlohmann::json;

namespace {

constexpr uint64_t kMostRuns = uint64_t{1} << 40;
constexpr size_t kMostColumns = 10'000'000;  // of one kind; the limit on elements of a model

json write(const plan::Quantity& quantity) {
  return {{"name", quantity.name.full}, {"base", quantity.name.base}, {"labels", quantity.name.labels},
          {"sets", quantity.name.sets}, {"title", quantity.title},    {"unit", quantity.unit},
          {"scale", quantity.scale}};
}

json write(const std::vector<plan::Quantity>& quantities) {
  json list = json::array();
  for (const plan::Quantity& quantity : quantities) list.push_back(write(quantity));
  return list;
}

// Reads values of a JSON object and refuses every surprise.
class Reader {
 public:
  Reader(const json& object, const std::string& path) : object_(object), path_(path) {
    if (!object.is_object()) refuse("object");
  }

  [[noreturn]] void refuse(std::string_view what) const {
    fail("E1303", cat("`", path_, "` is damaged: its header has no good `", what, "`"));
  }

  const json& at(const char* key) const {
    const auto found = object_.find(key);
    if (found == object_.end()) refuse(key);
    return *found;
  }
  std::string text(const char* key) const {
    const json& value = at(key);
    if (!value.is_string()) refuse(key);
    return value.get<std::string>();
  }
  const json& list(const char* key) const {
    const json& value = at(key);
    if (!value.is_array() || value.size() > kMostColumns) refuse(key);
    return value;
  }
  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> result;
    for (const json& value : list(key)) {
      if (!value.is_string()) refuse(key);
      result.push_back(value.get<std::string>());
    }
    return result;
  }
  double number(const json& value, const char* key) const {
    if (!value.is_number() || !std::isfinite(value.get<double>())) refuse(key);
    return value.get<double>();
  }
  std::vector<plan::Quantity> quantities(const char* key) const {
    std::vector<plan::Quantity> result;
    for (const json& value : list(key)) {
      const Reader reader(value, path_);
      plan::Quantity quantity;
      quantity.name = {reader.text("name"), reader.text("base"), reader.texts("labels"), reader.texts("sets")};
      quantity.title = reader.text("title");
      quantity.unit = reader.text("unit");
      quantity.scale = reader.number(reader.at("scale"), "scale");
      if (quantity.scale == 0 || quantity.name.labels.size() != quantity.name.sets.size()) refuse(key);
      result.push_back(std::move(quantity));
    }
    return result;
  }

 private:
  const json& object_;
  const std::string& path_;
};

uint64_t first_different_line(std::string_view a, std::string_view b) {
  const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return 1 + static_cast<uint64_t>(std::count(a.begin(), end, '\n'));
}

std::vector<std::string> names(const std::vector<plan::Quantity>& quantities) {
  std::vector<std::string> result;
  for (const plan::Quantity& quantity : quantities) result.push_back(cat(quantity.name.full, " [", quantity.unit, "]"));
  return result;
}

}  // namespace

uint32_t Header::runs_in(uint64_t number) const {
  const uint64_t first = number * results::kChunkRuns;
  return first >= runs ? 0 : static_cast<uint32_t>(std::min<uint64_t>(results::kChunkRuns, runs - first));
}

uint64_t Header::columns(results::ColumnKind kind) const {
  using enum results::ColumnKind;
  switch (kind) {
    case Metric: return metrics.size();
    case Truth:
    case RobustLow:
    case RobustHigh:
    case FirstTime:
    case Given: return monitors.size();
    case Fault: return 1;
    case Trace: return signals.size();
  }
  return 0;
}

std::string to_json(const Header& header) {
  const json object = {{"model", header.model},
                       {"title", header.title},
                       {"model_hash", header.model_hash},
                       {"design", header.design},
                       {"runs", header.runs},
                       {"arms", header.arms},
                       {"metrics", write(header.metrics)},
                       {"monitors", write(header.monitors)},
                       {"signals", write(header.signals)},
                       {"times", header.times},
                       {"fault_sites", header.fault_sites}};
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Header header_from_json(std::string_view text, const std::string& path) {
  const json object = json::parse(text, nullptr, false);
  const Reader reader(object, path);
  Header header;
  header.model = reader.text("model");
  header.title = reader.text("title");
  header.model_hash = reader.text("model_hash");
  header.design = reader.text("design");
  const json& runs = reader.at("runs");
  if (!runs.is_number_unsigned() || runs.get<uint64_t>() > kMostRuns) reader.refuse("runs");
  header.runs = runs.get<uint64_t>();
  header.arms = reader.texts("arms");
  header.metrics = reader.quantities("metrics");
  header.monitors = reader.quantities("monitors");
  header.signals = reader.quantities("signals");
  for (const json& times : reader.list("times")) {
    if (!times.is_array()) reader.refuse("times");
    header.times.emplace_back();
    for (const json& value : times) header.times.back().push_back(reader.number(value, "times"));
  }
  if (header.times.size() != header.arms.size()) reader.refuse("times");
  header.fault_sites = reader.texts("fault_sites");
  return header;
}

std::optional<base::Diagnostic> difference(const Header& kept, std::string_view kept_text, const Header& wanted,
                                           std::string_view wanted_text, const std::string& path) {
  const std::string help = "write to another file with -o, or give the study the settings it was begun with";
  const auto refusal = [&](std::string_view code, std::string why) {
    return base::Diagnostic{code, {}, cat("cannot resume `", path, "`: ", why), {}, help};
  };
  if (kept.model_hash != wanted.model_hash) {
    return refusal("E1301", kept_text == wanted_text
                                ? std::string("its model was compiled under another version of the language")
                                : cat("its model differs from line ", first_different_line(kept_text, wanted_text)));
  }
  if (kept.design != wanted.design) {
    return refusal("E1307", cat("its design is `", kept.design, "`, not `", wanted.design, "`"));
  }
  if (kept.arms != wanted.arms) return refusal("E1307", "it has other scenarios");
  if (names(kept.metrics) != names(wanted.metrics)) return refusal("E1307", "it has other metrics");
  if (names(kept.monitors) != names(wanted.monitors)) return refusal("E1307", "it has other claims");
  if (names(kept.signals) != names(wanted.signals) || kept.times != wanted.times) {
    return refusal("E1307", "it has other saved trajectories");
  }
  if (kept.runs > wanted.runs) {
    return refusal("E1307", cat("it has ", kept.runs, " runs, more than the ", wanted.runs, " asked for"));
  }
  return std::nullopt;
}

}  // namespace detente::store
