#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <utility>

#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/effects.h"
#include "wasm/viewer/state/fold.h"
#include "wasm/viewer/state/jump.h"
#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/outline_edit.h"
#include "wasm/viewer/state/probe.h"
#include "wasm/viewer/state/reduce_crop.h"
#include "wasm/viewer/state/reduce_display.h"
#include "wasm/viewer/state/reduce_session.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

constexpr double kMostCanvas = 1e5;  // CSS and device pixels: no screen is near it
constexpr int kStrongestShown = 6;
constexpr int kStrongestPerLayer = 2;

// The selection brought to what there is. Before a model is open nothing is known: only negative
// numbers are corrected then.
void clamp_selection(ViewerState& state) {
  state.layer = std::max(0, state.layer);
  state.filter = std::max(0, state.filter);
  const int layers = layer_count(state);
  if (layers > 0) state.layer = std::min(state.layer, layers - 1);
  const int filters = filter_count(state, state.layer);
  if (filters > 0) state.filter = std::min(state.filter, filters - 1);
}

// After anything that changes the panes.
void settle_view(ViewerState& state) {
  if (!state.image) return;
  const Rect frame = layout_of(state).frame;
  const Size size{frame.width, frame.height};
  state.view = state.view.fitted ? fit_view(size, state.image->size())
                                 : limited(state.view, size, state.image->size(), state.canvas.dpr);
}

// The canvas as the page gave it.
Canvas css_canvas(const ViewerState& state) {
  return {state.canvas.width * state.text_scale, state.canvas.height * state.text_scale,
          state.canvas.dpr / state.text_scale};
}

struct Reducer {
  ViewerState& s;

  bool all_maps_came() const {
    const std::size_t known = s.model ? s.model->card.layers.size() : 0;
    return !s.layers.empty() && s.layers.size() >= known &&
           std::all_of(s.layers.begin(), s.layers.end(),
                       [](const auto& layer) { return layer != nullptr; });
  }
  void forget_spread() {
    s.spread.reset();
    s.spread_pending = false;
  }
  // Its brush keeps its size and what it does.
  void forget_outline_tool() {
    OutlineTool& tool = s.outline_tool;
    tool = {.adds = tool.adds, .brush_size = tool.brush_size};
  }
  // Whatever was said of the image that was shown.
  void forget_answer() {
    s.verdict.reset();
    forget_spread();
    s.layers.clear();
    s.strongest.clear();
    s.pointer.reset();
    s.probe.reset();
    s.crop_tool = false;
    forget_outline_tool();
    s.scale_tool = {};
    s.masks.reset();
    s.painted_over.clear();
    s.warnings.clear();
  }
  void list_strongest() { s.strongest = listed_filters(s, kStrongestShown, kStrongestPerLayer); }
  void show_most_notable() {
    const std::optional<FilterPlace> first = first_of(s, s.strongest);
    if (!first) return;
    s.layer = first->layer;
    s.filter = first->filter;
  }

  // The probe is never out of view: with it, keys move an image that is larger than its pane.
  void follow_probe() {
    if (!s.probe || !s.image) return;
    const Rect frame = layout_of(s).frame;
    const Size size = s.image->size();
    const Point at = to_canvas(*s.probe, image_rect(s.view, frame, size, s.canvas.dpr), size);
    const double margin = std::min({40.0, frame.width / 4, frame.height / 4});
    const auto missing = [margin](double value, double from, double length) {
      return std::clamp(value, from + margin, from + length - margin) - value;
    };
    const double dx = missing(at.x, frame.x, frame.width);
    const double dy = missing(at.y, frame.y, frame.height);
    if (dx != 0 || dy != 0) {
      s.view = panned(s.view, dx, dy, {frame.width, frame.height}, size, s.canvas.dpr);
    }
  }

