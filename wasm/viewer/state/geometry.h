// Where things lie: the canvas divided into panels, and the picture on its pane. All lengths are
// CSS pixels unless they say "picture pixels" (continuous pixel coordinates of the upright
// original, see core/image/image.h).
#pragma once

#include "core/image/image.h"
#include "core/model/card.h"

namespace lesion::viewer {

struct Point {
  double x = 0;
  double y = 0;

  bool operator==(const Point&) const = default;
};

struct Size {
  double width = 0;
  double height = 0;

  bool operator==(const Size&) const = default;
};

bool contains(const Rect& rect, Point point);

// The picture on its pane. `zoom` is CSS pixels per picture pixel; `centre` is the point of the
// picture, in picture pixels, that lies at the middle of the frame (the part of the pane that
// captions leave free). While `fitted` the picture follows every change of the frame.
struct View {
  double zoom = 1;
  Point centre;
  bool fitted = true;

  bool operator==(const View&) const = default;
};

// The zoom at which the whole picture just fits into the frame; 1 where either is empty.
double fit_zoom(Size frame, Size picture);

// The view that shows the whole picture in the middle of the frame.
View fit_view(Size frame, Size picture);

// One picture pixel = one device pixel, about the same centre.
View one_to_one(const View& view, Size picture, double dpr);

// Limits: never smaller than half of the fitted size (or 1:1 where that is smaller still), never
// more than 64 device pixels a picture pixel, and a point of the picture stays in the middle of
// the frame, so that it cannot be lost.
View limited(View view, Size frame, Size picture, double dpr);

// Zooms by `factor` so that the point of the picture under `at` (CSS pixels of the canvas) stays
// under it, as far as the limits allow.
View zoomed_about(const View& view, Point at, double factor, const Rect& frame, Size picture,
                  double dpr);

// Moves the picture by (dx, dy) CSS pixels.
View panned(const View& view, double dx, double dy, Size frame, Size picture, double dpr);

// Where the picture lies on the canvas. Its corner is on a whole device pixel, so that at 1:1
// every picture pixel is exactly one device pixel.
Rect picture_rect(const View& view, const Rect& frame, Size picture, double dpr);

// From canvas to picture pixels, and back.
Point to_picture(Point canvas, const Rect& picture_rect, Size picture);
Point to_canvas(Point picture_point, const Rect& picture_rect, Size picture);

// A cell of a map, and whether there is one.
struct Cell {
  int x = 0;
  int y = 0;
  bool valid = false;

  bool operator==(const Cell&) const = default;
};

// The cell of a map_width x map_height map that covers `point` (picture pixels); not valid outside
// `region`, the part of the picture that the network saw.
Cell cell_at(Point point, const Rect& region, int map_width, int map_height);

// What part of the picture (picture pixels) can influence `cell`, from the layer's card. Not cut at
// the picture's border: near it, the network saw padding.
Rect receptive_field(const Cell& cell, const LayerCard& layer, const InputRule& input,
                     const Rect& region);

}  // namespace lesion::viewer
