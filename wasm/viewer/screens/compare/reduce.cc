#include "wasm/viewer/screens/compare/reduce.h"

#include <algorithm>
#include <cmath>

#include "core/model/fingerprint.h"
#include "wasm/viewer/screens/compare/layout.h"
#include "wasm/viewer/screens/compare/presets.h"
#include "wasm/viewer/state/jump.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {
namespace {

constexpr int kMostHeadLines = 40;       // a guard
constexpr int kMostSteps = 1000;         // of one action; a guard
constexpr double kMaxDevicePixels = 64;  // of an image pixel, at the greatest zoom
constexpr double kLeastZoom = 0.5;

template <typename T>
void erase(std::vector<T>& list, const T& value) {
  list.erase(std::remove(list.begin(), list.end(), value), list.end());
}

struct Reducer {
  ViewerState& s;
  Compare& c = s.compare;

  ComparePane& active() { return c.panes[static_cast<std::size_t>(c.active)]; }

  // How many layers, or filters in a layer, the active pane can choose from.
  ViewerState shown() const { return pane_state(s, c.active); }

  void operator()(const SetPaneCount& a) {
    c.count = a.count == 2 ? 2 : kMostPanes;
    c.active = std::min(c.active, c.count - 1);
  }
  void operator()(const ApplyPreset& a) {
    c.touched = true;
    c.active = 0;
    set_panes(s, a.kind);
  }
  void operator()(const ChoosePane& a) { c.active = std::clamp(a.pane, 0, c.count - 1); }
  void operator()(const StepPane& a) {
    c.active = ((c.active + a.by % c.count) % c.count + c.count) % c.count;
  }
  void operator()(const SetPane& a) {
    const int index = a.pane.value_or(c.active);
    if (index < 0 || index >= kMostPanes) return;
    c.touched = true;
    ComparePane& pane = c.panes[static_cast<std::size_t>(index)];
    if (a.image && s.session.find(*a.image)) pane.image = *a.image;
    if (a.second && *a.second != pane.second) {
      pane.second = *a.second;
      pane.chosen = false;
    }
    if (a.layer) pane.layer = *a.layer;
    if (a.filter) pane.filter = *a.filter;
    if (a.layer || a.filter) pane.chosen = true;
  }
  void operator()(const StepPaneImage& a) {
    const std::optional<int> id =
        compare_image_beside(s, std::clamp(a.by, -kMostSteps, kMostSteps));
    if (!id) return;
    c.touched = true;
    active().image = *id;
  }
  void operator()(const SetPanePlaces& a) {
    c.touched = !a.places.empty();
    if (!c.touched) return;
    c.count = a.places.size() <= 2 ? 2 : kMostPanes;
    c.active = std::min(c.active, c.count - 1);
    for (std::size_t i = 0; i < std::min<std::size_t>(a.places.size(), kMostPanes); ++i) {
      c.panes[i].layer = a.places[i].layer;
      c.panes[i].filter = a.places[i].filter;
      c.panes[i].chosen = true;
    }
  }
  void operator()(const ChooseSecondModel& a) {
    if (a.file.empty()) return;
    erase(c.refused_models, a.file);
    c.second_file = a.file;
    c.second_asked = true;
    // Chosen to be looked at: where no pane shows it, the active one does.
    const auto shown = std::span(c.panes).first(static_cast<std::size_t>(c.count));
    if (std::any_of(shown.begin(), shown.end(), [](const auto& pane) { return pane.second; })) {
      return;
    }
    c.touched = true;
    if (c.active == 0) c.active = 1;
    active() = c.panes[0];
    active().second = true;
    active().chosen = false;
  }
  void operator()(const SecondModelOpened& a) {
    if (s.screen != Screen::kCompare || a.file != c.second_file) return;
    c.second = std::make_shared<const Model>(Model{a.file, a.card});
    c.second_asked = false;
    std::erase_if(c.answers, [](const auto& one) { return one->request.second; });
    std::erase_if(c.refused, [](const CompareRequest& one) { return one.second; });
    const std::string told = a.file + "\n" + to_json(a.card);
    const std::string key =
        sha256({reinterpret_cast<const std::uint8_t*>(told.data()), told.size()});
    if (key == c.scores->key) return;
    c.judging = false;
    c.scores = std::make_shared<SecondScores>();
    c.scores->key = key;
    c.scores->model = a.card.name.empty() ? a.file : a.card.name;
    ++c.scored;
  }
  void operator()(const SecondModelRefused& a) {
    c.refused_models.push_back(a.file);
    if (a.file != c.second_file) return;
    c.second_file = c.second ? c.second->name : "";
    c.second_asked = false;
  }
  void operator()(const Compared& a) {
    const std::vector<CompareRequest> wanted = compare_wanted(s);
    if (std::find(wanted.begin(), wanted.end(), a.answer.request) == wanted.end()) return;
    if (a.answer.image.width <= 0 || a.answer.image.height <= 0) return;
    c.answers.push_back(std::make_shared<const CompareAnswer>(a.answer));
  }
  void operator()(const CompareRefused& a) {
    if (s.screen == Screen::kCompare) c.refused.push_back(a.request);
  }

