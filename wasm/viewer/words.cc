#include "wasm/viewer/words.h"

#include <nlohmann/json.hpp>

#include "core/text/pieces.h"

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
  const auto common = json.find("common");
  if (common != json.end() && common->is_object()) {
    for (const auto& [key, value] : common->items()) {
      if (value.is_string()) table[key] = *value.get_ptr<const std::string*>();
    }
  }
  const auto said = json.find("estimate");
  if (said != json.end() && said->is_object()) {
    for (const auto& [key, value] : said->items()) {
      if (value.is_string()) table["estimate." + key] = *value.get_ptr<const std::string*>();
    }
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

std::vector<std::string> Words::missing() const {
  std::vector<std::string> keys;
  for (const auto& [key, words] : missing_) keys.push_back(key);
  return keys;
}

bool Words::has(std::string_view key) const { return table_.contains(key); }

std::string Words::fill(
    std::string_view key,
    std::initializer_list<std::pair<std::string_view, std::string>> values) const {
  return text::fill((*this)[key], values);
}

std::string Words::phrases(std::string_view said) const {
  return text::pieces_in_words(
      said, [this](std::string_view key) { return has(key) ? (*this)[key] : std::string(); });
}

EstimateTable Words::estimate_table() const {
  return [this](std::string_view key) {
    const auto found = table_.find("estimate." + std::string(key));
    return found == table_.end() ? std::string(key) : found->second;
  };
}

std::string_view Words::mark() const {
  const auto found = table_.find("estimate.decimal");
  return found == table_.end() ? std::string_view(".") : std::string_view(found->second);
}

std::string Words::figure(double value) const { return text::figure(value, mark()); }
std::string Words::fixed(double value, int decimals) const {
  return text::fixed(value, decimals, mark());
}
std::string Words::percent(double fraction) const { return text::percent(fraction); }
std::string Words::percent_beside(double fraction, double other) const {
  return text::percent_beside(fraction, other, mark());
}
std::string Words::percent_among(double fraction, std::span<const double> others) const {
  return text::percent_among(fraction, others, mark());
}
std::vector<std::string> Words::percents(std::span<const double> fractions) const {
  return text::percents(fractions, mark());
}

std::vector<std::string> Words::percents_and_change(std::span<const double> fractions) const {
  return text::percents_and_change(fractions, mark());
}

}  // namespace lesion::viewer
