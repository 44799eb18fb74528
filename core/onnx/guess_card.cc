#include "core/onnx/guess_card.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/onnx/edit.h"
#include "core/onnx/read.h"
#include "core/onnx/shapes.h"

namespace lesion::onnx {
namespace {

constexpr int kUsualSide = 224;
constexpr std::int64_t kMostSide = 4096;
constexpr int kMostClasses = 100'000;
constexpr std::int64_t kColours = 3;

std::string shape_text(const Shape& shape) {
  std::string text;
  for (const Dimension& side : shape) {
    if (!text.empty()) text += " x ";
    text += side.value >= 0       ? std::to_string(side.value)
            : side.symbol.empty() ? "?"
                                  : shown(side.symbol);
    if (text.size() > 80) break;
  }
  return text;
}

// Operators that hand a probability on as it is.
bool keeps_values(const Node& node) {
  for (const std::string_view keeper :
       {"Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast"}) {
    if (node.op_type == keeper) return true;
  }
  return false;
}

class Guesser {
 public:
  explicit Guesser(const Model& model)
      : graph_(model.graph), model_(model), shapes_(infer_shapes(model)) {
    for (const Node& node : graph_.nodes) {
      for (const auto& input : node.inputs) readers_[input].push_back(&node);
      for (const auto& output : node.outputs) makers_.emplace(output, &node);
    }
  }

  Result<GuessedCard> go(std::string_view name) {
    guess_.card.name = std::string(name.substr(0, name.rfind('.')));
    guess_.card.architecture = "unknown";
    const auto input = image_input();
    if (!input) return tl::unexpected<Error>(input.error());
    guess_.card.input_tensor = (*input)->name;
    if (auto sides = read_sides(**input); !sides) return tl::unexpected<Error>(sides.error());
    assume(Assumed::kChannels);
    read_values((*input)->name);
    assume(Assumed::kCrop);
    if (auto output = read_outputs(); !output) return tl::unexpected<Error>(output.error());
    name_classes();
    guess_.layers = find_layers(model_);
    std::sort(guess_.assumed.begin(), guess_.assumed.end());
    return std::move(guess_);
  }

 private:
  void assume(Assumed what) { guess_.assumed.push_back(what); }

  Result<const ValueInfo*> image_input() const {
    std::unordered_set<std::string_view> constants;
    for (const auto& tensor : graph_.initializers) constants.insert(tensor.name);
    std::vector<const ValueInfo*> inputs;
    for (const auto& input : graph_.inputs) {
      if (!constants.contains(input.name)) inputs.push_back(&input);
    }
    if (inputs.size() != 1) return fail(ErrorCode::kModelInputs, {{"count", inputs.size()}});
    const ValueInfo& input = *inputs[0];
    if (input.has_shape && input.shape.size() != 4) {
      return fail(ErrorCode::kModelNoImage, {{"given", shape_text(input.shape)}});
    }
    if (input.type != ElementType::kFloat) {
      return fail(ErrorCode::kGraphNotFloat, {{"tensor", shown(input.name)}});
    }
    return &input;
  }

  // Whether a Transpose behind the input brings the colours to the front: the input has them last.
  bool is_turned(const std::string& input) const {
    const auto at = readers_.find(input);
    if (at == readers_.end()) return false;
    const std::vector<std::int64_t> turn{0, 3, 1, 2};
    return std::any_of(at->second.begin(), at->second.end(), [&](const Node* node) {
      return node->op_type == "Transpose" && node->ints_or("perm", {}) == turn;
    });
  }

  // Whether a convolution reads the input itself, over three channels.
  bool is_convolved(const std::string& input) const {
    const auto at = readers_.find(input);
    if (at == readers_.end()) return false;
    return std::any_of(at->second.begin(), at->second.end(), [&](const Node* node) {
      if (node->op_type != "Conv" || node->inputs.size() < 2) return false;
      const auto& weights = shapes_.of(node->inputs[1]).shape;
      return weights && weights->size() == 4 && (*weights)[1].value == kColours;
    });
  }

