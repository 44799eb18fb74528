// What the panes of the Compare screen draw with: for each image through each model its pixels
// and its maps, four of them at most, and only while a pane needs them.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "wasm/viewer/gl/painter.h"
#include "wasm/viewer/state/compare_state.h"

namespace lesion::viewer {

class ComparePainters {
 public:
  // `layers` in the order of the model's. Where four are held already, nothing happens.
  void set(const CompareRequest& request, std::vector<ImageLevel> levels,
           std::vector<MapValues> layers);
  // Nothing where it is not held. Ready to draw on the canvas.
  Painter* of(const CompareRequest& request);
  // All others are let go, on the graphics card too.
  void keep(std::span<const CompareRequest> needed);

  // All, held or not.
  std::vector<Painter*> painters();
  // How many are held.
  int count() const;

 private:
  struct Slot {
    std::optional<CompareRequest> request;
    Painter painter;
  };
  std::array<Slot, kMostPanes> slots_;
};

// The page's only ones.
ComparePainters& compare_painters();

}  // namespace lesion::viewer
