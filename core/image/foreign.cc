#include "core/image/foreign.h"

#include <algorithm>
#include <cstddef>

#include "core/image/tiff.h"
#include "core/image/webp.h"

namespace lesion {

Result<ForeignImage> decode_foreign(std::span<const std::uint8_t> file, ForeignFormat format,
                                    const DecodeLimits& limits) {
  switch (format) {
    case ForeignFormat::kTiff:
      return decode_tiff(file, limits);
    case ForeignFormat::kHeic:
      return fail(ErrorCode::kImageHeic);
#ifdef LESION_WEBP
    case ForeignFormat::kWebp:
      return decode_webp(file, limits);
#endif
    default:
      return fail(ErrorCode::kImageFormat, {{"format", name_of(format)}});
  }
}

void lay_over_white(Image& image, std::span<const std::uint8_t> alpha, bool associated) {
  for (std::size_t i = 0; i < alpha.size(); ++i) {
    const unsigned opaque = alpha[i];
    for (std::size_t c = 0; c < 3; ++c) {
      std::uint8_t& value = image.rgb[3 * i + c];
      const unsigned mixed = associated ? std::min(255u, value + (255u - opaque))
                                        : (value * opaque + 255u * (255u - opaque) + 127u) / 255u;
      value = static_cast<std::uint8_t>(mixed);
    }
  }
}

}  // namespace lesion
