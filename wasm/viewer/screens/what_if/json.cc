#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/what_if/reduce.h"
#include "wasm/viewer/state/json_members.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kMostPlaces = 100'000;

std::optional<WhatIfAction> drawn_images(const nlohmann::json& json) {
  const auto found = json.find("images");
  if (found == json.end() || !found->is_array() || found->size() > kMostPlaces) return std::nullopt;
  NoteDrawn drawn;
  for (const nlohmann::json& one : *found) {
    if (!one.is_number_integer()) return std::nullopt;
    drawn.images.push_back(one.get<int>());
  }
  return drawn;
}

std::optional<WhatIfAction> painting_action(const nlohmann::json& json, const std::string& type) {
  if (type == "what-if-paint") {
    const auto x = member_number(json, "x");
    const auto y = member_number(json, "y");
    if (x && y) return Paint{{*x, *y}, member_number(json, "radius")};
  } else if (type == "what-if-lay") {
    const auto x = member_number(json, "x");
    const auto y = member_number(json, "y");
    const auto what = by_name<synth::Stamp>(synth::kStampNames, words(json, "what").value_or(""));
    if (x && y && what) return Paint{{*x, *y}, member_number(json, "side"), *what};
  } else if (type == "what-if-stamp") {
    const std::optional<std::string> name = words(json, "what");
    const auto what = by_name<synth::Stamp>(synth::kStampNames, name.value_or(""));
    if (what || !name) return UseStamp{what};
  } else if (type == "what-if-stamp-next") {
    return StepStamp{integer(json, "by").value_or(1)};
  } else if (type == "what-if-paint-on") {
    const auto dx = member_number(json, "dx");
    const auto dy = member_number(json, "dy");
    if (dx && dy) return PaintOn{*dx, *dy};
  } else if (type == "what-if-aim") {
    return StepPaint{integer(json, "x").value_or(0), integer(json, "y").value_or(0)};
  } else if (type == "what-if-brush") {
    if (const auto used = truth(json, "used")) return UseBrush{*used};
  } else if (type == "what-if-brush-size") {
    if (const auto by = integer(json, "by")) return StepBrush{*by};
  }
  return std::nullopt;
}

}  // namespace

std::optional<WhatIfAction> what_if_action_from_json(const nlohmann::json& json) {
  const std::optional<std::string> type = words(json, "type");
  if (!type) return std::nullopt;
  if (*type == "what-if-undo") return UndoTry{};
  if (*type == "what-if-redo") return RedoTry{};
  if (*type == "what-if-reset") return ResetTry{};
  if (*type == "what-if-open") return OpenConcept{words(json, "name")};
  if (*type == "what-if-switch") {
    const auto places = filter_places(json, "places", kMostPlaces);
    const auto off = truth(json, "off");
    if (places && off) return SwitchFilters{*places, *off};
  } else if (*type == "what-if-by") {
    const auto by = by_name<ReplaceBy>(kReplaceByNames, words(json, "by").value_or(""));
    if (by) return SetReplaceBy{*by};
  } else if (*type == "what-if-drawn") {
    return drawn_images(json);
  } else if (*type == "what-if-list") {
    const auto by = by_name<WhatIfList>(kWhatIfListNames, words(json, "by").value_or(""));
    if (by) return ListEffects{*by};
  } else if (*type == "what-if-whole") {
    if (const auto whole = truth(json, "whole")) return ShowWholeList{*whole};
  } else if (*type == "what-if-measure") {
    if (const auto wanted = truth(json, "wanted")) return MeasureEffects{*wanted};
  }
  return painting_action(json, *type);
}

}  // namespace lesion::viewer
