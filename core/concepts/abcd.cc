#include "core/concepts/abcd.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/concepts/plane.h"

namespace lesion {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kLeastPixels = 30;

// Ranges of R, G and B, 0..255, in kRuleColours' order: those of Kasmi and Mokrani (IET Image
// Processing 10, 2016), who give them as parts of 255. They leave gaps, so a pixel goes to the
// nearest, unless that is far: pink and pale skin are none of the six.
// Nor is a brown that lies beside the greys blue-grey on skin that is as blue.
constexpr double kFarthest = 30;
constexpr std::size_t kBlueGrey = 4;
struct Box {
  std::array<double, 3> low;
  std::array<double, 3> high;
};
constexpr std::array<Box, kRuleColours.size()> kBoxes = {{
    {{204, 204, 204}, {255, 255, 255}},  // white
    {{150, 0, 0}, {255, 50, 50}},        // red
    {{150, 50, 0}, {240, 150, 100}},     // light brown
    {{62, 0, 0}, {143, 100, 100}},       // dark brown
    {{0, 100, 125}, {150, 150, 150}},    // blue-grey
    {{0, 0, 0}, {62, 62, 62}},           // black
}};

// The lesion's pixels: how many, where their middle is, how they spread.
struct Moments {
  double area = 0;
  double x = 0;
  double y = 0;
  double xx = 0;
  double xy = 0;
  double yy = 0;
  bool cut = false;
};

bool inside(const Plane& lesion, int x, int y) { return lesion.at(x, y) > 0.5f; }

Moments moments_of(const Plane& lesion) {
  Moments m;
  for (int y = 0; y < lesion.height; ++y) {
    for (int x = 0; x < lesion.width; ++x) {
      if (!inside(lesion, x, y)) continue;
      m.area += 1;
      m.x += x + 0.5;
      m.y += y + 0.5;
      m.xx += (x + 0.5) * (x + 0.5);
      m.xy += (x + 0.5) * (y + 0.5);
      m.yy += (y + 0.5) * (y + 0.5);
      m.cut = m.cut || x == 0 || y == 0 || x == lesion.width - 1 || y == lesion.height - 1;
    }
  }
  if (m.area == 0) return m;
  m.x /= m.area;
  m.y /= m.area;
  m.xx = m.xx / m.area - m.x * m.x;
  m.xy = m.xy / m.area - m.x * m.y;
  m.yy = m.yy / m.area - m.y * m.y;
  return m;
}

// Direction of the greater eigenvalue of the covariance, a unit vector; along x where there is no
// longer direction.
PlanePoint main_direction(const Moments& m) {
  const double half = (m.xx - m.yy) / 2;
  const double root = std::sqrt(half * half + m.xy * m.xy);
  if (root < 1e-9 * (m.xx + m.yy)) return {1, 0};
  // Of the two forms of the eigenvector the one that loses no digits.
  const double dx = half >= 0 ? half + root : m.xy;
  const double dy = half >= 0 ? m.xy : root - half;
  const double length = std::sqrt(dx * dx + dy * dy);
  return length > 0 ? PlanePoint{dx / length, dy / length} : PlanePoint{1, 0};
}

// Between the pixels' centres; nothing lies beyond the plane.
double between(const Plane& plane, double x, double y) {
  const double u = x - 0.5;
  const double v = y - 0.5;
  const int left = static_cast<int>(std::floor(u));
  const int top = static_cast<int>(std::floor(v));
  const auto at = [&](int column, int row) {
    return plane.holds(column, row) ? static_cast<double>(plane.at(column, row)) : 0.0;
  };
  const double across = u - left;
  const double down = v - top;
  const double above = at(left, top) * (1 - across) + at(left + 1, top) * across;
  const double below = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
  return above * (1 - down) + below * down;
}

// The line through the middle along `along`, as far as the lesion reaches, and what its mirror
// image leaves bare.
AbcdAxis axis_along(const Plane& lesion, const Moments& m, const PlanePoint& along) {
  double least = 0;
  double most = 0;
  double unmatched = 0;
  for (int y = 0; y < lesion.height; ++y) {
    for (int x = 0; x < lesion.width; ++x) {
      if (!inside(lesion, x, y)) continue;
      const double dx = x + 0.5 - m.x;
      const double dy = y + 0.5 - m.y;
      const double t = dx * along.x + dy * along.y;
      least = std::min(least, t);
      most = std::max(most, t);
      const double mirrored_x = m.x + 2 * t * along.x - dx;
      const double mirrored_y = m.y + 2 * t * along.y - dy;
      if (!(between(lesion, mirrored_x, mirrored_y) > 0.5)) unmatched += 1;
    }
  }
  return {{m.x + least * along.x, m.y + least * along.y},
          {m.x + most * along.x, m.y + most * along.y},
          unmatched / m.area};
}

struct Outline {
  double length = 0;
  std::vector<PlanePoint> points;
};

// Marching squares at 0.5 over the grid of the pixels' centres, with a rim of nothing around it.
Outline outline_of(const Plane& smooth) {
  Outline outline;
  const auto value = [&](int x, int y) {
    return smooth.holds(x, y) ? static_cast<double>(smooth.at(x, y)) : 0.0;
  };
  for (int y = -1; y < smooth.height; ++y) {
    for (int x = -1; x < smooth.width; ++x) {
      // Clockwise from the upper left.
      const std::array<double, 4> corner = {value(x, y), value(x + 1, y), value(x + 1, y + 1),
                                            value(x, y + 1)};
      constexpr std::array<std::array<int, 2>, 4> kAt = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
      std::array<PlanePoint, 4> crossings;
      std::size_t count = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t j = (i + 1) % 4;
        if ((corner[i] > 0.5) == (corner[j] > 0.5)) continue;
        const double t = (0.5 - corner[i]) / (corner[j] - corner[i]);
        crossings[count++] = {x + 0.5 + kAt[i][0] + t * (kAt[j][0] - kAt[i][0]),
                              y + 0.5 + kAt[i][1] + t * (kAt[j][1] - kAt[i][1])};
      }
      // Two lines where the corners alternate; which way they run makes no difference to speak of.
      for (std::size_t i = 0; i + 1 < count; i += 2) {
        const double dx = crossings[i + 1].x - crossings[i].x;
        const double dy = crossings[i + 1].y - crossings[i].y;
        outline.length += std::sqrt(dx * dx + dy * dy);
        outline.points.push_back(crossings[i]);
        outline.points.push_back(crossings[i + 1]);
      }
    }
  }
  return outline;
}

