// Shapes of small graphs, one operator each or a chain as exporters write it; the expected ones are
// worked by hand from the operators' definitions (ONNX, docs/Operators.md).
#include "core/onnx/shapes.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "core/onnx/window.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

using Ints = std::vector<std::int64_t>;
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

// "N,3,?" as text, or what is open.
std::string text_of(const TensorFacts& facts) {
  if (!facts.shape) return "no shape";
  std::string text;
  for (const auto& side : *facts.shape) {
    if (!text.empty()) text += ',';
    text += side.value >= 0 ? std::to_string(side.value) : side.symbol.empty() ? "?" : side.symbol;
  }
  return text;
}

struct Answer {
  std::vector<std::string> outputs;
  std::string open;  // the first reason
};

// The shapes of one node's outputs, fed by a float input "x" of that shape and by constants.
Answer answer(const Shape& x, Node node, const std::vector<Tensor>& constants = {},
              std::int64_t opset = 17) {
  Model model;
  model.operator_sets = {{"", opset}};
  model.graph.inputs = {{"x", ElementType::kFloat, true, x}};
  node.inputs.insert(node.inputs.begin(), "x");
  for (const auto& constant : constants) {
    model.graph.initializers.push_back(constant);
    node.inputs.push_back(constant.name);
  }
  model.graph.nodes = {node};
  const auto shapes = infer_shapes(model);
  Answer result;
  for (const auto& output : node.outputs) result.outputs.push_back(text_of(shapes.of(output)));
  if (!shapes.open.empty()) result.open = shapes.open[0].reason;
  return result;
}

Node node(const char* op, std::vector<Attribute> attributes = {},
          std::vector<std::string> outputs = {"y"}) {
  return {op, op, "", {}, std::move(outputs), std::move(attributes)};
}

Tensor ints(const char* name, const Ints& values) {
  return int64_tensor(name, {static_cast<std::int64_t>(values.size())}, values);
}

Tensor weights(const Ints& dims) {
  std::int64_t count = 1;
  for (const auto dim : dims) count *= dim;
  return float_tensor("w", dims, random_weights(static_cast<std::size_t>(count), 1));
}

std::string only(const Answer& answer) {
  return answer.open.empty() ? answer.outputs.at(0) : "open: " + answer.open;
}

TEST(Window, PlacesFollowPaddingCeilAndAutoPad) {
  const Node pool =
      node("MaxPool",
           {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"ceil_mode", std::int64_t{1}}});
  const Shape sides{112, 7};
  auto window = window_of(pool, {}, sides).value();
  EXPECT_EQ(window[0].places(112), 56);  // floor gives 55 and leaves one cell over
  EXPECT_EQ(window[1].places(7), 3);     // fits without a rest
  EXPECT_EQ(window[0].places(2), std::nullopt);
  // A last window that would lie in the padding alone does not count: 0 1 [2] with stride 3.
  const Node wide = node("MaxPool", {{"kernel_shape", Ints{2}},
                                     {"strides", Ints{3}},
                                     {"pads", Ints{0, 2}},
                                     {"ceil_mode", std::int64_t{1}}});
  EXPECT_EQ(window_of(wide, {}, Shape{3}).value()[0].places(3), 1);
  for (const auto& [mode, first, last] :
       {std::tuple{"SAME_UPPER", 0, 1}, std::tuple{"SAME_LOWER", 1, 0}, {"VALID", 0, 0}}) {
    const Node conv = node("Conv", {{"strides", Ints{2, 2}}, {"auto_pad", std::string(mode)}});
    window = window_of(conv, Ints{3, 3}, Shape{224, 225}).value();
    EXPECT_EQ(window[0].pad_begin, first) << mode;
    EXPECT_EQ(window[0].pad_end, last) << mode;
    // An odd side needs one on either side.
    EXPECT_EQ(window[1].pad_begin, std::string(mode) == "VALID" ? 0 : 1) << mode;
    EXPECT_EQ(window[0].places(224), std::string(mode) == "VALID" ? 111 : 112) << mode;
  }
}

