// What can happen to the viewer: a person's doing, or news from the page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// --- A person's doing -------------------------------------------------------------------------
struct ShowScreen {
  Screen screen = Screen::kRead;
};
// A number out of range goes to the nearest there is; numbers chosen before a model is open are
// kept until then. Before anything is chosen, an image shows its most notable filter once all its
// maps have come.
struct Select {
  std::optional<int> layer;
  std::optional<int> filter;
};
// Nobody's choice any more: the image's most notable filter is shown, as before anything was
// chosen.
struct SelectMostNotable {};
// Layers end at the first and the last: stepping on stays there.
struct StepLayer {
  int by = 1;
};
// Filters go round: after the last comes the first. Follows the order of the numbers.
struct StepFilter {
  int by = 1;
};
// On the screen that is shown: where the image comes first, apart from all others. Going to a
// filter by step, flip or jump shows it there too.
struct ShowOverlay {
  bool visible = true;
};
struct ToggleOverlay {};
// Space down, Space up: meanwhile what is shown is hidden, and the reverse.
struct HoldOverlay {
  bool held = true;
};
struct SetOpacity {
  float value = 0.7f;
};  // held within 0.1 .. 1, so that "on" is never unseen
struct StepOpacity {
  int by = 1;
};  // tenths
struct SetScaleMode {
  ScaleMode mode = ScaleMode::kTraining;
};
struct NextScaleMode {};
struct SetSmoothing {
  Smoothing smoothing = Smoothing::kSmooth;
};
struct ToggleSmoothing {};
struct SetPalette {
  Palette palette = Palette::kPaper;
};
struct NextPalette {};
// Of Read's list: by effect, or by how unusual a response is.
struct ListByEffect {
  bool on = false;
};
struct SetSort {
  SortBy sort = SortBy::kNumber;
};
struct NextSort {};
// On Explore the filters of this name alone, where the layer has any; nothing: all.
struct ShowOnly {
  std::optional<std::string> name;
};
struct SetImageOrder {
  ImageOrder order = ImageOrder::kNewest;
};
struct NextImageOrder {};
// Levels by their place in kContourLevels.
struct ToggleContour {
  int level = 0;
};
// False: lines only. Where no line is chosen yet, the middle one comes with it.
struct ShowFill {
  bool shown = true;
};
// None; three lines over the colour; the lines alone; none.
struct NextContours {};
// The filter that is shown becomes A or B.
struct MarkFilter {
  bool second = false;
};
// Shows the other one of A and B (A where neither is shown); nothing while one is not marked.
struct Flip {};
// What is typed of "6/12"; nothing ends it.
struct EditJump {
  std::optional<std::string> text;
};
// Goes where the text leads; where that is nowhere, the typing goes on.
struct CommitJump {};
// Only where the card has a curve that says what the threshold means; nothing: the card's own.
struct SetThreshold {
  std::optional<double> value;
};
struct SetLanguage {
  std::string code;
};
// Held within 1 .. 1.5.
struct SetTextScale {
  double value = 1;
};
// Whether keys that type a single letter, digit or sign do anything (WCAG 2.1.4).
struct SetShortcuts {
  bool on = true;
};
// The site's version, as the page has it.
struct PageVersion {
  std::string text;
};
struct ZoomAt {
  double factor = 1;
  std::optional<Point> at;
};  // without `at`: the middle
struct Pan {
  double dx = 0;
  double dy = 0;
};
struct ZoomFit {};
struct ZoomOne {};
struct PointAt {
  std::optional<Point> at;
};
// The square that the network sees, in image pixels; brought to what can be looked at (see
// limited_region). Kept for each image of the session. Nothing without an estimate to follow.
struct SetCrop {
  Rect square;  // its width is the side
};
struct WholeCrop {};  // the whole image
struct ResetCrop {};  // the model's own square
struct StepCrop {
  int x = 0;
  int y = 0;
};
struct ScaleCrop {
  int steps = 1;
};
struct ShowCropTool {
  bool shown = true;
};
// Of square_on_lesion(), where there is one.
struct FitSquare {};
// Drawn over the image where it has it; nothing: none.
struct SetOutline {
  std::optional<Concept> what;
};
// The next of outlines_of(), then none.
struct NextOutline {};
struct ShowAbcd {
  bool shown = true;
};
// At the shown map's strongest cell; see state/probe.h.
struct ShowProbe {
  bool shown = true;
};
// By cells of the shown map. Nothing without a probe.
struct StepProbe {
  int x = 0;
  int y = 0;
};
// It leaves the session; where it is shown, nothing is until the page opens another.
struct RemoveImage {
  int id = 0;
};
// The image that left last, `from`, is back as `id`, with the square, the outline and the label
// that a person gave it. Ignored where another one left last.
struct RestoreImage {
  int id = 0;
  int from = 0;
  std::string name;
};
struct ShowKeys {
  bool shown = true;
};
struct DismissError {};
// Closes what lies on top: keys, then the crop's tool, the probe, an error.
struct Escape {};

