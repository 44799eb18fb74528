// The maps of the Sheet screen, one for each cell that has come, drawn over the pictures'
// thumbnails.
#pragma once

#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "wasm/viewer/gl/painter.h"
#include "wasm/viewer/state/filter_place.h"

namespace lesion::viewer {

// A map of the sheet: of which picture of the session, and of which filter.
struct SheetMap {
  int picture = 0;
  FilterPlace place;

  bool operator==(const SheetMap&) const = default;
};

class SheetPainter {
 public:
  // Draws with the shaders of `shown`.
  explicit SheetPainter(const Painter& shown) { painter_.share_shaders(shown); }

  // One map (channels == 1); one that was there before gives way.
  void set(const SheetMap& map, MapValues values);
  // All others are let go, on the graphics card too.
  void keep(std::span<const SheetMap> needed);
  // uniforms.filter is not used. Nothing where the map is not held.
  void draw(const SheetMap& map, OverlayUniforms uniforms, const DeviceRect& region,
            const DeviceRect& clip);

  void set_canvas(int width, int height) { painter_.set_canvas(width, height); }
  void context_lost();
  void context_restored();

  // How many are held.
  int count() const { return static_cast<int>(keys_.size()); }
  int texture_uploads() const { return painter_.texture_uploads(); }

 private:
  using Key = std::tuple<int, int, int>;
  static Key key_of(const SheetMap& map) {
    return {map.picture, map.place.layer, map.place.filter};
  }

  Painter painter_;  // each map as a layer of its own
  bool started_ = false;
  std::map<Key, int> keys_;
  int next_ = 0;
};

}  // namespace lesion::viewer
