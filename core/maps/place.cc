#include "core/maps/place.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace lesion {
namespace {

constexpr double kBright = 0.5;
constexpr double kCovering = 0.6;
constexpr double kRimDepth = 1.0 / 8;
constexpr double kRimShare = 0.7;
constexpr double kSideShare = 0.15;
constexpr double kSpread = 0.24;
constexpr double kThird = 1.0 / 3;

// A cell of the bright part, its centre in 0..1 of the region.
struct Spot {
  double x;
  double y;
  double weight;
};

bool along_rim(const std::vector<Spot>& spots, double total) {
  double outer = 0;
  std::array<double, 4> sides{};  // left, right, top, bottom
  for (const Spot& spot : spots) {
    // As distances from each side.
    const std::array<double, 4> depths{spot.x, 1 - spot.x, spot.y, 1 - spot.y};
    bool any = false;
    for (std::size_t i = 0; i < depths.size(); ++i) {
      if (depths[i] >= kRimDepth) continue;
      sides[i] += spot.weight;
      any = true;
    }
    if (any) outer += spot.weight;
  }
  const auto touched = std::count_if(sides.begin(), sides.end(),
                                     [&](double side) { return side >= kSideShare * total; });
  return outer >= kRimShare * total && touched >= 3;
}

// `map` without what is left out.
std::vector<float> counted_cells(std::span<const float> map, std::size_t columns,
                                 const Margins& out) {
  std::vector<float> cells(map.size(), 0.0f);
  const std::size_t rows = map.size() / columns;
  const auto from = static_cast<std::ptrdiff_t>(out.left);
  const auto to = static_cast<std::ptrdiff_t>(columns) - out.right;
  for (auto row = static_cast<std::size_t>(out.top);
       row < rows - static_cast<std::size_t>(out.bottom); ++row) {
    const auto start = static_cast<std::ptrdiff_t>(row * columns);
    std::copy(map.begin() + start + from, map.begin() + start + to, cells.begin() + start + from);
  }
  return cells;
}

int third(double at) { return std::clamp(static_cast<int>(std::floor(at * 3)), 0, 2); }

}  // namespace

Place response_place(std::span<const float> whole, int width, const MapFrame& frame) {
  if (whole.empty() || width <= 0 || whole.size() % static_cast<std::size_t>(width) != 0) {
    return Place::kNowhere;
  }
  const auto columns = static_cast<std::size_t>(width);
  const std::size_t rows = whole.size() / columns;
  const Margins out = usable(frame.left_out, width, static_cast<int>(rows));
  const std::vector<float> map = counted_cells(whole, columns, out);
  const double counted = static_cast<double>(width - out.left - out.right) *
                         (static_cast<double>(rows) - out.top - out.bottom);
  double greatest = 0;
  for (const float value : map) {
    if (std::isfinite(value)) greatest = std::max(greatest, static_cast<double>(value));
  }
  if (greatest <= 0) return Place::kNowhere;

  std::vector<Spot> spots;
  double total = 0, sum_x = 0, sum_y = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (!std::isfinite(map[i]) || static_cast<double>(map[i]) < kBright * greatest) continue;
    // As parts of the maximum, so that no sum of squares leaves a double's range.
    const std::size_t row = i / columns;
    const Spot spot{(static_cast<double>(i % columns) + 0.5) / static_cast<double>(columns),
                    (static_cast<double>(row) + 0.5) / static_cast<double>(rows),
                    static_cast<double>(map[i]) / greatest};
    spots.push_back(spot);
    total += spot.weight;
    sum_x += spot.weight * spot.x;
    sum_y += spot.weight * spot.y;
  }
  if (static_cast<double>(spots.size()) >= kCovering * counted) {
    return Place::kAllOver;
  }
  if (along_rim(spots, total)) return Place::kRim;

  const double x = sum_x / total;
  const double y = sum_y / total;
  double variance_x = 0, variance_y = 0;
  for (const Spot& spot : spots) {
    variance_x += spot.weight * (spot.x - x) * (spot.x - x);
    variance_y += spot.weight * (spot.y - y) * (spot.y - y);
  }
  const bool spread_x = std::sqrt(variance_x / total) >= kSpread;
  const bool spread_y = std::sqrt(variance_y / total) >= kSpread;
  const int column = spread_x ? 1 : third(frame.part.x + frame.part.width * x);
  const int row = spread_y ? 1 : third(frame.part.y + frame.part.height * y);
  if ((spread_x || spread_y) && column == 1 && row == 1) return Place::kAllOver;

  // Along a spread axis the window reaches over the whole map.
  const auto inside = [](double at, double centre, bool spread) {
    return spread || std::abs(at - centre) <= kThird / 2;
  };
  double in_window = 0;
  for (const Spot& spot : spots) {
    if (inside(spot.x, x, spread_x) && inside(spot.y, y, spread_y)) in_window += spot.weight;
  }
  const double area = (spread_x ? 1 : kThird) * (spread_y ? 1 : kThird);
  if (in_window < area * total) return Place::kAllOver;
  return static_cast<Place>(row * 3 + column);
}

std::string_view place_name(Place place) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "upper_left", "upper", "upper_right", "left",     "centre", "right",
      "lower_left", "lower", "lower_right", "all_over", "rim",    "nowhere"};
  return kNames[static_cast<std::size_t>(place)];
}

}  // namespace lesion
