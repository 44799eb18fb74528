#include "core/concepts/lines.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lesion {
namespace {

constexpr float kShallowest = 4;
// Least strength of a line's pixel, and in parts of the mean depth around it.
constexpr float kGrown = 3;
constexpr float kClutter = 0.8f;

// cos(k * pi / 16), k = 0 .. 8.
constexpr std::array<double, 9> kCosines = {1.0,
                                            0.98078528040323044913,
                                            0.92387953251128675613,
                                            0.83146961230254523708,
                                            0.70710678118654752440,
                                            0.55557023301960222474,
                                            0.38268343236508977173,
                                            0.19509032201612826785,
                                            0.0};

struct Step {
  int x = 0;
  int y = 0;
};

int rounded(double value) { return static_cast<int>(std::floor(value + 0.5)); }

// Of every direction, the places of the piece and of its neighbours.
struct Piece {
  std::vector<Step> middle;
  std::array<std::vector<Step>, 2> sides;
};

// About ten places of each are enough.
std::vector<Piece> pieces(int reach, double aside) {
  std::vector<Piece> list;
  const int step = std::max(1, (reach + 2) / 5);
  for (int k = 0; k < kLineDirections; ++k) {
    const LineDirection d = line_direction(k);
    Piece piece;
    for (int s = -reach / step * step; s <= reach; s += step) {
      piece.middle.push_back({rounded(s * d.x), rounded(s * d.y)});
      piece.sides[0].push_back({rounded(s * d.x - aside * d.y), rounded(s * d.y + aside * d.x)});
      piece.sides[1].push_back({rounded(s * d.x + aside * d.y), rounded(s * d.y - aside * d.x)});
    }
    list.push_back(std::move(piece));
  }
  return list;
}

LineMap lines_in(Plane depth, int reach, double aside) {
  LineMap map;
  map.strength = Plane(depth.width, depth.height);
  map.direction.assign(depth.size(), -1);
  Plane held = depth;
  for (float& value : held.values) value = std::min(value, kDeepest);
  const std::vector<Piece> all = pieces(reach, aside);
  // Beyond the image a piece counts as it does at the edge.
  const int margin = reach + static_cast<int>(aside) + 2;
  const auto mean = [&](const std::vector<Step>& steps, int x, int y) {
    float sum = 0;
    if (x >= margin && y >= margin && x < held.width - margin && y < held.height - margin) {
      const float* centre = held.values.data() + held.index(x, y);
      for (const Step& step : steps) sum += centre[step.y * held.width + step.x];
    } else {
      for (const Step& step : steps) {
        sum += held.at(std::clamp(x + step.x, 0, held.width - 1),
                       std::clamp(y + step.y, 0, held.height - 1));
      }
    }
    return sum / static_cast<float>(steps.size());
  };
  for (int y = 0; y < depth.height; ++y) {
    for (int x = 0; x < depth.width; ++x) {
      const std::size_t i = depth.index(x, y);
      if (depth.values[i] < kShallowest) continue;
      float best = 0;
      int at = 0;
      for (int k = 0; k < kLineDirections; ++k) {
        const float value = mean(all[static_cast<std::size_t>(k)].middle, x, y);
        if (value > best) {
          best = value;
          at = k;
        }
      }
      const Piece& piece = all[static_cast<std::size_t>(at)];
      const float aside_mean = 0.5f * (mean(piece.sides[0], x, y) + mean(piece.sides[1], x, y));
      map.strength.values[i] = std::max(best - aside_mean, 0.0f);
      map.direction[i] = static_cast<signed char>(at);
    }
  }
  map.depth = std::move(depth);
  return map;
}

Plane difference(const Plane& more, const Plane& less) {
  Plane result = more;
  for (std::size_t i = 0; i < result.size(); ++i) result.values[i] -= less.values[i];
  return result;
}

int radius_of(const ConceptImage& image, double width) {
  return std::max(2, static_cast<int>(std::floor(0.5 * width * image.unit + 0.75)));
}

}  // namespace

LineDirection line_direction(int k) {
  k = (k % (2 * kLineDirections) + 2 * kLineDirections) % (2 * kLineDirections);
  const auto cosine = [](int n) {
    n = n % 32;
    if (n > 16) n = 32 - n;
    return n <= 8 ? kCosines[static_cast<std::size_t>(n)]
                  : -kCosines[static_cast<std::size_t>(16 - n)];
  };
  return {cosine(k), cosine(k + 24)};
}

LineMap dark_lines(const ConceptImage& image, const LineScale& scale) {
  const int radius = radius_of(image, scale.width);
  return lines_in(difference(closed(image.grey, radius), image.grey), image.pixels(scale.reach, 3),
                  std::max(scale.aside * image.unit, 3.0));
}

LineMap light_lines(const ConceptImage& image, const LineScale& scale) {
  const int radius = radius_of(image, scale.width);
  return lines_in(difference(image.grey, opened(image.grey, radius)), image.pixels(scale.reach, 3),
                  std::max(scale.aside * image.unit, 3.0));
}

Plane line_cover(const LineMap& lines, int width, int around) {
  Plane strong = lines.depth;
  const Plane clutter = box_mean(lines.depth, around);
  for (std::size_t i = 0; i < strong.size(); ++i) {
    const float least = std::max(kGrown, kClutter * clutter.values[i]);
    if (lines.strength.values[i] < least) strong.values[i] = 0;
  }
  const Plane deepest = dilated(strong, width);
  Plane cover(strong.width, strong.height);
  for (std::size_t i = 0; i < cover.size(); ++i) {
    if (deepest.values[i] <= 0 || strong.values[i] <= 0) continue;
    cover.values[i] = std::min(1.0f, lines.depth.values[i] / deepest.values[i]);
  }
  return cover;
}

}  // namespace lesion
