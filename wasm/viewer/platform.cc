#include "wasm/viewer/platform.h"

#include <emscripten/emscripten.h>
#include <emscripten/html5.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "wasm/viewer/app.h"
#include "wasm/viewer/focus_keys.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/state/screens.h"

// 0: keys are ours. 1: a button or link has the focus, Space and Enter are its own. 2: the person
// is typing or choosing in a form field: no key is ours.
// clang-format off
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

EM_JS(int, lesion_finger_first, (), {
  return matchMedia('(pointer: coarse)').matches ? 1 : 0;
});

EM_JS(void, lesion_set_cursor, (const char* selector, int hand), {
  const canvas = document.querySelector(UTF8ToString(selector));
  if (canvas) canvas.style.cursor = hand ? 'pointer' : "";
});
// clang-format on

namespace lesion::viewer {
namespace {

constexpr double kTapSlop = 8;         // CSS px a finger may wander and still tap
constexpr double kLongPress = 450;     // ms after which a finger that rests asks, and taps no more
constexpr double kWheelZoom = 0.0015;  // natural logarithm of the zoom per pixel of wheel

constexpr double kCropSlop = 6;         // CSS px beside the crop's outline that take hold of it
constexpr double kCropFingerSlop = 24;  // the same for a finger
constexpr double kWheelStep = 60;       // CSS px of wheel to the next filter

struct Finger {
  Point at;
  long id = 0;
};

struct Input {
  App* app = nullptr;
  bool dragging = false;  // the mouse moves the image
  // What of the crop is held, where it was then, and how far it has been dragged (CSS px).
  CropGrip grip = CropGrip::kNone;
  Rect gripped;
  Point pulled;
  Point last;
  // Touch: where the first finger went down and what it has become.
  enum class Gesture { kNone, kTap, kAsk, kPan, kCrop, kScroll, kPinch } gesture = Gesture::kNone;
  int press = 0;          // timer of a long press; 0: none
  double began_time = 0;  // ms, of the browser's events
  bool began_on_pane = false;
  Point began;
  Point finger;
  double spread = 0;
  double rolled = 0;  // by the wheel since the last step through the filters
  Point middle;
};

Input& input() {
  static Input instance;
  return instance;
}

const ViewerState& state() { return input().app->state(); }

bool over_pane(Point at) {
  if (state().keys_shown) return false;
  if (const auto own = rules_of(state()).over_pane) return own(state(), at);
  return state().image && contains(layout_of(state()).pane, at);
}

void tell_imgui(Point at) {
  const auto dpr = static_cast<float>(state().canvas.dpr);
  ImGui::GetIO().AddMousePosEvent(static_cast<float>(at.x) * dpr, static_cast<float>(at.y) * dpr);
}

// The button under the pointer, if any, takes the press instead of the image.
bool over_item() { return ImGui::IsAnyItemHovered(); }

// Of the browser's CSS pixels to the viewer's own, which grow with the text.
Point own(long x, long y) {
  return {static_cast<double>(x) / state().text_scale, static_cast<double>(y) / state().text_scale};
}

// True where the press at `at` takes hold of the crop.
bool take_crop(Input& in, Point at, double slop) {
  in.grip = crop_grip_at(state(), at, slop);
  in.gripped = wanted_crop(state());
  in.pulled = {};
  return in.grip != CropGrip::kNone;
}

void pull_crop(Input& in, double dx, double dy) {
  in.pulled = {in.pulled.x + dx, in.pulled.y + dy};
  if (!state().image || !state().model) return;
  const double zoom = state().view.zoom;
  in.app->dispatch(
      SetCrop{dragged_crop(in.gripped, in.grip, in.pulled.x / zoom, in.pulled.y / zoom,
                           state().image->size(), state().model->card.input.aspect())});
}

void press_pane(const Input& in, Point at) {
  const auto press = rules_of(state()).press;
  const std::optional<Action> action = press ? press(state(), at) : std::nullopt;
  if (action) in.app->dispatch(*action);
}

EM_BOOL on_mouse(int type, const EmscriptenMouseEvent* event, void*) {
  Input& in = input();
  const Point at = own(event->targetX, event->targetY);
  in.app->touch_used(false);
  tell_imgui(at);
  switch (type) {
    case EMSCRIPTEN_EVENT_MOUSEDOWN:
      if (event->button != 0) return EM_FALSE;
      in.dragging = over_pane(at) && !over_item();
      if (in.dragging) press_pane(in, at);
      if (in.dragging && take_crop(in, at, kCropSlop)) in.dragging = false;
      in.last = at;
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
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    in.app->wake();
  } else if (in.grip != CropGrip::kNone) {
    const Point moved = own(event->movementX, event->movementY);
    pull_crop(in, moved.x, moved.y);
  } else if (in.dragging) {
    const Point moved = own(event->movementX, event->movementY);
    in.app->dispatch(Pan{moved.x, moved.y});
  }
  return EM_FALSE;
}

// A second press on the image soon after the first: it is fitted.
EM_BOOL on_double_click(int, const EmscriptenMouseEvent* event, void*) {
  const Point at = own(event->targetX, event->targetY);
  if (!rules_of(state()).one_image || !over_pane(at) || over_item() || state().crop_tool) {
    return EM_FALSE;
  }
  input().app->dispatch(ZoomFit{});
  return EM_TRUE;
}

EM_BOOL on_wheel(int, const EmscriptenWheelEvent* event, void*) {
  const Point at = own(event->mouse.targetX, event->mouse.targetY);
  // In lines or pages: Firefox with a mouse.
  const double unit = event->deltaMode == DOM_DELTA_PIXEL ? 1 : 33;
  const double delta = std::clamp(event->deltaY * unit, -600.0, 600.0);
  const auto wheel = rules_of(state()).wheel;
  if (event->mouse.altKey && !state().keys_shown && rules_of(state()).one_image) {
    // A notch of a wheel is a step; the small movements of a touchpad add up to one.
    double& rolled = input().rolled;
    if (rolled * delta < 0) rolled = 0;
    rolled += delta;
    if (std::fabs(rolled) >= kWheelStep) {
      input().app->dispatch(StepFilter{rolled > 0 ? 1 : -1});
      rolled = 0;
    }
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

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// The fingers that are still down; returns how many (two at most are looked at).
int fingers(const EmscriptenTouchEvent* event, bool ended, std::array<Point, 2>& points) {
  int count = 0;
  for (int i = 0; i < event->numTouches; ++i) {
    const EmscriptenTouchPoint& touch = event->touches[i];
    if (ended && touch.isChanged) continue;
    if (count < 2) {
      points[static_cast<std::size_t>(count)] = own(touch.targetX, touch.targetY);
    }
    ++count;
  }
  return count;
}

void begin_pinch(Input& in, const std::array<Point, 2>& points) {
  in.gesture = Input::Gesture::kPinch;
  in.spread = std::max(1.0, distance(points[0], points[1]));
  in.middle = {(points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2};
}

void pinch(Input& in, const std::array<Point, 2>& points) {
  const double spread = std::max(1.0, distance(points[0], points[1]));
  const Point middle{(points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2};
  in.app->dispatch(Pan{middle.x - in.middle.x, middle.y - in.middle.y});
  in.app->dispatch(ZoomAt{spread / in.spread, middle});
  in.spread = spread;
  in.middle = middle;
}

// What a resting finger asks of the image: the value beneath it. Elsewhere: the hint there.
void ask(Input& in, Point at) {
  if (in.began_on_pane && !rules_of(state()).items_on_pane) {
    in.app->dispatch(PointAt{over_pane(at) ? std::optional(at) : std::nullopt});
  } else {
    tell_imgui(at);
    in.app->hold(true);
  }
}

void long_press(void*) {
  Input& in = input();
  in.press = 0;
  if (in.gesture != Input::Gesture::kTap || (in.began_on_pane && state().crop_tool)) return;
  in.gesture = Input::Gesture::kAsk;
  ask(in, in.finger);
}

void wait_for_long_press(Input& in) {
  if (in.press != 0) emscripten_clear_timeout(in.press);
  in.press = emscripten_set_timeout(long_press, kLongPress, nullptr);
}

void forget_long_press(Input& in) {
  if (in.press != 0) emscripten_clear_timeout(in.press);
  in.press = 0;
}

// On a slow device the timer may run out before a finger's movement is heard that was made in time.
void take_back_hasty_press(Input& in, double time) {
  if (in.gesture != Input::Gesture::kAsk || time - in.began_time >= kLongPress) return;
  in.gesture = Input::Gesture::kTap;
  in.app->hold(false);
  in.app->dispatch(PointAt{std::nullopt});
}

void move_finger(Input& in, Point at) {
  if (in.gesture == Input::Gesture::kAsk) ask(in, at);
  if (in.gesture == Input::Gesture::kTap && distance(at, in.began) > kTapSlop) {
    in.gesture = in.began_on_pane ? Input::Gesture::kPan : Input::Gesture::kScroll;
    // Under a finger the outline alone is too thin to be meant.
    if (in.began_on_pane && state().crop_tool && take_crop(in, in.began, kCropFingerSlop)) {
      in.gesture = Input::Gesture::kCrop;
    }
    if (!in.began_on_pane) tell_imgui(in.began);
  }
  if (in.gesture == Input::Gesture::kPan) {
    in.app->dispatch(Pan{at.x - in.finger.x, at.y - in.finger.y});
  } else if (in.gesture == Input::Gesture::kCrop) {
    pull_crop(in, at.x - in.finger.x, at.y - in.finger.y);
  } else if (in.gesture == Input::Gesture::kScroll) {
    in.app->drag_panel(at.y - in.finger.y);
  }
  in.finger = at;
}

void tap(Input& in) {
  tell_imgui(in.began);
  // ImGui takes one change of a button per frame: press and release come one after the other.
  ImGui::GetIO().AddMouseButtonEvent(0, true);
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  if (in.began_on_pane) in.app->dispatch(PointAt{in.began});
}

EM_BOOL on_touch(int type, const EmscriptenTouchEvent* event, void*) {
  Input& in = input();
  in.app->touch_used(true);
  std::array<Point, 2> points{};
  const bool ended = type == EMSCRIPTEN_EVENT_TOUCHEND || type == EMSCRIPTEN_EVENT_TOUCHCANCEL;
  const int count = fingers(event, ended, points);
  if (type != EMSCRIPTEN_EVENT_TOUCHSTART) take_back_hasty_press(in, event->timestamp);
  if (type == EMSCRIPTEN_EVENT_TOUCHSTART && count == 1) {
    in.gesture = Input::Gesture::kTap;
    in.began = in.finger = points[0];
    in.began_time = event->timestamp;
    in.began_on_pane = over_pane(points[0]);
    if (in.began_on_pane) press_pane(in, points[0]);
    in.app->hold(false);
    ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    in.app->dispatch(PointAt{std::nullopt});
    wait_for_long_press(in);
  } else if (type == EMSCRIPTEN_EVENT_TOUCHSTART && count >= 2) {
    forget_long_press(in);
    in.app->dispatch(PointAt{std::nullopt});
    if (in.began_on_pane) begin_pinch(in, points);
  } else if (type == EMSCRIPTEN_EVENT_TOUCHMOVE) {
    if (in.gesture == Input::Gesture::kPinch && count >= 2) {
      pinch(in, points);
    } else if (count == 1) {
      move_finger(in, points[0]);
    }
  } else if (ended && count == 0) {
    if (in.gesture == Input::Gesture::kTap && type == EMSCRIPTEN_EVENT_TOUCHEND) tap(in);
    forget_long_press(in);
    // A finger that is gone hovers over nothing; what it asked about stays to be read.
    if (in.gesture != Input::Gesture::kAsk) {
      ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    }
    in.gesture = Input::Gesture::kNone;
    in.app->wake(5);
  } else if (ended && count == 1 && in.gesture == Input::Gesture::kPinch) {
    in.gesture = Input::Gesture::kPan;
    in.finger = points[0];
  }
  in.app->wake();
  return EM_TRUE;
}

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
  const std::string_view key = event->key;
  if (type == EMSCRIPTEN_EVENT_KEYUP) {
    // Always: the focus may have moved while Space was down.
    if (key == " " && state().display.overlay_held) app.dispatch(HoldOverlay{false});
    return EM_FALSE;
  }
  if (event->ctrlKey || event->altKey || event->metaKey) return EM_FALSE;
  if (walk_by_key(app, key, event->shiftKey)) return EM_TRUE;
  const int focus = lesion_focus_kind();
  if (focus == 2 || (focus == 1 && (key == " " || key == "Enter"))) return EM_FALSE;
  app.touch_used(false);
  if (state().jump) {
    const std::optional<Action> action = typed_action(state(), key);
    if (action) app.dispatch(*action);
    return action ? EM_TRUE : EM_FALSE;
  }
  if ((key == "o" || key == "O") && !event->repeat) {
    app.command(R"({"type":"open-file-dialog"})");
    return EM_TRUE;
  }
  if (key == "Enter" && enter(app)) return EM_TRUE;
  if (const double parts = scroll_of(state(), key); parts != 0) {
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

EM_BOOL on_blur(int, const EmscriptenFocusEvent*, void*) {
  // A key that goes up in another window is never reported here.
  Input& in = input();
  in.dragging = false;
  in.grip = CropGrip::kNone;
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  if (state().display.overlay_held) in.app->dispatch(HoldOverlay{false});
  return EM_FALSE;
}

EM_BOOL on_context(int type, const void*, void*) {
  if (type == EMSCRIPTEN_EVENT_WEBGLCONTEXTLOST) {
    input().app->context_lost();
  } else {
    input().app->context_restored();
  }
  return EM_TRUE;  // without this the browser never gives the context back
}

}  // namespace

void connect_platform(App& app, const std::string& canvas_selector) {
  input().app = &app;
  const char* canvas = canvas_selector.c_str();
  ImGui::GetIO().BackendPlatformName = "lesionlens";
  emscripten_set_mousedown_callback(canvas, nullptr, EM_FALSE, on_mouse);
  emscripten_set_mousemove_callback(canvas, nullptr, EM_FALSE, on_mouse);
  emscripten_set_mouseleave_callback(canvas, nullptr, EM_FALSE, on_mouse);
  emscripten_set_mouseup_callback(EMSCRIPTEN_EVENT_TARGET_WINDOW, nullptr, EM_FALSE,
                                  on_window_mouse);
  emscripten_set_mousemove_callback(EMSCRIPTEN_EVENT_TARGET_WINDOW, nullptr, EM_FALSE,
                                    on_window_mouse);
  emscripten_set_wheel_callback(canvas, nullptr, EM_FALSE, on_wheel);
  emscripten_set_dblclick_callback(canvas, nullptr, EM_FALSE, on_double_click);
  emscripten_set_touchstart_callback(canvas, nullptr, EM_FALSE, on_touch);
  emscripten_set_touchmove_callback(canvas, nullptr, EM_FALSE, on_touch);
  emscripten_set_touchend_callback(canvas, nullptr, EM_FALSE, on_touch);
  emscripten_set_touchcancel_callback(canvas, nullptr, EM_FALSE, on_touch);
  emscripten_set_keydown_callback(EMSCRIPTEN_EVENT_TARGET_DOCUMENT, nullptr, EM_FALSE, on_key);
  emscripten_set_keyup_callback(EMSCRIPTEN_EVENT_TARGET_DOCUMENT, nullptr, EM_FALSE, on_key);
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
