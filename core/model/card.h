// The model card: everything that a page or a program must know about a network, as JSON inside
// the ONNX file (metadata_props["lesionlens"]).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/model/input_rule.h"
#include "core/model/metric.h"
#include "core/model/novelty.h"
#include "core/model/own_point.h"

namespace lesion {

// Schema 2: inputs that are not square, other layouts, orders and ranges of colours, crop rules,
// outputs that are no logits. Cards of schema 1 are read too.
inline constexpr int kCardSchema = 2;
inline constexpr std::string_view kCardKey = "lesionlens";
inline constexpr std::string_view kNotice =
    "Research and education only. Not a medical device; not for diagnosis.";

// What the network's output is. kLogits: a raw score a class. kProbabilities: a probability a
// class. kSigmoid: one probability, that of classes[1] of two. kLogit: one raw score of classes[1]
// of two, against 0 for classes[0].
enum class OutputKind { kLogits, kProbabilities, kSigmoid, kLogit };
inline constexpr std::array<const char*, 4> kOutputKindNames = {"logits", "probabilities",
                                                                "sigmoid", "logit"};

// `extra`, here and below: members of the JSON object that this version doesn't know, as the text
// of an object ("" for none), so that writing a card keeps them.

// A name for what a filter responds to, and how surely: `strength` with its interval low..high, in
// the units of whoever named it.
struct ConceptCard {
  std::string concept_name;  // "concept" in JSON
  float strength = 0;
  float low = 0;
  float high = 0;
  std::string extra{};

  bool operator==(const ConceptCard&) const = default;
};

// A mean over a set of images and its interval: how much the log-odds of the estimate change where
// a filter is put out or an artefact is drawn, how an explanation fared.
struct EffectCard {
  float mean = 0;
  float low = 0;  // interval of the mean
  float high = 0;
  std::string extra{};

  bool operator==(const EffectCard&) const = default;
};

// How one filter (output channel of a convolution, after its activation) responded over the
// training images. Fixed display scale = 0 .. high.
struct FilterCard {
  float median = 0;                     // of each image's maximum response
  float high = 0;                       // 0.999 quantile of all responses, all positions
  float max = 0;                        // greatest response seen
  bool dead = false;                    // never above 0 on any training image
  std::vector<ConceptCard> concepts{};  // the surest first; none where nobody named it
  // Change of the log-odds where the filter alone is put out: its map becomes 0 everywhere
  // (`effect`), or its `mean` everywhere.
  std::optional<EffectCard> effect{};
  std::optional<EffectCard> effect_of_mean{};
  // Of all responses, all positions: what a filter that is off may be replaced by.
  std::optional<float> mean{};
  std::string extra{};
};

// One layer as the reader counts them: convolution 0..7 of the paper, with what follows it up to
// and including its activation.
struct LayerCard {
  std::string tensor;  // graph output holding the maps, shape [N, filters, H, W]
  int filter_count = 0;
  int stride = 1;           // input pixels per map cell
  int receptive_field = 1;  // side in input pixels
  // Centre of cell (0,0)'s receptive field in continuous input coordinates.
  double receptive_field_start = 0.5;
  std::vector<FilterCard> filters;  // filter_count entries, or none where never measured
  std::string extra{};
};

// Malignant is said at or above `threshold`.
struct OperatingPoint {
  double threshold = 0.5;  // on the calibrated probability
  double sensitivity = 0;  // measured on `measured_on`
  double specificity = 0;
  std::string chosen_on;  // data set whose scores chose the threshold
  std::string measured_on;
};

struct TrainingRecord {
  std::string data;
  std::string command;
  std::uint64_t seed = 0;
  int epochs = 0;
  // Of the clock on the wall: not in the files that `lesionlens train` writes, as two runs of the
  // same seed then would differ; it stands in the Markdown card beside them.
  std::optional<double> hours;
  std::string tool_version;
};

// How the file was made smaller, and what that did to its answers.
struct CompressionRecord {
  std::string method;          // "int8 weights, one scale per output"
  double greatest_change = 0;  // of a probability, against the network before
  std::string measured_on;     // "ham10000 val"
};

// What a thing on the image does to the answer: the mean change of the log-odds of the estimate
// over the images of a group. kDrawn: it is drawn on images without it. kRemoved: it is painted
// over with its surroundings. kElsewhere: as much beside it is, the control of kRemoved.
enum class EffectWay { kDrawn, kRemoved, kElsewhere };
inline constexpr std::array<const char*, 3> kEffectWayNames = {"drawn", "removed", "elsewhere"};

struct ConceptEffectCard {
  std::string concept_name;  // "concept" in JSON
  EffectWay way = EffectWay::kDrawn;
  std::string group;  // a class, or "all"
  int images = 0;
  EffectCard change;  // its members stand beside the others in JSON