// --- News from the page -----------------------------------------------------------------------
struct Resized {
  Canvas canvas;
};
// A new model: what an earlier one said about the image is gone.
struct ModelOpened {
  std::string name;
  ModelCard card;
};
// A new image, fitted: verdict and maps of the earlier one are gone; the selection stays.
struct ImageOpened {
  ImageInfo image;
};
// News about an image that is no longer open (another id) is ignored.
struct ResultCame {
  int id = 0;
  Verdict verdict;
  std::vector<std::shared_ptr<const Layer>> layers;  // by number, none of them empty
};
struct WeightsCame {
  int layer = 0;
  LayerWeights weights;
};
// Of a filter that the model has; responses that are not finite: nothing happens.
struct AtlasCame {
  AtlasStrip strip;
};
struct ProgressMade {
  std::optional<Progress> progress;
};
struct ErrorRaised {
  std::string sentence;
};
// An image of a collection, looked at without being shown: it joins the session.
struct ImageScored {
  int id = 0;
  std::string name;
  double probability = 0;
  // By layer and filter; where they are not the model's, the image does not count for the sheet's
  // strongest filters.
  Notabilities notability = {};
  std::optional<double> by_rule = {};  // of the model's own square, where a person's was seen
  bool lesion_found = false;           // where the model's square is fitted to it
  bool unlike = false;                 // the images that the model learned from
  std::optional<double> central = {};  // of the image's middle, where the own square is another
};
// How far the estimate of the image that is shown spreads over squares nearby and turns.
struct AskSpread {};
// Nobody waits for it any more, or it can't be had.
struct DropSpread {};
struct SpreadCame {
  int id = 0;  // of the image; of another than the one that is shown, or unasked: nothing happens
  Spread spread;
};
// What was found on an image; of another than the one that is shown, of an outline that has been
// corrected on meanwhile, or where it does not agree with itself, nothing happens.
struct MasksCame {
  int id = 0;
  ImageMasks masks;
};
struct PaintedOverCame {
  int id = 0;
  PaintedOver estimate;
};
// The figures that were asked for lie on the clipboard: said for a while.
struct FiguresCopied {
  bool said = true;
};
// What concepts are called in the page's language, by name: for a filter that is asked for by a
// word.
struct ConceptsCalled {
  std::map<std::string, std::string> words;
};
struct SamplesListed {
  std::vector<Sample> samples;
};
struct ModelsListed {
  std::vector<ShippedModel> models;
};

// What can happen on one screen only: each is a variant of its own, in the screen's *_state.h.
using ScreenAction = std::variant<  //
    CompareAction,                  //
    SheetAction,                    //
    WhatIfAction,                   //
    ValidateAction,                 //
    ExplainAction>;

using Action =
    std::variant<ShowScreen, Select, SelectMostNotable, StepLayer, StepFilter, ShowOverlay,
                 ToggleOverlay, HoldOverlay, SetOpacity, StepOpacity, SetScaleMode, NextScaleMode,
                 SetSmoothing, ToggleSmoothing, SetPalette, NextPalette, SetSort, NextSort,
                 ListByEffect, ShowOnly, SetImageOrder, NextImageOrder, ToggleContour, ShowFill,
                 NextContours, MarkFilter, Flip, EditJump, CommitJump, SetThreshold, SetLanguage,
                 SetTextScale, SetShortcuts, PageVersion, ZoomAt, Pan, ZoomFit, ZoomOne, PointAt,
                 SetCrop, WholeCrop, ResetCrop, StepCrop, ScaleCrop, ShowCropTool, FitSquare,
                 SetOutline, NextOutline, ShowAbcd, MasksCame, PaintedOverCame, ShowProbe,
                 StepProbe, RemoveImage, RestoreImage, ShowKeys, DismissError, Escape, Resized,
                 ModelOpened, ImageOpened, ResultCame, WeightsCame, ProgressMade, ErrorRaised,
                 ImageScored, AskSpread, DropSpread, SpreadCame, FiguresCopied, ConceptsCalled,
                 SamplesListed, ModelsListed, AtlasCame, OutlineAction, ScaleAction, ScreenAction>;

// The state after `action`. Never fails: what makes no sense leaves the state as it was.
ViewerState reduce(ViewerState state, const Action& action);

// An action of a person from JSON, e.g. {"type":"select","layer":6,"filter":12}; nothing where it
// is not JSON, the type is unknown or a member has the wrong type. Types and members:
//   screen{screen:"read"|"explain"|"what_if"|"explore"|"sheet"|"compare"|"model"|
//     "validate"}
//   select{layer?,filter?} most-notable step-layer{by} step-filter{by} overlay{visible}
//   hold-overlay{hidden} opacity{value} step-opacity{by} scale-mode{mode:"training"|"layer"|"map"}
//   next-scale-mode smoothing{value:"smooth"|"exact"} toggle-smoothing
//   palette{value:"paper"|"contrast"} next-palette
//   sort{by:"number"|"response"|"notability"|"concept"|"effect"} list-order{by:"response"|"effect"}
//   only{name?} zoom{factor,x?,y?} pan{dx,dy}
//   zoom-fit zoom-one next-sort image-order{by:"newest"|"name"|"score"} next-image-order
//   contour{level:0..3} fill{shown} next-contours mark{which:"a"|"b"} flip jump{to:"6/12"|"hair"}
//   commit-jump threshold{value?} language{code} text-scale{value} shortcuts{on} page-version{text}
//   crop{x,y,width} crop-whole crop-reset crop-step{x,y} crop-scale{steps} crop-tool{shown}
//   probe{shown} step-probe{x,y} fit-square outline{name?} next-outline abcd{shown}
//   outline-tool{shown} outline-brush{adds} outline-brush-size{by} outline-paint{x,y,radius?,adds?}
//   outline-aim{x,y} outline-undo outline-reset ask-spread scale-tool{shown}
//   scale-line{x,y,to_x,to_y,millimetres?} scale-length{by} scale-remove
//   drop-spread remove-image{id} restore-image{id,from,name} figures-copied{said} keys{shown}
//   dismiss-error escape and those of the screens (screens/*/reduce.h)
std::optional<Action> action_from_json(std::string_view json);

}  // namespace lesion::viewer
