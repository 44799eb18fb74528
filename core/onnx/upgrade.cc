#include "core/onnx/upgrade.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/onnx/edit.h"
#include "core/onnx/shape_rule.h"

namespace lesion::onnx {
namespace {

constexpr std::int64_t kLeast = 7;
constexpr std::int64_t kMost = 21;

using Wholes = std::vector<std::int64_t>;

// Writes the nodes anew, one by one.
class Upgrade {
 public:
  explicit Upgrade(Model& model)
      : graph_(model.graph),
        names_(model.graph),
        from_(model.opset()),
        shapes_(infer_shapes(model)) {
    for (const auto& node : graph_.nodes) read_.insert(node.inputs.begin(), node.inputs.end());
    for (const auto& output : graph_.outputs) read_.insert(output.name);
  }

  Result<void> go() {
    static const std::unordered_map<std::string_view, bool (Upgrade::*)(Node&)> kSteps{
        {"Squeeze", &Upgrade::axes_as_input},
        {"Unsqueeze", &Upgrade::axes_as_input},
        {"ReduceSum", &Upgrade::axes_as_input},
        {"Split", &Upgrade::split},
        {"Clip", &Upgrade::clip},
        {"Pad", &Upgrade::pad},
        {"Slice", &Upgrade::slice},
        {"Upsample", &Upgrade::upsample},
        {"Resize", &Upgrade::resize},
        {"Softmax", &Upgrade::softmax},
        {"LogSoftmax", &Upgrade::softmax},
        {"Hardmax", &Upgrade::softmax},
        {"Dropout", &Upgrade::dropout},
        {"BatchNormalization", &Upgrade::normalisation},
        {"TopK", &Upgrade::top_k},
        {"Scatter", &Upgrade::refused},
    };
    std::vector<Node> old = std::move(graph_.nodes);
    graph_.nodes.clear();
    graph_.nodes.reserve(old.size());
    for (auto& node : old) {
      const bool standard = node.domain.empty() || node.domain == "ai.onnx";
      const auto step = standard ? kSteps.find(node.op_type) : kSteps.end();
      if (step != kSteps.end() && !(this->*step->second)(node)) {
        return fail(ErrorCode::kReverseForm,
                    {{"operator", shown(node.op_type)}, {"node", shown(node.name)}});
      }
      graph_.nodes.push_back(std::move(node));
    }
    return {};
  }

 private:
  static const Attribute* find(const Node& node, std::string_view name) {
    for (const auto& attribute : node.attributes) {
      if (attribute.name == name) return &attribute;
    }
    return nullptr;
  }
  static void drop(Node& node, std::string_view name) {
    std::erase_if(node.attributes, [&](const Attribute& a) { return a.name == name; });
  }
  static void set(Node& node, std::string_view name, Attribute::Value value) {
    drop(node, name);
    node.attributes.push_back({std::string(name), std::move(value)});
  }
  static void set_input(Node& node, std::size_t index, std::string name) {
    if (node.inputs.size() <= index) node.inputs.resize(index + 1);
    node.inputs[index] = std::move(name);
  }

  std::string wholes(const Wholes& values) {
    std::string name = names_.take("upgrade." + std::to_string(made_++));
    graph_.initializers.push_back(
        int64_tensor(name, {static_cast<std::int64_t>(values.size())}, values));
    return name;
  }
  std::string floats(Wholes dims, std::span<const float> values) {
    std::string name = names_.take("upgrade." + std::to_string(made_++));
    graph_.initializers.push_back(float_tensor(name, std::move(dims), values));
    return name;
  }
  std::string number(float value) { return floats({}, std::span(&value, 1)); }

  // A list that was an attribute as an input.
  void move_list(Node& node, const char* attribute, std::size_t index) {
    if (find(node, attribute) == nullptr) return;
    set_input(node, index, wholes(node.ints_or(attribute, {})));
    drop(node, attribute);
  }

  bool axes_as_input(Node& node) {
    if (from_ < 13) move_list(node, "axes", 1);
    return true;
  }

  bool split(Node& node) {
    if (from_ < 13) move_list(node, "split", 1);
    return true;
  }

  bool clip(Node& node) {
    if (from_ >= 11) return true;
    constexpr float kLargest = std::numeric_limits<float>::max();
    const float low = node.float_or("min", -kLargest);
    const float high = node.float_or("max", kLargest);
    drop(node, "min");
    drop(node, "max");
    node.inputs.resize(1);
    if (low > -kLargest) set_input(node, 1, number(low));
    if (high < kLargest) set_input(node, 2, number(high));
    return true;
  }

