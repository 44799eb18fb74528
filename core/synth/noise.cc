#include "core/synth/noise.h"

#include <cmath>
#include <utility>

#include "core/random.h"
#include "core/synth/exact.h"

namespace lesion::synth {
namespace {

std::uint64_t hash(std::int64_t x, std::int64_t y, std::uint64_t seed) {
  return mix64(seed + static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15ull +
               static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4Full);
}

// Two numbers in [-1,1) from the halves of a hash.
std::pair<double, double> two(std::uint64_t h) {
  return {static_cast<double>(h >> 32) * 0x1.0p-31 - 1.0,
          static_cast<double>(h & 0xFFFFFFFFu) * 0x1.0p-31 - 1.0};
}

double corner(std::int64_t ix, std::int64_t iy, double dx, double dy, std::uint64_t seed) {
  const auto [gx, gy] = two(hash(ix, iy, seed));
  return gx * dx + gy * dy;
}

double fade(double t) { return t * t * t * (t * (t * 6.0 - 15.0) + 10.0); }

}  // namespace

double noise(double x, double y, std::uint64_t seed) {
  const double fx = std::floor(x);
  const double fy = std::floor(y);
  const auto ix = static_cast<std::int64_t>(fx);
  const auto iy = static_cast<std::int64_t>(fy);
  const double dx = x - fx;
  const double dy = y - fy;
  const double u = fade(dx);
  const double top = blend(corner(ix, iy, dx, dy, seed), corner(ix + 1, iy, dx - 1, dy, seed), u);
  const double low =
      blend(corner(ix, iy + 1, dx, dy - 1, seed), corner(ix + 1, iy + 1, dx - 1, dy - 1, seed), u);
  return 1.6 * blend(top, low, fade(dy));
}

double fractal(double x, double y, std::uint64_t seed, int octaves) {
  double sum = 0.0;
  double weight = 0.6;
  for (int i = 0; i < octaves; ++i) {
    sum += weight * noise(x, y, seed);
    seed += 0xA0761D6478BD642Full;
    weight *= 0.5;
    x = x * 2.0 + 17.3;
    y = y * 2.0 - 9.1;
  }
  return sum;
}

Cell cell_at(double x, double y, std::uint64_t seed, double jitter) {
  const double fx = std::floor(x);
  const double fy = std::floor(y);
  const auto ix = static_cast<std::int64_t>(fx);
  const auto iy = static_cast<std::int64_t>(fy);
  double first = 1e9;
  double second = 1e9;
  std::uint64_t id = 0;
  for (int j = -1; j <= 1; ++j) {
    for (int i = -1; i <= 1; ++i) {
      const std::uint64_t h = hash(ix + i, iy + j, seed);
      const auto [jx, jy] = two(h);
      const double dx = fx + i + 0.5 + 0.5 * jitter * jx - x;
      const double dy = fy + j + 0.5 + 0.5 * jitter * jy - y;
      const double d = dx * dx + dy * dy;
      if (d < first) {
        second = first;
        first = d;
        id = h;
      } else if (d < second) {
        second = d;
      }
    }
  }
  const double nearest = std::sqrt(first);
  return {nearest, std::sqrt(second) - nearest, id};
}

double cell_unit(std::uint64_t id, std::uint64_t purpose) {
  return static_cast<double>(mix64(id ^ (purpose * 0xD6E8FEB86659FD93ull)) >> 11) * 0x1.0p-53;
}

}  // namespace lesion::synth
