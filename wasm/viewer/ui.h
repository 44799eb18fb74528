// What a panel is given for one frame, and the small parts that panels are made of. ImGui works in
// device pixels here, so that text is sharp at every device pixel ratio; px() converts.
#pragma once

#include <imgui.h>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "wasm/viewer/gl/painter.h"
#include "wasm/viewer/gl/session_thumbnails.h"
#include "wasm/viewer/pressable.h"
#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/hint_place.h"
#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/theme.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

// A panel reads the state and the measures, draws, and leaves actions and commands; it changes
// nothing itself.
struct Ui {
  const ViewerState& state;
  const Layout layout;
  const Words& words;
  const Fonts& fonts;
  Painter& painter;
  SessionThumbnails& thumbnails;
  float unit = 1;      // device pixels per CSS pixel
  bool touch = false;  // last input was a finger: larger targets, no words about keys
  KeyFocus& focus;
  float drag_scroll = 0;  // device pixels that a finger has dragged a panel since the last frame

  std::vector<Action> actions;
  std::vector<std::string> commands;  // JSON, for the page
  bool unsettled = false;  // a panel's size follows what it held in this frame: draw again
  // What our own shaders draw when ImGui comes to it; addresses stay valid while it draws.
  std::deque<std::function<void(const DeviceRect& clip)>> drawn_later;
  bool held = false;        // a finger rests, or has rested last, where the pointer is: hints show
  float key_scroll = 0;     // parts of its height that keys have scrolled the panel by
  std::string hint = {};    // the words beside the pointer, in this frame
  std::uint32_t panel = 0;  // the one that is being drawn
  bool panel_in_front = false;

  float px(double css) const;
  ImVec2 size(double css_width, double css_height) const;
  void act(Action action) { actions.push_back(std::move(action)); }
};

// A window that exactly covers `rect` (CSS pixels), without any decoration; ground 0 lets what lies
// under it show. Call end_panel() after it, always.
bool begin_panel(Ui& ui, const char* id, const Rect& rect, ImU32 ground, bool scrolls = false);
void end_panel(Ui& ui);
// The same for what lies over other panels (messages, keys): always in front.
bool begin_front_panel(Ui& ui, const char* id, const Rect& rect, ImU32 ground,
                       bool scrolls = false);
// Queues `draw` in the panel, so that it is clipped and scrolled with it; it gets the clip, device
// pixels.
void draw_later(Ui& ui, std::function<void(const DeviceRect& clip)> draw);
// A line between panels, one device pixel or more, not cut by the panel's padding.
void line(Ui& ui, const Rect& rect);

ImVec2 text_size(ImFont* font, const std::string& text);
// Text on a draw list with its left top at `at`; cut with an ellipsis beyond `max_width` (0 =
// none).
void draw_text(ImDrawList* list, ImFont* font, ImVec2 at, ImU32 colour, const std::string& text,
               float max_width = 0);
// Text in the flow of a panel.
void text(Ui& ui, ImFont* font, ImU32 colour, const std::string& words);
// Over as many lines as it takes, broken at spaces only (ImGui would break numbers at their point).
void wrapped(Ui& ui, ImFont* font, ImU32 colour, const std::string& words, bool centred = false);
// Moves what the panel shows by the keys that scroll; in a panel that does.
void scroll_by_keys(Ui& ui);
std::vector<std::string> wrap_lines(ImFont* font, const std::string& words, float width);
// From one line to the next, device pixels.
float line_height(ImFont* font);
// Lines below each other from `at` on.
void draw_lines(ImDrawList* list, ImFont* font, ImVec2 at, ImU32 colour,
                const std::vector<std::string>& lines);
void gap(Ui& ui, double css_height);

// A button of the height of a line (34 CSS px; 40 under a finger). `key` is shown muted behind the
// label, empty = none. `name`: what it is called where the label is a sign. True when pressed.
bool button(Ui& ui, const char* id, const std::string& label, const std::string& key = "",
            bool chosen = false, float min_width = 0, const std::string& name = "");
// The same with words of the small size that must do with `width`.
bool button_within(Ui& ui, const char* id, const std::string& label, bool chosen, float width,
                   const std::string& name = "");
float button_width(const Ui& ui, const std::string& label, const std::string& key = "");
float button_height(const Ui& ui);

// A button for the image's pane, of the small size, on a shade; moves `at` (its corner) to behind
// it.
bool small_button(Ui& ui, const char* id, const std::string& label, bool chosen, ImVec2& at,
                  const std::string& name = "");

// Buttons side by side, one chosen, over the given width; in several rows where their words do not
// fit into one. Returns the one pressed, or -1.
int segments(Ui& ui, const char* id, const std::vector<std::string>& labels, int chosen,
             float width, bool one_row = false);

// Words in a box while the last item is under the pointer, has the focus of the keys, or a finger
// rests on it; beside the item (see hint_corner). A line break begins a new paragraph.
void hint(Ui& ui, const std::string& words, HintSide side = HintSide::kBelow);
// The same to the left of the item, for lists in which it would cover the next lines.
void hint_left(Ui& ui, const std::string& words);

// A horizontal bar `filled` (0..1) of its width, with an upright mark where `mark` is given.
void bar(ImDrawList* list, ImVec2 at, ImVec2 size, float filled, ImU32 colour,
         std::optional<float> mark, ImU32 mark_colour = colour::kMark);

// Words for where a response lies: "lower left".
const std::string& place_words(const Ui& ui, Place place);
// Without "of the image" where the whole is wider than `width`.
const std::string& place_words_within(const Ui& ui, Place place, ImFont* font, float width);

// Colours of the overlay's ramp at `t`, opaque, as the legend and the shader have it.
ImU32 ramp_colour(Palette palette, float t);

}  // namespace lesion::viewer
