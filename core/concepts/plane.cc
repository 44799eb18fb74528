#include "core/concepts/plane.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lesion {
namespace {

constexpr float kFar = 1e6f;

// Along rows, then (transposed) along columns.
template <typename Row>
Plane by_rows_and_columns(const Plane& plane, const Row& row) {
  const auto turned = [](const Plane& from) {
    Plane to(from.height, from.width);
    constexpr int kBlock = 16;
    for (int y0 = 0; y0 < from.height; y0 += kBlock) {
      for (int x0 = 0; x0 < from.width; x0 += kBlock) {
        const int y1 = std::min(y0 + kBlock, from.height);
        const int x1 = std::min(x0 + kBlock, from.width);
        for (int y = y0; y < y1; ++y) {
          for (int x = x0; x < x1; ++x) to.at(y, x) = from.at(x, y);
        }
      }
    }
    return to;
  };
  const auto pass = [&](const Plane& from) {
    Plane to(from.width, from.height);
    for (int y = 0; y < from.height; ++y) {
      row(from.values.data() + from.index(0, y), to.values.data() + to.index(0, y), from.width);
    }
    return to;
  };
  if (plane.width <= 0 || plane.height <= 0) return plane;
  return turned(pass(turned(pass(plane))));
}

template <typename Better>
Plane extreme(const Plane& plane, int radius, const Better& better) {
  return by_rows_and_columns(plane, [&](const float* from, float* to, int n) {
    std::copy(from, from + n, to);
    for (int r = 1; r <= radius && r < n; ++r) {
      for (int x = 0; x + r < n; ++x) to[x] = better(to[x], from[x + r]);
      for (int x = r; x < n; ++x) to[x] = better(to[x], from[x - r]);
    }
  });
}

// One pass of the distance transform: lower envelope of the parabolas rooted at from[q].
void envelope(const std::vector<double>& from, std::vector<double>& to, std::vector<int>& roots,
              std::vector<double>& starts) {
  const int n = static_cast<int>(from.size());
  const auto f = [&](int q) { return from[static_cast<std::size_t>(q)]; };
  const auto crossing = [&](int q, int p) {
    return ((f(q) + double{1} * q * q) - (f(p) + double{1} * p * p)) / (2.0 * (q - p));
  };
  int k = 0;
  roots.assign(from.size(), 0);
  starts.assign(from.size() + 1, 0.0);
  starts[0] = -1e18;
  starts[1] = 1e18;
  for (int q = 1; q < n; ++q) {
    double s = crossing(q, roots[static_cast<std::size_t>(k)]);
    while (k > 0 && s <= starts[static_cast<std::size_t>(k)]) {
      --k;
      s = crossing(q, roots[static_cast<std::size_t>(k)]);
    }
    ++k;
    roots[static_cast<std::size_t>(k)] = q;
    starts[static_cast<std::size_t>(k)] = s;
    starts[static_cast<std::size_t>(k) + 1] = 1e18;
  }
  k = 0;
  for (int q = 0; q < n; ++q) {
    while (starts[static_cast<std::size_t>(k) + 1] < q) ++k;
    const int root = roots[static_cast<std::size_t>(k)];
    to[static_cast<std::size_t>(q)] = double{1} * (q - root) * (q - root) + f(root);
  }
}

// Fills in what follows from a part's pixels.
void measure(PlanePart& part, int width) {
  const auto column = [&](std::size_t i) {
    return static_cast<int>(i % static_cast<std::size_t>(width));
  };
  const auto row = [&](std::size_t i) {
    return static_cast<int>(i / static_cast<std::size_t>(width));
  };
  part.left = part.right = column(part.pixels[0]);
  part.top = part.bottom = row(part.pixels[0]);
  for (const std::size_t i : part.pixels) {
    part.x += column(i) + 0.5;
    part.y += row(i) + 0.5;
    part.left = std::min(part.left, column(i));
    part.right = std::max(part.right, column(i));
    part.top = std::min(part.top, row(i));
    part.bottom = std::max(part.bottom, row(i));
  }
  const auto n = static_cast<double>(part.pixels.size());
  part.x /= n;
  part.y /= n;
  double xx = 0;
  double yy = 0;
  double xy = 0;
  for (const std::size_t i : part.pixels) {
    const double dx = column(i) + 0.5 - part.x;
    const double dy = row(i) + 0.5 - part.y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  // A pixel is a square, not a point: 1/12 along each axis.
  xx = xx / n + 1.0 / 12;
  yy = yy / n + 1.0 / 12;
  xy /= n;
  const double half = 0.5 * (xx + yy);
  const double root = std::sqrt(0.25 * (xx - yy) * (xx - yy) + xy * xy);
  part.major = std::sqrt(half + root);
  part.minor = std::sqrt(std::max(half - root, 0.0));
  double ux = xy;
  double uy = half + root - xx;
  if (xx >= yy) {
    ux = half + root - yy;
    uy = xy;
  }
  const double length = std::sqrt(ux * ux + uy * uy);
  if (length > 0) {
    part.along_x = ux / length;
    part.along_y = uy / length;
  }
}

}  // namespace

Plane box_mean(const Plane& plane, int radius) {
  return by_rows_and_columns(plane, [&](const float* from, float* to, int n) {
    double sum = 0;
    int count = 0;
    for (int x = 0; x < std::min(radius, n); ++x, ++count) sum += from[x];
    for (int x = 0; x < n; ++x) {
      if (x + radius < n) {
        sum += from[x + radius];
        ++count;
      }
      if (x - radius - 1 >= 0) {
        sum -= from[x - radius - 1];
        --count;
      }
      to[x] = static_cast<float>(sum / count);
    }
  });
}

Plane dilated(const Plane& plane, int radius) {
  return extreme(plane, radius, [](float a, float b) { return a < b ? b : a; });
}

Plane eroded(const Plane& plane, int radius) {
  return extreme(plane, radius, [](float a, float b) { return b < a ? b : a; });
}

Plane closed(const Plane& plane, int radius) { return eroded(dilated(plane, radius), radius); }

Plane opened(const Plane& plane, int radius) { return dilated(eroded(plane, radius), radius); }

Plane distance_to(const Plane& plane, float threshold) {
  constexpr double kNowhere = 1e12;
  Plane result(plane.width, plane.height);
  const auto w = static_cast<std::size_t>(plane.width);
  const auto h = static_cast<std::size_t>(plane.height);
  std::vector<double> squared(w * h);
  for (std::size_t i = 0; i < squared.size(); ++i) {
    squared[i] = plane.values[i] > threshold ? 0.0 : kNowhere;
  }
  std::vector<int> roots;
  std::vector<double> starts;
  std::vector<double> line(h);
  std::vector<double> out(h);
  for (std::size_t x = 0; x < w; ++x) {
    for (std::size_t y = 0; y < h; ++y) line[y] = squared[y * w + x];
    envelope(line, out, roots, starts);
    for (std::size_t y = 0; y < h; ++y) squared[y * w + x] = out[y];
  }
  line.resize(w);
  out.resize(w);
  for (std::size_t y = 0; y < h; ++y) {
    for (std::size_t x = 0; x < w; ++x) line[x] = squared[y * w + x];
    envelope(line, out, roots, starts);
    for (std::size_t x = 0; x < w; ++x) {
      result.values[y * w + x] = std::min(static_cast<float>(std::sqrt(out[x])), kFar);
    }
  }
  return result;
}

double PlanePart::length() const { return 3.4641016151377544 * major; }

std::vector<PlanePart> parts_of(const Plane& plane, float threshold) {
  std::vector<PlanePart> parts;
  std::vector<char> seen(plane.size(), 0);
  std::vector<std::size_t> waiting;
  for (std::size_t start = 0; start < plane.size(); ++start) {
    if (seen[start] != 0 || !(plane.values[start] > threshold)) continue;
    PlanePart part;
    seen[start] = 1;
    waiting.assign(1, start);
    while (!waiting.empty()) {
      const std::size_t place = waiting.back();
      waiting.pop_back();
      part.pixels.push_back(place);
      const int px = static_cast<int>(place % static_cast<std::size_t>(plane.width));
      const int py = static_cast<int>(place / static_cast<std::size_t>(plane.width));
      for (int y = std::max(py - 1, 0); y <= std::min(py + 1, plane.height - 1); ++y) {
        for (int x = std::max(px - 1, 0); x <= std::min(px + 1, plane.width - 1); ++x) {
          const std::size_t next = plane.index(x, y);
          if (seen[next] != 0 || !(plane.values[next] > threshold)) continue;
          seen[next] = 1;
          waiting.push_back(next);
        }
      }
    }
    measure(part, plane.width);
    parts.push_back(std::move(part));
  }
  return parts;
}

float quantile(std::vector<float>& values, double share) {
  if (values.empty()) return 0;
  const auto n = static_cast<double>(values.size());
  const auto place = static_cast<std::ptrdiff_t>(std::clamp(share * n, 0.0, n - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

float ramp(float value, float low, float high) {
  return std::clamp((value - low) / (high - low), 0.0f, 1.0f);
}

namespace {

// `add(y, weight, row)` adds the row y of what is resized, times the weight.
template <typename Add>
Plane resized_rows(int in_width, int in_height, int width, int height, const Add& add) {
  struct Tap {
    int first = 0;
    std::vector<double> weights;
  };
  const auto taps = [](int out, int in) {
    std::vector<Tap> list;
    const double step = static_cast<double>(in) / out;
    for (int i = 0; i < out; ++i) {
      Tap tap;
      if (step <= 1) {
        const double at = std::clamp((i + 0.5) * step - 0.5, 0.0, in - 1.0);
        tap.first = std::min(static_cast<int>(at), std::max(in - 2, 0));
        const double second = at - tap.first;
        tap.weights = in > 1 ? std::vector<double>{1 - second, second} : std::vector<double>{1.0};
      } else {
        const double from = i * step;
        const double to = std::min(from + step, static_cast<double>(in));
        tap.first = std::min(static_cast<int>(from), in - 1);
        for (int j = tap.first; j < in && j < to; ++j) {
          tap.weights.push_back((std::min(to, j + 1.0) - std::max(from, double{1} * j)) /
                                (to - from));
        }
      }
      list.push_back(std::move(tap));
    }
    return list;
  };
  Plane result(width, height);
  if (in_width <= 0 || in_height <= 0 || width <= 0 || height <= 0) return result;
  const std::vector<Tap> across = taps(width, in_width);
  const std::vector<Tap> down = taps(height, in_height);
  std::vector<double> row(static_cast<std::size_t>(in_width));
  for (int y = 0; y < height; ++y) {
    const Tap& v = down[static_cast<std::size_t>(y)];
    std::fill(row.begin(), row.end(), 0.0);
    for (std::size_t k = 0; k < v.weights.size(); ++k) {
      add(v.first + static_cast<int>(k), v.weights[k], row);
    }
    for (int x = 0; x < width; ++x) {
      const Tap& u = across[static_cast<std::size_t>(x)];
      double sum = 0;
      for (std::size_t k = 0; k < u.weights.size(); ++k) {
        sum += u.weights[k] * row[static_cast<std::size_t>(u.first) + k];
      }
      result.at(x, y) = static_cast<float>(sum);
    }
  }
  return result;
}

}  // namespace

Plane resized(const Plane& plane, int width, int height) {
  return resized_rows(plane.width, plane.height, width, height,
                      [&](int y, double weight, std::vector<double>& row) {
                        const float* from = plane.values.data() + plane.index(0, y);
                        for (std::size_t x = 0; x < row.size(); ++x) row[x] += weight * from[x];
                      });
}

Plane resized(const Mask& mask, int width, int height) {
  return resized_rows(
      mask.width, mask.height, width, height, [&](int y, double weight, std::vector<double>& row) {
        const std::uint8_t* from =
            mask.pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width);
        for (std::size_t x = 0; x < row.size(); ++x) {
          row[x] += from[x] != 0 ? weight : 0.0;
        }
      });
}

}  // namespace lesion
