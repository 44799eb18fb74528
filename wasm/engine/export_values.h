// What JavaScript asks of the exports (web/worker/exports.js), as the exporter's values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/region.h"
#include "wasm/engine/exporter.h"
#include "wasm/engine/js.h"

namespace lesion::engine {

std::optional<double> number(const val& value);
// From its JSON; nothing where there is none, or none that can be read.
std::optional<OwnPoint> own_from(const val& value);
Rect rect_from(const val& value);
// As lesion_to_js() makes it.
std::optional<LesionSummary> lesion_from(const val& value);
std::optional<Novelty> novelty_from(const val& value);

// Of the image that is open, under the model that is; kCentral where it is the model's own rule,
// whatever that is: nobody chose it.
RegionKind kind_of(const val& region);
print::ScaleSource source_from(const std::string& name);
Interpolation interpolation_from(const std::string& name);
OverlayPalette palette_from(const val& name);

// Of a map of the image that is open; none where its layer is not the model's.
MapFrame frame_of_map(int layer, int width, int height, const Rect& region);
// None where there is no list.
std::vector<std::string> sentences_from(const val& list);
// There is a model.
ExportView view_from(const val& spec);

}  // namespace lesion::engine
