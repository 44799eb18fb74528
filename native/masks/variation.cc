#include "native/masks/variation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/synth/scene.h"
#include "native/masks/topology.h"

namespace lesion {
namespace {

// A frame's points on the unit square of the image.
struct Frame {
  explicit Frame(const MaskView& view)
      : cx(view.centre_x),
        cy(view.centre_y),
        ux(std::cos(view.angle) * view.width * (view.flip ? -1 : 1)),
        uy(std::sin(view.angle) * view.width * (view.flip ? -1 : 1)),
        vx(-std::sin(view.angle) * view.height),
        vy(std::cos(view.angle) * view.height) {}

  std::array<double, 2> at(double x, double y) const {
    const double a = x - 0.5;
    const double b = y - 0.5;
    return {cx + a * ux + b * vx, cy + a * uy + b * vy};
  }

  double cx, cy, ux, uy, vx, vy;
};

// Place i of a row of `side`, or -1 where the image has ended.
int inside(int i, int side, Fill fill) {
  if (i >= 0 && i < side) return i;
  if (fill == Fill::kBlack) return -1;
  if (fill == Fill::kReflect) i = i < 0 ? -i - 1 : 2 * side - 1 - i;
  return std::clamp(i, 0, side - 1);
}

// Bilinear between pixel centres: the four neighbours and their weights.
struct Taps {
  Taps(double u, double v, int side, Fill fill) {
    const double x = u * side - 0.5;
    const double y = v * side - 0.5;
    const double fx = std::floor(x);
    const double fy = std::floor(y);
    const auto wx = static_cast<float>(x - fx);
    const auto wy = static_cast<float>(y - fy);
    // A frame so far outside that no int holds it cannot be drawn: views stay near the image.
    const int x0 = static_cast<int>(fx);
    const int y0 = static_cast<int>(fy);
    for (int k = 0; k < 4; ++k) {
      const int px = inside(x0 + (k & 1), side, fill);
      const int py = inside(y0 + (k >> 1), side, fill);
      const auto index = static_cast<std::size_t>(k);
      place[index] = px < 0 || py < 0 ? -1 : py * side + px;
      weight[index] = ((k & 1) != 0 ? wx : 1 - wx) * ((k >> 1) != 0 ? wy : 1 - wy);
    }
  }

  std::array<int, 4> place{};
  std::array<float, 4> weight{};
};

void sample_image(std::span<const std::uint8_t> bytes, int side, const MaskView& view, int size,
                  std::vector<std::uint8_t>& out) {
  const Frame frame(view);
  std::uint8_t* pixel = out.data();
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x, pixel += 3) {
      const auto [u, v] = frame.at((x + 0.5) / size, (y + 0.5) / size);
      const Taps taps(u, v, side, view.fill);
      std::array<float, 3> sum{};
      for (std::size_t k = 0; k < 4; ++k) {
        if (taps.place[k] < 0) continue;
        const std::uint8_t* from = bytes.data() + static_cast<std::size_t>(taps.place[k]) * 3;
        for (std::size_t c = 0; c < 3; ++c) sum[c] += taps.weight[k] * from[c];
      }
      for (std::size_t c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(std::lround(sum[c]));
    }
  }
}

void sample_masks(const MaskedImage& masks, const MaskView& view, int size,
                  std::span<float> targets) {
  const Frame frame(view);
  const auto plane = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  std::fill(targets.begin(), targets.end(), 0.0f);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const auto [u, v] = frame.at((x + 0.5) / size, (y + 0.5) / size);
      const Taps taps(u, v, kMaskSide, view.fill);
      const auto at = static_cast<std::size_t>(y * size + x);
      for (std::size_t k = 0; k < 4; ++k) {
        if (taps.place[k] < 0) continue;
        const auto from = static_cast<std::size_t>(taps.place[k]);
        targets[at] += taps.weight[k] * static_cast<float>(masks.lesion[from]) / 255.0f;
        if (masks.attributes.empty()) continue;
        for (std::size_t a = 0; a < static_cast<std::size_t>(kAttributes); ++a) {
          if ((masks.attributes[from] >> a & 1) != 0) {
            targets[(a + 1) * plane + at] += taps.weight[k];
          }
        }
      }
    }
  }
}

double dark_share(const MaskOverlay& overlay, double x, double y) {
  const double dx = x - overlay.aperture_x;
  const double dy = y - overlay.aperture_y;
  const double soft = 0.02;
  const double t = (std::sqrt(dx * dx + dy * dy) - overlay.aperture) / soft + 0.5;
  return std::clamp(t, 0.0, 1.0);
}

// What can no longer be seen is in no mask.
void hide(std::span<float> targets, int size, int scale, const auto& share) {
  const auto plane = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const auto left = static_cast<float>(1 - share(scale * x + scale / 2, scale * y + scale / 2));
      if (left >= 1) continue;
      for (std::size_t k = 0; k < static_cast<std::size_t>(kMasks); ++k) {
        targets[k * plane + static_cast<std::size_t>(y * size + x)] *= left;
      }
    }
  }
}

