// Numbers to text and back, the same on every platform and in every locale.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace detente::base {

// The shortest decimal text that reads back as the same double: 0.1, 15000000,
// 1e-9, 6.02e23; "nan", "inf", "-inf". Plain digits from 1e-5 up to 1e17.
std::string number_text(double value);

// At most `digits` significant digits (1..17), trailing zeros dropped, rounded to
// nearest from the exact value.
std::string number_text(double value, int digits);

// Decimal text to the nearest double; the whole of `text` must be a number.
// A magnitude above the largest double gives an infinity.
std::optional<double> parse_number(std::string_view text);

}  // namespace detente::base
