#include "wasm/viewer/screens/what_if/reduce.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "wasm/viewer/screens/what_if/tries.h"
#include "wasm/viewer/state/concepts.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kMostEffects = 100'000;

bool finite(const Point& point) { return std::isfinite(point.x) && std::isfinite(point.y); }

void forget_effects(ViewerState& state) {
  WhatIf& what = state.what_if;
  what.effects.clear();
  what.concept_effects.clear();
  what.effects_exact = what.effects_of = 0;
  what.effects_stopped = what.effects_all = false;
  what.no_estimate.clear();
}

bool same_way(const WhatIfTry& a, const WhatIfTry& b) {
  return a.by == b.by && a.others == b.others;
}

// A number, and between the lowest and the highest where it is a mean (which was rounded).
bool holds(const std::optional<OverOthers>& over, double value) {
  constexpr double kRounding = 1e-5;
  if (!std::isfinite(value)) return false;
  if (!over) return true;
  const double room = kRounding * std::max(1.0, std::abs(value));
  return over->lowest <= value + room && over->highest >= value - room &&
         std::isfinite(over->lowest) && std::isfinite(over->highest);
}

ReplaceBy first_way(const ViewerState& state) {
  return means_of(state) ? ReplaceBy::kTraining : ReplaceBy::kZero;
}

// An image that lent its maps has left the session: what is known is of a set that is no more.
void leave_out_removed(ViewerState& state) {
  WhatIf& what = state.what_if;
  WhatIfTry next = shown_try(state);
  std::erase_if(next.others, [&](int id) { return !state.session.find(id); });
  if (next.others.size() == shown_try(state).others.size()) return;
  if (next.others.empty()) next.by = first_way(state);
  next.revision = what.next_revision++;
  what.tries[what.at] = std::make_shared<const WhatIfTry>(std::move(next));
  forget_effects(state);
}

struct Reducer {
  ViewerState& s;
  WhatIf& what = s.what_if;

  // One more try behind the one that is shown; what was undone before is gone.
  void push(WhatIfTry next) {
    next.revision = what.next_revision++;
    what.tries.resize(what.at + 1);
    what.tries.push_back(std::make_shared<const WhatIfTry>(std::move(next)));
    if (what.tries.size() > kMostTries) what.tries.erase(what.tries.begin() + 1);
    what.at = what.tries.size() - 1;
    what.painting = false;
  }
  // The try that is shown, changed, as the same one.
  void change(WhatIfTry next) {
    next.revision = what.next_revision++;
    what.tries[what.at] = std::make_shared<const WhatIfTry>(std::move(next));
  }
  bool there() const { return s.verdict && !what.tries.empty(); }

  void operator()(const SwitchFilters& a) {
    if (!there()) return;
    WhatIfTry next = shown_try(s);
    for (const FilterPlace& place : a.places) {
      const bool known = place.layer >= 0 && place.layer < layer_count(s) && place.filter >= 0 &&
                         place.filter < filter_count(s, place.layer);
      if (!known) continue;
      const auto at = std::lower_bound(next.off.begin(), next.off.end(), place, place_before);
      const bool is = at != next.off.end() && *at == place;
      if (a.off && !is) next.off.insert(at, place);
      if (!a.off && is) next.off.erase(at);
    }
    if (next.off != shown_try(s).off) push(std::move(next));
  }
  void operator()(const SetReplaceBy& a) {
    if (!there()) return;
    if (a.by == ReplaceBy::kTraining && !means_of(s)) return;
    WhatIfTry next = shown_try(s);
    next.by = a.by;
    next.others.clear();
    if (a.by == ReplaceBy::kOthers) next.others = other_images(s);
    if (a.by == ReplaceBy::kOthers && next.others.empty()) return;
    if (same_way(next, shown_try(s))) return;
    push(std::move(next));
    // They are of the other way.
    forget_effects(s);
  }
  void go(std::size_t at) {
    const WhatIfTry before = shown_try(s);
    what.at = at;
    what.painting = false;
    if (!same_way(shown_try(s), before)) forget_effects(s);
  }
  void operator()(const UndoTry&) {
    if (what.at > 0) go(what.at - 1);
  }
  void operator()(const RedoTry&) {
    if (what.at + 1 < what.tries.size()) go(what.at + 1);
  }
  void operator()(const ResetTry&) {
    if (!there() || shown_try(s).nothing()) return;
    WhatIfTry next;
    next.by = shown_try(s).by;
    next.others = shown_try(s).others;
    push(std::move(next));
  }
  void operator()(const UseBrush& a) {
    what.brush = a.used;
    what.stamps = false;
    what.painting = false;
    if (!a.used) what.aim.reset();
  }
  void operator()(const StepBrush& a) { what.brush_size = stepped_brush(what.brush_size, a.by); }
  void operator()(const UseStamp& a) {
    what.brush = what.stamps = true;
    what.painting = false;
    what.stamp = a.what.value_or(what.stamp);
  }
  void operator()(const StepStamp& a) {
    const int count = static_cast<int>(synth::kStampNames.size());
    const int next = static_cast<int>(what.stamp) + std::clamp(a.by, -count, count);
    what.stamp = static_cast<synth::Stamp>((next + count) % count);
  }
  void operator()(const Paint& a) {
    if (!there() || !finite(a.at) || shown_try(s).strokes.size() >= kMostStrokes) return;
    const double most = std::max(s.image->width, s.image->height) * (a.stamp ? 4 : 1);
    const double radius = a.radius.value_or(a.stamp ? stamp_side(s) : brush_radius(s));
    if (!std::isfinite(radius) || radius <= 0) return;
    WhatIfTry next = shown_try(s);
    const auto laid = static_cast<std::size_t>(
        std::count_if(next.strokes.begin(), next.strokes.end(),
                      [](const TryStroke& one) { return one.stamp.has_value(); }));
    if (a.stamp && laid >= kMostStamps) return;
    // The next drawing each time, and the same ones for whoever does the same again.
    next.strokes.push_back(
        {{std::min(radius, most), {a.at}}, a.stamp, a.stamp ? static_cast<int>(laid) + 1 : 0});
    push(std::move(next));
    what.painting = true;
  }
  void operator()(const PaintOn& a) {
    if (!there() || !what.painting || shown_try(s).strokes.empty()) return;
    WhatIfTry next = shown_try(s);
    TryStroke& stroke = next.strokes.back();
    if (stroke.stamp) {
      const Point last = stroke.points.back();
      const Point point{last.x + a.dx / s.view.zoom, last.y + a.dy / s.view.zoom};
      if (!finite(point)) return;
      stroke.points.back() = point;
      return change(std::move(next));
    }
    if (!go_on(stroke, a.dx / s.view.zoom, a.dy / s.view.zoom)) return;
    change(std::move(next));
  }
  void operator()(const StepPaint& a) {
    if (!there()) return;
    what.brush = true;
    const Rect& region = s.verdict->region;
    if (!what.aim) {
      what.aim = Point{region.x + region.width / 2, region.y + region.height / 2};
      return;
    }
    what.aim = stepped_aim(*what.aim, a.x, a.y, brush_radius(s), s.image->size());
  }
  void operator()(const ListEffects& a) { what.list = a.list; }
  void operator()(const ShowWholeList& a) { what.whole_list = a.whole; }
  void operator()(const OpenConcept& a) { what.opened = a.name; }
  void operator()(const MeasureEffects& a) {
    what.effects_stopped = !a.wanted;
    what.effects_all = a.wanted;
  }

