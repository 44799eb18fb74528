// Builds an ONNX graph node by node, the way LeelaChessZero's converter does: every function
// appends one node and returns the name of its output, which is the input of the next.
//
//   GraphBuilder b("compact");
//   auto x = b.input("image", {"N", 3, 128, 128});
//   auto w = b.initializer("w0", {8, 3, 3, 3}, weights);
//   x = b.relu(b.conv(x, w, bias, "conv0", {.stride = 1, .pad = 1}), "layer0");
//   b.output("layer0", {"N", 8, 128, 128});
//   Result<std::vector<std::uint8_t>> file = b.finish({{"lesionlens", to_json(card)}});
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

inline constexpr std::int64_t kOpset = 17;
inline constexpr std::int64_t kIrVersion = 8;

// The same on both axes and all sides; kernels are square or come from the weight's shape.
struct Window {
  int stride = 1;
  int pad = 0;
};

// Every function that appends a node takes the name of its output last; an empty name makes one up
// ("Relu_3"). Names that are used twice, inputs that nobody has produced and constants whose sizes
// disagree are remembered and reported by finish().
class GraphBuilder {
 public:
  explicit GraphBuilder(std::string graph_name);

  // Declares the graph's input of floats.
  std::string input(std::string name, Shape shape);
  // Adds a constant; values.size() is the product of dims.
  std::string initializer(std::string name, std::vector<std::int64_t> dims,
                          std::span<const float> values);
  std::string initializer(std::string name, std::vector<std::int64_t> dims,
                          std::span<const std::int64_t> values);
  std::string initializer(Tensor tensor);

  // x [N,Cin,H,W], w [Cout,Cin/groups,k,k], b [Cout] or empty for none -> [N,Cout,H',W'].
  std::string conv(const std::string& x, const std::string& w, const std::string& b,
                   std::string name = {}, Window window = {}, int groups = 1);
  std::string relu(const std::string& x, std::string name = {});
  // A square window; rows and columns that do not fill one are left out (ceil_mode 0).
  std::string max_pool(const std::string& x, int kernel, int stride, std::string name = {},
                       int pad = 0);
  std::string global_average_pool(const std::string& x, std::string name = {});  // -> [N,C,1,1]
  std::string global_max_pool(const std::string& x, std::string name = {});      // -> [N,C,1,1]
  std::string concat(const std::vector<std::string>& xs, std::int64_t axis, std::string name = {});
  // Keeps the axes before `axis` as rows, the rest as columns.
  std::string flatten(const std::string& x, std::string name = {}, std::int64_t axis = 1);
  // x [N,in] times w ([in,out], or [out,in] with trans_b, as libtorch stores it) plus b [out].
  std::string gemm(const std::string& x, const std::string& w, const std::string& b, bool trans_b,
                   std::string name = {});
  std::string add(const std::string& a, const std::string& b, std::string name = {});
  std::string multiply(const std::string& a, const std::string& b, std::string name = {});
  std::string softmax(const std::string& x, std::int64_t axis, std::string name = {});
  // Any other standard operator with one output. An empty input is one left out.
  std::string node(std::string op_type, std::vector<std::string> inputs,
                   std::vector<Attribute> attributes = {}, std::string name = {});
  // The same with several outputs (Split, MaxPool's indices), which come back in order; an empty
  // name is an output not wanted. The node bears the first one's name.
  std::vector<std::string> nodes(std::string op_type, std::vector<std::string> inputs,
                                 std::vector<std::string> outputs,
                                 std::vector<Attribute> attributes = {});

  // Declares `name`, which some function has returned, an output of the graph (floats).
  void output(const std::string& name, Shape shape);

  // The file: opset 17, IR version 8, `metadata` in its metadata_props. Fails with kInvalidArgument
  // (the first mistake made while building) or kTooLarge (over 2 GB). The builder is empty after.
  Result<std::vector<std::uint8_t>> finish(Metadata metadata,
                                           std::string producer_version = "0.1.0");
  // The same as a model in memory.
  Result<Model> finish_model(Metadata metadata, std::string producer_version = "0.1.0");

 private:
  std::string produce(std::string name);  // notes that the tensor exists
  void require(const std::string& tensor, std::string_view user);
  void mistake(std::string message);

  Model model_;
  std::unordered_set<std::string> known_;
  std::optional<std::string> first_mistake_;
};

}  // namespace lesion::onnx
