#include "native/synth/other_images.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "core/synth/noise.h"
#include "native/synth/other_drawing.h"
#include "native/synth/synth.h"

namespace lesion::synth {
namespace {

void fill(Scene& scene, const Colour& colour) {
  for (Colour& pixel : scene.pixels) pixel = colour;
}

void draw_gradient(Scene& scene, Random& random) {
  const Colour from = any_colour(random);
  const Colour to = any_colour(random);
  const SinCos way = exact_sin_cos(random.between(0.0, 2.0 * kPi));
  const bool round = random.chance(0.4);
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x) {
      const double u = (x + 0.5) / scene.width - 0.5;
      const double v = (y + 0.5) / scene.height - 0.5;
      const double share = round ? 2.0 * std::sqrt(u * u + v * v) : 0.5 + u * way.cos + v * way.sin;
      scene.at(x, y) = mixed(from, to, clamp01(share));
    }
  }
}

void draw_noise(Scene& scene, Random& random) {
  const double grain = scene.unit / random.between(2.0, 60.0);
  const bool white = random.chance(0.5);
  const bool grey = random.chance(0.3);
  const std::uint64_t seed = random.next();
  const double contrast = random.between(60.0, 127.0);
  std::uint64_t i = 0;
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x, ++i) {
      Colour& pixel = scene.at(x, y);
      for (std::size_t c = 0; c < 3; ++c) {
        const std::uint64_t channel = grey ? 0 : c;
        const double value = white ? 2.0 * cell_unit(mix64(seed + i), channel) - 1.0
                                   : fractal(x / grain, y / grain, seed ^ (channel * 77), 5) * 1.6;
        pixel[c] = 127.0 + contrast * value;
      }
    }
  }
}

void draw_text(Scene& scene, Random& random) {
  const bool dark = random.chance(0.15);
  const Colour paper = dark ? Colour{30, 32, 38} : Colour{random.between(225, 255), 250, 245};
  const Colour ink = dark ? Colour{220, 220, 215} : Colour{20, 20, random.between(20, 90)};
  fill(scene, paper);
  const double margin = 0.06 * scene.unit;
  const double size = scene.unit * random.between(0.015, 0.05);
  paint_text(scene, random, margin, margin, scene.width - 2 * margin, scene.height - 2 * margin,
             size, ink);
}

void draw_screenshot(Scene& scene, Random& random) {
  const bool dark = random.chance(0.4);
  const Colour ground = dark ? Colour{34, 36, 42} : Colour{240, 241, 244};
  const Colour panel = dark ? Colour{48, 51, 60} : Colour{255, 255, 255};
  const Colour ink = dark ? Colour{210, 212, 220} : Colour{40, 42, 50};
  const Colour accent = any_colour(random);
  fill(scene, ground);
  const double unit = scene.unit;
  paint_box(scene, 0, 0, scene.width, 0.06 * unit, accent);
  const double side = random.between(0.12, 0.3) * scene.width;
  paint_box(scene, 0, 0.06 * unit, side, scene.height, panel);
  for (int row = 0; row < 9; ++row) {
    const double y = (0.1 + 0.1 * row) * unit;
    paint_box(scene, 0.02 * unit, y, 0.03 * unit, 0.03 * unit, any_colour(random));
    paint_text(scene, random, 0.07 * unit, y, side - 0.09 * unit, 0.03 * unit, 0.018 * unit, ink);
  }
  const int cards = 2 + random.below(5);
  for (int card = 0; card < cards; ++card) {
    const double x = side + (0.03 + 0.33 * (card % 3)) * (scene.width - side);
    const double y = (0.1 + 0.45 * std::floor(card / 3.0)) * scene.height;
    const double width = 0.3 * (scene.width - side);
    const double height = 0.4 * scene.height;
    paint_box(scene, x, y, width, height, panel);
    if (random.chance(0.5)) {
      paint_box(scene, x, y, width, height * 0.5, any_colour(random, true));
    } else {
      for (int bar = 0; bar < 6; ++bar) {
        const double tall = random.between(0.05, 0.45) * height;
        paint_box(scene, x + (0.06 + 0.15 * bar) * width, y + 0.5 * height - tall, 0.1 * width,
                  tall, accent);
      }
    }
    paint_text(scene, random, x + 0.02 * unit, y + 0.55 * height, width - 0.04 * unit, 0.4 * height,
               0.02 * unit, ink);
  }
}

