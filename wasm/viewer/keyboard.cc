// Keys, wherever on the page they are pressed.
#include <emscripten/emscripten.h>
#include <emscripten/html5.h>

#include <optional>
#include <string>
#include <string_view>

#include "wasm/viewer/focus_keys.h"
#include "wasm/viewer/input.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/screens.h"

// clang-format off
// 0: keys are ours. 1: a button or link has the focus, Space and Enter are its own. 2: the person
// is typing or choosing in a form field: no key is ours.
EM_JS(int, lesion_focus_kind, (), {
  const active = document.activeElement;
  if (!active || active === document.body || active.tagName === 'CANVAS') return 0;
  if (active.isContentEditable) return 2;
  switch (active.tagName) {
    case 'SELECT':
    case 'TEXTAREA':
    case 'DIALOG':
      return 2;
    case 'INPUT':
      return active.type === 'file' || active.type === 'button' ? 1 : 2;
    default:
      return 1;
  }
});
// clang-format on

namespace lesion::viewer {
namespace {

// The image before or after in the filmstrip; the page opens it.
bool step_image(App& app, std::string_view key) {
  const bool next = key == "n" || key == "N";
  if (!next && key != "p" && key != "P") return false;
  if (own_key_action(state(), key)) return false;
  if (const std::optional<int> id = image_beside(state(), next ? 1 : -1)) {
    app.command(R"({"type":"open-image","id":)" + std::to_string(*id) + "}");
  }
  return true;
}

bool enter(App& app) {
  const auto own = rules_of(state()).enter;
  const std::optional<Doing> doing = own ? own(state()) : std::nullopt;
  if (!doing) return false;
  for (const std::string& wish : doing->commands) app.command(wish);
  for (const Action& action : doing->actions) app.dispatch(action);
  return true;
}

EM_BOOL on_key(int type, const EmscriptenKeyboardEvent* event, void*) {
  App& app = *input().app;
  const std::string meant = meant_key(event->key, event->code);
  const std::string_view key = meant;
  if (type == EMSCRIPTEN_EVENT_KEYUP) {
    // Always: the focus may have moved while Space was down.
    if (key == " " && state().display.overlay_held) app.dispatch(HoldOverlay{false});
    return EM_FALSE;
  }
  const bool with_alt = event->altKey && !event->metaKey && meant_with_alt(key);
  if ((event->ctrlKey || event->altKey || event->metaKey) && !with_alt) return EM_FALSE;
  if (walk_by_key(app, key, event->shiftKey)) return EM_TRUE;
  const int focus = lesion_focus_kind();
  if (focus == 2 || (focus == 1 && (key == " " || key == "Enter"))) return EM_FALSE;
  app.touch_used(false);
  if (state().jump) {
    const std::optional<Action> action = typed_action(state(), key);
    if (action) app.dispatch(*action);
    return action ? EM_TRUE : EM_FALSE;
  }
  if (!state().shortcuts && types_character(key)) return EM_FALSE;
  if ((key == "o" || key == "O") && !event->repeat) {
    app.command(R"({"type":"open-file-dialog"})");
    return EM_TRUE;
  }
  if (key == "Enter" && enter(app)) return EM_TRUE;
  // A screen may have the keys that scroll for itself: What if steps through its stamps with them.
  const bool own = (key == "," || key == ".") && own_key_action(state(), key);
  if (const double parts = own ? 0 : scroll_of(state(), key); parts != 0) {
    app.scroll_panel(parts);
    return EM_TRUE;
  }
  if (step_image(app, key)) return EM_TRUE;
  const std::optional<Action> action = key_action(state(), key, event->shiftKey);
  if (!action) return EM_FALSE;
  const bool held = std::holds_alternative<HoldOverlay>(*action);
  if (!(held && event->repeat)) app.dispatch(*action);
  return EM_TRUE;
}

}  // namespace

void connect_keyboard() {
  emscripten_set_keydown_callback(EMSCRIPTEN_EVENT_TARGET_DOCUMENT, nullptr, EM_FALSE, on_key);
  emscripten_set_keyup_callback(EMSCRIPTEN_EVENT_TARGET_DOCUMENT, nullptr, EM_FALSE, on_key);
}

}  // namespace lesion::viewer
