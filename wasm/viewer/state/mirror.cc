#include "wasm/viewer/state/mirror.h"

#include "core/image/dicom_json.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/effects.h"
#include "wasm/viewer/state/fold.h"
#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/state/lesion_place.h"
#include "wasm/viewer/state/mirror_parts.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/outline_edit.h"
#include "wasm/viewer/state/probe.h"
#include "wasm/viewer/state/scale_bar.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

// What the filter responds to; null for a nameless one.
Json name_json(const ViewerState& state, int layer, int filter) {
  const ConceptCard* name = surest_name(state, layer, filter);
  if (!name) return nullptr;
  return {{"name", name->concept_name},
          {"strength", number(name->strength)},
          {"low", number(name->low)},
          {"high", number(name->high)},
          {"sure", is_sure(*name)},
          {"group", name_of(concept_group(name->concept_name))},
          {"absent", named_for_absent(state, layer, filter)}};
}

Json effect_json(const ViewerState& state, int layer, int filter) {
  const FilterCard* card = filter_card(state, layer, filter);
  const EffectCard* effect = card ? filter_effect(*card) : nullptr;
  if (!effect || !state.model->card.filter_effects) return nullptr;
  return {{"mean", number(static_cast<double>(effect->mean))},
          {"low", number(static_cast<double>(effect->low))},
          {"high", number(static_cast<double>(effect->high))},
          {"ofMean", card->effect_of_mean.has_value()},
          {"images", state.model->card.filter_effects->images},
          {"data", state.model->card.filter_effects->measured_on}};
}

Json lesion_place_json(const ViewerState& state, int layer, int filter) {
  const std::optional<LesionPlace> place = lesion_place(state, layer, filter);
  return place ? Json(kLesionPlaceWords[static_cast<std::size_t>(*place)]) : Json(nullptr);
}

Json strongest_json(const ViewerState& state) {
  Json list = Json::array();
  for (const NotableFilter& entry : state.strongest) {
    Json also = Json::array();
    for (const FilterPlace& one : entry.also) also.push_back({one.layer, one.filter});
    list.push_back({{"layer", entry.layer},
                    {"filter", entry.filter},
                    {"place", place_name(entry.place)},
                    {"lesionPlace", lesion_place_json(state, entry.layer, entry.filter)},
                    {"peak", number(entry.peak)},
                    {"usual", number(entry.usual)},
                    {"measured", entry.measured},
                    {"also", std::move(also)},
                    {"concept", name_json(state, entry.layer, entry.filter)},
                    {"effect", effect_json(state, entry.layer, entry.filter)},
                    {"placeTold", tells_place(state, entry)}});
  }
  return list;
}

Json place_json(const std::optional<FilterPlace>& place) {
  if (!place) return nullptr;
  return {{"layer", place->layer}, {"filter", place->filter}};
}

void add_point(Json& json, const ViewerState& state) {
  const std::optional<OperatingFigures> figures = operating_figures(state);
  json["movedThreshold"] = state.threshold ? Json(*state.threshold) : Json(nullptr);
  json["thresholdMovable"] = threshold_movable(state);
  json["operating"] = nullptr;
  Json elsewhere = Json::array();
  if (state.model) {
    for (const PointFigures& one : figures_at(state.model->card, state.threshold)) {
      if (!one.elsewhere) continue;
      elsewhere.push_back({{"sensitivity", number(one.sensitivity)},
                           {"specificity", number(one.specificity)},
                           {"data", one.data}});
    }
  }
  json["elsewhere"] = std::move(elsewhere);
  if (!figures) return;
  json["operating"] = {{"sensitivity", number(figures->sensitivity)},
                       {"specificity", number(figures->specificity)},
                       {"data", figures->data}};
}

void add_statistics(Json& json, const ViewerState& state) {
  json["lesionPlace"] = lesion_place_json(state, state.layer, state.filter);
  const MapStatistics* statistics = statistics_of(state, state.layer, state.filter);
  if (!statistics) {
    for (const char* key : {"min", "max", "mean", "activeFraction", "inactive", "place"}) {
      json[key] = nullptr;
    }
    return;
  }
  json["min"] = number(statistics->min);
  json["max"] = number(statistics->max);
  json["mean"] = number(statistics->mean);
  json["activeFraction"] = number(statistics->active_fraction);
  json["inactive"] = statistics->inactive();
  json["place"] = place_name(notable(state, state.layer, state.filter).place);
}

Json part_json(const Rect& part) {
  return {{"x", part.x}, {"y", part.y}, {"width", part.width}, {"height", part.height}};
}

