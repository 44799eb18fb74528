// A model card for an ONNX file that has none: what the graph says of its input and output, and
// what has to be assumed until a person says better.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"
#include "core/onnx/graph.h"
#include "core/onnx/tap.h"

namespace lesion::onnx {

// What the file does not say and the card states all the same.
enum class Assumed : std::uint8_t {
  kSize,
  kLayout,
  kChannels,
  kValues,
  kCrop,
  kClasses,
  kPositive
};
inline constexpr std::array<const char*, 7> kAssumedNames = {
    "size", "layout", "channels", "values", "crop", "classes", "positive"};

// An output that can be the answer: one row an image.
struct AnswerOutput {
  std::string tensor;
  int count = 0;  // numbers an image; 0: the file does not say
  OutputKind kind = OutputKind::kLogits;
};

struct GuessedCard {
  ModelCard card;                     // without layers
  std::vector<Assumed> assumed;       // in the order of the enumerators
  std::vector<AnswerOutput> outputs;  // not empty; the card is for the first
  LayersFound layers;
};

// The card of `model`, called `name`.
//
// Input: its one input that is no constant, four axes of floats, three of them colours. Sides that
// the file leaves open become 224 (kSize); where it does not say which axis the colours are, a
// Transpose behind the input or the first convolution's weights do, else NCHW (kLayout). Colours:
// a graph that divides by about 255 itself wants 0..255; one that subtracts or normalises first
// wants 0..1; else what exporters' networks are trained with, ImageNet's mean and deviation for
// NCHW and -1..1 for NHWC. Always assumed (kValues), as are RGB (kChannels) and the central square
// (kCrop).
//
// Output: of those with one row an image the one of fewest numbers. A Softmax, or a Sigmoid over
// several, ends in probabilities, a Sigmoid over one in a probability of the second class; else
// logits, or one logit. Two classes are benign and malignant (kClasses, kPositive); of more, the
// classes are numbered and the positive one is the first, for a person to choose (kPositive).
//
// Fails with kUnsupported where the model wants several inputs, none that is an image, no floats,
// or has no such output.
Result<GuessedCard> guess_card(const Model& model, std::string_view name);

// The file of `model` with `card` inside: its layers are those of tap(), whose maps become outputs;
// layers that the card has already (of the same tensor) keep what is known of their filters. A
// model without layers is written without. Fails as write_model(), and where the card does not hold
// against the graph as read_model_card().
Result<std::vector<std::uint8_t>> with_card(Model&& model, ModelCard card);

// Whether what is called logits looks like probabilities: several numbers, none below 0, that add
// up to 1 within 1e-3.
bool sums_to_one(std::span<const float> output);

}  // namespace lesion::onnx