  void operator()(const ShowScreen& a) {
    s.screen = a.screen;
    s.crop_tool = false;
    (*this)(OutlineAction(ShowOutlineTool{false}));
    s.scale_tool = {};
    settle_view(s);
  }
  void operator()(const Select& a) {
    s.chosen = s.chosen || a.layer || a.filter;
    if (a.layer) s.layer = *a.layer;
    if (a.filter) s.filter = *a.filter;
    clamp_selection(s);
  }
  void operator()(const SelectMostNotable&) {
    s.chosen = false;
    if (all_maps_came()) show_most_notable();
  }
  void operator()(const StepLayer& a) {
    s.chosen = true;
    end_bare();
    s.layer = std::clamp(a.by, -1000, 1000) + s.layer;
    clamp_selection(s);
  }
  void operator()(const StepFilter& a) {
    const int filters = filter_count(s, s.layer);
    if (filters <= 0) return;
    s.chosen = true;
    end_bare();
    s.filter = ((s.filter + a.by % filters) % filters + filters) % filters;
  }
  void operator()(const ShowOverlay& a) {
    (rules_of(s).bare_first ? s.display.overlay_bare : s.display.overlay_on) = a.visible;
  }
  void operator()(const ToggleOverlay&) { (*this)(ShowOverlay{!overlay_wanted(s)}); }
  void operator()(const HoldOverlay& a) { s.display.overlay_held = a.held; }
  // Whoever goes from filter to filter wants to see them.
  void end_bare() {
    if (rules_of(s).bare_first) s.display.overlay_bare = true;
  }
  void operator()(const SetSort& a) { s.sort = a.sort; }
  void operator()(const NextSort&) {
    do {
      s.sort = static_cast<SortBy>((static_cast<std::size_t>(s.sort) + 1) % kSortNames.size());
    } while (!can_sort(s, s.sort));
  }
  void operator()(const ListByEffect& a) {
    s.list_by_effect = a.on && has_effects(s);
    list_strongest();
  }
  void operator()(const ShowOnly& a) { s.only = a.name; }
  void operator()(const ConceptsCalled& a) { s.called = a.words; }
  // What changes the display and nothing else.
  template <typename A>
  requires std::invocable<DisplayReducer, const A&>
  void operator()(const A& a) { DisplayReducer{s.display}(a); }
  // What moves the crop.
  template <typename A>
  requires std::invocable<CropReducer, const A&>
  void operator()(const A& a) { CropReducer{s}(a); }
  template <typename A>
  requires std::invocable<ToolReducer, const A&>
  void operator()(const A& a) { ToolReducer{s}(a); }
  // What concerns the list of images.
  template <typename A>
  requires std::invocable<SessionReducer, const A&>
  void operator()(const A& a) { SessionReducer{s}(a); }
  void operator()(const MarkFilter& a) {
    (a.second ? s.mark_b : s.mark_a) = FilterPlace{s.layer, s.filter};
  }
  void operator()(const Flip&) {
    if (!s.mark_a || !s.mark_b) return;
    const bool at_a = *s.mark_a == FilterPlace{s.layer, s.filter};
    const FilterPlace& next = at_a ? *s.mark_b : *s.mark_a;
    (*this)(Select{next.layer, next.filter});
    end_bare();
  }
  void operator()(const EditJump& a) {
    constexpr std::size_t kMost = 24;
    s.jump = a.text;
    if (s.jump && s.jump->size() > kMost) s.jump->resize(whole_characters(*s.jump, kMost));
  }
  void operator()(const CommitJump&) {
    if (!s.jump) return;
    const JumpTarget target = jump_target(s, *s.jump);
    if (target.kind != JumpTarget::Kind::kFound) {
      if (s.jump->empty()) s.jump.reset();
      return;
    }
    (*this)(Select{target.layer, target.filter});
    (*this)(ShowOverlay{true});
    s.jump.reset();
  }
  void operator()(const SetThreshold& a) {
    if (!a.value) {
      s.threshold.reset();
      return;
    }
    if (!threshold_movable(s) || !std::isfinite(*a.value)) return;
    s.threshold = std::clamp(*a.value, 0.0, 1.0);
  }
  void operator()(const SetLanguage& a) { s.language = a.code; }
  void operator()(const SetShortcuts& a) { s.shortcuts = a.on; }
  void operator()(const PageVersion& a) { s.page_version = a.text; }
  void operator()(const SetTextScale& a) {
    if (!std::isfinite(a.value)) return;
    const Canvas css = css_canvas(s);
    s.text_scale = std::clamp(a.value, 1.0, 1.5);
    (*this)(Resized{css});
  }
  void operator()(const ZoomAt& a) {
    if (!s.image) return;
    const Rect frame = layout_of(s).frame;
    const Point middle{frame.x + frame.width / 2, frame.y + frame.height / 2};
    s.view =
        zoomed_about(s.view, a.at.value_or(middle), a.factor, frame, s.image->size(), s.canvas.dpr);
  }
  void operator()(const Pan& a) {
    if (!s.image) return;
    const Rect frame = layout_of(s).frame;
    s.view = panned(s.view, a.dx, a.dy, {frame.width, frame.height}, s.image->size(), s.canvas.dpr);
  }
  void operator()(const ZoomFit&) {
    s.view.fitted = true;
    settle_view(s);
  }
  void operator()(const ZoomOne&) {
    if (!s.image) return;
    s.view = one_to_one(s.view, s.image->size(), s.canvas.dpr);
    settle_view(s);
  }
  void operator()(const PointAt& a) { s.pointer = a.at; }
  void operator()(const SetOutline& a) { s.outline = a.what; }
  void operator()(const NextOutline&) {
    const std::vector<Concept> all = outlines_of(s);
    const SeenConcept* shown = shown_outline(s);
    auto next = shown ? std::find(all.begin(), all.end(), shown->what) : all.begin();
    if (shown && next != all.end()) ++next;
    s.outline = next == all.end() ? std::nullopt : std::optional(*next);
  }
  void operator()(const ShowAbcd& a) { s.abcd_shown = a.shown; }
  void operator()(const MasksCame& a) {
    if (!s.image || s.image->id != a.id || !agrees(a.masks)) return;
    if (a.masks.revision != outline_revision(s)) return;
    // What lies on the image is told from the skin around the lesion.
    if (s.masks && s.masks->revision != a.masks.revision) s.painted_over.clear();
    s.masks = std::make_shared<const ImageMasks>(a.masks);
    outline_known(s);
    s.warnings = warnings_of(s);
  }
  void operator()(const PaintedOverCame& a) {
    if (!s.image || s.image->id != a.id || !s.verdict || !s.masks) return;
    if (!std::isfinite(a.estimate.probability) || !(a.estimate.region == s.verdict->region)) return;
    std::erase_if(s.painted_over,
                  [&a](const PaintedOver& one) { return one.what == a.estimate.what; });
    s.painted_over.push_back(a.estimate);
    s.warnings = warnings_of(s);
  }
  void operator()(const ShowProbe& a) {
    s.probe = a.shown ? strongest_point(s) : std::nullopt;
    // The pointer would go before it.
    s.pointer.reset();
    follow_probe();
  }
  void operator()(const StepProbe& a) {
    if (!s.probe) return;
    s.probe = stepped_point(s, *s.probe, a.x, a.y);
    s.pointer.reset();
    follow_probe();
  }
  void operator()(const RemoveImage& a) {
    const SessionImage* leaving = s.session.find(a.id);
    if (!leaving) return;
    s.removed = taken_out(s, *leaving);
    s.session.remove(a.id);
    if (s.measured.erase(a.id) > 0) ++s.measurements;
    if (!s.image || s.image->id != a.id) return;
    s.image.reset();
    forget_answer();
  }
  void operator()(const ShowKeys& a) { s.keys_shown = a.shown; }
  void operator()(const DismissError&) { s.error.clear(); }
  void operator()(const Escape&) {
    if (s.jump) {
      s.jump.reset();
    } else if (s.keys_shown) {
      s.keys_shown = false;
    } else if (s.crop_tool) {
      s.crop_tool = false;
    } else if (s.outline_tool.shown) {
      (*this)(OutlineAction(ShowOutlineTool{false}));
    } else if (s.scale_tool.shown) {
      s.scale_tool = {};
    } else if (s.probe) {
      s.probe.reset();
    } else {
      s.error.clear();
    }
  }