void add_crop(Json& json, const ViewerState& state) {
  const std::optional<Rect> chosen = chosen_crop(state);
  json["crop"] = chosen ? part_json(*chosen) : Json(nullptr);
  json["seen"] = state.verdict ? part_json(state.verdict->region) : Json(nullptr);
  json["seenKind"] = kRegionKindNames[static_cast<std::size_t>(seen_kind(state))];
  const SessionImage* image = state.image ? state.session.find(state.image->id) : nullptr;
  json["byRule"] = image && image->by_rule ? number(*image->by_rule) : Json(nullptr);
  json["fitsLesion"] = fits_lesion(state);
  const auto share = lesion_share(state);
  json["lesionShare"] = share ? number(*share) : Json(nullptr);
  json["central"] =
      state.verdict && state.verdict->central ? number(*state.verdict->central) : Json(nullptr);
  json["ownCrosses"] = own_crosses(state);
  Json beside = Json::array();
  for (const double one : figures_beside(state)) beside.push_back(number(one));
  json["besides"] = std::move(beside);
  json["cropPending"] = crop_pending(state);
  json["cropTool"] = state.crop_tool;
}

void add_view(Json& json, const ViewerState& state) {
  const Layout layout = layout_of(state);
  // From the viewer's own measure to the page's CSS pixels.
  const double scale = state.text_scale;
  json["zoom"] = state.view.zoom * scale;
  json["fitted"] = state.view.fitted;
  json["view"] = rect_json(layout.pane, scale);
  if (!state.image) {
    json["panX"] = json["panY"] = 0;
    json["imageRect"] = nullptr;
    json["visible"] = nullptr;
    return;
  }
  const Size size = state.image->size();
  json["panX"] = (size.width / 2 - state.view.centre.x) * state.view.zoom * scale;
  json["panY"] = (size.height / 2 - state.view.centre.y) * state.view.zoom * scale;
  json["imageRect"] =
      rect_json(image_rect(state.view, layout.frame, size, state.canvas.dpr), scale);
  json["visible"] = rect_json(*visible_part(state), 1);
}

void add_answer(Json& json, const ViewerState& state) {
  json["screen"] = name_of(state.screen);
  json["oneImage"] = rules_of(state).one_image;
  json["bareFirst"] = rules_of(state).bare_first;
  json["hasModel"] = state.model != nullptr;
  json["hasImage"] = state.image.has_value();
  json["hasResult"] = state.verdict.has_value();
  json["modelName"] = state.model ? state.model->name : "";
  json["imageName"] = state.image ? state.image->name : "";
  json["colourUse"] = name_of(state.image ? state.image->colour.use : ProfileUse::kNone);
  json["colourProfile"] = state.image ? state.image->colour.name : "";
  const ImageSource source = state.image ? state.image->source : ImageSource{};
  json["source"] = {
      {"format", source.format}, {"browser", source.by_browser}, {"several", source.several}};
  const bool dicom = state.image && state.image->dicom;
  json["dicom"] = dicom ? dicom_json(*state.image->dicom) : Json(nullptr);
  json["imageId"] = state.image ? Json(state.image->id) : Json(nullptr);
  json["probability"] = state.verdict ? number(state.verdict->probability) : Json(nullptr);
  json["threshold"] = json_or_null(threshold_of(state));
  add_point(json, state);
  json["logits"] = nullptr;
  if (state.verdict) {
    Json logits = Json::array();
    for (const float one : state.verdict->logits) logits.push_back(number(one));
    json["logits"] = std::move(logits);
  }
  json["positive"] = json_or_null(called_positive(state));
}

void add_display(Json& json, const ViewerState& state) {
  json["opacity"] = std::round(static_cast<double>(state.display.opacity) * 1000) / 1000;
  json["overlayBare"] = state.display.overlay_bare;
  json["overlayVisible"] = overlay_visible(state);
  const ChosenScale chosen = scale_of(state, state.layer, state.filter);
  json["scaleMode"] = name_of(state.display.scale_mode);
  json["scaleFrom"] = name_of(chosen.mode);
  json["scaleLow"] = number(chosen.scale.low);
  json["scaleHigh"] = number(chosen.scale.high);
  json["exceeded"] = exceeded(state, state.layer, state.filter).has_value();
  json["smoothing"] = name_of(state.display.smoothing);
  json["palette"] = name_of(state.display.palette);
  Json levels = Json::array();
  for (std::size_t i = 0; i < kContourLevels.size(); ++i) {
    if (state.display.contours.levels[i])
      levels.push_back(std::round(static_cast<double>(kContourLevels[i]) * 100) / 100);
  }
  json["contours"] = std::move(levels);
  json["fill"] = state.display.contours.fill;
}

void add_spread(Json& json, const ViewerState& state) {
  json["spread"] = nullptr;
  if (state.spread) {
    json["spread"] = {{"lowest", number(state.spread->lowest)},
                      {"highest", number(state.spread->highest)},
                      {"n", state.spread->n},
                      {"crosses", spread_crosses(state)}};
  }
  json["spreadPending"] = state.spread_pending;
}

