// Reads untrusted JSON key by key; the first thing that is wrong is kept as a sentence that names
// the key, and everything read after it is a harmless default.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace lesion {

class CardReader {
 public:
  // `path` is the name of `object` in errors, "" for the root. `error` outlives the reader.
  CardReader(const nlohmann::json& object, std::string path, std::optional<Error>& error)
      : object_(object), path_(std::move(path)), error_(error) {}

  bool has(const char* key) const {
    const auto at = object_.find(key);
    return at != object_.end() && !at->is_null();
  }

  // `code` is one whose sentence has a place for the key.
  void refuse(std::string_view key, ErrorCode code, ErrorValues values = {}) const {
    if (error_) return;
    values.emplace_back("key", name(key));
    error_ = Error(code, std::move(values));
  }

  std::string text(const char* key) const {
    const auto& value = find(key);
    if (value.is_string()) return value.get_ref<const std::string&>();
    refuse_missing_or(key, ErrorCode::kCardNotText);
    return {};
  }

  std::string text_or(const char* key, std::string fallback) const {
    return has(key) ? text(key) : std::move(fallback);
  }

  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> result;
    const auto& value = find(key);
    if (!value.is_array()) {
      refuse_missing_or(key, ErrorCode::kCardNotTexts);
      return result;
    }
    for (const auto& entry : value) {
      if (!entry.is_string()) {
        refuse(key, ErrorCode::kCardNotTexts);
        return {};
      }
      result.push_back(entry.get_ref<const std::string&>());
    }
    return result;
  }

  void require(const char* key) const {
    if (!has(key)) refuse(key, ErrorCode::kCardMissing);
  }

  // The enumerator whose name, of `names` in the enumerators' order, stands under `key`.
  template <typename Enum, std::size_t N>
  Enum choice(const char* key, const std::array<const char*, N>& names) const {
    const auto& value = find(key);
    std::string known;
    for (std::size_t i = 0; i < N; ++i) {
      if (value.is_string() && value.get_ref<const std::string&>() == names[i]) {
        return static_cast<Enum>(i);
      }
      known += (i == 0 ? "" : ", ") + std::string(names[i]);
    }
    refuse_missing_or(key, ErrorCode::kCardNotChoice, {{"choices", known}});
    return Enum{};
  }

  // The members of the object that are not among `known`, as the text of an object; "" for none.
  std::string others(std::initializer_list<const char*> known) const {
    auto rest = nlohmann::json::object();
    for (const auto& [key, value] : object_.items()) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      if (!flat_enough(value, kMostDepth)) {
        refuse(key, ErrorCode::kCardTooDeep);
        return {};
      }
      rest[key] = value;
    }
    return rest.empty() ? "" : rest.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  bool boolean(const char* key) const {
    const auto& value = find(key);
    if (value.is_boolean()) return value.get<bool>();
    refuse_missing_or(key, ErrorCode::kCardNotBoolean);
    return false;
  }

  // Within low..high, both included.
  double number(const char* key, double low, double high) const {
    const auto& value = find(key);
    if (!value.is_number()) {
      refuse_missing_or(key, ErrorCode::kCardNotNumber);
      return low;
    }
    const auto number = value.get<double>();
    if (!(number >= low && number <= high)) {
      refuse(key, ErrorCode::kCardOutOfRange, {{"low", low}, {"high", high}});
      return low;
    }
    return number;
  }

  float single(const char* key) const {
    constexpr double kMost = std::numeric_limits<float>::max();
    const auto& value = find(key);
    if (!value.is_number()) {
      refuse_missing_or(key, ErrorCode::kCardNotNumber);
      return 0;
    }
    const auto number = value.get<double>();
    if (!(number >= -kMost && number <= kMost)) {
      refuse(key, ErrorCode::kCardNotSingle);
      return 0;
    }
    return static_cast<float>(number);
  }

  std::vector<double> numbers(const char* key) const {
    constexpr double kMost = std::numeric_limits<float>::max();
    std::vector<double> result;
    const auto& value = find(key);
    if (!value.is_array()) {
      refuse_missing_or(key, ErrorCode::kCardNotNumbers);
      return result;
    }
    for (const auto& entry : value) {
      const double number = entry.is_number() ? entry.get<double>() : kMost * 2;
      if (!(number >= -kMost && number <= kMost)) {
        refuse(key, ErrorCode::kCardNotNumbers);
        return {};
      }
      result.push_back(number);
    }
    return result;
  }

  int integer(const char* key, int low, int high) const {
    const auto& value = find(key);
    // An unsigned number above int64's range would wrap when read as signed.
    const bool fits =
        value.is_number_integer() &&
        (!value.is_number_unsigned() ||
         value.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<int>::max()});
    if (!value.is_number_integer()) {
      refuse_missing_or(key, ErrorCode::kCardNotInteger);
      return low;
    }
    const auto number = fits ? value.get<std::int64_t>() : std::numeric_limits<std::int64_t>::max();
    if (number < low || number > high) {
      refuse(key, ErrorCode::kCardOutOfRange, {{"low", low}, {"high", high}});
      return low;
    }
    return static_cast<int>(number);
  }

  std::uint64_t unsigned_integer(const char* key) const {
    const auto& value = find(key);
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    refuse_missing_or(key, ErrorCode::kCardNotUnsigned);
    return 0;
  }

  // The object under `key`; an empty one, with the error noted, where there is none.
  CardReader child(const char* key) const {
    const auto& value = find(key);
    if (value.is_object()) return CardReader(value, name(key), error_);
    refuse_missing_or(key, ErrorCode::kCardNotObject);
    return CardReader(empty_object(), name(key), error_);
  }

  // Calls read(reader) for each object of the list under `key`; a missing key is an empty list.
  template <typename Read>
  void each(const char* key, Read read) const {
    if (!has(key)) return;
    const auto& value = find(key);
    if (!value.is_array()) {
      refuse(key, ErrorCode::kCardNotList);
      return;
    }
    for (std::size_t i = 0; i < value.size() && !error_; ++i) {
      const auto entry = std::string(key) + "[" + std::to_string(i) + "]";
      if (!value[i].is_object()) {
        refuse(entry, ErrorCode::kCardNotObject);
        return;
      }
      read(CardReader(value[i], name(entry), error_));
    }
  }

 private:
  static const nlohmann::json& empty_object() {
    static const nlohmann::json kEmpty = nlohmann::json::object();
    return kEmpty;
  }
  static const nlohmann::json& null() {
    static const nlohmann::json kNull;
    return kNull;
  }
  // Members that nobody knows are copied and written by functions that call themselves for every
  // level: a file must not choose how often.
  static constexpr int kMostDepth = 32;
  static bool flat_enough(const nlohmann::json& value, int levels) {
    if (!value.is_structured()) return true;
    if (levels == 0) return false;
    return std::all_of(value.begin(), value.end(), [levels](const nlohmann::json& inner) {
      return flat_enough(inner, levels - 1);
    });
  }

  const nlohmann::json& find(const char* key) const {
    const auto at = object_.find(key);
    return at == object_.end() ? null() : *at;
  }
  std::string name(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  }
  void refuse_missing_or(const char* key, ErrorCode code, ErrorValues values = {}) const {
    if (has(key)) {
      refuse(key, code, std::move(values));
    } else {
      refuse(key, ErrorCode::kCardMissing);
    }
  }

  const nlohmann::json& object_;
  std::string path_;
  std::optional<Error>& error_;
};

}  // namespace lesion
