#include "base/number_text.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/check.h"

namespace detente::base {
namespace {

// "-d.ddde+XX", as to_chars writes it, laid out anew; the digits are unique by the
// definition of the shortest (or exactly rounded) text, only the layout is ours.
std::string lay_out(std::string_view scientific) {
  const std::size_t e = scientific.find('e');
  std::string_view mantissa = scientific.substr(0, e);
  int exponent = 0;
  for (char c : scientific.substr(e + 2)) exponent = exponent * 10 + (c - '0');
  if (scientific[e + 1] == '-') exponent = -exponent;

  std::string sign;
  if (mantissa.starts_with('-')) {
    sign = "-";
    mantissa.remove_prefix(1);
  }
  std::string digits;
  for (char c : mantissa) {
    if (c != '.') digits += c;
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  const int count = static_cast<int>(digits.size());

  if (exponent < -5 || exponent >= 17) {
    std::string text = sign + digits.substr(0, 1);
    if (count > 1) text += "." + digits.substr(1);
    return text + "e" + std::to_string(exponent);
  }
  if (exponent < 0) return sign + "0." + std::string(-exponent - 1, '0') + digits;
  if (exponent + 1 >= count) return sign + digits + std::string(exponent + 1 - count, '0');
  return sign + digits.substr(0, exponent + 1) + "." + digits.substr(exponent + 1);
}

template <class... Precision>
std::string write(double value, Precision... precision) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[64];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, precision...);
  DETENTE_CHECK(error == std::errc());
  return lay_out(std::string_view(buffer, static_cast<std::size_t>(end - buffer)));
}

}  // namespace

std::string number_text(double value) { return write(value); }

std::string number_text(double value, int digits) { return write(value, std::clamp(digits, 1, 17) - 1); }

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto result = fast_float::from_chars(text.data(), end, value);
  const bool read = result.ec == std::errc() || result.ec == std::errc::result_out_of_range;
  if (!read || result.ptr != end) return std::nullopt;
  return value;
}

}  // namespace detente::base
