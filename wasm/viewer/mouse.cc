// Mouse and wheel.
#include <emscripten/html5.h>
#include <imgui.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <optional>

#include "wasm/viewer/input.h"
#include "wasm/viewer/panels/filter_number.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

constexpr double kWheelZoom = 0.0015;  // natural logarithm of the zoom per pixel of wheel
constexpr double kCropSlop = 6;        // CSS px beside the crop's outline that take hold of it
constexpr double kWheelStep = 60;      // CSS px of wheel to the next filter

// The button under the pointer, if any, takes the press instead of the image.
bool over_item() { return ImGui::IsAnyItemHovered(); }

EM_BOOL on_mouse(int type, const EmscriptenMouseEvent* event, void*) {
  Input& in = input();
  const Point at = viewer_point(event->targetX, event->targetY);
  in.app->touch_used(false);
  tell_imgui(at);
  switch (type) {
    case EMSCRIPTEN_EVENT_MOUSEDOWN:
      if (event->button != 0) return EM_FALSE;
      in.dragging = over_pane(at) && !over_item();
      if (in.dragging) press_pane(at);
      if (in.dragging && take_crop(at, kCropSlop)) in.dragging = false;
      ImGui::GetIO().AddMouseButtonEvent(0, true);
      break;
    case EMSCRIPTEN_EVENT_MOUSEMOVE:
      in.app->dispatch(PointAt{over_pane(at) ? std::optional(at) : std::nullopt});
      break;
    case EMSCRIPTEN_EVENT_MOUSELEAVE:
      ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
      in.app->dispatch(PointAt{std::nullopt});
      break;
    default:
      break;
  }
  in.app->wake();
  return EM_FALSE;
}

// On the window, so that a drag goes on outside the canvas. Movements are differences, which need
// no origin.
EM_BOOL on_window_mouse(int type, const EmscriptenMouseEvent* event, void*) {
  Input& in = input();
  if (type == EMSCRIPTEN_EVENT_MOUSEUP) {
    if (event->button != 0) return EM_FALSE;
    in.dragging = false;
    in.grip = CropGrip::kNone;
    release_pane();
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    in.app->wake();
  } else if (in.grip != CropGrip::kNone) {
    const Point moved = viewer_point(event->movementX, event->movementY);
    pull_crop(moved.x, moved.y);
  } else if (in.dragging) {
    const Point moved = viewer_point(event->movementX, event->movementY);
    drag_pane(moved.x, moved.y);
  }
  return EM_FALSE;
}

// A second press on the image soon after the first: it is fitted.
EM_BOOL on_double_click(int, const EmscriptenMouseEvent* event, void*) {
  const Point at = viewer_point(event->targetX, event->targetY);
  if (!rules_of(state()).one_image || !over_pane(at) || over_item() || state().crop_tool ||
      state().outline_tool.shown || state().scale_tool.shown) {
    return EM_FALSE;
  }
  input().app->dispatch(ZoomFit{});
  return EM_TRUE;
}

EM_BOOL on_wheel(int, const EmscriptenWheelEvent* event, void*) {
  const Point at = viewer_point(event->mouse.targetX, event->mouse.targetY);
  // In lines or pages: Firefox with a mouse.
  const double unit = event->deltaMode == DOM_DELTA_PIXEL ? 1 : 33;
  const double delta = std::clamp(event->deltaY * unit, -600.0, 600.0);
  const auto wheel = rules_of(state()).wheel;
  const std::optional<Rect>& number = filter_number_place();
  const bool shown = state().screen == Screen::kRead || state().screen == Screen::kExplore;
  const bool zooms = event->mouse.ctrlKey || event->mouse.metaKey;
  const bool on_number = shown && !zooms && number && contains(*number, at);
  if ((event->mouse.altKey || on_number) && !state().keys_shown && rules_of(state()).one_image) {
    // A notch of a wheel is a step; the small movements of a touchpad add up to one.
    static double rolled = 0;  // since the last step
    if (rolled * delta < 0) rolled = 0;
    rolled += delta;
    if (std::fabs(rolled) >= kWheelStep) {
      input().app->dispatch(StepFilter{rolled > 0 ? 1 : -1});
      rolled = 0;
    }
  } else if ((event->mouse.ctrlKey || event->mouse.metaKey) && !over_pane(at)) {
    // The browser's own zoom.
    return EM_FALSE;
  } else if (over_pane(at) && wheel) {
    const double across = std::clamp(event->deltaX * unit, -600.0, 600.0);
    input().app->dispatch(wheel(state(), across, delta));
  } else if (over_pane(at)) {
    input().app->dispatch(ZoomAt{std::exp(-delta * kWheelZoom), at});
  } else {
    tell_imgui(at);
    ImGui::GetIO().AddMouseWheelEvent(0, static_cast<float>(-delta / 100));
    input().app->wake();
  }
  return EM_TRUE;
}

}  // namespace

void connect_mouse(const char* canvas) {
  emscripten_set_mousedown_callback(canvas, nullptr, EM_FALSE, on_mouse);
  emscripten_set_mousemove_callback(canvas, nullptr, EM_FALSE, on_mouse);
  emscripten_set_mouseleave_callback(canvas, nullptr, EM_FALSE, on_mouse);
  emscripten_set_mouseup_callback(EMSCRIPTEN_EVENT_TARGET_WINDOW, nullptr, EM_FALSE,
                                  on_window_mouse);
  emscripten_set_mousemove_callback(EMSCRIPTEN_EVENT_TARGET_WINDOW, nullptr, EM_FALSE,
                                    on_window_mouse);
  emscripten_set_wheel_callback(canvas, nullptr, EM_FALSE, on_wheel);
  emscripten_set_dblclick_callback(canvas, nullptr, EM_FALSE, on_double_click);
}

}  // namespace lesion::viewer
