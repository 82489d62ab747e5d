#include "plan/bytes.h"

#include <array>
#include <bit>
#include <cstring>
#include <type_traits>
#include <variant>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/cat.h"
#include "plan/fields.h"
#include "plan/verify.h"

namespace detente::plan {
namespace {

constexpr std::string_view kMagic = "detplan\n";
constexpr uint64_t kChecksumBytes = 8;

// Numbers of 1, 2, 4 or 8 bytes as unsigned integers of that width.
template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;
template <Number T>
using Carrier = std::conditional_t<
    sizeof(T) == 1, uint8_t,
    std::conditional_t<sizeof(T) == 2, uint16_t, std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>>;

class Writer {
 public:
  template <class T>
  using Ref = const T&;

  template <class... Fields>
  void operator()(const Fields&... all) {
    (put(all), ...);
  }
  std::string out;

 private:
  template <Number T>
  void put(T value) {
    const auto carrier = std::bit_cast<Carrier<T>>(value);
    for (unsigned byte = 0; byte < sizeof(T); ++byte) out += static_cast<char>(uint64_t{carrier} >> (8 * byte) & 0xFF);
  }
  void put(const std::string& text) {
    put(uint64_t{text.size()});
    out += text;
  }
  template <class T>
  void put(const std::vector<T>& items) {
    put(uint64_t{items.size()});
    for (const T& item : items) put(item);
  }
  template <class... Laws>
  void put(const std::variant<Laws...>& law) {
    put(static_cast<uint8_t>(law.index()));
    std::visit([this](const auto& of) { this->put(of); }, law);
  }
  void put(const sampling::Distribution& law) {
    (*this)(law.family(), law.parameters(), law.truncated().low, law.truncated().high);
  }
  template <class T>
    requires(!Number<T>)
  void put(const T& part) {
    fields(*this, part);
  }
};

// Reads until the first fault and then leaves everything at its default.
class Reader {
 public:
  template <class T>
  using Ref = T&;

  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

  template <class... Fields>
  void operator()(Fields&... all) {
    (get(all), ...);
  }

 private:
  template <Number T>
  void get(T& value) {
    if (rest_.size() < sizeof(T)) return fail();
    uint64_t bits = 0;
    for (unsigned byte = 0; byte < sizeof(T); ++byte) {
      bits |= uint64_t{static_cast<unsigned char>(rest_[byte])} << (8 * byte);
    }
    rest_.remove_prefix(sizeof(T));
    if constexpr (std::is_same_v<T, bool>) {
      if (bits > 1) return fail();
      value = bits == 1;
    } else if constexpr (std::is_enum_v<T>) {
      if (bits > static_cast<uint64_t>(last_of(T{}))) return fail();
      value = static_cast<T>(bits);
    } else {
      value = std::bit_cast<T>(static_cast<Carrier<T>>(bits));
    }
  }
  void get(std::string& text) {
    const auto size = static_cast<size_t>(count());
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  template <class T>
  void get(std::vector<T>& items) {
    // Grows with what is really there, so a false count cannot claim memory.
    for (uint64_t left = count(); left > 0 && good_; --left) get(items.emplace_back());
  }
  template <class... Laws>
  void get(std::variant<Laws...>& law) {
    uint8_t which = 0;
    get(which);
    const std::array<void (Reader::*)(std::variant<Laws...>&), sizeof...(Laws)> alternatives = {
        &Reader::get_as<Laws, Laws...>...};
    if (which >= sizeof...(Laws)) return fail();
    (this->*alternatives[which])(law);
  }
  template <class Law, class... Laws>
  void get_as(std::variant<Laws...>& law) {
    get(law.template emplace<Law>());
  }
  void get(sampling::Distribution& law) {
    sampling::Family family = sampling::Family::Point;
    std::vector<double> parameters;
    sampling::Range range;
    (*this)(family, parameters, range.low, range.high);
    if (!good_) return;
    auto made = sampling::Distribution::make(family, parameters, range);
    if (!made || made->parameters() != parameters || made->truncated() != range) return fail();
    law = *std::move(made);
  }
  template <class T>
    requires(!Number<T>)
  void get(T& part) {
    fields(*this, part);
  }

  uint64_t count() {
    uint64_t items = 0;
    get(items);
    if (items > rest_.size()) fail();
    return good_ ? items : 0;
  }
  void fail() {
    good_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool good_ = true;
};

std::string content(const Plan& plan) {
  Writer writer;
  writer(plan);
  return std::move(writer.out);
}

uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

base::Result<Plan> refuse(std::string_view code, std::string message, std::string help) {
  base::Result<Plan> result;
  result.diagnostics.add(code, {}, std::move(message)).with_help(std::move(help));
  return result;
}

}  // namespace

std::string to_bytes(const Plan& plan) {
  Writer writer;
  writer.out = kMagic;
  writer(kBytesVersion, plan);
  writer(checksum(writer.out));
  return std::move(writer.out);
}

base::Result<Plan> from_bytes(std::string_view bytes) {
  constexpr std::string_view kDamaged = "E1310";
  const std::string again = "make the plan again from its model";
  if (!bytes.starts_with(kMagic)) return refuse(kDamaged, "this is not a plan", again);
  if (bytes.size() < kMagic.size() + sizeof kBytesVersion + kChecksumBytes) {
    return refuse(kDamaged, "the plan is cut off", again);
  }
  const std::string_view body = bytes.substr(0, bytes.size() - kChecksumBytes);
  uint64_t expected = 0;
  Reader(bytes.substr(body.size()))(expected);
  if (checksum(body) != expected) return refuse(kDamaged, "the plan is damaged: its checksum differs", again);

  uint32_t version = 0;
  Reader(body.substr(kMagic.size()))(version);
  if (version != kBytesVersion) {
    return refuse("E1311", base::cat("the plan has format ", version, ", this program reads format ", kBytesVersion),
                  again);
  }
  base::Result<Plan> result;
  Reader reader(body.substr(kMagic.size() + sizeof version));
  Plan plan;
  reader(plan);
  if (!reader.good() || !reader.at_end()) return refuse(kDamaged, "the plan is damaged", again);
  result.diagnostics = verify(plan);
  if (!result.diagnostics.has_errors()) result.value = std::move(plan);
  return result;
}

std::string hash(const Plan& plan) {
  const std::string bytes = content(plan);
  const XXH128_hash_t digest = XXH3_128bits(bytes.data(), bytes.size());
  std::string text;
  for (const uint64_t half : {digest.high64, digest.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[half >> shift & 15];
  }
  return text;
}

}  // namespace detente::plan
