#include "wasm/viewer/views.h"

#include <array>

namespace lesion::viewer {
namespace {

constexpr std::array kViews = {
#define LESION_SCREEN(enumerator, room) &room##_view,
#include "wasm/viewer/state/screens.def"
#undef LESION_SCREEN
};

}  // namespace

const ScreenView& view_of(Screen screen) { return *kViews[static_cast<std::size_t>(screen)]; }

std::span<const ScreenView* const> all_views() { return kViews; }

const std::vector<Painter*>& screen_painters() {
  static const std::vector<Painter*> all = [] {
    std::vector<Painter*> found;
    for (const ScreenView* view : kViews) {
      if (!view->painters) continue;
      for (Painter* painter : view->painters()) found.push_back(painter);
    }
    return found;
  }();
  return all;
}

}  // namespace lesion::viewer
