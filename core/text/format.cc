#include "core/text/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lesion::text {
namespace {

constexpr double kRoundingError = 1e-7;
constexpr double kLeastShown = 1e-4;

std::string with_mark(std::string digits, std::string_view mark) {
  const std::size_t at = digits.find('.');
  if (at != std::string::npos) digits.replace(at, 1, mark);
  return digits;
}

}  // namespace

std::string fill(std::string_view pattern, Values values) {
  std::string text;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t close = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
    const auto value = close == std::string_view::npos
                           ? values.end()
                           : std::find_if(values.begin(), values.end(), [&](const auto& entry) {
                               return pattern.compare(at + 1, close - at - 1, entry.first) == 0;
                             });
    if (value == values.end()) {
      text += pattern[at++];
    } else {
      text += value->second;
      at = close + 1;
    }
  }
  return text;
}

std::string figure(double value, std::string_view mark) {
  if (!std::isfinite(value)) return "-";
  const double height = std::abs(value);
  if (height < kRoundingError) return "0";
  if (height < kLeastShown) return with_mark(value < 0 ? ">-0.0001" : "<0.0001", mark);
  std::array<char, 400> digits{};
  std::snprintf(digits.data(), digits.size(), height >= 100 ? "%.0f" : "%.3g", value);
  return with_mark(digits.data(), mark);
}

std::string fixed(double value, int decimals, std::string_view mark) {
  if (!std::isfinite(value)) return "-";
  std::array<char, 400> digits{};
  std::snprintf(digits.data(), digits.size(), "%.*f", std::clamp(decimals, 0, 9), value);
  return with_mark(digits.data(), mark);
}

std::string percent(double fraction) {
  if (!std::isfinite(fraction)) return "-";
  if (fraction > 0 && fraction < 0.01) return "<1%";
  if (fraction > 0.99 && fraction < 1) return ">99%";
  return std::to_string(std::lround(fraction * 100)) + "%";
}

}  // namespace lesion::text