  Result<void> read_sides(const ValueInfo& input) {
    InputRule& rule = guess_.card.input;
    const Shape& shape = input.shape;
    const auto side = [&](std::size_t axis) {
      return axis < shape.size() ? shape[axis].value : std::int64_t{-1};
    };
    const bool first = side(1) == kColours;
    const bool last = side(3) == kColours;
    rule.layout = Layout::kNchw;
    if (first != last) {
      rule.layout = last ? Layout::kNhwc : Layout::kNchw;
    } else if (is_turned(input.name)) {
      rule.layout = Layout::kNhwc;
    } else if (!is_convolved(input.name)) {
      assume(Assumed::kLayout);
    }
    const bool nhwc = rule.layout == Layout::kNhwc;
    const std::int64_t channels = side(nhwc ? 3 : 1);
    if (channels >= 0 && channels != kColours) {
      return fail(ErrorCode::kModelChannels, {{"channels", channels}});
    }
    const std::int64_t height = side(nhwc ? 1 : 2);
    const std::int64_t width = side(nhwc ? 2 : 3);
    if (height == 0 || width == 0 || height > kMostSide || width > kMostSide) {
      return fail(ErrorCode::kModelNoImage, {{"given", shape_text(shape)}});
    }
    if (height < 0 || width < 0) assume(Assumed::kSize);
    // A side that is open is as long as one that is stated.
    const std::int64_t otherwise = height > 0 ? height : width > 0 ? width : kUsualSide;
    rule.height = static_cast<int>(height > 0 ? height : otherwise);
    rule.width = static_cast<int>(width > 0 ? width : otherwise);
    return {};
  }

  // The one number of a constant; nothing for others.
  std::optional<float> number(const std::string& tensor) const {
    const Tensor* constant = graph_.constant(tensor);
    if (constant == nullptr || constant->count() == 0 || constant->count() > 16)
      return std::nullopt;
    return as_floats(*constant)[0];
  }

  // Follows the input up to what mixes its pixels.
  void read_values(const std::string& input) {
    InputRule& rule = guess_.card.input;
    assume(Assumed::kValues);
    std::string tensor = input;
    bool normalises = false;
    constexpr int kMostSteps = 12;
    for (int step = 0; step < kMostSteps; ++step) {
      const auto at = readers_.find(tensor);
      if (at == readers_.end() || at->second.size() != 1) break;
      const Node& node = *at->second[0];
      if (node.outputs.empty() || node.inputs.empty()) break;
      const std::string& type = node.op_type;
      const bool scales = type == "Mul" || type == "Div";
      if (scales || type == "Sub" || type == "Add") {
        if (node.inputs.size() != 2) break;
        const auto value = number(node.inputs[node.inputs[0] == tensor ? 1 : 0]);
        if (!value) break;
        const float by = type == "Mul" && *value != 0 ? 1 / *value : *value;
        // By 255, 127.5, or one of ImageNet's deviations in bytes.
        if (scales && std::abs(by) > 40) {
          rule.range = ValueRange::kBytes;
          return;
        }
        // A mean in bytes is taken off.
        if (!scales && std::abs(*value) > 40) {
          rule.range = ValueRange::kBytes;
          return;
        }
        normalises = true;
      } else if (type == "BatchNormalization" || type == "InstanceNormalization") {
        normalises = true;
      } else if (type != "Transpose" && type != "Cast" && type != "Identity") {
        break;
      }
      tensor = node.outputs[0];
    }
    if (normalises) return;  // 0..1 as it is
    if (rule.layout == Layout::kNhwc) {
      rule.range = ValueRange::kSigned;
      return;
    }
    rule.mean = {0.485F, 0.456F, 0.406F};
    rule.std = {0.229F, 0.224F, 0.225F};
  }

  const Node* maker_of(std::string tensor) const {
    for (std::size_t step = 0; step < graph_.nodes.size(); ++step) {
      const auto found = makers_.find(tensor);
      if (found == makers_.end()) return nullptr;
      if (!keeps_values(*found->second) || found->second->inputs.empty()) return found->second;
      tensor = found->second->inputs[0];
    }
    return nullptr;
  }

