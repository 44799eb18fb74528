#include "core/print/plot.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace lesion::print {
namespace {

constexpr double kHair = 0.12;  // mm
constexpr Colour kGround{247, 248, 249};
constexpr int kParts = 4;       // subpixels a side, of a disc's edge
constexpr double kKeyMark = 5;  // mm

// A filled disc; `radius` in pixels.
void disc(Canvas& canvas, const PlotPoint& at, double radius, Colour colour) {
  if (!(radius > 0 && radius < 1000) || !std::isfinite(at.x) || !std::isfinite(at.y)) return;
  const int left = static_cast<int>(std::floor(at.x - radius));
  const int top = static_cast<int>(std::floor(at.y - radius));
  const int side = static_cast<int>(std::ceil(2 * radius)) + 2;
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      int inside = 0;
      for (int part = 0; part < kParts * kParts; ++part) {
        const int row = part / kParts;
        const double dx = left + x + (part % kParts + 0.5) / kParts - at.x;
        const double dy = top + y + (row + 0.5) / kParts - at.y;
        inside += dx * dx + dy * dy <= radius * radius ? 1 : 0;
      }
      mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
           static_cast<std::size_t>(x)] =
          static_cast<std::uint8_t>(inside * 255 / (kParts * kParts));
    }
  }
  canvas.stamp(mask, side, side, left, top, colour);
}

}  // namespace

Plot::Plot(Page& page, const PlotWords& words, double x, double top, double wide, double tall,
           bool diagonal)
    : page_(page), words_(words), x_(x), wide_(wide), tall_(tall) {
  const TextStyle title = page_.bold(9.5);
  const TextStyle note = page_.regular(7.5, kGrey);
  y_ = page_.text(title, x, top, shortened(title, words.title, page_.px(wide)));
  y_ = page_.text(note, x, y_, shortened(note, words.up, page_.px(wide))) + 0.8;
  page_.canvas().fill({page_.px(x_), page_.px(y_), page_.px(wide_), page_.px(tall_)}, kGround);
  for (int i = 0; i <= 4; ++i) {
    const double t = i / 4.0;
    line({0, t}, {1, t}, kRule, kHair);
    line({t, 0}, {t, 1}, kRule, kHair);
  }
  if (diagonal) line({0, 0}, {1, 1}, kOther, kHair);
}

PlotPoint Plot::place(const PlotPoint& at) const {
  return {page_.px(x_ + wide_ * std::clamp(at.x, 0.0, 1.0)),
          page_.px(y_ + tall_ * (1 - std::clamp(at.y, 0.0, 1.0)))};
}

void Plot::line(const PlotPoint& from, const PlotPoint& to, Colour colour, double thick) {
  const PlotPoint a = place(from);
  const PlotPoint b = place(to);
  page_.canvas().line(a.x, a.y, b.x, b.y, std::max(1.0, page_.px(thick)), colour);
}

void Plot::curve(std::span<const PlotPoint> points, Colour colour, double thick) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    line(points[i - 1], points[i], colour, thick);
    dot(points[i], colour, thick / 2);  // no notch where two meet
  }
}

void Plot::dot(const PlotPoint& at, Colour colour, double radius) {
  disc(page_.canvas(), place(at), page_.px(radius), colour);
}

void Plot::bar(double from, double to, double height, Colour colour) {
  if (!(height > 0)) return;
  const PlotPoint upper = place({from, height});
  const PlotPoint lower = place({to, 0});
  page_.canvas().fill({upper.x, upper.y, lower.x - upper.x, lower.y - upper.y}, colour);
}

double Plot::finish(std::span<const PlotKey> keys) {
  const TextStyle note = page_.regular(7.5, kGrey);
  double y = y_ + tall_ + 0.6;
  page_.text(note, x_, y, "0");
  page_.text(note, x_ + wide_, y, "100%", Align::kRight);
  y = page_.text(note, x_ + wide_ / 2, y, shortened(note, words_.across, page_.px(wide_ - 18)),
                 Align::kCentre);
  for (std::size_t i = 0; i < std::min(keys.size(), words_.keys.size()); ++i) {
    const double middle = y + page_.line(note) / 2;
    Canvas& canvas = page_.canvas();
    if (keys[i].mark == KeyMark::kDot) {
      disc(canvas, {page_.px(x_ + kKeyMark / 2 - 0.6), page_.px(middle)}, page_.px(1),
           keys[i].colour);
    } else {
      const double tall = keys[i].mark == KeyMark::kBlock ? 2 : 0.5;
      canvas.fill(
          {page_.px(x_), page_.px(middle - tall / 2), page_.px(kKeyMark - 1.2), page_.px(tall)},
          keys[i].colour);
    }
    y = page_.paragraph(note, x_ + kKeyMark, y, wide_ - kKeyMark, words_.keys[i], Align::kLeft, 3);
  }
  return y;
}

}  // namespace lesion::print
