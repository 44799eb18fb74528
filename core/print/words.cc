#include "core/print/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace lesion::print {
namespace {

// The member "print" of web/words/en.json, embedded at build time: the words of the exports lie in
// the same file as those of the page, so that a translation is one file.
constexpr std::string_view kEnglish =
#include "print_words_en.inc"
    ;

}  // namespace

Words::Words() {
  const auto english = nlohmann::json::parse(kEnglish, nullptr, false);
  for (const auto& [key, words] : english.items()) {
    table_.emplace(key, words.get_ref<const std::string&>());
  }
}

Result<Words> Words::from_json(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_object()) {
    return fail(ErrorKind::kCorrupt, "the table of words is not a JSON object");
  }
  Words words;
  for (const auto& [key, value] : parsed.items()) {
    if (!value.is_string()) {
      return fail(ErrorKind::kCorrupt, "the table of words has no text under \"" + key + "\"");
    }
    words.table_[key] = value.get_ref<const std::string&>();
  }
  return words;
}

std::string_view Words::operator[](std::string_view key) const {
  const auto found = table_.find(key);
  return found == table_.end() ? key : std::string_view(found->second);
}

std::string Words::fill(
    std::string_view key,
    std::initializer_list<std::pair<std::string_view, std::string>> values) const {
  const std::string_view pattern = (*this)[key];
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

std::string Words::class_name(std::string_view name) const {
  const auto found = table_.find("class." + std::string(name));
  return found == table_.end() ? std::string(name) : found->second;
}

std::string Words::fixed(double value, int decimals) const {
  if (!std::isfinite(value)) return "-";
  std::array<char, 400> text{};
  std::snprintf(text.data(), text.size(), "%.*f", std::clamp(decimals, 0, 9), value);
  std::string result = text.data();
  const std::size_t mark = result.find('.');
  if (mark != std::string::npos) result.replace(mark, 1, (*this)["decimal"]);
  return result;
}

std::string Words::figure(double value) const {
  if (!std::isfinite(value)) return "-";
  const double height = std::abs(value);
  if (height < 5e-5) return "0";
  std::array<char, 64> text{};
  if (height >= 1e7) {
    std::snprintf(text.data(), text.size(), "%.3g", value);
  } else {
    // Digits after the mark that leave three significant ones.
    const int decimals = height >= 100 ? 0 : 2 - static_cast<int>(std::floor(std::log10(height)));
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  }
  std::string result = text.data();
  const std::size_t mark = result.find('.');
  if (mark == std::string::npos) return result;
  if (result.find('e') == std::string::npos) {
    while (result.back() == '0') result.pop_back();
    if (result.back() == '.') result.pop_back();
  }
  if (mark < result.size()) result.replace(mark, 1, (*this)["decimal"]);
  return result;
}

std::string Words::percent(double fraction) const {
  if (!std::isfinite(fraction)) return "-";
  if (fraction > 0 && fraction < 0.01) return "<1%";
  if (fraction > 0.99 && fraction < 1) return ">99%";
  return std::to_string(std::lround(fraction * 100)) + "%";
}

std::string capitalised(std::string text) {
  if (text.empty()) return text;
  if (text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  } else if (text.size() > 1 && text[0] == '\xC3' && text[1] >= '\xA0' && text[1] <= '\xBE' &&
             text[1] != '\xB7') {
    // UTF-8 of Latin-1's letters: upper case lies 32 before lower case; B7 is the division sign.
    text[1] = static_cast<char>(text[1] - 0x20);
  }
  return text;
}

}  // namespace lesion::print
