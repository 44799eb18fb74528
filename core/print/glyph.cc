#include "core/print/glyph.h"

#include <algorithm>
#include <cmath>

// Asserts of a library that we hand checked numbers must not end the page.
#define STBTT_assert(x) ((void)(x))
#define STB_TRUETYPE_IMPLEMENTATION
#define STBTT_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_truetype.h>
#pragma GCC diagnostic pop

namespace lesion::print {
namespace {

constexpr double kMostSide = 4096;
constexpr double kMostUnits = 32'000;  // stb_truetype's vertices are 16-bit
constexpr float kFlatness = 0.2f;      // pixels that a curve may lie off

bool fits(float value) { return std::abs(static_cast<double>(value)) <= kMostUnits; }

stbtt_vertex_type whole(float value) { return static_cast<stbtt_vertex_type>(std::lround(value)); }

}  // namespace

GlyphMask rasterise(std::span<const PathStep> path, double scale, double shift) {
  if (path.empty() || !(scale > 0) || !(scale < kMostSide)) return {};
  double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
  std::vector<stbtt_vertex> vertices;
  vertices.reserve(path.size());
  const auto reach = [&](stbtt_vertex_type x, stbtt_vertex_type y) {
    left = std::min(left, x * scale);
    right = std::max(right, x * scale);
    top = std::min(top, -y * scale);
    bottom = std::max(bottom, -y * scale);
  };
  for (const PathStep& step : path) {
    // Written so that what is not a number does not fit either.
    if (!(fits(step.x) && fits(step.y) && fits(step.control_x) && fits(step.control_y))) return {};
    stbtt_vertex vertex{};
    vertex.type = step.kind == PathStep::Kind::kMove   ? STBTT_vmove
                  : step.kind == PathStep::Kind::kLine ? STBTT_vline
                                                       : STBTT_vcurve;
    vertex.x = whole(step.x);
    vertex.y = whole(step.y);
    reach(vertex.x, vertex.y);
    if (step.kind == PathStep::Kind::kCurve) {
      vertex.cx = whole(step.control_x);
      vertex.cy = whole(step.control_y);
      reach(vertex.cx, vertex.cy);
    }
    vertices.push_back(vertex);
  }
  if (right - left > kMostSide || bottom - top > kMostSide || std::abs(left) > 1e6 ||
      std::abs(top) > 1e6) {
    return {};
  }
  shift = std::clamp(shift, 0.0, 1.0);
  GlyphMask mask;
  mask.left = static_cast<int>(std::floor(left + shift));
  mask.top = static_cast<int>(std::floor(top));
  mask.width = static_cast<int>(std::ceil(right + shift)) - mask.left + 1;
  mask.height = static_cast<int>(std::ceil(bottom)) - mask.top + 1;
  mask.coverage.resize(static_cast<std::size_t>(mask.width) *
                       static_cast<std::size_t>(mask.height));
  stbtt__bitmap bitmap{mask.width, mask.height, mask.width, mask.coverage.data()};
  stbtt_Rasterize(&bitmap, kFlatness, vertices.data(), static_cast<int>(vertices.size()),
                  static_cast<float>(scale), static_cast<float>(scale), static_cast<float>(shift),
                  0, mask.left, mask.top, 1, nullptr);
  return mask;
}

}  // namespace lesion::print
