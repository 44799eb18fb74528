// Single operators of the runtime, expected values worked by hand from ONNX's definitions.
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "core/onnx/builder.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {
namespace {

using onnx::Attribute;
using onnx::GraphBuilder;
using Floats = std::vector<float>;
using Ints = std::vector<std::int64_t>;

// All outputs of the one node that `make` builds over input "x"; the model's opset may be changed.
template <typename Make>
std::vector<NamedTensor> answers(const onnx::Shape& shape, const Floats& values, Make make,
                                 std::int64_t opset = 17) {
  GraphBuilder b("test");
  const auto x = b.input("x", shape);
  for (const auto& y : make(b, x)) b.output(y, {});
  auto model = b.finish_model({});
  EXPECT_TRUE(model.has_value()) << (model ? "" : model.error().message);
  if (!model) return {};
  for (auto& output : model->graph.outputs) output.has_shape = false;
  model->operator_sets = {{"", opset}};
  const auto runtime = TorchRuntime::open(std::move(*model));
  EXPECT_TRUE(runtime.has_value()) << (runtime ? "" : runtime.error().message);
  if (!runtime) return {};
  auto outputs = runtime->run(values, 1);
  EXPECT_TRUE(outputs.has_value()) << (outputs ? "" : outputs.error().message);
  return outputs ? outputs->tensors : std::vector<NamedTensor>{};
}

std::string list(GraphBuilder& b, const std::string& name, const Ints& values) {
  return b.initializer(name, {static_cast<std::int64_t>(values.size())}, values);
}

TEST(TorchOperators, SplitGivesEachOutputItsPart) {
  const auto parts = answers({"N", 5}, {1, 2, 3, 4, 5}, [](GraphBuilder& b, const std::string& x) {
    return b.nodes("Split", {x, list(b, "sizes", {2, 3})}, {"a", "b"}, {{"axis", std::int64_t{1}}});
  });
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].values, (Floats{1, 2}));
  EXPECT_EQ(parts[1].values, (Floats{3, 4, 5}));
}

TEST(TorchOperators, MaxPoolsIndicesCountInTheWholeInput) {
  const auto both = answers(
      {"N", 2, 2, 3}, {1, 5, 2, 3, 4, 9, -1, -2, -3, -4, -5, -6},
      [](GraphBuilder& b, const std::string& x) {
        return b.nodes(
            "MaxPool", {x}, {"y", "at"},
            {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}, {"pads", Ints{0, 1, 0, 0}}});
      });
  ASSERT_EQ(both.size(), 2u);
  // Windows: column -1 and 0; columns 1 and 2.
  EXPECT_EQ(both[0].values, (Floats{3, 9, -1, -2}));
  EXPECT_EQ(both[1].values, (Floats{3, 5, 6, 7}));
}

TEST(TorchOperators, DropoutAndBatchNormalizationOfOldGiveTheirOtherOutputs) {
  const auto dropped = answers({"N", 2}, {3, 4}, [](GraphBuilder& b, const std::string& x) {
    return b.nodes("Dropout", {x}, {"y", "mask"});
  });
  ASSERT_EQ(dropped.size(), 2u);
  EXPECT_EQ(dropped[0].values, (Floats{3, 4}));
  EXPECT_EQ(dropped[1].values, (Floats{1, 1}));
  const auto normal = answers(
      {"N", 2}, {3, 4},
      [](GraphBuilder& b, const std::string& x) {
        const auto one = b.initializer("one", {2}, Floats{1, 1});
        const auto mean = b.initializer("mean", {2}, Floats{1, 2});
        return b.nodes("BatchNormalization", {x, one, one, mean, one}, {"y", "m"},
                       {{"epsilon", 0.0f}});
      },
      9);
  ASSERT_EQ(normal.size(), 2u);
  EXPECT_EQ(normal[0].values, (Floats{3, 3}));
  EXPECT_EQ(normal[1].values, (Floats{1, 2}));
}