  static OutputKind kind_of(const Node* maker, int count) {
    const std::string_view type = maker == nullptr ? std::string_view() : maker->op_type;
    if (type == "Sigmoid" && count == 1) return OutputKind::kSigmoid;
    if (type == "Softmax" || type == "Sigmoid") return OutputKind::kProbabilities;
    return count == 1 ? OutputKind::kLogit : OutputKind::kLogits;
  }

  Result<void> read_outputs() {
    for (const ValueInfo& output : graph_.outputs) {
      const TensorFacts& facts = shapes_.of(output.name);
      const Shape shape = facts.shape ? *facts.shape : output.shape;
      const auto type = facts.type.value_or(output.type);
      if (type != ElementType::kFloat) continue;
      int count = 0;
      if (!shape.empty()) {
        if (shape.size() < 2 || shape[1].value > kMostClasses) continue;
        // Behind the classes only axes of one, as a last convolution leaves them.
        const bool flat = std::all_of(shape.begin() + 2, shape.end(),
                                      [](const Dimension& side) { return side.value == 1; });
        if (!flat) continue;
        count = static_cast<int>(std::max<std::int64_t>(shape[1].value, 0));
      }
      guess_.outputs.push_back({output.name, count, kind_of(maker_of(output.name), count)});
    }
    if (guess_.outputs.empty()) return fail(ErrorCode::kModelNoAnswer);
    std::stable_sort(guess_.outputs.begin(), guess_.outputs.end(),
                     [](const AnswerOutput& a, const AnswerOutput& b) {
                       const auto rank = [](int count) {
                         return count == 0 ? kMostClasses + 1 : count;
                       };
                       return rank(a.count) < rank(b.count);
                     });
    guess_.card.logits_tensor = guess_.outputs[0].tensor;
    guess_.card.output = guess_.outputs[0].kind;
    return {};
  }

  void name_classes() {
    const int count = guess_.outputs[0].count;
    assume(Assumed::kClasses);
    assume(Assumed::kPositive);
    if (count <= 2) {
      guess_.card.classes = {"benign", "malignant"};
      guess_.card.positive_class = 1;
      return;
    }
    for (int i = 0; i < count; ++i) guess_.card.classes.push_back("class " + std::to_string(i));
    guess_.card.positive_class = 0;
  }

  const Graph& graph_;
  const Model& model_;
  const Shapes shapes_;
  std::unordered_map<std::string, std::vector<const Node*>> readers_;
  std::unordered_map<std::string, const Node*> makers_;
  GuessedCard guess_;
};

}  // namespace

Result<GuessedCard> guess_card(const Model& model, std::string_view name) {
  return Guesser(model).go(name);
}

Result<std::vector<std::uint8_t>> with_card(Model&& given, ModelCard card) {
  Model model = std::move(given);
  const auto found = tap(model);
  std::vector<LayerCard> layers;
  if (found) {
    for (const LayerInfo& layer : found->layers) {
      LayerCard known;
      const auto before =
          std::find_if(card.layers.begin(), card.layers.end(), [&](const LayerCard& l) {
            return l.tensor == layer.tensor && l.filter_count == layer.filters;
          });
      if (before != card.layers.end()) known = std::move(*before);
      known.tensor = layer.tensor;
      known.filter_count = layer.filters;
      known.stride = layer.stride;
      known.receptive_field = layer.receptive_field;
      known.receptive_field_start = layer.receptive_field_start;
      layers.push_back(std::move(known));
    }
  }
  card.layers = std::move(layers);
  std::erase_if(model.metadata, [](const auto& entry) { return entry.first == kCardKey; });
  model.metadata.emplace_back(std::string(kCardKey), to_json(card));
  auto bytes = write_model(std::move(model));
  if (!bytes) return bytes;
  if (const auto held = read_model_card(*bytes); !held) return tl::unexpected<Error>(held.error());
  return bytes;
}

bool sums_to_one(std::span<const float> output) {
  if (output.size() < 2) return false;
  double sum = 0;
  for (const float value : output) {
    if (!(value >= 0)) return false;
    sum += value;
  }
  return std::abs(sum - 1) <= 1e-3;
}

}  // namespace lesion::onnx
