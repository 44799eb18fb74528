#include "wasm/viewer/state/screens.h"

#include <array>

namespace lesion::viewer {
namespace {

constexpr std::array kRules = {
#define LESION_SCREEN(enumerator, room) &room##_rules,
#include "wasm/viewer/state/screens.def"
#undef LESION_SCREEN
};

constexpr std::array kScreens = {
#define LESION_SCREEN(enumerator, room) Screen::enumerator,
#include "wasm/viewer/state/screens.def"
#undef LESION_SCREEN
};

}  // namespace

const ScreenRules& rules_of(Screen screen) { return *kRules[static_cast<std::size_t>(screen)]; }

std::span<const Screen> all_screens() { return kScreens; }

ViewerState meant_state(const ViewerState& state) {
  const ScreenRules& rules = rules_of(state);
  return rules.meant && rules.there(state) ? rules.meant(state) : state;
}

}  // namespace lesion::viewer
