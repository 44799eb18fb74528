// What mouse, touch and keys share of the browser's input: who holds what, and where.
#pragma once

#include <emscripten/html5.h>

#include <cstdlib>

#include "wasm/viewer/app.h"
#include "wasm/viewer/state/crop.h"

namespace lesion::viewer {

struct Input {
  App* app = nullptr;
  bool dragging = false;  // the mouse moves the image
  // What of the crop is held, where it was then, and how far it has been dragged (CSS px).
  CropGrip grip = CropGrip::kNone;
  Rect gripped;
  Point pulled;
};

Input& input();

// Set before the browser is listened to.
inline App& the_app() {
  if (input().app == nullptr) std::abort();
  return *input().app;
}

inline const ViewerState& state() { return the_app().state(); }

// Of the browser's CSS pixels to the viewer's own, which grow with the text.
Point viewer_point(long x, long y);

// True where a press at `at` (viewer's pixels) means the image and not the panels.
bool over_pane(Point at);

void tell_imgui(Point at);

// True where the press at `at` takes hold of the crop, within `slop` pixels of its outline.
bool take_crop(Point at, double slop);

// Moves what is held of the crop by so many of the viewer's pixels.
void pull_crop(double dx, double dy);

// The screen's own answer to a press on the image, if it has one.
void press_pane(Point at);
// What a drag by so many of the viewer's pixels does there.
void drag_pane(double dx, double dy);
// What was pressed is let go: a stroke of the brush ends.
void release_pane();

// Registers the callbacks of mouse and wheel (mouse.cc), touch (touch.cc) and keys (keyboard.cc).
void connect_mouse(const char* canvas_selector);
void connect_touch(const char* canvas_selector);
void connect_keyboard();

}  // namespace lesion::viewer