double cross(const PlanePoint& o, const PlanePoint& a, const PlanePoint& b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

// Andrew's monotone chain (1979).
std::vector<PlanePoint> hull_of(std::vector<PlanePoint> points) {
  std::sort(points.begin(), points.end(), [](const PlanePoint& a, const PlanePoint& b) {
    return a.x != b.x ? a.x < b.x : a.y < b.y;
  });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<PlanePoint> hull;
  const auto half = [&hull](auto begin, auto end) {
    const std::size_t first = hull.size();
    for (auto at = begin; at != end; ++at) {
      while (hull.size() >= first + 2 && cross(hull[hull.size() - 2], hull.back(), *at) <= 0) {
        hull.pop_back();
      }
      hull.push_back(*at);
    }
    hull.pop_back();  // where the other half begins
  };
  half(points.begin(), points.end());
  half(points.rbegin(), points.rend());
  return hull;
}

double area_of(const std::vector<PlanePoint>& polygon) {
  double twice = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PlanePoint& a = polygon[i];
    const PlanePoint& b = polygon[(i + 1) % polygon.size()];
    twice += a.x * b.y - a.y * b.x;
  }
  return std::abs(twice) / 2;
}

void set_border(Abcd& abcd, const Plane& lesion) {
  const Plane smooth = box_mean(box_mean(lesion, 1), 1);
  const Outline outline = outline_of(smooth);
  double area = 0;
  for (const float value : smooth.values) area += value > 0.5f ? 1 : 0;
  abcd.compactness =
      area > 0 ? std::max(1.0, outline.length * outline.length / (4 * kPi * area)) : 1;
  abcd.hull = hull_of(outline.points);
  const double around = area_of(abcd.hull);
  abcd.notched = around > 0 ? std::clamp(1 - area / around, 0.0, 1.0) : 0;
  double longest = -1;
  for (std::size_t i = 0; i < abcd.hull.size(); ++i) {
    for (std::size_t j = i + 1; j < abcd.hull.size(); ++j) {
      const double dx = abcd.hull[i].x - abcd.hull[j].x;
      const double dy = abcd.hull[i].y - abcd.hull[j].y;
      if (dx * dx + dy * dy <= longest) continue;
      longest = dx * dx + dy * dy;
      abcd.across = {abcd.hull[i], abcd.hull[j]};
    }
  }
}

