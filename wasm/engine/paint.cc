#include "wasm/engine/paint.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/image/fill.h"
#include "core/image/stroke.h"
#include "core/synth/stamp.h"

namespace lesion::engine {
namespace {

// What is done to the image at once: a stroke, or several, or a stamp.
struct Step {
  std::vector<StrokePiece> pieces;  // empty: the stamp
  synth::LaidStamp stamp;
  PixelWindow touched;
};

PixelWindow joined(const PixelWindow& a, const PixelWindow& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.right, b.right),
          std::max(a.bottom, b.bottom)};
}

std::vector<Step> read_steps(std::span<const float> floats, const Image& image) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i + kStepFloats <= floats.size(); i += kStepFloats) {
    const auto one = floats.subspan(i, kStepFloats);
    const bool good = std::all_of(one.begin(), one.end(), [](float v) { return std::isfinite(v); });
    if (!good || one[5] <= 0 || one[6] < 0 || one[0] < 0) continue;
    if (one[0] == 0) {
      const StrokePiece piece{one[1], one[2], one[3], one[4], one[5]};
      const PixelWindow touched = bounds_of(piece, image.width, image.height);
      if (touched.empty()) continue;
      if (steps.empty() || steps.back().pieces.empty()) steps.emplace_back();
      steps.back().pieces.push_back(piece);
      steps.back().touched = joined(steps.back().touched, touched);
      continue;
    }
    if (one[0] > static_cast<float>(synth::kStampNames.size()) || one[6] > 1e9f) continue;
    const synth::LaidStamp stamp{static_cast<synth::Stamp>(static_cast<int>(one[0]) - 1),
                                 {one[1], one[2]},
                                 one[5],
                                 static_cast<std::uint64_t>(one[6])};
    const synth::PixelPart part = synth::stamp_part(stamp, image.width, image.height);
    if (part.width == 0) continue;
    steps.push_back({{}, stamp, {part.x, part.y, part.x + part.width, part.y + part.height}});
  }
  return steps;
}

Image cut(const Image& image, const PixelWindow& window) {
  Image part{window.width(), window.height(), {}};
  const auto row = static_cast<std::size_t>(part.width) * 3;
  part.rgb.resize(row * static_cast<std::size_t>(part.height));
  for (int y = 0; y < part.height; ++y) {
    const auto from =
        (static_cast<std::size_t>(window.y + y) * static_cast<std::size_t>(image.width) +
         static_cast<std::size_t>(window.x)) *
        3;
    std::copy_n(image.rgb.begin() + static_cast<std::ptrdiff_t>(from), row,
                part.rgb.begin() + static_cast<std::ptrdiff_t>(row * static_cast<std::size_t>(y)));
  }
  return part;
}

}  // namespace

void put_part(Image& image, int x, int y, const Image& part) {
  if (x < 0 || y < 0 || part.width > image.width - x || part.height > image.height - y) return;
  const auto row = static_cast<std::size_t>(part.width) * 3;
  for (int line = 0; line < part.height; ++line) {
    const auto to = (static_cast<std::size_t>(y + line) * static_cast<std::size_t>(image.width) +
                     static_cast<std::size_t>(x)) *
                    3;
    std::copy_n(
        part.rgb.begin() + static_cast<std::ptrdiff_t>(row * static_cast<std::size_t>(line)), row,
        image.rgb.begin() + static_cast<std::ptrdiff_t>(to));
  }
}

namespace {

// What surrounds it is seen from a window; its texture is not continued, its colours are.
PixelWindow surroundings(const PixelWindow& touched, const Image& image) {
  return {std::max(0, touched.x - touched.width()), std::max(0, touched.y - touched.height()),
          std::min(image.width, touched.right + touched.width()),
          std::min(image.height, touched.bottom + touched.height())};
}

// False where no pixel's middle is within a radius.
bool fill(Image& image, const Step& step) {
  const PixelWindow window = surroundings(step.touched, image);
  std::vector<std::uint8_t> marked(static_cast<std::size_t>(window.width()) *
                                   static_cast<std::size_t>(window.height()));
  bool any = false;
  for (const StrokePiece& piece : step.pieces) {
    const PixelWindow one = bounds_of(piece, image.width, image.height);
    for (int y = one.y; y < one.bottom; ++y) {
      for (int x = one.x; x < one.right; ++x) {
        if (!touches(piece, x, y)) continue;
        any = true;
        marked[static_cast<std::size_t>(y - window.y) * static_cast<std::size_t>(window.width()) +
               static_cast<std::size_t>(x - window.x)] = 1;
      }
    }
  }
  if (!any) return false;
  put_part(image, window.x, window.y, filled_from_surroundings(cut(image, window), marked));
  return true;
}

}  // namespace

std::optional<PaintedOver> paint_over(const Image& image, std::span<const float> floats) {
  if (image.empty()) return std::nullopt;
  std::vector<Step> steps = read_steps(floats, image);
  PixelWindow touched;
  PixelWindow seen;
  for (const Step& step : steps) {
    touched = joined(touched, step.touched);
    seen = joined(seen, step.pieces.empty() ? step.touched : surroundings(step.touched, image));
  }
  if (touched.empty()) return std::nullopt;
  // All happens on a copy of what is looked at.
  Image work = cut(image, seen);
  bool any = false;
  for (Step& step : steps) {
    if (step.pieces.empty()) {
      step.stamp.at = {step.stamp.at.x - seen.x, step.stamp.at.y - seen.y};
      synth::lay_stamp(work, step.stamp);
      any = true;
      continue;
    }
    for (StrokePiece& piece : step.pieces) {
      piece = {piece.x0 - seen.x, piece.y0 - seen.y, piece.x1 - seen.x, piece.y1 - seen.y,
               piece.radius};
    }
    step.touched = {step.touched.x - seen.x, step.touched.y - seen.y, step.touched.right - seen.x,
                    step.touched.bottom - seen.y};
    any = fill(work, step) || any;
  }
  if (!any) return std::nullopt;
  const PixelWindow inside{touched.x - seen.x, touched.y - seen.y, touched.right - seen.x,
                           touched.bottom - seen.y};
  return PaintedOver{touched.x, touched.y, cut(image, touched), cut(work, inside)};
}

}  // namespace lesion::engine
