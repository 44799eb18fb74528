#include "wasm/viewer/words.h"

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
  return text::fill((*this)[key], values);
}

}  // namespace lesion::viewer
