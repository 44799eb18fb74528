// Actions on the list of the session's images: its order, and an image that comes back into it.
#pragma once

#include <optional>
#include <utility>

#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {

// What a person did to an image that is leaving, no longer in the state.
inline ViewerState::Removed taken_out(ViewerState& s, const SessionImage& leaving) {
  ViewerState::Removed removed{leaving.id, nullptr, leaving.crop, leaving.crop_follows, {}};
  if (auto correction = s.corrections.extract(leaving.id)) {
    removed.correction = std::move(correction.mapped());
  }
  if (auto scale = s.scales.extract(leaving.id)) removed.scale = scale.mapped();
  return removed;
}

struct SessionReducer {
  ViewerState& s;

  void operator()(const SetImageOrder& a) { s.session.sort(a.order); }
  void operator()(const NextImageOrder&) {
    s.session.sort(static_cast<ImageOrder>((static_cast<int>(s.session.order()) + 1) % 3));
  }
  void operator()(const RestoreImage& a) {
    if (!s.removed || s.removed->id != a.from || s.session.find(a.id)) return;
    const ViewerState::Removed was = *std::exchange(s.removed, std::nullopt);
    s.session.open(a.id, a.name);
    s.session.crop(a.id, was.crop, was.crop_follows);
    if (was.correction) s.corrections[a.id] = was.correction;
    if (was.scale) s.scales[a.id] = *was.scale;
    relabel(s.validate, a.from, a.id);
  }
};

}  // namespace lesion::viewer
