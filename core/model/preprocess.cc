#include "core/model/preprocess.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/image/resample.h"
#include "core/model/colour_constancy.h"
#include "core/model/region.h"

namespace lesion {
namespace {

constexpr int kMostPixels = 4096;

Result<void> check(const Image& image, const InputRule& rule) {
  if (image.empty()) return fail(ErrorCode::kImageNoPixels);
  for (const int side : {rule.width, rule.height}) {
    if (side >= 1 && side <= kMostPixels) continue;
    return fail(ErrorCode::kInputSize, {{"size", side}, {"most", kMostPixels}});
  }
  for (const float deviation : rule.std) {
    if (!(deviation > 0)) {
      return fail(ErrorCode::kInputDeviation);
    }
  }
  if (rule.colour_constancy != 0 && !is_constancy_power(rule.colour_constancy)) {
    return fail(ErrorCode::kInputColourConstancy, {{"power", rule.colour_constancy}});
  }
  return {};
}

// Planes of red, green and blue in 0..255 to the rule's range, in place.
void bring_to_range(std::vector<float>& planes, const InputRule& rule) {
  if (rule.range == ValueRange::kBytes && rule.colour_constancy == 0) return;
  for (float& value : planes) value /= 255.0f;
  if (rule.colour_constancy != 0) {
    const std::size_t area = planes.size() / 3;
    make_constant(planes, {.pixels = area, .channel_step = area}, rule.colour_constancy);
  }
  if (rule.range == ValueRange::kSigned) {
    for (float& value : planes) value = 2.0f * value - 1.0f;
  } else if (rule.range == ValueRange::kBytes) {
    for (float& value : planes) value *= 255.0f;
  }
}

// Planes of red, green and blue in the order that the network reads.
std::vector<float> laid_out(std::vector<float> planes, const InputRule& rule) {
  const bool swapped = rule.channels == ChannelOrder::kBgr;
  const std::size_t area = planes.size() / 3;
  if (rule.layout == Layout::kNchw) {
    const auto at = [&](std::size_t c) {
      return planes.begin() + static_cast<std::ptrdiff_t>(c * area);
    };
    if (swapped) std::swap_ranges(at(0), at(1), at(2));
    return planes;
  }
  std::vector<float> pixels(planes.size());
  for (std::size_t c = 0; c < 3; ++c) {
    const float* plane = planes.data() + (swapped ? 2 - c : c) * area;
    for (std::size_t i = 0; i < area; ++i) pixels[i * 3 + c] = plane[i];
  }
  return pixels;
}

}  // namespace

Result<InputTensor> preprocess(const Image& image, const InputRule& rule, const Rect& region) {
  if (const auto usable = check(image, rule); !usable) return tl::unexpected(usable.error());
  std::vector<float> planes = resample(image, region, rule.width, rule.height).values;
  if (planes.empty()) {
    return fail(ErrorCode::kInputRegionEmpty);
  }
  bring_to_range(planes, rule);
  const std::size_t area = planes.size() / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    float* values = planes.data() + c * area;
    for (std::size_t i = 0; i < area; ++i) values[i] = (values[i] - rule.mean[c]) / rule.std[c];
  }
  InputTensor input;
  input.shape = rule.layout == Layout::kNchw
                    ? std::array<std::int64_t, 4>{1, 3, rule.height, rule.width}
                    : std::array<std::int64_t, 4>{1, rule.height, rule.width, 3};
  input.values = laid_out(std::move(planes), rule);
  return input;
}

Result<InputTensor> preprocess(const Image& image, const InputRule& rule) {
  return preprocess(image, rule, region_for(rule, image.width, image.height));
}

}  // namespace lesion
