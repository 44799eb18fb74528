#include "wasm/viewer/state/key_action.h"

#include <cmath>
#include <string>

#include "wasm/viewer/state/compare_action.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/sheet_layout.h"

namespace lesion::viewer {
namespace {

// Keys of the crop: with Shift always, without it while its tool is open.
std::optional<Action> crop_action(const ViewerState& state, std::string_view key, bool shift) {
  if (!crop_movable(state)) return std::nullopt;
  if (key == "r" || key == "R") return ShowCropTool{!state.crop_tool};
  if (key == "0") return ResetCrop{};
  if (key == "w" || key == "W") {
    const bool whole = seen_kind(state) == RegionKind::kWhole && !crop_pending(state);
    return whole ? Action(ResetCrop{}) : Action(WholeCrop{});
  }
  const bool tool = state.crop_tool;
  if (tool && key == "Enter") return ShowCropTool{false};
  if (tool && (key == "+" || key == "=")) return ScaleCrop{1};
  if (tool && key == "-") return ScaleCrop{-1};
  if (!tool && !shift) return std::nullopt;
  if (key == "ArrowLeft") return StepCrop{-1, 0};
  if (key == "ArrowRight") return StepCrop{1, 0};
  if (key == "ArrowUp") return StepCrop{0, -1};
  if (key == "ArrowDown") return StepCrop{0, 1};
  if (shift && key == "PageUp") return ScaleCrop{1};
  if (shift && key == "PageDown") return ScaleCrop{-1};
  return std::nullopt;
}

// Keys of the probe, while it is there.
std::optional<Action> probe_action(const ViewerState& state, std::string_view key) {
  if (!state.probe) return std::nullopt;
  if (key == "ArrowLeft") return StepProbe{-1, 0};
  if (key == "ArrowRight") return StepProbe{1, 0};
  if (key == "ArrowUp") return StepProbe{0, -1};
  if (key == "ArrowDown") return StepProbe{0, 1};
  return std::nullopt;
}

// Keys of the model's screen: the operating point by hundredths, and back to the model's own.
std::optional<Action> model_action(const ViewerState& state, std::string_view key) {
  if (state.screen != Screen::kModel || !threshold_movable(state)) return std::nullopt;
  const auto moved = [&](int by) {
    return SetThreshold{std::round(threshold_of(state) * 100 + by) / 100};
  };
  if (key == "ArrowLeft") return moved(-1);
  if (key == "ArrowRight") return moved(1);
  if (key == "0") return SetThreshold{};
  return std::nullopt;
}

// Keys of the Compare screen only.
std::optional<Action> compare_key(const ViewerState& state, std::string_view key) {
  if (state.screen != Screen::kCompare) return std::nullopt;
  if (key == "0") return ZoomFit{};
  if (key == "2" || key == "4") return CompareAction(SetPaneCount{key == "2" ? 2 : 4});
  if (key == ".") return CompareAction(StepPane{1});
  if (key == ",") return CompareAction(StepPane{-1});
  if (key == "n" || key == "N") return CompareAction(StepPanePicture{1});
  if (key == "p" || key == "P") return CompareAction(StepPanePicture{-1});
  return std::nullopt;
}

// Keys of the Sheet screen only. Enter opens what the cursor stands on; that is the page's.
std::optional<Action> sheet_key(const ViewerState& state, std::string_view key) {
  if (state.screen != Screen::kSheet || !state.picture) return std::nullopt;
  if (key == "ArrowLeft") return SheetAction(StepSheet{-1, 0});
  if (key == "ArrowRight") return SheetAction(StepSheet{1, 0});
  if (key == "ArrowUp") return SheetAction(StepSheet{0, -1});
  if (key == "ArrowDown") return SheetAction(StepSheet{0, 1});
  const double page = sheet_layout(state).body.height * 0.8;
  if (key == "PageDown" || key == ".") return SheetAction(ScrollSheet{0, page});
  if (key == "PageUp" || key == ",") return SheetAction(ScrollSheet{0, -page});
  if (key == "0") return ZoomFit{};
  if (key == "Delete" || key == "Backspace") {
    const int column = state.sheet.cursor.column;
    if (state.sheet.cursor.shown && column >= 0) return SheetAction(RemoveSheetColumn{column});
  }
  return std::nullopt;
}

}  // namespace

std::optional<Action> key_action(const ViewerState& state, std::string_view key, bool shift) {
  if (std::optional<Action> crop = crop_action(state, key, shift)) return crop;
  if (std::optional<Action> probe = probe_action(state, key)) return probe;
  if (std::optional<Action> model = model_action(state, key)) return model;
  if (key == "h" || key == "H") {
    return ShowScreen{state.screen == Screen::kCompare ? Screen::kRead : Screen::kCompare};
  }
  if (key == "u" || key == "U") {
    return ShowScreen{state.screen == Screen::kSheet ? Screen::kRead : Screen::kSheet};
  }
  if (std::optional<Action> compare = compare_key(state, key)) return compare;
  if (std::optional<Action> sheet = sheet_key(state, key)) return sheet;
  if (key == "PageDown") return StepLayer{1};
  if (key == "PageUp") return StepLayer{-1};
  if (key == "ArrowDown" || key == "ArrowRight") return StepFilter{1};
  if (key == "ArrowUp" || key == "ArrowLeft") return StepFilter{-1};
  if (key == " ") return HoldOverlay{true};
  if (key == "[") return StepOpacity{-1};
  if (key == "]") return StepOpacity{1};
  if (key == "f" || key == "F") return ZoomFit{};
  if (key == "1") return ZoomOne{};
  if (key == "+" || key == "=") return ZoomAt{1.25, std::nullopt};
  if (key == "-") return ZoomAt{1 / 1.25, std::nullopt};
  if (key == "s" || key == "S") return NextScaleMode{};
  if (key == "x" || key == "X") return ToggleSmoothing{};
  if (key == "c" || key == "C") return NextPalette{};
  if (key == "l" || key == "L") return NextContours{};
  if (key == "a" || key == "A") return MarkFilter{false};
  if (key == "b" || key == "B") return MarkFilter{true};
  if (key == "v" || key == "V") return Flip{};
  if (key == "g" || key == "G" || key == "/") return EditJump{""};
  if (key == "m" || key == "M") {
    return ShowScreen{state.screen == Screen::kModel ? Screen::kRead : Screen::kModel};
  }
  if (key == "e" || key == "E") {
    return ShowScreen{state.screen == Screen::kRead ? Screen::kExplore : Screen::kRead};
  }
  if (key == "i" || key == "I") return ShowProbe{!state.probe};
  if (key == "t" || key == "T") return SheetAction(AddSheetColumn{});
  if (key == "k" || key == "K") return NextSort{};
  if (key == "q" || key == "Q") return NextPictureOrder{};
  if (key == "?") return ShowKeys{!state.keys_shown};
  if (key == "Escape") return Escape{};
  return std::nullopt;
}

double scroll_of(const ViewerState& state, std::string_view key) {
  // There, nothing scrolls, and these keys go from pane to pane.
  const bool own = state.screen == Screen::kCompare || state.screen == Screen::kSheet;
  if (own && !state.keys_shown) return 0;
  constexpr double kLine = 0.12;
  constexpr double kPage = 0.8;
  if (state.jump) return 0;
  if (key == ".") return kPage / 2;
  if (key == ",") return -kPage / 2;
  if (!state.keys_shown && state.screen != Screen::kModel) return 0;
  if (key == "ArrowDown") return kLine;
  if (key == "ArrowUp") return -kLine;
  if (key == "PageDown") return kPage;
  if (key == "PageUp") return -kPage;
  return 0;
}

std::optional<Action> typed_action(const ViewerState& state, std::string_view key) {
  std::string text = *state.jump;
  if (key == "Enter") return CommitJump{};
  if (key == "Escape") return Escape{};
  if (key == "Backspace") {
    if (!text.empty()) text.pop_back();
    return EditJump{text};
  }
  constexpr std::string_view kTaken = "0123456789/ ,.:";
  if (key.size() != 1 || kTaken.find(key) == std::string_view::npos) return std::nullopt;
  return EditJump{text + std::string(key)};
}

}  // namespace lesion::viewer
