// How the Compare screen is divided.
#pragma once

#include <array>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Height of the foot's row of buttons, CSS px; they are in its last row.
inline constexpr double kCompareFootRow = 52;

// Lines of a head that is as wide as this at least: the filter's words and what the point finds
// share one where both fit.
constexpr int least_head_lines(double width) { return width >= 620 ? 2 : 3; }

struct CompareLayout {
  int rows = 1;  // of tools: 1, 2, or 3 (phones)
  // Low or small canvases: tools and foot are folded away behind one button, so that panes have
  // room; while they are open there are no panes (all their rectangles but the frames are empty).
  bool folded = false;
  Rect fold;           // that button's
  bool aside = false;  // each head stands to the left of its image, with the legend below
  Rect tools;          // what is compared, and the active pane's choices
  Rect judged;         // both models on the labelled images; may be empty
  Rect foot;           // the one legend, zoom and overlay
  std::array<Rect, kMostPanes> panes = {};    // empty beyond the panes that are shown
  std::array<Rect, kMostPanes> heads = {};    // of each pane: name, estimate, filter
  std::array<Rect, kMostPanes> views = {};    // of each pane: where its image may be seen
  std::array<Rect, kMostPanes> frames = {};   // of each pane: the fitted image lies here
  std::array<Rect, kMostPanes> legends = {};  // of each pane; empty where one serves all
};

CompareLayout compare_layout(const ViewerState& state);

}  // namespace lesion::viewer