TEST(Window, WhatCannotBeIsRefused) {
  const Shape sides{8, 8};
  for (const auto& [name, values] : {std::pair{"strides", Ints{0, 1}},
                                     {"strides", Ints{1}},
                                     {"dilations", Ints{-1, 1}},
                                     {"pads", Ints{1, 1, 1}},
                                     {"pads", Ints{0, 0, -1, 0}},
                                     {"strides", Ints{kMost, 1}}}) {
    EXPECT_FALSE(window_of(node("Conv", {{name, values}}), Ints{3, 3}, sides).has_value()) << name;
  }
  EXPECT_FALSE(window_of(node("MaxPool"), {}, sides).has_value());
}

TEST(InferShapes, ConvolutionsAndPools) {
  EXPECT_EQ(only(answer({"N", 3, 224, 225},
                        node("Conv", {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}}),
                        {weights({8, 3, 3, 3})})),
            "N,8,112,113");
  EXPECT_EQ(only(answer({1, 4, 20, 20},
                        node("Conv", {{"dilations", Ints{3, 3}}, {"group", std::int64_t{4}}}),
                        {weights({4, 1, 3, 3})})),
            "1,4,14,14");
  EXPECT_EQ(only(answer({1, 5, 20, 20}, node("Conv"), {weights({4, 4, 3, 3})})),
            "open: its weights are for another number of channels");
  EXPECT_EQ(only(answer({1, 4, 2, 20}, node("Conv"), {weights({4, 4, 3, 3})})),
            "open: its window is greater than its input");
  EXPECT_EQ(only(answer({"N", 4, 5, 6},
                        node("ConvTranspose", {{"strides", Ints{2, 2}},
                                               {"pads", Ints{1, 1, 1, 1}},
                                               {"output_padding", Ints{1, 1}}}),
                        {weights({4, 2, 3, 3})})),
            "N,2,10,12");
  const auto pooled = answer(
      {1, 3, 7, 7},
      node("MaxPool", {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}, {"y", "indices"}));
  EXPECT_EQ(pooled.outputs, (std::vector<std::string>{"1,3,3,3", "1,3,3,3"}));
  EXPECT_EQ(only(answer({"N", 3, "h", 7}, node("GlobalAveragePool"))), "N,3,1,1");
}

TEST(InferShapes, LayoutsAndParts) {
  EXPECT_EQ(only(answer({"N", 8, 4, 5}, node("Transpose", {{"perm", Ints{0, 2, 3, 1}}}))),
            "N,4,5,8");
  EXPECT_EQ(only(answer({"N", 8, 4, 5}, node("Reshape"), {ints("s", {0, 2, 4, 4, -1})})),
            "N,2,4,4,5");
  EXPECT_EQ(only(answer({2, 8}, node("Reshape"), {ints("s", {3, 5})})),
            "open: the new shape has another number of elements");
  EXPECT_EQ(only(answer({"N", 8, 1, 1}, node("Flatten"))), "N,8");
  EXPECT_EQ(only(answer({"N", 8, 1, 1}, node("Squeeze"), {ints("a", {-1, 2})})), "N,8");
  EXPECT_EQ(only(answer({"N", 8}, node("Unsqueeze", {{"axes", Ints{2, 3}}}), {}, 11)), "N,8,1,1");
  auto split = answer({"N", 7}, node("Split", {{"axis", std::int64_t{1}}}, {"a", "b", "c"}));
  EXPECT_EQ(split.outputs, (std::vector<std::string>{"N,3", "N,3", "N,1"}));
  split = answer({"N", 7}, node("Split", {{"axis", std::int64_t{1}}}, {"a", "b"}),
                 {ints("sizes", {2, 5})});
  EXPECT_EQ(split.outputs, (std::vector<std::string>{"N,2", "N,5"}));
  EXPECT_EQ(only(answer({1, 3, 9, 9}, node("Slice"),
                        {ints("starts", {1, -1}), ints("ends", {kMost, -kMost}),
                         ints("axes", {2, 3}), ints("steps", {2, -2})})),
            "1,3,4,5");
  EXPECT_EQ(only(answer({1, 3, 9, 9},
                        node("Slice", {{"starts", Ints{1}}, {"ends", Ints{-1}}, {"axes", Ints{3}}}),
                        {}, 9)),
            "1,3,9,7");
  EXPECT_EQ(only(answer({"N", 3, 9, 9}, node("Pad"), {ints("p", {0, 0, 1, 2, 0, 0, 3, -4})})),
            "N,3,13,7");
  EXPECT_EQ(only(answer({"N", 3, 5, 6}, node("Resize", {{"mode", std::string("linear")}}),
                        {float_tensor("roi", {0}, {}),
                         float_tensor("s", {4}, std::vector<float>{1, 1, 2, 1.5f})})),
            "N,3,10,9");
  EXPECT_EQ(only(answer({1, 8, 4, 6}, node("DepthToSpace", {{"blocksize", std::int64_t{2}}}))),
            "1,2,8,12");
  EXPECT_EQ(only(answer({1, 2, 8, 12}, node("SpaceToDepth", {{"blocksize", std::int64_t{2}}}))),
            "1,8,4,6");
}

