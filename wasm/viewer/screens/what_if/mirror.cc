#include "wasm/viewer/screens/what_if/mirror.h"

#include <algorithm>
#include <optional>

#include "wasm/viewer/screens/what_if/reduce.h"
#include "wasm/viewer/screens/what_if/tries.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/layout.h"

namespace lesion::viewer {
namespace {

constexpr std::array<const char*, 3> kCrossingNames = {"none", "up", "down"};

Json maybe(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json places_json(const std::vector<FilterPlace>& places) {
  Json list = Json::array();
  for (const FilterPlace& place : places) list.push_back(Json::array({place.layer, place.filter}));
  return list;
}

Json listed_json(const std::vector<ListedFilter>& listed, std::size_t shown) {
  Json list = Json::array();
  for (std::size_t i = 0; i < std::min(shown, listed.size()); ++i) {
    const ListedFilter& one = listed[i];
    const Json log_odds = one.effect ? number(one.effect->log_odds) : Json(nullptr);
    const Json change = one.effect ? number(one.effect->probability) : Json(nullptr);
    const bool estimated = one.effect && !one.effect->exact;
    list.push_back(Json::array(
        {one.place.layer, one.place.filter, log_odds, change, one.off ? 1 : 0, estimated ? 1 : 0}));
  }
  return list;
}

const char* name_of(synth::Stamp stamp) {
  return synth::kStampNames[static_cast<std::size_t>(stamp)];
}

Json over_json(const std::optional<OverOthers>& over) {
  if (!over) return nullptr;
  return Json::array({number(over->lowest), number(over->highest)});
}

Json concepts_json(const ViewerState& state) {
  Json list = Json::array();
  for (const ListedConcept& one : listed_concepts(state)) {
    list.push_back({{"name", one.name},
                    {"filters", places_json(one.filters)},
                    {"off", one.off},
                    {"sure", one.sure},
                    {"logOdds", one.effect ? number(one.effect->log_odds) : Json(nullptr)},
                    {"change", one.effect ? number(one.effect->probability) : Json(nullptr)},
                    {"over", over_json(one.effect ? one.effect->over : std::nullopt)}});
  }
  return list;
}

}  // namespace

Json what_if_json(const ViewerState& state) {
  const WhatIf& what = state.what_if;
  const WhatIfTry& shown = shown_try(state);
  const std::optional<double> after = estimate_after(state);
  Json json;
  json["revision"] = shown.revision;
  json["wanted"] = try_wanted(state);
  json["off"] = places_json(shown.off);
  json["all"] = filters_in_all(state);
  json["by"] = kReplaceByNames[static_cast<std::size_t>(shown.by)];
  const FilterEffectsRecord* means = means_of(state);
  json["means"] =
      means ? Json{{"from", means->means_from}, {"images", means->means_images}} : Json(nullptr);
  json["others"] = shown.others;
  json["drawn"] = drawn_others(state);
  json["otherImages"] = other_images(state).size();
  const std::optional<TryProgress> progress = try_progress(state);
  json["progress"] =
      progress ? Json{{"done", progress->done}, {"of", progress->of}} : Json(nullptr);
  json["over"] = over_json(over_after(state));
  Json laid = Json::array();
  for (const synth::Stamp one : laid_stamps(state)) laid.push_back(name_of(one));
  json["strokes"] = shown.strokes.size() - laid.size();
  json["stamps"] = std::move(laid);
  json["before"] = state.verdict ? number(state.verdict->probability) : Json(nullptr);
  json["after"] = maybe(after);
  json["current"] = try_current(state);
  const Crossing crossing = after && try_current(state)
                                ? crossing_of(state, state.verdict->probability, *after)
                                : Crossing::kNone;
  json["crossing"] = kCrossingNames[static_cast<std::size_t>(crossing)];
  json["canUndo"] = what.at > 0;
  json["canRedo"] = what.at + 1 < what.tries.size();
  const bool stamps = what.brush && what.stamps;
  json["brush"] = what.brush && !what.stamps;
  json["stamp"] = stamps ? Json(name_of(what.stamp)) : Json(nullptr);
  json["radius"] = number(brush_radius(state));
  json["side"] = number(stamp_side(state));
  json["aim"] = what.aim ? Json{{"x", what.aim->x}, {"y", what.aim->y}} : Json(nullptr);
  json["list"] = kWhatIfListNames[static_cast<std::size_t>(what.list)];
  json["whole"] = what.whole_list;
  json["opened"] = what.opened ? Json(*what.opened) : Json(nullptr);
  json["effects"] = {{"wanted", effects_wanted(state)},
                     {"done", what.effects_exact},
                     {"estimated", what.effects.size() - what.effects_exact},
                     {"of", what.effects_of},
                     {"first", effects_to_measure(state)},
                     {"all", what.effects_all},
                     {"noEstimate", what.no_estimate},
                     {"stopped", what.effects_stopped}};
  const std::vector<ListedFilter> listed = listed_effects(state);
  json["listed"] = listed_json(listed, what.whole_list ? listed.size() : kEffectsShown);
  json["listedOf"] = listed.size();
  json["concepts"] = concepts_json(state);
  const Layout layout = layout_of(state);
  json["beforeView"] =
      layout.before.width > 0 ? rect_json(layout.before, state.text_scale) : Json(nullptr);
  const bool painted = what.answer && what.answer->painted && !shown.strokes.empty();
  json["painted"] = painted ? rect_json(*what.answer->painted, 1) : Json(nullptr);
  return json;
}

}  // namespace lesion::viewer
