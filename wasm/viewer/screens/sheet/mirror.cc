#include "wasm/viewer/screens/sheet/mirror.h"

#include <optional>
#include <set>

#include "wasm/viewer/screens/sheet/layout.h"
#include "wasm/viewer/screens/sheet/rows.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/mirror_parts.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

Json places_json(const std::vector<FilterPlace>& places) {
  Json list = Json::array();
  for (const FilterPlace& place : places) list.push_back(Json::array({place.layer, place.filter}));
  return list;
}

Json cell_json(const ViewerState& state, int image, const FilterPlace& place) {
  const SheetAnswer* answer = sheet_answer(state, image);
  if (!answer || !holds_map(*answer, place)) return nullptr;
  const ViewerState seen = sheet_cell(state, image, place);
  const MapStatistics* statistics = statistics_of(seen, place.layer, place.filter);
  if (!statistics) return nullptr;
  return Json::array({number(statistics->max), statistics->inactive() ? 1 : 0,
                      place_name(notable(seen, place.layer, place.filter).place)});
}

Json row_json(const ViewerState& state, const SheetLayout& layout, int row,
              const SessionImage& image) {
  Json json;
  json["image"] = image.id;
  json["imageName"] = image.name;
  json["probability"] = number(*image.probability);
  json["byRule"] = image.crop && image.by_rule ? number(*image.by_rule) : Json(nullptr);
  json["positive"] = json_or_null(called_positive(state, *image.probability));
  json["refused"] = sheet_refused(state, image.id);
  const Doubts doubts = doubts_of(state, image);
  json["lesionMissed"] = doubts.lesion_missed;
  json["unlike"] = doubts.unlike;
  json["crosses"] = doubts.crosses;
  json["rect"] = rect_json(sheet_cell_rect(layout, row, -1), state.text_scale);
  Json cells = Json::array();
  for (const FilterPlace& place : sheet_columns(state)) {
    cells.push_back(cell_json(state, image.id, place));
  }
  json["cells"] = std::move(cells);
  return json;
}

// Those that are seen, and those that have been answered.
std::set<int> told_rows(const ViewerState& state, const SheetLayout& layout) {
  std::set<int> rows;
  const auto [first, end] = sheet_rows_seen(layout, static_cast<int>(sheet_rows(state).size()));
  for (int row = first; row < end; ++row) rows.insert(row);
  for (const auto& answer : state.sheet.answers) {
    const std::optional<std::size_t> row = state.session.place_estimated(answer->image.id);
    if (row) rows.insert(static_cast<int>(*row));
  }
  return rows;
}

}  // namespace

Json sheet_table_json(const ViewerState& state) {
  const SheetLayout layout = sheet_layout(state);
  const ImageList images = sheet_rows(state);
  Json json;
  json["measured"] = state.sheet.strongest_of;
  json["images"] = state.session.size();
  json["cursor"] = nullptr;
  if (const SheetCursor& cursor = state.sheet.cursor; cursor.shown) {
    json["cursor"] = {{"image", cursor.image}, {"column", cursor.column}};
  }
  Json wanted = Json::array();
  for (const SheetRequest& request : sheet_wanted(state)) {
    wanted.push_back({{"image", request.image}, {"columns", places_json(request.columns)}});
  }
  json["wanted"] = std::move(wanted);
  json["body"] = rect_json(layout.body, state.text_scale);
  json["scrollX"] = layout.scroll_x;
  json["scrollY"] = layout.scroll_y;
  json["scale"] = name_of(state.display.scale_mode);
  Json rows = Json::array();
  for (const int row : told_rows(state, layout)) {
    rows.push_back(row_json(state, layout, row, images[static_cast<std::size_t>(row)]));
  }
  json["rows"] = std::move(rows);
  return json;
}

Json sheet_json(const ViewerState& state) {
  Json json;
  json["columns"] = places_json(sheet_columns(state));
  Json names = Json::array();
  for (const FilterPlace& place : sheet_columns(state)) {
    names.push_back(filter_name(state, place.layer, place.filter));
  }
  json["names"] = std::move(names);
  json["byHand"] = !state.sheet.chosen.empty();
  json["table"] = nullptr;
  return json;
}

}  // namespace lesion::viewer