TEST(InferShapes, LinearLayersReductionsAndBroadcasts) {
  EXPECT_EQ(
      only(answer({"N", 10}, node("Gemm", {{"transB", std::int64_t{1}}}), {weights({2, 10})})),
      "N,2");
  EXPECT_EQ(only(answer({"N", 9}, node("Gemm"), {weights({10, 2})})),
            "open: the sides that it sums over differ");
  EXPECT_EQ(only(answer({"N", 7, 5}, node("MatMul"), {weights({5, 3})})), "N,7,3");
  EXPECT_EQ(only(answer({"N", 8, 4, 4}, node("ReduceMean", {{"axes", Ints{-1, 2}},
                                                            {"keepdims", std::int64_t{0}}}))),
            "N,8");
  EXPECT_EQ(only(answer({"N", 8, 4, 4}, node("Mul"), {weights({8, 1, 1})})), "N,8,4,4");
  EXPECT_EQ(only(answer({"N", 8, 4, 4}, node("Mul"), {weights({7, 1, 1})})),
            "open: the shapes of its inputs do not fit together");
  EXPECT_EQ(only(answer({1}, node("NoSuchOperator"))), "open: the operator is not known here");
}

// Flatten as PyTorch writes it for a batch of any size: Shape, Gather, Unsqueeze, Concat, Reshape.
TEST(InferShapes, AShapeThatTheGraphComputesIsFollowed) {
  GraphBuilder b("chain");
  const auto x = b.input("image", {"N", 6, 4, 4});
  const auto shape = b.node("Shape", {x});
  const auto batch = b.node("Gather", {shape, b.initializer(int64_tensor("zero", {}, Ints{0}))});
  const auto rows = b.node("Unsqueeze", {batch, b.initializer(ints("axis", {0}))});
  const auto to =
      b.node("Concat", {rows, b.initializer(ints("rest", {-1}))}, {{"axis", std::int64_t{0}}});
  b.node("Reshape", {x, to}, {}, "flat");
  // A channel shuffle: half the channels by Div, with the sides computed too.
  const auto channels = b.node("Gather", {shape, b.initializer(int64_tensor("one", {}, Ints{1}))});
  const auto two = b.initializer(int64_tensor("two", {}, Ints{2}));
  const auto half = b.node("Div", {channels, two});
  const auto axis = b.initializer(ints("axes", {0}));
  const auto groups = b.node(
      "Concat",
      {rows, b.node("Unsqueeze", {two, axis}), b.node("Unsqueeze", {half, axis}),
       b.node("Slice", {shape, b.initializer(ints("from", {2})), b.initializer(ints("to", {4}))})},
      {{"axis", std::int64_t{0}}});
  b.node("Reshape", {x, groups}, {}, "groups");
  b.output("flat", {"N", 96});
  const auto model = b.finish_model({}).value();
  const auto shapes = infer_shapes(model, {.use_notes = false});
  EXPECT_TRUE(shapes.open.empty());
  EXPECT_EQ(text_of(shapes.of("flat")), "N,96");
  EXPECT_EQ(text_of(shapes.of("groups")), "N,2,3,4,4");
}

