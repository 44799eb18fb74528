#include "native/train/plan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lesion {
namespace {

TEST(Plan, ThePapersNetworkHasThePapersNumberOfParameters) {
  // By hand, 3x3 convolutions with bias, then the fully connected layers of 2056, 1024, 64 and 2
  // behind 64 maps of 14 x 14:
  //   224 + 584 + 1168 + 2320 + 4640 + 9248 + 18496 + 36928         = 73,608
  //   12544 * 2056 + 2056                                           = 25,792,520
  //   2056 * 1024 + 1024                                            = 2,106,368
  //   1024 * 64 + 64 = 65,600,   64 * 2 + 2 = 130
  const auto plan = make_plan({.arch = Arch::kPaper, .input_size = 224});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->parameter_count(), 28'038'226u);
  EXPECT_EQ(plan->filters, (std::vector<int>{8, 8, 16, 16, 32, 32, 64, 64}));
}

TEST(Plan, TheCompactNetworkIsFarBelowAMegabyte) {
  // 73,368 convolution weights, 2 * 240 of normalisation, 128 * 2 + 2 of the head.
  const auto plan = make_plan({.arch = Arch::kCompact, .input_size = 128});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->parameter_count(), 73'368u + 480u + 258u);
}

TEST(Plan, TheHeadForDiagnosesIsAddedOnlyWhenAskedFor) {
  EXPECT_EQ(make_plan({})->find("diagnoses.weight"), nullptr);
  const auto plan = make_plan({.aux_classes = 7});
  ASSERT_NE(plan->find("diagnoses.weight"), nullptr);
  EXPECT_EQ(plan->find("diagnoses.weight")->shape, (std::vector<std::int64_t>{7, 128}));
}

TEST(Plan, TensorsDoNotOverlap) {
  const auto plan = make_plan({.arch = Arch::kPaper, .input_size = 64});
  std::size_t end = 0;
  for (const TensorPlan& tensor : plan->parameters) {
    EXPECT_GE(tensor.offset, end) << tensor.name;
    end = tensor.offset + tensor.size;
  }
  EXPECT_LE(end, plan->parameter_floats);
}

TEST(Plan, SizesThatCannotBePooledFourTimesAreRefused) {
  EXPECT_FALSE(make_plan({.input_size = 100}));
  EXPECT_FALSE(make_plan({.input_size = 16}));
  EXPECT_FALSE(make_plan({.width = 0}));
}

TEST(Plan, ConvolutionsStartWithHesVariance) {
  const auto plan = make_plan({.width = 4});
  std::vector<float> weights(plan->parameter_floats);
  std::vector<float> buffers(plan->buffer_floats);
  initialise(*plan, 3, weights, buffers);
  const TensorPlan& tensor = *plan->find("conv7.weight");  // fan-in 256 * 9
  double sum = 0;
  for (std::size_t i = 0; i < tensor.size; ++i) {
    sum += std::pow(weights[tensor.offset + i], 2);
  }
  EXPECT_NEAR(sum / static_cast<double>(tensor.size), 2.0 / (256 * 9), 0.01 * 2.0 / (256 * 9));
  EXPECT_EQ(buffers[plan->find("norm0.variance")->offset], 1.0f);
  EXPECT_EQ(weights[plan->find("norm0.weight")->offset], 1.0f);
}

}  // namespace
}  // namespace lesion
