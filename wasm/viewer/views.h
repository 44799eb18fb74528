// How each screen is drawn, and what it keeps on the graphics card: the drawn half of the table in
// state/screens.h.
#pragma once

#include <span>
#include <vector>

#include "wasm/viewer/gl/painter.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

struct Ui;

struct ScreenView {
  // The room between the bars, where there is something to show. Never null.
  void (*draw)(Ui&) = nullptr;

  // What lies beside the state for this screen only; null: nothing.
  // All painters that it has, always the same: their canvas, images on the way to the graphics
  // card and lost contexts are looked after elsewhere.
  std::vector<Painter*> (*painters)() = nullptr;
  // Lets go of what the state does not need any more; called after every change.
  void (*keep)(const ViewerState&) = nullptr;
  // How many things are held, and what the page's counters call them.
  int (*held)() = nullptr;
  const char* held_name = nullptr;
};

#define LESION_SCREEN(enumerator, room) extern const ScreenView room##_view;
#include "wasm/viewer/state/screens.def"
#undef LESION_SCREEN

const ScreenView& view_of(Screen screen);
std::span<const ScreenView* const> all_views();
// The painters of all screens.
const std::vector<Painter*>& screen_painters();

}  // namespace lesion::viewer