TEST(InferShapes, SinglePlacesAndSumsOverNamedAxes) {
  const auto places = [](const char* name, const Ints& dims) {
    std::int64_t count = 1;
    for (const auto dim : dims) count *= dim;
    return int64_tensor(name, dims, Ints(static_cast<std::size_t>(count), 0));
  };
  EXPECT_EQ(only(answer({"N", 4}, node("GatherElements", {{"axis", std::int64_t{1}}}),
                        {places("i", {2, 3})})),
            "2,3");
  EXPECT_EQ(only(answer({2, 3, 4}, node("GatherND"), {places("i", {5, 2})})), "5,4");
  EXPECT_EQ(only(answer({2, 3, 4}, node("GatherND", {{"batch_dims", std::int64_t{1}}}),
                        {places("i", {2, 5, 1})})),
            "2,5,4");
  EXPECT_EQ(only(answer({2, 3}, node("GatherND"), {places("i", {5, 3})})),
            "open: its indices reach beyond the data's axes");
  EXPECT_EQ(only(answer({"N", 4}, node("ScatterND"), {places("i", {1, 1}), weights({1, 4})})),
            "N,4");
  EXPECT_EQ(only(answer({3, 3}, node("Trilu"))), "3,3");
  EXPECT_EQ(only(answer({3, 5}, node("EyeLike"))), "3,5");
  EXPECT_EQ(only(answer({"N", 2}, node("OneHot"), {ints("d", {7}), weights({2})})), "N,2,7");
  EXPECT_EQ(only(answer({"N", 2}, node("OneHot", {{"axis", std::int64_t{0}}}),
                        {ints("d", {7}), weights({2})})),
            "7,N,2");
  const auto einsum = [](const char* equation) {
    return node("Einsum", {{"equation", std::string(equation)}});
  };
  EXPECT_EQ(only(answer({"N", 3, 4}, einsum("bij, jk -> bik"), {weights({4, 5})})), "N,3,5");
  EXPECT_EQ(only(answer({3, 4}, einsum("ij,jk"), {weights({4, 5})})), "3,5");
  EXPECT_EQ(only(answer({3, 3}, einsum("ii->i"))), "3");
  EXPECT_EQ(only(answer({3, 4}, einsum("ij->"))), "");
  EXPECT_EQ(only(answer({3, 4}, einsum("ijk->i"))), "open: its equation has other axes");
  EXPECT_EQ(only(answer({3, 4}, einsum("ij->ik"))),
            "open: its equation names an axis that no input has");
  EXPECT_EQ(only(answer({3, 4}, einsum("ij,j->i"))), "open: its equation has other inputs");
  EXPECT_EQ(only(answer({3, 4}, einsum("...j->..."))),
            "open: an ellipsis in its equation is not followed");
}

TEST(InferShapes, NumbersThatCannotBeLeaveTheShapeOpen) {
  EXPECT_EQ(only(answer({kMost, kMost}, node("Flatten"))), "?,?");
  EXPECT_EQ(only(answer({"N", 3}, node("Pad"), {ints("p", {0, kMost, 0, kMost})})),
            "open: its pads are out of range");
  EXPECT_EQ(only(answer({1, 3}, node("Tile"), {ints("r", {1, kMost})})),
            "open: it repeats an impossible number of times");
  EXPECT_EQ(only(answer({4}, node("Slice"),
                        {ints("s", {-kMost - 1}), ints("e", {kMost}), ints("a", {0}),
                         ints("t", {-kMost - 1})})),
            "0");
  EXPECT_EQ(only(answer({4}, node("Transpose", {{"perm", Ints{7}}}))),
            "open: its perm does not name each axis once");
}

}  // namespace
}  // namespace lesion::onnx
