// The page's door to the Sheet screen: news for its rows.
#include <emscripten/bind.h>

#include <utility>

#include "wasm/viewer/bindings.h"
#include "wasm/viewer/screens/sheet/intake.h"
#include "wasm/viewer/screens/sheet/painter.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

// seen: {width, height, crop (as region, or null), region {x,y,width,height}, probability, layers
// (as layer_figures() has them), maps [{layer,filter,height,width,values}]}. False where
// sizes disagree.
bool set_sheet_row(int id, const val& seen) {
  const auto number = [](const val& object, const char* key) { return object[key].as<double>(); };
  const auto rect = [&](const val& part) {
    return Rect{number(part, "x"), number(part, "y"), number(part, "width"),
                number(part, "height")};
  };
  SheetRowAnswer row;
  row.image = {id, "", seen["width"].as<int>(), seen["height"].as<int>()};
  const val crop = seen["crop"];
  if (!crop.isNull() && !crop.isUndefined()) {
    row.crop = rect(crop);
  }
  row.verdict.region = rect(seen["region"]);
  row.verdict.probability = number(seen, "probability");
  for (const val& layer : emscripten::vecFromJSArray<val>(seen["layers"])) {
    row.layers.push_back(layer_figures(layer));
  }
  for (const val& map : emscripten::vecFromJSArray<val>(seen["maps"])) {
    row.maps.emplace_back(
        FilterPlace{map["layer"].as<int>(), map["filter"].as<int>()},
        map_values(1, map["height"].as<int>(), map["width"].as<int>(), map["values"]));
  }
  std::optional<SheetAnswer> answer = sheet_answer_of(row);
  if (!answer) return false;
  // What is not wanted any more is not taken by the state, and let go with that.
  for (auto& [place, map] : row.maps) sheet_painter().set({id, place}, std::move(map));
  app().dispatch(SheetAction(SheetRowCame{std::move(*answer)}));
  return true;
}

void refuse_sheet_row(int id) { app().dispatch(SheetAction(SheetRowRefused{id})); }

}  // namespace
}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_sheet) {
  using namespace lesion::viewer;
  emscripten::function("setSheetRow", &set_sheet_row);
  emscripten::function("refuseSheetRow", &refuse_sheet_row);
}
