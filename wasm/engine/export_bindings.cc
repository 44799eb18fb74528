// Exports as JavaScript sees them (web/worker/exports.js): images as PNG bytes, tables as text.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/image/png.h"
#include "core/model/region.h"
#include "core/onnx/own_point.h"
#include "core/print/map_file.h"
#include "core/print/one_page.h"
#include "core/print/table.h"
#include "core/print/validation_report.h"
#include "wasm/engine/export_values.h"
#include "wasm/engine/exporter.h"
#include "wasm/engine/js.h"

namespace lesion::engine {
namespace {

Exporter& exporter() {
  static Exporter one;
  return one;
}

// A table that is being filled, with the card that it describes.
struct Statistics {
  Statistics(const ModelCard& model, const std::string& date) : card(model), table(card, date) {}
  ModelCard card;
  print::StatisticsTable table;
};

std::unique_ptr<Statistics> statistics;
std::unique_ptr<Ranking> ranking;
std::unique_ptr<SheetMaker> sheet;

val no_model() { return failed(Error(ErrorCode::kModelNoneOpen)); }

val png(const Result<Image>& image, std::optional<double> dots_per_inch = std::nullopt) {
  if (!image) return failed(image.error());
  const auto bytes = encode_png(*image, dots_per_inch);
  if (!bytes) return failed(bytes.error());
  val result = succeeded();
  result.set("png", bytes_to_js(*bytes));
  result.set("width", image->width);
  result.set("height", image->height);
  return result;
}

// exportFonts(regular, bold, words) -> {error}: TrueType files and the exports' words as JSON.
val export_fonts(const val& regular, const val& bold, const std::string& words) {
  if (auto set = exporter().set_words(words); !set) return failed(set.error());
  const auto set =
      exporter().set_fonts(from_js<std::uint8_t>(regular), from_js<std::uint8_t>(bold));
  return set ? succeeded() : failed(set.error());
}

// drawView(spec), drawReport(spec) -> {error, png, width, height}, of the image that is open.
// spec: {name, date, region, probability, threshold (null: the model's own), own? (JSON of
//        core/model/own_point.h), byRule?, synthetic?,
//        scaleFrom, opacity, smoothing, palette, contours, fill, visible (part of the image, or
//        null: all of it), corrected?, refitted?, notes?, warnings?, measures?: [text], maps:
//        [{layer, filter, place, byHand?, width, height, low, high, values}]}
val draw_view(const val& spec) {
  if (!session().model()) return no_model();
  return png(exporter().draw_view(session().image(), *session().model(), view_from(spec)));
}
val draw_report(const val& spec) {
  if (!session().model()) return no_model();
  return png(exporter().draw_report(session().image(), *session().model(), view_from(spec)),
             print::ReportOptions{}.dots_per_inch);
}

// statisticsStart(date), statisticsAdd(image, region, layer, channels, height, width, values,
// corrected) of the image that is open,
// statisticsText() -> {error, text}
val statistics_start(const std::string& date) {
  if (!session().model()) return no_model();
  statistics = std::make_unique<Statistics>(*session().model(), date);
  return succeeded();
}
val statistics_add(const std::string& image, const val& region, int layer, int channels, int height,
                   int width, const val& values, bool corrected) {
  if (!statistics || !session().model()) return no_model();
  const auto floats = from_js<float>(values);
  const auto added = statistics->table.add(
      image,
      region_kind(rect_from(region), session().width(), session().height(),
                  session().model()->input, session().lesion()),
      layer,
      {channels, height, width, floats, frame_of_map(layer, width, height, rect_from(region))},
      corrected);
  return added ? succeeded() : failed(added.error());
}
val statistics_text() {
  if (!statistics) return no_model();
  val result = succeeded();
  result.set("text", statistics->table.text());
  statistics.reset();
  return result;
}

// mapTable(spec) -> {error, text}, mapArray(spec) -> {error, bytes}; spec: {name, date, layer,
// filter, region, width, height, values}
val map_table(const val& spec) {
  if (!session().model()) return no_model();
  const auto values = from_js<float>(spec["values"]);
  const auto table = print::map_table(
      spec["name"].as<std::string>(), spec["layer"].as<int>(), spec["filter"].as<int>(),
      {spec["width"].as<int>(), spec["height"].as<int>(), values}, rect_from(spec["region"]),
      *session().model(), spec["date"].as<std::string>());
  if (!table) return failed(table.error());
  val result = succeeded();
  result.set("text", *table);
  return result;
}
val map_array(const val& spec) {
  const auto values = from_js<float>(spec["values"]);
  const auto file = print::map_array({spec["width"].as<int>(), spec["height"].as<int>(), values});
  if (!file) return failed(file.error());
  val result = succeeded();
  result.set("bytes", bytes_to_js(*file));
  return result;
}

// spreadsheetTable(text) -> text: a table of this file for Excel in German, Dutch or French
// (for_spreadsheet in core/print/table.h).
std::string spreadsheet_table(const std::string& text) {
  return lesion::print::for_spreadsheet(text);
}

// scoresTable([{name, width, height, region, lesion, probability, byRule?, novelty?, corrected?,
// problem}],
// date, threshold)
// -> {error, text}
val scores_table(const val& list, const std::string& date, const val& threshold) {
  if (!session().model()) return no_model();
  std::vector<print::ScoredImage> images;
  const auto count = list["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i) {
    const val one = list[i];
    print::ScoredImage image;
    image.name = one["name"].as<std::string>();
    image.width = one["width"].as<int>();
    image.height = one["height"].as<int>();
    if (!one["region"].isNull()) image.region = rect_from(one["region"]);
    image.lesion = lesion_from(one["lesion"]);
    image.probability = number(one["probability"]);
    image.by_rule = number(one["byRule"]);
    image.central = number(one["central"]);
    image.novelty = novelty_from(one["novelty"]);
    image.outline_corrected = one["corrected"].isTrue();
    image.problem = one["problem"].as<std::string>();
    images.push_back(std::move(image));
  }
  const std::optional<double> moved = number(threshold);
  val result = succeeded();
  result.set("text", print::scores_table(images, card_at(*session().model(), moved), date,
                                         moved.has_value()));
  return result;
}

// drawValidation(report): JSON of core/print/validation_report.h -> {error, png, width, height}
val draw_validation(const std::string& report) {
  const auto read = print::validation_report_from_json(report);
  if (!read) return failed(read.error());
  const print::ValidationPageOptions options;
  return png(print::draw_validation(*read, options, exporter().fonts(), exporter().words()),
             options.dots_per_inch);
}

// modelWithOwn(bytes, own): the model's file with the point `own` (JSON of core/model/own_point.h)
// in its card -> {error, bytes}
val model_with_own(const val& bytes, const std::string& own) {
  const auto file = onnx::with_own_point(from_js<std::uint8_t>(bytes), own);
  if (!file) return failed(file.error());
  val result = succeeded();
  result.set("bytes", bytes_to_js(*file));
  return result;
}

// rankStart(), rankAdd(layer, channels, height, width, values) -> {error};
// rankStrongest(count, perLayer) -> [{layer, filter}]
val rank_start() {
  if (!session().model()) return no_model();
  ranking = std::make_unique<Ranking>(*session().model());
  return succeeded();
}
val rank_add(int layer, int channels, int height, int width, const val& values) {
  if (!ranking) return no_model();
  const auto floats = from_js<float>(values);
  const auto added =
      ranking->add(layer, {channels, height, width, floats, session().frame(layer, width, height)});
  return added ? succeeded() : failed(added.error());
}
val rank_strongest(int count, int per_layer) {
  val list = val::array();
  if (!ranking) return list;
  for (const print::SheetColumn& column : ranking->strongest(count, per_layer)) {
    val entry = val::object();
    entry.set("layer", column.layer);
    entry.set("filter", column.filter);
    list.call<void>("push", entry);
  }
  return list;
}

// What a filter responds to, in the words of the exports; "" for a nameless one.
std::string name_of(const LayerCard& layer, int filter) {
  const auto at = static_cast<std::size_t>(filter);
  if (filter < 0 || at >= layer.filters.size() || layer.filters[at].concepts.empty()) return {};
  return exporter().words().concept_called(layer.filters[at].concepts.front().concept_name);
}

// Where spec.scaleMode is "training": the training scales where the card has one for every column,
// else each column's own greatest among the images that were ranked.
print::SheetHead head_from(const val& spec, const ModelCard& card) {
  print::SheetHead head;
  head.model = card.name;
  if (card.positive_class >= 0 &&
      static_cast<std::size_t>(card.positive_class) < card.classes.size()) {
    head.positive_class = card.classes[static_cast<std::size_t>(card.positive_class)];
  }
  if (card.operating_point) head.threshold = card.operating_point->threshold;
  head.point = point_words(exporter().words(), *session().model(), number(spec["threshold"]),
                           own_from(spec["own"]),
                           emscripten::convertJSArrayToNumberVector<double>(spec["estimates"]));
  head.date = spec["date"].as<std::string>();
  head.opacity = spec["opacity"].as<float>();
  head.interpolation = interpolation_from(spec["smoothing"].as<std::string>());
  head.palette = palette_from(spec["palette"]);
  head.contours = from_js<float>(spec["contours"]);
  head.fill = spec["fill"].as<bool>();
  bool measured = true;
  const val columns = spec["columns"];
  const auto count = columns["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i) {
    print::SheetColumn column;
    column.layer = columns[i]["layer"].as<int>();
    column.filter = columns[i]["filter"].as<int>();
    const auto layer = static_cast<std::size_t>(column.layer);
    if (column.layer >= 0 && layer < card.layers.size()) {
      column.scale = training_scale(card.layers[layer], column.filter);
      column.name = name_of(card.layers[layer], column.filter);
    }
    measured = measured && column.scale.high > column.scale.low;
    head.columns.push_back(column);
  }
  // Every map has its own then: there is none of a column.
  const print::ScaleSource wanted = source_from(spec["scaleMode"].as<std::string>());
  if (wanted != print::ScaleSource::kTraining) {
    head.scale_source = wanted;
    for (print::SheetColumn& column : head.columns) column.scale = {0, 0};
  } else if (!measured && ranking) {
    head.scale_source = print::ScaleSource::kSheet;
    for (print::SheetColumn& column : head.columns) {
      column.scale = ranking->scale(column.layer, column.filter);
    }
  }
  return head;
}

// sheetStart({date, threshold, own?, opacity, smoothing, palette, contours, fill, scaleMode,
// columns:
// [{layer, filter}], rows, aspects, dotsPerInch})
// -> {error, pages, rowsPerPage}
val sheet_start(const val& spec) {
  if (!session().model()) return no_model();
  const ModelCard card = card_at(*session().model(), number(spec["threshold"]));
  auto made = SheetMaker::start(head_from(spec, card), spec["rows"].as<int>(),
                                from_js<double>(spec["aspects"]), spec["dotsPerInch"].as<double>(),
                                exporter());
  if (!made) return failed(made.error());
  sheet = std::make_unique<SheetMaker>(std::move(*made));
  val result = succeeded();
  result.set("pages", sheet->plan().pages);
  result.set("rowsPerPage", sheet->plan().rows_per_page);
  return result;
}

// sheetRow(spec as drawView's) -> {error} and, where a page is full with it, {png, width, height}.
// The image is the one that is open. scaleFrom: "training" (the columns' scales), "layer" (low and
// high of each map) or "map" (each map's least and greatest).
val sheet_row(const val& spec) {
  if (!sheet || !session().model()) return no_model();
  const ExportView view = view_from(spec);
  print::SheetRow row;
  row.name = view.name;
  const RegionKind kind = kind_of(spec["region"]);
  const bool fitted = session().model()->input.crop.kind == CropKind::kLesion;
  if (kind == RegionKind::kCentral && fitted && !view.lesion) {
    row.note = exporter().words()["lesion.missed"];
  }
  const std::optional<Novelty> novelty = novelty_from(spec["novelty"]);
  if (novelty && novelty->unlike()) {
    if (!row.note.empty()) row.note += ". ";
    row.note += exporter().words()["unlike.short"];
  }
  if (kind != RegionKind::kCentral) {
    if (!row.note.empty()) row.note += ". ";
    row.note += exporter().words()[view.refitted                ? "crop.refitted.short"
                                   : kind == RegionKind::kWhole ? "crop.whole.short"
                                                                : "crop.moved.short"];
    if (view.by_rule) {
      row.note += ". " + own_square(exporter().words(), *session().model(), view);
      row.besides.push_back(*view.by_rule);
    }
  } else if (other_side(view.central, view.probability,
                        card_at(*session().model(), view.threshold))) {
    if (!row.note.empty()) row.note += ". ";
    row.note += exporter().words()["crosses.short"];
  }
  row.image = {&session().image(), view.region};
  row.probability = view.probability;
  for (const ExportMap& map : view.maps) {
    row.maps.push_back({map.width, map.height, map.values, map.left_out});
    print::MapView& shown = row.maps.back();
    if (view.scale_source == print::ScaleSource::kMap) {
      const MapStatistics figures = map_statistics(map.values, map.width, map.left_out);
      shown.scale = Scale{figures.min, figures.max};
    } else if (view.scale_source == print::ScaleSource::kLayer) {
      shown.scale = map.scale;
    }
  }
  if (auto added = sheet->add_row(row); !added) return failed(added.error());
  const std::optional<Image> page = sheet->finished_page();
  if (!page) return succeeded();
  return png(*page, sheet->dots_per_inch());
}

}  // namespace
}  // namespace lesion::engine

EMSCRIPTEN_BINDINGS(lesion_engine_exports) {
  using namespace lesion::engine;
  emscripten::function("exportFonts", &export_fonts);
  emscripten::function("drawView", &draw_view);
  emscripten::function("drawReport", &draw_report);
  emscripten::function("statisticsStart", &statistics_start);
  emscripten::function("statisticsAdd", &statistics_add);
  emscripten::function("statisticsText", &statistics_text);
  emscripten::function("mapTable", &map_table);
  emscripten::function("mapArray", &map_array);
  emscripten::function("scoresTable", &scores_table);
  emscripten::function("spreadsheetTable", &spreadsheet_table);
  emscripten::function("drawValidation", &draw_validation);
  emscripten::function("modelWithOwn", &model_with_own);
  emscripten::function("rankStart", &rank_start);
  emscripten::function("rankAdd", &rank_add);
  emscripten::function("rankStrongest", &rank_strongest);
  emscripten::function("sheetStart", &sheet_start);
  emscripten::function("sheetRow", &sheet_row);
}
