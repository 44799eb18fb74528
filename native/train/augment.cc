#include "native/train/augment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/model/colour_constancy.h"

namespace lesion {
namespace {

int inside(int i, int side, Fill fill) {
  if (fill == Fill::kReflect) {
    if (i < 0) i = -i - 1;
    if (i >= side) i = 2 * side - 1 - i;
  }
  return std::clamp(i, 0, side - 1);
}

struct Sampler {
  std::span<const std::uint8_t> bytes;
  int side;
  Fill fill;

  const std::uint8_t* pixel(int x, int y) const {
    return bytes.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                           static_cast<std::size_t>(x)) *
                              3;
  }

  // (u, v): continuous coordinates less one half, so that whole numbers are pixel centres.
  void sample(float u, float v, float* out) const {
    // Towards minus infinity, by the instruction that every processor has.
    const int x = static_cast<int>(u) - (u < static_cast<float>(static_cast<int>(u)) ? 1 : 0);
    const int y = static_cast<int>(v) - (v < static_cast<float>(static_cast<int>(v)) ? 1 : 0);
    const float wx = u - static_cast<float>(x);
    const float wy = v - static_cast<float>(y);
    const float w00 = (1 - wx) * (1 - wy);
    const float w10 = wx * (1 - wy);
    const float w01 = (1 - wx) * wy;
    const float w11 = wx * wy;
    if (x >= 0 && y >= 0 && x + 1 < side && y + 1 < side) {
      const std::uint8_t* a = pixel(x, y);
      const std::uint8_t* b = a + static_cast<std::size_t>(side) * 3;
      for (int c = 0; c < 3; ++c) {
        out[c] = (w00 * a[c] + w10 * a[c + 3] + w01 * b[c] + w11 * b[c + 3]) * (1.0f / 255.0f);
      }
      return;
    }
    for (int c = 0; c < 3; ++c) {
      out[c] = (w00 * outer(x, y, c) + w10 * outer(x + 1, y, c) + w01 * outer(x, y + 1, c) +
                w11 * outer(x + 1, y + 1, c)) *
               (1.0f / 255.0f);
    }
  }

