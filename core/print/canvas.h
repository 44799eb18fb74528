// An image to print on: everything that exports are drawn with, without a screen.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "core/error.h"
#include "core/image/image.h"

namespace lesion::print {

struct Colour {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;

  bool operator==(const Colour&) const = default;
};

// A rectangle of whole pixels.
struct PixelBox {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool operator==(const PixelBox&) const = default;
};

// The largest box with the proportions width : height that lies within `box`, centred; each side at
// least a pixel. Empty where a side is not positive.
PixelBox fit_inside(int width, int height, const PixelBox& box);

// The largest page: 40 million pixels (120 MB), which is A3 at 400 dpi, and no side above 20000.
inline constexpr std::int64_t kMostPixels = 40'000'000;
inline constexpr int kMostSide = 20'000;

// Fails with kTooLarge where a page of that size is beyond the limits, kInvalidArgument where a
// side is less than a pixel or not finite. Takes no memory.
Result<void> check_size(double width, double height);

// Coordinates are continuous pixels (see lesion::Rect); shapes are anti-aliased by coverage,
// colours mixed on the sRGB values as they stand. What lies outside the canvas, or has no finite
// coordinates, is not drawn.
class Canvas {
 public:
  // Fails as check_size does, before memory is taken.
  static Result<Canvas> create(int width, int height, Colour background = {255, 255, 255});

  int width() const { return image_.width; }
  int height() const { return image_.height; }
  const Image& image() const { return image_; }
  Image take() && { return std::move(image_); }

  void fill(const Rect& rect, Colour colour, double alpha = 1);
  // A straight line of `thickness` pixels with butt ends.
  void line(double x0, double y0, double x1, double y1, double thickness, Colour colour,
            double alpha = 1);
  // Dashes of `dash` pixels and gaps as long, beginning with a dash.
  void dashed_line(double x0, double y0, double x1, double y1, double thickness, double dash,
                   Colour colour, double alpha = 1);
  // The four sides of `rect`, centred on its edges.
  void outline(const Rect& rect, double thickness, Colour colour, double alpha = 1);
  void dashed_outline(const Rect& rect, double thickness, double dash, Colour colour,
                      double alpha = 1);
  // `image` with its upper left pixel at (x, y), pixel for pixel.
  void place(const Image& image, int x, int y);
  // A mask of width x height coverages (0..255) with its upper left at (x, y), in one colour.
  void stamp(std::span<const std::uint8_t> coverage, int width, int height, int x, int y,
             Colour colour, double alpha = 1);

 private:
  explicit Canvas(Image image) : image_(std::move(image)) {}
  void mix(int x, int y, Colour colour, double alpha);

  Image image_;
};

}  // namespace lesion::print
