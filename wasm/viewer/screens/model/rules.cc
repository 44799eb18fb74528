// Model: the card of the model that is open, and the settings.
#include <cmath>

#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

// The operating point by hundredths, and back to the model's own.
std::optional<Action> key_action(const ViewerState& state, std::string_view key) {
  if (!threshold_movable(state) || !threshold_of(state)) return std::nullopt;
  const auto moved = [&](int by) {
    return SetThreshold{std::round(*threshold_of(state) * 100 + by) / 100};
  };
  if (key == "ArrowLeft") return moved(-1);
  if (key == "ArrowRight") return moved(1);
  if (key == "0") return SetThreshold{};
  return std::nullopt;
}

}  // namespace

constinit const ScreenRules model_rules = {
    .key = "m",
    .key_words = "keys.m.does",
    .own_keys = "point",
    .there = [](const ViewerState& s) { return s.model != nullptr; },
    .whole = true,
    .scrolling = Scrolling::kWhole,
    .over_pane = [](const ViewerState&, Point) { return false; },
    .key_action = key_action,
};

}  // namespace lesion::viewer
