#include "core/print/canvas.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

namespace lesion::print {
namespace {

// How much of pixel `at` (covering at..at + 1) lies within from..to.
double overlap(int at, double from, double to) {
  return std::clamp(std::min(at + 1.0, to) - std::max(static_cast<double>(at), from), 0.0, 1.0);
}

// First and last pixel that from..to touches, within 0..size - 1; empty where first > last.
std::pair<int, int> touched(double from, double to, int size) {
  const double limit = size;
  const int first = static_cast<int>(std::floor(std::clamp(from, 0.0, limit)));
  const int last = static_cast<int>(std::ceil(std::clamp(to, 0.0, limit))) - 1;
  return {first, last};
}

std::uint8_t mixed(std::uint8_t under, std::uint8_t over, double alpha) {
  return static_cast<std::uint8_t>(std::floor(under + (over - under) * alpha + 0.5));
}

}  // namespace

PixelBox fit_inside(int width, int height, const PixelBox& box) {
  if (width <= 0 || height <= 0 || box.width <= 0 || box.height <= 0) return {};
  const double scale =
      std::min(static_cast<double>(box.width) / width, static_cast<double>(box.height) / height);
  const int w = std::clamp(static_cast<int>(std::lround(width * scale)), 1, box.width);
  const int h = std::clamp(static_cast<int>(std::lround(height * scale)), 1, box.height);
  return {box.x + (box.width - w) / 2, box.y + (box.height - h) / 2, w, h};
}

Result<void> check_size(double width, double height) {
  if (!(width >= 1) || !(height >= 1)) {
    return fail(ErrorCode::kPrintNoSize);
  }
  if (!(width <= kMostSide) || !(height <= kMostSide) ||
      !(width * height <= static_cast<double>(kMostPixels))) {
    const auto shown = [](double side) { return static_cast<std::int64_t>(std::min(side, 1e15)); };
    return fail(ErrorCode::kPrintTooLarge, {{"width", shown(width)},
                                            {"height", shown(height)},
                                            {"most", kMostPixels / 1'000'000},
                                            {"side", kMostSide}});
  }
  return {};
}

Result<Canvas> Canvas::create(int width, int height, Colour background) {
  if (auto size = check_size(width, height); !size) return tl::unexpected(size.error());
  Image image{width, height, {}};
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  image.rgb.resize(count * 3);
  for (std::size_t i = 0; i < count; ++i) {
    image.rgb[i * 3] = background.r;
    image.rgb[i * 3 + 1] = background.g;
    image.rgb[i * 3 + 2] = background.b;
  }
  return Canvas(std::move(image));
}

void Canvas::mix(int x, int y, Colour colour, double alpha) {
  std::uint8_t* pixel =
      image_.rgb.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(image_.width) +
                           static_cast<std::size_t>(x)) *
                              3;
  pixel[0] = mixed(pixel[0], colour.r, alpha);
  pixel[1] = mixed(pixel[1], colour.g, alpha);
  pixel[2] = mixed(pixel[2], colour.b, alpha);
}

void Canvas::fill(const Rect& rect, Colour colour, double alpha) {
  const double right = rect.x + rect.width;
  const double bottom = rect.y + rect.height;
  if (!(rect.width > 0) || !(rect.height > 0) || !std::isfinite(right) || !std::isfinite(bottom) ||
      !(alpha > 0)) {
    return;
  }
  alpha = std::min(alpha, 1.0);
  const auto [left_pixel, right_pixel] = touched(rect.x, right, image_.width);
  const auto [top_pixel, bottom_pixel] = touched(rect.y, bottom, image_.height);
  for (int y = top_pixel; y <= bottom_pixel; ++y) {
    const double rows = overlap(y, rect.y, bottom);
    for (int x = left_pixel; x <= right_pixel; ++x) {
      mix(x, y, colour, alpha * rows * overlap(x, rect.x, right));
    }
  }
}

void Canvas::line(double x0, double y0, double x1, double y1, double thickness, Colour colour,
                  double alpha) {
  const double length = std::hypot(x1 - x0, y1 - y0);
  if (!std::isfinite(length) || !(length > 0) || !(thickness > 0) || !(alpha > 0)) return;
  const double half = thickness / 2;
  // Upright and level lines are rectangles: exact, and sharp where they lie on whole pixels.
  if (y0 == y1) {
    return fill({std::min(x0, x1), y0 - half, length, thickness}, colour, alpha);
  }
  if (x0 == x1) {
    return fill({x0 - half, std::min(y0, y1), thickness, length}, colour, alpha);
  }
  alpha = std::min(alpha, 1.0);
  const double reach = half + 1;
  const auto [left, right] =
      touched(std::min(x0, x1) - reach, std::max(x0, x1) + reach, image_.width);
  const auto [top, bottom] =
      touched(std::min(y0, y1) - reach, std::max(y0, y1) + reach, image_.height);
  const double along_x = (x1 - x0) / length;
  const double along_y = (y1 - y0) / length;
  for (int y = top; y <= bottom; ++y) {
    for (int x = left; x <= right; ++x) {
      const double dx = x + 0.5 - x0;
      const double dy = y + 0.5 - y0;
      const double along = dx * along_x + dy * along_y;
      const double across = std::abs(dx * along_y - dy * along_x);
      const double side = std::clamp(half + 0.5 - across, 0.0, std::min(1.0, thickness));
      const double ends = std::clamp(std::min(along, length - along) + 0.5, 0.0, 1.0);
      if (side > 0 && ends > 0) mix(x, y, colour, alpha * side * ends);
    }
  }
}

