#include "wasm/viewer/words.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace lesion::viewer {

bool Words::set(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return false;
  const auto words = json.find("viewer");
  if (words == json.end() || !words->is_object()) return false;
  std::map<std::string, std::string, std::less<>> table;
  for (const auto& [key, value] : words->items()) {
    if (!value.is_string()) return false;
    table[key] = *value.get_ptr<const std::string*>();
  }
  table_ = std::move(table);
  missing_.clear();
  return true;
}

const std::string& Words::operator[](std::string_view key) const {
  const auto found = table_.find(key);
  if (found != table_.end()) return found->second;
  return missing_.try_emplace(std::string(key), key).first->second;
}

std::string Words::fill(
    std::string_view key,
    std::initializer_list<std::pair<std::string_view, std::string>> values) const {
  std::string text = (*this)[key];
  for (const auto& [name, value] : values) {
    const std::string mark = "{" + std::string(name) + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + value.size())) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

std::string figure(double value) {
  if (!std::isfinite(value)) return "-";
  std::array<char, 32> text{};
  // Rounding errors are 0; a filter that fires rarely can have a scale of 1e-5.
  if (std::fabs(value) < 1e-7) return "0";
  std::snprintf(text.data(), text.size(), std::fabs(value) >= 100 ? "%.0f" : "%.3g", value);
  return text.data();
}

std::string three_places(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return text.data();
}

std::string four_places(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4f", value);
  return text.data();
}

std::string percent(double fraction) {
  if (!std::isfinite(fraction)) return "-";
  if (fraction < 0.01 && fraction > 0) return "<1%";
  if (fraction > 0.99 && fraction < 1) return ">99%";
  return std::to_string(std::lround(fraction * 100)) + "%";
}

}  // namespace lesion::viewer
