#include "study/terms.h"

#include <charconv>
#include <cmath>
#include <string_view>

#include "base/number_text.h"
#include "driver/record.h"

namespace detente::study {
namespace {

// The text up to `end` (or all of it), which is taken off with the end.
std::string_view take(std::string_view& text, std::string_view end) {
  const size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
  return part;
}

template <class T>
bool read_whole(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_design_word(std::string_view word, sampling::Design& design) {
  uint64_t futures = 0;  // said by the header, too
  const std::string_view key = take(word, "=");
  if (key == "seed") return read_whole(word, design.seed);
  if (key == "futures") return read_whole(word, futures);
  if (key == "replicates") return read_whole(word, design.replicates);
  if (key == "draws_per_world") return read_whole(word, design.draws_per_world);
  design.crosses_alternatives = key == "crossed";
  return design.crosses_alternatives;
}

std::optional<plan::Override> read_setting(std::string_view text, const plan::Interface& interface) {
  const std::string_view name = take(text, " = ");
  const auto value = base::parse_number(text);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  for (uint32_t i = 0; i < interface.inputs.size(); ++i) {
    const plan::Input& input = interface.inputs[i];
    if (driver::setting_name(input) != name) continue;
    if (input.has_bounds && (*value < input.low || *value > input.high)) return std::nullopt;
    plan::Override setting;
    setting.input = i;
    setting.value = *value;
    return setting;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Terms> read_terms(const store::Header& header, const plan::Interface& interface) {
  Terms terms;
  terms.design.futures = header.runs;
  terms.trajectories = !header.signals.empty();
  std::string_view settings = header.design;
  std::string_view design = take(settings, "; ");
  const std::string_view kind = take(design, " ");
  if (kind == driver::kind_text(sampling::DesignKind::LatinHypercube)) {
    terms.design.kind = sampling::DesignKind::LatinHypercube;
  } else if (kind == driver::kind_text(sampling::DesignKind::Sobol)) {
    terms.design.kind = sampling::DesignKind::Sobol;
  } else if (kind != driver::kind_text(sampling::DesignKind::MonteCarlo)) {
    return std::nullopt;
  }
  while (!design.empty()) {
    if (!read_design_word(take(design, " "), terms.design)) return std::nullopt;
  }
  while (!settings.empty()) {
    const std::string_view text = take(settings, "; ");
    if (text == driver::kCentralText) {
      terms.central = true;
      continue;
    }
    const auto setting = read_setting(text, interface);
    if (!setting) return std::nullopt;
    terms.settings.push_back(*setting);
  }
  return terms;
}

}  // namespace detente::study