TEST(TorchOperators, AveragePoolCountsWhatItIsToldTo) {
  for (const std::int64_t counts_padding : {0, 1}) {
    const auto y = answers({"N", 1, 1, 4}, {1, 2, 3, 4},
                           [&](GraphBuilder& b, const std::string& x) -> std::vector<std::string> {
                             return {b.node("AveragePool", {x},
                                            {{"kernel_shape", Ints{1, 3}},
                                             {"strides", Ints{1, 2}},
                                             {"pads", Ints{0, 1, 0, 0}},
                                             {"ceil_mode", std::int64_t{1}},
                                             {"count_include_pad", counts_padding}})};
                           });
    ASSERT_EQ(y.size(), 1u);
    // Windows (pad, 1, 2), (2, 3, 4): the padding counts as a cell of 0 or not at all.
    EXPECT_EQ(y[0].values, counts_padding == 1 ? (Floats{1, 3}) : (Floats{1.5f, 3}));
  }
}

TEST(TorchOperators, ResizeByNeighboursAndByLines) {
  const auto resized = [](const char* mode, const char* places) {
    return answers({"N", 1, 1, 2}, {0, 8},
                   [&](GraphBuilder& b, const std::string& x) -> std::vector<std::string> {
                     return {b.node("Resize", {x, "", b.initializer("s", {4}, Floats{1, 1, 1, 2})},
                                    {{"mode", std::string(mode)},
                                     {"coordinate_transformation_mode", std::string(places)},
                                     {"nearest_mode", std::string("floor")}})};
                   })
        .at(0)
        .values;
  };
  EXPECT_EQ(resized("nearest", "asymmetric"), (Floats{0, 0, 8, 8}));
  EXPECT_EQ(resized("linear", "half_pixel"), (Floats{0, 2, 6, 8}));
  EXPECT_EQ(resized("linear", "asymmetric"), (Floats{0, 4, 8, 8}));
}

TEST(TorchOperators, PadSlicesAndReflects) {
  const auto padded = [](const char* mode, const Ints& pads) {
    return answers({"N", 3}, {1, 2, 3},
                   [&](GraphBuilder& b, const std::string& x) -> std::vector<std::string> {
                     return {b.node("Pad", {x, list(b, "p", pads)}, {{"mode", std::string(mode)}})};
                   })
        .at(0)
        .values;
  };
  EXPECT_EQ(padded("constant", {0, 1, 0, -1}), (Floats{0, 1, 2}));
  EXPECT_EQ(padded("reflect", {0, 2, 0, 1}), (Floats{3, 2, 1, 2, 3, 2}));
  EXPECT_EQ(padded("edge", {0, 1, 0, 2}), (Floats{1, 1, 2, 3, 3, 3}));
  const auto turned =
      answers({"N", 4}, {1, 2, 3, 4},
              [](GraphBuilder& b, const std::string& x) -> std::vector<std::string> {
                return {b.node("Slice", {x, list(b, "from", {-1}),
                                         list(b, "to", {std::numeric_limits<std::int64_t>::min()}),
                                         list(b, "axes", {1}), list(b, "steps", {-2})})};
              });
  EXPECT_EQ(turned.at(0).values, (Floats{4, 2}));
}

TEST(TorchOperators, SoftmaxOfOldTakesAllAxesAsOne) {
  const auto old = answers(
      {"N", 2, 1, 1}, {0, 0},
      [](GraphBuilder& b, const std::string& x) -> std::vector<std::string> {
        return {b.node("Softmax", {x})};
      },
      11);
  EXPECT_EQ(old.at(0).values, (Floats{0.5f, 0.5f}));
  const auto now = answers({"N", 2, 1, 1}, {0, 0},
                           [](GraphBuilder& b, const std::string& x) -> std::vector<std::string> {
                             return {b.node("Softmax", {x})};
                           });
  EXPECT_EQ(now.at(0).values, (Floats{1, 1}));
}

TEST(TorchOperators, EveryOperatorThatIsNotCoveredIsNamed) {
  GraphBuilder b("test");
  auto x = b.input("x", {"N", 2});
  x = b.node("Einsum", {x});
  b.output(b.node("NonZero", {b.node("Einsum", {x})}), {});
  const auto runtime = TorchRuntime::open(b.finish_model({}).value());
  ASSERT_FALSE(runtime.has_value());
  EXPECT_EQ(runtime.error().message, "the operators Einsum and NonZero are not supported");
}

}  // namespace
}  // namespace lesion
