#include "core/explain/setting.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/maps/feature_maps.h"
#include "core/random.h"

namespace lesion {
namespace {

// A colour 0..1 of channel c (in the tensor's order) as the network reads it; core/model/preprocess
// without colour constancy.
float network_value(const InputRule& rule, double colour, std::size_t channel) {
  const std::size_t of_rgb = rule.channels == ChannelOrder::kRgb ? channel : 2 - channel;
  double value = colour;
  if (rule.range == ValueRange::kSigned) value = 2 * colour - 1;
  if (rule.range == ValueRange::kBytes) value = 255 * colour;
  return static_cast<float>((value - rule.mean[of_rgb]) / rule.std[of_rgb]);
}

// The median of the rim, an eighth of the sides wide.
float rim_median(const ExplainSetting& setting, std::size_t channel) {
  const int width = setting.width();
  const int height = setting.height();
  const int across = std::max(1, width / 8);
  const int down = std::max(1, height / 8);
  std::vector<float> values;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool inside = x >= across && x < width - across && y >= down && y < height - down;
      if (inside) continue;
      const std::size_t pixel = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                static_cast<std::size_t>(x);
      values.push_back(setting.image[setting.place(pixel, channel)]);
    }
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// One channel blurred along one axis; the edge repeats.
std::vector<float> blurred_lines(const std::vector<float>& from, int count, int length,
                                 std::size_t line_step, std::size_t cell_step,
                                 const std::vector<double>& weights) {
  const int reach = static_cast<int>(weights.size()) - 1;
  std::vector<float> to(from.size());
  for (int line = 0; line < count; ++line) {
    const std::size_t start = static_cast<std::size_t>(line) * line_step;
    for (int i = 0; i < length; ++i) {
      double sum = 0;
      for (int k = -reach; k <= reach; ++k) {
        const int at = std::clamp(i + k, 0, length - 1);
        sum += weights[static_cast<std::size_t>(std::abs(k))] *
               from[start + static_cast<std::size_t>(at) * cell_step];
      }
      to[start + static_cast<std::size_t>(i) * cell_step] = static_cast<float>(sum);
    }
  }
  return to;
}

}  // namespace

std::vector<float> gaussian(const ExplainSetting& setting, std::span<const float> image,
                            double deviation) {
  const int width = setting.width();
  const int height = setting.height();
  const int reach = static_cast<int>(std::ceil(3 * deviation));
  std::vector<double> weights;
  double total = 0;
  for (int k = 0; k <= reach; ++k) {
    weights.push_back(std::exp(-0.5 * k * k / (deviation * deviation)));
    total += k == 0 ? weights.back() : 2 * weights.back();
  }
  for (auto& weight : weights) weight /= total;
  std::vector<float> result(image.size());
  const auto row = static_cast<std::size_t>(width);
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<float> plane(setting.area());
    for (std::size_t p = 0; p < plane.size(); ++p) plane[p] = image[setting.place(p, c)];
    plane = blurred_lines(plane, height, width, row, 1, weights);
    plane = blurred_lines(plane, width, height, 1, row, weights);
    for (std::size_t p = 0; p < plane.size(); ++p) result[setting.place(p, c)] = plane[p];
  }
  return result;
}

namespace {

std::vector<float> repeated(const std::vector<float>& seed, int count) {
  std::vector<float> all;
  all.reserve(seed.size() * static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) all.insert(all.end(), seed.begin(), seed.end());
  return all;
}

}  // namespace

Run ExplainSetting::score_run(std::vector<float> images, int count) const {
  Run run;
  run.count = count;
  run.images = std::move(images);
  run.values = {of};
  return run;
}

Run ExplainSetting::gradient_run(std::vector<float> images, int count, const std::string& tensor,
                                 onnx::ReluRule relu) const {
  Run run;
  run.count = count;
  run.images = std::move(images);
  run.gradients = {tensor};
  run.of = of;
  run.seed = repeated(seed, count);
  run.relu = relu;
  return run;
}

double ExplainSetting::score_of(const ExplainAnswer& answer, int index) const {
  const float* values = answer.values[0].data() + static_cast<std::size_t>(index) * seed.size();
  double sum = 0;
  for (std::size_t i = 0; i < seed.size(); ++i) {
    if (seed[i] != 0) sum += static_cast<double>(seed[i]) * static_cast<double>(values[i]);
  }
  return sum;
}

std::vector<float> ExplainSetting::filled(ExplainFill fill) const {
  if (fill == ExplainFill::kBlur) return gaussian(*this, image, std::min(width(), height()) / 8.0);
  std::vector<float> result(image.size());
  for (std::size_t c = 0; c < 3; ++c) {
    float value = 0;
    if (fill == ExplainFill::kSkin) value = rim_median(*this, c);
    if (fill == ExplainFill::kGrey) value = network_value(facts.input, 0.5, c);
    if (fill == ExplainFill::kBlack) value = network_value(facts.input, 0, c);
    if (fill == ExplainFill::kWhite) value = network_value(facts.input, 1, c);
    for (std::size_t p = 0; p < area(); ++p) result[place(p, c)] = value;
  }
  return result;
}

std::vector<float> greatest_amount(const ExplainSetting& setting, std::span<const float> gradient) {
  std::vector<float> map(setting.area(), 0.0f);
  for (std::size_t p = 0; p < map.size(); ++p) {
    for (std::size_t c = 0; c < 3; ++c) {
      map[p] = std::max(map[p], std::abs(gradient[setting.place(p, c)]));
    }
  }
  return map;
}

std::vector<float> channel_sum(const ExplainSetting& setting, std::span<const float> values) {
  std::vector<float> map(setting.area(), 0.0f);
  for (std::size_t p = 0; p < map.size(); ++p) {
    for (std::size_t c = 0; c < 3; ++c) map[p] += values[setting.place(p, c)];
  }
  return map;
}

std::vector<float> enlarged(const ExplainSetting& setting, std::span<const float> map, int width,
                            int height) {
  std::vector<float> result;
  result.reserve(setting.area());
  for (int y = 0; y < setting.height(); ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(setting.height());
    for (int x = 0; x < setting.width(); ++x) {
      const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(setting.width());
      result.push_back(sample_smooth(map, width, height, u, v));
    }
  }
  return result;
}

std::uint64_t ExplainRandom::next() { return splitmix64(state_); }

double ExplainRandom::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double ExplainRandom::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace lesion
