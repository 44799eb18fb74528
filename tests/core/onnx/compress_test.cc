#include "core/onnx/compress.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/onnx/builder.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

// Everything but the convolutions counts as large.
constexpr CompressRule kSmallest{.least_values = 1};

Tensor tensor(std::string name, ElementType type, std::vector<std::int64_t> dims,
              std::vector<std::uint8_t> raw) {
  return {std::move(name), type, std::move(dims), std::move(raw)};
}

std::uint8_t byte(int value) { return static_cast<std::uint8_t>(static_cast<std::int8_t>(value)); }

// x [2,3] of int8 with a scale for each row, as a weight of a Gemm.
Model dequantizing(Tensor x, Tensor scale, std::optional<Tensor> zero, std::int64_t axis) {
  GraphBuilder b("dequantise");
  const auto image = b.input("image", {"N", 3});
  std::vector<std::string> inputs{b.initializer(std::move(x)), b.initializer(std::move(scale))};
  if (zero) inputs.push_back(b.initializer(std::move(*zero)));
  const auto w = b.node("DequantizeLinear", inputs, {{"axis", axis}}, "w");
  b.output(b.gemm(image, w, "", true, "logits"), {"N", 2});
  return b.finish_model({}).value();
}

Tensor numbers() {
  return tensor("x", ElementType::kInt8, {2, 3},
                {byte(1), byte(-2), byte(127), byte(-127), byte(0), byte(-128)});
}
Tensor scales(std::vector<float> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return float_tensor("scale", {count}, values);
}

std::vector<float> weights_of(const Model& model) {
  const Tensor* w = model.graph.constant("w");
  return w == nullptr ? std::vector<float>{} : as_floats(*w);
}

std::string refusal(Model model) {
  const auto dequantised = dequantise_weights(model);
  return dequantised ? "dequantised " + std::to_string(*dequantised) : dequantised.error().message;
}

TEST(Dequantise, RowsTimesTheirScaleAsWorkedByHand) {
  auto model = dequantizing(numbers(), scales({0.5f, 0.25f}), std::nullopt, 0);
  ASSERT_EQ(dequantise_weights(model), 1u);
  EXPECT_EQ(weights_of(model), (std::vector<float>{0.5f, -1, 63.5f, -31.75f, 0, -32}));
  EXPECT_EQ(model.graph.nodes.size(), 1u);
  EXPECT_EQ(model.graph.initializers.size(), 1u) << "numbers and scales are not needed any more";
}

TEST(Dequantise, ColumnsAndZeroPointsAsWorkedByHand) {
  auto model =
      dequantizing(tensor("x", ElementType::kUint8, {2, 3}, {0, 10, 255, 3, 20, 5}),
                   scales({1, 2, 0.5f}), tensor("zero", ElementType::kUint8, {3}, {3, 10, 128}), 1);
  ASSERT_EQ(dequantise_weights(model), 1u);
  EXPECT_EQ(weights_of(model), (std::vector<float>{-3, 0, 63.5f, 0, 20, -61.5f}));
}

TEST(Dequantise, OneScaleHoldsForAllAndANegativeAxisCountsFromTheEnd) {
  auto one =
      dequantizing(numbers(), float_tensor("scale", {}, std::vector<float>{2}), std::nullopt, 7);
  ASSERT_EQ(dequantise_weights(one), 1u);
  EXPECT_EQ(weights_of(one), (std::vector<float>{2, -4, 254, -254, 0, -256}));
  auto last = dequantizing(numbers(), scales({1, 2, 3}), std::nullopt, -1);
  ASSERT_EQ(dequantise_weights(last), 1u);
  EXPECT_EQ(weights_of(last), (std::vector<float>{1, -4, 381, -127, 0, -384}));
}