void Canvas::dashed_line(double x0, double y0, double x1, double y1, double thickness, double dash,
                         Colour colour, double alpha) {
  const double length = std::hypot(x1 - x0, y1 - y0);
  // A line far longer than any canvas would be walked dash by dash for nothing.
  if (!(length > 0) || !(length < 10.0 * kMostSide) || !(dash >= 1)) return;
  const auto dashes = static_cast<int>(std::ceil(length / (2 * dash)));
  for (int i = 0; i < dashes; ++i) {
    const double from = 2 * dash * i;
    const double to = std::min(from + dash, length);
    line(x0 + (x1 - x0) * from / length, y0 + (y1 - y0) * from / length,
         x0 + (x1 - x0) * to / length, y0 + (y1 - y0) * to / length, thickness, colour, alpha);
  }
}

void Canvas::outline(const Rect& rect, double thickness, Colour colour, double alpha) {
  const double half = thickness / 2;
  const double right = rect.x + rect.width;
  const double bottom = rect.y + rect.height;
  // The level sides take the corners, so that none is mixed in twice.
  line(rect.x - half, rect.y, right + half, rect.y, thickness, colour, alpha);
  line(rect.x - half, bottom, right + half, bottom, thickness, colour, alpha);
  line(rect.x, rect.y + half, rect.x, bottom - half, thickness, colour, alpha);
  line(right, rect.y + half, right, bottom - half, thickness, colour, alpha);
}

void Canvas::dashed_outline(const Rect& rect, double thickness, double dash, Colour colour,
                            double alpha) {
  if (!(rect.width > 0) || !(rect.height > 0) || !(dash >= 1)) return;
  const double right = rect.x + rect.width;
  const double bottom = rect.y + rect.height;
  // Each side gets an odd number of dashes and gaps: a dash at every corner.
  const auto fitted = [dash](double length) {
    const double pairs = std::max(0.0, std::floor((length / dash - 1) / 2));
    return length / (2 * pairs + 1);
  };
  const double across = std::max(1.0, fitted(rect.width));
  const double down = std::max(1.0, fitted(rect.height));
  dashed_line(rect.x, rect.y, right, rect.y, thickness, across, colour, alpha);
  dashed_line(rect.x, bottom, right, bottom, thickness, across, colour, alpha);
  dashed_line(rect.x, rect.y, rect.x, bottom, thickness, down, colour, alpha);
  dashed_line(right, rect.y, right, bottom, thickness, down, colour, alpha);
}

void Canvas::place(const Image& image, int x, int y) {
  const int first = std::max(0, x);
  const int last = static_cast<int>(
      std::min<std::int64_t>(image_.width, static_cast<std::int64_t>(x) + image.width));
  const int bottom = static_cast<int>(
      std::min<std::int64_t>(image_.height, static_cast<std::int64_t>(y) + image.height));
  if (first >= last) return;
  for (int row = std::max(0, y); row < bottom; ++row) {
    const auto from = (static_cast<std::size_t>(row - y) * static_cast<std::size_t>(image.width) +
                       static_cast<std::size_t>(first - x)) *
                      3;
    const auto to = (static_cast<std::size_t>(row) * static_cast<std::size_t>(image_.width) +
                     static_cast<std::size_t>(first)) *
                    3;
    std::copy_n(image.rgb.data() + from, static_cast<std::size_t>(last - first) * 3,
                image_.rgb.data() + to);
  }
}

void Canvas::stamp(std::span<const std::uint8_t> coverage, int width, int height, int x, int y,
                   Colour colour, double alpha) {
  if (width <= 0 || height <= 0 ||
      coverage.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
    return;
  }
  for (int row = 0; row < height; ++row) {
    const std::int64_t at_y = static_cast<std::int64_t>(y) + row;
    if (at_y < 0 || at_y >= image_.height) continue;
    for (int column = 0; column < width; ++column) {
      const std::int64_t at_x = static_cast<std::int64_t>(x) + column;
      if (at_x < 0 || at_x >= image_.width) continue;
      const std::uint8_t cover =
          coverage[static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                   static_cast<std::size_t>(column)];
      if (cover > 0) {
        mix(static_cast<int>(at_x), static_cast<int>(at_y), colour,
            std::clamp(alpha, 0.0, 1.0) * cover / 255.0);
      }
    }
  }
}

}  // namespace lesion::print
