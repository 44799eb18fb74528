#include "wasm/viewer/state/key_action.h"

#include <string>

#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/jump.h"
#include "wasm/viewer/state/outline_edit.h"
#include "wasm/viewer/state/screens.h"

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

// Keys of the brush that corrects the lesion's outline, while it is at hand; one brings it.
std::optional<Action> outline_action(const ViewerState& state, std::string_view key) {
  if (!outline_editable(state)) return std::nullopt;
  const OutlineTool& tool = state.outline_tool;
  if (key == "2") return OutlineAction(ShowOutlineTool{!tool.shown});
  if (!tool.shown) return std::nullopt;
  if (key == "3") return OutlineAction(SetOutlineBrush{!tool.adds});
  if (key == "Enter" && tool.aim) {
    return OutlineAction(PaintOutline{.at = *tool.aim, .rests = true});
  }
  if (key == "Backspace") return OutlineAction(UndoOutline{});
  if (key == "0") return OutlineAction(ResetOutline{});
  if (key == "[") return OutlineAction(StepOutlineBrush{-1});
  if (key == "]") return OutlineAction(StepOutlineBrush{1});
  if (key == "ArrowLeft") return OutlineAction(AimOutline{-1, 0});
  if (key == "ArrowRight") return OutlineAction(AimOutline{1, 0});
  if (key == "ArrowUp") return OutlineAction(AimOutline{0, -1});
  if (key == "ArrowDown") return OutlineAction(AimOutline{0, 1});
  return std::nullopt;
}

// Keys of the probe, while it is there to be seen.
std::optional<Action> probe_action(const ViewerState& state, std::string_view key) {
  if (!state.probe || !rules_of(state).one_image) return std::nullopt;
  if (key == "ArrowLeft") return StepProbe{-1, 0};
  if (key == "ArrowRight") return StepProbe{1, 0};
  if (key == "ArrowUp") return StepProbe{0, -1};
  if (key == "ArrowDown") return StepProbe{0, 1};
  return std::nullopt;
}

// To a screen, and from it back.
std::optional<Action> screen_action(const ViewerState& state, std::string_view key) {
  for (const Screen screen : all_screens()) {
    const ScreenRules& rules = rules_of(screen);
    if (!rules.key || key.size() != 1 || (key[0] | 0x20) != rules.key[0]) continue;
    return ShowScreen{state.screen == screen ? rules.back : screen};
  }
  return std::nullopt;
}

// What can be typed of a filter's numbers, and, where filters have names, of a word: other keys
// have names of more than one character.
bool is_taken(const ViewerState& state, std::string_view key) {
  constexpr std::string_view kOfNumbers = "0123456789/ ,.:";
  if (key.empty() || key.size() > 4) return false;
  if (key.size() == 1 && kOfNumbers.find(key) != std::string_view::npos) return true;
  const char first = key.front();
  const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
                      first == '-' || first == '_';
  const bool beyond_ascii = static_cast<unsigned char>(first) >= 0xC2;
  return has_names(state) && (key.size() == 1 ? letter : beyond_ascii);
}

// Keys of all screens.
std::optional<Action> shared_action(const ViewerState& state, std::string_view key) {
  if (key == "PageDown") return StepLayer{1};
  if (key == "PageUp") return StepLayer{-1};
  if (key == "ArrowDown" || key == "ArrowRight") return StepFilter{1};
  if (key == "ArrowUp" || key == "ArrowLeft") return StepFilter{-1};
  if (key == " ") return HoldOverlay{true};
  if (key == "z" || key == "Z") return ToggleOverlay{};
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
  if (key == "i" || key == "I") return ShowProbe{!state.probe};
  if (key == "k" || key == "K") return NextSort{};
  if (key == "q" || key == "Q") return NextImageOrder{};
  if (key == "?") return ShowKeys{!state.keys_shown};
  if (key == "Escape") return Escape{};
  for (const Screen screen : all_screens()) {
    const auto anywhere = rules_of(screen).key_anywhere;
    if (std::optional<Action> action = anywhere ? anywhere(key) : std::nullopt) return action;
  }
  return std::nullopt;
}

}  // namespace

std::string meant_key(std::string_view key, std::string_view code) {
  // From U+0370 on letters are no Latin ones: their first byte in UTF-8 is CD or more.
  const bool one = !key.empty() && key.size() <= 4;
  if (!one || static_cast<unsigned char>(key.front()) < 0xCD) return std::string(key);
  if (code.size() == 4 && code.starts_with("Key"))
    return std::string(1, static_cast<char>(code[3] | 0x20));
  if (code == "BracketLeft") return "[";
  if (code == "BracketRight") return "]";
  if (code == "Comma") return ",";
  if (code == "Period") return ".";
  if (code == "Slash") return "/";
  return std::string(key);
}

bool types_character(std::string_view key) {
  if (key.size() == 1) return key != " ";
  return !key.empty() && key.size() <= 4 && static_cast<unsigned char>(key.front()) >= 0xC2;
}

bool meant_with_alt(std::string_view key) {
  return key == "[" || key == "]" || key == "/" || key == "?";
}

std::optional<Action> own_key_action(const ViewerState& state, std::string_view key) {
  const auto own = rules_of(state).key_action;
  return own ? own(state, key) : std::nullopt;
}

std::optional<Action> key_action(const ViewerState& state, std::string_view key, bool shift) {
  if (!shift) {
    if (std::optional<Action> outline = outline_action(state, key)) return outline;
  }
  if (std::optional<Action> crop = crop_action(state, key, shift)) return crop;
  if (std::optional<Action> probe = probe_action(state, key)) return probe;
  if (std::optional<Action> own = own_key_action(state, key)) return own;
  if (std::optional<Action> shared = shared_action(state, key)) return shared;
  // Last: a new screen's key that means something else already leads nowhere, which a test sees.
  return screen_action(state, key);
}

double scroll_of(const ViewerState& state, std::string_view key) {
  const Scrolling scrolling = rules_of(state).scrolling;
  if (scrolling == Scrolling::kNothing && !state.keys_shown) return 0;
  constexpr double kLine = 0.12;
  constexpr double kPage = 0.8;
  if (state.jump) return 0;
  if (key == ".") return kPage / 2;
  if (key == ",") return -kPage / 2;
  if (!state.keys_shown && scrolling != Scrolling::kWhole) return 0;
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
    if (!text.empty()) text.resize(whole_characters(text, text.size() - 1));
    return EditJump{text};
  }
  if (!is_taken(state, key)) return std::nullopt;
  return EditJump{text + std::string(key)};
}

}  // namespace lesion::viewer
