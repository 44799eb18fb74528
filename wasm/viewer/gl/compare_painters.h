// What the panes of the Compare screen draw with: for each picture through each model its pixels
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
  // Draws with the shaders of `shown`.
  explicit ComparePainters(const Painter& shown);

  // `layers` in the order of the model's. Where four are held already, nothing happens.
  void set(const CompareLook& look, std::vector<PictureLevel> levels,
           std::vector<MapValues> layers);
  // Nothing where it is not held. Ready to draw on the canvas.
  Painter* of(const CompareLook& look);
  // All others are let go, on the graphics card too.
  void keep(std::span<const CompareLook> needed);

  // As of one PictureTexture, for all of them.
  bool pending() const;
  bool upload();
  void upload_rest();

  void set_canvas(int width, int height);
  void context_lost();
  void context_restored();

  // How many are held.
  int count() const;
  int texture_uploads() const;

 private:
  struct Slot {
    std::optional<CompareLook> look;
    Painter painter;
    bool started = false;
  };
  std::array<Slot, kMostPanes> slots_;
};

}  // namespace lesion::viewer
