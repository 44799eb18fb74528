// What runs on a graphics card, run here on the processor: libtorch's operations are the same.
#include <gtest/gtest.h>

#include <cmath>

#include "native/data/pixel_cache.h"
#include "native/train/batch_loss.h"
#include "native/train/device_images.h"
#include "native/train/teachers.h"
#include "native/train/trainer.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

class DeviceTest : public testing::Test {
 protected:
  DeviceTest() { make_dataset(data(), 64); }

  std::filesystem::path data() const { return folder_.path() / "data"; }
  TrainConfig config() const {
    TrainConfig config = compact_config();
    config.stages = {{32, 2}};
    config.batch = 8;
    config.rate = 1e-3;
    return config;
  }
  std::string trouble(const std::string& run, const TrainConfig& config) const {
    TrainRequest request;
    request.config = config;
    request.data = {data()};
    request.run = folder_.path() / run;
    const auto outcome = train(request);
    return outcome ? "none" : outcome.error().message;
  }
  Checkpoint last(const std::string& run) const {
    return *load_checkpoint(folder_.path() / run / "last.ckpt");
  }

  TemporaryFolder folder_;
};

TEST_F(DeviceTest, ImagesAreChangedAsTheProcessorChangesThem) {
  for (const bool paper : {true, false}) {
    for (const Fill fill : {Fill::kReflect, Fill::kEdge, Fill::kBlack}) {
      TrainConfig config = paper ? paper_config() : lens_config(Arch::kCompact);
      config.stages = {{48, 1}};
      config.augment.fill = fill;
      config.augment.blur = paper ? 0 : 0.5;
      const auto dataset = dataset_for({data()}, config);
      ASSERT_TRUE(dataset) << dataset.error().message;
      ImageScan scan;
      const auto cache = PixelCache::open(
          *dataset, folder_.path() / "cache", config.cache_side(48), 1,
          [](std::size_t, std::size_t) {}, scan);
      ASSERT_TRUE(cache) << cache.error().message;
      const InputRule rule = config.rule(48);
      const std::vector<std::size_t> places{5, 3, 8, 1, 0, 9};
      const DeviceImages images(*cache, places, torch::kCPU);
      std::vector<std::size_t> wanted;
      std::vector<Augmentation> how;
      for (std::uint64_t i = 0; i < 24; ++i) {
        Random random({7, i});
        wanted.push_back(i % places.size());
        how.push_back(draw(config.augment, random));
      }
      const torch::Tensor made =
          images.augmented(wanted, how, fill, rule).permute({0, 2, 3, 1}).contiguous();
      ASSERT_EQ(made.sizes(), (torch::IntArrayRef{24, 48, 48, 3}));
      const float* is = made.data_ptr<float>();
      std::vector<float> expected(48 * 48 * 3);
      for (std::size_t i = 0; i < wanted.size(); ++i, is += expected.size()) {
        augment(cache->image(places[wanted[i]]), cache->side(), how[i], fill, rule, expected);
        for (std::size_t k = 0; k < expected.size(); ++k) {
          ASSERT_NEAR(is[k], expected[k], 4e-3) << "image " << i << ", value " << k;
        }
      }
    }
  }
}

TEST(Distillation, IsZeroOfItsGradientWhereStudentAndTeachersAgree) {
  torch::Tensor logits = torch::tensor({{1.0f, -2.0f}, {0.5f, 3.0f}});
  logits.set_requires_grad(true);
  const torch::Tensor teachers = torch::softmax(logits.detach() / 2, 1);
  const torch::Tensor weights = torch::tensor({1.0f, 3.0f});
  distillation_sum(logits, teachers, weights, 2).backward();
  EXPECT_LT(logits.grad().abs().max().item<double>(), 1e-6);
}

TEST(Distillation, IsTheWeightedCrossEntropyTimesTheSquareOfTheTemperature) {
  const torch::Tensor logits = torch::tensor({{2.0f, 0.0f}});
  const torch::Tensor teachers = torch::tensor({{0.25f, 0.75f}});
  const torch::Tensor weights = torch::tensor({2.0f});
  // Logits 1 and 0: -log p = 0.313262, 1.313262.
  const double expected = 4 * 2 * (0.25 * 0.3132617 + 0.75 * 1.3132617);
  EXPECT_NEAR(distillation_sum(logits, teachers, weights, 2).item<double>(), expected, 1e-5);
}

TEST_F(DeviceTest, AStudentLearnsFromItsTeacherAndKeepsIt) {
  TrainConfig teacher = config();
  teacher.width = 2;
  ASSERT_EQ(trouble("teacher", teacher), "none");
  TrainConfig student = config();
  ASSERT_EQ(trouble("alone", student), "none");
  student.teachers = {(folder_.path() / "teacher").string()};
  student.teaching = 0;
  ASSERT_EQ(trouble("unmoved", student), "none");
  // A teacher without a part in the loss changes nothing.
  EXPECT_EQ(last("unmoved").adam.weights, last("alone").adam.weights);
  student.teaching = 0.7;
  ASSERT_EQ(trouble("taught", student), "none");
  EXPECT_NE(last("taught").adam.weights, last("alone").adam.weights);
  EXPECT_NE(last("taught").config.teachers_identity, 0u);
  // The teacher goes on to learn: no longer the one that taught.
  std::filesystem::remove_all(folder_.path() / "teacher");
  teacher.seed = 2;
  ASSERT_EQ(trouble("teacher", teacher), "none");
  TrainRequest more;
  more.run = folder_.path() / "taught";
  more.data = {data()};
  more.resume = true;
  more.stages = {{32, 3}};
  const auto outcome = train(more);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message.find("--teacher"), std::string::npos)
      << outcome.error().message;
}

TEST_F(DeviceTest, ATeacherThatSeesOtherSquaresIsRefused) {
  TrainConfig teacher = config();
  teacher.constancy = 1;
  ASSERT_EQ(trouble("teacher", teacher), "none");
  TrainConfig student = config();
  student.teachers = {(folder_.path() / "teacher").string()};
  EXPECT_NE(trouble("student", student).find("other squares or colours"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "student" / "last.ckpt"));
  student.teachers = {(folder_.path() / "nobody").string()};
  EXPECT_NE(trouble("student", student).find("--teacher"), std::string::npos);
}

}  // namespace
}  // namespace lesion
