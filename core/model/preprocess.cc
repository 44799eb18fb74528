#include "core/model/preprocess.h"

#include <algorithm>

#include "core/image/resample.h"
#include "core/model/colour_constancy.h"

namespace lesion {

Rect seen_region(int width, int height, const InputRule& rule) {
  if (width <= 0 || height <= 0) return {};
  const double side = std::min(width, height) * rule.crop_fraction;
  return {(width - side) / 2, (height - side) / 2, side, side};
}

Result<FloatImage> preprocess(const Image& image, const InputRule& rule, const Rect& region) {
  if (image.empty()) return fail(ErrorKind::kInvalidArgument, "the picture has no pixels");
  if (rule.size < 1 || rule.size > 4096) {
    return fail(ErrorKind::kInvalidArgument, "the model asks for an input of " +
                                                 std::to_string(rule.size) +
                                                 " pixels a side; 1 to 4096 are possible");
  }
  for (const float deviation : rule.std) {
    if (!(deviation > 0)) {
      return fail(ErrorKind::kInvalidArgument,
                  "the model divides its input by a deviation that is not positive");
    }
  }
  if (rule.colour_constancy != 0 && !is_constancy_power(rule.colour_constancy)) {
    return fail(ErrorKind::kInvalidArgument, "the model asks for a colour constancy of power " +
                                                 std::to_string(rule.colour_constancy) +
                                                 "; 1, 2, 4 and 8 are possible");
  }
  FloatImage input = resample(image, region, rule.size, rule.size);
  if (input.values.empty()) {
    return fail(ErrorKind::kInvalidArgument, "the region of the picture to look at is empty");
  }
  const std::size_t area = input.values.size() / 3;
  for (float& value : input.values) value /= 255.0f;
  if (rule.colour_constancy != 0) {
    make_constant(input.values, {.pixels = area, .channel_step = area}, rule.colour_constancy);
  }
  for (std::size_t c = 0; c < 3; ++c) {
    float* values = input.values.data() + c * area;
    for (std::size_t i = 0; i < area; ++i) values[i] = (values[i] - rule.mean[c]) / rule.std[c];
  }
  return input;
}

Result<FloatImage> preprocess(const Image& image, const InputRule& rule) {
  return preprocess(image, rule, seen_region(image.width, image.height, rule));
}

}  // namespace lesion
