// Photographs of other things, as far as a few strokes can tell them.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/synth/noise.h"
#include "native/synth/other_drawing.h"

namespace lesion::synth {
namespace {

Colour shaded(const Colour& colour, double light) {
  Colour result = colour;
  for (double& value : result) value = std::clamp(value * light, 0.0, 255.0);
  return result;
}

// A table top, cloth, tiles, grain of wood.
void draw_surface(Scene& scene, Random& random) {
  const Colour first = any_colour(random, true);
  const Colour second = mixed(first, any_colour(random), random.between(0.1, 0.7));
  const int pattern = random.below(4);
  const double size = random.between(0.04, 0.25);
  const std::uint64_t seed = random.next();
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      const double u = x / scene.unit;
      const double v = y / scene.unit;
      double share = 0.5 + 0.5 * fractal(u * 5, v * 5, seed, 4);
      if (pattern == 1) share = 0.5 + 0.5 * fractal(u * 2, v * 40, seed, 4);
      if (pattern == 2) {
        share = static_cast<double>((static_cast<int>(u / size) + static_cast<int>(v / size)) % 2);
      }
      if (pattern == 3) share = smooth_step(0.0, 0.1, cell_at(u / size, v / size, seed, 0.0).wall);
      scene.at(x, y) = mixed(first, second, share);
    }
  }
}

void draw_ball(Scene& scene, Random& random) {
  const Point centre{random.between(0, scene.width), random.between(0, scene.height)};
  const double radius = random.between(0.04, 0.3) * scene.unit;
  const Colour colour = any_colour(random);
  const bool flat = random.chance(0.5);
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      const double dx = (x - centre.x) / radius;
      const double dy = (y - centre.y) / radius;
      const double distance = dx * dx + dy * dy;
      if (distance >= 1) continue;
      const double light = flat ? 1.0 : 0.4 + 0.8 * std::sqrt(1 - distance) - 0.25 * (dx + dy);
      scene.at(x, y) = shaded(colour, light);
    }
  }
}

void draw_stick(Scene& scene, Random& random) {
  Plane plane(scene.width, scene.height);
  std::vector<StrokePoint> points;
  const double radius = random.between(0.005, 0.06) * scene.unit;
  const int corners = 2 + random.below(3);
  for (int i = 0; i < corners; ++i) {
    points.push_back({random.between(0, scene.width), random.between(0, scene.height), radius});
  }
  draw_stroke(plane, points);
  paint(scene, plane, any_colour(random));
}

}  // namespace

void draw_objects(Scene& scene, Random& random) {
  draw_surface(scene, random);
  const int things = 3 + random.below(9);
  for (int i = 0; i < things; ++i) {
    switch (random.below(3)) {
      case 0:
        draw_ball(scene, random);
        break;
      case 1:
        draw_stick(scene, random);
        break;
      default:
        paint_box(scene, random.between(-0.1, 0.9) * scene.width,
                  random.between(-0.1, 0.9) * scene.height, random.between(0.05, 0.4) * scene.width,
                  random.between(0.05, 0.4) * scene.height, any_colour(random));
    }
  }
}

