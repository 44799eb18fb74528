#include "wasm/engine/foreign_stash.h"

#include <cmath>
#include <utility>

#include "core/image/decode.h"
#include "core/image/decode_stb.h"

namespace lesion {
namespace {

Image begun;
std::optional<ForeignImage> given;

}  // namespace

Result<ForeignImage> decode_foreign(std::span<const std::uint8_t> file, ForeignFormat format,
                                    const DecodeLimits&) {
  if (given) {
    ForeignImage image = *std::exchange(given, std::nullopt);
    // The worker has the browser leave a WebP as it is stored: not all of them turn it.
    if (image.by_browser && format == ForeignFormat::kWebp) {
      image.orientation = exif_orientation(file);
    }
    return image;
  }
  return fail(ErrorCode::kImageDecoder, {{"format", name_of(format)}});
}

namespace engine {

Result<void> begin_image(double width, double height) {
  begun = {};
  given.reset();
  if (!(width >= 1 && height >= 1)) return fail(ErrorCode::kImageNoPixels);
  const DecodeLimits limits;
  if (auto small =
          check_size(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), limits);
      !small) {
    return small;
  }
  begun.width = static_cast<int>(width);
  begun.height = static_cast<int>(height);
  begun.rgb.reserve(static_cast<std::size_t>(width * height * 3));
  return {};
}

void add_pixels(std::span<const std::uint8_t> values, int channels) {
  const auto step = static_cast<std::size_t>(channels);
  for (std::size_t i = 0; i + step <= values.size(); i += step) {
    if (begun.rgb.size() == begun.rgb.capacity()) return;
    begun.rgb.insert(begun.rgb.end(), {values[i], values[i + 1], values[i + 2]});
  }
}

bool give_image(ForeignImage about) {
  const auto pixels =
      static_cast<std::size_t>(begun.width) * static_cast<std::size_t>(begun.height);
  about.image = std::exchange(begun, {});
  if (pixels == 0 || about.image.rgb.size() != pixels * 3) return false;
  given = std::move(about);
  return true;
}

}  // namespace engine
}  // namespace lesion
