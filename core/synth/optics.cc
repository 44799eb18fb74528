// What the immersion gel and the dermatoscope add: bubbles, reflections, the edge of the gel, the
// round aperture.
#include <algorithm>
#include <cmath>

#include "core/synth/exact.h"
#include "core/synth/noise.h"
#include "core/synth/scene.h"

namespace lesion::synth {
namespace {

constexpr Colour kGlare = {252, 250, 250};

void cover(Plane& plane, int x, int y, double coverage) {
  float& value = plane.at(x, y);
  value = std::max(value, static_cast<float>(coverage));
}

// An air bubble: a lens with a bright rim towards the light, a darker one inside it, and a small
// image of the lamp. `radius` in pixels.
void add_bubble(Scene& scene, Plane& gel, Point centre, double radius, const SinCos& lamp) {
  const double reach = radius + 3.0;
  const int x0 = std::max(0, static_cast<int>(centre.x - reach));
  const int y0 = std::max(0, static_cast<int>(centre.y - reach));
  const int x1 = std::min(scene.width - 1, static_cast<int>(centre.x + reach));
  const int y1 = std::min(scene.height - 1, static_cast<int>(centre.y + reach));
  const double rim = std::max(0.6, 0.045 * radius);
  const std::vector<Colour> before = scene.pixels;
  for (int y = y0; y <= y1; ++y) {
    for (int x = x0; x <= x1; ++x) {
      const double dx = x + 0.5 - centre.x;
      const double dy = y + 0.5 - centre.y;
      const double r = std::sqrt(dx * dx + dy * dy);
      const double inside = clamp01(0.5 + radius - r);
      if (inside <= 0.0) continue;
      cover(gel, x, y, inside);
      Colour& pixel = scene.at(x, y);
      // The lens shows its surroundings a little enlarged and brighter.
      const int sx = std::clamp(static_cast<int>(centre.x + dx * 0.86), 0, scene.width - 1);
      const int sy = std::clamp(static_cast<int>(centre.y + dy * 0.86), 0, scene.height - 1);
      const Colour& seen =
          before[static_cast<std::size_t>(sy) * static_cast<std::size_t>(scene.width) +
                 static_cast<std::size_t>(sx)];
      mix_into(pixel, seen, inside);
      mix_into(pixel, kGlare, 0.07 * inside);
      const double towards = r > 1e-9 ? (dx * lamp.cos + dy * lamp.sin) / r : 0.0;
      const double dark = clamp01(0.5 + rim * 1.2 - std::abs(r - radius + 3.2 * rim));
      for (double& value : pixel) value *= 1.0 - dark * (0.16 - 0.12 * towards);
      const double ring = clamp01(0.5 + rim - std::abs(r - radius + rim));
      const double lit = 0.14 + 0.66 * smooth_step(0.2, 1.0, std::abs(towards));
      mix_into(pixel, kGlare, ring * lit);
      const double hx = dx - 0.55 * radius * lamp.cos;
      const double hy = dy - 0.55 * radius * lamp.sin;
      const double along = (hx * lamp.cos + hy * lamp.sin) / (0.09 * radius);
      const double across = (hy * lamp.cos - hx * lamp.sin) / (0.20 * radius);
      mix_into(pixel, kGlare,
               0.9 * (1.0 - smooth_step(0.5, 1.1, std::sqrt(along * along + across * across))));
    }
  }
}

// Reflections of the lamp on ridges of skin that the gel does not wet.
void draw_glints(Scene& scene, Plane& gel, Random& random, std::uint64_t seed) {
  const int zones = 2 + random.below(3);
  for (int i = 0; i < zones; ++i) {
    const double cx = random.between(0.12, 0.88) * scene.right();
    const double cy = random.between(0.12, 0.88) * scene.bottom();
    const double radius = random.between(0.05, 0.11);
    const std::uint64_t texture = random.next() ^ seed;
    const SinCos tilt = exact_sin_cos(random.between(0.0, kPi));
    for (int y = 0; y < scene.height; ++y) {
      for (int x = 0; x < scene.width; ++x) {
        const double u = (x + 0.5) / scene.unit;
        const double v = (y + 0.5) / scene.unit;
        const double dx = (u - cx) / radius;
        const double dy = (v - cy) / radius;
        const double r2 = dx * dx + dy * dy;
        if (r2 >= 1.0) continue;
        const double bright = fractal((u * tilt.cos + v * tilt.sin) * 30.0,
                                      (v * tilt.cos - u * tilt.sin) * 85.0, texture, 3) +
                              0.30 * (1.0 - r2);
        const double glint = smooth_step(0.44, 0.76, bright) * smooth_step(1.0, 0.6, r2);
        mix_into(scene.at(x, y), kGlare, 0.92 * glint);
        cover(gel, x, y, glint);
      }
    }
  }
}

// Where the gel ends: a bright line, a darker one beside it, drier and duller skin beyond.
void draw_gel_edge(Scene& scene, Plane& gel, Random& random, std::uint64_t seed) {
  const SinCos side = exact_sin_cos(random.between(0.0, 2.0 * kPi));
  const double radius = random.between(0.55, 0.75);
  const double off = random.between(0.20, 0.34);
  const double cx = 0.5 * scene.right() + off * side.cos;
  const double cy = 0.5 * scene.bottom() + off * side.sin;
  const double half = std::max(0.9 / scene.unit, 0.0032);
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      const double dx = (x + 0.5) / scene.unit - cx;
      const double dy = (y + 0.5) / scene.unit - cy;
      const double r = std::sqrt(dx * dx + dy * dy);
      const double wave = 0.035 * fractal(dx * 4.0, dy * 4.0, seed ^ 0xC1, 3);
      const double d = r + wave - radius;
      Colour& pixel = scene.at(x, y);
      const double line = clamp01(0.5 + (half - std::abs(d)) * scene.unit);
      const double dark = clamp01(0.5 + (half - std::abs(d - 2.4 * half)) * scene.unit);
      const double beyond = smooth_step(0.0, 0.03, d);
      for (double& value : pixel) value *= 1.0 - 0.16 * dark - 0.05 * beyond;
      const double lit = 0.45 + 0.4 * noise(dx * 7.0, dy * 7.0, seed ^ 0xC2);
      mix_into(pixel, kGlare, line * clamp01(lit));
      cover(gel, x, y, std::max(line, dark));
    }
  }
}

}  // namespace

