// What the What if screen tries: filters switched off, parts of the image painted over, things laid
// on it, and what the network says then. Nothing of it touches the image's own estimate
// (ViewerState::verdict). A part of ViewerState, and what can happen to it; screens/what_if/tries.h
// says what follows from it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/model/card.h"
#include "core/synth/stamp.h"
#include "wasm/viewer/state/filter_place.h"
#include "wasm/viewer/state/geometry.h"
#include "wasm/viewer/state/stroke.h"

namespace lesion::viewer {

// A guard against a hand that never rests.
inline constexpr std::size_t kMostTries = 200;
inline constexpr std::size_t kMostStamps = 24;  // each is drawn anew for every try
// Of networks with more filters only those are measured that the first-order estimate puts in
// front, the others when a person asks for it: each is a run.
inline constexpr std::size_t kMeasuredAtOnce = 2000;
inline constexpr std::size_t kMeasuredFirst = 100;
// Of the session's other images so many lend their maps at most: each is a run for every try.
inline constexpr std::size_t kMostOthers = 16;

// What stands for the map of a filter that is switched: in every cell nothing, the filter's mean
// over this image (core/maps/feature_maps.h), or its mean over the images of FilterEffectsRecord's
// means_from (FilterCard::mean); the map itself times 0.5 or 2; or the map that the network makes
// of another image, for each of the try's others in turn: resample ablation (Chan et al., Causal
// scrubbing, 2022). Each overstates in its own way.
enum class ReplaceBy { kZero, kMean, kTraining, kHalf, kDouble, kOthers };

// A drag of the brush, or a thing that was laid on the image: its one place, as the radius the side
// of the square that it is drawn for, and which of the drawings of it it is.
struct TryStroke : Stroke {
  std::optional<synth::Stamp> stamp = {};
  int seed = 0;
};

// What is different from image and network as they are.
struct WhatIfTry {
  int revision = 0;              // another one for each, and after each point that a stroke gains
  std::vector<FilterPlace> off;  // by layer and number, each once
  ReplaceBy by = ReplaceBy::kZero;
  // kOthers: of the session, in order of opening, as they were there when it was chosen; each seen
  // by the model's own square.
  std::vector<int> others = {};
  std::vector<TryStroke> strokes = {};

  bool nothing() const { return off.empty() && strokes.empty(); }
};

// Lowest and highest of what is a mean over other images.
struct OverOthers {
  double lowest = 0;
  double highest = 0;
};

// What the network says of a try; over others: the mean of what it says with the maps of each.
// `painted`: the part of the image that its strokes have changed,
// whose pixels lie beside the state.
struct WhatIfAnswer {
  int revision = 0;
  Rect region;  // that it saw
  double probability = 0;
  std::optional<Rect> painted;
  std::optional<OverOthers> over = {};
};

// So many of a try's runs are done, where they take a while.
struct TryProgress {
  int revision = 0;
  int done = 0;
  int of = 0;
};

// What switching a filter off alone does to the image's estimate.
struct FilterEffect {
  FilterPlace place;
  double log_odds = 0;     // change of the estimate's log-odds
  double probability = 0;  // change of the estimate
  bool exact = true;       // false: estimated from one gradient (core/explain/first_order.h)
  // Of log_odds, where it is a mean over other images.
  std::optional<OverOthers> over = {};
};

// What switching all filters of one name (named_filters()) off together does. Always exact.
struct ConceptEffect {
  std::string name;
  double log_odds = 0;
  double probability = 0;
  std::optional<OverOthers> over = {};
};

// kEffect: the greatest change of the log-odds first; kConcept: by what filters respond to;
// kLayer: those of one layer, by number.
enum class WhatIfList { kEffect, kConcept, kLayer };

struct WhatIf {
  // What image, square and model the following is of.
  int image = 0;
  std::string model;
  Rect region;

  std::vector<std::shared_ptr<const WhatIfTry>> tries;  // never empty: the first has nothing
  std::size_t at = 0;                                   // the one that is shown
  int next_revision = 1;
  std::optional<WhatIfAnswer> answer;  // what came last, of this try or of one before it
  int refused = 0;                     // revision that could not be had
  std::optional<TryProgress> progress;
  std::vector<int> drawn;  // images of the session that are no photographs

