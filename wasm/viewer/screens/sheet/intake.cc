#include "wasm/viewer/screens/sheet/intake.h"

namespace lesion::viewer {
namespace {

// One map of a layer that has come without its values.
bool belongs(const MapValues& map, const FilterPlace& place, const std::vector<Layer>& layers) {
  if (place.layer < 0 || place.layer >= static_cast<int>(layers.size())) return false;
  const Layer& layer = layers[static_cast<std::size_t>(place.layer)];
  return place.filter >= 0 && place.filter < layer.channels && map.channels == 1 &&
         map.width == layer.width && map.height == layer.height && map.whole();
}

}  // namespace

std::optional<SheetAnswer> sheet_answer_of(const SheetRowAnswer& row) {
  std::vector<Layer> layers;
  for (const LayerAnswer& layer : row.layers) {
    if (!figures_whole(layer)) return std::nullopt;
    layers.push_back(layer_of(layer));
  }
  SheetAnswer answer{row.image, row.verdict, row.crop, {}, {}};
  for (const auto& [place, map] : row.maps) {
    if (!belongs(map, place, layers)) return std::nullopt;
    answer.columns.push_back(place);
  }
  for (Layer& layer : layers) {
    answer.layers.push_back(std::make_shared<const Layer>(std::move(layer)));
  }
  return answer;
}

}  // namespace lesion::viewer
