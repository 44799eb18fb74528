// What has come of one row of the sheet, checked and made into the state's answer.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "wasm/viewer/screens/sheet/rows.h"
#include "wasm/viewer/state/answers.h"

namespace lesion::viewer {

// The figures of every filter (as LayerAnswer has them, with the maps' size but no values), and the
// maps of the columns that were asked for.
struct SheetRowAnswer {
  ImageInfo image;
  Verdict verdict;
  std::optional<Rect> crop;
  std::vector<LayerAnswer> layers;
  std::vector<std::pair<FilterPlace, MapValues>> maps;
};

// Nothing where sizes disagree.
std::optional<SheetAnswer> sheet_answer_of(const SheetRowAnswer& row);

}  // namespace lesion::viewer