  void operator()(const TryCame& a) {
    if (!there() || !(a.answer.region == what.region)) return;
    if (!std::isfinite(a.answer.probability) || !holds(a.answer.over, a.answer.probability)) return;
    // An older answer never takes the place of a newer one.
    if (what.answer && what.answer->revision > a.answer.revision &&
        what.answer->revision == shown_try(s).revision) {
      return;
    }
    what.answer = a.answer;
  }
  void operator()(const TryRefused& a) { what.refused = a.revision; }
  void operator()(const TryGoesOn& a) {
    if (a.progress.of > 0 && a.progress.done >= 0 && a.progress.done <= a.progress.of) {
      what.progress = a.progress;
    }
  }
  void operator()(const NoteDrawn& a) { what.drawn = a.images; }
  // Of what is shown.
  template <typename Came>
  bool wanted(const Came& a) const {
    return there() && a.region == what.region && a.image == what.image && a.by == shown_try(s).by &&
           a.others == shown_try(s).others;
  }
  void operator()(const ConceptEffectCame& a) {
    const ConceptEffect& one = a.effect;
    if (!wanted(a) || !std::isfinite(one.probability) || !holds(one.over, one.log_odds)) return;
    const std::vector<NamedFilters> names = named_filters(s.model->card);
    const bool known = std::any_of(names.begin(), names.end(), [&](const NamedFilters& named) {
      return named.name == one.name;
    });
    if (!known) return;
    std::erase_if(what.concept_effects,
                  [&](const ConceptEffect& before) { return before.name == one.name; });
    what.concept_effects.push_back(one);
  }
  void operator()(const EffectsCame& a) {
    if (!wanted(a) || a.of > kMostEffects) return;
    what.effects_of = a.of;
    for (const FilterEffect& one : a.effects) {
      const bool good = std::isfinite(one.probability) && holds(one.over, one.log_odds);
      const auto at = std::lower_bound(what.effects.begin(), what.effects.end(), one,
                                       [](const FilterEffect& x, const FilterEffect& y) {
                                         return place_before(x.place, y.place);
                                       });
      if (!good) continue;
      const bool known = at != what.effects.end() && at->place == one.place;
      if (known && (at->exact || !one.exact)) continue;
      if (!known && what.effects.size() >= a.of) continue;
      what.effects_exact += one.exact ? 1 : 0;
      if (known) {
        *at = one;
      } else {
        what.effects.insert(at, one);
      }
    }
  }
  void operator()(const NoEstimate& a) { what.no_estimate = a.reason; }
};

}  // namespace

void reduce_what_if(ViewerState& state, const WhatIfAction& action) {
  std::visit(Reducer{state}, action);
}

void settle_what_if(ViewerState& state) {
  WhatIf& what = state.what_if;
  const bool there = state.verdict && state.image && state.model;
  const bool same = there && what.image == state.image->id && what.model == state.model->name &&
                    !what.tries.empty();
  if (same) leave_out_removed(state);
  if (same && what.region == state.verdict->region) return;
  if (!same && !there && what.tries.empty()) return;
  what.answer.reset();
  what.refused = 0;
  forget_effects(state);
  what.painting = false;
  if (there) what.region = state.verdict->region;
  if (same) {
    // Answers on their way are of the other square: their numbers are not this try's any more.
    WhatIfTry again = shown_try(state);
    again.revision = what.next_revision++;
    what.tries[what.at] = std::make_shared<const WhatIfTry>(std::move(again));
    return;
  }
  what.tries.clear();
  what.at = 0;
  what.aim.reset();
  what.image = there ? state.image->id : 0;
  what.model = there ? state.model->name : "";
  if (!there) return;
  WhatIfTry first;
  first.revision = what.next_revision++;
  first.by = first_way(state);
  what.tries.push_back(std::make_shared<const WhatIfTry>(std::move(first)));
}

}  // namespace lesion::viewer
