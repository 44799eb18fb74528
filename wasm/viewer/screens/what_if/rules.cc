// What if: filters switched off, parts of the image painted over, and what the network says then.
#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/what_if/mirror.h"
#include "wasm/viewer/screens/what_if/reduce.h"
#include "wasm/viewer/screens/what_if/tries.h"
#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

std::optional<Action> key_action(const ViewerState& state, std::string_view key) {
  if (!state.verdict) return std::nullopt;
  if (key == "Backspace") return WhatIfAction(UndoTry{});
  if (key == "Delete") return WhatIfAction(RedoTry{});
  if (key == "0") return WhatIfAction(ResetTry{});
  const WhatIf& what = state.what_if;
  if (key == "2") return WhatIfAction(UseBrush{!what.brush || what.stamps});
  const bool stamps = what.brush && what.stamps;
  if (key == "3") return stamps ? WhatIfAction(UseBrush{false}) : WhatIfAction(UseStamp{});
  if (!what.brush) return std::nullopt;
  if (stamps && key == ",") return WhatIfAction(StepStamp{-1});
  if (stamps && key == ".") return WhatIfAction(StepStamp{1});
  if (key == "ArrowLeft") return WhatIfAction(StepPaint{-1, 0});
  if (key == "ArrowRight") return WhatIfAction(StepPaint{1, 0});
  if (key == "ArrowUp") return WhatIfAction(StepPaint{0, -1});
  if (key == "ArrowDown") return WhatIfAction(StepPaint{0, 1});
  if (key == "[") return WhatIfAction(StepBrush{-1});
  if (key == "]") return WhatIfAction(StepBrush{1});
  return std::nullopt;
}

std::optional<synth::Stamp> in_hand(const WhatIf& what) {
  return what.stamps ? std::optional(what.stamp) : std::nullopt;
}

// Paints, or lays a thing on, where keys aim; without either, the filter that is shown goes off, or
// on again.
std::optional<Doing> enter(const ViewerState& state) {
  if (!state.verdict) return std::nullopt;
  const WhatIf& what = state.what_if;
  Doing doing;
  if (what.brush && !what.aim) return std::nullopt;
  if (what.brush) {
    doing.actions.emplace_back(WhatIfAction(Paint{*what.aim, std::nullopt, in_hand(what)}));
  } else {
    const FilterPlace shown{state.layer, state.filter};
    doing.actions.emplace_back(WhatIfAction(SwitchFilters{{shown}, !is_off(state, shown)}));
  }
  return doing;
}

std::optional<Action> press(const ViewerState& state, Point canvas) {
  if (!state.what_if.brush || !state.image) return std::nullopt;
  const Rect frame = layout_of(state).frame;
  const Size size = state.image->size();
  const Rect image = image_rect(state.view, frame, size, state.canvas.dpr);
  return WhatIfAction(Paint{to_image(canvas, image, size), std::nullopt, in_hand(state.what_if)});
}

std::optional<Action> drag(const ViewerState& state, double dx, double dy) {
  if (!state.what_if.brush || !state.what_if.painting) return std::nullopt;
  return WhatIfAction(PaintOn{dx, dy});
}

// A hand that zooms does not paint any more.
bool reduce_first(ViewerState& state, const Action& action) {
  if (std::holds_alternative<ZoomAt>(action)) state.what_if.painting = false;
  return false;
}

}  // namespace

constinit const ScreenRules what_if_rules = {
    .key = "j",
    .key_words = "keys.j.does",
    .own_keys = "what_if",
    .there = [](const ViewerState& s) { return s.image.has_value(); },
    .wide_side = true,
    .beside = true,
    .press = press,
    .drag = drag,
    .key_action = key_action,
    .enter = enter,
    .reduce =
        [](ViewerState& s, const ScreenAction& action) {
          if (const auto* own = std::get_if<WhatIfAction>(&action)) reduce_what_if(s, *own);
        },
    .reduce_first = reduce_first,
    .settle = settle_what_if,
    .from_json = [](const nlohmann::json& json) -> std::optional<Action> {
      return what_if_action_from_json(json);
    },
    .mirror_always = [](nlohmann::ordered_json& json,
                        const ViewerState&) { json["whatIf"] = nullptr; },
    .mirror_shown = [](nlohmann::ordered_json& json,
                       const ViewerState& s) { json["whatIf"] = what_if_json(s); },
};

}  // namespace lesion::viewer
