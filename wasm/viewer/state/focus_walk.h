// Which of the things that can be pressed on the canvas has the focus of the keys, and where a key
// takes it. A panel's items of one group (thumbnails, tabs) are one stop for Tab, as a row of radio
// buttons is in HTML: the arrow keys go from one to the next.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {

struct FocusItem {
  std::uint32_t id = 0;
  std::uint32_t panel = 0;
  Rect place;              // of its panel on the canvas
  Rect box;                // of itself, wherever the panel is scrolled to
  std::string name;        // what it is called by who can't see it
  std::string group = {};  // empty: a stop of its own
  bool in_front = false;   // of a panel that lies over others
  bool chosen = false;     // of its group: where Tab goes in
};

enum class FocusMove { kNext, kBack, kLeft, kRight, kUp, kDown };

// `items` as they were drawn, in the order that they are read in: panel by panel from the top left,
// each in its own order.
std::vector<FocusItem> in_reading_order(std::vector<FocusItem> items);

// Where `move` leads from `at` (nothing: from before the first, for kBack from behind the last).
// Tab's moves end beyond the first and the last stop: nothing. The arrows' stay in the panel: the
// nearest item on that side, or `at` itself where there is none.
std::optional<std::size_t> focus_moved(std::span<const FocusItem> items,
                                       std::optional<std::size_t> at, FocusMove move);

// What takes the place of `gone`, which is not there any more: the nearest of its panel, else of
// all; nothing without items.
std::optional<std::size_t> nearest_item(std::span<const FocusItem> items, const FocusItem& gone);

}  // namespace lesion::viewer
