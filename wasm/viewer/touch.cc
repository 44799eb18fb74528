// Fingers: a tap presses, a resting finger asks, one moves the image, two zoom.
#include <emscripten/html5.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <optional>

#include "wasm/viewer/input.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

constexpr double kTapSlop = 8;          // CSS px a finger may wander and still tap
constexpr double kLongPress = 450;      // ms after which a finger that rests asks, and taps no more
constexpr double kSwipe = 48;           // CSS px sideways that lead to the next image
constexpr double kCropFingerSlop = 24;  // CSS px beside the crop's outline that take hold of it

// Where the first finger went down and what it has become.
struct Touch {
  enum class Gesture {
    kNone,
    kTap,
    kAsk,
    kPan,
    kSwipe,
    kCrop,
    kScroll,
    kPinch
  } gesture = Gesture::kNone;
  int press = 0;          // timer of a long press; 0: none
  double began_time = 0;  // ms, of the browser's events
  bool began_on_pane = false;
  Point began;
  Point finger;
  double spread = 0;  // of two fingers, and what lies between them
  Point middle;
};

Touch& touching() {
  static Touch instance;
  return instance;
}

App& app() { return *input().app; }

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// The fingers that are still down; returns how many (two at most are looked at).
int fingers(const EmscriptenTouchEvent* event, bool ended, std::array<Point, 2>& points) {
  int count = 0;
  for (int i = 0; i < event->numTouches; ++i) {
    const EmscriptenTouchPoint& touch = event->touches[i];
    if (ended && touch.isChanged) continue;
    if (count < 2) {
      points[static_cast<std::size_t>(count)] = viewer_point(touch.targetX, touch.targetY);
    }
    ++count;
  }
  return count;
}

