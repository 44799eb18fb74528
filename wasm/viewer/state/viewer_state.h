// Everything the viewer shows, as one value. Panels read it and return actions; only reduce()
// makes the next state from the last one. No ImGui, no WebGL, no browser: tested natively.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/maps/feature_maps.h"
#include "core/maps/notability.h"
#include "core/maps/place.h"
#include "core/model/card.h"
#include "core/model/operating.h"
#include "core/model/spread.h"
#include "wasm/viewer/state/compare_state.h"
#include "wasm/viewer/state/display.h"
#include "wasm/viewer/state/explain_state.h"
#include "wasm/viewer/state/filter_place.h"
#include "wasm/viewer/state/geometry.h"
#include "wasm/viewer/state/hand_scale.h"
#include "wasm/viewer/state/image_info.h"
#include "wasm/viewer/state/masks.h"
#include "wasm/viewer/state/outline_state.h"
#include "wasm/viewer/state/session.h"
#include "wasm/viewer/state/sheet_state.h"
#include "wasm/viewer/state/validate_state.h"
#include "wasm/viewer/state/what_if_state.h"

namespace lesion::viewer {

enum class Screen {
#define LESION_SCREEN(enumerator, room) enumerator,
#include "wasm/viewer/state/screens.def"
#undef LESION_SCREEN
};

// kConcept: by what they respond to, the nameless last (concepts.h). kEffect: by how far the
// estimate moves on average where the filter is put out (effects.h).
enum class SortBy { kNumber, kResponse, kNotability, kConcept, kEffect };

struct Sample {
  std::string name;
  std::string label;
};

// A model that comes with the page, to be opened when asked for.
struct ShippedModel {
  std::string name;
  std::string file;  // as Model::name has it once it is open
  double bytes = 0;  // to be loaded
  std::string description;
};

struct Progress {
  std::string stage;  // "model", "session", "decode", "preprocess", "inference"
  double done = 0;
  double total = 0;  // 0 = unknown
};

struct Canvas {
  double width = 0;
  double height = 0;
  double dpr = 1;

  bool operator==(const Canvas&) const = default;
};

// One filter's response beside what it usually does.
struct NotableFilter {
  int layer = 0;
  int filter = 0;
  float peak = 0;   // greatest response on this image
  float usual = 0;  // median of the peaks over the training images; 0 unknown
  float range = 0;  // right end of the bar: greatest response seen in training, or in the layer
  double notability = 0;  // see core/maps/notability.h
  bool measured = false;  // the card has figures for the filter
  Place place = Place::kNowhere;
  std::vector<FilterPlace> also = {};  // others that respond alike and stand in this row (fold.h)
};

// A filter's strongest places on a person's own images (docs/concepts.md), side by side; the pixels
// lie beside the state.
struct AtlasStrip {
  FilterPlace place;
  std::vector<double> responses;  // greatest first
};
inline constexpr std::size_t kMostStrips = 32;

// In the order of their meaning: there is one.
struct ViewerState {  // NOLINT(clang-analyzer-optin.performance.Padding)
  Screen screen = Screen::kRead;
  Canvas canvas;

  std::shared_ptr<const Model> model;
  std::optional<ImageInfo> image;
  std::optional<Verdict> verdict;
  // By layer number; an entry is empty until that layer's maps have come.
  std::vector<std::shared_ptr<const Layer>> layers;

  // How far the estimate spreads; nothing until it was asked for and has come.
  std::optional<Spread> spread;
  bool spread_pending = false;

  // What was found on the image beside that; null until it has come.
  std::shared_ptr<const ImageMasks> masks;
  std::vector<PaintedOver> painted_over;
  // Lesions' outlines as a person has corrected them, by image of the session.
  std::map<int, std::shared_ptr<const Correction>> corrections;
  int next_outline = 1;  // revision
  // What a person did to the image that left the session last.
  struct Removed {
    int id = 0;
    std::shared_ptr<const Correction> correction;  // null: none
    std::optional<Rect> crop;
    bool crop_follows = false;
    std::optional<HandScale> scale = {};
  };
  std::optional<Removed> removed;
  OutlineTool outline_tool;
  // How long a millimetre is, where a person has said so, by image of the session.
  std::map<int, HandScale> scales;
  ScaleTool scale_tool;
  // warnings_of(), found anew when an answer or masks come.
  std::vector<Warning> warnings;
  std::optional<Concept> outline;  // chosen; stays where an image has none of it
  bool abcd_shown = false;         // the lesion's measures are unfolded and drawn

  // What Read lists: listed_filters() of the image, found anew when maps or a model come.
  std::vector<NotableFilter> strongest;
  bool list_by_effect = false;  // within a group those that move the estimate most come first

  int layer = 0;
  int filter = 0;
  // A person (or the address) has chosen a filter; until then each image shows its most notable.
  bool chosen = false;
  Display display;
  SortBy sort = SortBy::kNumber;
  std::optional<std::string> only;  // the name whose filters alone Explore shows; nothing: all
  // The two filters that one key flips between.
  std::optional<FilterPlace> mark_a;
  std::optional<FilterPlace> mark_b;
  std::optional<std::string> jump;  // what is typed of "6/12" or "hair"; nothing: not typing
  std::map<std::string, std::string> called;  // concepts in words of the page, by name
  // By layer number; empty while they have not come.
  std::vector<std::shared_ptr<const LayerWeights>> weights;
  std::vector<AtlasStrip> atlas;  // of the model that is open; the one that came last at the end
  // Where the person has moved the operating point to; nothing: where the card has it.
  std::optional<double> threshold;
  std::string language = "en";
  bool shortcuts = true;     // keys of a single letter, digit or sign
  std::string page_version;  // of the site that is open, for people
  double text_scale = 1;     // all measures grow with it; `canvas` is already divided by it

