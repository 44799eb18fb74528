// Reading a field of JSON into a value of C++, where nothing is known of who wrote the JSON.
#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace lesion {

// Each overload says whether `value` is of the kind of `out` and within its range, and sets `out`
// only then. nlohmann's get() throws for the first and is undefined for the second.
inline bool read_json(const nlohmann::ordered_json& value, bool& out) {
  if (!value.is_boolean()) return false;
  out = value.get<bool>();
  return true;
}

inline bool read_json(const nlohmann::ordered_json& value, std::string& out) {
  if (!value.is_string()) return false;
  out = value.get<std::string>();
  return true;
}

template <std::integral T>
bool read_json(const nlohmann::ordered_json& value, T& out) {
  if (!value.is_number_integer()) return false;
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (!std::in_range<T>(number)) return false;
    out = static_cast<T>(number);
    return true;
  }
  const auto number = value.get<std::int64_t>();
  if (!std::in_range<T>(number)) return false;
  out = static_cast<T>(number);
  return true;
}

template <std::floating_point T>
bool read_json(const nlohmann::ordered_json& value, T& out) {
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  if (!(std::abs(number) <= std::numeric_limits<T>::max())) return false;
  out = static_cast<T>(number);
  return true;
}

template <typename T, std::size_t N>
bool read_json(const nlohmann::ordered_json& value, std::array<T, N>& out) {
  if (!value.is_array() || value.size() != N) return false;
  std::array<T, N> items{};
  for (std::size_t i = 0; i < N; ++i) {
    if (!read_json(value[i], items[i])) return false;
  }
  out = items;
  return true;
}

template <typename T>
bool read_json(const nlohmann::ordered_json& value, std::vector<T>& out) {
  if (!value.is_array()) return false;
  std::vector<T> items(value.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!read_json(value[i], items[i])) return false;
  }
  out = std::move(items);
  return true;
}

// The field `key` of an object; false where there is none.
template <typename T>
bool read_json(const nlohmann::ordered_json& object, const char* key, T& out) {
  const auto found = object.find(key);
  return found != object.end() && read_json(*found, out);
}

}  // namespace lesion