void add_masks(Json& json, const ViewerState& state) {
  json["masksWanted"] = masks_wanted(state);
  Json outlines = Json::array();
  for (const Concept one : outlines_of(state)) outlines.push_back(concept_name(one));
  json["outlines"] = std::move(outlines);
  const SeenConcept* outline = shown_outline(state);
  json["outline"] = outline ? Json(concept_name(outline->what)) : Json(nullptr);
  Json warnings = Json::array();
  for (const Warning& one : state.warnings) {
    const bool artefact = one.kind == WarningKind::kArtefact;
    warnings.push_back({{"kind", name_of(one.kind)},
                        {"concept", artefact ? Json(concept_name(one.what)) : Json(nullptr)},
                        {"share", number(one.share)},
                        {"count", one.count},
                        {"without", one.without ? number(*one.without) : Json(nullptr)}});
  }
  json["warnings"] = std::move(warnings);
  const std::optional<Concept> paint = paint_over_wanted(state);
  json["paintOver"] = paint ? Json(concept_name(*paint)) : Json(nullptr);
  json["fitSquare"] = square_on_lesion(state).has_value();
  json["abcd"] = state.masks && state.masks->abcd.has_value();
  json["abcdShown"] = state.abcd_shown;
}

// As mirror.h has it.
void add_hand_scale(Json& json, const ViewerState& state) {
  const HandScale* scale = hand_scale(state);
  const auto size = pixel_size(state);
  json["handScale"] = {{"possible", scale_settable(state)},
                       {"shown", state.scale_tool.shown},
                       {"line", scale ? Json{{"x", number(scale->from.x)},
                                             {"y", number(scale->from.y)},
                                             {"toX", number(scale->to.x)},
                                             {"toY", number(scale->to.y)},
                                             {"millimetres", number(scale->millimetres)}}
                                      : Json(nullptr)}};
  json["pixelSize"] = size ? number(*size) : Json(nullptr);
}

// As mirror.h has it.
void add_outline_edit(Json& json, const ViewerState& state) {
  const Correction* correction = correction_of(state);
  const OutlineTool& tool = state.outline_tool;
  json["outlineEdit"] = {
      {"possible", outline_editable(state)},
      {"shown", tool.shown},
      {"adds", tool.adds},
      {"radius", number(outline_brush_radius(state))},
      {"aim", tool.aim ? Json{{"x", tool.aim->x}, {"y", tool.aim->y}} : Json(nullptr)},
      {"strokes", correction ? correction->strokes.size() : 0},
      {"revision", outline_revision(state)},
      {"current", masks_current(state)},
      {"canUndo", outline_undoable(state)},
      {"refitted", refitted(state)}};
  Json corrected = Json::array();
  for (const auto& [id, one] : state.corrections) {
    const SessionImage* image = state.session.find(id);
    if (!image || one->strokes.empty()) continue;
    corrected.push_back({{"id", id},
                         {"crop", image->crop ? part_json(*image->crop) : Json(nullptr)},
                         {"follows", image->crop_follows}});
  }
  json["corrected"] = std::move(corrected);
}

Json progress_json(const ViewerState& state) {
  if (!state.progress) return nullptr;
  return {{"stage", state.progress->stage},
          {"done", number(state.progress->done)},
          {"total", number(state.progress->total)}};
}

}  // namespace

std::string mirror_json(const ViewerState& state) {
  Json json;
  add_answer(json, state);
  json["layer"] = state.layer;
  json["filter"] = state.filter;
  json["chosen"] = state.chosen;
  json["concept"] = name_json(state, state.layer, state.filter);
  json["named"] = has_names(state);
  json["effects"] = has_effects(state);
  json["centralCrosses"] = central_crosses(state);
  json["effect"] = effect_json(state, state.layer, state.filter);
  json["listBy"] = state.list_by_effect ? "effect" : "response";
  json["layers"] = layer_count(state);
  json["filters"] = filter_count(state, state.layer);
  add_display(json, state);
  json["sort"] = name_of(state.sort);
  json["only"] = state.only ? Json(*state.only) : Json(nullptr);
  json["imageOrder"] = name_of(state.session.order());
  json["listing"] = state.session.listing();
  json["markA"] = place_json(state.mark_a);
  json["markB"] = place_json(state.mark_b);
  json["jump"] = state.jump ? Json(*state.jump) : Json(nullptr);
  json["hasWeights"] = weights_of(state, state.layer) != nullptr;
  json["language"] = state.language;
  json["textScale"] = state.text_scale;
  json["shortcuts"] = state.shortcuts;
  add_statistics(json, state);
  add_view(json, state);
  add_crop(json, state);
  add_spread(json, state);
  add_masks(json, state);
  add_outline_edit(json, state);
  add_hand_scale(json, state);
  json["strongest"] = strongest_json(state);
  json["progress"] = progress_json(state);
  for (const Screen screen : all_screens()) {
    const ScreenRules& rules = rules_of(screen);
    if (rules.mirror_always) rules.mirror_always(json, state);
    if (rules.mirror_shown && shows(state, screen)) rules.mirror_shown(json, state);
  }
  json["error"] = state.error;
  json["keysShown"] = state.keys_shown;
  json["probe"] = state.probe.has_value();
  const std::optional<PointedCell> cell = pointed_cell(state);
  json["cell"] = cell ? Json{{"x", cell->cell.x}, {"y", cell->cell.y}} : Json(nullptr);
  // Names come from files: bytes that are no UTF-8 are replaced, never thrown over.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lesion::viewer