TEST(Dequantise, DamagedWeightsAreRefusedInWords) {
  const auto zero = [](std::vector<std::int64_t> dims, std::vector<std::uint8_t> raw) {
    return tensor("zero", ElementType::kInt8, std::move(dims), std::move(raw));
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  struct Case {
    Model model;
    const char* words;
  };
  const std::vector<Case> cases{
      {dequantizing(numbers(), scales({1, 2, 3}), std::nullopt, 0), "3 scales for 2 outputs"},
      {dequantizing(numbers(), scales({}), std::nullopt, 0), "0 scales for 2 outputs"},
      {dequantizing(numbers(), scales({1, 2}), std::nullopt, 2), "no such axis"},
      {dequantizing(numbers(), scales({1, 2}), std::nullopt, -3), "no such axis"},
      {dequantizing(numbers(), scales({1, 2}), std::nullopt,
                    std::numeric_limits<std::int64_t>::min()),
       "no such axis"},
      {dequantizing(numbers(), float_tensor("scale", {2, 1}, std::vector<float>{1, 2}),
                    std::nullopt, 0),
       "more than one axis"},
      {dequantizing(numbers(), scales({1, 0}), std::nullopt, 0), "not a positive number"},
      {dequantizing(numbers(), scales({1, -1}), std::nullopt, 0), "not a positive number"},
      {dequantizing(numbers(), scales({1, nan}), std::nullopt, 0), "not a positive number"},
      {dequantizing(numbers(), scales({infinity, 1}), std::nullopt, 0), "not a positive number"},
      {dequantizing(numbers(), scales({1, 2}), zero({1}, {0}), 0), "zero points"},
      {dequantizing(numbers(), scales({1, 2}), tensor("zero", ElementType::kUint8, {2}, {0, 0}), 0),
       "zero points"},
      {dequantizing(tensor("x", ElementType::kInt32, {2, 1}, {1, 0, 0, 0, 2, 0, 0, 0}),
                    scales({1, 2}),
                    tensor("zero", ElementType::kInt32, {2}, {0, 0, 0, 0, 1, 0, 0, 0}), 0),
       "with a zero point"},
  };
  for (const Case& bad : cases) {
    const auto words = refusal(bad.model);
    EXPECT_NE(words.find(bad.words), std::string::npos) << bad.words << ": " << words;
    EXPECT_NE(words.find("weights w "), std::string::npos) << words;
  }
  auto twice = dequantizing(numbers(), scales({1, 2}), std::nullopt, 0);
  twice.graph.nodes.push_back(twice.graph.nodes[0]);
  EXPECT_NE(refusal(twice).find("made twice"), std::string::npos) << refusal(twice);
}

TEST(Dequantise, MemoryIsLimitedBeforeItIsTaken) {
  auto model = dequantizing(numbers(), scales({1, 2}), std::nullopt, 0);
  auto same = model;
  EXPECT_TRUE(dequantise_weights(same, {.max_bytes = 24}));
  const auto refused = dequantise_weights(model, {.max_bytes = 23});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kTooLarge);
  // Many scales for no value at all take time and memory too.
  auto empty = dequantizing(tensor("x", ElementType::kInt8, {1000, 0}, {}),
                            scales(std::vector<float>(1000, 1.0f)), std::nullopt, 0);
  EXPECT_FALSE(dequantise_weights(empty, {.max_bytes = 3999}));
}

TEST(Dequantise, WhatIsComputedOrFedOrShownIsLeftToTheRuntime) {
  const auto good = dequantizing(numbers(), scales({0.5f, 0.25f}), std::nullopt, 0);
  auto fed = good;
  fed.graph.inputs.push_back({"x", ElementType::kInt8, true, {2, 3}});
  auto computed = good;
  computed.graph.nodes[0].inputs[0] = "image";
  auto shown = good;
  shown.graph.outputs.push_back({"w", ElementType::kFloat, true, {2, 3}});
  auto in_blocks = good;
  in_blocks.graph.nodes[0].attributes.push_back({"block_size", std::int64_t{3}});
  auto halves = good;
  halves.graph.initializers[1] = tensor("scale", ElementType::kFloat16, {2}, {0, 56, 0, 52});
  for (auto* model : {&fed, &computed, &shown, &in_blocks, &halves}) {
    const Model before = *model;
    ASSERT_EQ(dequantise_weights(*model), 0u);
    EXPECT_EQ(*model, before);
  }
}

TEST(Dequantise, AConstantThatOthersReadStays) {
  auto model = dequantizing(numbers(), scales({0.5f, 0.25f}), std::nullopt, 0);
  model.graph.nodes.push_back({"again", "Identity", "", {"x"}, {"y"}, {}});
  ASSERT_EQ(dequantise_weights(model), 1u);
  EXPECT_NE(model.graph.constant("x"), nullptr);
  EXPECT_EQ(model.graph.constant("scale"), nullptr);
}