  bool pad(Node& node) {
    if (from_ >= 11) return true;
    const float value = node.float_or("value", 0);
    drop(node, "value");
    node.inputs.resize(1);
    move_list(node, "pads", 1);
    if (value != 0) set_input(node, 2, number(value));
    return node.inputs.size() >= 2;
  }

  bool slice(Node& node) {
    if (from_ >= 10) return true;
    node.inputs.resize(1);
    move_list(node, "starts", 1);
    move_list(node, "ends", 2);
    move_list(node, "axes", 3);
    return node.inputs.size() >= 3;
  }

  bool upsample(Node& node) {
    if (from_ < 9) {
      const auto* stated = find(node, "scales");
      const auto* scales =
          stated == nullptr ? nullptr : std::get_if<std::vector<float>>(&stated->value);
      if (scales == nullptr) return false;
      set_input(node, 1, floats({static_cast<std::int64_t>(scales->size())}, *scales));
      drop(node, "scales");
    }
    if (node.inputs.size() != 2) return false;
    node.op_type = "Resize";
    return old_resize(node);
  }

  bool resize(Node& node) {
    if (from_ < 11) return node.inputs.size() == 2 && old_resize(node);
    return node.string_or("coordinate_transformation_mode", "") != "tf_half_pixel_for_nn";
  }

  bool old_resize(Node& node) {
    node.inputs = {node.inputs[0], "", node.inputs[1]};
    if (node.string_or("mode", "nearest") == "bilinear") set(node, "mode", std::string("linear"));
    set(node, "coordinate_transformation_mode", std::string("asymmetric"));
    set(node, "nearest_mode", std::string("floor"));
    return true;
  }

  // The axes from `axis` on counted as one.
  bool softmax(Node& node) {
    if (from_ >= 13) return true;
    if (node.inputs.size() != 1 || node.outputs.size() != 1) return false;
    const auto axis = node.int_or("axis", 1);
    const auto& shape = shapes_.of(node.inputs[0]).shape;
    const auto counted = shape ? axis_index(axis, shape->size()) : std::nullopt;
    if (counted && *counted + 1 == shape->size()) {
      set(node, "axis", std::int64_t{-1});
      return true;
    }
    if (shape && !counted) return false;
    const std::string x = node.inputs[0];
    const std::string y = node.outputs[0];
    const auto take = [&] { return names_.take("upgrade." + std::to_string(made_++)); };
    const auto flat = take();
    const auto shares = take();
    const auto size = take();
    graph_.nodes.push_back(plain_node("Flatten", {x}, flat, {{"axis", axis}}));
    graph_.nodes.push_back(plain_node(node.op_type, {flat}, shares, {{"axis", std::int64_t{-1}}}));
    graph_.nodes.push_back(plain_node("Shape", {x}, size));
    node = plain_node("Reshape", {shares, size}, y);
    return true;
  }

  bool dropout(Node& node) {
    if (from_ >= 12) return true;
    drop(node, "ratio");
    return drop_unread(node);
  }

  // Statistics of the batch, which without training are what came in.
  bool normalisation(Node& node) {
    if (from_ < 9 && node.int_or("spatial", 1) != 1) return false;
    drop(node, "spatial");
    return from_ >= 14 || drop_unread(node);
  }

  bool drop_unread(Node& node) const {
    for (std::size_t i = 1; i < node.outputs.size(); ++i) {
      if (!node.outputs[i].empty() && read_.contains(node.outputs[i])) return false;
    }
    if (!node.outputs.empty()) node.outputs.resize(1);
    return true;
  }

  bool top_k(Node&) { return from_ >= 11; }
  bool refused(Node&) { return false; }

  Graph& graph_;
  Names names_;
  const std::int64_t from_;
  const Shapes shapes_;
  std::unordered_set<std::string> read_;
  std::size_t made_ = 0;
};

}  // namespace

Result<void> upgrade_opset(Model& model) {
  const auto version = model.opset();
  if (version < kLeast || version > kMost) {
    return fail(ErrorCode::kGraphTooOld,
                {{"version", version}, {"least", kLeast}, {"most", kMost}});
  }
  if (version >= kUpgraded) return {};
  if (auto done = Upgrade(model).go(); !done) return done;
  for (auto& set : model.operator_sets) {
    if (set.domain.empty() || set.domain == "ai.onnx") set.version = kUpgraded;
  }
  constexpr std::int64_t kIrOfUpgraded = 8;
  model.ir_version = std::max(model.ir_version, kIrOfUpgraded);
  return {};
}

}  // namespace lesion::onnx
