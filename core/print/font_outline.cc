// Outlines of glyphs: the glyf table (OpenType specification, "glyf - Glyph Data").
#include <cmath>
#include <utility>

#include "core/print/font.h"
#include "core/print/font_bytes.h"

namespace lesion::print {
namespace {

using Bytes = std::span<const std::uint8_t>;
// x' = a x + c y + e, y' = b x + d y + f, as {a, b, c, d, e, f}.
using Affine = std::array<double, 6>;

// Far above what any script needs; a file that asks for more is damaged.
constexpr int kMostDepth = 6;
constexpr int kMostComponents = 64;
constexpr std::size_t kMostSteps = 20'000;

struct Point {
  double x = 0;
  double y = 0;
  bool on_curve = false;
};

PathStep line_to(PathStep::Kind kind, const Point& to) {
  return {kind, static_cast<float>(to.x), static_cast<float>(to.y), 0, 0};
}

PathStep curve_to(const Point& control, const Point& to) {
  return {PathStep::Kind::kCurve, static_cast<float>(to.x), static_cast<float>(to.y),
          static_cast<float>(control.x), static_cast<float>(control.y)};
}

Point between(const Point& a, const Point& b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2, true}; }

// One closed contour. Between two control points in a row lies an unwritten point on the curve.
void add_contour(std::span<const Point> points, std::vector<PathStep>& path) {
  if (points.size() < 2) return;
  std::size_t first = 0;
  while (first < points.size() && !points[first].on_curve) ++first;
  const bool all_controls = first == points.size();
  if (all_controls) first = 0;
  const Point start = all_controls ? between(points.back(), points.front()) : points[first];
  path.push_back(line_to(PathStep::Kind::kMove, start));
  const Point* control = nullptr;
  const std::size_t begin = all_controls ? 0 : first + 1;
  const std::size_t count = all_controls ? points.size() : points.size() - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const Point& point = points[(begin + i) % points.size()];
    if (point.on_curve) {
      path.push_back(control ? curve_to(*control, point) : line_to(PathStep::Kind::kLine, point));
      control = nullptr;
    } else {
      if (control) path.push_back(curve_to(*control, between(*control, point)));
      control = &point;
    }
  }
  path.push_back(control ? curve_to(*control, start) : line_to(PathStep::Kind::kLine, start));
}

// Reads one axis of the points' coordinates, each a difference to the one before.
bool read_axis(Bytes data, std::size_t& at, std::span<const std::uint8_t> flags,
               std::uint8_t is_short, std::uint8_t same_or_positive, std::vector<int>& values) {
  int value = 0;
  for (const std::uint8_t flag : flags) {
    if (flag & is_short) {
      if (!holds(data, at, 1)) return false;
      value += flag & same_or_positive ? data[at] : -static_cast<int>(data[at]);
      at += 1;
    } else if (!(flag & same_or_positive)) {
      if (!holds(data, at, 2)) return false;
      value += read_i16(data, at);
      at += 2;
    }
    values.push_back(value);
  }
  return true;
}

// A glyph of `contours` contours of its own.
bool add_simple(Bytes data, std::size_t contours, const Affine& place,
                std::vector<PathStep>& path) {
  if (!holds(data, 10, contours * 2 + 2)) return false;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < contours; ++i) {
    ends.push_back(read_u16(data, 10 + i * 2));
    if (i > 0 && ends[i] < ends[i - 1]) return false;
  }
  const std::size_t count = ends.back() + 1;
  if (count > kMostSteps / 2) return false;
  std::size_t at = 10 + contours * 2;
  at += 2 + read_u16(data, at);  // instructions for the grid fitting that is not done here

  std::vector<std::uint8_t> flags;
  while (flags.size() < count) {
    if (!holds(data, at, 2)) return false;
    const std::uint8_t flag = data[at++];
    std::size_t repeats = 1;
    if (flag & 8) repeats += data[at++];
    flags.insert(flags.end(), std::min(repeats, count - flags.size()), flag);
  }
  std::vector<int> xs, ys;
  if (!read_axis(data, at, flags, 2, 16, xs) || !read_axis(data, at, flags, 4, 32, ys)) {
    return false;
  }
  std::vector<Point> points(count);
  for (std::size_t i = 0; i < count; ++i) {
    points[i] = {place[0] * xs[i] + place[2] * ys[i] + place[4],
                 place[1] * xs[i] + place[3] * ys[i] + place[5], (flags[i] & 1) != 0};
  }
  std::size_t from = 0;
  for (const std::size_t end : ends) {
    if (end + 1 > from) add_contour(std::span(points).subspan(from, end + 1 - from), path);
    from = end + 1;
  }
  return true;
}

// One component's placement, `at` moved behind it; false where the data ends before.
bool read_component(Bytes data, std::size_t& at, std::uint32_t flags, Affine& place) {
  const auto fraction = [&data](std::size_t from) { return read_i16(data, from) / 16384.0; };
  place = {1, 0, 0, 1, 0, 0};
  const bool words = (flags & 1) != 0;
  const std::size_t scales = flags & 8 ? 1 : flags & 0x40 ? 2 : flags & 0x80 ? 4 : 0;
  if (!holds(data, at, (words ? 4 : 2) + scales * 2)) return false;
  if (flags & 2) {  // otherwise points are matched, which no font in use does
    place[4] = words ? read_i16(data, at) : static_cast<std::int8_t>(data[at]);
    place[5] = words ? read_i16(data, at + 2) : static_cast<std::int8_t>(data[at + 1]);
  }
  at += words ? 4 : 2;
  if (scales == 1) {
    place[0] = place[3] = fraction(at);
  } else if (scales == 2) {
    place[0] = fraction(at);
    place[3] = fraction(at + 2);
  } else if (scales == 4) {
    for (std::size_t i = 0; i < 4; ++i) place[i] = fraction(at + i * 2);
  }
  at += scales * 2;
  return true;
}

Affine within(const Affine& outer, const Affine& inner) {
  return {outer[0] * inner[0] + outer[2] * inner[1],
          outer[1] * inner[0] + outer[3] * inner[1],
          outer[0] * inner[2] + outer[2] * inner[3],
          outer[1] * inner[2] + outer[3] * inner[3],
          outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
          outer[1] * inner[4] + outer[3] * inner[5] + outer[5]};
}

}  // namespace

bool Font::add_outline(int glyph, const Affine& place, int depth, Budget& budget,
                       std::vector<PathStep>& path) const {
  const Bytes data = glyph_data(glyph);
  if (data.empty()) return true;
  const int contours = read_i16(data, 0);
  if (contours == 0) return true;
  if (contours > 0) {
    return add_simple(data, static_cast<std::size_t>(contours), place, path) &&
           path.size() <= kMostSteps;
  }
  if (depth >= kMostDepth) return false;
  std::size_t at = 10;
  for (bool more = true; more;) {
    if (!holds(data, at, 4) || ++budget.components > kMostComponents) return false;
    const std::uint32_t flags = read_u16(data, at);
    const int part = static_cast<int>(read_u16(data, at + 2));
    at += 4;
    Affine own{};
    if (!read_component(data, at, flags, own) ||
        !add_outline(part, within(place, own), depth + 1, budget, path)) {
      return false;
    }
    more = (flags & 0x20) != 0;
  }
  return true;
}

}  // namespace lesion::print
