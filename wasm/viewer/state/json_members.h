// Members of an action's JSON.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "wasm/viewer/state/filter_place.h"

namespace lesion::viewer {

inline std::optional<double> member_number(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// A number beyond what an int holds counts as the end of its range.
inline std::optional<int> integer(const nlohmann::json& json, const char* key) {
  const std::optional<double> value = member_number(json, key);
  if (!value) return std::nullopt;
  return static_cast<int>(std::lround(std::fmax(-1e9, std::fmin(1e9, *value))));
}

inline std::optional<bool> truth(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_boolean()) return std::nullopt;
  return found->get<bool>();
}

inline std::optional<std::string> words(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return *found->get_ptr<const std::string*>();
}

// [[layer,filter],..], `most` of them at most; nothing where it is no such list.
inline std::optional<std::vector<FilterPlace>> filter_places(const nlohmann::json& json,
                                                             const char* key, std::size_t most) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array() || found->size() > most) return std::nullopt;
  std::vector<FilterPlace> places;
  for (const nlohmann::json& one : *found) {
    if (!one.is_array() || one.size() != 2 || !one[0].is_number() || !one[1].is_number()) {
      return std::nullopt;
    }
    const nlohmann::json place = {{"layer", one[0]}, {"filter", one[1]}};
    const std::optional<int> layer = integer(place, "layer");
    const std::optional<int> filter = integer(place, "filter");
    if (!layer || !filter) return std::nullopt;
    places.push_back({*layer, *filter});
  }
  return places;
}

}  // namespace lesion::viewer