  bool operator==(const ConceptEffectCard&) const = default;
};

// What the filters' means and effects were measured on.
struct FilterEffectsRecord {
  std::string measured_on;  // "ham10000 val": FilterCard::effect, effect_of_mean
  int images = 0;
  std::string means_from;  // "ham10000 train": FilterCard::mean; empty where there is none
  int means_images = 0;

  bool operator==(const FilterEffectsRecord&) const = default;
};

// How a method's maps fared by one measure (core/explain/judge.h names both): mean over images and
// its interval. untrained: the maps are of the network with weights drawn anew, a control.
struct ExplanationScoreCard {
  std::string method;
  std::string measure;
  bool untrained = false;
  int images = 0;
  EffectCard score;  // its members stand beside the others in JSON

  bool operator==(const ExplanationScoreCard&) const = default;
};
struct ExplanationsRecord {
  std::string measured_on;  // "ham10000 val"
  std::vector<ExplanationScoreCard> scores;

  bool operator==(const ExplanationsRecord&) const = default;
};

// What a card says in sentences, in another language than English.
struct CardTranslation {
  std::string language;  // "de"
  std::string description;
  std::vector<std::string> faults;  // as many as the card has, in their order
  std::string extra{};

  bool operator==(const CardTranslation&) const = default;
};

struct ModelCard {
  std::string name;
  std::string architecture;  // "compact", "paper", ...
  std::string description;
  InputRule input;
  std::string input_tensor = "image";    // as InputTensor in core/model/preprocess.h
  std::string logits_tensor = "logits";  // the output: [N, output_count()], what `output` says
  OutputKind output = OutputKind::kLogits;
  std::vector<std::string> classes;  // in the output's order
  int positive_class = 1;
  double temperature = 1.0;
  std::optional<OperatingPoint> operating_point;
  std::vector<Metric> metrics;
  std::vector<std::string> faults;  // what is known to go wrong, a sentence each
  std::vector<CardTranslation> translations;
  std::vector<ConceptEffectCard> concept_effects;
  std::vector<LayerCard> layers;
  std::optional<NoveltyCard> novelty;
  std::optional<FilterEffectsRecord> filter_effects;
  std::optional<ExplanationsRecord> explanations;
  std::optional<TrainingRecord> training;
  std::optional<CompressionRecord> compression;  // nothing: the weights are as they were trained
  // Found on a user's own images, with the file named in it, and in force in this one: positive is
  // said from its threshold on, where it has one; the recalibrated estimate stands beside the
  // network's own. All that the card says elsewhere is as it was before.
  std::optional<OwnPoint> own_point;
  std::string licence;
  std::string attribution;
  std::string notice{kNotice};
  std::string extra{};
};

// The card as JSON text, keys in a fixed order: equal cards give equal text.
std::string to_json(const ModelCard& card);

// Reads a card from untrusted text. Fails with kCorrupt (not JSON, wrong types, counts that
// disagree, values out of range) or kUnsupported (a newer schema), naming the key.
Result<ModelCard> card_from_json(std::string_view json);

// The card's sentences in `language`; in English where it has no others.
CardTranslation texts_in(const ModelCard& card, std::string_view language);

// How many numbers the output has for an image: as many as classes, or one.
std::size_t output_count(const ModelCard& card);

// Probabilities are held this far from 0 and 1 before their log-odds are taken.
inline constexpr double kLeastProbability = 1e-7;

// Calibrated probability of the positive class, 1 / (1 + exp(-margin / temperature)), from one
// image's `output`. The margin is, for logits, the positive class's less the log-sum-exp of all
// others, after the temperature, so that it is the positive class's softmax share (for two classes
// the difference of the logits); for a single logit it is that logit, with the other sign where the
// positive class is classes[0]. What already is a probability is never made a share again: the
// margin is the log-odds of the positive class's probability, held within kLeastProbability and
// 1 - kLeastProbability. Not a number where there are not output_count() values, or where a
// probability is off 0..1 by more than 1e-4.
double probability(const ModelCard& card, std::span<const float> output);

}  // namespace lesion