void draw_scene(Scene& scene, Random& random) {
  const Colour high{random.between(60, 150), random.between(110, 190), random.between(190, 250)};
  const Colour low{random.between(190, 255), random.between(190, 240), random.between(190, 240)};
  const Colour ground{random.between(40, 170), random.between(70, 160), random.between(20, 90)};
  const double horizon = random.between(0.35, 0.7);
  const double hills = random.between(0.02, 0.25);
  const std::uint64_t seed = random.next();
  for (int x = 0; x < scene.width; ++x) {
    const double u = x / scene.unit;
    const double edge = (horizon + hills * fractal(u * 2.5, 0.5, seed, 5)) * scene.height;
    for (int y = 0; y < scene.height; ++y) {
      const double v = y / scene.unit;
      if (y < edge) {
        const double cloud = smooth_step(0.0, 0.6, fractal(u * 2, v * 4, seed ^ 5, 5));
        scene.at(x, y) = mixed(mixed(high, low, y / edge), {250, 250, 250}, cloud * 0.8);
      } else {
        const double rough = fractal(u * 25, v * 60, seed ^ 9, 4);
        scene.at(x, y) = shaded(ground, 0.8 + 0.45 * rough);
      }
    }
  }
  const int houses = random.below(6);
  for (int i = 0; i < houses; ++i) {
    const double width = random.between(0.05, 0.25) * scene.width;
    const double height = random.between(0.08, 0.4) * scene.height;
    const double x = random.between(0, 1) * scene.width;
    const double y = horizon * scene.height - height + random.between(0, 0.15) * scene.height;
    paint_box(scene, x, y, width, height, any_colour(random, true));
    for (int window = 0; window < 6; ++window) {
      paint_box(scene, x + (0.1 + 0.3 * (window % 3)) * width,
                y + (0.15 + 0.4 * std::floor(window / 3.0)) * height, 0.15 * width, 0.2 * height,
                {50, 60, 80});
    }
  }
  const int trees = random.below(7);
  for (int i = 0; i < trees; ++i) {
    Plane crown(scene.width, scene.height);
    const Point at{random.between(0, scene.width), horizon * scene.height};
    const double radius = random.between(0.03, 0.14) * scene.unit;
    for (int leaf = 0; leaf < 12; ++leaf) {
      draw_disc(crown,
                {at.x + random.between(-1, 1) * radius, at.y + random.between(-1, 1) * radius},
                radius * random.between(0.3, 0.7));
    }
    paint_box(scene, at.x - 0.1 * radius, at.y, 0.2 * radius, 2 * radius, {80, 55, 35});
    paint(scene, crown, {random.between(20, 90), random.between(70, 140), 30});
  }
}

void draw_clinical(Scene& scene, Random& random) {
  const Colour cloth = any_colour(random, true);
  const std::uint64_t seed = random.next();
  const Skin skin(seed, 1 + random.below(5));
  // A limb or a trunk: a band between two soft edges, lit from one side, before cloth.
  const SinCos way = exact_sin_cos(random.between(0.0, kPi));
  const double half = random.between(0.18, 0.42);
  const double bend = random.between(-0.15, 0.15);
  struct Mole {
    Point at;
    double radius = 0;
    double strength = 0;
  };
  std::vector<Mole> moles;
  const int count = 1 + random.below(9);
  for (int i = 0; i < count; ++i) {
    moles.push_back({{random.between(0, scene.right()), random.between(0, scene.bottom())},
                     random.between(0.004, 0.03),
                     random.between(0.5, 2.0)});
  }
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      const double u = x / scene.unit;
      const double v = y / scene.unit;
      const double along =
          (u - 0.5 * scene.right()) * way.cos + (v - 0.5 * scene.bottom()) * way.sin;
      const double across = (v - 0.5 * scene.bottom()) * way.cos -
                            (u - 0.5 * scene.right()) * way.sin + bend * along * along +
                            0.02 * noise(along * 3, 0.3, seed ^ 3);
      const double fold = fractal(u * 3, v * 3, seed ^ 7, 4);
      if (std::abs(across) > half) {
        scene.at(x, y) = shaded(cloth, 0.8 + 0.5 * fold);
        continue;
      }
      // Texture of skin seen from a distance is finer than under the dermatoscope.
      Absorbers here = skin.at(u * 6, v * 6);
      for (const Mole& mole : moles) {
        const double dx = (u - mole.at.x) / mole.radius;
        const double dy = (v - mole.at.y) / mole.radius;
        here.melanin += mole.strength * (1 - smooth_step(0.7, 1.1, std::sqrt(dx * dx + dy * dy)));
      }
      const double t = across / half;
      const double round = 0.45 + 0.55 * std::sqrt(std::max(0.0, 1 - t * t)) - 0.15 * t;
      scene.at(x, y) = shaded(absorb(skin.light(u, v, scene.right(), scene.bottom()), here), round);
    }
  }
}

}  // namespace lesion::synth