  float outer(int x, int y, int c) const {
    if (fill == Fill::kBlack && (x < 0 || y < 0 || x >= side || y >= side)) return 0;
    return pixel(inside(x, side, fill), inside(y, side, fill))[c];
  }
};

void sample_square(const Sampler& sampler, const Augmentation& how, int out_side, float* out) {
  const double side = sampler.side;
  const double step = how.crop * side / out_side;
  const double ux = std::cos(how.angle) * step * (how.flip_x ? -1 : 1);
  const double vx = -std::sin(how.angle) * step * (how.flip_x ? -1 : 1);
  const double uy = std::sin(how.angle) * step * (how.flip_y ? -1 : 1);
  const double vy = std::cos(how.angle) * step * (how.flip_y ? -1 : 1);
  const double half = 0.5 * (out_side - 1);
  for (int y = 0; y < out_side; ++y) {
    const double u0 = how.centre_x * side - 0.5 + (y - half) * uy - half * ux;
    const double v0 = how.centre_y * side - 0.5 + (y - half) * vy - half * vx;
    for (int x = 0; x < out_side; ++x, out += 3) {
      sampler.sample(static_cast<float>(u0 + x * ux), static_cast<float>(v0 + x * vx), out);
    }
  }
}

// Binomial 1-2-1 both ways, the edge repeats.
void blur_square(std::span<float> pixels, int side) {
  const auto row = static_cast<std::size_t>(side) * 3;
  std::vector<float> copy(pixels.begin(), pixels.end());
  for (std::size_t y = 0; y < static_cast<std::size_t>(side); ++y) {
    const float* up = copy.data() + (y == 0 ? 0 : y - 1) * row;
    const float* at = copy.data() + y * row;
    const float* down = copy.data() + std::min(y + 1, static_cast<std::size_t>(side) - 1) * row;
    for (std::size_t i = 0; i < row; ++i) {
      pixels[y * row + i] = 0.25f * up[i] + 0.5f * at[i] + 0.25f * down[i];
    }
  }
  copy.assign(pixels.begin(), pixels.end());
  for (std::size_t y = 0; y < static_cast<std::size_t>(side); ++y) {
    const float* at = copy.data() + y * row;
    float* out = pixels.data() + y * row;
    for (std::size_t i = 0; i < row; ++i) {
      const float left = i < 3 ? at[i] : at[i - 3];
      const float right = i + 3 < row ? at[i + 3] : at[i];
      out[i] = 0.25f * left + 0.5f * at[i] + 0.25f * right;
    }
  }
}

std::array<float, 3> channel_means(std::span<const float> pixels) {
  std::array<double, 3> sum{};
  for (std::size_t i = 0; i < pixels.size(); i += 3) {
    for (std::size_t c = 0; c < 3; ++c) sum[c] += pixels[i + c];
  }
  const double count = static_cast<double>(pixels.size()) / 3.0;
  return {static_cast<float>(sum[0] / count), static_cast<float>(sum[1] / count),
          static_cast<float>(sum[2] / count)};
}

// Gain, gamma, brightness: everything that needs no look at the other pixels.
void adjust_values(std::span<float> pixels, const Augmentation& how) {
  const bool power = how.gamma != 1;
  for (std::size_t i = 0; i < pixels.size(); i += 3) {
    for (std::size_t c = 0; c < 3; ++c) {
      float value = pixels[i + c] * how.gain[c];
      if (power) value = std::pow(std::max(value, 0.0f), how.gamma);
      pixels[i + c] = value + how.brightness;
    }
  }
}

// What follows has no branch and calls nothing, so that the compiler does several pixels at once.

float floor_of(float value) {
  const auto whole = static_cast<float>(static_cast<int>(value));
  return whole > value ? whole - 1 : whole;
}

// By value: std::min and std::max choose between places in memory, which is a branch.
float smaller(float a, float b) { return b < a ? b : a; }
float larger(float a, float b) { return a < b ? b : a; }
float held(float value) { return smaller(larger(value, 0.0f), 1.0f); }

float hsv_channel(float n, float hue6, float value, float chroma) {
  float k = n + hue6;
  k -= 6.0f * floor_of(k * (1.0f / 6.0f));
  return value - chroma * held(smaller(k, 4.0f - k));
}

// Turns the hue by `hue` of the circle and multiplies the saturation, of `count` pixels.
void shift_colours(float* red, float* green, float* blue, std::size_t count, float hue,
                   float saturation) {
  for (std::size_t i = 0; i < count; ++i) {
    const float r = red[i];
    const float g = green[i];
    const float b = blue[i];
    const float value = larger(larger(r, g), b);
    const float chroma = value - smaller(smaller(r, g), b);
    // Grey has no hue, and whichever it gets, with a chroma of 0 it stays what it is.
    const float by = larger(chroma, std::numeric_limits<float>::min());
    // 0..6 around the circle
    const float from_red = (g - b) / by;
    const float from_green = (b - r) / by + 2;
    const float from_blue = (r - g) / by + 4;
    const float else_blue = value == g ? from_green : from_blue;
    const float hue6 = (value == r ? from_red : else_blue) + 6 * hue;
    // Saturation = chroma / value, held to 1: so the new chroma is at most the value.
    const float strong = smaller(chroma * saturation, value);
    red[i] = hsv_channel(5, hue6, value, strong);
    green[i] = hsv_channel(3, hue6, value, strong);
    blue[i] = hsv_channel(1, hue6, value, strong);
  }
}

}  // namespace

AugmentRanges paper_augmentation() {
  AugmentRanges ranges;
  ranges.crop_low = ranges.crop_high = 224.0 / 300.0;
  ranges.rotate = true;
  ranges.flip = true;
  ranges.brightness = 0.5;
  ranges.contrast = 0.7;
  ranges.hue = 0.02;
  ranges.saturation_low = 0.7;
  ranges.saturation_high = 1.5;
  return ranges;
}