TEST(Compress, EachOutputKeepsItsWeightsWithinHalfAStepOfItsOwn) {
  for (const bool trans : {true, false}) {
    // Eight outputs of very different size, one of zeros.
    auto values = random_weights(8 * 40, 3);
    const auto at = [&](std::size_t output, std::size_t input) -> float& {
      return values[trans ? output * 40 + input : input * 8 + output];
    };
    for (std::size_t k = 0; k < 8; ++k) {
      for (std::size_t i = 0; i < 40; ++i)
        at(k, i) *= k == 7 ? 0.0f : std::ldexp(1.0f, 3 * static_cast<int>(k));
    }
    const auto exact = values;
    GraphBuilder b("gemm");
    const auto x = b.input("image", {"N", 40});
    const auto w = b.initializer(
        "w", trans ? std::vector<std::int64_t>{8, 40} : std::vector<std::int64_t>{40, 8},
        std::span<const float>(values));
    b.output(b.gemm(x, w, "", trans, "logits"), {"N", 8});
    auto model = b.finish_model({}).value();
    const auto names = compress_weights(model, kSmallest);
    ASSERT_TRUE(names) << names.error().message;
    EXPECT_EQ(*names, std::vector<std::string>{"w"});
    ASSERT_NE(model.graph.constant("w.int8"), nullptr);
    EXPECT_EQ(model.graph.constant("w.int8")->raw.size(), 320u);
    ASSERT_EQ(dequantise_weights(model), 1u);
    values = weights_of(model);
    ASSERT_EQ(values.size(), 320u);
    const auto is = values;
    for (std::size_t k = 0; k < 8; ++k) {
      const auto place = [&](std::size_t i) { return trans ? k * 40 + i : i * 8 + k; };
      float greatest = 0;
      for (std::size_t i = 0; i < 40; ++i) greatest = std::max(greatest, std::abs(exact[place(i)]));
      for (std::size_t i = 0; i < 40; ++i) {
        EXPECT_LE(std::abs(is[place(i)] - exact[place(i)]), greatest / 127 * 0.5001f);
      }
    }
  }
}

TEST(Compress, CompressingWhatWasDequantisedGivesTheSameFile) {
  auto model = small_model();
  ASSERT_TRUE(compress_weights(model, kSmallest));
  const auto file = write_model(model).value();
  auto again = read_model(file).value();
  ASSERT_EQ(dequantise_weights(again), 1u);
  const auto names = compress_weights(again, kSmallest);
  ASSERT_TRUE(names);
  EXPECT_EQ(*names, std::vector<std::string>{"fc"});
  EXPECT_EQ(*again.graph.constant("fc.int8"), *model.graph.constant("fc.int8"));
  EXPECT_EQ(*again.graph.constant("fc.scale"), *model.graph.constant("fc.scale"));
}

// What comes into a layer behind a ReLU on images that are alike in a few ways: sums of `ways`
// patterns, nought where negative.
std::vector<float> alike(std::size_t images, std::size_t inputs, std::size_t ways, unsigned seed) {
  const auto patterns = random_weights(ways * inputs, 77);
  const auto shares = random_weights(images * ways, seed);
  std::vector<float> seen(images * inputs);
  for (std::size_t k = 0; k < images; ++k) {
    for (std::size_t i = 0; i < inputs; ++i) {
      float sum = 0.3f;
      for (std::size_t w = 0; w < ways; ++w) sum += shares[k * ways + w] * patterns[w * inputs + i];
      seen[k * inputs + i] = std::max(0.0f, sum);
    }
  }
  return seen;
}

// Root mean square of what rounding changes in the layer's sums on these images.
double sums_off(const std::vector<float>& exact, const std::vector<float>& rounded,
                const std::vector<float>& seen, std::size_t inputs) {
  double total = 0;
  std::size_t count = 0;
  for (std::size_t row = 0; row < exact.size(); row += inputs) {
    for (std::size_t at = 0; at < seen.size(); at += inputs, ++count) {
      double off = 0;
      for (std::size_t i = 0; i < inputs; ++i) {
        off += (static_cast<double>(rounded[row + i]) - exact[row + i]) * seen[at + i];
      }
      total += off * off;
    }
  }
  return std::sqrt(total / static_cast<double>(count));
}

