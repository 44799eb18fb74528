// What follows from the lesion's outline as a person corrects it (outline_state.h).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Of the image that is shown; null where nothing was ever corrected on it.
const Correction* correction_of(const ViewerState& state);
// There are strokes on it.
bool outline_corrected(const ViewerState& state);
// What masks must be of: 0 as it was found.
int outline_revision(const ViewerState& state);
// Masks that are shown are of the outline as it is.
bool masks_current(const ViewerState& state);

// Its strokes, as the engine takes them (core/concepts/correct.h), image pixels.
std::vector<float> outline_pieces(const ViewerState& state);

// The outline can be corrected: there is an image with an estimate, on a screen that shows it.
bool outline_editable(const ViewerState& state);
bool outline_undoable(const ViewerState& state);
// Radius of the brush, image pixels.
double outline_brush_radius(const ViewerState& state);

// The lesion as it was corrected, where that is known, else as it was found.
std::optional<LesionSummary> known_lesion(const ViewerState& state);
// Of models whose square is fitted to the lesion: that square for an image whose outline was
// corrected and is known, brought to what a person may choose; nothing otherwise.
std::optional<Rect> refitted_square(const ViewerState& state, const Correction& correction);
// What the estimate was made from is that square of the image that is shown.
bool refitted(const ViewerState& state);

void reduce_outline(ViewerState& state, const OutlineAction& action);
// The square of the image that is shown is to be the network's own all the same, or to follow the
// outline again. Nothing where that was not corrected.
void leave_square(ViewerState& state, bool own);
// The lesion of the masks that have come is that of the outline as it is.
void outline_known(ViewerState& state);
// Squares that follow an outline are fitted anew: another model is open.
void refit_outlines(ViewerState& state);

// A person's actions, as action_from_json() has them.
std::optional<OutlineAction> outline_action_from_json(const nlohmann::json& json);

}  // namespace lesion::viewer
