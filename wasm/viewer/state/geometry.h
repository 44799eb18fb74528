// Where things lie: the canvas divided into panels, and the image on its pane. All lengths are
// CSS pixels unless they say "image pixels" (continuous pixel coordinates of the upright
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

// The image on its pane. `zoom` is CSS pixels per image pixel; `centre` is the point of the
// image, in image pixels, that lies at the middle of the frame (the part of the pane that
// captions leave free). While `fitted` the image follows every change of the frame.
struct View {
  double zoom = 1;
  Point centre;
  bool fitted = true;

  bool operator==(const View&) const = default;
};

// The zoom at which the whole image just fits into the frame; 1 where either is empty.
double fit_zoom(Size frame, Size image);

// The view that shows the whole image in the middle of the frame.
View fit_view(Size frame, Size image);

// One image pixel = one device pixel, about the same centre.
View one_to_one(const View& view, Size image, double dpr);

// Limits: never smaller than half of the fitted size (or 1:1 where that is smaller still), never
// more than 64 device pixels an image pixel, and a point of the image stays in the middle of
// the frame, so that it cannot be lost.
View limited(View view, Size frame, Size image, double dpr);

// Zooms by `factor` so that the point of the image under `at` (CSS pixels of the canvas) stays
// under it, as far as the limits allow.
View zoomed_about(const View& view, Point at, double factor, const Rect& frame, Size image,
                  double dpr);

// Moves the image by (dx, dy) CSS pixels.
View panned(const View& view, double dx, double dy, Size frame, Size image, double dpr);

// Where the image lies on the canvas. Its corner is on a whole device pixel, so that at 1:1
// every image pixel is exactly one device pixel.
Rect image_rect(const View& view, const Rect& frame, Size image, double dpr);

// From canvas to image pixels, and back.
Point to_image(Point canvas, const Rect& image_rect, Size image);
Point to_canvas(Point image_point, const Rect& image_rect, Size image);

// A cell of a map, and whether there is one.
struct Cell {
  int x = 0;
  int y = 0;
  bool valid = false;

  bool operator==(const Cell&) const = default;
};

// The cell of a map_width x map_height map that covers `point` (image pixels); not valid outside
// `region`, the part of the image that the network saw.
Cell cell_at(Point point, const Rect& region, int map_width, int map_height);

// What part of the image (image pixels) can influence `cell`, from the layer's card. Not cut at
// the image's border: near it, the network saw padding.
Rect receptive_field(const Cell& cell, const LayerCard& layer, const InputRule& input,
                     const Rect& region);

}  // namespace lesion::viewer
