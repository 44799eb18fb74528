#include "core/concepts/lesion.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace lesion {
namespace {

// Beyond this a place is as sure as any.
constexpr float kSure = 4;

// The parts of the grid for which `in` holds, numbered from 0 (-1 elsewhere), by sides and, where
// `corners`, by corners.
template <typename In>
int label_parts(int columns, int rows, bool corners, const In& in, std::vector<int>& labels) {
  labels.assign(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), -1);
  int parts = 0;
  std::vector<int> waiting;
  for (int start = 0; start < columns * rows; ++start) {
    if (labels[static_cast<std::size_t>(start)] >= 0 || !in(start)) continue;
    labels[static_cast<std::size_t>(start)] = parts;
    waiting.assign(1, start);
    while (!waiting.empty()) {
      const int place = waiting.back();
      waiting.pop_back();
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
          if (!corners && dx != 0 && dy != 0) continue;
          const int x = place % columns + dx;
          const int y = place / columns + dy;
          if (x < 0 || y < 0 || x >= columns || y >= rows) continue;
          const int next = y * columns + x;
          if (labels[static_cast<std::size_t>(next)] >= 0 || !in(next)) continue;
          labels[static_cast<std::size_t>(next)] = parts;
          waiting.push_back(next);
        }
      }
    }
    ++parts;
  }
  return parts;
}

// 1 in the middle, falling to a half at the middle of a side and to 0 in the corners.
double nearness(int place, const LogitGrid& grid) {
  const double x = (place % grid.columns + 0.5) / grid.columns * 2 - 1;
  const int row = place / grid.columns;
  const double y = (row + 0.5) / grid.rows * 2 - 1;
  return 1 - 0.5 * (x * x + y * y);
}

void fill_holes(LogitGrid& grid, float threshold) {
  std::vector<int> labels;
  const auto outside = [&](int place) {
    return !(grid.values[static_cast<std::size_t>(place)] > threshold);
  };
  const int parts = label_parts(grid.columns, grid.rows, false, outside, labels);
  std::vector<char> open(static_cast<std::size_t>(parts), 0);
  for (int place = 0; place < grid.columns * grid.rows; ++place) {
    const int x = place % grid.columns;
    const int y = place / grid.columns;
    const int label = labels[static_cast<std::size_t>(place)];
    const bool edge = x == 0 || y == 0 || x == grid.columns - 1 || y == grid.rows - 1;
    if (label >= 0 && edge) open[static_cast<std::size_t>(label)] = 1;
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= 0 && open[static_cast<std::size_t>(labels[i])] == 0) {
      grid.values[i] = threshold + kSure;
    }
  }
}

}  // namespace

Result<std::vector<float>> mask_input(const Image& image, const InputRule& rule) {
  const Rect whole{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
  const auto input = preprocess(image, rule, whole);
  if (!input) return tl::unexpected(input.error());
  const auto side = static_cast<std::size_t>(rule.width);
  const std::size_t floats = input->values.size();
  std::vector<float> all(4 * floats);
  for (std::size_t view = 0; view < 4; ++view) {
    for (std::size_t row = 0; row < 3 * side; ++row) {
      const std::size_t plane = row / side * side;
      const std::size_t from = (view & 2) != 0 ? plane + side - 1 - (row - plane) : row;
      const auto* begin = input->values.data() + from * side;
      auto out = all.begin() + static_cast<std::ptrdiff_t>(view * floats + row * side);
      if ((view & 1) != 0) {
        std::reverse_copy(begin, begin + side, out);
      } else {
        std::copy(begin, begin + side, out);
      }
    }
  }
  return all;
}

LogitGrid merge_mirrored(std::span<const float> logits, int channels, int side, int channel) {
  LogitGrid grid{side, side, {}};
  const auto n = static_cast<std::size_t>(side);
  grid.values.assign(n * n, 0.0f);
  for (std::size_t view = 0; view < 4; ++view) {
    const float* map =
        logits.data() +
        (view * static_cast<std::size_t>(channels) + static_cast<std::size_t>(channel)) * n * n;
    for (std::size_t y = 0; y < n; ++y) {
      for (std::size_t x = 0; x < n; ++x) {
        const std::size_t fx = (view & 1) != 0 ? n - 1 - x : x;
        const std::size_t fy = (view & 2) != 0 ? n - 1 - y : y;
        grid.values[y * n + x] += 0.25f * map[fy * n + fx];
      }
    }
  }
  return grid;
}

LogitGrid keep_lesion(LogitGrid logits, const LesionRule& rule) {
  std::vector<int> labels;
  const auto above = [&](int place) {
    return logits.values[static_cast<std::size_t>(place)] > rule.threshold;
  };
  const int parts = label_parts(logits.columns, logits.rows, true, above, labels);
  std::vector<double> weights(static_cast<std::size_t>(parts), 0.0);
  std::vector<double> areas(static_cast<std::size_t>(parts), 0.0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0) continue;
    const auto part = static_cast<std::size_t>(labels[i]);
    const float sure = std::min(logits.values[i] - rule.threshold, kSure);
    weights[part] += sure * nearness(static_cast<int>(i), logits);
    areas[part] += 1;
  }
  const double most = parts > 0 ? *std::max_element(weights.begin(), weights.end()) : 0;
  double kept = 0;
  std::vector<char> keep(weights.size(), 0);
  for (std::size_t part = 0; part < weights.size(); ++part) {
    if (weights[part] < most && weights[part] < rule.second_part * most) continue;
    keep[part] = 1;
    kept += areas[part];
  }
  const bool none = kept < rule.smallest * static_cast<double>(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || (!none && keep[static_cast<std::size_t>(labels[i])] != 0)) continue;
    logits.values[i] = rule.threshold - kSure;
  }
  fill_holes(logits, rule.threshold);
  return logits;
}

