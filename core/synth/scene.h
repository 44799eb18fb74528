// What hair, rulers, ink and other things that lie on real dermoscopy are drawn on, and how each is
// drawn: for synthetic images, for what they do to a network's answer (native/dissect), and for
// what a hand lays on an image (core/synth/stamp.h). The same seed gives the same bits everywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/synth/plane.h"

namespace lesion::synth {

using Colour = std::array<double, 3>;  // R,G,B, 0..255

// Lengths are in units of the shorter side, so that an image looks alike at every size; the
// image spans [0, width / unit) x [0, height / unit).
struct Scene {
  Scene(int w, int h) : Scene(w, h, w < h ? w : h) {}
  // A part of a larger image: `pixels_a_unit` of its shorter side, or of a square on it.
  Scene(int w, int h, double pixels_a_unit)
      : width(w),
        height(h),
        unit(pixels_a_unit),
        pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}

  Colour& at(int x, int y) {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
  double right() const { return width / unit; }
  double bottom() const { return height / unit; }

  int width;
  int height;
  double unit;  // pixels
  std::vector<Colour> pixels;
};

inline void mix_into(Colour& pixel, const Colour& colour, double share) {
  for (std::size_t c = 0; c < 3; ++c) pixel[c] += (colour[c] - pixel[c]) * share;
}

// Each draws on the scene and returns its mask's coverage. Where it lies follows from the seed;
// `at` (units) moves it: as on a square one unit wide whose middle is there, a ruler and a patch
// with their own middle there.
Plane draw_hair(Scene& scene, std::uint64_t seed, std::optional<Point> at = {});
Plane draw_ruler(Scene& scene, std::uint64_t seed, std::optional<Point> at = {});
// Around a lesion whose middle and radius (units) these are.
Plane draw_ink(Scene& scene, std::uint64_t seed, Point lesion, double lesion_radius);
Plane draw_patch(Scene& scene, std::uint64_t seed, std::optional<Point> at = {});
Plane draw_gel(Scene& scene, std::uint64_t seed, bool* shows_border);
// A single air bubble of it.
Plane draw_bubble(Scene& scene, std::uint64_t seed, Point at);
Plane draw_dark_corner(Scene& scene, std::uint64_t seed, std::optional<Point> at = {});

}  // namespace lesion::synth
