// What the reverse of an operator sees of its node, and how it writes its part of the graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/error.h"
#include "core/onnx/edit.h"
#include "core/onnx/reverse.h"
#include "core/onnx/shapes.h"

namespace lesion::onnx {

using Wholes = std::vector<std::int64_t>;

// Of the constants of one reverse graph: 256 MB of floats.
inline constexpr std::size_t kMostNumbers = std::size_t{1} << 26;

// The graph that is being written, shared by the calls of all nodes.
struct ReverseState {
  Graph* graph = nullptr;   // nodes: the network's, which a rule may give a further output
  std::vector<Node> nodes;  // of the reverse, in order
  std::vector<Tensor> constants;
  Names* names = nullptr;
  const Shapes* shapes = nullptr;
  std::unordered_map<std::string, const Tensor*> values;                // the network's constants
  std::unordered_set<std::string> active;                               // depends on what is wanted
  std::unordered_map<std::string, std::vector<std::string>> gradients;  // parts, by tensor
  std::unordered_map<std::string, std::string> numbers;                 // constants made before
  ReverseOptions options;
  std::int64_t opset = 0;  // 17 to 21
  std::size_t made = 0;
  std::size_t numbers_written = 0;  // of the constants
};

class ReverseCall {
 public:
  ReverseCall(ReverseState& state, std::size_t index, std::vector<std::string> gradients)
      : node(state.graph->nodes[index]),
        opset(state.opset),
        options(state.options),
        state_(state),
        index_(index),
        gradients_(std::move(gradients)) {}

  const Node node;  // a copy: the graph's own may get a further output
  const std::int64_t opset;
  const ReverseOptions& options;
  std::optional<Error> error;

  // The gradient with respect to an output; empty for one that nothing on the way reads.
  std::string gradient(std::size_t output = 0) const {
    return output < gradients_.size() ? gradients_[output] : std::string();
  }
  std::string in(std::size_t index) const {
    return index < node.inputs.size() ? node.inputs[index] : std::string();
  }
  std::string out(std::size_t index = 0) const { return node.outputs[index]; }
  // Whether the gradient with respect to an input is asked for.
  bool wanted(std::size_t input) const { return state_.active.contains(in(input)); }
  // Null where the rank is not known.
  const Shape* shape(std::size_t input) const { return shape_of(in(input)); }
  const Shape* out_shape(std::size_t output = 0) const { return shape_of(out(output)); }
  // The value of an input where the file states it.
  const Tensor* constant(std::size_t input) const;
  // A list of whole numbers: an attribute before some opset, an input from it on. Nothing where it
  // is an input that is computed.
  std::optional<Wholes> list(const char* attribute, std::size_t input) const;
  // One number of an input that is a constant of floats.
  std::optional<float> scalar(std::size_t input) const;

  // --- writing: each appends a node and gives the name of its output
  std::string make(std::string op_type, std::vector<std::string> inputs,
                   std::vector<Attribute> attributes = {});
  // Whether that many numbers more may be written as constants: a small file must not ask for
  // gigabytes.
  bool has_room(std::size_t numbers) const {
    return numbers <= kMostNumbers - state_.numbers_written;
  }
  std::string floats(Wholes dims, std::span<const float> values);
  std::string wholes(const Wholes& values);
  std::string number(float value);
  std::string add(const std::string& a, const std::string& b) { return make("Add", {a, b}); }
  std::string subtract(const std::string& a, const std::string& b) { return make("Sub", {a, b}); }
  std::string multiply(const std::string& a, const std::string& b) { return make("Mul", {a, b}); }
  std::string scaled(const std::string& a, float by) { return make("Mul", {a, number(by)}); }
  // a where the condition holds, else 0.
  std::string where(const std::string& condition, const std::string& a) {
    return make("Where", {condition, a, number(0)});
  }
  // `x` in the shape of `like`.
  std::string reshaped_like(const std::string& x, const std::string& like);
  std::string expanded_like(const std::string& x, const std::string& like);
  std::string zeros_like(const std::string& x);
  std::string sum(const std::string& x, const Wholes& axes, bool keep);
  // A further output of the node itself.
  std::string further_output(std::size_t index);

  // Adds `gradient`, of the input's shape, to what is known of it. Nothing where not wanted.
  void give(std::size_t input, const std::string& gradient);
  // The same for a gradient of the output's shape, to which the input was broadcast.
  void give_broadcast(std::size_t input, const std::string& gradient);

  void refuse();                                 // the form of this node is not known
  void refuse_shape(const std::string& tensor);  // its size must be known

 private:
  const Shape* shape_of(const std::string& tensor) const;

  ReverseState& state_;
  std::size_t index_;
  std::vector<std::string> gradients_;
};

// The sides where all are known.
std::optional<Wholes> known_sides(const Shape& shape, std::size_t from = 0);

using ReverseRule = void (*)(ReverseCall&);

// Null for an operator without a rule.
ReverseRule find_reverse(const Node& node);

namespace reverse_rule {
// reverse_windows.cc
void convolution(ReverseCall&);
void transposed_convolution(ReverseCall&);
void max_pool(ReverseCall&);
void average_pool(ReverseCall&);
void resize(ReverseCall&);
void depth_to_space(ReverseCall&);
void space_to_depth(ReverseCall&);
// reverse_linear.cc
void gemm(ReverseCall&);
void matmul(ReverseCall&);
void batch_normalisation(ReverseCall&);
void layer_normalisation(ReverseCall&);  // InstanceNormalization too
void local_response(ReverseCall&);
void global_average(ReverseCall&);
void global_max(ReverseCall&);
void reduce_mean(ReverseCall&);
void reduce_sum(ReverseCall&);
void reduce_max(ReverseCall&);
void softmax(ReverseCall&);
void log_softmax(ReverseCall&);
// reverse_simple.cc
void identity(ReverseCall&);
void cast(ReverseCall&);
void relu(ReverseCall&);
void leaky_relu(ReverseCall&);
void p_relu(ReverseCall&);
void elu(ReverseCall&);
void selu(ReverseCall&);
void celu(ReverseCall&);
void clip(ReverseCall&);
void sigmoid(ReverseCall&);
void tanh(ReverseCall&);
void hard_sigmoid(ReverseCall&);
void hard_swish(ReverseCall&);
void gelu(ReverseCall&);
void erf(ReverseCall&);
void softplus(ReverseCall&);
void exp(ReverseCall&);
void log(ReverseCall&);
void sqrt(ReverseCall&);
void reciprocal(ReverseCall&);
void abs(ReverseCall&);
void neg(ReverseCall&);
void add(ReverseCall&);
void sub(ReverseCall&);
void mul(ReverseCall&);
void div(ReverseCall&);
void pow(ReverseCall&);
void where(ReverseCall&);
// reverse_layout.cc
void reshape(ReverseCall&);  // Reshape, Flatten, Squeeze, Unsqueeze
void transpose(ReverseCall&);
void concat(ReverseCall&);
void split(ReverseCall&);
void slice(ReverseCall&);
void gather(ReverseCall&);
void pad(ReverseCall&);
void expand(ReverseCall&);
}  // namespace reverse_rule

}  // namespace lesion::onnx
