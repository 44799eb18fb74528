#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/json_members.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/outline_edit.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

using Json = nlohmann::json;
using Parsed = std::optional<Action>;

template <typename Enum, std::size_t N>
std::optional<Enum> choice(const Json& json, const char* key,
                           const std::array<const char*, N>& names) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return by_name<Enum>(names, *found->get_ptr<const std::string*>());
}

// The action made of `value`, or nothing where there is none.
template <typename Make, typename Value>
Parsed with(const std::optional<Value>& value, Make make) {
  if (!value) return std::nullopt;
  return Action(make(*value));
}

Parsed parse_select(const Json& json) {
  const Select select{integer(json, "layer"), integer(json, "filter")};
  if (!select.layer && !select.filter) return std::nullopt;
  return select;
}

Parsed parse_zoom(const Json& json) {
  const std::optional<double> factor = member_number(json, "factor");
  if (!factor || *factor <= 0) return std::nullopt;
  ZoomAt zoom{*factor, std::nullopt};
  const std::optional<double> x = member_number(json, "x");
  const std::optional<double> y = member_number(json, "y");
  if (x && y) zoom.at = Point{*x, *y};
  return zoom;
}

Parsed parse_crop(const Json& json) {
  const std::optional<double> x = member_number(json, "x");
  const std::optional<double> y = member_number(json, "y");
  const std::optional<double> width = member_number(json, "width");
  if (!x || !y || !width) return std::nullopt;
  return SetCrop{{*x, *y, *width, *width}};  // the height follows from the input's aspect
}

// None, or one that there is.
Parsed parse_outline(const Json& json) {
  const std::optional<std::string> name = words(json, "name");
  const std::optional<Concept> what = name ? concept_named(*name) : std::nullopt;
  if (name && !name->empty() && !what) return std::nullopt;
  return SetOutline{what};
}

using Parser = Parsed (*)(const Json&);

