#include "wasm/viewer/screens/sheet/painter.h"

#include <algorithm>

namespace lesion::viewer {

void SheetPainter::set(const SheetMap& map, MapValues values) {
  if (values.channels != 1) return;
  const auto [slot, fresh] = keys_.try_emplace(key_of(map), next_);
  if (fresh) ++next_;
  painter_.set_maps(slot->second, std::move(values));
}

void SheetPainter::keep(std::span<const SheetMap> needed) {
  std::erase_if(keys_, [&](const auto& entry) {
    const bool kept = std::any_of(needed.begin(), needed.end(),
                                  [&](const SheetMap& map) { return key_of(map) == entry.first; });
    if (!kept) painter_.forget_maps(entry.second);
    return !kept;
  });
}

void SheetPainter::draw(const SheetMap& map, OverlayUniforms uniforms, const DeviceRect& region,
                        const DeviceRect& clip) {
  const auto found = keys_.find(key_of(map));
  if (found == keys_.end()) return;
  uniforms.filter = 0;
  painter_.draw_overlay(found->second, uniforms, region, clip);
}

SheetPainter& sheet_painter() {
  static SheetPainter instance;
  return instance;
}

}  // namespace lesion::viewer
