// What the keys do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

// The key that is meant by an event: `key` as KeyboardEvent.key names it, or, where the layout
// writes letters beyond Latin ones there (Greek, Cyrillic, Hebrew, ...), the one that an English
// keyboard has at `code`, KeyboardEvent.code.
std::string meant_key(std::string_view key, std::string_view code);

// Whether `key` types a letter, digit or sign: such keys alone can be switched off (WCAG 2.1.4).
bool types_character(std::string_view key);

// Whether `key` is meant with Alt held too: signs that keyboards have on AltGr or Option only
// (Windows reports AltGr as Control with Alt).
bool meant_with_alt(std::string_view key);

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