  void operator()(const JudgeBoth& a) {
    c.judging = a.on && c.second != nullptr;
    c.to_score_of = {-1, -1};
    c.paired_of = {-1, -1};
  }
  void operator()(const ShowCompareTools& a) { c.tools_open = a.on; }
  void operator()(const HeadsMeasured& a) { c.head_lines = std::clamp(a.lines, 0, kMostHeadLines); }
  void operator()(const SecondScored& a) {
    if (!c.judging || c.to_score != a.image) return;
    if (c.scores.use_count() > 1) c.scores = std::make_shared<SecondScores>(*c.scores);
    if (a.probability && *a.probability >= 0 && *a.probability <= 1) {
      c.scores->by_image[a.image] = *a.probability;
    } else {
      c.scores->refused.push_back(a.image);
    }
    ++c.scored;
    ++s.validate.changes;  // whose figures have both
  }

  // --- The same keys and gestures as on the other screens ----------------------------------------
  void operator()(const StepLayer& a) {
    c.touched = true;
    const int layers = layer_count(shown());
    const int wanted = active().layer + std::clamp(a.by, -kMostSteps, kMostSteps);
    active().layer = std::clamp(wanted, 0, std::max(0, layers - 1));
    active().chosen = true;
  }
  void operator()(const StepFilter& a) {
    const int filters = filter_count(shown(), active().layer);
    if (filters <= 0) return;
    c.touched = true;
    active().filter = ((active().filter + a.by % filters) % filters + filters) % filters;
    active().chosen = true;
  }
  void operator()(const ZoomAt& a) {
    if (!(a.factor > 0) || !std::isfinite(a.factor)) return;
    const double before = c.view.zoom;
    c.view.zoom = limited_zoom(before * a.factor);
    if (!a.at) return;
    // The point under the pointer is middle + offset / zoom before and after.
    const int pane = compare_pane_at(s, *a.at).value_or(c.active);
    const ViewerState seen = pane_state(s, pane);
    if (!seen.image) return;
    const Rect frame = compare_layout(s).frames[static_cast<std::size_t>(pane)];
    const Size size = seen.image->size();
    const double fit = fit_zoom({frame.width, frame.height}, size);
    const double kept = 1 / before - 1 / c.view.zoom;
    move((a.at->x - frame.x - frame.width / 2) / (fit * size.width) * kept,
         (a.at->y - frame.y - frame.height / 2) / (fit * size.height) * kept);
  }
  void operator()(const Pan& a) {
    const ViewerState seen = shown();
    if (!seen.image || !std::isfinite(a.dx) || !std::isfinite(a.dy)) return;
    const Size size = seen.image->size();
    move(-a.dx / (seen.view.zoom * size.width), -a.dy / (seen.view.zoom * size.height));
  }
  void operator()(const ZoomFit&) { c.view = {}; }
  void operator()(const ZoomOne&) {
    const ViewerState seen = shown();
    if (seen.image) c.view.zoom *= 1 / s.canvas.dpr / seen.view.zoom;
  }
  void operator()(const CommitJump&) {
    const JumpTarget target = jump_target(shown(), *s.jump);
    if (target.kind != JumpTarget::Kind::kFound) {
      if (s.jump->empty()) s.jump.reset();
      return;
    }
    (*this)(SetPane{std::nullopt, std::nullopt, std::nullopt, target.layer, target.filter});
    s.display.overlay_on = true;
    s.jump.reset();
  }

 private:
  void move(double x, double y) {
    c.view.x = std::clamp(c.view.x + x, 0.0, 1.0);
    c.view.y = std::clamp(c.view.y + y, 0.0, 1.0);
  }
  // Never smaller than half of the fitted size, nor larger than what the smallest image bears.
  double limited_zoom(double zoom) const {
    double most = kLeastZoom;
    for (int i = 0; i < c.count; ++i) {
      const ViewerState seen = pane_state(s, i);
      if (!seen.image) continue;
      const double fit = seen.view.zoom / c.view.zoom;
      most = std::max(most, kMaxDevicePixels / s.canvas.dpr / fit);
    }
    return std::clamp(zoom, kLeastZoom, std::max(1.0, most));
  }
};

}  // namespace

void reduce_compare(ViewerState& state, const CompareAction& action) {
  std::visit(Reducer{state}, action);
}

bool reduce_in_compare(ViewerState& state, const Action& action) {
  if (state.screen != Screen::kCompare) return false;
  Reducer reducer{state};
  if (const auto* opened = std::get_if<ImageOpened>(&action)) {
    // One that was dropped here is to be compared.
    const int id = opened->image.id;
    if (!state.session.find(id) && state.compare.touched) reducer.active().image = id;
    return false;
  }
  if (!state.image) return false;
  return std::visit(
      [&](const auto& one) {
        using T = std::decay_t<decltype(one)>;
        constexpr bool kOurs = std::is_same_v<T, StepLayer> || std::is_same_v<T, StepFilter> ||
                               std::is_same_v<T, ZoomAt> || std::is_same_v<T, Pan> ||
                               std::is_same_v<T, ZoomFit> || std::is_same_v<T, ZoomOne>;
        if constexpr (kOurs) {
          reducer(one);
          return true;
        } else if constexpr (std::is_same_v<T, CommitJump>) {
          if (!state.jump) return false;
          reducer(one);
          return true;
        } else {
          return false;
        }
      },
      action);
}

}  // namespace lesion::viewer
