#include "wasm/viewer/panels/image_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lesion::viewer {
namespace {

void dashes(ImDrawList* list, ImVec2 from, ImVec2 to, float dash, float thickness) {
  const float length = std::max(to.x - from.x, to.y - from.y);
  const bool level = to.x > from.x;
  const auto count = static_cast<int>(std::ceil(length / dash));
  for (int number = 0; number < count; ++number) {
    const float t = static_cast<float>(number) * dash;
    const float end = std::min(t + dash, length);
    const ImVec2 a = level ? ImVec2(from.x + t, from.y) : ImVec2(from.x, from.y + t);
    const ImVec2 b =
        level ? ImVec2(from.x + end, from.y + thickness) : ImVec2(from.x + thickness, from.y + end);
    list->AddRectFilled(a, b, number % 2 == 0 ? colour::kMark : colour::kEdge);
  }
}

}  // namespace

DeviceRect to_device(const Ui& ui, const Rect& rect) {
  return {static_cast<float>(rect.x) * ui.unit, static_cast<float>(rect.y) * ui.unit,
          static_cast<float>(rect.width) * ui.unit, static_cast<float>(rect.height) * ui.unit};
}

DeviceRect on_canvas(const Ui& ui, const Rect& rect, const Rect& image, Size size) {
  const Point from = to_canvas({rect.x, rect.y}, image, size);
  const Point to = to_canvas({rect.x + rect.width, rect.y + rect.height}, image, size);
  return to_device(ui, {from.x, from.y, to.x - from.x, to.y - from.y});
}

DeviceRect overlap(const DeviceRect& a, const DeviceRect& b) {
  const float left = std::max(a.x, b.x);
  const float top = std::max(a.y, b.y);
  return {left, top, std::max(0.0f, std::min(a.x + a.width, b.x + b.width) - left),
          std::max(0.0f, std::min(a.y + a.height, b.y + b.height) - top)};
}

void dashed_outline(ImDrawList* list, const DeviceRect& r, float dash, float thickness) {
  const float left = std::round(r.x);
  const float top = std::round(r.y);
  const float right = std::round(r.x + r.width) - thickness;
  const float bottom = std::round(r.y + r.height) - thickness;
  dashes(list, {left, top}, {right + thickness, top}, dash, thickness);
  dashes(list, {left, bottom}, {right + thickness, bottom}, dash, thickness);
  dashes(list, {left, top}, {left, bottom + thickness}, dash, thickness);
  dashes(list, {right, top}, {right, bottom + thickness}, dash, thickness);
}

void hatch_beyond(const Ui& ui, ImDrawList* list, const DeviceRect& seen, const DeviceRect& image,
                  const DeviceRect& clip) {
  const float right = seen.x + seen.width;
  const float bottom = seen.y + seen.height;
  const DeviceRect inner = overlap(seen, image);
  const std::array<DeviceRect, 4> parts = {{
      {seen.x, seen.y, seen.width, inner.y - seen.y},
      {seen.x, inner.y + inner.height, seen.width, bottom - inner.y - inner.height},
      {seen.x, inner.y, inner.x - seen.x, inner.height},
      {inner.x + inner.width, inner.y, right - inner.x - inner.width, inner.height},
  }};
  const float step = ui.px(9);
  for (const DeviceRect& part : parts) {
    const DeviceRect shown = overlap(part, clip);
    if (shown.width < 1 || shown.height < 1) continue;
    list->PushClipRect(ImVec2(shown.x, shown.y),
                       ImVec2(shown.x + shown.width, shown.y + shown.height), true);
    float x = std::floor(shown.x / step) * step;
    while (x < shown.x + shown.width + shown.height) {
      list->AddLine(ImVec2(x, shown.y), ImVec2(x - shown.height, shown.y + shown.height),
                    colour::kMuted, std::max(1.0f, ui.px(1)));
      x += step;
    }
    list->PopClipRect();
  }
}

void solid_outline(ImDrawList* list, const DeviceRect& r, ImU32 colour, float thickness) {
  const ImVec2 from(std::round(r.x), std::round(r.y));
  const ImVec2 to(std::round(r.x + r.width), std::round(r.y + r.height));
  list->AddRect(ImVec2(from.x - thickness, from.y - thickness),
                ImVec2(to.x + thickness, to.y + thickness), colour::kEdge, 0, 0, thickness);
  list->AddRect(from, to, colour, 0, 0, thickness);
}

void caption(Ui& ui, ImDrawList* list, ImVec2 at, const std::string& words, bool from_right) {
  const ImVec2 size = text_size(ui.fonts.small, words);
  const float pad = ui.px(6);
  if (from_right) at.x -= size.x + 2 * pad;
  list->AddRectFilled(at, ImVec2(at.x + size.x + 2 * pad, at.y + size.y + ui.px(6)), colour::kShade,
                      ui.px(4));
  draw_text(list, ui.fonts.small, ImVec2(at.x + pad, at.y + ui.px(3)), colour::kText, words);
}

OverlayUniforms overlay_of(const ViewerState& state, float unit) {
  OverlayUniforms uniforms;
  uniforms.filter = state.filter;
  uniforms.scale = scale_of(state, state.layer, state.filter).scale;
  uniforms.opacity = state.display.opacity;
  uniforms.exact = state.display.smoothing == Smoothing::kExact;
  uniforms.palette = static_cast<int>(state.display.palette);
  uniforms.fill = state.display.contours.fill;
  for (std::size_t i = 0; i < kContourLevels.size(); ++i) {
    if (state.display.contours.levels[i]) uniforms.contours[i] = kContourLevels[i];
  }
  uniforms.contour_width = std::max(1.0f, std::floor(unit));
  return uniforms;
}

}  // namespace lesion::viewer
