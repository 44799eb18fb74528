#include "core/image/webp.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "core/image/colour_profile.h"
#include "core/image/decode.h"
#include "core/image/decode_stb.h"

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct Destroy {
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

// R, G, B and alpha of each pixel; empty where the data are damaged or cut off.
std::vector<std::uint8_t> pixels_of(Bytes file, const WebPBitstreamFeatures& features) {
  const auto stride = 4 * static_cast<std::size_t>(features.width);
  const std::size_t size = stride * static_cast<std::size_t>(features.height);
  std::vector<std::uint8_t> rgba;
  if (features.has_animation == 0) {
    rgba.resize(size);
    if (WebPDecodeRGBAInto(file.data(), file.size(), rgba.data(), rgba.size(),
                           static_cast<int>(stride)) == nullptr) {
      rgba.clear();
    }
    return rgba;
  }
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) return rgba;
  options.color_mode = MODE_RGBA;
  const WebPData data{file.data(), file.size()};
  const std::unique_ptr<WebPAnimDecoder, Destroy> decoder(WebPAnimDecoderNew(&data, &options));
  std::uint8_t* frame = nullptr;  // the decoder's own
  int time = 0;
  if (decoder && WebPAnimDecoderGetNext(decoder.get(), &frame, &time) != 0) {
    rgba.assign(frame, frame + size);
  }
  return rgba;
}

}  // namespace

Result<ForeignImage> decode_webp(Bytes file, const DecodeLimits& limits) {
  WebPBitstreamFeatures features;
  const VP8StatusCode state = WebPGetFeatures(file.data(), file.size(), &features);
  if (state == VP8_STATUS_NOT_ENOUGH_DATA) return fail(ErrorCode::kImageCutOff);
  if (state != VP8_STATUS_OK) return fail(ErrorCode::kImageUnreadable);
  if (features.width < 1 || features.height < 1) return fail(ErrorCode::kImageNoPixels);
  if (auto small = check_size(static_cast<std::uint64_t>(features.width),
                              static_cast<std::uint64_t>(features.height), limits);
      !small) {
    return tl::unexpected(small.error());
  }
  const std::vector<std::uint8_t> rgba = pixels_of(file, features);
  if (rgba.empty()) return fail(ErrorCode::kImageBlocks);
  ForeignImage out;
  out.image = {features.width, features.height, {}};
  const std::size_t count = rgba.size() / 4;
  out.image.rgb.resize(3 * count);
  std::vector<std::uint8_t> alpha(features.has_alpha != 0 ? count : 0);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < 3; ++c) out.image.rgb[3 * i + c] = rgba[4 * i + c];
    if (!alpha.empty()) alpha[i] = rgba[4 * i + 3];
  }
  lay_over_white(out.image, alpha, false);
  out.orientation = exif_orientation(file);
  if (const auto icc = webp_chunk(file, "ICCP")) {
    out.icc.emplace();
    if (icc->size() <= kMostProfileBytes) out.icc->assign(icc->begin(), icc->end());
  }
  return out;
}

}  // namespace lesion
