// Actions that move the crop, the square of the image that the network sees, and that take up the
// tools for it, for the outline and for the scale.
#pragma once

#include <optional>

#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/hand_scale.h"
#include "wasm/viewer/state/masks.h"
#include "wasm/viewer/state/outline_edit.h"

namespace lesion::viewer {

struct CropReducer {
  ViewerState& s;

  void operator()(const SetCrop& a) { keep_crop(a.square); }
  void operator()(const WholeCrop&) {
    if (!s.image || !s.model) return;
    keep_crop(whole_region(s.image->width, s.image->height, s.model->card.input.aspect()));
  }
  void operator()(const ResetCrop&) {
    if (!crop_movable(s)) return;
    leave_square(s, true);
    s.session.crop(s.image->id, std::nullopt);
  }
  void operator()(const StepCrop& a) {
    if (crop_movable(s)) {
      keep_crop(stepped_crop(wanted_crop(s), a.x, a.y, s.image->size(),
                             region_limits(s.model->card.input)));
    }
  }
  void operator()(const ScaleCrop& a) {
    if (crop_movable(s)) {
      keep_crop(scaled_crop(wanted_crop(s), a.steps, s.image->size(),
                            region_limits(s.model->card.input)));
    }
  }
  void operator()(const FitSquare&) {
    const std::optional<Rect> square = square_on_lesion(s);
    if (!square) return;
    if (fits_lesion(s)) {
      leave_square(s, false);
    } else {
      keep_crop(*square);
    }
  }

 private:
  // The crop of the image that is shown.
  void keep_crop(const Rect& square) {
    if (!crop_movable(s)) return;
    const InputRule& rule = s.model->card.input;
    const Rect limited =
        limited_region(square, s.image->width, s.image->height, region_limits(rule));
    // The model's own may reach further beyond the image than a person's.
    const bool own = is_by_rule(square, s.image->width, s.image->height, rule, s.image->lesion) ||
                     is_by_rule(limited, s.image->width, s.image->height, rule, s.image->lesion);
    leave_square(s, own);
    s.session.crop(s.image->id, own ? std::nullopt : std::optional(limited));
  }
};

// Of the tools that a drag on the image means one is at hand.
struct ToolReducer {
  ViewerState& s;

  void operator()(const ShowCropTool& a) {
    s.crop_tool = a.shown && crop_movable(s);
    if (!s.crop_tool) return;
    reduce_outline(s, ShowOutlineTool{false});
    s.scale_tool = {};
  }
  void operator()(const OutlineAction& a) {
    reduce_outline(s, a);
    if (s.outline_tool.shown) s.scale_tool = {};
  }
  void operator()(const ScaleAction& a) { reduce_scale(s, a); }
};

}  // namespace lesion::viewer
