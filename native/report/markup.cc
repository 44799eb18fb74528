#include "native/report/markup.h"

#include <cmath>
#include <cstdint>
#include <cstdio>

namespace lesion {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the well-formed UTF-8 sequence that `text` begins with; 0 where there is none (Unicode
// 15, table 3-7).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  for (std::size_t i = 1; i < length; ++i) {
    if (byte(i) < low || byte(i) > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const char c = text.front();
    const auto code = static_cast<unsigned char>(c);
    const bool control = (code < 0x20 && c != '\t' && c != '\n') || code == 0x7F;
    if (length == 0 || control) {
      out += kReplacement;
    } else if (length > 1) {
      out += text.substr(0, length);
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else {
      out += c;
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "n/a";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, std::abs(value));
  const bool shows_zero = std::string_view(text).find_first_of("123456789") == std::string::npos;
  return (value < 0 && !shows_zero ? "\u2212" : "") + std::string(text);
}

std::string plain_number(double value) {
  if (!std::isfinite(value)) return "n/a";
  if (value == std::floor(value) && std::abs(value) < 1e15) {
    return (value < 0 ? "\u2212" : "") + grouped(static_cast<std::size_t>(std::abs(value)));
  }
  char text[64];
  std::snprintf(text, sizeof text, "%.6g", std::abs(value));
  return (value < 0 ? "\u2212" : "") + std::string(text);
}

std::string grouped(std::size_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string range_text(double low, double high, int decimals) {
  return fixed(low, decimals) + "\u2013" + fixed(high, decimals);
}

std::string with_interval(double value, double low, double high, int decimals) {
  return fixed(value, decimals) + " (" + range_text(low, high, decimals) + ")";
}

}  // namespace lesion
