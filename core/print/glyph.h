// A glyph as coverage, through stb_truetype's rasteriser.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/print/font.h"

namespace lesion::print {

// Coverage 0..255 of width x height pixels, whose upper left pixel lies (left, top) pixels from the
// pen's (y downwards, so top is mostly negative).
struct GlyphMask {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> coverage;
};

// `path` scaled by `scale` pixels per font unit, shifted right by `shift` (0..1 pixel). Empty where
// there is nothing to draw or the outline would be larger than 4096 pixels a side.
GlyphMask rasterise(std::span<const PathStep> path, double scale, double shift);

}  // namespace lesion::print
