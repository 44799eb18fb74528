#include "core/text/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lesion::text {
namespace {

constexpr double kRoundingError = 1e-7;
constexpr int kMostDecimals = 4;
constexpr double kNoticed = 0.02;   // of a change: what is read may be off by it
constexpr double kNoChange = 5e-5;  // of a fraction: 0.005 percentage points
constexpr double kLeastShown = 1e-4;
constexpr double kMostShown = 1e12;

// With the language's mark and a minus sign (U+2212) for the hyphen; a zero has no sign.
std::string with_mark(std::string digits, std::string_view mark) {
  const std::size_t minus = digits.find('-');
  if (minus != std::string::npos) {
    const bool zero = digits.find_first_of("123456789") == std::string::npos;
    digits.replace(minus, 1, zero ? "" : "\u2212");
  }
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
  if (height > kMostShown) return with_mark(value < 0 ? "<-1000000000000" : ">1000000000000", mark);
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), height >= 100 ? "%.0f" : "%.3g", value);
  return with_mark(digits.data(), mark);
}

std::string fixed(double value, int decimals, std::string_view mark) {
  if (!std::isfinite(value)) return "-";
  std::array<char, 400> digits{};
  std::snprintf(digits.data(), digits.size(), "%.*f", std::clamp(decimals, 0, 9), value);
  return with_mark(digits.data(), mark);
}

std::string percent(double fraction, int decimals, std::string_view mark) {
  if (!std::isfinite(fraction)) return "-";
  const int digits = std::clamp(decimals, 0, kMostDecimals);
  const double least = std::pow(10.0, -digits);  // of a percent
  const double whole = fraction * 100;
  std::string words;
  if (whole > 0 && whole < least) {
    words.append("<").append(fixed(least, digits, mark));
  } else if (whole > 100 - least && whole < 100) {
    words.append(">").append(fixed(100 - least, digits, mark));
  } else {
    words = fixed(whole, digits, mark);
  }
  return words.append("%");
}

namespace {

std::vector<std::string> all_percents(std::span<const double> fractions, int decimals,
                                      std::string_view mark) {
  std::vector<std::string> words;
  for (const double fraction : fractions) words.push_back(percent(fraction, decimals, mark));
  return words;
}

// None that differ read alike.
bool tells_apart(std::span<const std::string> words, std::span<const double> fractions) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const bool differ = std::isfinite(fractions[i]) && fractions[i] != fractions[k];
      if (differ && words[i] == words[k]) return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::string> percents(std::span<const double> fractions, std::string_view mark) {
  std::vector<std::string> words;
  for (int decimals = 0; decimals <= kMostDecimals; ++decimals) {
    words = all_percents(fractions, decimals, mark);
    if (tells_apart(words, fractions)) break;
  }
  return words;
}

std::vector<std::string> percents_and_change(std::span<const double> fractions,
                                             std::string_view mark) {
  std::vector<double> all(fractions.begin(), fractions.end());
  if (all.size() < 2) return percents(all, mark);
  if (std::abs(all[1] - all[0]) < kNoChange) all[1] = all[0];
  const double points = std::abs(all[1] - all[0]) * 100;
  std::vector<std::string> words;
  for (int decimals = 0; decimals <= kMostDecimals; ++decimals) {
    words = all_percents(all, decimals, mark);
    const double unit = std::pow(10.0, -decimals);
    const double read =
        std::abs(std::round(all[1] * 100 / unit) - std::round(all[0] * 100 / unit)) * unit;
    const bool bound = words[0].front() == '<' || words[0].front() == '>' ||
                       words[1].front() == '<' || words[1].front() == '>';
    const bool agrees =
        !bound && read > 0 && std::abs(read - points) <= std::max(unit / 2, kNoticed * points);
    const bool last = decimals == kMostDecimals;
    if (last || (tells_apart(words, all) && (points == 0 || agrees))) {
      words.push_back(points == 0 ? "0" : fixed(read, decimals, mark));
      break;
    }
  }
  return words;
}

std::string percent_among(double fraction, std::span<const double> others, std::string_view mark) {
  std::string words = percent(fraction, 0, mark);
  for (const double other : others) {
    std::string beside = percent_beside(fraction, other, mark);
    if (beside.size() > words.size()) words = std::move(beside);
  }
  return words;
}

std::string percent_beside(double fraction, double other, std::string_view mark) {
  return percents(std::array{fraction, other}, mark).front();
}

std::string capitalised(std::string words) {
  if (words.empty()) return words;
  if (words[0] >= 'a' && words[0] <= 'z') {
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
  } else if (words.size() > 1 && words[0] == '\xC3' && words[1] >= '\xA0' && words[1] <= '\xBE' &&
             words[1] != '\xB7') {
    // UTF-8 of Latin-1's letters: upper case lies 32 before lower case; B7 is the division sign.
    words[1] = static_cast<char>(words[1] - 0x20);
  }
  return words;
}

}  // namespace lesion::text
