// The maps of the Sheet screen, one for each cell that has come, drawn over the images'
// thumbnails.
#pragma once

#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "wasm/viewer/gl/painter.h"
#include "wasm/viewer/state/filter_place.h"

namespace lesion::viewer {

// A map of the sheet: of which image of the session, and of which filter.
struct SheetMap {
  int image = 0;
  FilterPlace place;

  bool operator==(const SheetMap&) const = default;
};

class SheetPainter {
 public:
  // One map (channels == 1); one that was there before gives way.
  void set(const SheetMap& map, MapValues values);
  // All others are let go, on the graphics card too.
  void keep(std::span<const SheetMap> needed);
  // uniforms.filter is not used. Nothing where the map is not held.
  void draw(const SheetMap& map, OverlayUniforms uniforms, const DeviceRect& region,
            const DeviceRect& clip);

  Painter& painter() { return painter_; }
  // How many are held.
  int count() const { return static_cast<int>(keys_.size()); }

 private:
  using Key = std::tuple<int, int, int>;
  static Key key_of(const SheetMap& map) { return {map.image, map.place.layer, map.place.filter}; }

  Painter painter_;  // each map as a layer of its own
  std::map<Key, int> keys_;
  int next_ = 0;
};

// The page's only one.
SheetPainter& sheet_painter();

}  // namespace lesion::viewer
