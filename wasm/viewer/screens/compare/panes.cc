#include "wasm/viewer/screens/compare/panes.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/model/operating.h"
#include "wasm/viewer/screens/compare/layout.h"
#include "wasm/viewer/screens/compare/presets.h"
#include "wasm/viewer/state/fold.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kEachBelow = 60;  // so few images are compared anew with each

std::span<const ComparePane> shown_panes(const ViewerState& state) {
  return std::span(state.compare.panes).first(static_cast<std::size_t>(state.compare.count));
}

const ComparePane& pane_at(const ViewerState& state, int index) {
  return state.compare.panes[static_cast<std::size_t>(std::clamp(index, 0, kMostPanes - 1))];
}

template <typename T>
bool holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool needs_second(const ViewerState& state) {
  const auto panes = shown_panes(state);
  return std::any_of(panes.begin(), panes.end(), [](const ComparePane& p) { return p.second; });
}

// The first that comes with the page, is not the one that is open and has not been refused.
std::string another_model(const ViewerState& state) {
  for (const ShippedModel& model : state.shipped) {
    const bool open = state.model && state.model->name == model.file;
    if (!open && !holds(state.compare.refused_models, model.file)) return model.file;
  }
  return "";
}

// `alike`: how many panes before it show the same image through the same model. Where nobody
// chose its filter, it passes over as many notable ones, so that no two of them are the same
// image.
void settle_pane(const ViewerState& state, ComparePane& pane, int alike) {
  ViewerState seen;
  seen.model = pane.second ? state.compare.second : state.model;
  if (const CompareAnswer* answer = answer_of(state, request_of(pane)))
    seen.layers = answer->layers;
  if (!pane.chosen && !seen.layers.empty()) {
    const std::vector<NotableFilter> most = folded_filters(seen, alike + 1, kNotableOfALayer);
    if (!most.empty()) {
      pane.layer = most.back().layer;
      pane.filter = most.back().filter;
    }
  }
  pane.layer = std::max(0, pane.layer);
  pane.filter = std::max(0, pane.filter);
  if (const int layers = layer_count(seen); layers > 0) {
    pane.layer = std::min(pane.layer, layers - 1);
  }
  if (const int filters = filter_count(seen, pane.layer); filters > 0) {
    pane.filter = std::min(pane.filter, filters - 1);
  }
}

// Figures of both models follow labels, answers and scores; while scores come, by twentieths.
void settle_paired(ViewerState& state) {
  Compare& compare = state.compare;
  if (!compare.second) {
    compare.paired.reset();
    compare.paired_of = {-1, -1};
    return;
  }
  const std::array<int, 2> now{state.validate.changes, compare.scored};
  if (compare.judging && compare.to_score_of != now) {
    compare.to_score = second_unscored(state);
    compare.to_score_of = now;
    compare.judging = compare.to_score.has_value();
  }
  if (compare.paired_of == now) return;
  if (compare.paired && compare.judging) {
    const std::size_t before = compare.paired->scored;
    const std::size_t have = compare.scores->by_image.size() + compare.scores->refused.size();
    if (have > kEachBelow && have > before && have < before + before / 20) return;
  }
  auto paired = std::make_shared<PairedFigures>(paired_figures(state));
  compare.paired = paired->labelled > 0 ? std::move(paired) : nullptr;
  compare.paired_of = now;
}

}  // namespace

CompareRequest request_of(const ComparePane& pane) { return {pane.image, pane.second}; }

const CompareAnswer* answer_of(const ViewerState& state, const CompareRequest& request) {
  for (const auto& answer : state.compare.answers) {
    if (answer->request == request) return answer.get();
  }
  return nullptr;
}

bool was_refused(const ViewerState& state, const CompareRequest& request) {
  return holds(state.compare.refused, request);
}

ViewerState pane_state(const ViewerState& state, int index) {
  const ComparePane& pane = pane_at(state, index);
  ViewerState seen;
  seen.screen = state.screen;
  seen.canvas = state.canvas;
  seen.model = pane.second ? state.compare.second : state.model;
  if (!pane.second) {
    seen.threshold = state.threshold;
    seen.validate.own = state.validate.own;
  } else if (seen.model && seen.model->card.own_point && seen.model->card.own_point->threshold) {
    seen.threshold = calling_threshold(seen.model->card);
    seen.validate.own = seen.model->card.own_point;
  }
  seen.layer = pane.layer;
  seen.filter = pane.filter;
  seen.chosen = pane.chosen;
  seen.display = state.display;
  seen.language = state.language;
  seen.called = state.called;
  seen.text_scale = state.text_scale;
  const CompareAnswer* answer = answer_of(state, request_of(pane));
  if (!answer) return seen;
  seen.image = answer->image;
  if (const SessionImage* known = state.session.find(pane.image)) {
    seen.image->name = known->name;
  }
  seen.verdict = answer->verdict;
  seen.layers = answer->layers;
  const Rect frame = compare_layout(state).frames[static_cast<std::size_t>(index)];
  const Size size = answer->image.size();
  const CompareView& view = state.compare.view;
  seen.view.zoom = fit_zoom({frame.width, frame.height}, size) * view.zoom;
  seen.view.centre = {view.x * size.width, view.y * size.height};
  seen.view.fitted = view == CompareView{};
  return seen;
}

