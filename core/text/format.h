// Numbers and sentences as people read them: the same on the screen and in what is printed.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace lesion::text {

// `pattern` with each {name} replaced by the value given for it, in one pass: a value is never
// searched, so what it contains ("{peak}" in a file's name) stays as it is. A name without a value
// stays too.
using Values = std::span<const std::pair<std::string_view, std::string>>;
std::string fill(std::string_view pattern, Values values);
inline std::string fill(std::string_view pattern,
                        std::initializer_list<std::pair<std::string_view, std::string>> values) {
  return fill(pattern, Values(values.begin(), values.size()));
}

// A figure for people: three significant digits, no trailing zeros, at least 100 without decimals
// ("4.1", "0.0032", "128"), never with a power of ten: "<0.0001" (">-0.0001") for what is smaller
// than that, "0" below 1e-7, where only rounding errors are, and "-" for what is not finite. `mark`
// stands for the decimal point.
std::string figure(double value, std::string_view mark = ".");

// With exactly `decimals` (0..9) digits after the mark ("0.750"); "-" for what is not finite.
std::string fixed(double value, int decimals, std::string_view mark = ".");

// "73%"; "<1%" and ">99%" where rounding would claim certainty; "-" for what is not finite.
std::string percent(double fraction);

}  // namespace lesion::text
