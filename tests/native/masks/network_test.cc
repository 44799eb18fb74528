#include "native/masks/network.h"

#include <gtest/gtest.h>

#include <vector>

#include "native/data/random.h"
#include "native/masks/graph.h"
#include "native/masks/plan.h"
#include "native/masks/topology.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {
namespace {

struct Weights {
  explicit Weights(const Plan& plan)
      : parameters(plan.parameter_floats), buffers(plan.buffer_floats) {
    initialise(plan, 5, parameters, buffers);
    // Normalisations that do something.
    Random random({9});
    for (float& value : parameters) value += static_cast<float>(random.uniform(-0.05, 0.05));
    for (float& value : buffers) value += static_cast<float>(random.uniform(0, 0.5));
  }
  std::vector<float> parameters;
  std::vector<float> buffers;
};

TEST(MaskNetwork, TheExportedGraphGivesTheSameAnswers) {
  const auto plan = make_mask_plan(4);
  ASSERT_TRUE(plan.has_value());
  Weights weights(*plan);
  auto graph = mask_graph(*plan, weights.parameters, weights.buffers, 64);
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const auto runtime = TorchRuntime::open(std::move(*graph));
  ASSERT_TRUE(runtime.has_value()) << runtime.error().message;
  const torch::NoGradGuard no_gradients;
  const torch::Tensor images = torch::randn({2, 3, 64, 64});
  MaskNetwork network(*plan, weights.parameters.data(), weights.buffers.data(), nullptr);
  const torch::Tensor mine = network.forward(images, false).contiguous();
  const auto theirs = runtime->run(std::span(images.data_ptr<float>(), 2u * 3 * 64 * 64), 2);
  ASSERT_TRUE(theirs.has_value()) << theirs.error().message;
  const NamedTensor* masks = theirs->find("masks");
  ASSERT_NE(masks, nullptr);
  ASSERT_EQ(masks->shape, (std::vector<std::int64_t>{2, kMasks, 32, 32}));
  ASSERT_EQ(mine.sizes(), at::IntArrayRef(masks->shape));
  double largest = 0;
  for (std::size_t i = 0; i < masks->values.size(); ++i) {
    EXPECT_NEAR(mine.data_ptr<float>()[i], masks->values[i], 1e-4);
    largest = std::max(largest, std::abs(static_cast<double>(masks->values[i])));
  }
  EXPECT_GT(largest, 0.1);
}

TEST(MaskNetwork, TheUsualWidthFitsIntoAMegabyte) {
  const auto plan = make_mask_plan(16);
  ASSERT_TRUE(plan.has_value());
  EXPECT_LT(plan->parameter_count() * sizeof(float), 1'000'000u);
  EXPECT_FALSE(make_mask_plan(3).has_value());
}

TEST(MaskLoss, IsNothingForASureRightAnswerAndGrowsWithMistakes) {
  torch::Tensor truth = torch::zeros({1, kMasks, 8, 8});
  truth.index_put_({0, 0, torch::indexing::Slice(2, 6), torch::indexing::Slice(2, 6)}, 1);
  const torch::Tensor known = torch::zeros({1});
  const torch::Tensor right = 20 * (2 * truth - 1);
  EXPECT_NEAR(mask_loss(right, truth, known, 1).item<double>(), 0, 1e-6);
  // Nothing found, with p = 1/2 everywhere: ln 2, and soft Jaccard (8 + 1) / (32 + 16 - 8 + 1).
  EXPECT_NEAR(mask_loss(torch::zeros_like(truth), truth, known, 1).item<double>(),
              std::log(2.0) + 1 - 9.0 / 41.0, 1e-6);
}

TEST(MaskLoss, AttributesCountOnlyWhereTheyAreKnown) {
  const torch::Tensor truth = torch::zeros({2, kMasks, 8, 8});
  torch::Tensor logits = -20 * torch::ones({2, kMasks, 8, 8});
  // Streaks seen on the second image, where there are none.
  logits.index_put_({1, 3}, 20);
  const auto loss = [&](float first, float second) {
    return mask_loss(logits, truth, torch::tensor({first, second}), 1).item<double>();
  };
  EXPECT_NEAR(loss(0, 0), 0, 1e-6);
  EXPECT_NEAR(loss(1, 0), 0, 1e-6);
  EXPECT_GT(loss(0, 1), 1);
}

}  // namespace
}  // namespace lesion
