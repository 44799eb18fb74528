// What a screen does with keys, gestures, actions and the mirrored state, as a row of pure
// functions. Whatever is shared (reduce, keys, JSON, mirror, layout, platform, top bar) walks this
// table and knows no screen by name; views.h is the table of what is drawn.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

// What a key or press leads to: wishes to the page (JSON, see web/shared/messages.js), then
// actions.
struct Doing {
  std::vector<std::string> commands;
  std::vector<Action> actions;
};

enum class Scrolling {
  kBeside,   // by , and . what stands beside the image
  kWhole,    // by arrows and pages too: the screen is one panel
  kNothing,  // these keys are the screen's own
};

// Functions that are null: the screen does as Read does, or has nothing of the kind.
struct ScreenRules {
  // The key (lower case) that goes there, and, where the screen is shown already, to `back`. Null:
  // none.
  const char* key = nullptr;
  Screen back = Screen::kRead;
  // The list of keys: words for what `key` does (null: the tab's), and "keys." + own_keys and its
  // ".does" for the keys that have a meaning on the screen only (null: none).
  const char* key_words = nullptr;
  const char* own_keys = nullptr;

  // There is something to show: the tab is there, and the screen is drawn. Never null.
  bool (*there)(const ViewerState&) = nullptr;
  bool whole = false;          // the room between the bars is its own; else panels around an image
  bool wide_side = false;      // the panel beside the image is wide
  bool one_image = false;      // shows the open image on the image pane: crop and probe are there
  bool beside = false;         // where there is room the image as it is stands beside it
  bool bare_first = false;     // the image is bare until responses are asked for
  bool items_on_pane = false;  // things with hints lie on the pane, which a resting finger asks for
  Scrolling scrolling = Scrolling::kBeside;

  // Where drags, wheel and fingers move what is shown. Null: on the layout's pane.
  bool (*over_pane)(const ViewerState&, Point canvas) = nullptr;
  // The pane was pressed, before anything else is made of it.
  std::optional<Action> (*press)(const ViewerState&, Point canvas) = nullptr;
  // What a drag on the pane does, CSS px; nothing, or null: it moves the image. A finger's press is
  // heard once it has become a drag or a tap, so that two fingers are none.
  std::optional<Action> (*drag)(const ViewerState&, double dx, double dy) = nullptr;
  // A wheel over the pane, CSS px, positive: on to the right, down. Null: it zooms.
  Action (*wheel)(const ViewerState&, double dx, double dy) = nullptr;
  // Keys with a meaning on this screen only, before those of all screens.
  std::optional<Action> (*key_action)(const ViewerState&, std::string_view key) = nullptr;
  // Keys of this screen with a meaning on every screen.
  std::optional<Action> (*key_anywhere)(std::string_view key) = nullptr;
  std::optional<Doing> (*enter)(const ViewerState&) = nullptr;
  // What keys and tools mean, as if it were shown on Read. Null: what is shown there.
  ViewerState (*meant)(const ViewerState&) = nullptr;

  // An action of a screen: nothing happens where it is not this one's.
  void (*reduce)(ViewerState&, const ScreenAction&) = nullptr;
  // Any action while the screen is shown, before the others: true where it is done with.
  bool (*reduce_first)(ViewerState&, const Action&) = nullptr;
  // Another model was opened, whichever screen is shown; `state` has it already. `first`: there was
  // none before.
  void (*model_opened)(ViewerState&, bool first) = nullptr;
  // After any change, whichever screen is shown.
  void (*settle)(ViewerState&) = nullptr;

  // A person's action of the screen, as action_from_json() has them.
  std::optional<Action> (*from_json)(const nlohmann::json&) = nullptr;
  // The screen's members of the mirrored state: what the page asks for on every screen (address,
  // save dialog; it is written at every change, so it must be little), and the rest, written only
  // while the screen is shown.
  void (*mirror_always)(nlohmann::ordered_json&, const ViewerState&) = nullptr;
  void (*mirror_shown)(nlohmann::ordered_json&, const ViewerState&) = nullptr;
};

#define LESION_SCREEN(enumerator, room) extern const ScreenRules room##_rules;
#include "wasm/viewer/state/screens.def"
#undef LESION_SCREEN

const ScreenRules& rules_of(Screen screen);
// Of the screen that is chosen.
inline const ScreenRules& rules_of(const ViewerState& state) { return rules_of(state.screen); }
std::span<const Screen> all_screens();
// What is drawn where the chosen one has nothing to show: the first tab's.
inline Screen first_screen() { return all_screens().front(); }
// Chosen, and with something to show.
inline bool shows(const ViewerState& state, Screen screen) {
  return state.screen == screen && rules_of(screen).there(state);
}

// What keys and tools mean now, as if it were shown on Read.
ViewerState meant_state(const ViewerState& state);

}  // namespace lesion::viewer
