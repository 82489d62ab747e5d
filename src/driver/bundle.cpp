#include "driver/bundle.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <utility>

#include "base/cat.h"
#include "driver/paths.h"

namespace detente::driver {
namespace {

constexpr std::string_view kStart = "#detente bundle ";
constexpr std::string_view kFile = "#file ";

// Takes a decimal number of at most 15 digits off the front.
std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t value = 0, digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    if (digits == 15) return std::nullopt;
    value = 10 * value + static_cast<std::size_t>(text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

}  // namespace

std::string bundle_text(const base::SourceMap& sources, std::string_view preset) {
  std::string result = base::cat(kStart, preset, "\n");
  if (sources.size() == 0) return result;
  const std::string folder = normal(folder_of(sources.name(base::SourceId(0))));
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const base::SourceId id(i);
    const std::string name = i == 0 ? "" : relative(normal(sources.name(id)), folder);
    result += base::cat(kFile, sources.text(id).size(), " ", name, "\n", sources.text(id), "\n");
  }
  return result;
}

std::string bundle_hash(std::string_view bundle_text) {
  const XXH128_hash_t hash = XXH3_128bits(bundle_text.data(), bundle_text.size());
  std::string text;
  for (const std::uint64_t half : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(half >> shift) & 15];
  }
  return text;
}

std::optional<Bundle> read_bundle(std::string_view text) {
  const std::size_t first_line = text.find('\n');
  if (!text.starts_with(kStart) || first_line == std::string_view::npos) return std::nullopt;
  Bundle result;
  result.preset = text.substr(kStart.size(), first_line - kStart.size());
  text.remove_prefix(first_line + 1);
  for (bool first = true; !text.empty(); first = false) {
    if (!text.starts_with(kFile)) return std::nullopt;
    text.remove_prefix(kFile.size());
    const auto size = take_number(text);
    const std::size_t line_end = text.find('\n');
    if (!size || line_end == std::string_view::npos || !text.starts_with(' ')) return std::nullopt;
    const std::string name(text.substr(1, line_end - 1));
    text.remove_prefix(line_end + 1);
    if (text.size() <= *size || text[*size] != '\n') return std::nullopt;
    if (first) {
      result.root = text.substr(0, *size);
    } else {
      result.files[name] = text.substr(0, *size);
    }
    text.remove_prefix(*size + 1);
  }
  return result;
}

model::FileReader reader_for(const Bundle& bundle) {
  return [files = bundle.files](std::string_view from,
                                std::string_view path) -> std::expected<model::File, model::FileFault> {
    const auto found = files.find(normal(join(folder_of(from), path)));
    if (found == files.end()) return std::unexpected(model::FileFault::NotFound);
    return model::File{found->first, found->second};
  };
}

}  // namespace detente::driver
