#include "wasm/viewer/gl/compare_painters.h"

#include <algorithm>
#include <utility>

namespace lesion::viewer {

ComparePainters::ComparePainters(const Painter& shown) {
  for (Slot& slot : slots_) slot.painter.share_shaders(shown);
}

void ComparePainters::set(const CompareLook& look, std::vector<PictureLevel> levels,
                          std::vector<MapValues> layers) {
  auto slot =
      std::find_if(slots_.begin(), slots_.end(), [&](const Slot& one) { return one.look == look; });
  if (slot == slots_.end()) {
    slot = std::find_if(slots_.begin(), slots_.end(), [](const Slot& one) { return !one.look; });
  }
  if (slot == slots_.end()) return;
  if (!slot->started) slot->started = slot->painter.start();
  slot->look = look;
  slot->painter.picture().set(std::move(levels));
  slot->painter.forget_maps();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    slot->painter.set_maps(static_cast<int>(i), std::move(layers[i]));
  }
}

Painter* ComparePainters::of(const CompareLook& look) {
  for (Slot& slot : slots_) {
    if (slot.look == look && slot.started) return &slot.painter;
  }
  return nullptr;
}

void ComparePainters::keep(std::span<const CompareLook> needed) {
  for (Slot& slot : slots_) {
    if (!slot.look || std::find(needed.begin(), needed.end(), *slot.look) != needed.end()) continue;
    slot.look.reset();
    slot.painter.picture().set({});
    slot.painter.forget_maps();
  }
}

bool ComparePainters::pending() const {
  return std::any_of(slots_.begin(), slots_.end(),
                     [](const Slot& one) { return one.painter.picture().pending(); });
}

bool ComparePainters::upload() {
  bool whole = false;
  for (Slot& slot : slots_) whole = slot.painter.picture().upload() || whole;
  return whole;
}

void ComparePainters::upload_rest() {
  for (Slot& slot : slots_) slot.painter.picture().upload_rest();
}

void ComparePainters::set_canvas(int width, int height) {
  for (Slot& slot : slots_) slot.painter.set_canvas(width, height);
}

void ComparePainters::context_lost() {
  for (Slot& slot : slots_) {
    slot.painter.context_lost();
    slot.started = false;
  }
}

void ComparePainters::context_restored() {
  for (Slot& slot : slots_) {
    if (slot.look) slot.started = slot.painter.start();
  }
}

int ComparePainters::count() const {
  return static_cast<int>(std::count_if(slots_.begin(), slots_.end(),
                                        [](const Slot& one) { return one.look.has_value(); }));
}

int ComparePainters::texture_uploads() const {
  int uploads = 0;
  for (const Slot& slot : slots_) uploads += slot.painter.texture_uploads();
  return uploads;
}

}  // namespace lesion::viewer
