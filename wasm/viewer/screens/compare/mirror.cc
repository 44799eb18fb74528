#include "wasm/viewer/screens/compare/mirror.h"

#include "wasm/viewer/screens/compare/layout.h"
#include "wasm/viewer/screens/compare/panes.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/mirror_parts.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

void add_numbers(Json& json, const ViewerState& seen) {
  const MapStatistics* statistics = statistics_of(seen, seen.layer, seen.filter);
  if (!statistics) {
    for (const char* key : {"min", "max", "mean", "inactive", "exceeded", "place", "scaleFrom",
                            "scaleLow", "scaleHigh"}) {
      json[key] = nullptr;
    }
    return;
  }
  json["min"] = number(statistics->min);
  json["max"] = number(statistics->max);
  json["mean"] = number(statistics->mean);
  json["inactive"] = statistics->inactive();
  json["exceeded"] = exceeded(seen, seen.layer, seen.filter).has_value();
  json["place"] = place_name(notable(seen, seen.layer, seen.filter).place);
  const ChosenScale chosen = scale_of(seen, seen.layer, seen.filter);
  json["scaleFrom"] = name_of(chosen.mode);
  json["scaleLow"] = number(chosen.scale.low);
  json["scaleHigh"] = number(chosen.scale.high);
}

// `region` of an image that lies at `image` on the canvas.
Rect on_canvas(const Rect& region, const Rect& image, Size size) {
  const Point from = to_canvas({region.x, region.y}, image, size);
  const Point to = to_canvas({region.x + region.width, region.y + region.height}, image, size);
  return {from.x, from.y, to.x - from.x, to.y - from.y};
}

Json pane_json(const ViewerState& state, const CompareLayout& layout, int index) {
  const auto at = static_cast<std::size_t>(index);
  const ComparePane& pane = state.compare.panes[at];
  const ViewerState seen = pane_state(state, index);
  const SessionImage* known = state.session.find(pane.image);
  Json json;
  json["image"] = pane.image;
  json["imageName"] = known ? known->name : "";
  json["second"] = pane.second;
  json["modelName"] = seen.model ? seen.model->name : "";
  json["className"] = "";
  if (seen.model) {
    const ModelCard& card = seen.model->card;
    const auto positive = static_cast<std::size_t>(card.positive_class);
    if (positive < card.classes.size()) json["className"] = card.classes[positive];
  }
  json["layer"] = pane.layer;
  json["filter"] = pane.filter;
  json["layers"] = layer_count(seen);
  json["filters"] = filter_count(seen, pane.layer);
  json["probability"] = seen.verdict ? number(seen.verdict->probability) : Json(nullptr);
  json["threshold"] = json_or_null(threshold_of(seen));
  const std::optional<double> own = pane_own_estimate(state, index);
  json["byRule"] = own ? number(*own) : Json(nullptr);
  json["lesionMissed"] = lesion_missed(seen);
  json["unlike"] = doubts_of(seen).unlike;
  json["crosses"] = doubts_of(seen).crosses;
  json["positive"] = json_or_null(called_positive(seen));
  add_numbers(json, seen);
  json["refused"] = was_refused(state, request_of(pane));
  const double scale = state.text_scale;
  json["rect"] = rect_json(layout.panes[at], scale);
  json["view"] = rect_json(layout.views[at], scale);
  json["imageRect"] = json["region"] = nullptr;
  if (const std::optional<Rect> image = compare_image_rect(state, index)) {
    json["imageRect"] = rect_json(*image, scale);
    json["region"] = rect_json(on_canvas(seen.verdict->region, *image, seen.image->size()), scale);
  }
  return json;
}

Json paired_json(const PairedFigures* paired) {
  if (!paired) return nullptr;
  Json json{{"labelled", paired->labelled},
            {"malignant", paired->malignant},
            {"scored", paired->scored},
            {"difference", nullptr},
            {"low", nullptr},
            {"high", nullptr},
            {"p", nullptr}};
  if (const auto& both = paired->comparison) {
    json["difference"] = number(both->paired.difference);
    json["low"] = number(both->paired.low);
    json["high"] = number(both->paired.high);
    json["p"] = number(both->paired.p_value);
  }
  return json;
}

}  // namespace

Json compare_json(const ViewerState& state) {
  const Compare& compare = state.compare;
  Json json;
  const std::optional<CompareKind> kind = compare_kind(state);
  json["kind"] = kind ? Json(name_of(*kind)) : Json(nullptr);
  json["touched"] = compare.touched;
  json["active"] = compare.active;
  json["zoom"] = compare.view.zoom;
  json["x"] = compare.view.x;
  json["y"] = compare.view.y;
  json["oneLegend"] = one_legend(state);
  json["secondFile"] = compare.second_file;
  json["secondName"] = compare.second ? compare.second->card.name : "";
  json["modelWanted"] = compare.second_asked ? compare.second_file : "";
  Json wanted = Json::array();
  for (const CompareRequest& request : compare_wanted(state)) {
    wanted.push_back({{"image", request.image}, {"second", request.second}});
  }
  json["wanted"] = std::move(wanted);
  json["judging"] = compare.judging;
  // After what the panes need.
  const bool ready = compare.judging && compare.second && !compare.second_asked;
  const std::optional<int> next = ready ? compare.to_score : std::nullopt;
  json["toScore"] = next ? Json(*next) : Json(nullptr);
  json["paired"] = paired_json(compare.paired.get());
  const CompareLayout layout = compare_layout(state);
  Json panes = Json::array();
  for (int i = 0; i < compare.count; ++i) panes.push_back(pane_json(state, layout, i));
  json["panes"] = std::move(panes);
  return json;
}

}  // namespace lesion::viewer
