// What the sheet and the report share: measures in millimetres, type sizes in points, colours, and
// the pieces they are built from.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/image/image.h"
#include "core/maps/overlay.h"
#include "core/print/canvas.h"
#include "core/print/font.h"
#include "core/print/text.h"
#include "core/print/words.h"

namespace lesion::print {

inline constexpr Colour kInk{24, 28, 32};
inline constexpr Colour kGrey{92, 98, 104};  // 6 : 1 on white
inline constexpr Colour kRule{206, 210, 214};
inline constexpr Colour kPaper{255, 255, 255};

// `bold` may be missing; then `regular` serves for both.
struct Fonts {
  const Font* regular = nullptr;
  const Font* bold = nullptr;
};

// Where the ends of the scales come from; said on every export.
enum class ScaleSource { kTraining, kLayer, kSheet, kMap };
std::string_view scale_words(ScaleSource source, const Words& words);

// One filter's map on one image: width x height cells, rows from the top.
struct MapView {
  int width = 0;
  int height = 0;
  std::span<const float> values;
  Margins left_out = {};            // of the figures said of it (core/maps/margins.h)
  std::optional<Scale> scale = {};  // its own, where those of a column differ
};

// An image as it is printed: the region that the network saw, in the image's own coordinates.
struct SeenImage {
  const Image* image = nullptr;
  Rect region;
};

// Fails with kInvalidArgument, in words, where an image is empty or damaged, a region is no
// rectangle, or a map's size and values disagree.
Result<void> check(const SeenImage& image);
Result<void> check(const MapView& map);

class Page {
 public:
  // A page of width x height millimetres at `unit` pixels per millimetre. Fails as Canvas does, and
  // with kInvalidArgument without a regular font.
  static Result<Page> create(double width_mm, double height_mm, double unit, const Fonts& fonts,
                             const Words& words);

  Canvas& canvas() { return canvas_; }
  const Words& words() const { return words_; }
  double px(double mm) const { return mm * unit_; }
  double mm(double pixels) const { return pixels / unit_; }
  double width() const { return width_; }    // mm
  double height() const { return height_; }  // mm
  Image take() && { return std::move(canvas_).take(); }

  TextStyle regular(double points, Colour colour = kInk) const;
  TextStyle bold(double points, Colour colour = kInk) const;
  // Of `style`, in millimetres.
  double line(const TextStyle& style) const { return mm(line_height(style)); }

  // Like draw_text and draw_paragraph, in millimetres; `y` is the top of the (first) line. Return
  // the y below.
  double text(const TextStyle& style, double x, double y, std::string_view utf8,
              Align align = Align::kLeft);
  double paragraph(const TextStyle& style, double x, double y, double width, std::string_view utf8,
                   Align align = Align::kLeft, int most_lines = 1000);
  // A level hairline.
  void rule(double x, double y, double width);
  // `width` x `height` millimetres at (x, y) as whole pixels.
  PixelBox box(double x, double y, double width, double height) const;

  // The notice on the left, who made it and `right` on the right, above the lower edge, under a
  // rule. Returns the y of the rule: 2 mm and up to two lines of notice above the margin.
  double footer(double margin, std::string_view right);

  // The colours of a scale without its ends, over `width` millimetres.
  void ramp(double x, double y, double width, double opacity, OverlayPalette palette, bool fill);

  // The scale's colours with its ends in numbers below, over `width` millimetres; without a scale
  // (high <= low) says so. Returns the y below.
  // Without `fill` the ramp is empty, as the overlay is then. `peak`: the greatest response that is
  // drawn with it: said where it is beyond the scale; beside the ramp, as far as x + `room`, where
  // there is too little room below it.
  double legend(double x, double y, double width, const Scale& scale, double opacity,
                OverlayPalette palette = OverlayPalette::kGreen, bool fill = true,
                std::optional<float> peak = std::nullopt, double room = 0);

 private:
  Page(Canvas canvas, double width, double height, double unit, const Fonts& fonts,
       const Words& words)
      : canvas_(std::move(canvas)),
        width_(width),
        height_(height),
        unit_(unit),
        fonts_(fonts),
        words_(words) {}

  Canvas canvas_;
  double width_;
  double height_;
  double unit_;
  Fonts fonts_;
  Words words_;
};

// Height of Page::legend, millimetres.
inline constexpr double kLegendHeight = 7;

// What has to fit into a box. kImage: the image. kSeen: also what the network saw beyond it.
enum class Extent { kImage, kSeen };
// The largest box of that extent's proportions inside `box`, in its middle.
PixelBox extent_inside(const SeenImage& seen, const PixelBox& box, Extent extent);

// An image reduced once to the size it is printed in, to be printed several times.
class Print {
 public:
  // The image fitted into `box` with its extent (see extent_inside), resampled as everywhere.
  Print(const SeenImage& seen, const PixelBox& box, Extent extent = Extent::kImage);
  // The same with the room `all`, in pixels of the image: what of it is not image is left free, and
  // hatched where the seen region reaches over it.
  Print(const SeenImage& seen, const PixelBox& box, const Rect& all);

  const PixelBox& box() const { return box_; }
  // As it is, with the seen region outlined, and hatched where it reaches over the image, as far as
  // the box that the image was fitted into has room: there the image's edge was repeated. `unit` is
  // pixels per millimetre.
  void draw(Canvas& canvas, double unit) const;
  // The outline of the seen region alone: of its sides those that lie within the room.
  void outline(Canvas& canvas, double unit) const;
  // `shift_x`, `shift_y` pixels from its own place, with `map` over the seen region; without it
  // where nothing of the map responds but what its margins leave out.
  void draw_map(Canvas& canvas, int shift_x, int shift_y, const MapView& map,
                const OverlayStyle& style) const;

 private:
  void hatch(Canvas& canvas, double unit) const;

  PixelBox room_;
  PixelBox box_;
  Image reduced_;
  Rect region_;  // in the reduced image's coordinates
};

}  // namespace lesion::print
