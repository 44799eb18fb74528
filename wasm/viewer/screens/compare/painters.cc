#include "wasm/viewer/screens/compare/painters.h"

#include <algorithm>
#include <utility>

namespace lesion::viewer {

void ComparePainters::set(const CompareRequest& request, std::vector<ImageLevel> levels,
                          std::vector<MapValues> layers) {
  auto slot = std::find_if(slots_.begin(), slots_.end(),
                           [&](const Slot& one) { return one.request == request; });
  if (slot == slots_.end()) {
    slot = std::find_if(slots_.begin(), slots_.end(), [](const Slot& one) { return !one.request; });
  }
  if (slot == slots_.end()) return;
  slot->request = request;
  slot->painter.image().set(std::move(levels));
  slot->painter.forget_maps();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    slot->painter.set_maps(static_cast<int>(i), std::move(layers[i]));
  }
}

Painter* ComparePainters::of(const CompareRequest& request) {
  for (Slot& slot : slots_) {
    if (slot.request == request) return &slot.painter;
  }
  return nullptr;
}

void ComparePainters::keep(std::span<const CompareRequest> needed) {
  for (Slot& slot : slots_) {
    if (!slot.request || std::find(needed.begin(), needed.end(), *slot.request) != needed.end())
      continue;
    slot.request.reset();
    slot.painter.image().set({});
    slot.painter.forget_maps();
  }
}

std::vector<Painter*> ComparePainters::painters() {
  std::vector<Painter*> all;
  for (Slot& slot : slots_) all.push_back(&slot.painter);
  return all;
}

int ComparePainters::count() const {
  return static_cast<int>(std::count_if(slots_.begin(), slots_.end(),
                                        [](const Slot& one) { return one.request.has_value(); }));
}

ComparePainters& compare_painters() {
  static ComparePainters instance;
  return instance;
}

}  // namespace lesion::viewer
