// The Compare screen as the page sees it; a part of mirror_json.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// While the screen is shown. Object:
//   kind "images"|"filters"|"models"|null; touched: somebody has set a pane; active (pane); zoom
//   (times the fitted size), x, y (parts of the images in the middle of each pane); oneLegend;
//   secondFile, secondName (""), where none; modelWanted: file that is to be opened as the second
//   model ("": none); wanted
//   [{image,second}] what is to be looked at; panes, one for each shown: [{image, imageName,
//   second, modelName, className
//   (what a high estimate means), layer, filter, layers, filters (counts), probability, threshold,
//   positive (null without an answer), min, max, mean, inactive, place, scaleFrom, scaleLow,
//   scaleHigh, exceeded (null without maps), refused, rect (the pane), view (where its image may be
//   seen), imageRect, region (null without an answer)}], rectangles {x,y,width,height} in CSS px of
//   the canvas.
nlohmann::ordered_json compare_json(const ViewerState& state);

}  // namespace lesion::viewer