  bool crop_tool = false;  // a drag on the image moves the crop instead of the image
  View view;
  Compare compare;
  Sheet sheet;
  WhatIf what_if;
  Explain explain;
  Validate validate;
  std::optional<Point> pointer;  // on the canvas, while over the image pane
  std::optional<Point> probe;    // image pixels: asked about by keys (state/probe.h)

  Session session;
  // How notable each filter's response is, by image of the session; of the model that is open.
  std::map<int, std::shared_ptr<const Notabilities>> measured;
  std::size_t measurements = 0;  // how many there have been
  std::vector<Sample> samples;
  std::vector<ShippedModel> shipped;
  std::optional<Progress> progress;
  std::string error;    // empty = none
  bool copied = false;  // figures were copied just now
  bool keys_shown = false;
};

// How many layers, and filters in a layer, there are to choose from: what came with the image,
// else what the model's card says, else 0.
int layer_count(const ViewerState& state);
int filter_count(const ViewerState& state, int layer);

// The layer's answer, or nothing while it has not come.
const Layer* layer_of(const ViewerState& state, int layer);
const LayerCard* layer_card(const ViewerState& state, int layer);
// Nothing where the filter was never measured on training images.
const FilterCard* filter_card(const ViewerState& state, int layer, int filter);
// Nothing while the maps have not come.
const MapStatistics* statistics_of(const ViewerState& state, int layer, int filter);

// The scale on which a filter is drawn, and the mode it really comes from: the training scale falls
// back on the layer's where the card has no figures for the filter.
struct ChosenScale {
  Scale scale;
  ScaleMode mode = ScaleMode::kLayer;
};
ChosenScale scale_of(const ViewerState& state, int layer, int filter);

// The greatest response of a filter's map where it is beyond the end of its scale, so that full
// colour does not say how strong it is; else nothing.
std::optional<float> exceeded(const ViewerState& state, int layer, int filter);

// Responses are asked for over the image on the screen that is shown; they are drawn there now.
bool overlay_wanted(const ViewerState& state);
bool overlay_visible(const ViewerState& state);
// There is something to draw: maps have come, and the filter responds on them (what it does where
// padding answers is none of the image's: core/maps/margins.h).
bool responds(const ViewerState& state, int layer, int filter);

// A filter's entry; all zero while the maps have not come.
NotableFilter notable(const ViewerState& state, int layer, int filter);

// The `count` most notable active filters of the image, most notable first, at most
// `per_layer` of each layer, so that one layer does not fill the list; ties by layer and filter.
std::vector<NotableFilter> strongest_filters(const ViewerState& state, int count, int per_layer);

// The filters of a layer in the order of state.sort: by number; by response (greatest first); by
// notability (most notable first); by what they respond to, of one name the surest first; by effect
// (the greatest first, whichever way). Ties by number.
std::vector<int> sorted_filters(const ViewerState& state, int layer);

// Where the image that is shown stands in the session's list, from 1; 0 without one.
int image_number(const ViewerState& state);

// The part of the image (its pixels) that the pane shows; nothing without an image.
std::optional<Rect> visible_part(const ViewerState& state);

// The image `by` places further down the session's list from `id`; nothing beyond its ends, or
// where there is none of this id.
std::optional<int> image_beside(const ViewerState& state, int id, int by);
// The same from the one that is shown.
std::optional<int> image_beside(const ViewerState& state, int by);

// How notable each filter's response to an image is has come; where these are not the model's
// filters, nothing happens.
void measure(ViewerState& state, int image, Notabilities notability);

const LayerWeights* weights_of(const ViewerState& state, int layer);

// Of the filter that is shown; null while it has not come, or there is none.
const AtlasStrip* atlas_strip(const ViewerState& state);

// Sensitivity and specificity at threshold_of(), and on what data: the card's, or, where the person
// has moved the point, those of the curve that the card has for that data. Nothing where neither is
// known.
struct OperatingFigures {
  double sensitivity = 0;
  double specificity = 0;
  std::string data;
};
std::optional<OperatingFigures> operating_figures(const ViewerState& state);
// Some of the ways of looking at the image lie at or above threshold_of(), others below.
bool spread_crosses(const ViewerState& state);
// True where the card has a curve that says what another threshold would find.
bool threshold_movable(const ViewerState& state);

// As its card calls it, else its file's name.
std::string model_name(const Model& model);

// From where on the class is called: the person's, else the card's; nothing where neither is.
std::optional<double> threshold_of(const ViewerState& state);
// True where the estimate, or that of the image that is shown, is at or above threshold_of();
// nothing where there is no threshold, or no estimate.
std::optional<bool> called_positive(const ViewerState& state, double probability);
std::optional<bool> called_positive(const ViewerState& state);

}  // namespace lesion::viewer
