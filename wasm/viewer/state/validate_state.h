// Validate: how the network does on a user's own labelled images.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "core/model/own_point.h"
#include "core/stats/calibration.h"
#include "core/stats/groups.h"
#include "core/stats/recalibration.h"
#include "core/table/groupings.h"
#include "core/table/labels.h"

namespace lesion::viewer {

// What the network said of an image by its own square; no pixels.
struct ImageAnswer {
  double probability = 0;
  std::vector<float> logits;            // empty: of a person's square, so not these
  std::optional<SeenSquare> square;     // where the model's squares are fitted to the lesion
  std::optional<Novelty> novelty = {};  // where its card has detectors; of its own square, as these
};

// A table that was dropped, and its records by id.
struct Labels {
  std::string name;
  LabelTable table;
  std::unordered_map<std::string, std::size_t> by_id;
};

struct GroupTable {
  std::string title;
  std::vector<GroupFigures> rows;
};

// Bars of the histograms of scores, of equal width over 0..1.
inline constexpr std::size_t kScoreBars = 20;
inline constexpr std::size_t kMistakesShown = 12;

// Everything that is said of the labelled images, computed at once.
struct Validation {
  Evaluation evaluation;
  std::vector<int> ids;         // of the session, one an image of the evaluation
  std::vector<double> margins;  // likewise
  std::vector<Grouping> groupings;
  std::vector<RocCurvePoint> roc;  // empty where there is one class only
  std::optional<Calibration> calibration;
  std::vector<std::size_t> benign_bars;  // kScoreBars counts
  std::vector<std::size_t> malignant_bars;
  std::vector<GroupTable> groups;
  std::vector<std::size_t> missed;  // places: malignant below the threshold, worst first
  std::vector<std::size_t> raised;  // benign at or above it
  std::size_t misses = 0;           // how many of each there are in all
  std::size_t raises = 0;
  std::optional<OwnPoint::Threshold> threshold;  // for the wanted sensitivity
  std::optional<Recalibration> recalibration;
  std::size_t without_image = 0;  // rows of the table whose image is not here
};

// What is known by image. As long as the session, so states share it until one of them changes it.
struct ByImage {
  std::map<int, ImageAnswer> answers;       // of the model that is open
  std::map<int, FolderLabel> folders;       // that it lay in
  std::map<int, std::optional<int>> marks;  // by hand; nothing: expressly none
};

struct Validate {
  std::shared_ptr<ByImage> by_image = std::make_shared<ByImage>();
  std::shared_ptr<const Labels> labels;
  std::optional<Part> part;  // of a table with a split; nothing: all
  double wanted = 0.9;       // sensitivity
  std::size_t reading = 0;   // images that are still to be read
  int changes = 0;           // of whatever the figures follow from
  std::size_t images = 0;    // of the session, when it was last looked at
  int computed = -1;         // at which of these they were computed
  std::shared_ptr<const Validation> found;
  std::string sha256;           // of the model that is open; empty: not known
  std::optional<OwnPoint> own;  // in use
};

// --- A person's doing -------------------------------------------------------------------------
// Nothing: no label. id: nothing: the image that is shown.
struct MarkImage {
  std::optional<int> label;
  std::optional<int> id = {};
};
struct JudgePart {
  std::optional<Part> part;
};
struct WantSensitivity {
  double value = 0.9;  // held within 0.5 .. 1, by hundredths
};
struct ForgetLabels {};
// What was found becomes the setting of the model that is open.
struct UseThreshold {
  std::string date;
};
struct UseRecalibration {
  std::string date;
};
struct RemoveOwn {};

// --- News from the page -----------------------------------------------------------------------
struct AnswerCame {
  int id = 0;
  ImageAnswer answer;
};
struct LabelsCame {
  std::shared_ptr<const Labels> labels;
};
struct FoldersCame {
  std::vector<std::pair<int, FolderLabel>> folders;
};
struct ReadingOn {
  std::size_t left = 0;
};
struct ModelKnown {
  std::string sha256;
};
// Of another model than the one that is open nothing happens.
struct OwnCame {
  OwnPoint point;
};

using ValidateAction = std::variant<MarkImage, JudgePart, WantSensitivity, ForgetLabels,
                                    UseThreshold, UseRecalibration, RemoveOwn, AnswerCame,
                                    LabelsCame, FoldersCame, ReadingOn, ModelKnown, OwnCame>;

}  // namespace lesion::viewer
