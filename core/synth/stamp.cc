#include "core/synth/stamp.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/image/resample.h"
#include "core/synth/exact.h"
#include "core/synth/scene.h"

namespace lesion::synth {
namespace {

// Marks of ink lie around a disc of this radius in sides: about a lesion in a fitted square.
constexpr double kInkRadius = 0.31;

Plane draw(Scene& scene, const LaidStamp& stamp, Point at) {
  switch (stamp.what) {
    case Stamp::kHair:
      return draw_hair(scene, stamp.seed, at);
    case Stamp::kRuler:
      return draw_ruler(scene, stamp.seed, at);
    case Stamp::kInk:
      return draw_ink(scene, stamp.seed, at, kInkRadius);
    case Stamp::kPatch:
      return draw_patch(scene, stamp.seed, at);
    case Stamp::kBubble:
      return draw_bubble(scene, stamp.seed, at);
    case Stamp::kDarkCorner:
      return draw_dark_corner(scene, stamp.seed, at);
  }
  return {scene.width, scene.height};
}

std::uint8_t byte_of(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

// A pixel of the part between those of the reduced one: the two beside it, and the second's weight.
struct Tap {
  std::size_t low = 0;
  std::size_t high = 0;
  double weight = 0;
};
std::vector<Tap> taps_of(int large, int small) {
  std::vector<Tap> taps;
  taps.reserve(static_cast<std::size_t>(large));
  for (int i = 0; i < large; ++i) {
    const double u = std::clamp((i + 0.5) * small / large - 0.5, 0.0, small - 1.0);
    const double low = std::floor(u);
    taps.push_back(
        {static_cast<std::size_t>(low),
         std::min(static_cast<std::size_t>(low) + 1, static_cast<std::size_t>(small - 1)),
         u - low});
  }
  return taps;
}

}  // namespace

double stamp_reach(Stamp what) {
  switch (what) {
    case Stamp::kHair:
      return 1.05;  // middles within half a side, up to 0.95 long
    case Stamp::kRuler:
      return 0.48;
    case Stamp::kInk:
      return 0.58;
    case Stamp::kPatch:
      return 0.34;
    case Stamp::kBubble:
      return 0.07;
    case Stamp::kDarkCorner:
      return 0.7;
  }
  return 1;
}

PixelPart stamp_part(const LaidStamp& stamp, int width, int height) {
  const bool good = std::isfinite(stamp.at.x) && std::isfinite(stamp.at.y) && stamp.side > 0 &&
                    stamp.side <= kLargestStampSide;
  if (!good || width <= 0 || height <= 0) return {};
  if (stamp.what == Stamp::kDarkCorner) return {0, 0, width, height};
  // And what a soft edge of some pixels adds.
  const double reach = stamp_reach(stamp.what) * stamp.side + 4;
  const auto held = [](double value, int most) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(most)));
  };
  const int left = held(std::floor(stamp.at.x - reach), width);
  const int top = held(std::floor(stamp.at.y - reach), height);
  const int right = held(std::ceil(stamp.at.x + reach), width);
  const int bottom = held(std::ceil(stamp.at.y + reach), height);
  if (right <= left || bottom <= top) return {};
  return {left, top, right - left, bottom - top};
}

void lay_stamp(Image& image, const LaidStamp& stamp) {
  const PixelPart part = stamp_part(stamp, image.width, image.height);
  if (part.width == 0 || image.empty()) return;
  const double scale =
      std::min(1.0, static_cast<double>(kStampPixels) / std::max(part.width, part.height));
  const auto reduced = [&](int side) {
    return std::max(1, static_cast<int>(std::floor(side * scale + 0.5)));
  };
  const int w = reduced(part.width);
  const int h = reduced(part.height);
  const Image before =
      resample_to_bytes(image,
                        {static_cast<double>(part.x), static_cast<double>(part.y),
                         static_cast<double>(part.width), static_cast<double>(part.height)},
                        w, h);
  Scene scene(w, h, std::max(1.0, stamp.side * scale));
  for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) scene.pixels[i][c] = before.rgb[3 * i + c];
  }
  const Plane cover = draw(
      scene, stamp,
      {(stamp.at.x - part.x) * scale / scene.unit, (stamp.at.y - part.y) * scale / scene.unit});
  std::vector<std::uint8_t> changed(scene.pixels.size());
  for (std::size_t i = 0; i < changed.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      if (std::abs(scene.pixels[i][c] - before.rgb[3 * i + c]) > 1e-6) changed[i] = 1;
    }
  }
  const std::vector<Tap> columns = taps_of(part.width, w);
  const std::vector<Tap> rows = taps_of(part.height, h);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const std::size_t upper = rows[y].low * static_cast<std::size_t>(w);
    const std::size_t lower = rows[y].high * static_cast<std::size_t>(w);
    const std::size_t start =
        (static_cast<std::size_t>(part.y) + y) * static_cast<std::size_t>(image.width) +
        static_cast<std::size_t>(part.x);
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const std::array<std::size_t, 4> at = {upper + columns[x].low, upper + columns[x].high,
                                             lower + columns[x].low, lower + columns[x].high};
      if ((changed[at[0]] | changed[at[1]] | changed[at[2]] | changed[at[3]]) == 0) continue;
      const auto between = [&](auto value) {
        const double above = blend(value(at[0]), value(at[1]), columns[x].weight);
        const double below = blend(value(at[2]), value(at[3]), columns[x].weight);
        return blend(above, below, rows[y].weight);
      };
      // What the copy has lost of the image's texture lies on the drawing where that lets it.
      const double shows =
          1.0 - clamp01(between([&](std::size_t i) { return double{cover.values[i]}; }));
      for (std::size_t c = 0; c < 3; ++c) {
        std::uint8_t& pixel = image.rgb[3 * (start + x) + c];
        const double drawn = between([&](std::size_t i) { return scene.pixels[i][c]; });
        const double was = between([&](std::size_t i) { return double(before.rgb[3 * i + c]); });
        pixel = byte_of(drawn + shows * (pixel - was));
      }
    }
  }
}

}  // namespace lesion::synth