void draw_overlay(const MaskOverlay& overlay, std::vector<std::uint8_t>& bytes, int size,
                  std::span<float> targets) {
  using synth::Scene;
  const int small = size / kMaskStride;
  if ((overlay.hair | overlay.ruler | overlay.patch | overlay.gel | overlay.ink) != 0) {
    Scene scene(size, size);
    for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
      for (std::size_t c = 0; c < 3; ++c) scene.pixels[i][c] = bytes[3 * i + c];
    }
    if (overlay.ink != 0) synth::draw_ink(scene, overlay.ink, {0.5, 0.5}, 0.3);
    if (overlay.hair != 0) synth::draw_hair(scene, overlay.hair);
    bool border = false;
    if (overlay.gel != 0) synth::draw_gel(scene, overlay.gel, &border);
    if (overlay.ruler != 0) synth::draw_ruler(scene, overlay.ruler);
    if (overlay.patch != 0) {
      const synth::Plane patch = synth::draw_patch(scene, overlay.patch);
      hide(targets, small, kMaskStride, [&](int x, int y) { return patch.at(x, y); });
    }
    for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
      for (std::size_t c = 0; c < 3; ++c) {
        bytes[3 * i + c] =
            static_cast<std::uint8_t>(std::lround(std::clamp(scene.pixels[i][c], 0.0, 255.0)));
      }
    }
  }
  if (overlay.aperture > 0) {
    const auto dark = [&](int x, int y) {
      return dark_share(overlay, (x + 0.5) / size, (y + 0.5) / size);
    };
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) {
        std::uint8_t* pixel = bytes.data() + static_cast<std::size_t>(y * size + x) * 3;
        const double left = 1 - dark(x, y);
        for (std::size_t c = 0; c < 3; ++c) {
          pixel[c] = static_cast<std::uint8_t>(pixel[c] * left + 8 * (1 - left));
        }
      }
    }
    hide(targets, small, kMaskStride, dark);
  }
}

AugmentRanges mask_colours() {
  AugmentRanges ranges;
  ranges.brightness = 0.12;
  ranges.contrast = 0.25;
  ranges.hue = 0.03;
  ranges.saturation_low = 0.6;
  ranges.saturation_high = 1.4;
  ranges.white_balance = 0.15;
  ranges.gamma = 0.25;
  ranges.blur = 0.2;
  return ranges;
}

MaskView draw_view(Random& random) {
  MaskView view;
  const bool near = random.uniform() < 0.35;
  const double reach = near ? 0.08 : 0.48;
  const double scale = std::exp(random.uniform(-reach, reach));
  const double aspect = std::exp(random.uniform(near ? -0.05 : -0.22, near ? 0.05 : 0.22));
  view.width = scale * aspect;
  view.height = scale / aspect;
  const double room = near ? 0.02 : 0.08 + 0.4 * std::abs(1 - scale);
  view.centre_x = 0.5 + random.uniform(-room, room);
  view.centre_y = 0.5 + random.uniform(-room, room);
  // Turned by quarters nothing outside the image comes in.
  const double quarter = std::numbers::pi / 2 * static_cast<double>(random.below(4));
  const double turn = random.uniform(0, 2 * std::numbers::pi);
  view.angle = near || random.coin() ? quarter : turn;
  view.flip = random.coin();
  constexpr std::array kFills = {Fill::kEdge, Fill::kEdge, Fill::kReflect, Fill::kBlack};
  view.fill = kFills[random.below(4)];
  return view;
}

}  // namespace

MaskVariation draw_mask_variation(double overlays, Random& random) {
  MaskVariation how;
  how.view = draw_view(random);
  how.colours = draw(mask_colours(), random);
  const bool some = random.uniform() < overlays;
  const auto chance = [&](double part) {
    const bool drawn = random.uniform() < part;
    const std::uint64_t seed = random.next() | 1;
    return some && drawn ? seed : 0;
  };
  how.overlay.hair = chance(0.4);
  how.overlay.ruler = chance(0.3);
  how.overlay.patch = chance(0.08);
  how.overlay.gel = chance(0.2);
  how.overlay.ink = chance(0.06);
  if (chance(0.5) != 0) how.overlay.aperture = random.uniform(0.44, 0.68);
  how.overlay.aperture_x = random.uniform(0.46, 0.54);
  how.overlay.aperture_y = random.uniform(0.46, 0.54);
  return how;
}

void vary(std::span<const std::uint8_t> bytes, int side, const MaskedImage& masks,
          const MaskVariation& how, const InputRule& rule, std::span<float> image,
          std::span<float> targets) {
  const auto size = static_cast<std::size_t>(rule.width);
  std::vector<std::uint8_t> frame(size * size * 3);
  sample_image(bytes, side, how.view, rule.width, frame);
  sample_masks(masks, how.view, rule.width / kMaskStride, targets);
  draw_overlay(how.overlay, frame, rule.width, targets);
  Augmentation colours = how.colours;
  colours.crop = 1;
  colours.centre_x = colours.centre_y = 0.5;
  colours.angle = 0;
  colours.flip_x = colours.flip_y = false;
  augment(frame, rule.width, colours, Fill::kEdge, rule, image);
}

}  // namespace lesion
