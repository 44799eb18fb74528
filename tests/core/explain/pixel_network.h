// A network small enough to be differentiated by hand: two filters of 1 x 1, rectified, then two
// logits linear in their maps, which read the left half of the image only.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/explain/explain.h"

namespace lesion {

struct PixelNetwork {
  static constexpr int kWidth = 16;
  static constexpr int kHeight = 12;
  static constexpr std::size_t kArea = 192;
  static constexpr float kBias[2] = {0.3f, -0.2f};

  Layout layout = Layout::kNchw;
  mutable int images = 0;  // that were run

  NetworkFacts facts() const {
    NetworkFacts facts;
    facts.input.width = kWidth;
    facts.input.height = kHeight;
    facts.input.layout = layout;
    facts.image = "image";
    facts.output = "logits";
    facts.outputs = 2;
    facts.layers = {{"layer0", 2, kHeight, kWidth}};
    return facts;
  }

  static float weight(std::size_t filter, std::size_t channel) {
    constexpr float kWeights[2][3] = {{1, 0.5f, -0.25f}, {-0.5f, 1, 0.75f}};
    return kWeights[filter][channel];
  }
  // Of logit j in filter k's cell p.
  static float reading(std::size_t j, std::size_t k, std::size_t p) {
    const std::size_t x = p % kWidth;
    const std::size_t y = p / kWidth;
    if (x >= kWidth / 2) return 0;
    const float size = 0.02f + 0.01f * static_cast<float>((x * 7 + y * 3 + k * 5) % 4);
    return (j + k) % 2 == 0 ? size : -0.5f * size;
  }
  std::size_t place(std::size_t p, std::size_t c) const {
    return layout == Layout::kNchw ? c * kArea + p : p * 3 + c;
  }
  static float pixel(std::size_t p, std::size_t c) {
    return 0.1f + 0.8f * std::abs(std::sin(static_cast<float>(p * 3 + c * 11 + 1)));
  }
  std::vector<float> image() const {
    std::vector<float> image(3 * kArea);
    for (std::size_t p = 0; p < kArea; ++p) {
      for (std::size_t c = 0; c < 3; ++c) image[place(p, c)] = pixel(p, c);
    }
    return image;
  }

  std::vector<float> sums(const float* image) const {
    std::vector<float> sums(2 * kArea);
    for (std::size_t k = 0; k < 2; ++k) {
      for (std::size_t p = 0; p < kArea; ++p) {
        float sum = -0.2f;
        for (std::size_t c = 0; c < 3; ++c) sum += weight(k, c) * image[place(p, c)];
        sums[k * kArea + p] = sum;
      }
    }
    return sums;
  }
  static std::vector<float> logits(const std::vector<float>& maps) {
    std::vector<float> logits{kBias[0], kBias[1]};
    for (std::size_t j = 0; j < 2; ++j) {
      for (std::size_t i = 0; i < maps.size(); ++i) {
        logits[j] += reading(j, i / kArea, i % kArea) * maps[i];
      }
    }
    return logits;
  }

  Result<ExplainAnswer> operator()(const Run& run) const {
    ExplainAnswer answer;
    answer.values.resize(run.values.size());
    answer.gradients.resize(run.gradients.size());
    images += run.count;
    for (int n = 0; n < run.count; ++n) {
      const auto at = static_cast<std::size_t>(n);
      const auto before = sums(run.images.data() + at * 3 * kArea);
      auto maps = before;
      for (auto& value : maps) value = std::max(value, 0.0f);
      for (std::size_t i = 0; i < run.values.size(); ++i) {
        const auto found = run.values[i] == "layer0" ? maps : logits(maps);
        answer.values[i].insert(answer.values[i].end(), found.begin(), found.end());
      }
      if (run.gradients.empty()) continue;
      std::vector<float> at_maps(2 * kArea, 0.0f);
      if (run.of == "layer0") {
        std::copy_n(run.seed.begin() + static_cast<std::ptrdiff_t>(at * 2 * kArea), 2 * kArea,
                    at_maps.begin());
      } else {
        for (std::size_t i = 0; i < at_maps.size(); ++i) {
          for (std::size_t j = 0; j < 2; ++j) {
            at_maps[i] += run.seed[at * 2 + j] * reading(j, i / kArea, i % kArea);
          }
        }
      }
      for (std::size_t i = 0; i < run.gradients.size(); ++i) {
        auto& to = answer.gradients[i];
        if (run.gradients[i] == "layer0") {
          to.insert(to.end(), at_maps.begin(), at_maps.end());
          continue;
        }
        std::vector<float> at_image(3 * kArea, 0.0f);
        for (std::size_t m = 0; m < at_maps.size(); ++m) {
          const float r = at_maps[m];
          float through = before[m] > 0 ? r : 0;
          if (run.relu == onnx::ReluRule::kDeconvnet) through = std::max(r, 0.0f);
          if (run.relu == onnx::ReluRule::kGuided) through = before[m] > 0 ? std::max(r, 0.0f) : 0;
          for (std::size_t c = 0; c < 3; ++c) {
            at_image[place(m % kArea, c)] += through * weight(m / kArea, c);
          }
        }
        to.insert(to.end(), at_image.begin(), at_image.end());
      }
    }
    return answer;
  }
};

}  // namespace lesion
