// Things that people put on skin or glass: surgical ink, a sticker, a ruler.
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "core/synth/exact.h"
#include "core/synth/noise.h"
#include "core/synth/scene.h"

namespace lesion::synth {
namespace {

// What is left of the light under ink, per channel.
constexpr std::array<Colour, 3> kInks = {
    {{0.47, 0.30, 0.74}, {0.38, 0.34, 0.82}, {0.55, 0.30, 0.68}}};

constexpr std::array<Colour, 7> kPatches = {{{122, 216, 204},
                                             {226, 216, 62},
                                             {238, 146, 46},
                                             {24, 146, 212},
                                             {108, 176, 74},
                                             {222, 54, 46},
                                             {156, 158, 226}}};

using Line = std::vector<Point>;

// Strokes of a sign in a box one unit wide and two high, y downwards.
std::vector<Line> glyph(char sign) {
  switch (sign) {
    case '0':
      return {{{0, 0}, {1, 0}, {1, 2}, {0, 2}, {0, 0}}};
    case '1':
      return {{{0.1, 0.4}, {0.6, 0}, {0.6, 2}}};
    case '2':
      return {{{0, 0.3}, {0.3, 0}, {1, 0.1}, {1, 0.8}, {0, 2}, {1, 2}}};
    case '3':
      return {{{0, 0}, {1, 0}, {0.4, 0.9}, {1, 1.2}, {0.9, 1.9}, {0, 2}}};
    case '4':
      return {{{0.8, 2}, {0.8, 0}, {0, 1.4}, {1, 1.4}}};
    case '5':
      return {{{1, 0}, {0, 0}, {0, 0.9}, {0.9, 0.9}, {1, 1.9}, {0, 2}}};
    default:
      return {{{0, 2}, {0, 1}, {0.5, 0.9}, {0.5, 2}}, {{0.5, 1}, {1, 0.9}, {1, 2}}};  // m
  }
}

// A frame on the image: origin in pixels, x along a direction.
struct Frame {
  Point origin;
  Point along;
  Point down() const { return {-along.y, along.x}; }
  StrokePoint at(double x, double y, double radius) const {
    return {origin.x + along.x * x + down().x * y, origin.y + along.y * x + down().y * y, radius};
  }
};

void draw_sign(Plane& plane, const Frame& frame, char sign, double x, double y, double size,
               double half) {
  for (const Line& line : glyph(sign)) {
    std::vector<StrokePoint> path;
    for (const Point& p : line) path.push_back(frame.at(x + p.x * size, y + p.y * size, half));
    draw_stroke(plane, path);
  }
}

}  // namespace

Plane draw_ink(Scene& scene, std::uint64_t seed, Point lesion, double lesion_radius) {
  Random random(sub_seed(seed, "ink"));
  const Colour& left = kInks[static_cast<std::size_t>(random.below(3))];
  Plane band(scene.width, scene.height);
  const double half = random.between(0.016, 0.028);
  const bool marks = random.chance(0.6);
  const double around = random.between(0.0, 2.0 * kPi);
  const int strokes = marks ? 2 + random.below(3) : 1;
  for (int i = 0; i < strokes; ++i) {
    // Short marks around the lesion, or one long arc beside it.
    const double reach = lesion_radius * random.between(1.25, 1.45);
    const double sweep = marks ? random.between(0.45, 0.85) : random.between(1.3, 2.4);
    const double first = around + i * 2.0 * kPi / strokes + random.between(-0.2, 0.2);
    std::vector<StrokePoint> path;
    for (int s = 0; s <= 24; ++s) {
      const SinCos at = exact_sin_cos(first + sweep * (s / 24.0 - 0.5));
      const double r = reach * (1.0 + 0.05 * noise(s * 0.2, i * 3.0, seed ^ 0xA1));
      path.push_back({(lesion.x + r * at.cos * 1.1) * scene.unit,
                      (lesion.y + r * at.sin) * scene.unit, half * scene.unit});
    }
    draw_stroke(band, path, 1.0, half * scene.unit * 1.1);
  }
  const SinCos grain = exact_sin_cos(random.between(0.0, kPi));
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      float& value = band.at(x, y);
      if (value <= 0.0f) continue;
      const double u = (x + 0.5) / scene.unit;
      const double v = (y + 0.5) / scene.unit;
      // The felt tip skips the skin's furrows: fine lines along one direction stay bare.
      const double a = u * grain.cos + v * grain.sin;
      const double b = v * grain.cos - u * grain.sin;
      const double lines = fractal(a * 16.0, b * 120.0, seed ^ 0xA2, 3);
      const double gaps = fractal(u * 26.0, v * 26.0, seed ^ 0xA3, 3);
      const double held = clamp01(0.74 + 0.6 * lines + 0.8 * gaps);
      value = static_cast<float>(smooth_step(0.18, 0.80, value * (0.30 + 0.70 * held)) *
                                 (0.55 + 0.45 * held));
      Colour& pixel = scene.at(x, y);
      for (std::size_t c = 0; c < 3; ++c) pixel[c] *= 1.0 - value * 0.9 * (1.0 - left[c]);
    }
  }
  return band;
}