Plane draw_gel(Scene& scene, std::uint64_t seed, bool* shows_border) {
  Random random(sub_seed(seed, "gel"));
  Plane gel(scene.width, scene.height);
  const SinCos lamp = exact_sin_cos(random.between(-2.4, -0.8));
  *shows_border = random.chance(0.45);
  if (*shows_border) draw_gel_edge(scene, gel, random, seed);
  draw_glints(scene, gel, random, seed);
  const int bubbles = 3 + random.below(6);
  for (int i = 0; i < bubbles; ++i) {
    const double share = random.unit();
    const double radius = i == 0 ? random.between(0.030, 0.055) : 0.007 + 0.035 * share * share;
    add_bubble(
        scene, gel,
        {random.between(0.08, 0.92) * scene.width, random.between(0.08, 0.92) * scene.height},
        std::max(2.0, radius * scene.unit), lamp);
  }
  return gel;
}

Plane draw_bubble(Scene& scene, std::uint64_t seed, Point at) {
  Random random(sub_seed(seed, "bubble"));
  Plane gel(scene.width, scene.height);
  const SinCos lamp = exact_sin_cos(random.between(-2.4, -0.8));
  const double radius = random.between(0.030, 0.055);
  add_bubble(scene, gel, {at.x * scene.unit, at.y * scene.unit}, std::max(2.0, radius * scene.unit),
             lamp);
  return gel;
}

Plane draw_dark_corner(Scene& scene, std::uint64_t seed, std::optional<Point> at) {
  Random random(sub_seed(seed, "dark corner"));
  Plane dark(scene.width, scene.height);
  const double diagonal =
      0.5 * (at ? std::sqrt(2.0)
                : std::sqrt(scene.right() * scene.right() + scene.bottom() * scene.bottom()));
  const Point middle = at.value_or(Point{0.5 * scene.right(), 0.5 * scene.bottom()});
  const double radius = diagonal * random.between(0.80, 0.93);
  const double soft = random.between(0.010, 0.035);
  const double cx = middle.x + random.between(-0.02, 0.02);
  const double cy = middle.y + random.between(-0.02, 0.02);
  const Colour black = {12, 10, 12};
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      const double dx = (x + 0.5) / scene.unit - cx;
      const double dy = (y + 0.5) / scene.unit - cy;
      const double r = std::sqrt(dx * dx + dy * dy);
      const double coverage = smooth_step(radius - soft, radius + soft, r);
      dark.at(x, y) = static_cast<float>(coverage);
      // Light already falls before the aperture's edge.
      Colour& pixel = scene.at(x, y);
      const double fall = 1.0 - 0.25 * smooth_step(radius - 0.16, radius, r);
      for (double& value : pixel) value *= fall;
      mix_into(pixel, black, coverage);
    }
  }
  return dark;
}

}  // namespace lesion::synth