TEST(RoundWeights, SumsOnOtherImagesOfTheKindAreFarCloserThanWithTheNearestValues) {
  constexpr std::size_t kInputs = 2000;
  const auto exact = random_weights(16 * kInputs, 5);
  auto nearest = exact;
  round_weights(nearest, 16, {});
  auto greedy = exact;
  round_weights(greedy, 16, alike(64, kInputs, 8, 1));
  const auto others = alike(64, kInputs, 8, 2);
  EXPECT_LT(sums_off(exact, greedy, others, kInputs) * 3,
            sums_off(exact, nearest, others, kInputs));
  for (std::size_t row = 0; row < exact.size(); row += kInputs) {
    float greatest = 0;
    for (std::size_t i = 0; i < kInputs; ++i)
      greatest = std::max(greatest, std::abs(exact[row + i]));
    for (std::size_t i = 0; i < kInputs; ++i) {
      EXPECT_LE(std::abs(nearest[row + i] - exact[row + i]), greatest / 127 * 0.5001f);
      EXPECT_LE(std::abs(greedy[row + i] - exact[row + i]), greatest / 127 * 1.0001f);
    }
  }
}

TEST(RoundWeights, CompressingThemLosesNothing) {
  auto values = random_weights(8 * 40, 3);
  values[5] = -0.0f;
  round_weights(values, 8, alike(16, 40, 3, 4));
  GraphBuilder b("gemm");
  const auto x = b.input("image", {"N", 40});
  const auto w = b.initializer("w", {8, 40}, std::span<const float>(values));
  b.output(b.gemm(x, w, "", true, "logits"), {"N", 8});
  auto model = b.finish_model({}).value();
  const Tensor before = *model.graph.constant("w");
  ASSERT_TRUE(compress_weights(model, kSmallest));
  ASSERT_EQ(dequantise_weights(model), 1u);
  EXPECT_EQ(*model.graph.constant("w"), before);
}

TEST(RoundWeights, WithoutImagesItTakesWhatCompressWeightsTakes) {
  auto model = small_model();
  auto values = as_floats(*model.graph.constant("fc"));
  round_weights(values, 2, {});
  ASSERT_TRUE(compress_weights(model, kSmallest));
  ASSERT_EQ(dequantise_weights(model), 1u);
  EXPECT_EQ(as_floats(*model.graph.constant("fc")), values);
}

TEST(Compress, ConvolutionsBiasesAndSmallWeightsStayAsTheyAre) {
  auto model = small_model();
  const Model before = model;
  EXPECT_EQ(compress_weights(model), std::vector<std::string>{});
  EXPECT_EQ(model, before);
  ASSERT_TRUE(compress_weights(model, kSmallest));
  for (const char* name : {"w0", "w3", "b0", "fc_bias"}) {
    EXPECT_EQ(*model.graph.constant(name), *before.graph.constant(name)) << name;
  }
  EXPECT_EQ(model.graph.nodes.size(), before.graph.nodes.size() + 1);
  EXPECT_EQ(model.metadata, before.metadata);
}

TEST(Compress, WhatCannotBeCompressedIsLeftWhole) {
  const auto model = small_model();
  auto old = model;
  old.operator_sets = {{"", 12}};
  auto endless = model;
  for (auto& tensor : endless.graph.initializers) {
    if (tensor.name == "fc") tensor.raw[3] = tensor.raw[2] = 0xff;  // a NaN
  }
  auto taken = model;
  taken.graph.initializers.push_back(float_tensor("fc.scale", {1}, std::vector<float>{1}));
  for (auto* bad : {&old, &endless, &taken}) {
    const auto before = write_model(*bad).value();
    EXPECT_FALSE(compress_weights(*bad, kSmallest));
    EXPECT_EQ(write_model(*bad).value(), before);
  }
}

TEST(Write, AModelThatIsGivenAwayGivesTheSameFile) {
  auto model = small_model();
  const auto file = write_model(model).value();
  EXPECT_EQ(write_model(std::move(model)).value(), file);
}

}  // namespace
}  // namespace lesion::onnx
