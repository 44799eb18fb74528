#include "core/model/card_edit.h"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "core/model/card.h"
#include "core/plain_error.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostParts = 16;  // of a member's place

tl::unexpected<Error> refused(const std::string& why) {
  return fail(ErrorKind::kInvalidArgument, why);
}

std::vector<std::string> parts_of(std::string_view place) {
  std::vector<std::string> parts(1);
  for (const char letter : place) {
    if (letter == '.') {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

// The member `name` of `json`, null where there is none; of a list, its entry of that number.
ordered_json* member(ordered_json& json, const std::string& name) {
  if (json.is_object()) {
    const auto found = json.find(name);
    return found == json.end() ? nullptr : &*found;
  }
  if (!json.is_array() || name.empty() || name.size() > 6 ||
      name.find_first_not_of("0123456789") != std::string::npos) {
    return nullptr;
  }
  const auto index = static_cast<std::size_t>(std::stoul(name));
  return index < json.size() ? &json[index] : nullptr;
}

ordered_json value_of(const std::string& text, const ordered_json* before) {
  auto json = ordered_json::parse(text, nullptr, false);
  const bool stays_text = before != nullptr && before->is_string() && !json.is_null();
  if (json.is_discarded() || (stays_text && !json.is_string())) return text;
  return json;
}

Result<void> apply(ordered_json& card, const CardChange& change) {
  const auto& [place, text] = change;
  const auto parts = parts_of(place);
  if (place == "schema") return refused("the schema of a model card is not to be chosen");
  ordered_json* at = &card;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    ordered_json* next = parts.size() > kMostParts ? nullptr : member(*at, parts[i]);
    // What groups members may be missing yet: operating_point, compression, input.crop.
    if (next == nullptr && at->is_object() && parts.size() <= kMostParts) {
      next = &((*at)[parts[i]] = ordered_json::object());
    }
    if (next == nullptr) return refused("the model card has no " + place);
    at = next;
  }
  ordered_json* before = member(*at, parts.back());
  if (before == nullptr && !at->is_object()) return refused("the model card has no " + place);
  auto value = value_of(text, before);
  if (value.is_null() && at->is_object()) {
    at->erase(parts.back());
  } else if (before != nullptr) {
    *before = std::move(value);
  } else {
    (*at)[parts.back()] = std::move(value);
  }
  return {};
}

// The input of schema 1 in the words of schema 2.
void renew(ordered_json& card) {
  if (card.value("schema", ordered_json()) == 1 && card["input"].is_object()) {
    ordered_json& input = card["input"];
    const auto size = input.value("size", ordered_json());
    const auto fraction = input.value("crop_fraction", ordered_json());
    input.erase("size");
    input.erase("crop_fraction");
    input["width"] = size;
    input["height"] = size;
    input["crop"] = {{"kind", kCropKindNames[0]}, {"fraction", fraction}};
  }
  card["schema"] = kCardSchema;
}

// What a reader of this version makes of `json`: a member that isn't there, or that only stands
// among what nobody knows, is none that a card has.
Result<void> check_place(const std::string& place, const ordered_json& known, ModelCard& card) {
  if (place.find('.') == std::string::npos && !card.extra.empty()) {
    const auto extra = ordered_json::parse(card.extra, nullptr, false);
    if (extra.contains(place)) return refused("a model card has no member " + place);
  }
  ordered_json seen = known;
  ordered_json* at = &seen;
  for (const auto& part : parts_of(place)) {
    at = member(*at, part);
    if (at == nullptr) return refused("a model card has no member " + place);
  }
  return {};
}

}  // namespace

Result<std::string> edited_card(std::string_view json, std::span<const CardChange> changes,
                                const std::vector<std::string>& labels) {
  ordered_json card{{"name", ""},
                    {"architecture", "unknown"},
                    {"input", ordered_json::object()},
                    {"positive_class", 1},
                    {"temperature", 1}};
  if (!json.empty()) {
    // Bounds its depth and size.
    if (const auto valid = card_from_json(json); !valid) {
      return tl::unexpected<Error>(valid.error());
    }
    card = ordered_json::parse(json, nullptr, false);
  }
  renew(card);
  for (const auto& change : changes) {
    if (const auto done = apply(card, change); !done) return tl::unexpected<Error>(done.error());
  }
  if (!labels.empty()) card["classes"] = labels;
  const auto text = card.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  auto read = card_from_json(text);
  if (!read) return tl::unexpected<Error>(read.error());
  const auto known = ordered_json::parse(to_json(*read), nullptr, false);
  for (const auto& [place, value] : changes) {
    if (value == "null") continue;
    if (const auto done = check_place(place, known, *read); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return text;
}

}  // namespace lesion