Mask mask_at(const LogitGrid& logits, int width, int height, float threshold) {
  Mask mask{width, height, {}};
  mask.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  struct Tap {
    std::size_t first = 0;
    std::size_t second = 0;
    double weight = 0;  // of the second
  };
  const auto taps = [](int count, int cells) {
    std::vector<Tap> list;
    for (int i = 0; i < count; ++i) {
      const double at = (i + 0.5) * cells / count - 0.5;
      const double held = std::clamp(at, 0.0, cells - 1.0);
      const auto first = static_cast<std::size_t>(held);
      const std::size_t second = std::min(first + 1, static_cast<std::size_t>(cells - 1));
      list.push_back({first, second, held - static_cast<double>(first)});
    }
    return list;
  };
  const std::vector<Tap> across = taps(width, logits.columns);
  const std::vector<Tap> down = taps(height, logits.rows);
  const auto columns = static_cast<std::size_t>(logits.columns);
  // Columns of pixels between the same two cells: from the first of them on.
  std::vector<std::size_t> begins;
  for (std::size_t x = 0; x < across.size(); ++x) {
    if (x == 0 || across[x].first != across[x - 1].first) begins.push_back(x);
  }
  begins.push_back(across.size());
  std::vector<double> row(columns);
  std::uint8_t* out = mask.pixels.data();
  for (const Tap& v : down) {
    for (std::size_t x = 0; x < columns; ++x) {
      row[x] = logits.values[v.first * columns + x] * (1 - v.weight) +
               logits.values[v.second * columns + x] * v.weight;
    }
    for (std::size_t span = 0; span + 1 < begins.size(); ++span) {
      const Tap& any = across[begins[span]];
      const double left = row[any.first] - threshold;
      const double right = row[any.second] - threshold;
      // Between two cells far on one side of the threshold every pixel is; rounding moves none.
      const double far = 1e-6 * (std::abs(left) + std::abs(right) + std::abs(threshold));
      if ((left > far && right > far) || (left < -far && right < -far)) {
        std::fill(out + begins[span], out + begins[span + 1],
                  static_cast<std::uint8_t>(left > 0 ? 255 : 0));
        continue;
      }
      for (std::size_t x = begins[span]; x < begins[span + 1]; ++x) {
        const Tap& u = across[x];
        const double value = row[u.first] * (1 - u.weight) + row[u.second] * u.weight;
        out[x] = value > threshold ? 255 : 0;
      }
    }
    out += across.size();
  }
  return mask;
}

std::optional<LesionSummary> lesion_of(const Mask& mask) {
  const MaskSummary summary = summarise(mask);
  if (summary.area == 0) return std::nullopt;
  return LesionSummary{static_cast<double>(summary.area), summary.centroid_x, summary.centroid_y};
}

}  // namespace lesion
