#include "core/synth/plane.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/synth/exact.h"

namespace lesion::synth {
namespace {

constexpr double kFar = 1e18;

void draw_segment(Plane& plane, const StrokePoint& a, const StrokePoint& b, double strength,
                  double softness) {
  const double reach = std::max(a.radius, b.radius) + softness + 1.0;
  const int x0 = std::max(0, static_cast<int>(std::floor(std::min(a.x, b.x) - reach)));
  const int y0 = std::max(0, static_cast<int>(std::floor(std::min(a.y, b.y) - reach)));
  const int x1 = std::min(plane.width - 1, static_cast<int>(std::max(a.x, b.x) + reach));
  const int y1 = std::min(plane.height - 1, static_cast<int>(std::max(a.y, b.y) + reach));
  const double vx = b.x - a.x;
  const double vy = b.y - a.y;
  const double length2 = std::max(vx * vx + vy * vy, 1e-12);
  for (int y = y0; y <= y1; ++y) {
    for (int x = x0; x <= x1; ++x) {
      const double px = x + 0.5 - a.x;
      const double py = y + 0.5 - a.y;
      const double t = clamp01((px * vx + py * vy) / length2);
      const double dx = px - t * vx;
      const double dy = py - t * vy;
      const double inside = blend(a.radius, b.radius, t) - std::sqrt(dx * dx + dy * dy);
      const double coverage = strength * clamp01(0.5 + inside / softness);
      float& value = plane.at(x, y);
      value = std::max(value, static_cast<float>(coverage));
    }
  }
}

// One pass of the distance transform: lower envelope of parabolas rooted at `f`.
void transform_line(std::span<const double> f, std::span<double> out, std::vector<std::size_t>& v,
                    std::vector<double>& z) {
  const std::size_t n = f.size();
  v.assign(n, 0);
  z.assign(n + 1, 0.0);
  std::size_t k = 0;
  z[0] = -kFar;
  z[1] = kFar;
  for (std::size_t q = 1; q < n; ++q) {
    const auto cross = [&](std::size_t p) {
      const double dq = static_cast<double>(q);
      const double dp = static_cast<double>(p);
      return ((f[q] + dq * dq) - (f[p] + dp * dp)) / (2.0 * dq - 2.0 * dp);
    };
    double s = cross(v[k]);
    while (k > 0 && s <= z[k]) s = cross(v[--k]);
    ++k;
    v[k] = q;
    z[k] = s;
    z[k + 1] = kFar;
  }
  k = 0;
  for (std::size_t q = 0; q < n; ++q) {
    while (z[k + 1] < static_cast<double>(q)) ++k;
    const double d = static_cast<double>(q) - static_cast<double>(v[k]);
    out[q] = d * d + f[v[k]];
  }
}

}  // namespace

void draw_stroke(Plane& plane, std::span<const StrokePoint> points, double strength,
                 double softness) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    draw_segment(plane, points[i - 1], points[i], strength, softness);
  }
}

void draw_disc(Plane& plane, Point centre, double radius, double softness) {
  const std::array<StrokePoint, 2> dot = {StrokePoint{centre.x, centre.y, radius},
                                          StrokePoint{centre.x, centre.y, radius}};
  draw_stroke(plane, dot, 1.0, softness);
}

std::vector<std::uint8_t> mask_of(const Plane& plane, float threshold) {
  std::vector<std::uint8_t> mask(plane.values.size());
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = plane.values[i] >= threshold ? 255 : 0;
  return mask;
}

std::vector<double> distance_to(std::span<const std::uint8_t> mask, int width, int height) {
  const auto w = static_cast<std::size_t>(width);
  const auto h = static_cast<std::size_t>(height);
  // A finite stand-in for "nowhere": infinities would meet in a difference.
  constexpr double kNowhere = 1e12;
  std::vector<double> squared(w * h);
  for (std::size_t i = 0; i < squared.size(); ++i) squared[i] = mask[i] != 0 ? 0.0 : kNowhere;
  std::vector<std::size_t> v;
  std::vector<double> z;
  std::vector<double> column(h);
  std::vector<double> out(std::max(w, h));
  for (std::size_t x = 0; x < w; ++x) {
    for (std::size_t y = 0; y < h; ++y) column[y] = squared[y * w + x];
    transform_line(column, std::span(out).first(h), v, z);
    for (std::size_t y = 0; y < h; ++y) squared[y * w + x] = out[y];
  }
  for (std::size_t y = 0; y < h; ++y) {
    const std::span<double> row = std::span(squared).subspan(y * w, w);
    transform_line(row, std::span(out).first(w), v, z);
    for (std::size_t x = 0; x < w; ++x) row[x] = std::sqrt(out[x]);
  }
  return squared;
}

}  // namespace lesion::synth
