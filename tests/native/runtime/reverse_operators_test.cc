// Each operator by itself, back through its reverse rule, against libtorch's automatic
// differentiation; in old forms too, which core/onnx/upgrade brings to operator set 17.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/onnx/builder.h"
#include "tests/native/runtime/gradient_check.h"

namespace lesion {
namespace {

using onnx::Attribute;
using onnx::GraphBuilder;
using Floats = std::vector<float>;
using Ints = std::vector<std::int64_t>;
using Make = std::function<std::string(GraphBuilder&, const std::string&)>;

std::string random_constant(GraphBuilder& b, const std::string& name, const Ints& dims,
                            unsigned seed) {
  return b.initializer(name, dims, normal_values(count_of(dims), seed, 0.5f));
}

// The network that is one operator (or a few) over "x".
onnx::Model over(const Ints& shape, const Make& make, std::int64_t opset = 17) {
  GraphBuilder b("one");
  onnx::Shape sides(shape.begin(), shape.end());
  const auto x = b.input("x", sides);
  b.output(make(b, x), {});
  auto model = b.finish_model({}).value();
  model.graph.outputs[0].has_shape = false;
  model.operator_sets = {{"", opset}};
  return model;
}

void expect_goes_back(const Ints& shape, const Make& make, std::int64_t opset = 17) {
  auto model = over(shape, make, opset);
  const auto of = model.graph.outputs[0].name;
  const auto image = normal_values(count_of(shape), 5);
  for (const bool turned : {true, false}) {
    expect_gradients_of_autograd(model, of, {"x"}, shape, image, 1e-5, turned);
  }
}

struct Case {
  const char* name;
  Ints shape;
  Make make;
  std::int64_t opset = 17;
};

Make plain(const char* op, std::vector<Attribute> attributes = {}) {
  return [=](GraphBuilder& b, const std::string& x) { return b.node(op, {x}, attributes); };
}

Make convolution(const char* op, const Ints& weights, std::vector<Attribute> attributes) {
  return [=](GraphBuilder& b, const std::string& x) {
    return b.node(op, {x, random_constant(b, "w", weights, 3)}, attributes);
  };
}

Make with_constant(const char* op, const Ints& dims, bool first = false) {
  return [=](GraphBuilder& b, const std::string& x) {
    Floats values = normal_values(count_of(dims), 3);
    for (auto& value : values) value = std::abs(value) + 0.5f;
    const auto c = b.initializer("c", dims, std::span<const float>(values));
    return first ? b.node(op, {c, x}) : b.node(op, {x, c});
  };
}

// x above 0, for operators that are only there.
Make positive(const char* op) {
  return [=](GraphBuilder& b, const std::string& x) {
    const float half = 0.5f;
    const auto c = b.initializer("half", {}, std::span(&half, 1));
    return b.node(op, {b.add(b.multiply(x, x), c)});
  };
}

std::string list(GraphBuilder& b, const std::string& name, const Ints& values) {
  return b.initializer(name, {static_cast<std::int64_t>(values.size())}, values);
}

const std::vector<Case>& cases() {
  const Ints two{2, 2};
  const Ints three{3, 3};
  static const std::vector<Case> kCases{
      {"Conv", {2, 4, 9, 8}, convolution("Conv", {6, 4, 3, 3}, {{"pads", Ints{1, 1, 1, 1}}})},
      {"ConvWithoutPads", {2, 4, 9, 8}, convolution("Conv", {6, 4, 3, 2}, {})},
      {"ConvUneven", {1, 4, 9, 8}, convolution("Conv", {6, 4, 4, 3}, {{"pads", Ints{0, 2, 3, 1}}})},
      {"ConvWidePads", {1, 2, 5, 5}, convolution("Conv", {3, 2, 2, 2}, {{"pads", Ints{3, 3, 2, 2}}})},
      {"ConvStrides",
       {2, 4, 10, 9},
       convolution("Conv", {6, 4, 3, 3}, {{"strides", Ints{2, 3}}, {"pads", Ints{1, 1, 1, 1}}})},
      {"ConvDilations",
       {1, 4, 11, 12},
       convolution("Conv", {6, 4, 3, 3}, {{"dilations", Ints{2, 3}}, {"pads", Ints{2, 1, 2, 1}}})},
      {"ConvGroups",
       {2, 6, 7, 7},
       convolution("Conv", {9, 2, 3, 3}, {{"group", std::int64_t{3}}, {"pads", Ints{1, 1, 1, 1}}})},
      {"ConvDepthwiseStrides",
       {1, 5, 8, 8},
       convolution("Conv", {5, 1, 3, 3},
                   {{"group", std::int64_t{5}}, {"strides", two}, {"pads", Ints{0, 0, 1, 1}}})},
      {"ConvSame",
       {1, 3, 8, 7},
       convolution("Conv", {4, 3, 3, 3},
                   {{"strides", two}, {"auto_pad", std::string("SAME_LOWER")}})},
      {"ConvTranspose",
       {2, 4, 5, 6},
       convolution("ConvTranspose", {4, 3, 3, 3}, {{"strides", two}, {"pads", Ints{1, 1, 1, 1}}})},
      {"ConvTransposePadded",
       {1, 4, 5, 6},
       convolution("ConvTranspose", {4, 3, 3, 3},
                   {{"strides", three},
                    {"pads", Ints{0, 1, 0, 1}},
                    {"output_padding", Ints{2, 1}},
                    {"group", std::int64_t{2}}})},
      {"MaxPool", {2, 3, 8, 8}, plain("MaxPool", {{"kernel_shape", two}, {"strides", two}})},
      {"MaxPoolWithRest", {2, 3, 9, 7}, plain("MaxPool", {{"kernel_shape", two}, {"strides", two}})},
      {"MaxPoolOverlapping",
       {2, 3, 9, 8},
       plain("MaxPool", {{"kernel_shape", three}, {"strides", two}, {"pads", Ints{1, 1, 1, 1}}})},
      {"MaxPoolCeil",
       {1, 3, 8, 8},
       plain("MaxPool",
             {{"kernel_shape", three}, {"strides", two}, {"ceil_mode", std::int64_t{1}}})},
      {"AveragePool", {2, 3, 8, 9}, plain("AveragePool", {{"kernel_shape", two}, {"strides", two}})},
      {"AveragePoolPadded",
       {2, 3, 8, 9},
       plain("AveragePool",
             {{"kernel_shape", three}, {"strides", two}, {"pads", Ints{1, 1, 1, 1}}})},
      {"AveragePoolCountingPads",
       {2, 3, 8, 9},
       plain("AveragePool", {{"kernel_shape", three},
                             {"strides", two},
                             {"pads", Ints{1, 1, 1, 1}},
                             {"count_include_pad", std::int64_t{1}}})},
      {"AveragePoolCeil",
       {1, 2, 8, 8},
       plain("AveragePool",
             {{"kernel_shape", three}, {"strides", two}, {"ceil_mode", std::int64_t{1}}})},
      {"GlobalAveragePool", {2, 3, 5, 4}, plain("GlobalAveragePool")},
      {"GlobalMaxPool", {2, 3, 5, 4}, plain("GlobalMaxPool")},
      {"BatchNormalization",
       {2, 3, 5, 4},
       [](GraphBuilder& b, const std::string& x) {
         const Floats variance{0.5f, 1.5f, 2};
         return b.node("BatchNormalization",
                       {x, random_constant(b, "scale", {3}, 1), random_constant(b, "bias", {3}, 2),
                        random_constant(b, "mean", {3}, 3),
                        b.initializer("variance", {3}, std::span<const float>(variance))});
       }},
      {"InstanceNormalization",
       {2, 3, 5, 4},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("InstanceNormalization", {x, random_constant(b, "scale", {3}, 1),
                                                 random_constant(b, "bias", {3}, 2)});
       }},
      {"LayerNormalization",
       {2, 5, 8},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("LayerNormalization",
                       {x, random_constant(b, "scale", {8}, 1), random_constant(b, "bias", {8}, 2)},
                       {{"axis", std::int64_t{-1}}});
       }},
      {"LRN",
       {2, 7, 3, 3},
       plain("LRN", {{"size", std::int64_t{4}}, {"alpha", 0.7f}, {"beta", 0.6f}, {"bias", 1.3f}})},
      {"Gemm",
       {3, 5},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Gemm",
                       {x, random_constant(b, "w", {5, 4}, 1), random_constant(b, "b", {4}, 2)},
                       {{"alpha", 0.3f}});
       }},
      {"GemmTransposed",
       {3, 5},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Gemm", {x, random_constant(b, "w", {4, 5}, 1)},
                       {{"transB", std::int64_t{1}}});
       }},
      {"MatMul",
       {2, 3, 4, 5},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("MatMul", {x, random_constant(b, "w", {5, 6}, 1)});
       }},
      {"MatMulOfTwo",
       {2, 3, 4, 5},
       [](GraphBuilder& b, const std::string& x) {
         const auto turned = b.node("Transpose", {x}, {{"perm", Ints{0, 1, 3, 2}}});
         return b.node("MatMul", {b.node("Softmax", {b.node("MatMul", {x, turned})}), x});
       }},
      {"Relu", {2, 3, 4, 4}, plain("Relu")},
      {"LeakyRelu", {2, 3, 4, 4}, plain("LeakyRelu", {{"alpha", 0.2f}})},
      {"PRelu", {2, 3, 4, 4}, with_constant("PRelu", {3, 1, 1})},
      {"Elu", {2, 3, 4, 4}, plain("Elu", {{"alpha", 1.3f}})},
      {"Selu", {2, 3, 4, 4}, plain("Selu")},
      {"Celu", {2, 3, 4, 4}, plain("Celu", {{"alpha", 0.7f}})},
      {"Sigmoid", {2, 3, 4, 4}, plain("Sigmoid")},
      {"Tanh", {2, 3, 4, 4}, plain("Tanh")},
      {"HardSigmoid", {2, 30, 4}, plain("HardSigmoid", {{"alpha", 0.6f}})},
      {"HardSwish", {2, 300, 4},
       [](GraphBuilder& b, const std::string& x) {
         const float three = 3;
         return b.node("HardSwish", {b.multiply(x, b.initializer("t", {}, std::span(&three, 1)))});
       }},
      {"Gelu", {2, 3, 4, 4}, plain("Gelu"), 20},
      {"Erf", {2, 3, 4, 4}, plain("Erf")},
      {"Softplus", {2, 3, 4, 4}, plain("Softplus")},
      {"Exp", {2, 3, 4, 4}, plain("Exp")},
      {"Log", {2, 3, 4, 4}, positive("Log")},
      {"Sqrt", {2, 3, 4, 4}, positive("Sqrt")},
      {"Reciprocal", {2, 3, 4, 4}, positive("Reciprocal")},
      {"Abs", {2, 3, 4, 4}, plain("Abs")},
      {"Neg", {2, 3, 4, 4}, plain("Neg")},
      {"ClipBelow", {2, 3, 4, 4}, plain("Clip", {{"min", 0.0f}, {"max", 1.0f}}), 7},
      {"ClipBoth", {2, 3, 4, 4}, plain("Clip", {{"min", -0.5f}, {"max", 0.7f}}), 10},
      {"AddConstant", {2, 3, 4, 4}, with_constant("Add", {3, 1, 1})},
      {"SubFromConstant", {2, 3, 4, 4}, with_constant("Sub", {4}, true)},
      {"MulConstant", {2, 3, 4, 4}, with_constant("Mul", {1, 3, 1, 1})},
      {"DivByConstant", {2, 3, 4, 4}, with_constant("Div", {3, 1, 1})},
      {"ConstantToWider", {2, 3, 1, 1}, with_constant("Mul", {5, 2, 3, 4, 6})},
      {"DivByTensor", {2, 3, 4, 4},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Div", {x, positive("Exp")(b, b.global_average_pool(x))});
       }},
      {"Pow", {2, 3, 4, 4},
       [](GraphBuilder& b, const std::string& x) {
         const float three = 3;
         return b.node("Pow", {x, b.initializer("p", {}, std::span(&three, 1))});
       }},
      {"Swish", {2, 3, 4, 4},
       [](GraphBuilder& b, const std::string& x) { return b.multiply(x, b.node("Sigmoid", {x})); }},
      {"SqueezeAndExcite", {2, 4, 5, 5},
       [](GraphBuilder& b, const std::string& x) {
         const auto w = random_constant(b, "w", {4, 4, 1, 1}, 1);
         return b.multiply(
             x, b.node("Sigmoid", {b.conv(b.global_average_pool(x), w, "")}));
       }},
      {"Concat", {2, 3, 4, 4},
       [](GraphBuilder& b, const std::string& x) {
         return b.concat({x, b.node("Tanh", {x}), random_constant(b, "c", {2, 2, 4, 4}, 1)}, 1);
       }},
      {"Split", {2, 5, 4},
       [](GraphBuilder& b, const std::string& x) {
         const auto parts = b.nodes("Split", {x, list(b, "sizes", {2, 2, 1})}, {"p", "q", "r"},
                                    {{"axis", std::int64_t{1}}});
         return b.multiply(parts[0], b.node("Exp", {parts[1]}));  // the third is not read
       }},
      {"Slice", {2, 5, 6},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Slice", {x, list(b, "s", {1, -4}), list(b, "e", {3, 100}),
                                 list(b, "a", {1, -1})});
       }},
      {"SliceOfOld", {2, 5, 6},
       plain("Slice", {{"starts", Ints{1}}, {"ends", Ints{4}}, {"axes", Ints{1}}}), 9},
      {"Gather", {2, 5, 6},
       [](GraphBuilder& b, const std::string& x) {
         const std::int64_t cell = 3;
         const auto index = b.initializer("i", {}, std::span(&cell, 1));
         return b.node("Gather", {x, index}, {{"axis", std::int64_t{1}}});
       }},
      {"PadOfOld", {2, 3, 4, 4}, plain("Pad", {{"pads", Ints{0, 0, 1, -1, 0, 0, 2, 1}}}), 9},
      {"Pad", {2, 3, 4, 4},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Pad", {x, list(b, "p", {0, 1, 1, 0, 0, 0, -2, 3})});
       }},
      {"Reshape", {2, 3, 4, 4},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Reshape", {x, list(b, "s", {0, -1, 8})});
       }},
      {"Flatten", {2, 3, 4, 4}, plain("Flatten", {{"axis", std::int64_t{2}}})},
      {"SqueezeOfOld", {2, 3, 1, 1}, plain("Squeeze", {{"axes", Ints{2, 3}}}), 9},
      {"Unsqueeze", {2, 3},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Unsqueeze", {x, list(b, "a", {0, 3})});
       }},
      {"Transpose", {2, 3, 4, 5}, plain("Transpose", {{"perm", Ints{0, 2, 3, 1}}})},
      {"Expand", {2, 1, 4},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Expand", {x, list(b, "s", {3, 1, 5, 4})});
       }},
      {"ReduceMean", {2, 3, 4, 5},
       plain("ReduceMean", {{"axes", Ints{-1, 1}}, {"keepdims", std::int64_t{0}}})},
      {"ReduceSumOfOld", {2, 3, 4, 5}, plain("ReduceSum", {{"axes", Ints{2}}}), 11},
      {"ReduceMax", {2, 3, 4, 5},
       plain("ReduceMax", {{"axes", Ints{2, 3}}, {"keepdims", std::int64_t{0}}})},
      {"Softmax", {2, 3, 4}, plain("Softmax", {{"axis", std::int64_t{1}}})},
      {"SoftmaxOfOld", {2, 3, 4}, plain("Softmax"), 11},
      {"LogSoftmax", {2, 3, 4}, plain("LogSoftmax")},
      {"Dropout", {2, 3, 4}, plain("Dropout", {{"ratio", 0.3f}}), 9},
      {"Where", {2, 3, 4},
       [](GraphBuilder& b, const std::string& x) {
         const float half = 0.5f;
         const auto c = b.initializer("h", {}, std::span(&half, 1));
         return b.node("Where", {b.node("Greater", {x, c}), b.multiply(x, x), c});
       }},
      {"ResizeNearest", {2, 3, 4, 5},
       [](GraphBuilder& b, const std::string& x) {
         const Floats scales{1, 1, 2, 1.5f};
         return b.node("Resize", {x, "", b.initializer("s", {4}, std::span<const float>(scales))},
                       {{"mode", std::string("nearest")},
                        {"coordinate_transformation_mode", std::string("asymmetric")},
                        {"nearest_mode", std::string("floor")}});
       }},
      {"ResizeLinear", {2, 3, 4, 5},
       [](GraphBuilder& b, const std::string& x) {
         return b.node("Resize", {x, "", "", list(b, "s", {2, 3, 7, 9})},
                       {{"mode", std::string("linear")}});
       }},
      {"UpsampleOfOld", {2, 3, 4, 5}, plain("Upsample", {{"scales", Floats{1, 1, 2, 2}}}), 7},
      {"SpaceToDepth", {2, 3, 4, 6}, plain("SpaceToDepth", {{"blocksize", std::int64_t{2}}})},
      {"DepthToSpace", {2, 8, 3, 2}, plain("DepthToSpace", {{"blocksize", std::int64_t{2}}})},
  };
  return kCases;
}

class Operator : public testing::TestWithParam<Case> {};

TEST_P(Operator, GoesBackAsAutograd) {
  const auto& one = GetParam();
  expect_goes_back(one.shape, one.make, one.opset);
}

INSTANTIATE_TEST_SUITE_P(Reverse, Operator, testing::ValuesIn(cases()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace lesion
