// What every method is given, and what methods share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/explain/explain.h"

namespace lesion {

// The target is linear here: sum(seed * of), as Explainer has chosen the cell of a maximum.
struct ExplainSetting {
  NetworkFacts facts;
  ExplainOptions options;
  std::vector<float> image;
  std::string of;
  std::vector<float> seed;  // for one image
  double score = 0;         // sum(seed * of) on the image

  int width() const { return facts.input.width; }
  int height() const { return facts.input.height; }
  std::size_t area() const {
    return static_cast<std::size_t>(width()) * static_cast<std::size_t>(height());
  }
  // Where channel c of pixel p (row by row) lies in an image.
  std::size_t place(std::size_t pixel, std::size_t channel) const {
    return facts.input.layout == Layout::kNchw ? channel * area() + pixel : pixel * 3 + channel;
  }
  int samples(int usual) const { return options.samples > 0 ? options.samples : usual; }

  // Runs of `count` images: their values of `of`; with the gradients of one tensor.
  Run score_run(std::vector<float> images, int count) const;
  Run gradient_run(std::vector<float> images, int count, const std::string& tensor,
                   onnx::ReluRule relu = onnx::ReluRule::kGradient) const;
  // sum(seed * of) of image `index` of an answer's first values.
  double score_of(const ExplainAnswer& answer, int index) const;
  // An image that is nothing but the fill.
  std::vector<float> filled(ExplainFill fill) const;
  // The layer of the CAMs.
  const ExplainLayer& layer() const {
    return facts.layers[static_cast<std::size_t>(options.layer)];
  }
};

// Over the channels of one image-sized gradient: the greatest amount (Simonyan et al., section
// 3.1), and the sum.
std::vector<float> greatest_amount(const ExplainSetting& setting, std::span<const float> gradient);
std::vector<float> channel_sum(const ExplainSetting& setting, std::span<const float> values);

// An image, blurred with a Gaussian of this standard deviation in pixels, above 0.
std::vector<float> gaussian(const ExplainSetting& setting, std::span<const float> image,
                            double deviation);

// A layer's map brought to the input's size: bilinear between the cells' centres, as the overlay.
std::vector<float> enlarged(const ExplainSetting& setting, std::span<const float> map, int width,
                            int height);

// Randomness that depends on nothing but its seed: SplitMix64 (Steele, Lea, Flood 2014).
class ExplainRandom {
 public:
  explicit ExplainRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  double uniform();  // in [0, 1)
  double normal();   // Box, Muller 1958

 private:
  std::uint64_t state_;
};

}  // namespace lesion