  void operator()(const Resized& a) {
    const auto [width, height, dpr] = a.canvas;
    const std::array all = {width, height, dpr, width * dpr, height * dpr};
    const auto good = [](double value) { return value > 0 && value <= kMostCanvas; };
    if (!std::all_of(all.begin(), all.end(), good)) return;
    s.canvas = {a.canvas.width / s.text_scale, a.canvas.height / s.text_scale,
                a.canvas.dpr * s.text_scale};
    s.pointer.reset();
    settle_view(s);
  }
  void operator()(const ModelOpened& a) {
    const bool first = s.model == nullptr;
    s.model = std::make_shared<const Model>(Model{a.name, a.card});
    s.weights.clear();
    s.atlas.clear();
    s.threshold.reset();
    s.only.reset();
    if (!can_sort(s, s.sort)) s.sort = SortBy::kNumber;
    s.list_by_effect = s.list_by_effect && has_effects(s);
    s.probe.reset();
    s.mark_a.reset();
    s.mark_b.reset();
    s.verdict.reset();
    forget_spread();
    s.layers.clear();
    s.strongest.clear();
    s.masks.reset();
    s.painted_over.clear();
    s.warnings.clear();
    forget_outline_tool();
    refit_outlines(s);
    s.measured.clear();
    for (const Screen screen : all_screens()) {
      if (rules_of(screen).model_opened) rules_of(screen).model_opened(s, first);
    }
    s.session.forget_estimates();
    clamp_selection(s);
  }
  void operator()(const ImageOpened& a) {
    if (a.image.width <= 0 || a.image.height <= 0) return;
    s.image = a.image;
    forget_answer();
    s.error.clear();
    s.session.open(a.image.id, a.image.name);
    s.view.fitted = true;
    settle_view(s);
  }
  void operator()(const ResultCame& a) {
    if (!s.image || s.image->id != a.id) return;
    // Not where the crop was moved: the map that the person watches stays.
    const bool first_time = !all_maps_came();
    s.verdict = a.verdict;
    s.painted_over.clear();
    s.image->lesion = a.verdict.lesion;
    forget_spread();
    const bool own = seen_kind(s) == RegionKind::kCentral;
    s.session.estimate(a.id, a.verdict.probability, own ? a.verdict.probability : a.verdict.by_rule,
                       doubts_of(s), a.verdict.central);
    s.progress.reset();
    s.layers = a.layers;
    clamp_selection(s);
    list_strongest();
    s.warnings = warnings_of(s);
    if (!all_maps_came()) return;
    if (!s.chosen && first_time) show_most_notable();
    Notabilities notability;
    for (const auto& layer : s.layers) notability.push_back(layer->notability);
    measure(s, a.id, std::move(notability));
  }
  void operator()(const WeightsCame& a) {
    if (a.layer < 0 || a.layer >= layer_count(s) || !a.weights.whole()) return;
    const auto index = static_cast<std::size_t>(a.layer);
    if (s.weights.size() <= index) s.weights.resize(index + 1);
    s.weights[index] = std::make_shared<const LayerWeights>(a.weights);
  }
  void operator()(const AtlasCame& a) {
    const FilterPlace place = a.strip.place;
    const std::vector<double>& responses = a.strip.responses;
    const bool known = place.layer >= 0 && place.layer < layer_count(s) && place.filter >= 0 &&
                       place.filter < filter_count(s, place.layer);
    const bool good =
        !responses.empty() && std::all_of(responses.begin(), responses.end(),
                                          [](double value) { return std::isfinite(value); });
    if (!known || !good) return;
    std::erase_if(s.atlas, [&](const AtlasStrip& one) { return one.place == place; });
    s.atlas.push_back(a.strip);
    if (s.atlas.size() > kMostStrips) s.atlas.erase(s.atlas.begin());
  }
  void operator()(const AskSpread&) {
    if (!s.verdict || crop_pending(s)) return;
    s.spread.reset();
    s.spread_pending = true;
  }
  void operator()(const DropSpread&) { s.spread_pending = false; }
  void operator()(const SpreadCame& a) {
    if (!s.spread_pending || !s.image || s.image->id != a.id) return;
    s.spread = a.spread;
    s.spread_pending = false;
  }
  void operator()(const FiguresCopied& a) { s.copied = a.said; }
  void operator()(const ProgressMade& a) { s.progress = a.progress; }
  void operator()(const ErrorRaised& a) {
    s.error = a.sentence;
    s.progress.reset();
  }
  void operator()(const ImageScored& a) {
    if (!s.session.find(a.id)) s.session.open(a.id, a.name);
    const bool chosen = s.session.find(a.id)->crop.has_value();
    s.session.estimate(a.id, a.probability, chosen ? a.by_rule : a.probability,
                       {fits_lesion(s) && !a.lesion_found && !chosen, a.unlike}, a.central);
    measure(s, a.id, a.notability);
  }
  void operator()(const SamplesListed& a) {
    s.samples = a.samples;
    settle_view(s);
  }
  void operator()(const ModelsListed& a) { s.shipped = a.models; }
  void operator()(const ScreenAction& a) {
    for (const Screen screen : all_screens()) {
      if (rules_of(screen).reduce) rules_of(screen).reduce(s, a);
    }
  }
};

}  // namespace

ViewerState reduce(ViewerState state, const Action& action) {
  const auto first = rules_of(state).reduce_first;
  if (!first || !first(state, action)) std::visit(Reducer{state}, action);
  for (const Screen screen : all_screens()) {
    if (rules_of(screen).settle) rules_of(screen).settle(state);
  }
  return state;
}

}  // namespace lesion::viewer
