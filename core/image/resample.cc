#include "core/image/resample.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lesion {
namespace {

// The input pixels that one output pixel reads along one axis, and how much of each.
struct Taps {
  int first = 0;
  std::vector<double> weights;
};

std::vector<Taps> make_taps(double start, double length, int out, int in) {
  const double scale = length / out;
  const double radius = std::max(scale, 1.0);
  std::vector<Taps> all(static_cast<std::size_t>(out));
  for (int i = 0; i < out; ++i) {
    const double centre = start + (i + 0.5) * scale;
    // Centres j + 0.5 strictly within `radius` of the output's centre.
    const int from = static_cast<int>(std::floor(centre - radius - 0.5)) + 1;
    const int to = static_cast<int>(std::ceil(centre + radius - 0.5)) - 1;
    const int first = std::clamp(from, 0, in - 1);
    const int last = std::clamp(to, 0, in - 1);
    std::vector<double> weights(static_cast<std::size_t>(last - first + 1), 0.0);
    double sum = 0;
    for (int j = from; j <= to; ++j) {
      const double weight = 1.0 - std::abs(j + 0.5 - centre) / radius;
      if (weight <= 0) continue;
      // What lies outside the image repeats its edge.
      weights[static_cast<std::size_t>(std::clamp(j, 0, in - 1) - first)] += weight;
      sum += weight;
    }
    Taps& taps = all[static_cast<std::size_t>(i)];
    taps.first = first;
    for (double& weight : weights) weight /= sum;
    taps.weights = std::move(weights);
  }
  return all;
}

}  // namespace

FloatImage resample(const Image& image, const Rect& source, int out_width, int out_height) {
  const bool usable = !image.empty() && out_width > 0 && out_height > 0 && source.width > 0 &&
                      source.height > 0 && std::isfinite(source.x) && std::isfinite(source.y) &&
                      std::isfinite(source.width) && std::isfinite(source.height) &&
                      std::abs(source.x) < 1e8 && std::abs(source.y) < 1e8 && source.width < 1e8 &&
                      source.height < 1e8;
  if (!usable) return {};

  const std::vector<Taps> columns = make_taps(source.x, source.width, out_width, image.width);
  const std::vector<Taps> rows = make_taps(source.y, source.height, out_height, image.height);

  // Only the rows that some output row reads are reduced along x.
  int first_row = image.height;
  int last_row = 0;
  for (const Taps& taps : rows) {
    first_row = std::min(first_row, taps.first);
    last_row = std::max(last_row, taps.first + static_cast<int>(taps.weights.size()) - 1);
  }
  const auto width = static_cast<std::size_t>(out_width);
  const auto height = static_cast<std::size_t>(out_height);
  const std::size_t stride = width * 3;
  std::vector<double> narrow(static_cast<std::size_t>(last_row - first_row + 1) * stride);
  for (int y = first_row; y <= last_row; ++y) {
    const std::uint8_t* in =
        image.rgb.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) * 3;
    double* out = narrow.data() + static_cast<std::size_t>(y - first_row) * stride;
    for (std::size_t x = 0; x < width; ++x) {
      const Taps& taps = columns[x];
      const std::uint8_t* pixel = in + static_cast<std::size_t>(taps.first) * 3;
      double r = 0, g = 0, b = 0;
      for (const double weight : taps.weights) {
        r += weight * pixel[0];
        g += weight * pixel[1];
        b += weight * pixel[2];
        pixel += 3;
      }
      out[x * 3] = r;
      out[x * 3 + 1] = g;
      out[x * 3 + 2] = b;
    }
  }

  FloatImage result{3, out_height, out_width, std::vector<float>(3 * width * height)};
  const std::size_t area = width * height;
  std::vector<double> line(stride);
  for (std::size_t y = 0; y < height; ++y) {
    const Taps& taps = rows[y];
    std::fill(line.begin(), line.end(), 0.0);
    const double* in = narrow.data() + static_cast<std::size_t>(taps.first - first_row) * stride;
    for (const double weight : taps.weights) {
      for (std::size_t k = 0; k < stride; ++k) line[k] += weight * in[k];
      in += stride;
    }
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        result.values[c * area + y * width + x] = static_cast<float>(line[x * 3 + c]);
      }
    }
  }
  return result;
}

Image resample_to_bytes(const Image& image, const Rect& source, int out_width, int out_height) {
  const FloatImage planes = resample(image, source, out_width, out_height);
  Image result{planes.width, planes.height, {}};
  const std::size_t area =
      static_cast<std::size_t>(planes.width) * static_cast<std::size_t>(planes.height);
  result.rgb.resize(area * 3);
  for (std::size_t c = 0; c < 3 && area > 0; ++c) {
    for (std::size_t i = 0; i < area; ++i) {
      const float rounded = std::floor(planes.values[c * area + i] + 0.5f);
      result.rgb[i * 3 + c] = static_cast<std::uint8_t>(std::clamp(rounded, 0.0f, 255.0f));
    }
  }
  return result;
}

}  // namespace lesion