Image to_bytes(const Scene& scene, std::uint64_t seed, double grain) {
  Image image{scene.width, scene.height, {}};
  image.rgb.resize(scene.pixels.size() * 3);
  for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const double value = scene.pixels[i][c] + grain * (cell_unit(mix64(seed + i), c) - 0.5);
      image.rgb[i * 3 + c] =
          static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
    }
  }
  return image;
}

}  // namespace

Colour any_colour(Random& random, bool muted) {
  if (muted && random.chance(0.5)) {
    const double grey = random.between(20, 240);
    return {grey, grey, grey};
  }
  return {random.between(0, 255), random.between(0, 255), random.between(0, 255)};
}

Colour mixed(const Colour& from, const Colour& to, double share) {
  Colour colour = from;
  mix_into(colour, to, share);
  return colour;
}

void paint(Scene& scene, const Plane& plane, const Colour& colour, double strength) {
  for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
    const double share = static_cast<double>(plane.values[i]) * strength;
    if (share > 0) mix_into(scene.pixels[i], colour, share);
  }
}

void paint_box(Scene& scene, double x, double y, double width, double height,
               const Colour& colour) {
  const auto from = [](double at) { return std::max(0, static_cast<int>(std::floor(at))); };
  const int right = std::min(scene.width, from(x + width));
  const int bottom = std::min(scene.height, from(y + height));
  for (int row = from(y); row < bottom; ++row) {
    for (int column = from(x); column < right; ++column) scene.at(column, row) = colour;
  }
}

void paint_text(Scene& scene, Random& random, double x, double y, double width, double height,
                double size, const Colour& ink) {
  Plane plane(scene.width, scene.height);
  const double stroke = std::max(0.5, size * random.between(0.06, 0.11));
  double line = y + size;
  while (line < y + height) {
    const double end = x + width * (random.chance(0.2) ? random.between(0.2, 0.8) : 0.98);
    int letters = 0;
    for (double at = x; at + size < end; at += 0.7 * size) {
      if (letters-- == 0) {
        letters = 1 + random.below(9);
        continue;  // the space between two words
      }
      std::vector<StrokePoint> points;
      const int turns = 2 + random.below(3);
      for (int turn = 0; turn <= turns; ++turn) {
        points.push_back({at + random.between(0.0, 0.5) * size,
                          line - random.between(0.0, 0.75) * size, stroke});
      }
      draw_stroke(plane, points);
    }
    line += 1.7 * size;
  }
  paint(scene, plane, ink);
}

Image render_other(OtherKind kind, int width, int height, std::uint64_t seed) {
  const auto fits = [](int side) { return side >= kSmallestSide && side <= kLargestSide; };
  if (!fits(width) || !fits(height)) return {};
  Scene scene(width, height);
  Random random(sub_seed(seed, kOtherKindNames[static_cast<std::size_t>(kind)]));
  double grain = random.chance(0.5) ? 6.0 : 0.0;
  switch (kind) {
    case OtherKind::kBlank:
      fill(scene, any_colour(random, true));
      break;
    case OtherKind::kGradient:
      draw_gradient(scene, random);
      break;
    case OtherKind::kNoise:
      draw_noise(scene, random);
      break;
    case OtherKind::kText:
      draw_text(scene, random);
      break;
    case OtherKind::kScreenshot:
      draw_screenshot(scene, random);
      grain = 0;
      break;
    case OtherKind::kObjects:
      draw_objects(scene, random);
      break;
    case OtherKind::kScene:
      draw_scene(scene, random);
      break;
    case OtherKind::kClinical:
      draw_clinical(scene, random);
      break;
  }
  return to_bytes(scene, sub_seed(seed, "grain"), grain);
}

}  // namespace lesion::synth