  bool brush = false;   // a press paints, or lays a thing on, instead of moving the image
  bool stamps = false;  // that is the stamp
  synth::Stamp stamp = synth::Stamp::kRuler;  // what it lays
  std::size_t brush_size = 2;                 // of kBrushSizes
  bool painting = false;                      // the last stroke goes on, or the last thing moves
  std::optional<Point> aim;                   // image pixels: where keys would paint

  WhatIfList list = WhatIfList::kEffect;
  bool whole_list = false;            // also what changes little
  std::optional<std::string> opened;  // the name whose filters are listed

  std::vector<FilterEffect> effects;           // that have come, by layer and number
  std::size_t effects_exact = 0;               // how many of them are
  std::size_t effects_of = 0;                  // how many there will be; 0: not known yet
  std::vector<ConceptEffect> concept_effects;  // that have come
  bool effects_stopped = false;                // by a person, or as they could not be had
  bool effects_all = false;                    // a person wants all of them, however many there are
  std::string no_estimate;                     // why there is none from a gradient; empty: there is
};

// --- A person's doing -------------------------------------------------------------------------
// Filters that there are not are left out.
struct SwitchFilters {
  std::vector<FilterPlace> places;
  bool off = true;
};
// kOthers: with the other images that the session has by now; where it has none, nothing happens.
struct SetReplaceBy {
  ReplaceBy by = ReplaceBy::kZero;
};
struct UndoTry {};
struct RedoTry {};
struct ResetTry {};  // one more try, with nothing: undo leads back
struct UseBrush {
  bool used = true;
};
struct StepBrush {
  int by = 1;
};
// Takes the stamp in hand; nothing: for what it was for before.
struct UseStamp {
  std::optional<synth::Stamp> what;
};
struct StepStamp {
  int by = 1;
};
// Begins a stroke, or lays a thing on, in image pixels. radius: nothing: the brush's, or the
// stamp's.
struct Paint {
  Point at;
  std::optional<double> radius;
  std::optional<synth::Stamp> stamp = {};
};
// The stroke that was begun last goes on, or the thing moves, by so many CSS px.
struct PaintOn {
  double dx = 0;
  double dy = 0;
};
// Where keys paint, by radii of the brush; the first one shows it.
struct StepPaint {
  int x = 0;
  int y = 0;
};
struct ListEffects {
  WhatIfList list = WhatIfList::kEffect;
};
struct ShowWholeList {
  bool whole = true;
};
struct OpenConcept {
  std::optional<std::string> name;  // nothing: closed
};
struct MeasureEffects {
  bool wanted = true;  // false: no more; what has come stays
};

// --- News from the page -----------------------------------------------------------------------
// Ignored where the try is not the one that is shown any more and a later one has been answered, or
// where another square is looked at by now.
struct TryCame {
  WhatIfAnswer answer;
};
struct TryRefused {
  int revision = 0;
};
struct TryGoesOn {
  TryProgress progress;
};
struct NoteDrawn {
  std::vector<int> images;
};
// Ignored unless they are of the image, the square, the replacement and the others that are shown.
// What is exact takes the place of what is not.
struct EffectsCame {
  int image = 0;
  Rect region;
  ReplaceBy by = ReplaceBy::kZero;
  std::vector<FilterEffect> effects;
  std::size_t of = 0;  // how many there will be in all
  std::vector<int> others = {};
};
// Likewise; of a name that no filter bears, nothing happens.
struct ConceptEffectCame {
  int image = 0;
  Rect region;
  ReplaceBy by = ReplaceBy::kZero;
  ConceptEffect effect;
  std::vector<int> others = {};
};

// No estimate comes of these filters: a sentence that says why.
struct NoEstimate {
  std::string reason;
};

using WhatIfAction =
    std::variant<SwitchFilters, SetReplaceBy, UndoTry, RedoTry, ResetTry, UseBrush, StepBrush,
                 UseStamp, StepStamp, Paint, PaintOn, StepPaint, ListEffects, ShowWholeList,
                 OpenConcept, MeasureEffects, TryCame, TryRefused, TryGoesOn, NoteDrawn,
                 EffectsCame, ConceptEffectCame, NoEstimate>;

}  // namespace lesion::viewer