void set_colours(Abcd& abcd, const ConceptImage& image, double area) {
  // No redder than its box is anywhere, and bluer than the skin.
  const double least_blue =
      std::max(kBoxes[kBlueGrey].low[2] - kBoxes[kBlueGrey].high[0],
               static_cast<double>(image.skin.blue) - static_cast<double>(image.skin.red));
  for (std::size_t i = 0; i < image.lesion.size(); ++i) {
    if (!(image.lesion.values[i] > 0.5f)) continue;
    const std::array<double, 3> pixel = {image.red.values[i], image.green.values[i],
                                         image.blue.values[i]};
    const bool bluer = pixel[2] - pixel[0] > least_blue;
    std::optional<std::size_t> nearest;
    double least = kFarthest * kFarthest;
    for (std::size_t k = 0; k < kBoxes.size(); ++k) {
      if (k == kBlueGrey && !bluer) continue;
      double distance = 0;
      for (std::size_t c = 0; c < 3; ++c) {
        const double off =
            std::max({0.0, kBoxes[k].low[c] - pixel[c], pixel[c] - kBoxes[k].high[c]});
        distance += off * off;
      }
      if (distance > least || (nearest && distance == least)) continue;
      least = distance;
      nearest = k;
    }
    if (nearest) abcd.colours[*nearest] += 1;
  }
  for (double& share : abcd.colours) {
    share /= area;
    abcd.colour_count += share >= kLeastColour ? 1 : 0;
  }
}

}  // namespace

std::optional<Abcd> abcd_of(const ConceptImage& image, int width, int height) {
  const Moments moments = moments_of(image.lesion);
  if (moments.area < kLeastPixels || width <= 0 || height <= 0) return std::nullopt;
  Abcd abcd;
  const PlanePoint along = main_direction(moments);
  abcd.axes = {axis_along(image.lesion, moments, along),
               axis_along(image.lesion, moments, {-along.y, along.x})};
  set_border(abcd, image.lesion);
  set_colours(abcd, image, moments.area);
  abcd.cut = moments.cut;
  // From the size that was measured on to the image's.
  const double x = static_cast<double>(width) / image.width();
  const double y = static_cast<double>(height) / image.height();
  const auto bring = [x, y](PlanePoint& point) { point = {point.x * x, point.y * y}; };
  for (AbcdAxis& axis : abcd.axes) {
    bring(axis.from);
    bring(axis.to);
  }
  for (PlanePoint& point : abcd.hull) bring(point);
  for (PlanePoint& point : abcd.across) bring(point);
  const double dx = abcd.across[1].x - abcd.across[0].x;
  const double dy = abcd.across[1].y - abcd.across[0].y;
  abcd.diameter = std::sqrt(dx * dx + dy * dy);
  abcd.area = moments.area * x * y;
  return abcd;
}

}  // namespace lesion