void begin_pinch(Touch& in, const std::array<Point, 2>& points) {
  in.gesture = Touch::Gesture::kPinch;
  in.spread = std::max(1.0, distance(points[0], points[1]));
  in.middle = {(points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2};
}

void pinch(Touch& in, const std::array<Point, 2>& points) {
  const double spread = std::max(1.0, distance(points[0], points[1]));
  const Point middle{(points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2};
  app().dispatch(Pan{middle.x - in.middle.x, middle.y - in.middle.y});
  app().dispatch(ZoomAt{spread / in.spread, middle});
  in.spread = spread;
  in.middle = middle;
}

// What a resting finger asks of the image: the value beneath it. Elsewhere: the hint there.
void ask(Touch& in, Point at) {
  if (in.began_on_pane && !rules_of(state()).items_on_pane) {
    app().dispatch(PointAt{over_pane(at) ? std::optional(at) : std::nullopt});
  } else {
    tell_imgui(at);
    app().hold(true);
  }
}

void long_press(void*) {
  Touch& in = touching();
  in.press = 0;
  const bool tool = state().crop_tool || state().outline_tool.shown || state().scale_tool.shown;
  if (in.gesture != Touch::Gesture::kTap || (in.began_on_pane && tool)) return;
  in.gesture = Touch::Gesture::kAsk;
  ask(in, in.finger);
}

void wait_for_long_press(Touch& in) {
  if (in.press != 0) emscripten_clear_timeout(in.press);
  in.press = emscripten_set_timeout(long_press, kLongPress, nullptr);
}

void forget_long_press(Touch& in) {
  if (in.press != 0) emscripten_clear_timeout(in.press);
  in.press = 0;
}

// On a slow device the timer may run out before a finger's movement is heard that was made in time.
void take_back_hasty_press(Touch& in, double time) {
  if (in.gesture != Touch::Gesture::kAsk || time - in.began_time >= kLongPress) return;
  in.gesture = Touch::Gesture::kTap;
  app().hold(false);
  app().dispatch(PointAt{std::nullopt});
}

// The press is heard when it is known not to be one of two fingers.
bool late_press() {
  return rules_of(state()).drag != nullptr || state().outline_tool.shown ||
         state().scale_tool.shown;
}

// An image that is seen whole has nowhere to be moved to: a finger that goes sideways over it asks
// for its neighbour.
bool swipes(const Touch& in, Point at) {
  return !late_press() && rules_of(state()).one_image && state().view.fitted &&
         !state().crop_tool && state().session.size() > 1 &&
         std::abs(at.x - in.began.x) > 2 * std::abs(at.y - in.began.y);
}

void end_swipe(const Touch& in) {
  const double moved = in.finger.x - in.began.x;
  if (std::abs(moved) < kSwipe) return;
  if (const std::optional<int> id = image_beside(state(), moved < 0 ? 1 : -1)) {
    app().command(R"({"type":"open-image","id":)" + std::to_string(*id) + "}");
  }
}

void move_finger(Touch& in, Point at) {
  if (in.gesture == Touch::Gesture::kAsk) ask(in, at);
  if (in.gesture == Touch::Gesture::kTap && distance(at, in.began) > kTapSlop) {
    in.gesture = in.began_on_pane ? Touch::Gesture::kPan : Touch::Gesture::kScroll;
    // Under a finger the outline alone is too thin to be meant.
    if (in.began_on_pane && state().crop_tool && take_crop(in.began, kCropFingerSlop)) {
      in.gesture = Touch::Gesture::kCrop;
    }
    if (in.gesture == Touch::Gesture::kPan && swipes(in, at)) in.gesture = Touch::Gesture::kSwipe;
    if (in.gesture == Touch::Gesture::kPan && late_press()) press_pane(in.began);
    if (!in.began_on_pane) tell_imgui(in.began);
  }
  if (in.gesture == Touch::Gesture::kPan) {
    drag_pane(at.x - in.finger.x, at.y - in.finger.y);
  } else if (in.gesture == Touch::Gesture::kCrop) {
    pull_crop(at.x - in.finger.x, at.y - in.finger.y);
  } else if (in.gesture == Touch::Gesture::kScroll) {
    app().drag_panel(at.y - in.finger.y);
  }
  in.finger = at;
}

void tap(Touch& in) {
  tell_imgui(in.began);
  // ImGui takes one change of a button per frame: press and release come one after the other.
  ImGui::GetIO().AddMouseButtonEvent(0, true);
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  if (in.began_on_pane) app().dispatch(PointAt{in.began});
  if (in.began_on_pane && late_press()) press_pane(in.began);
  release_pane();
}

EM_BOOL on_touch(int type, const EmscriptenTouchEvent* event, void*) {
  Touch& in = touching();
  app().touch_used(true);
  std::array<Point, 2> points{};
  const bool ended = type == EMSCRIPTEN_EVENT_TOUCHEND || type == EMSCRIPTEN_EVENT_TOUCHCANCEL;
  const int count = fingers(event, ended, points);
  if (type != EMSCRIPTEN_EVENT_TOUCHSTART) take_back_hasty_press(in, event->timestamp);
  if (type == EMSCRIPTEN_EVENT_TOUCHSTART && count == 1) {
    in.gesture = Touch::Gesture::kTap;
    in.began = in.finger = points[0];
    in.began_time = event->timestamp;
    in.began_on_pane = over_pane(points[0]);
    if (in.began_on_pane && !late_press()) press_pane(points[0]);
    app().hold(false);
    ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    app().dispatch(PointAt{std::nullopt});
    wait_for_long_press(in);
  } else if (type == EMSCRIPTEN_EVENT_TOUCHSTART && count >= 2) {
    release_pane();
    forget_long_press(in);
    app().dispatch(PointAt{std::nullopt});
    if (in.began_on_pane) begin_pinch(in, points);
  } else if (type == EMSCRIPTEN_EVENT_TOUCHMOVE) {
    if (in.gesture == Touch::Gesture::kPinch && count >= 2) {
      pinch(in, points);
    } else if (count == 1) {
      move_finger(in, points[0]);
    }
  } else if (ended && count == 0) {
    if (in.gesture == Touch::Gesture::kTap && type == EMSCRIPTEN_EVENT_TOUCHEND) tap(in);
    release_pane();
    if (in.gesture == Touch::Gesture::kSwipe && type == EMSCRIPTEN_EVENT_TOUCHEND) end_swipe(in);
    forget_long_press(in);
    // A finger that is gone hovers over nothing; what it asked about stays to be read.
    if (in.gesture != Touch::Gesture::kAsk) {
      ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    }
    in.gesture = Touch::Gesture::kNone;
    app().wake(5);
  } else if (ended && count == 1 && in.gesture == Touch::Gesture::kPinch) {
    in.gesture = Touch::Gesture::kPan;
    in.finger = points[0];
  }
  app().wake();
  return EM_TRUE;
}

}  // namespace

void connect_touch(const char* canvas) {
  emscripten_set_touchstart_callback(canvas, nullptr, EM_FALSE, on_touch);
  emscripten_set_touchmove_callback(canvas, nullptr, EM_FALSE, on_touch);
  emscripten_set_touchend_callback(canvas, nullptr, EM_FALSE, on_touch);
  emscripten_set_touchcancel_callback(canvas, nullptr, EM_FALSE, on_touch);
}

}  // namespace lesion::viewer