std::optional<double> pane_own_estimate(const ViewerState& state, int index) {
  const ComparePane& pane = pane_at(state, index);
  const SessionImage* known = pane.second ? nullptr : state.session.find(pane.image);
  return known && known->crop ? known->by_rule : std::nullopt;
}

std::vector<CompareRequest> compare_needed(const ViewerState& state) {
  std::vector<CompareRequest> needed;
  if (state.screen != Screen::kCompare || !state.image) return needed;
  for (const ComparePane& pane : shown_panes(state)) {
    if (!holds(needed, request_of(pane))) needed.push_back(request_of(pane));
  }
  return needed;
}

std::vector<CompareRequest> compare_wanted(const ViewerState& state) {
  std::vector<CompareRequest> wanted;
  for (const CompareRequest& request : compare_needed(state)) {
    const bool ready = request.second ? state.compare.second && !state.compare.second_asked
                                      : state.model != nullptr;
    if (ready && !answer_of(state, request) && !was_refused(state, request))
      wanted.push_back(request);
  }
  return wanted;
}

bool one_legend(const ViewerState& state) {
  const ComparePane& first = pane_at(state, 0);
  const auto panes = shown_panes(state);
  const bool alike = std::all_of(panes.begin(), panes.end(), [&](const ComparePane& pane) {
    return pane.second == first.second && pane.layer == first.layer && pane.filter == first.filter;
  });
  if (!alike || state.display.scale_mode != ScaleMode::kTraining) return false;
  ViewerState seen;
  seen.model = first.second ? state.compare.second : state.model;
  return scale_of(seen, first.layer, first.filter).mode == ScaleMode::kTraining;
}

std::optional<CompareKind> compare_kind(const ViewerState& state) {
  const auto panes = shown_panes(state);
  const auto differ = [&](auto part) {
    return std::any_of(panes.begin(), panes.end(),
                       [&](const ComparePane& pane) { return part(pane) != part(panes[0]); });
  };
  if (differ([](const ComparePane& p) { return p.second; })) return CompareKind::kModels;
  if (differ([](const ComparePane& p) { return p.image; })) return CompareKind::kImages;
  if (differ([](const ComparePane& p) { return std::pair(p.layer, p.filter); })) {
    return CompareKind::kFilters;
  }
  return std::nullopt;
}

std::optional<int> compare_pane_at(const ViewerState& state, Point canvas) {
  if (state.screen != Screen::kCompare || !state.image) return std::nullopt;
  const CompareLayout layout = compare_layout(state);
  for (int i = 0; i < state.compare.count; ++i) {
    if (contains(layout.panes[static_cast<std::size_t>(i)], canvas)) return i;
  }
  return std::nullopt;
}

std::optional<Rect> compare_image_rect(const ViewerState& state, int index) {
  const ViewerState seen = pane_state(state, index);
  if (!seen.image) return std::nullopt;
  const Rect frame = compare_layout(state).frames[static_cast<std::size_t>(index)];
  return image_rect(seen.view, frame, seen.image->size(), state.canvas.dpr);
}

std::optional<Point> compare_pointer(const ViewerState& state) {
  if (!state.pointer) return std::nullopt;
  const std::optional<int> pane = compare_pane_at(state, *state.pointer);
  if (!pane) return std::nullopt;
  const std::optional<Rect> image = compare_image_rect(state, *pane);
  if (!image || !contains(*image, *state.pointer)) return std::nullopt;
  return to_image(*state.pointer, *image, {1, 1});
}

std::optional<int> compare_image_beside(const ViewerState& state, int by) {
  return image_beside(state, pane_at(state, state.compare.active).image, by);
}

void settle_compare(ViewerState& state) {
  Compare& compare = state.compare;
  if (state.screen != Screen::kCompare || !state.image) {
    compare.answers.clear();
    compare.refused.clear();
    compare.second.reset();
    compare.second_asked = false;
    compare.judging = false;
    return;
  }
  settle_paired(state);
  if (!compare.touched) set_panes_from_read(state);
  if (needs_second(state) && !compare.second && !compare.second_asked) {
    if (compare.second_file.empty() || holds(compare.refused_models, compare.second_file)) {
      compare.second_file = another_model(state);
    }
    compare.second_asked = !compare.second_file.empty();
  }
  for (ComparePane& pane : compare.panes) {
    if (!state.session.find(pane.image)) pane.image = state.image->id;
  }
  for (auto pane = compare.panes.begin(); pane != compare.panes.end(); ++pane) {
    const auto alike = std::count_if(compare.panes.begin(), pane, [&](const ComparePane& one) {
      return request_of(one) == request_of(*pane);
    });
    settle_pane(state, *pane, static_cast<int>(alike));
  }
  const std::vector<CompareRequest> needed = compare_needed(state);
  std::erase_if(compare.answers, [&](const auto& one) { return !holds(needed, one->request); });
  std::erase_if(compare.refused, [&](const CompareRequest& one) { return !holds(needed, one); });
}

}  // namespace lesion::viewer
