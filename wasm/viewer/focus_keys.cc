#include "wasm/viewer/focus_keys.h"

#include <emscripten/emscripten.h>
#include <emscripten/html5.h>

#include <array>
#include <utility>

#include "wasm/viewer/app.h"

// clang-format off
EM_JS(int, lesion_canvas_focused, (), {
  const active = document.activeElement;
  return active && active.tagName === 'CANVAS' ? 1 : 0;
});
// clang-format on

namespace lesion::viewer {
namespace {

// Escape was pressed since the canvas came to the focus: Tab is the page's.
bool g_given_back = false;

EM_BOOL on_canvas_blur(int, const EmscriptenFocusEvent*, void* app) {
  g_given_back = false;
  static_cast<App*>(app)->end_walk();
  return EM_FALSE;
}

}  // namespace

void connect_focus_keys(App& app, const std::string& canvas_selector) {
  emscripten_set_blur_callback(canvas_selector.c_str(), &app, EM_FALSE, on_canvas_blur);
}

bool walk_by_key(App& app, std::string_view key, bool shift) {
  if (app.state().jump || lesion_canvas_focused() == 0) return false;
  if (key == "Tab") {
    if (g_given_back) return false;
    return app.walk(shift ? FocusMove::kBack : FocusMove::kNext);
  }
  if (!app.walking()) return false;
  if (key == "Enter") {
    app.press_focused();
    return true;
  }
  if (key == "Escape") {
    g_given_back = true;
    app.end_walk();
    return true;
  }
  constexpr std::array<std::pair<std::string_view, FocusMove>, 4> kArrows = {
      {{"ArrowLeft", FocusMove::kLeft},
       {"ArrowRight", FocusMove::kRight},
       {"ArrowUp", FocusMove::kUp},
       {"ArrowDown", FocusMove::kDown}}};
  for (const auto& [name, move] : kArrows) {
    if (key == name && !shift) return app.walk(move);
  }
  return false;
}

}  // namespace lesion::viewer