AugmentRanges lens_augmentation() {
  AugmentRanges ranges;
  ranges.crop_low = 0.8;
  ranges.crop_high = 1.1;
  ranges.rotate = true;
  ranges.flip = true;
  ranges.brightness = 0.12;
  ranges.contrast = 0.2;
  ranges.hue = 0.02;
  ranges.saturation_low = 0.8;
  ranges.saturation_high = 1.25;
  ranges.white_balance = 0.08;
  ranges.gamma = 0.15;
  ranges.blur = 0.15;
  return ranges;
}

Augmentation draw(const AugmentRanges& ranges, Random& random) {
  Augmentation how;
  how.crop = random.uniform(ranges.crop_low, ranges.crop_high);
  if (ranges.zoom > 0) {
    how.crop *= std::exp(ranges.zoom * std::clamp(random.normal(), -2.0, 2.0));
  }
  // A square smaller than the image lies anywhere inside it, a larger one covers it.
  double room = std::abs(1.0 - how.crop) / 2;
  if (ranges.shift > 0) room = ranges.shift * how.crop;
  how.centre_x = 0.5 + random.uniform(-room, room) / ranges.margin;
  how.centre_y = 0.5 + random.uniform(-room, room) / ranges.margin;
  how.crop /= ranges.margin;
  const double turn = random.uniform(0, 2 * std::numbers::pi);
  if (ranges.rotate) how.angle = turn;
  const bool flip_x = random.coin();
  const bool flip_y = random.coin();
  how.flip_x = ranges.flip && flip_x;
  how.flip_y = ranges.flip && flip_y;
  const auto around = [&](double range) {
    return static_cast<float>(random.uniform(-range, range));
  };
  how.brightness = around(ranges.brightness);
  how.contrast = 1.0f + around(ranges.contrast);
  how.hue = around(ranges.hue);
  how.saturation =
      static_cast<float>(random.uniform(ranges.saturation_low, ranges.saturation_high));
  for (float& gain : how.gain) gain = std::exp(around(ranges.white_balance));
  how.gamma = std::exp(around(ranges.gamma));
  how.blur = random.uniform() < ranges.blur;
  return how;
}

std::array<float, 3> shift_hue_saturation(std::array<float, 3> rgb, float hue, float saturation) {
  shift_colours(&rgb[0], &rgb[1], &rgb[2], 1, hue, saturation);
  return rgb;
}

void augment(std::span<const std::uint8_t> bytes, int side, const Augmentation& how, Fill fill,
             const InputRule& rule, std::span<float> out) {
  sample_square({.bytes = bytes, .side = side, .fill = fill}, how, rule.width, out.data());
  if (how.blur) blur_square(out, rule.width);
  if (rule.colour_constancy != 0) {
    make_constant(out, {.pixels = out.size() / 3, .pixel_step = 3, .channel_step = 1},
                  rule.colour_constancy);
  }
  adjust_values(out, how);
  const auto means = how.contrast == 1 ? std::array<float, 3>{} : channel_means(out);
  const bool colour = how.hue != 0 || how.saturation != 1;
  // By channels, some pixels at a time.
  constexpr std::size_t kSome = 64;
  std::array<std::array<float, kSome>, 3> some;
  for (std::size_t at = 0; at < out.size(); at += 3 * kSome) {
    const std::size_t count = std::min(kSome, (out.size() - at) / 3);
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t i = 0; i < count; ++i) {
        some[c][i] = held((out[at + 3 * i + c] - means[c]) * how.contrast + means[c]);
      }
    }
    if (colour) {
      shift_colours(some[0].data(), some[1].data(), some[2].data(), count, how.hue, how.saturation);
    }
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t i = 0; i < count; ++i) {
        out[at + 3 * i + c] = (held(some[c][i]) - rule.mean[c]) / rule.std[c];
      }
    }
  }
}

}  // namespace lesion
