#include <algorithm>
#include <cmath>
#include <vector>

#include "core/synth/exact.h"
#include "core/synth/scene.h"

namespace lesion::synth {
namespace {

constexpr std::array<Colour, 4> kHairColours = {
    {{34, 24, 22}, {48, 34, 28}, {74, 50, 38}, {26, 22, 28}}};

struct Habit {
  int count;
  double length_low, length_high;  // units
  double width_low, width_high;    // units, half of it
  double spread;                   // radians around the common direction
};

Habit draw_habit(Random& random) {
  switch (random.below(3)) {
    case 0:
      return {9 + random.below(9), 0.35, 0.95, 0.0016, 0.0030, 0.5};  // a few long ones
    case 1:
      return {18 + random.below(14), 0.25, 0.80, 0.0014, 0.0026, 0.9};  // many
    default:
      return {14 + random.below(14), 0.06, 0.20, 0.0018, 0.0032, 0.6};  // stubble
  }
}

}  // namespace

Plane draw_hair(Scene& scene, std::uint64_t seed, std::optional<Point> at) {
  Random random(sub_seed(seed, "hair"));
  const Habit habit = draw_habit(random);
  const Colour colour = kHairColours[static_cast<std::size_t>(random.below(4))];
  const double common = random.between(0.0, 2.0 * kPi);
  const Point middle = at.value_or(Point{scene.right() * 0.5, scene.bottom() * 0.5});
  const double wide = at ? 1.0 : scene.right();
  const double high = at ? 1.0 : scene.bottom();
  Plane hair(scene.width, scene.height);
  Plane light(scene.width, scene.height);
  Plane shade(scene.width, scene.height);
  for (int i = 0; i < habit.count; ++i) {
    const double length = random.between(habit.length_low, habit.length_high);
    const double half =
        std::max(0.72, scene.unit * random.between(habit.width_low, habit.width_high));
    double angle = common + random.between(-habit.spread, habit.spread);
    double bend = random.between(-2.2, 2.2);
    const double curl = random.between(-5.0, 5.0);
    // The middle of each hair lies in the image; the first ones near its centre.
    const double share = i < 3 ? 0.22 : 0.5;
    const double mx = middle.x + random.between(-share, share) * wide;
    const double my = middle.y + random.between(-share, share) * high;
    const SinCos start = exact_sin_cos(angle + bend * length * 0.25);
    double x = mx - 0.5 * length * start.cos;
    double y = my - 0.5 * length * start.sin;
    std::vector<StrokePoint> path;
    std::vector<StrokePoint> shine;
    std::vector<StrokePoint> shadow;
    const int steps = std::max(8, static_cast<int>(length * 60.0));
    for (int s = 0; s <= steps; ++s) {
      const double t = static_cast<double>(s) / steps;
      const SinCos ahead = exact_sin_cos(angle);
      const double taper = half * (1.0 - 0.7 * t * t) * (s == 0 ? 0.8 : 1.0);
      const double px = x * scene.unit;
      const double py = y * scene.unit;
      path.push_back({px, py, taper});
      shine.push_back({px - ahead.sin * taper * 0.25, py + ahead.cos * taper * 0.25, taper * 0.3});
      shadow.push_back({px + 1.4 * half, py + 1.4 * half, taper * 1.2});
      bend += curl * length / steps;
      angle += bend * length / steps;
      x += ahead.cos * length / steps;
      y += ahead.sin * length / steps;
    }
    draw_stroke(hair, path);
    draw_stroke(shade, shadow, 1.0, 1.0 + half * 2.0);
    // Hair shines along its middle only where it lies across the lamp's light.
    const std::size_t from = path.size() / 4;
    const std::size_t to = path.size() * 3 / 4;
    draw_stroke(light, std::span(shine).subspan(from, to - from), 0.55, 1.0 + half * 0.5);
  }
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      Colour& pixel = scene.at(x, y);
      for (double& value : pixel) value *= 1.0 - 0.10 * shade.at(x, y);
      mix_into(pixel, colour, 0.90 * hair.at(x, y));
      const Colour shine = {colour[0] + 75, colour[1] + 66, colour[2] + 62};
      mix_into(pixel, shine, 0.75 * light.at(x, y) * hair.at(x, y));
    }
  }
  return hair;
}

}  // namespace lesion::synth
