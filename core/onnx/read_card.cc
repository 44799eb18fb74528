// The card of a model, held against its graph: what goes in, and how it ends.
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/onnx/fields.h"
#include "core/onnx/metadata.h"
#include "core/onnx/read.h"
#include "core/onnx/wire.h"

namespace lesion::onnx {
namespace {

using Bytes = std::span<const std::uint8_t>;

std::string_view view(Bytes text) {
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

// The last field of that number in a message; empty where there is none.
Bytes part(Bytes message, field::Number wanted, bool& whole) {
  Bytes found;
  WireCursor in(message);
  while (in.next()) {
    if (in.field() == wanted) found = in.bytes();
  }
  whole = whole && in.ok();
  return found;
}

// What the walk back from the output needs of a node, as views into the file.
struct Producer {
  std::string_view op_type;
  std::string_view first_input;
};

struct Outline {
  // By a node's first output. Of two nodes that name the same output, which no runtime takes, the
  // first is kept.
  std::unordered_map<std::string_view, Producer> producers;
  // Of the input that was asked for: its sides, -1 where the file states none.
  std::vector<std::int64_t> input;
};

class OutlineReader {
 public:
  OutlineReader(std::string_view input, std::size_t most) : input_(input), most_(most) {}

  // Every graph field, which protobuf joins; constants are stepped over unread.
  Result<Outline> read(Bytes file) {
    WireCursor model(file);
    while (model.next()) {
      if (model.field() != field::model::kGraph) continue;
      WireCursor graph(model.bytes());
      while (graph.next()) {
        const bool is_node = graph.field() == field::graph::kNode;
        if (!is_node && graph.field() != field::graph::kInput) continue;
        if (most_ == 0) return fail(ErrorCode::kOnnxTooManyParts);
        --most_;
        if (is_node && !add_node(graph.bytes())) return cut_off("NodeProto");
        if (!is_node && !add_input(graph.bytes())) return cut_off("ValueInfoProto");
      }
      if (!graph.ok()) return cut_off("GraphProto");
    }
    return std::move(outline_);
  }

 private:
  static tl::unexpected<Error> cut_off(std::string_view what) {
    return fail(ErrorCode::kOnnxPartCutOff, {{"part", what}});
  }

  bool add_node(Bytes message) {
    Producer node;
    std::string_view output;
    std::string_view domain;
    bool has_input = false;
    bool has_output = false;
    WireCursor in(message);
    while (in.next()) {
      switch (in.field()) {
        case field::node::kInput:
          if (!has_input) node.first_input = view(in.bytes());
          has_input = true;
          break;
        case field::node::kOutput:
          if (!has_output) output = view(in.bytes());
          has_output = true;
          break;
        case field::node::kOpType:
          node.op_type = view(in.bytes());
          break;
        case field::node::kDomain:
          domain = view(in.bytes());
          break;
        default:
          break;
      }
    }
    // Another domain's operator of the same name is another operator.
    if (!domain.empty() && domain != "ai.onnx") node = {};
    if (!output.empty()) outline_.producers.emplace(output, node);
    return in.ok();
  }

  bool add_input(Bytes message) {
    bool whole = true;
    if (view(part(message, field::value_info::kName, whole)) != input_) return whole;
    const Bytes type = part(message, field::value_info::kType, whole);
    const Bytes tensor = part(type, field::type::kTensor, whole);
    WireCursor shape(part(tensor, field::tensor_type::kShape, whole));
    outline_.input.clear();
    while (shape.next()) {
      if (shape.field() != field::shape::kDimension) continue;
      std::int64_t side = -1;
      WireCursor dimension(shape.bytes());
      while (dimension.next()) {
        if (dimension.field() == field::dimension::kValue) side = dimension.number();
      }
      whole = whole && dimension.ok();
      // No tensor has so many; a file may.
      if (outline_.input.size() < 16) outline_.input.push_back(side);
    }
    return whole && shape.ok();
  }

  Outline outline_;
  std::string_view input_;
  std::size_t most_;
};

// "3 x 224 x 224"; a side that is not known is "?". The first, which counts images, is left out.
std::string shape_text(std::span<const std::int64_t> sides) {
  std::string text;
  for (std::size_t i = 1; i < sides.size(); ++i) {
    if (i > 1) text += " x ";
    text += sides[i] < 0 ? "?" : std::to_string(sides[i]);
  }
  return text;
}

// Whether the graph takes what preprocess() makes. A graph that states no shape is left to the
// runtime.
Result<void> check_input(const InputRule& rule, std::span<const std::int64_t> given) {
  if (given.empty()) return {};
  const std::size_t channels = rule.layout == Layout::kNhwc ? 3 : 1;
  if (given.size() == 4 && given[channels] >= 0 && given[channels] != 3) {
    return fail(ErrorCode::kModelChannels, {{"channels", given[channels]}});
  }
  const std::array<std::int64_t, 4> stated =
      rule.layout == Layout::kNhwc ? std::array<std::int64_t, 4>{-1, rule.height, rule.width, 3}
                                   : std::array<std::int64_t, 4>{-1, 3, rule.height, rule.width};
  bool fits = given.size() == stated.size();
  for (std::size_t i = 1; fits && i < stated.size(); ++i) {
    fits = given[i] < 0 || given[i] == stated[i];
  }
  if (fits) return {};
  return fail(ErrorCode::kModelInput,
              {{"stated", shape_text(stated)}, {"given", shape_text(given)}});
}

// Operators that change a tensor's shape or type, and no value of a probability.
bool keeps_values(std::string_view op_type) {
  for (const std::string_view keeper :
       {"Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast"}) {
    if (op_type == keeper) return true;
  }
  return false;
}

// The operator that made the values of `tensor`; empty where none is found.
std::string_view maker_of(std::string_view tensor, const Outline& outline) {
  const auto& producers = outline.producers;
  // Not more steps than there are nodes: a damaged graph may lead back to where it came from.
  for (std::size_t step = 0; step < producers.size(); ++step) {
    const auto found = producers.find(tensor);
    if (found == producers.end()) return {};
    if (!keeps_values(found->second.op_type)) return found->second.op_type;
    tensor = found->second.first_input;
  }
  return {};
}

// Whether what is called logits is none. LogSoftmax is left: log-probabilities are logits. They
// differ from those before it by one number for all classes, which neither a softmax nor
// probability() sees, whatever the temperature.
Result<void> check_output(const ModelCard& card, const Outline& outline) {
  if (card.output != OutputKind::kLogits && card.output != OutputKind::kLogit) return {};
  const std::string_view maker = maker_of(card.logits_tensor, outline);
  if (maker != "Softmax" && maker != "Sigmoid") return {};
  return fail(
      ErrorCode::kCardNotLogits,
      {{"stated", kOutputKindNames[static_cast<std::size_t>(card.output)]}, {"operator", maker}});
}

}  // namespace

Result<ModelCard> read_model_card(Bytes file, const ReadLimits& limits) {
  const auto json = find_metadata(file, kCardKey);
  if (!json) return tl::unexpected<Error>(json.error());
  if (!*json) return fail(ErrorCode::kModelNoCard);
  auto card = card_from_json(**json);
  if (!card) return card;
  const auto outline = OutlineReader(card->input_tensor, limits.max_parts).read(file);
  if (!outline) return tl::unexpected<Error>(outline.error());
  if (auto input = check_input(card->input, outline->input); !input) {
    return tl::unexpected<Error>(input.error());
  }
  if (auto output = check_output(*card, *outline); !output) {
    return tl::unexpected<Error>(output.error());
  }
  return card;
}

}  // namespace lesion::onnx
