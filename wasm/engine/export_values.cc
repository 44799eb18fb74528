#include "wasm/engine/export_values.h"

#include <cstddef>

namespace lesion::engine {

std::optional<double> number(const val& value) {
  return value.isNumber() ? std::optional(value.as<double>()) : std::nullopt;
}

std::optional<OwnPoint> own_from(const val& value) {
  if (!value.isString()) return std::nullopt;
  auto own = own_point_from_json(value.as<std::string>());
  return own ? std::optional(std::move(*own)) : std::nullopt;
}

Rect rect_from(const val& value) {
  return {value["x"].as<double>(), value["y"].as<double>(), value["width"].as<double>(),
          value["height"].as<double>()};
}

std::optional<LesionSummary> lesion_from(const val& value) {
  if (value.isNull() || value.isUndefined()) return std::nullopt;
  return LesionSummary{value["area"].as<double>(), value["x"].as<double>(),
                       value["y"].as<double>()};
}

std::optional<Novelty> novelty_from(const val& value) {
  if (value.isNull() || value.isUndefined()) return std::nullopt;
  return Novelty{value["responses"].as<double>(), value["light"].as<double>()};
}

RegionKind kind_of(const val& region) {
  const Rect seen = rect_from(region);
  const InputRule& rule = session().model()->input;
  const auto& lesion = session().lesion();
  if (lesion::is_by_rule(seen, session().width(), session().height(), rule, lesion)) {
    return RegionKind::kCentral;
  }
  return region_kind(seen, session().width(), session().height(), rule, lesion);
}

print::ScaleSource source_from(const std::string& name) {
  if (name == "layer") return print::ScaleSource::kLayer;
  if (name == "sheet") return print::ScaleSource::kSheet;
  if (name == "map") return print::ScaleSource::kMap;
  return print::ScaleSource::kTraining;
}

Interpolation interpolation_from(const std::string& name) {
  return name == "exact" ? Interpolation::kExact : Interpolation::kSmooth;
}

OverlayPalette palette_from(const val& name) {
  return name.isString() && name.as<std::string>() == "contrast" ? OverlayPalette::kBlueYellow
                                                                 : OverlayPalette::kGreen;
}

MapFrame frame_of_map(int layer, int width, int height, const Rect& region) {
  const ModelCard& card = *session().model();
  if (layer < 0 || static_cast<std::size_t>(layer) >= card.layers.size()) return {};
  return frame_of(card.layers[static_cast<std::size_t>(layer)], card.input, width, height, region,
                  session().width(), session().height());
}

std::vector<std::string> sentences_from(const val& list) {
  std::vector<std::string> all;
  if (!list.isArray()) return all;
  const auto count = list["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i) all.push_back(list[i].as<std::string>());
  return all;
}

ExportView view_from(const val& spec) {
  ExportView view;
  view.name = spec["name"].as<std::string>();
  view.date = spec["date"].as<std::string>();
  view.region = rect_from(spec["region"]);
  view.probability = number(spec["probability"]);
  view.threshold = number(spec["threshold"]);
  view.own = own_from(spec["own"]);
  view.lesion = session().lesion();
  view.by_rule = number(spec["byRule"]);
  view.central = number(spec["central"]);
  if (spec["besides"].isArray()) {
    view.besides = emscripten::convertJSArrayToNumberVector<double>(spec["besides"]);
  }
  view.synthetic = spec["synthetic"].isTrue();
  view.outline_corrected = spec["corrected"].isTrue();
  view.refitted = spec["refitted"].isTrue();
  view.scale_source = source_from(spec["scaleFrom"].as<std::string>());
  view.opacity = spec["opacity"].as<float>();
  view.interpolation = interpolation_from(spec["smoothing"].as<std::string>());
  view.palette = palette_from(spec["palette"]);
  view.contours = from_js<float>(spec["contours"]);
  view.fill = spec["fill"].as<bool>();
  if (!spec["visible"].isNull() && !spec["visible"].isUndefined()) {
    view.visible = rect_from(spec["visible"]);
  }
  view.notes = sentences_from(spec["notes"]);
  view.doubts = sentences_from(spec["doubts"]);
  view.warnings = sentences_from(spec["warnings"]);
  view.measures = sentences_from(spec["measures"]);
  const val maps = spec["maps"];
  const auto count = maps["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i) {
    const val map = maps[i];
    view.maps.push_back({map["layer"].as<int>(),
                         map["filter"].as<int>(),
                         map["place"].as<std::string>(),
                         map["byHand"].isTrue(),
                         map["unsure"].isTrue(),
                         map["width"].as<int>(),
                         map["height"].as<int>(),
                         {map["low"].as<float>(), map["high"].as<float>()},
                         from_js<float>(map["values"])});
    ExportMap& made = view.maps.back();
    made.left_out = frame_of_map(made.layer, made.width, made.height, view.region).left_out;
  }
  return view;
}

}  // namespace lesion::engine
