#include "core/concepts/correct.h"

#include <cstdint>
#include <optional>

namespace lesion {

void correct_mask(Mask& mask, std::span<const float> pieces) {
  if (mask.width <= 0 || mask.height <= 0) return;
  const auto width = static_cast<std::size_t>(mask.width);
  if (mask.pixels.size() != width * static_cast<std::size_t>(mask.height)) return;
  for (std::size_t i = 0; i + kCorrectionFloats <= pieces.size(); i += kCorrectionFloats) {
    const auto floats = pieces.subspan(i, kCorrectionFloats);
    const std::optional<StrokePiece> piece = stroke_piece(floats);
    if (!piece) continue;
    const std::uint8_t value = floats[kPieceFloats] > 0 ? 255 : 0;
    const PixelWindow window = bounds_of(*piece, mask.width, mask.height);
    for (int y = window.y; y < window.bottom; ++y) {
      std::uint8_t* row = mask.pixels.data() + static_cast<std::size_t>(y) * width;
      for (int x = window.x; x < window.right; ++x) {
        if (touches(*piece, x, y)) row[x] = value;
      }
    }
  }
}

}  // namespace lesion
