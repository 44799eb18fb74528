#include "wasm/viewer/state/hand_scale.h"

#include <algorithm>
#include <cmath>

#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/json_members.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {
namespace {

bool finite(const Point& point) { return std::isfinite(point.x) && std::isfinite(point.y); }

struct Reducer {
  ViewerState& s;
  ScaleTool& tool = s.scale_tool;

  Point on_image(const Point& point) const {
    const auto [width, height] = s.image->size();
    return {std::clamp<double>(point.x, 0, width), std::clamp<double>(point.y, 0, height)};
  }
  double known_length() const {
    const HandScale* known = hand_scale(s);
    return known ? known->millimetres : HandScale{}.millimetres;
  }
  void keep(const HandScale& scale) {
    if (scale.length() < kLeastScaleLine) return;
    s.scales[s.image->id] = scale;
  }

  void operator()(const ShowScaleTool& a) {
    tool = {.shown = a.shown && scale_settable(s)};
    if (!tool.shown) return;
    s.crop_tool = false;
    s.outline_tool.shown = false;
    s.outline_tool.painting = false;
    s.outline_tool.aim.reset();
    s.probe.reset();
  }
  void operator()(const DrawScale& a) {
    if (!scale_settable(s) || !finite(a.from)) return;
    const double length = a.millimetres.value_or(known_length());
    if (!(length > 0) || length > kMostMillimetres) return;
    if (!a.to) {
      tool.began = on_image(a.from);
      tool.reached = a.from;
    } else if (finite(*a.to)) {
      keep({on_image(a.from), on_image(*a.to), length});
    }
  }
  void operator()(const DrawScaleOn& a) {
    if (!tool.began || !scale_settable(s) || !(s.view.zoom > 0)) return;
    const Point next{tool.reached.x + a.dx / s.view.zoom, tool.reached.y + a.dy / s.view.zoom};
    if (!finite(next)) return;
    tool.reached = next;
    keep({*tool.began, on_image(next), known_length()});
  }
  void operator()(const RestScale&) { tool.began.reset(); }
  void operator()(const StepScaleLength& a) {
    const HandScale* known = hand_scale(s);
    if (!known) return;
    HandScale next = *known;
    for (int i = 0; i < std::min(std::abs(a.by), 100); ++i) {
      if (a.by > 0) {
        const auto* at = std::upper_bound(kScaleSteps.begin(), kScaleSteps.end(), next.millimetres);
        if (at != kScaleSteps.end()) next.millimetres = *at;
      } else {
        const auto* at = std::lower_bound(kScaleSteps.begin(), kScaleSteps.end(), next.millimetres);
        if (at != kScaleSteps.begin()) next.millimetres = *(at - 1);
      }
    }
    keep(next);
  }
  void operator()(const RemoveScale&) {
    if (s.image) s.scales.erase(s.image->id);
    tool.began.reset();
  }
};

}  // namespace

double HandScale::length() const { return std::hypot(to.x - from.x, to.y - from.y); }

const HandScale* hand_scale(const ViewerState& state) {
  if (!state.image) return nullptr;
  const auto found = state.scales.find(state.image->id);
  return found == state.scales.end() ? nullptr : &found->second;
}

bool scale_settable(const ViewerState& state) { return crop_movable(state); }

void reduce_scale(ViewerState& state, const ScaleAction& action) {
  std::visit(Reducer{state}, action);
}

std::optional<ScaleAction> scale_action_from_json(const nlohmann::json& json) {
  const std::optional<std::string> type = words(json, "type");
  if (!type) return std::nullopt;
  if (*type == "scale-remove") return RemoveScale{};
  if (*type == "scale-tool") {
    if (const auto shown = truth(json, "shown")) return ShowScaleTool{*shown};
  } else if (*type == "scale-length") {
    if (const auto by = integer(json, "by")) return StepScaleLength{*by};
  } else if (*type == "scale-line") {
    const auto x = member_number(json, "x");
    const auto y = member_number(json, "y");
    const auto to_x = member_number(json, "to_x");
    const auto to_y = member_number(json, "to_y");
    if (x && y && to_x && to_y) {
      return DrawScale{{*x, *y}, Point{*to_x, *to_y}, member_number(json, "millimetres")};
    }
  }
  return std::nullopt;
}

}  // namespace lesion::viewer
