// The model card: everything that a page or a program must know about a network, as JSON inside
// the ONNX file (metadata_props["lesionlens"]).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/model/metric.h"
#include "core/model/preprocess.h"

namespace lesion {

inline constexpr int kCardSchema = 1;
inline constexpr std::string_view kCardKey = "lesionlens";
inline constexpr std::string_view kNotice =
    "Research and education only. Not a medical device; not for diagnosis.";

// How one filter (output channel of a convolution, after its activation) responded over the
// training pictures. Fixed display scale = 0 .. high.
struct FilterCard {
  float median = 0;   // of each picture's maximum response
  float high = 0;     // 0.999 quantile of all responses, all positions
  float max = 0;      // greatest response seen
  bool dead = false;  // never above 0 on any training picture
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
};

// Probability = 1 / (1 + exp(-margin / temperature)), margin = logit[positive] - logit[other];
// malignant is said at or above `threshold`.
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

struct ModelCard {
  std::string name;
  std::string architecture;  // "compact", "paper", ...
  std::string description;
  InputRule input;
  std::string input_tensor = "image";    // [N, 3, size, size]
  std::string logits_tensor = "logits";  // [N, classes]
  std::vector<std::string> classes;      // in logit order
  int positive_class = 1;
  double temperature = 1.0;
  std::optional<OperatingPoint> operating_point;
  std::vector<Metric> metrics;
  std::vector<std::string> faults;  // what is known to go wrong, a sentence each
  std::vector<LayerCard> layers;
  std::optional<TrainingRecord> training;
  std::optional<CompressionRecord> compression;  // nothing: the weights are as they were trained
  std::string licence;
  std::string attribution;
  std::string notice{kNotice};
};

// The card as JSON text, keys in a fixed order: equal cards give equal text.
std::string to_json(const ModelCard& card);

// Reads a card from untrusted text. Fails with kCorrupt (not JSON, wrong types, counts that
// disagree, values out of range) or kUnsupported (a newer schema), naming the key.
Result<ModelCard> card_from_json(std::string_view json);

// Calibrated probability of the positive class from the raw `logits` (card.classes.size() of them;
// not a number where there are more or fewer). With more than two classes the other logit of the
// margin is the log-sum-exp of all others, so that it is the positive class's softmax share.
double probability(const ModelCard& card, std::span<const float> logits);

}  // namespace lesion
