#include "core/concepts/concept_image.h"

#include <algorithm>
#include <cmath>

#include "core/image/resample.h"

namespace lesion {
namespace {

MeanColour skin_colour(const ConceptImage& image) {
  std::vector<float> greys(image.grey.values);
  const float dark = 0.35f * quantile(greys, 0.9);
  std::vector<float> red;
  std::vector<float> green;
  std::vector<float> blue;
  for (int round = 0; round < 2 && red.empty(); ++round) {
    for (std::size_t i = 0; i < image.red.size(); ++i) {
      // A lesion that fills the image leaves no skin: then the whole image counts.
      if (round == 0 && image.lesion.values[i] > 0.5f) continue;
      if (image.grey.values[i] < dark) continue;
      red.push_back(image.red.values[i]);
      green.push_back(image.green.values[i]);
      blue.push_back(image.blue.values[i]);
    }
  }
  return {quantile(red, 0.5), quantile(green, 0.5), quantile(blue, 0.5)};
}

}  // namespace

int ConceptImage::pixels(double length, int least) const {
  return std::max(least, static_cast<int>(std::floor(length * unit + 0.5)));
}

ConceptImage concept_image(const Image& image, const Mask& lesion) {
  ConceptImage result;
  if (image.empty() || image.width <= 0 || image.height <= 0) return result;
  const int longer = std::max(image.width, image.height);
  const double scale = std::min(1.0, static_cast<double>(kConceptSide) / longer);
  const int width = std::max(1, static_cast<int>(std::lround(image.width * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height * scale)));
  const Rect whole{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
  const Image small = width == image.width && height == image.height
                          ? image
                          : resample_to_bytes(image, whole, width, height);
  result.red = result.green = result.blue = result.grey = Plane(width, height);
  for (std::size_t i = 0; i < result.red.size(); ++i) {
    result.red.values[i] = small.rgb[3 * i];
    result.green.values[i] = small.rgb[3 * i + 1];
    result.blue.values[i] = small.rgb[3 * i + 2];
    result.grey.values[i] = (2 * result.red.values[i] + result.green.values[i]) / 3;
  }
  result.lesion = Plane(width, height);
  if (lesion.width == image.width && lesion.height == image.height) {
    if (width == lesion.width && height == lesion.height) {
      for (std::size_t i = 0; i < result.lesion.size(); ++i) {
        result.lesion.values[i] = lesion.pixels[i] != 0 ? 1.0f : 0.0f;
      }
    } else {
      result.lesion = resized(lesion, width, height);
    }
  }
  result.unit = std::min(width, height);
  result.skin = skin_colour(result);
  return result;
}

}  // namespace lesion
