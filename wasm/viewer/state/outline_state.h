// The lesion's outline as a person corrects it with a brush. It belongs to an image of the session,
// is kept while that is, and is written nowhere. A part of ViewerState, and what can happen to it;
// outline_edit.h says what follows from it.
#pragma once

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

#include "core/model/region.h"
#include "wasm/viewer/state/stroke.h"

namespace lesion::viewer {

struct CorrectionStroke {
  Stroke stroke;
  bool adds = true;  // to the lesion; else it takes away
};

// Of one image.
struct Correction {
  // Another one after each change; 0: without strokes, the outline as it was found.
  int revision = 0;
  int width = 0;  // of the image
  int height = 0;
  std::vector<CorrectionStroke> strokes;
  std::vector<CorrectionStroke> set_aside;  // by the way back to what was found, for undo
  // Of the outline with these strokes, once `known`; nothing where no lesion is left.
  bool known = false;
  std::optional<LesionSummary> lesion;
  // A person wants the network's own square all the same: until the next stroke none follows.
  bool own_square = false;
};

struct OutlineTool {
  bool shown = false;  // a drag on the image paints
  bool adds = true;
  std::size_t brush_size = 2;  // of kBrushSizes
  bool painting = false;       // the last stroke goes on
  std::optional<Point> aim;    // image pixels: where keys would paint
  std::size_t drawn = 0;       // strokes that the masks know
};

// --- A person's doing -------------------------------------------------------------------------
struct ShowOutlineTool {
  bool shown = true;
};
struct SetOutlineBrush {
  bool adds = true;
};
struct StepOutlineBrush {
  int by = 1;
};
// Begins a stroke, in image pixels. radius, adds: nothing: the brush's. rests: it ends there too.
struct PaintOutline {
  Point at;
  std::optional<double> radius = {};
  std::optional<bool> adds = {};
  bool rests = false;
};
// The stroke that was begun last goes on, by so many CSS px.
struct PaintOutlineOn {
  double dx = 0;
  double dy = 0;
};
// It ends: what follows from it is asked for.
struct RestOutline {};
// Where keys paint, by radii of the brush; the first one shows it.
struct AimOutline {
  int x = 0;
  int y = 0;
};
// The last stroke goes; behind the way back to what was found, all of them come back.
struct UndoOutline {};
struct ResetOutline {};

using OutlineAction =
    std::variant<ShowOutlineTool, SetOutlineBrush, StepOutlineBrush, PaintOutline, PaintOutlineOn,
                 RestOutline, AimOutline, UndoOutline, ResetOutline>;

}  // namespace lesion::viewer