const std::map<std::string, Parser, std::less<>>& parsers() {
  static const std::map<std::string, Parser, std::less<>> table = {
      {"screen",
       [](const Json& j) {
         return with(choice<Screen>(j, "screen", kScreenNames),
                     [](Screen v) { return ShowScreen{v}; });
       }},
      {"select", parse_select},
      {"most-notable", [](const Json&) { return Parsed(SelectMostNotable{}); }},
      {"step-layer",
       [](const Json& j) { return with(integer(j, "by"), [](int v) { return StepLayer{v}; }); }},
      {"step-filter",
       [](const Json& j) { return with(integer(j, "by"), [](int v) { return StepFilter{v}; }); }},
      {"overlay",
       [](const Json& j) {
         return with(truth(j, "visible"), [](bool v) { return ShowOverlay{v}; });
       }},
      {"toggle-overlay", [](const Json&) { return Parsed(ToggleOverlay{}); }},
      {"hold-overlay",
       [](const Json& j) { return with(truth(j, "held"), [](bool v) { return HoldOverlay{v}; }); }},
      {"opacity",
       [](const Json& j) {
         return with(member_number(j, "value"),
                     [](double v) { return SetOpacity{static_cast<float>(v)}; });
       }},
      {"step-opacity",
       [](const Json& j) { return with(integer(j, "by"), [](int v) { return StepOpacity{v}; }); }},
      {"scale-mode",
       [](const Json& j) {
         return with(choice<ScaleMode>(j, "mode", kScaleModeNames),
                     [](ScaleMode v) { return SetScaleMode{v}; });
       }},
      {"next-scale-mode", [](const Json&) { return Parsed(NextScaleMode{}); }},
      {"smoothing",
       [](const Json& j) {
         return with(choice<Smoothing>(j, "value", kSmoothingNames),
                     [](Smoothing v) { return SetSmoothing{v}; });
       }},
      {"toggle-smoothing", [](const Json&) { return Parsed(ToggleSmoothing{}); }},
      {"palette",
       [](const Json& j) {
         return with(choice<Palette>(j, "value", kPaletteNames),
                     [](Palette v) { return SetPalette{v}; });
       }},
      {"next-palette", [](const Json&) { return Parsed(NextPalette{}); }},
      {"sort",
       [](const Json& j) {
         return with(choice<SortBy>(j, "by", kSortNames), [](SortBy v) { return SetSort{v}; });
       }},
      {"only", [](const Json& j) { return Parsed(ShowOnly{words(j, "name")}); }},
      {"list-order",
       [](const Json& j) {
         static constexpr std::array kOrders = {"response", "effect"};
         return with(choice<int>(j, "by", kOrders), [](int v) { return ListByEffect{v == 1}; });
       }},
      {"next-sort", [](const Json&) { return Parsed(NextSort{}); }},
      {"image-order",
       [](const Json& j) {
         return with(choice<ImageOrder>(j, "by", kImageOrderNames),
                     [](ImageOrder v) { return SetImageOrder{v}; });
       }},
      {"next-image-order", [](const Json&) { return Parsed(NextImageOrder{}); }},
      {"contour",
       [](const Json& j) {
         return with(integer(j, "level"), [](int v) { return ToggleContour{v}; });
       }},
      {"fill",
       [](const Json& j) { return with(truth(j, "shown"), [](bool v) { return ShowFill{v}; }); }},
      {"next-contours", [](const Json&) { return Parsed(NextContours{}); }},
      {"mark",
       [](const Json& j) {
         return with(words(j, "which"),
                     [](const std::string& v) { return MarkFilter{v == "b" || v == "B"}; });
       }},
      {"flip", [](const Json&) { return Parsed(Flip{}); }},
      {"jump",
       [](const Json& j) {
         return with(words(j, "to"), [](std::string v) { return EditJump{std::move(v)}; });
       }},
      {"commit-jump", [](const Json&) { return Parsed(CommitJump{}); }},
      {"threshold", [](const Json& j) { return Parsed(SetThreshold{member_number(j, "value")}); }},
      {"language",
       [](const Json& j) {
         return with(words(j, "code"), [](std::string v) { return SetLanguage{std::move(v)}; });
       }},
      {"text-scale",
       [](const Json& j) {
         return with(member_number(j, "value"), [](double v) { return SetTextScale{v}; });
       }},
      {"shortcuts",
       [](const Json& j) { return with(truth(j, "on"), [](bool v) { return SetShortcuts{v}; }); }},
      {"page-version",
       [](const Json& j) {
         return with(words(j, "text"), [](std::string v) { return PageVersion{std::move(v)}; });
       }},
      {"zoom", parse_zoom},
      {"pan",
       [](const Json& j) {
         return Parsed(Pan{member_number(j, "dx").value_or(0), member_number(j, "dy").value_or(0)});
       }},
      {"zoom-fit", [](const Json&) { return Parsed(ZoomFit{}); }},
      {"zoom-one", [](const Json&) { return Parsed(ZoomOne{}); }},
      {"crop", parse_crop},
      {"crop-whole", [](const Json&) { return Parsed(WholeCrop{}); }},
      {"crop-reset", [](const Json&) { return Parsed(ResetCrop{}); }},
      {"crop-step",
       [](const Json& j) {
         return Parsed(StepCrop{integer(j, "x").value_or(0), integer(j, "y").value_or(0)});
       }},
      {"crop-scale",
       [](const Json& j) { return with(integer(j, "steps"), [](int v) { return ScaleCrop{v}; }); }},
      {"crop-tool",
       [](const Json& j) {
         return with(truth(j, "shown"), [](bool v) { return ShowCropTool{v}; });
       }},
      {"fit-square", [](const Json&) { return Parsed(FitSquare{}); }},
      {"outline", parse_outline},
      {"next-outline", [](const Json&) { return Parsed(NextOutline{}); }},
      {"abcd",
       [](const Json& j) { return with(truth(j, "shown"), [](bool v) { return ShowAbcd{v}; }); }},
      {"probe",
       [](const Json& j) { return with(truth(j, "shown"), [](bool v) { return ShowProbe{v}; }); }},
      {"step-probe",
       [](const Json& j) {
         return Parsed(StepProbe{integer(j, "x").value_or(0), integer(j, "y").value_or(0)});
       }},
      {"ask-spread", [](const Json&) { return Parsed(AskSpread{}); }},
      {"drop-spread", [](const Json&) { return Parsed(DropSpread{}); }},
      {"remove-image",
       [](const Json& j) { return with(integer(j, "id"), [](int v) { return RemoveImage{v}; }); }},
      {"restore-image",
       [](const Json& j) -> Parsed {
         const auto id = integer(j, "id");
         const auto from = integer(j, "from");
         const auto name = words(j, "name");
         if (!id || !from || !name) return std::nullopt;
         return RestoreImage{*id, *from, *name};
       }},
      {"figures-copied",
       [](const Json& j) {
         return with(truth(j, "said"), [](bool v) { return FiguresCopied{v}; });
       }},
      {"keys",
       [](const Json& j) { return with(truth(j, "shown"), [](bool v) { return ShowKeys{v}; }); }},
      {"dismiss-error", [](const Json&) { return Parsed(DismissError{}); }},
      {"escape", [](const Json&) { return Parsed(Escape{}); }},
  };
  return table;
}

}  // namespace

std::optional<Action> action_from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto type = json.find("type");
  if (type == json.end() || !type->is_string()) return std::nullopt;
  const auto parser = parsers().find(*type->get_ptr<const std::string*>());
  if (parser == parsers().end()) {
    if (const auto outline = outline_action_from_json(json)) return Action(*outline);
    if (const auto scale = scale_action_from_json(json)) return Action(*scale);
    for (const Screen screen : all_screens()) {
      const auto from_json = rules_of(screen).from_json;
      if (std::optional<Action> own = from_json ? from_json(json) : std::nullopt) return own;
    }
    return std::nullopt;
  }
  return parser->second(json);
}

}  // namespace lesion::viewer
