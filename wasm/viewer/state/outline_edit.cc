#include "wasm/viewer/state/outline_edit.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "wasm/viewer/state/crop.h"

namespace lesion::viewer {
namespace {

bool finite(const Point& point) { return std::isfinite(point.x) && std::isfinite(point.y); }

// Where no square was chosen, or it follows the outline: the outline's own. A square that a person
// has moved stays.
void refit(ViewerState& state, int image, const Correction& correction) {
  const SessionImage* known = state.session.find(image);
  if (!known || correction.own_square || (known->crop && !known->crop_follows)) return;
  const std::optional<Rect> square = refitted_square(state, correction);
  if (!square && !known->crop) return;
  state.session.crop(image, square, square.has_value());
}

struct Reducer {
  ViewerState& s;
  OutlineTool& tool = s.outline_tool;

  Correction copy() const {
    const Correction* now = correction_of(s);
    Correction next = now ? *now : Correction{};
    next.width = s.image->width;
    next.height = s.image->height;
    return next;
  }
  void keep(Correction next) {
    next.revision = next.strokes.empty() ? 0 : s.next_outline++;
    next.known = false;
    next.lesion.reset();
    next.own_square = false;
    tool.drawn = std::min(tool.drawn, next.strokes.size());
    const int image = s.image->id;
    const bool found = next.strokes.empty();
    s.corrections[image] = std::make_shared<const Correction>(std::move(next));
    // The square that followed goes back with it.
    if (found) refit(s, image, *s.corrections[image]);
  }

  void operator()(const ShowOutlineTool& a) {
    tool.shown = a.shown && outline_editable(s);
    tool.painting = false;
    if (!tool.shown) {
      tool.aim.reset();
      return;
    }
    s.crop_tool = false;
    s.probe.reset();
    s.outline = Concept::kLesion;
  }
  void operator()(const SetOutlineBrush& a) { tool.adds = a.adds; }
  void operator()(const StepOutlineBrush& a) {
    tool.brush_size = stepped_brush(tool.brush_size, a.by);
  }
  void operator()(const PaintOutline& a) {
    if (!outline_editable(s) || !finite(a.at)) return;
    Correction next = copy();
    const double radius = a.radius.value_or(outline_brush_radius(s));
    if (next.strokes.size() >= kMostStrokes || !std::isfinite(radius) || radius <= 0) return;
    const double most = std::max(s.image->width, s.image->height);
    next.set_aside.clear();
    next.strokes.push_back({{std::min(radius, most), {a.at}}, a.adds.value_or(tool.adds)});
    keep(std::move(next));
    tool.painting = !a.rests;
    s.outline = Concept::kLesion;
  }
  void operator()(const PaintOutlineOn& a) {
    if (!tool.painting || !s.image || !outline_corrected(s)) return;
    Correction next = copy();
    if (!go_on(next.strokes.back().stroke, a.dx / s.view.zoom, a.dy / s.view.zoom)) return;
    keep(std::move(next));
  }
  void operator()(const RestOutline&) { tool.painting = false; }
  void operator()(const AimOutline& a) {
    if (!tool.shown || !outline_editable(s)) return;
    const Rect& region = s.verdict->region;
    s.pointer.reset();
    tool.aim = tool.aim ? stepped_aim(*tool.aim, a.x, a.y, outline_brush_radius(s), s.image->size())
                        : Point{region.x + region.width / 2, region.y + region.height / 2};
  }
  void operator()(const UndoOutline&) {
    if (!outline_undoable(s)) return;
    Correction next = copy();
    if (next.strokes.empty()) {
      next.strokes = std::exchange(next.set_aside, {});
    } else {
      next.strokes.pop_back();
    }
    tool.painting = false;
    keep(std::move(next));
  }
  void operator()(const ResetOutline&) {
    if (!s.image || !outline_corrected(s)) return;
    Correction next = copy();
    next.set_aside = std::exchange(next.strokes, {});
    tool.painting = false;
    keep(std::move(next));
  }
};

}  // namespace

const Correction* correction_of(const ViewerState& state) {
  if (!state.image) return nullptr;
  const auto found = state.corrections.find(state.image->id);
  return found == state.corrections.end() ? nullptr : found->second.get();
}

bool outline_corrected(const ViewerState& state) {
  const Correction* correction = correction_of(state);
  return correction && !correction->strokes.empty();
}

int outline_revision(const ViewerState& state) {
  const Correction* correction = correction_of(state);
  return correction ? correction->revision : 0;
}

bool masks_current(const ViewerState& state) {
  return state.masks && state.masks->revision == outline_revision(state);
}

std::vector<float> outline_pieces(const ViewerState& state) {
  std::vector<float> pieces;
  const Correction* correction = correction_of(state);
  if (!correction) return pieces;
  for (const CorrectionStroke& one : correction->strokes) {
    const float adds = one.adds ? 1 : 0;
    append_pieces(one.stroke, &adds, pieces);
  }
  return pieces;
}

bool outline_editable(const ViewerState& state) { return crop_movable(state); }

bool outline_undoable(const ViewerState& state) {
  const Correction* correction = correction_of(state);
  return correction && !(correction->strokes.empty() && correction->set_aside.empty());
}

double outline_brush_radius(const ViewerState& state) {
  return brush_radius(state.verdict ? state.verdict->region.width : 100,
                      state.outline_tool.brush_size);
}

std::optional<LesionSummary> known_lesion(const ViewerState& state) {
  const Correction* correction = correction_of(state);
  if (correction && correction->known) return correction->lesion;
  return state.image ? state.image->lesion : std::nullopt;
}

std::optional<Rect> refitted_square(const ViewerState& state, const Correction& correction) {
  if (!fits_lesion(state) || !correction.known || correction.strokes.empty()) return std::nullopt;
  const InputRule& rule = state.model->card.input;
  return limited_region(region_for(rule, correction.width, correction.height, correction.lesion),
                        correction.width, correction.height, region_limits(rule));
}

bool refitted(const ViewerState& state) {
  if (!state.image || !state.verdict || !outline_corrected(state)) return false;
  const SessionImage* known = state.session.find(state.image->id);
  return known && known->crop && known->crop_follows && state.verdict->region == *known->crop;
}

void reduce_outline(ViewerState& state, const OutlineAction& action) {
  std::visit(Reducer{state}, action);
}

void leave_square(ViewerState& state, bool own) {
  if (!state.image || !outline_corrected(state)) return;
  Correction next = *correction_of(state);
  next.own_square = own;
  const int image = state.image->id;
  state.corrections[image] = std::make_shared<const Correction>(std::move(next));
  if (own) return;
  // Also where a person had moved it.
  state.session.crop(image, std::nullopt);
  refit(state, image, *state.corrections[image]);
}

void outline_known(ViewerState& state) {
  if (!masks_current(state) || !outline_corrected(state)) return;
  Correction next = *correction_of(state);
  next.known = true;
  next.lesion = state.masks->lesion;
  state.outline_tool.drawn = next.strokes.size();
  const int image = state.image->id;
  state.corrections[image] = std::make_shared<const Correction>(std::move(next));
  refit(state, image, *state.corrections[image]);
}

void refit_outlines(ViewerState& state) {
  for (const auto& [image, correction] : state.corrections) refit(state, image, *correction);
}

}  // namespace lesion::viewer
