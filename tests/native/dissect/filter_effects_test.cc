// Filters put out in a network small enough to be worked by hand.
#include "native/dissect/filter_effects.h"

#include <gtest/gtest.h>

#include "core/onnx/builder.h"
#include "core/onnx/read.h"

namespace lesion {
namespace {

constexpr int kSide = 4;

ModelCard small_card() {
  ModelCard card;
  card.input.width = card.input.height = kSide;
  card.classes = {"benign", "malignant"};
  for (const char* name : {"layer0", "layer1"}) {
    LayerCard layer;
    layer.tensor = name;
    layer.filter_count = 2;
    card.layers.push_back(layer);
  }
  return card;
}

// f0 = R, f1 = G; g0 = 2 f0 + f1, g1 = f1 - f0, each above 0; the margin is mean(g0) - 3 mean(g1).
onnx::Model small_network() {
  onnx::GraphBuilder builder("small");
  const auto weights = [&](const char* name, std::vector<std::int64_t> shape,
                           const std::vector<float>& values) {
    return builder.initializer(name, std::move(shape), std::span<const float>(values));
  };
  const auto none = weights("none", {2}, {0, 0});
  const auto image = builder.input("image", {"N", 3, kSide, kSide});
  const auto first =
      builder.relu(builder.conv(image, weights("w0", {2, 3, 1, 1}, {1, 0, 0, 0, 1, 0}), none, "c0",
                                {.stride = 1, .pad = 0}),
                   "layer0");
  const auto second = builder.relu(builder.conv(first, weights("w1", {2, 2, 1, 1}, {2, 1, -1, 1}),
                                                none, "c1", {.stride = 1, .pad = 0}),
                                   "layer1");
  builder.output(builder.gemm(builder.flatten(builder.global_average_pool(second)),
                              weights("h", {2, 2}, {0, 0, 1, -3}), none, true, "logits"),
                 {"N", 2});
  builder.output("layer0", {"N", 2, kSide, kSide});
  builder.output("layer1", {"N", 2, kSide, kSide});
  auto file = builder.finish({});
  return onnx::read_model(*file).value();
}

InputTensor even_image(float red, float green) {
  InputTensor input;
  input.shape = {1, 3, kSide, kSide};
  for (const float value : {red, green, 0.0f}) {
    input.values.insert(input.values.end(), kSide * kSide, value);
  }
  return input;
}

void expect_near(const std::vector<float>& got, const std::vector<float>& wanted) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], 1e-5f) << i;
}

TEST(FilterEffects, AreThoseThatOneWorksByHand) {
  const auto ablation = Ablation::open(small_network(), small_card(), {"layer0", "layer1"});
  ASSERT_TRUE(ablation) << ablation.error().message;
  ASSERT_EQ(ablation->filters(), 4u);
  // f 0.25, 0.5; g 1, 0.25; margin 0.25.
  const InputTensor image = even_image(0.25f, 0.5f);
  const auto means = ablation->means(image);
  ASSERT_TRUE(means);
  expect_near(*means, {0.25f, 0.5f, 1, 0.25f});
  const auto alone = ablation->changes(image, {});
  ASSERT_TRUE(alone) << alone.error().message;
  expect_near((*alone)[0], {-1.25f, 0.25f, -1, 0.75f});
  EXPECT_TRUE((*alone)[1].empty());
  const auto both = ablation->changes(image, std::vector<float>{1, 0.5f, 2, 0});
  ASSERT_TRUE(both);
  expect_near((*both)[0], {-1.25f, 0.25f, -1, 0.75f});
  expect_near((*both)[1], {2.25f, 0, 1, 0.75f});
}

TEST(FilterEffects, AFilterThatIsSilentChangesNothingByZeroAndMayByItsMean) {
  const auto ablation = Ablation::open(small_network(), small_card(), {"layer0", "layer1"});
  ASSERT_TRUE(ablation);
  const auto changes = ablation->changes(even_image(0, 0.5f), std::vector<float>{1, 0, 0, 0});
  ASSERT_TRUE(changes);
  EXPECT_EQ((*changes)[0][0], 0);
  // g 0.5, 0.5: margin -1; with f0 = 1: g 2.5, 0.
  EXPECT_NEAR((*changes)[1][0], 3.5f, 1e-5f);
}

TEST(FilterEffects, MeansAreOverTheImagesWhateverTheThreads) {
  FilterEffectsRequest request;
  request.images = 3;
  request.input = [](std::size_t n) -> Result<InputTensor> {
    return even_image(0.25f * static_cast<float>(n), 0.5f);
  };
  request.training_images = 3;
  request.training_input = [](std::size_t n) -> Result<InputTensor> {
    if (n == 1) return fail(ErrorKind::kCorrupt, "no image");
    return even_image(static_cast<float>(n), 1);
  };
  request.means_from = "a train";
  const auto told = [](const char*, std::size_t, std::size_t) {};
  const auto run = [&](int threads) {
    request.threads = threads;
    return filter_effects(small_network(), small_card(), {"layer0", "layer1"}, request, told);
  };
  const auto one = run(1);
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->record.images, 3);
  EXPECT_EQ(one->record.means_images, 2);
  EXPECT_EQ(one->record.means_from, "a train");
  // f0 over training images: (0 + 2) / 2; f1: 1.
  expect_near({one->means[0], one->means[1]}, {1, 1});
  // f0 by zero: 0, -1.25 and, with f 0.5 0.5, g 1.5 0 before and 0.5 0.5 behind, -2.5.
  ASSERT_EQ(one->by_zero.size(), 4u);
  EXPECT_NEAR(one->by_zero[0].mean, -1.25f, 1e-5f);
  EXPECT_LE(one->by_zero[0].low, one->by_zero[0].mean);
  EXPECT_GE(one->by_zero[0].high, one->by_zero[0].mean);
  EXPECT_GE(one->by_zero[0].low, -2.5f - 1e-5f);
  EXPECT_LE(one->by_zero[0].high, 1e-5f);
  const auto two = run(2);
  ASSERT_TRUE(two);
  EXPECT_EQ(one->by_zero, two->by_zero);
  EXPECT_EQ(one->by_mean, two->by_mean);
}

TEST(FilterEffects, ALayerThatThereIsNotIsNamed) {
  const auto ablation = Ablation::open(small_network(), small_card(), {"layer9"});
  ASSERT_FALSE(ablation);
  EXPECT_NE(ablation.error().message.find("layer9"), std::string::npos);
}

}  // namespace
}  // namespace lesion
