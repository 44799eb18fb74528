// What can be pressed on the canvas: by pointer or finger, or with the focus of the keys (Tab,
// Enter). Dear ImGui's own navigation by keys ends at a window's edge and goes round there, so that
// neither the next panel nor the page beyond the canvas would be reached: the walk is ours
// (state/focus_walk.h), the items are ImGui's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wasm/viewer/state/focus_walk.h"

struct ImVec2;

namespace lesion::viewer {

struct Ui;

// The focus of the keys within the canvas, from frame to frame.
struct KeyFocus {
  std::uint32_t id = 0;  // of the item that has it; 0: none
  bool moved = false;    // in this frame it is to be brought into view
  bool pressed = false;  // by Enter: the item answers in this frame
  bool hints = false;    // until the pointer moves: its hints show, the pointer's do not
  FocusItem last = {};   // as it was when it was last drawn
  std::vector<FocusItem> items = {};  // of the last frame
};

// How an item is called, and what it is one of.
struct Called {
  std::string name;
  std::string group = {};
  bool chosen = false;
};

// An item of the panel's flow of `size` device pixels, which draws nothing; true when it is
// pressed.
bool pressable(Ui& ui, const char* id, ImVec2 size, Called called);
// Items that were drawn from the right are read from the left: those from `first` (a count of
// KeyFocus::items) on.
void read_from_left(Ui& ui, std::size_t first);
// The last item has the focus: what a pointer over it shows is to be shown.
bool has_key_focus(const Ui& ui);
// Over everything.
void draw_focus_ring(Ui& ui);

}  // namespace lesion::viewer
