// The square of the image that the network sees, as a person moves it.
#pragma once

#include <optional>
#include <vector>

#include "core/model/region.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// The square that a person has asked for of the image that is shown; nothing where it is the
// model's own.
std::optional<Rect> chosen_crop(const ViewerState& state);
// What is to be looked at: chosen_crop(), else the model's own rule. Empty without image or
// model.
Rect wanted_crop(const ViewerState& state);
// Asked for, and not answered yet.
bool crop_pending(const ViewerState& state);
// What the estimate that is shown was made from; kCentral without one, and where it is what the
// model's own rule sees, whatever that is: nobody chose it.
RegionKind seen_kind(const ViewerState& state);
// The estimate of the model's own square where a person's is seen and that is known.
std::optional<double> own_estimate(const ViewerState& state);
// The model's own square is fitted to the lesion.
bool fits_lesion(const ViewerState& state);
// The estimate was made from the image's middle, as no lesion was found to fit the square to.
bool lesion_missed(const ViewerState& state);
// The fitted square's estimate and that of the image's middle lie on different sides of the
// operating point.
bool central_crosses(const ViewerState& state);
// A person's square and the model's own do.
bool own_crosses(const ViewerState& state);
// What is read beside the estimate of the image that is shown, and has to be told apart from it by
// its digits: those of other squares, and with artefacts painted over.
std::vector<double> figures_beside(const ViewerState& state);
// What painting over changed is more than a twentieth of a percentage point.
bool worth_digits(double without, double with);
// Of the image that is shown; of one of the session.
Doubts doubts_of(const ViewerState& state);
Doubts doubts_of(const ViewerState& state, const SessionImage& image);
// Of what the estimate was made from, the part that the lesion takes up, above 0; nothing for other
// models and where no lesion was found. More than 1 where the square is smaller than the lesion.
std::optional<double> lesion_share(const ViewerState& state);
// The crop can be moved: there is an image with an estimate, on a screen that shows it.
bool crop_movable(const ViewerState& state);

// The square that was seen reaches beyond the image, whose edges are repeated there.
bool seen_beyond(const ViewerState& state);

// What a press at a point takes hold of. Outside of the crop's tool only its outline.
enum class CropGrip { kNone, kMove, kTopLeft, kTopRight, kBottomLeft, kBottomRight };
// `slop`: CSS pixels beside a line or corner that still count.
CropGrip crop_grip_at(const ViewerState& state, Point canvas, double slop);
// `from` dragged by (dx, dy) image pixels at `grip`; corners keep their opposite in place. The
// part keeps the input's aspect and is brought to what can be looked at.
Rect dragged_crop(const Rect& from, CropGrip grip, double dx, double dy, Size image,
                  const RegionLimits& limits = {});

// Steps by keys: a twentieth of the side to where (x, y) points, and a tenth larger or smaller
// about the middle.
Rect stepped_crop(const Rect& from, int x, int y, Size image, const RegionLimits& limits = {});
Rect scaled_crop(const Rect& from, int steps, Size image, const RegionLimits& limits = {});

}  // namespace lesion::viewer
