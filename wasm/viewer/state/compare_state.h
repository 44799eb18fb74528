// What the Compare screen shows: two or four panes, each an image of the session through one of
// two models with one filter's map over it. A part of ViewerState, and what can happen to it;
// screens/compare/panes.h says what follows from it.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "wasm/viewer/state/filter_place.h"
#include "wasm/viewer/state/image_info.h"

namespace lesion::viewer {

inline constexpr int kMostPanes = 4;
// Of the most notable filters at most as many are of one layer.
inline constexpr int kNotableOfALayer = 2;

// What the panes differ in.
enum class CompareKind { kImages, kFilters, kModels };

struct ComparePane {
  int image = 0;        // of the session; 0 = none yet
  bool second = false;  // through the second model
  int layer = 0;
  int filter = 0;
  // Somebody chose the filter. Until then it is the most notable one; the next where a pane before
  // it shows the same image through the same model.
  bool chosen = false;

  bool operator==(const ComparePane&) const = default;
};

// One image through one model: what has to be looked at for a pane.
struct CompareRequest {
  int image = 0;
  bool second = false;

  bool operator==(const CompareRequest&) const = default;
};

// What a model said of an image: as image, verdict and layers of ViewerState are for Read.
struct CompareAnswer {
  CompareRequest request;
  ImageInfo image;
  Verdict verdict;
  std::vector<std::shared_ptr<const Layer>> layers;
};

// The part of every image that is shown. `zoom` is in times of the size that fits into the pane;
// (x, y) is the point that lies in the middle of each pane, in parts of the image's width and
// height: so images of any size move together.
struct CompareView {
  double zoom = 1;
  double x = 0.5;
  double y = 0.5;

  bool operator==(const CompareView&) const = default;
};

// What the second model said of labelled images, each by its own square: numbers only, kept while
// the session lasts and the second model is the same.
struct SecondScores {
  std::string key;                 // what tells the model from others: a hash of file name and card
  std::string model;               // its name
  std::map<int, double> by_image;  // probability, by the session's numbers
  std::vector<int> refused;        // that gave none
};

// The two models on the images that both have answered and that have a label.
struct PairedFigures {
  std::size_t labelled = 0;  // images with a label and the open model's answer
  std::size_t malignant = 0;
  std::size_t scored = 0;                     // of these, answered by the second one, or refused
  std::optional<ModelComparison> comparison;  // nothing while only one class is among them
};

struct Compare {
  int count = 2;         // panes shown: 2 or 4
  int active = 0;        // the pane that keys and tools mean
  bool touched = false;  // until somebody has set a pane, all of them follow the image on Read
  std::array<ComparePane, kMostPanes> panes;
  CompareView view;
  int head_lines = 0;       // that the words above the panes take, as they were drawn; 0: unknown
  bool tools_open = false;  // where they are folded away (CompareLayout::folded)

  std::string second_file;                  // the second model's file; empty: none was chosen
  bool second_asked = false;                // it is to be opened, and has not been yet
  std::shared_ptr<const Model> second;      // while the screen is shown only
  std::vector<std::string> refused_models;  // files that could not be opened

  // What has come for the panes, while the screen is shown only; the maps' values and the
  // images' pixels lie beside the state.
  std::vector<std::shared_ptr<const CompareAnswer>> answers;
  std::vector<CompareRequest> refused;

  std::shared_ptr<SecondScores> scores = std::make_shared<SecondScores>();
  bool judging = false;         // the second model is to answer the labelled images that it has not
  int scored = 0;               // changes of `scores`
  std::optional<int> to_score;  // while judging: the labelled image whose turn it is
  std::array<int, 2> to_score_of{-1, -1};  // as paired_of
  // Nothing where there is no second model or no image has a label; of paired_of.
  std::shared_ptr<const PairedFigures> paired;
  std::array<int, 2> paired_of{-1, -1};  // changes of labels and answers, of scores
};

// --- A person's doing -------------------------------------------------------------------------
struct SetPaneCount {
  int count = 2;
};  // 2, or else 4
// All panes anew, from what the first one shows, so that they differ in this.
struct ApplyPreset {
  CompareKind kind = CompareKind::kImages;
};
struct ChoosePane {
  int pane = 0;
};
struct StepPane {
  int by = 1;
};  // goes round
// What is given changes, all else stays. A layer without a filter keeps the filter's number. An
// image that is not of the session changes nothing; numbers out of range go to the nearest.
struct SetPane {
  std::optional<int> pane;  // without it: the active one
  std::optional<int> image;
  std::optional<bool> second;
  std::optional<int> layer;
  std::optional<int> filter;
};
// Through the filmstrip, in the active pane.
struct StepPaneImage {
  int by = 1;
};
// As many panes as there are places (2 or 4), with these filters. None: nobody has set a pane.
struct SetPanePlaces {
  std::vector<FilterPlace> places;
};
// By its file: one that comes with the page, or one that the page knows of.
struct ChooseSecondModel {
  std::string file;
};

// The labelled images are to be answered by the second model too, or no longer.
struct JudgeBoth {
  bool on = true;
};

// Where tools are folded away: they are shown in the panes' place, or the panes again.
struct ShowCompareTools {
  bool on = true;
};
// How many lines the longest words above a pane take, as they were drawn.
struct HeadsMeasured {
  int lines = 0;
};

// --- News from the page -----------------------------------------------------------------------
// Ignored where another file was chosen meanwhile, or the screen was left.
struct SecondModelOpened {
  std::string file;
  ModelCard card;
};
// The one that was open before stays.
struct SecondModelRefused {
  std::string file;
};
// Ignored where no pane needs it any more.
struct Compared {
  CompareAnswer answer;
};
struct CompareRefused {
  CompareRequest request;
};
// The second model's answer to a labelled image; nothing: it has none. Ignored where the image is
// not waited for.
struct SecondScored {
  int image = 0;
  std::optional<double> probability;
};

using CompareAction =
    std::variant<SetPaneCount, ApplyPreset, ChoosePane, StepPane, SetPane, StepPaneImage,
                 SetPanePlaces, ChooseSecondModel, SecondModelOpened, SecondModelRefused, Compared,
                 CompareRefused, JudgeBoth, SecondScored, ShowCompareTools, HeadsMeasured>;

}  // namespace lesion::viewer