Plane draw_patch(Scene& scene, std::uint64_t seed, std::optional<Point> at) {
  Random random(sub_seed(seed, "patch"));
  const Colour& colour = kPatches[static_cast<std::size_t>(random.below(7))];
  const double radius = random.between(0.17, 0.30);
  // Its centre lies at an edge, so about half of it shows.
  const double out = random.between(-0.10, 0.35) * radius;
  const double along = random.between(0.12, 0.88);
  Point centre{};
  switch (random.below(4)) {
    case 0:
      centre = {-out, along * scene.bottom()};
      break;
    case 1:
      centre = {scene.right() + out, along * scene.bottom()};
      break;
    case 2:
      centre = {along * scene.right(), -out};
      break;
    default:
      centre = {along * scene.right(), scene.bottom() + out};
      break;
  }
  if (at) centre = *at;
  Plane disc(scene.width, scene.height);
  Plane shadow(scene.width, scene.height);
  draw_disc(disc, {centre.x * scene.unit, centre.y * scene.unit}, radius * scene.unit, 1.2);
  draw_disc(shadow, {(centre.x + 0.004) * scene.unit, (centre.y + 0.006) * scene.unit},
            (radius + 0.006) * scene.unit, 0.022 * scene.unit);
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      Colour& pixel = scene.at(x, y);
      for (double& value : pixel) value *= 1.0 - 0.22 * shadow.at(x, y);
      if (disc.at(x, y) <= 0.0f) continue;
      const double u = (x + 0.5) / scene.unit;
      const double v = (y + 0.5) / scene.unit;
      const double dx = (u - centre.x) / radius;
      const double dy = (v - centre.y) / radius;
      const double paper = 0.05 * fractal(u * 90.0, v * 90.0, seed ^ 0xB1, 3) +
                           0.05 * noise(u * 3.0, v * 3.0, seed ^ 0xB2);
      const double shade =
          0.97 + paper - 0.10 * smooth_step(0.80, 1.0, std::sqrt(dx * dx + dy * dy));
      Colour seen{};
      for (std::size_t c = 0; c < 3; ++c) seen[c] = colour[c] * shade;
      mix_into(pixel, seen, disc.at(x, y));
    }
  }
  return disc;
}

Plane draw_ruler(Scene& scene, std::uint64_t seed, std::optional<Point> at) {
  Random random(sub_seed(seed, "ruler"));
  const bool bold = random.chance(0.4);
  const bool upright = random.chance(0.25);
  const double tilt = random.between(-0.16, 0.16);
  const SinCos turn = exact_sin_cos(tilt + (upright ? -kPi / 2.0 : 0.0));
  const double room = at ? 1.0 : (upright ? scene.bottom() : scene.right());
  const double length = room * random.between(0.62, 0.80);
  const double step = random.between(0.020, 0.028);
  const double half = std::max(0.62, scene.unit * (bold ? 0.0020 : 0.0013));
  // Middle of the ruler: near the lower or the right edge.
  const double inset = random.between(0.10, 0.15);
  const Point edge = upright ? Point{scene.right() - inset, 0.5 * scene.bottom()}
                             : Point{0.5 * scene.right(), scene.bottom() - inset};
  const Point middle = at.value_or(edge);
  const Frame frame{{(middle.x - 0.5 * length * turn.cos) * scene.unit,
                     (middle.y - 0.5 * length * turn.sin) * scene.unit},
                    {turn.cos, turn.sin}};
  const double px = scene.unit;
  Plane ruler(scene.width, scene.height);
  const int ticks = static_cast<int>(length / step);
  const std::array<StrokePoint, 2> base = {frame.at(0, 0, half),
                                           frame.at(ticks * step * px, 0, half)};
  draw_stroke(ruler, base);
  for (int i = 0; i <= ticks; ++i) {
    const double tall = (i % 10 == 0 ? 0.030 : (i % 5 == 0 ? 0.023 : 0.014)) * px;
    const std::array<StrokePoint, 2> tick = {frame.at(i * step * px, 0, half),
                                             frame.at(i * step * px, -tall, half)};
    draw_stroke(ruler, tick);
    if (bold && i % 10 == 0 && i / 10 <= 5) {
      draw_sign(ruler, frame, static_cast<char>('0' + i / 10), i * step * px - 0.006 * px,
                0.012 * px, 0.012 * px, half);
    }
  }
  if (!bold) {
    draw_sign(ruler, frame, 'm', 0.0, 0.010 * px, 0.011 * px, half * 0.9);
    draw_sign(ruler, frame, 'm', 0.017 * px, 0.010 * px, 0.011 * px, half * 0.9);
  }
  const Colour print = bold ? Colour{28, 24, 28} : Colour{58, 50, 56};
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      mix_into(scene.at(x, y), print, 0.86 * ruler.at(x, y));
    }
  }
  return ruler;
}

}  // namespace lesion::synth
