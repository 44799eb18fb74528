// What the keys do.
#pragma once

#include <optional>
#include <string_view>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

// What `key` (named as KeyboardEvent.key names it) does now, `shift` held or not; nothing where it
// has no meaning.
std::optional<Action> key_action(const ViewerState& state, std::string_view key, bool shift);

// Further keys that mean the same on every screen: O, N and P (wasm/viewer/keyboard.cc), D and Y
// (web/page/page.js), those that scroll (scroll_of()).
inline constexpr std::string_view kKeysElsewhere = "onpdy,.";

// Of these, what it does on the screen that is shown only.
std::optional<Action> own_key_action(const ViewerState& state, std::string_view key);

// The same while "6/12" is typed (state.jump).
std::optional<Action> typed_action(const ViewerState& state, std::string_view key);

// How far `key` scrolls what is shown beside the image, in parts of its height; 0: not at all.
// Goes before key_action().
double scroll_of(const ViewerState& state, std::string_view key);

}  // namespace lesion::viewer
