// What follows from the state of the Compare screen: what its panes show, and what they need.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

CompareRequest request_of(const ComparePane& pane);
// Nothing while it has not come.
const CompareAnswer* answer_of(const ViewerState& state, const CompareRequest& request);
bool was_refused(const ViewerState& state, const CompareRequest& request);

// What pane `index` (0 .. kMostPanes - 1) shows, as if it were shown on Read: model, image,
// verdict, layers, filter, threshold, and all that says how maps are drawn. So everything that
// viewer_state.h says of a state it says of a pane too. `view` is that of the pane's frame.
ViewerState pane_state(const ViewerState& state, int index);
// The model's own square's estimate where a person's square is seen in that pane and it is known;
// of the second model it is not.
std::optional<double> pane_own_estimate(const ViewerState& state, int index);

// What panes that are shown need and has neither come nor been refused; each once, in the order of
// the panes. Nothing on any other screen.
std::vector<CompareRequest> compare_wanted(const ViewerState& state);
// What panes that are shown need, whether it has come or not.
std::vector<CompareRequest> compare_needed(const ViewerState& state);

// One legend says it for all panes that are shown: same model, layer, filter and mode of scale, and
// the scale is the fixed one of the training images (of the model's card).
bool one_legend(const ViewerState& state);

// In what the panes that are shown differ: models before images before filters; nothing where
// they are all alike.
std::optional<CompareKind> compare_kind(const ViewerState& state);

// The pane under a point of the canvas; nothing beside the panes.
std::optional<int> compare_pane_at(const ViewerState& state, Point canvas);
// Where the pane's image lies on the canvas; nothing while it has not come.
std::optional<Rect> compare_image_rect(const ViewerState& state, int index);
// The pointer's place in the image it is over, in parts of width and height.
std::optional<Point> compare_pointer(const ViewerState& state);

// The image `by` places further in the filmstrip's order than the one of the active pane.
std::optional<int> compare_image_beside(const ViewerState& state, int by);

// After any change: on the Compare screen the panes are brought to what there is; on any other all
// that only the panes needed is let go.
void settle_compare(ViewerState& state);

}  // namespace lesion::viewer
