#include "wasm/viewer/platform.h"

#include <emscripten/emscripten.h>
#include <emscripten/html5.h>
#include <imgui.h>

#include <optional>
#include <string>

#include "wasm/viewer/input.h"
#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/state/screens.h"

// clang-format off
EM_JS(int, lesion_finger_first, (), {
  return matchMedia('(pointer: coarse)').matches ? 1 : 0;
});

EM_JS(void, lesion_set_cursor, (const char* selector, int hand), {
  const canvas = document.querySelector(UTF8ToString(selector));
  if (canvas) canvas.style.cursor = hand ? 'pointer' : "";
});
// clang-format on

namespace lesion::viewer {

Input& input() {
  static Input instance;
  return instance;
}

Point viewer_point(long x, long y) {
  return {static_cast<double>(x) / state().text_scale, static_cast<double>(y) / state().text_scale};
}

bool over_pane(Point at) {
  if (state().keys_shown) return false;
  if (const auto own = rules_of(state()).over_pane) return own(state(), at);
  return state().image && contains(layout_of(state()).pane, at);
}

void tell_imgui(Point at) {
  const auto dpr = static_cast<float>(state().canvas.dpr);
  ImGui::GetIO().AddMousePosEvent(static_cast<float>(at.x) * dpr, static_cast<float>(at.y) * dpr);
}

bool take_crop(Point at, double slop) {
  Input& in = input();
  in.grip = crop_grip_at(state(), at, slop);
  in.gripped = wanted_crop(state());
  in.pulled = {};
  return in.grip != CropGrip::kNone;
}

void pull_crop(double dx, double dy) {
  Input& in = input();
  in.pulled = {in.pulled.x + dx, in.pulled.y + dy};
  if (!state().image || !state().model) return;
  const double zoom = state().view.zoom;
  in.app->dispatch(
      SetCrop{dragged_crop(in.gripped, in.grip, in.pulled.x / zoom, in.pulled.y / zoom,
                           state().image->size(), region_limits(state().model->card.input))});
}

void press_pane(Point at) {
  if (state().outline_tool.shown && state().image) {
    const Size size = state().image->size();
    const Rect image = image_rect(state().view, layout_of(state()).frame, size, state().canvas.dpr);
    input().app->dispatch(OutlineAction(PaintOutline{to_image(at, image, size)}));
    return;
  }
  if (state().scale_tool.shown && state().image) {
    const Size size = state().image->size();
    const Rect image = image_rect(state().view, layout_of(state()).frame, size, state().canvas.dpr);
    input().app->dispatch(ScaleAction(DrawScale{to_image(at, image, size)}));
    return;
  }
  const auto press = rules_of(state()).press;
  const std::optional<Action> action = press ? press(state(), at) : std::nullopt;
  if (action) input().app->dispatch(*action);
}

void drag_pane(double dx, double dy) {
  if (state().outline_tool.painting) {
    input().app->dispatch(OutlineAction(PaintOutlineOn{dx, dy}));
    return;
  }
  if (state().scale_tool.began) {
    input().app->dispatch(ScaleAction(DrawScaleOn{dx, dy}));
    return;
  }
  const auto drag = rules_of(state()).drag;
  const std::optional<Action> action = drag ? drag(state(), dx, dy) : std::nullopt;
  input().app->dispatch(action.value_or(Pan{dx, dy}));
}

void release_pane() {
  if (state().outline_tool.painting) input().app->dispatch(OutlineAction(RestOutline{}));
  if (state().scale_tool.began) input().app->dispatch(ScaleAction(RestScale{}));
}

namespace {

EM_BOOL on_blur(int, const EmscriptenFocusEvent*, void*) {
  // A key that goes up in another window is never reported here.
  Input& in = input();
  in.dragging = false;
  in.grip = CropGrip::kNone;
  release_pane();
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  if (state().display.overlay_held) in.app->dispatch(HoldOverlay{false});
  return EM_FALSE;
}

EM_BOOL on_context(int type, const void*, void*) {
  if (type == EMSCRIPTEN_EVENT_WEBGLCONTEXTLOST) {
    the_app().context_lost();
  } else {
    the_app().context_restored();
  }
  return EM_TRUE;  // without this the browser never gives the context back
}

}  // namespace

void connect_platform(App& app, const std::string& canvas_selector) {
  input().app = &app;
  const char* canvas = canvas_selector.c_str();
  ImGui::GetIO().BackendPlatformName = "lesionlens";
  connect_mouse(canvas);
  connect_touch(canvas);
  connect_keyboard();
  emscripten_set_blur_callback(EMSCRIPTEN_EVENT_TARGET_WINDOW, nullptr, EM_FALSE, on_blur);
  emscripten_set_webglcontextlost_callback(canvas, nullptr, EM_FALSE, on_context);
  emscripten_set_webglcontextrestored_callback(canvas, nullptr, EM_FALSE, on_context);
}

bool finger_first() { return lesion_finger_first() != 0; }

void show_cursor(const std::string& canvas_selector) {
  static int shown = -1;
  const int hand = ImGui::GetMouseCursor() == ImGuiMouseCursor_Hand ? 1 : 0;
  if (hand == shown) return;
  shown = hand;
  lesion_set_cursor(canvas_selector.c_str(), hand);
}

}  // namespace lesion::viewer
