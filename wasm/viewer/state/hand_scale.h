// How long a millimetre is on an image, as a person has set it: a line drawn along a ruler, and how
// long that is. Kept while the image is in the session, and written nowhere.
#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <variant>

#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {

struct ViewerState;

// A line on the image, in its pixels, at least kLeastScaleLine long.
struct HandScale {
  Point from;
  Point to;
  double millimetres = 10;  // above 0, at most kMostMillimetres

  double length() const;  // pixels
};
inline constexpr double kLeastScaleLine = 8;
inline constexpr double kMostMillimetres = 1000;
// What the steps of a line's length are, millimetres.
inline constexpr std::array kScaleSteps = {1.0,  2.0,  3.0,  4.0,  5.0,  10.0,
                                           15.0, 20.0, 25.0, 30.0, 50.0, 100.0};

struct ScaleTool {
  bool shown = false;          // a drag on the image draws the line
  std::optional<Point> began;  // it is being drawn, from here
  Point reached;
};

// --- A person's doing -------------------------------------------------------------------------
struct ShowScaleTool {
  bool shown = true;
};
// A line, in image pixels; it is no longer than the image. to: nothing: it begins there, and is
// one once it is long enough. millimetres: nothing: as before.
struct DrawScale {
  Point from;
  std::optional<Point> to = {};
  std::optional<double> millimetres = {};
};
// The line that was begun goes on, by so many CSS px.
struct DrawScaleOn {
  double dx = 0;
  double dy = 0;
};
struct RestScale {};
struct StepScaleLength {
  int by = 1;  // of kScaleSteps
};
struct RemoveScale {};

using ScaleAction =
    std::variant<ShowScaleTool, DrawScale, DrawScaleOn, RestScale, StepScaleLength, RemoveScale>;

// Of the image that is shown; null where none was drawn on it.
const HandScale* hand_scale(const ViewerState& state);
// There is an image with an estimate, on a screen that shows it.
bool scale_settable(const ViewerState& state);

void reduce_scale(ViewerState& state, const ScaleAction& action);
// scale-tool{shown} scale-line{x,y,to_x,to_y,millimetres?} scale-length{by} scale-remove
std::optional<ScaleAction> scale_action_from_json(const nlohmann::json& json);

}  // namespace lesion::viewer
